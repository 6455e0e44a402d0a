//! The drug exposures of OMOP: administrations, and orders beside them.

use super::chart::{Chart, CourseChart, Row};
use super::drugs::{T_CELLS, pressor, pressor_names, remedy, remedy_name};
use super::mar_drugs::amount_of;
use super::omop_concepts::{IL2_DRUG, drug_concept};
use super::omop_moment::{Moment, shifted};
use super::raw::RawFile;
use crate::model::{LOW_DOSE_DOPAMINE, TOLERANCE, TableId};
use crate::simulate::random::Dice;
use crate::simulate::regimen::Regimen;
use std::io::{self, Write};

/// The table.
pub(super) struct Drugs<W: Write> {
    file: RawFile<W>,
    exposures: u64,
}

/// An exposure.
#[derive(Clone, Copy)]
struct Exposure<'a> {
    concept: &'a str,
    /// Administration, or an order.
    kind: &'a str,
    from: i64,
    to: Option<i64>,
    quantity: &'a str,
    name: &'a str,
    unit: &'a str,
    route: &'a str,
}

/// Whether a row is an infusion of dopamine at a rate that counts as no vasopressor.
fn is_low_dose(course: &CourseChart, row: &Row) -> bool {
    let number = |row: &Row, column| row.get(column).parse::<f64>().ok();
    let is_dopamine = pressor(row.get("agent")).is_some_and(|agent| agent == "dopamine");
    let rate = number(row, "peak_rate").map(|rate| match row.get("rate_unit") {
        "ug/min" => number(&course.row, "weight_kg").map_or(rate, |weight| rate / weight),
        _ => rate,
    });
    is_dopamine && rate.is_some_and(|rate| rate <= LOW_DOSE_DOPAMINE + TOLERANCE)
}

const ADMINISTRATION: &str = "32818";
const ORDER: &str = "32838";

impl<W: Write> Drugs<W> {
    /// The table of this file.
    pub(super) fn of(file: RawFile<W>) -> Self {
        Self { file, exposures: 0 }
    }

    /// Writes the kept rows.
    pub(super) fn settle(&mut self, dice: &mut Dice) -> io::Result<()> {
        self.file.settle(Some(dice))
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.finish()
    }

    /// Writes the rows of a course: the doses that were given, and every other drug.
    pub(super) fn write(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        course: &CourseChart,
        person: &str,
    ) {
        self.doses(dice, chart, course, person);
        for (table, agents) in [(TableId::Vasopressors, true), (TableId::Medications, false)] {
            for row in course.rows(table) {
                // A record without rates would count dopamine at the dose for the kidneys as a vasopressor.
                if agents && is_low_dose(course, row) {
                    continue;
                }
                let known = if agents {
                    pressor(row.get("agent"))
                        .map(|agent| (agent, dice.pick(pressor_names(agent)).to_owned()))
                } else {
                    remedy(row.get("agent")).map(|remedy| (remedy.name, remedy_name(remedy)))
                };
                let Some((agent, name)) = known else {
                    continue;
                };
                let concept = drug_concept(agent).filter(|_| dice.chance(0.9));
                let exposure = Exposure {
                    concept: concept.as_deref().unwrap_or("0"),
                    kind: ADMINISTRATION,
                    from: course
                        .minute(row, "start_hour")
                        .expect("written with each drug"),
                    to: course.minute(row, "stop_hour"),
                    quantity: "",
                    name: &name,
                    unit: "",
                    route: "Intravenous",
                };
                if dice.chance(0.2) {
                    self.row(
                        person,
                        Exposure {
                            kind: ORDER,
                            from: exposure.from - 60,
                            ..exposure
                        },
                    );
                }
                self.row(person, exposure);
            }
        }
    }

    fn row(&mut self, person: &str, row: Exposure<'_>) {
        self.exposures += 1;
        let from = Moment::of(shifted(row.from));
        let to = row
            .to
            .map_or_else(Moment::default, |to| Moment::of(shifted(to)));
        self.file.row(&[
            &self.exposures.to_string(),
            person,
            row.concept,
            row.kind,
            &from.date,
            &from.time,
            &to.date,
            &to.time,
            row.quantity,
            row.name,
            row.unit,
            row.route,
        ]);
    }

    fn doses(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart, person: &str) {
        let weight = course.row.get("weight_kg");
        let doses = course.doses();
        if chart.site.regimen == Regimen::AfterTil
            && let Some(&(first, _)) = doses.first()
        {
            let at = first - i64::from(dice.between(8, 70)) * 60;
            self.row(
                person,
                Exposure {
                    concept: "0",
                    kind: ADMINISTRATION,
                    from: at,
                    to: Some(at + 40),
                    quantity: "1",
                    name: dice.pick(&T_CELLS),
                    unit: "dose",
                    route: "Intravenous",
                },
            );
        }
        for (at, dose) in doses {
            if dose.get("status") != "given" {
                continue;
            }
            let (amount, unit) = amount_of(dice, dose, weight);
            let (concept, name) = dice.pick(&[
                (IL2_DRUG, "70223"),
                (IL2_DRUG, "Proleukin 22 MIU"),
                ("0", "PROLEUKIN 22 MU"),
            ]);
            let exposure = Exposure {
                concept,
                kind: ADMINISTRATION,
                from: at,
                to: Some(at + 16),
                quantity: &amount,
                name,
                unit,
                route: dice.pick(&["Intravenous", "IV", ""]),
            };
            self.row(person, exposure);
            if dice.chance(0.05) {
                // The next bag of the same dose.
                self.row(
                    person,
                    Exposure {
                        from: at + 16,
                        to: Some(at + 32),
                        ..exposure
                    },
                );
            }
            if dice.chance(0.1) {
                self.row(
                    person,
                    Exposure {
                        kind: ORDER,
                        from: at.div_euclid(60) * 60 - 120,
                        ..exposure
                    },
                );
            }
        }
        if dice.chance(0.05) && course.is_treated() {
            let at = course.hour_0 + i64::from(dice.between(20, 600)) * 6;
            self.row(
                person,
                Exposure {
                    concept: IL2_DRUG,
                    kind: ADMINISTRATION,
                    from: at,
                    to: Some(at),
                    quantity: "9",
                    name: "70223",
                    unit: "MIU",
                    route: "Subcutaneous",
                },
            );
        }
    }
}
