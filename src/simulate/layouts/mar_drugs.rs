//! The medication administration record: doses of IL-2, infusions of vasopressors, and other drugs.

use super::chart::{Chart, CourseChart, Row, scaled};
use super::drugs::{ALDESLEUKIN, OTHERS, T_CELLS, pressor, pressor_names, remedy, remedy_name};
use super::mar_record::{Administration, Record};
use super::raw::DAY_MINUTES;
use super::reasons::nurse_words;
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::regimen::Regimen;
use crate::simulate::sheet::push_number;
use std::io::{self, Write};

const ROUTES: [&str; 3] = ["Intravenous", "IV", "IVPB infusion"];

impl<W: Write> Record<W> {
    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        for course in &chart.courses {
            self.doses(dice, chart, course);
            for row in course.rows(TableId::Vasopressors) {
                self.infusion(dice, chart, course, row);
            }
            for row in course.rows(TableId::Medications) {
                self.remedy(dice, chart, course, row);
            }
        }
        if dice.chance(0.2) && chart.has(TableId::Medications) {
            let drug = dice.pick(&OTHERS);
            let at = chart.first + i64::from(dice.between(-600, 3000));
            self.row(
                dice,
                &chart.id,
                &Administration {
                    order: 7,
                    drug,
                    action: "Given",
                    at,
                    dose: "see comment",
                    ..Administration::default()
                },
            );
            // Someone who had no IL-2.
            let other = format!("Z{:05}", chart.number);
            self.row(
                dice,
                &other,
                &Administration {
                    order: 8,
                    drug: "norepinephrine 8 mg",
                    action: "New Bag",
                    at,
                    rate: "0.1",
                    rate_unit: "mcg/kg/min",
                    route: "IV",
                    ..Administration::default()
                },
            );
        }
        self.file.settle(Some(dice))
    }

    /// The doses of a course: bags, pauses, doses put off or given late, and what was never given.
    fn doses(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart) {
        let drug = dice.pick(&ALDESLEUKIN);
        let order = self.order();
        let weight = course.row.get("weight_kg");
        let doses = course.doses();
        if chart.site.regimen == Regimen::AfterTil
            && let Some(&(first, _)) = doses.first()
        {
            let at = first - i64::from(dice.between(8, 70)) * 60;
            let row = Administration {
                order: order + 500_000,
                drug: dice.pick(&T_CELLS),
                action: dice.pick(&["Given", "New Bag"]),
                at,
                dose: "1",
                dose_unit: "dose",
                ..Administration::default()
            };
            self.row(dice, &chart.id, &row);
        }
        for (at, dose) in doses {
            let scheduled = Some(at.div_euclid(60) * 60);
            let row = Administration {
                order,
                drug,
                at,
                scheduled,
                route: dice.pick(&ROUTES),
                ..Administration::default()
            };
            if dose.get("status") == "given" {
                self.given(dice, chart, dose, weight, &row);
            } else {
                self.not_given(dice, chart, dose, &row);
            }
        }
        if dice.chance(0.05) {
            let under_skin = Administration {
                order: order + 600_000,
                drug,
                action: "Given",
                dose: "9",
                dose_unit: "MIU",
                route: "Subcutaneous",
                at: course.hour_0 + i64::from(dice.between(100, 4000)),
                ..Administration::default()
            };
            self.row(dice, &chart.id, &under_skin);
        }
    }

    /// A dose that was given: its first bag at the hour of the chart.
    fn given(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        dose: &Row,
        weight: &str,
        row: &Administration<'_>,
    ) {
        let (amount, dose_unit) = amount_of(dice, dose, weight);
        let bag = Administration {
            dose: &amount,
            dose_unit,
            weight,
            ..row.clone()
        };
        let later = |minutes: i32, action| Administration {
            action,
            at: row.at + i64::from(minutes),
            ..row.clone()
        };
        let patient = &chart.id;
        if dice.chance(0.03) {
            // Put off, and given after all.
            let held = later(-dice.between(10, 50), "Held");
            let reason = dice.pick(&["SBP 84", "awaiting labs"]);
            self.row(dice, patient, &Administration { reason, ..held });
        }
        let action = dice.weighted(&[
            (45, "New Bag"),
            (30, "Given"),
            (10, "New Bag-Dual Sign"),
            (10, "Start/Given"),
            (5, "New Bag (Dual Sign Required)"),
        ]);
        self.row(
            dice,
            patient,
            &Administration {
                action,
                ..bag.clone()
            },
        );
        if dice.chance(0.06) {
            let paused = later(
                dice.between(3, 12),
                dice.pick(&["Paused", "Paused, [Stopped]"]),
            );
            self.row(dice, patient, &paused);
            let again = later(dice.between(20, 45), "Restarted");
            self.row(
                dice,
                patient,
                &Administration {
                    dose: &amount,
                    dose_unit,
                    ..again
                },
            );
        }
        if dice.chance(0.04) {
            let next = later(dice.between(15, 40), "Next Bag");
            self.row(
                dice,
                patient,
                &Administration {
                    dose: &amount,
                    dose_unit,
                    weight,
                    ..next
                },
            );
        }
        if dice.chance(0.5) {
            let ended = later(
                dice.between(46, 60),
                dice.pick(&["Stopped", "Infusion Complete"]),
            );
            self.row(dice, patient, &ended);
        }
        if dice.chance(0.02) {
            let ignored = later(-5, dice.pick(&["Due", "Verify Waste"]));
            self.row(dice, patient, &ignored);
        }
        if dice.chance(0.004) {
            // A word that nobody knows, beside those that decide.
            self.row(dice, patient, &later(1, "Scanned"));
        }
    }

    /// A dose that was not given, with its reason.
    fn not_given(&mut self, dice: &mut Dice, chart: &Chart, dose: &Row, row: &Administration<'_>) {
        let reason = dose.get("reason");
        let (action, reason) = match dose.get("status") {
            "held" => (dice.pick(&["Held", "Not Given", "Hold"]), reason),
            "stopped" => (dice.pick(&["Discontinued", "Order Discontinued"]), reason),
            "refused" => (
                dice.pick(&["Refused", "Patient Refused"]),
                if reason.is_empty() { "" } else { "pt declined" },
            ),
            _ => (dice.pick(&["Missed", "Dose Not Available"]), reason),
        };
        let words = nurse_words(reason);
        let reason = if !words.is_empty() && dice.chance(0.6) {
            dice.pick(words)
        } else {
            reason
        };
        self.row(
            dice,
            &chart.id,
            &Administration {
                action,
                reason,
                ..row.clone()
            },
        );
    }

    /// An infusion of a vasopressor: its bags and rates; the highest is the peak.
    fn infusion(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart, row: &Row) {
        let Some(agent) = pressor(row.get("agent")) else {
            return;
        };
        let start = course
            .minute(row, "start_hour")
            .expect("written with each infusion");
        let stop = course.minute(row, "stop_hour");
        let order = self.order();
        let peak = row.scaled("peak_rate", 2);
        let rate = |share: i64| {
            let mut text = Vec::new();
            if let Some(peak) = peak {
                push_number(&mut text, (peak * share / 10).max(1), 2);
            }
            String::from_utf8(text).expect("digits are ASCII")
        };
        let drug = dice.pick(pressor_names(agent));
        let route = dice.pick(&ROUTES);
        let minutes = i32::try_from(stop.map_or(600, |stop| stop - start)).expect("weeks at most");
        let on = |record: &mut Self, dice: &mut Dice, after: i32, action, share| {
            let rate = rate(share);
            let rate_unit = if rate.is_empty() {
                ""
            } else {
                row.get("rate_unit")
            };
            let it = Administration {
                order,
                drug,
                action,
                at: start + i64::from(after),
                rate: &rate,
                rate_unit,
                route,
                ..Administration::default()
            };
            record.row(dice, &chart.id, &it);
        };
        let begins_at_peak = minutes < 30 || dice.chance(0.3);
        on(
            self,
            dice,
            0,
            "New Bag",
            if begins_at_peak { 10 } else { 5 },
        );
        if !begins_at_peak {
            let after = dice.between(5, minutes / 2);
            on(self, dice, after, dice_action(after), 10);
        }
        if minutes > 120 {
            for _ in 0..dice.between(0, 3) {
                let after = dice.between(minutes / 2 + 1, minutes - 1);
                let action = [
                    "Rate/Dose Change-Dual Sign",
                    "Rate Verify",
                    "Next Bag",
                    "Same Bag",
                ][after.unsigned_abs() as usize % 4];
                let share = i64::from(dice.between(3, 10));
                on(self, dice, after, action, share);
            }
        }
        if let Some(at) = stop {
            let off = Administration {
                order,
                drug,
                action: "Stopped",
                at,
                route,
                ..Administration::default()
            };
            self.row(dice, &chart.id, &off);
        }
    }

    /// A medicine: given when it began, when it ended, and in between.
    fn remedy(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart, row: &Row) {
        let Some(remedy) = remedy(row.get("agent")) else {
            return;
        };
        let drug = remedy_name(remedy);
        let order = self.order();
        let start = course
            .minute(row, "start_hour")
            .expect("written with each medication");
        // One that has no end ran on beyond hour 0.
        let last = course
            .minute(row, "stop_hour")
            .unwrap_or(start + DAY_MINUTES);
        let mut at = start;
        while at < last {
            self.medicine(dice, chart, order, &drug, at, "Given");
            at += i64::from(dice.between(360, 720));
        }
        self.medicine(dice, chart, order, &drug, last, "Given");
        if dice.chance(0.05) {
            self.medicine(dice, chart, order, &drug, start + 45, "Refused");
        }
    }

    fn medicine(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        order: u64,
        drug: &str,
        at: i64,
        action: &str,
    ) {
        let given = Administration {
            order,
            drug,
            action,
            at,
            scheduled: Some(at),
            dose: "1",
            dose_unit: "dose",
            ..Administration::default()
        };
        self.row(dice, &chart.id, &given);
    }
}

/// The word for a change of rate.
fn dice_action(after: i32) -> &'static str {
    ["Rate Change", "Rate/Dose Change", "Titrated"][after.unsigned_abs() as usize % 3]
}

/// The amount of a dose and its unit: exact to the unit, so that IU/kg come out as they were.
pub(super) fn amount_of(dice: &mut Dice, dose: &Row, weight: &str) -> (String, &'static str) {
    let per_kg = dose.whole("iu_per_kg");
    let mut text = Vec::new();
    match (per_kg, scaled(weight, 1)) {
        (Some(per_kg), Some(weight)) if dice.chance(0.9) => {
            push_number(&mut text, per_kg / 10 * weight, 6);
            let unit = dice.pick(&["MIU", "million units", "Million Unit(s)", "10*6.[iU]"]);
            let text = String::from_utf8(text).expect("digits are ASCII");
            let text = if text.contains('.') {
                text.trim_end_matches('0').to_owned()
            } else {
                text
            };
            (text, unit)
        }
        (Some(per_kg), _) => (per_kg.to_string(), "units/kg"),
        (None, _) => (String::new(), ""),
    }
}
