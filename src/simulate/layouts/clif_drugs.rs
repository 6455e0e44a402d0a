//! The two medication tables of CLIF.

use super::chart::{Chart, CourseChart, Row};
use super::clif_stays::{Hospitalization, hospitalization, utc};
use super::drugs::{T_CELLS, pressor, pressor_names, remedy, remedy_name};
use super::mar_drugs::amount_of;
use super::raw::{DAY_MINUTES, RawFile};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::regimen::Regimen;
use crate::simulate::sheet::push_number;
use std::io::{self, Write};

/// The tables of drugs that run on and of those that are given at once.
pub(super) struct Drugs<W: Write> {
    continuous: RawFile<W>,
    intermittent: RawFile<W>,
    orders: u64,
}

/// A row of either table.
#[derive(Clone, Copy, Default)]
struct Administration<'a> {
    order: u64,
    at: i64,
    name: &'a str,
    category: &'a str,
    dose: &'a str,
    unit: &'a str,
    /// Word of the record, category and group.
    action: [&'a str; 3],
    route: &'a str,
}

const GIVEN: [&str; 3] = ["Given", "given", "administered"];
const NEW_BAG: [&str; 3] = ["New Bag", "going", "administered"];
const STOPPED: [&str; 3] = ["Stopped", "stop", "not_administered"];

impl<W: Write> Drugs<W> {
    /// The tables of these files.
    pub(super) fn of(continuous: RawFile<W>, intermittent: RawFile<W>) -> Self {
        Self {
            continuous,
            intermittent,
            orders: 100,
        }
    }

    /// Writes the kept rows.
    pub(super) fn settle(&mut self, dice: &mut Dice) -> io::Result<()> {
        self.continuous.settle(Some(dice))?;
        self.intermittent.settle(Some(dice))
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.continuous.finish()?;
        self.intermittent.finish()
    }

    /// Writes the rows of a course.
    pub(super) fn write(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        course: &CourseChart,
        stays: &[Hospitalization],
    ) {
        self.doses(dice, chart, course, stays);
        for row in course.rows(TableId::Vasopressors) {
            self.infusion(dice, course, stays, row);
        }
        for row in course.rows(TableId::Medications) {
            self.remedy(dice, course, stays, row);
        }
    }

    fn order(&mut self) -> u64 {
        self.orders += 1;
        self.orders
    }

    fn row(&mut self, runs: bool, stays: &[Hospitalization], from: i64, row: Administration<'_>) {
        let [word, category, group] = row.action;
        let file = if runs {
            &mut self.continuous
        } else {
            &mut self.intermittent
        };
        file.row(&[
            hospitalization(stays, from),
            &row.order.to_string(),
            &utc(row.at),
            row.name,
            row.category,
            row.dose,
            row.unit,
            word,
            category,
            group,
            row.route,
        ]);
    }

    /// The doses: given at once, or as bags; a patient's course has one kind.
    fn doses(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        course: &CourseChart,
        stays: &[Hospitalization],
    ) {
        let order = self.order();
        let doses = course.doses();
        let weight = course.row.get("weight_kg");
        // A site without vasopressors has no table of what runs on.
        let runs = chart.has(TableId::Vasopressors) && dice.chance(0.3);
        if chart.site.regimen == Regimen::AfterTil
            && let Some(&(first, _)) = doses.first()
        {
            let at = first - i64::from(dice.between(8, 70)) * 60;
            self.row(
                false,
                stays,
                at,
                Administration {
                    order: order + 500_000,
                    at,
                    name: dice.pick(&T_CELLS),
                    category: "other",
                    dose: "1",
                    unit: "dose",
                    action: GIVEN,
                    route: "iv",
                },
            );
        }
        for (at, dose) in doses {
            let base = Administration {
                order,
                at,
                name: "Aldesleukin (Proleukin)",
                category: "aldesleukin",
                route: "iv",
                ..Administration::default()
            };
            if dose.get("status") != "given" {
                let word = match dose.get("status") {
                    "held" => "Held",
                    "stopped" => "Discontinued",
                    "refused" => "Refused",
                    _ => "Missed",
                };
                self.row(
                    false,
                    stays,
                    at,
                    Administration {
                        action: [word, "not_given", "not_administered"],
                        ..base
                    },
                );
                continue;
            }
            let (amount, unit) = amount_of(dice, dose, weight);
            let given = Administration {
                dose: &amount,
                unit,
                ..base
            };
            self.given(dice, stays, runs, given);
        }
        if dice.chance(0.05) {
            let at = course.hour_0 + i64::from(dice.between(100, 4000));
            self.row(
                false,
                stays,
                at,
                Administration {
                    order: order + 600_000,
                    at,
                    name: "Aldesleukin (Proleukin)",
                    category: "aldesleukin",
                    dose: "9",
                    unit: "MIU",
                    action: GIVEN,
                    route: "subcutaneous",
                },
            );
        }
    }

    /// A dose that was given: a bag that runs, or a push.
    fn given(
        &mut self,
        dice: &mut Dice,
        stays: &[Hospitalization],
        runs: bool,
        given: Administration<'_>,
    ) {
        if runs {
            self.row(
                true,
                stays,
                given.at,
                Administration {
                    action: NEW_BAG,
                    ..given
                },
            );
            let later = given.at + i64::from(dice.between(15, 40));
            if dice.chance(0.05) {
                let action = ["Rate Verify", "verify", "administered"];
                self.row(
                    true,
                    stays,
                    given.at,
                    Administration {
                        at: given.at + 5,
                        action,
                        ..given
                    },
                );
            }
            self.row(
                true,
                stays,
                given.at,
                Administration {
                    at: later,
                    action: STOPPED,
                    dose: "0",
                    ..given
                },
            );
        } else {
            let word = dice.pick(&["Given", "FinishedRunning", "", "Start/Given"]);
            self.row(
                false,
                stays,
                given.at,
                Administration {
                    action: [word, "given", "administered"],
                    ..given
                },
            );
            if dice.chance(0.02) {
                self.intermittent.repeat();
            }
        }
    }

    fn infusion(
        &mut self,
        dice: &mut Dice,
        course: &CourseChart,
        stays: &[Hospitalization],
        row: &Row,
    ) {
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
        let (half, full) = (rate(5), rate(10));
        let unit = if peak.is_some() {
            row.get("rate_unit")
        } else {
            ""
        };
        let base = Administration {
            order,
            at: start,
            name: dice.pick(pressor_names(agent)),
            category: agent,
            unit,
            route: "iv",
            ..Administration::default()
        };
        let minutes = i32::try_from(stop.map_or(600, |stop| stop - start)).expect("weeks at most");
        let at_peak = minutes < 30 || dice.chance(0.3);
        let first = if at_peak { &full } else { &half };
        let begun = Administration {
            dose: first,
            action: ["Started", "start", "administered"],
            ..base
        };
        self.row(true, stays, start, begun);
        if !at_peak {
            let at = start + i64::from(dice.between(5, minutes / 2));
            let action = ["Rate Change", "dose_change", "administered"];
            self.row(
                true,
                stays,
                start,
                Administration {
                    at,
                    dose: &full,
                    action,
                    ..base
                },
            );
            if minutes > 120 {
                let at = start + i64::from(dice.between(minutes / 2 + 1, minutes - 1));
                self.row(
                    true,
                    stays,
                    start,
                    Administration {
                        at,
                        dose: &half,
                        action: NEW_BAG,
                        ..base
                    },
                );
            }
        }
        if let Some(at) = stop {
            self.row(
                true,
                stays,
                start,
                Administration {
                    at,
                    dose: "0",
                    action: STOPPED,
                    ..base
                },
            );
        }
    }

    fn remedy(
        &mut self,
        dice: &mut Dice,
        course: &CourseChart,
        stays: &[Hospitalization],
        row: &Row,
    ) {
        let Some(remedy) = remedy(row.get("agent")) else {
            return;
        };
        let start = course
            .minute(row, "start_hour")
            .expect("written with each medication");
        // One that has no end ran on beyond hour 0.
        let last = course
            .minute(row, "stop_hour")
            .unwrap_or(start + DAY_MINUTES);
        let (name, order) = (remedy_name(remedy), self.order());
        let given = Administration {
            order,
            name: &name,
            category: remedy.name,
            dose: "1",
            unit: "dose",
            action: GIVEN,
            ..Administration::default()
        };
        let mut at = start;
        while at < last {
            self.row(false, stays, at, Administration { at, ..given });
            at += i64::from(dice.between(360, 720));
        }
        self.row(false, stays, last, Administration { at: last, ..given });
    }
}
