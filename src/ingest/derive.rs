//! What the store adds to the rows of support tables: names of the terminology, standard units.

use super::quarantine::Unlisted;
use crate::model::{ABSENT_CODE, Table, Values};
use crate::terminology::{self, UNCLASSIFIED};
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::sync::Arc;

/// Columns of one table, by name.
pub(super) struct Columns<'a> {
    pub(super) table: &'static Table,
    pub(super) values: &'a mut Vec<Values>,
}

impl Columns<'_> {
    fn place(&self, column: &str) -> usize {
        self.table.place(column).unwrap_or_default()
    }

    pub(super) fn column(&self, column: &str) -> &Values {
        &self.values[self.place(column)]
    }

    pub(super) fn set(&mut self, column: &str, values: Values) {
        let place = self.place(column);
        self.values[place] = values;
    }

    pub(super) fn rows(&self) -> usize {
        self.values.first().map_or(0, Values::len)
    }

    /// A text for each row, found from the text of another column; each distinct text is looked at once.
    fn set_by_text<'t>(&mut self, from: &str, to: &str, meaning: impl Fn(&str) -> Option<&'t str>) {
        let Values::Text { codes, words } = self.column(from) else {
            return;
        };
        // The meanings as a column of their own, one row for each text: its codes are what the texts' codes become.
        let meanings = Values::from_texts(words.iter().map(|text| meaning(text)));
        let Values::Text {
            codes: of_text,
            words,
        } = meanings
        else {
            return;
        };
        let of_row = |&code: &u32| of_text.get(code as usize).copied().unwrap_or(ABSENT_CODE);
        let codes = codes.iter().map(of_row).collect();
        self.set(to, Values::Text { codes, words });
    }

    /// Names in a column that the terminology does not have, with their rows.
    pub(super) fn unlisted(
        &self,
        column: &'static str,
        is_listed: impl Fn(&str) -> bool,
        nearest: fn(&str) -> Vec<&'static str>,
    ) -> Vec<Unlisted> {
        let Values::Text { codes, words } = self.column(column) else {
            return Vec::new();
        };
        let mut rows = vec![0_u64; words.len()];
        for &code in codes.iter().filter(|&&code| code != ABSENT_CODE) {
            rows[code as usize] += 1;
        }
        let unlisted = words
            .iter()
            .zip(rows)
            .filter(|(text, rows)| *rows > 0 && !is_listed(text));
        let unlisted: Vec<(&String, u64)> = unlisted.collect();
        // A column of free text may hold many names, each of which is compared with all that are known.
        unlisted
            .into_par_iter()
            .map(|(text, rows)| Unlisted {
                table: self.table.name,
                column,
                text: text.clone(),
                rows,
                nearest: nearest(text),
            })
            .collect()
    }
}

/// Organ systems of the reasons why doses were not given.
pub(super) fn derive_doses(columns: &mut Columns<'_>) -> Vec<Unlisted> {
    columns.set_by_text("reason", "reason_organ_system", |reason| {
        Some(system_name(reason_system(reason)))
    });
    let is_listed = |reason: &str| reason_system(reason) != UNCLASSIFIED;
    columns.unlisted("reason", is_listed, terminology::nearest_reasons)
}

/// The organ system of a reason: of the toxicity term, or the organ system itself.
fn reason_system(reason: &str) -> usize {
    terminology::toxicity_term(reason)
        .map(|row| terminology::toxicity_terms()[row].organ_system)
        .or_else(|| terminology::organ_system(reason))
        .unwrap_or(UNCLASSIFIED)
}

fn system_name(row: usize) -> &'static str {
    &terminology::organ_systems()[row].name
}

/// CTCAE terms and organ systems of the events.
pub(super) fn derive_toxicities(columns: &mut Columns<'_>) -> Vec<Unlisted> {
    let term = |text: &str| {
        terminology::toxicity_term(text).map(|row| &terminology::toxicity_terms()[row])
    };
    columns.set_by_text("term", "ctcae_term", |text| {
        term(text).map(|term| term.name.as_str())
    });
    columns.set_by_text("term", "organ_system", |text| {
        Some(system_name(
            term(text).map_or(UNCLASSIFIED, |term| term.organ_system),
        ))
    });
    let nearest = terminology::nearest_toxicity_terms;
    columns.unlisted("term", |text| term(text).is_some(), nearest)
}

/// Agents, classes, and rates in the list's units; `weights` holds the dosing weight of each row's course.
pub(super) fn derive_vasopressors(columns: &mut Columns<'_>, weights: &[f64]) -> Vec<Unlisted> {
    let agent =
        |text: &str| terminology::vasopressor(text).map(|row| &terminology::vasopressors()[row]);
    columns.set_by_text("agent", "listed_agent", |text| {
        agent(text).map(|agent| agent.name.as_str())
    });
    columns.set_by_text("agent", "agent_class", |text| {
        Some(agent(text).map_or("unclassified", |agent| agent.class.name()))
    });
    let unit = |row| columns.column("rate_unit").text(row);
    let (mut rates, mut equivalents) = (Vec::new(), Vec::new());
    for (row, &weight) in weights.iter().enumerate() {
        let rate = columns.column("peak_rate").decimal(row);
        let unit = unit(row).and_then(terminology::parse_rate_unit);
        let listed = columns.column("agent").text(row).and_then(agent);
        let standard = listed.and_then(|listed| {
            let target = terminology::parse_rate_unit(&listed.unit)?;
            Some(rate? * unit?.factor_to(target, Some(weight).filter(|weight| !weight.is_nan()))?)
        });
        rates.push(standard.unwrap_or(f64::NAN));
        let equivalent = listed.and_then(|listed| Some(standard? * listed.nee?));
        equivalents.push(equivalent.unwrap_or(f64::NAN));
    }
    columns.set("standard_peak_rate", Values::Decimal(rates));
    columns.set("peak_nee", Values::Decimal(equivalents));
    columns.unlisted(
        "agent",
        |text| agent(text).is_some(),
        terminology::nearest_vasopressors,
    )
}

/// Modalities: the default, and which are dialysis.
pub(super) fn derive_dialysis(columns: &mut Columns<'_>) {
    let modality: Vec<&str> = (0..columns.rows())
        .map(|row| {
            columns
                .column("modality")
                .text(row)
                .unwrap_or("unspecified")
        })
        .collect();
    let is_dialysis = |code: &&str| {
        Some(
            terminology::dialysis_modality(code)
                .is_some_and(|row| terminology::dialysis_modalities()[row].is_dialysis),
        )
    };
    let flags = modality.iter().map(is_dialysis).collect();
    let codes = Values::from_texts(modality.iter().map(|code| Some(*code)));
    columns.set("modality", codes);
    columns.set("is_dialysis", Values::Boolean(flags));
}

/// Analytes and values in the analyte's own unit. A row whose unit is not the analyte's was set aside before.
pub(super) fn derive_measurements(columns: &mut Columns<'_>) -> Vec<Unlisted> {
    let analyte = |text: &str| terminology::analyte(text).map(|row| &terminology::analytes()[row]);
    columns.set_by_text("analyte", "listed_analyte", |text| {
        analyte(text).map(|listed| listed.name.as_str())
    });
    columns.set_by_text("analyte", "standard_unit", |text| {
        analyte(text).map(|listed| listed.unit.as_str())
    });
    let (
        Values::Text {
            codes: analytes,
            words: names,
        },
        Values::Text {
            codes: units,
            words: unit_names,
        },
    ) = (columns.column("analyte"), columns.column("unit"))
    else {
        return Vec::new();
    };
    let Values::Decimal(values) = columns.column("value") else {
        return Vec::new();
    };
    let listed: Vec<_> = names.iter().map(|name| analyte(name)).collect();
    // Whether a pair of analyte and unit is the analyte's own unit, and so the value stands as it is.
    let mut is_own: HashMap<(u32, u32), bool> = HashMap::new();
    let standard = values
        .iter()
        .zip(analytes.iter().zip(units))
        .map(|(&value, (&name, &unit))| {
            let Some(listed) = listed.get(name as usize).copied().flatten() else {
                return f64::NAN;
            };
            let Some(text) = unit_names.get(unit as usize) else {
                return value;
            };
            let own = *is_own.entry((name, unit)).or_insert_with(|| {
                terminology::parse_unit(text) == terminology::parse_unit(&listed.unit)
            });
            if own {
                value
            } else {
                listed.in_own_unit(value, text).unwrap_or(f64::NAN)
            }
        });
    let standard = Values::Decimal(standard.collect());
    columns.set("standard_value", standard);
    columns.unlisted(
        "analyte",
        |text| analyte(text).is_some(),
        terminology::nearest_analytes,
    )
}

/// Classes of supportive agents: as exported, else by the agent, else `other`.
pub(super) fn derive_medications(columns: &mut Columns<'_>) -> Vec<Unlisted> {
    let by_agent = |agent: &str| terminology::medication_class_of_agent(agent);
    let classes: Vec<&str> = (0..columns.rows())
        .map(|row| {
            let class = columns.column("class").text(row);
            class
                .or_else(|| columns.column("agent").text(row).and_then(by_agent))
                .unwrap_or("other")
        })
        .collect();
    let unlisted = columns.unlisted(
        "agent",
        |agent| by_agent(agent).is_some(),
        terminology::nearest_medications,
    );
    let classes = Values::from_texts(classes.into_iter().map(Some));
    columns.set("class", classes);
    unlisted
}

/// A text column with one text on every row.
pub(super) fn constant(text: &str, rows: usize) -> Values {
    Values::Text {
        codes: vec![0; rows],
        words: Arc::new(vec![text.to_owned()]),
    }
}
