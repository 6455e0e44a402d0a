//! What the store adds to the rows of support tables: names of the terminology, standard units.

use super::table::Columns;
use crate::ingest::ledger::Unlisted;
use crate::model::{ABSENT_CODE, Table, Values};
use crate::terminology::{self, Analyte, Term, UNCLASSIFIED, Vasopressor};
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::sync::Arc;

/// What the terminology says of the texts of a table: of each text what it means in another column.
#[derive(Debug, Default)]
pub(crate) struct Meanings {
    columns: Vec<Meaning>,
}

/// A column that another one's texts make.
#[derive(Debug)]
struct Meaning {
    from: &'static str,
    to: &'static str,
    /// For each text: the code of what it means.
    of_text: Vec<u32>,
    words: Arc<Vec<String>>,
}

/// A column of names, some of which the terminology has.
#[derive(Clone, Copy)]
struct Names {
    table: &'static str,
    column: &'static str,
    is_listed: fn(&str) -> bool,
    nearest: fn(&str) -> Vec<&'static str>,
}

/// All of them.
const NAMES: [Names; 5] = [
    Names {
        table: "doses",
        column: "reason",
        is_listed: |reason| reason_system(reason) != UNCLASSIFIED,
        nearest: terminology::nearest_reasons,
    },
    Names {
        table: "toxicities",
        column: "term",
        is_listed: |term| toxicity_term(term).is_some(),
        nearest: terminology::nearest_toxicity_terms,
    },
    Names {
        table: "vasopressors",
        column: "agent",
        is_listed: |agent| vasopressor(agent).is_some(),
        nearest: terminology::nearest_vasopressors,
    },
    Names {
        table: "measurements",
        column: "analyte",
        is_listed: |name| analyte(name).is_some(),
        nearest: terminology::nearest_analytes,
    },
    Names {
        table: "medications",
        column: "agent",
        is_listed: |agent| terminology::medication_class_of_agent(agent).is_some(),
        nearest: terminology::nearest_medications,
    },
];

/// The column of a table that holds names, some of which the terminology has.
pub(crate) fn column_of_names(table: &Table) -> Option<&'static str> {
    let names = NAMES.iter().find(|names| names.table == table.name)?;
    Some(names.column)
}

/// Names that the terminology does not have, with their rows, which are counted by text.
pub(crate) fn unlisted(table: &Table, words: &[String], rows: &[u64]) -> Vec<Unlisted> {
    let Some(names) = NAMES.iter().find(|names| names.table == table.name) else {
        return Vec::new();
    };
    let unlisted = words.iter().zip(rows);
    let unlisted = unlisted.filter(|(text, rows)| **rows > 0 && !(names.is_listed)(text));
    let unlisted: Vec<(&String, &u64)> = unlisted.collect();
    // A column of free text may hold many names, each of which is compared with all that are known.
    unlisted
        .into_par_iter()
        .map(|(text, rows)| Unlisted {
            table: names.table,
            column: names.column,
            text: text.clone(),
            rows: *rows,
            nearest: (names.nearest)(text),
        })
        .collect()
}

impl Meanings {
    /// What the texts of a table mean.
    pub(crate) fn of(table: &Table, words: &[Arc<Vec<String>>]) -> Self {
        let words = |column: &str| table.place(column).map(|index| &words[index]);
        let mut meanings = Self::default();
        let mut add = |from, to, meaning: fn(&str) -> Option<&'static str>| {
            let words = words(from).map_or(&[][..], |words| words);
            // The meanings as a column of their own, one row for each text: its codes are what the texts' codes become.
            let of_texts = Values::from_texts(words.iter().map(|text| meaning(text)));
            if let Values::Text { codes, words } = of_texts {
                meanings.columns.push(Meaning {
                    from,
                    to,
                    of_text: codes,
                    words,
                });
            }
        };
        match table.name {
            "doses" => add("reason", "reason_organ_system", |reason| {
                Some(system_name(reason_system(reason)))
            }),
            "toxicities" => {
                add("term", "ctcae_term", |text| {
                    toxicity_term(text).map(|term| term.name.as_str())
                });
                add("term", "organ_system", |text| {
                    let system = toxicity_term(text).map(|term| term.organ_system);
                    Some(system_name(system.unwrap_or(UNCLASSIFIED)))
                });
            }
            "vasopressors" => {
                add("agent", "listed_agent", |text| {
                    vasopressor(text).map(|agent| agent.name.as_str())
                });
                add("agent", "agent_class", |text| {
                    Some(vasopressor(text).map_or("unclassified", |agent| agent.class.name()))
                });
            }
            "measurements" => {
                add("analyte", "listed_analyte", |text| {
                    analyte(text).map(|listed| listed.name.as_str())
                });
                add("analyte", "standard_unit", |text| {
                    analyte(text).map(|listed| listed.unit.as_str())
                });
            }
            _ => {}
        }
        meanings
    }

    /// Fills the columns that the texts make.
    fn fill(&self, columns: &mut Columns<'_>) {
        for meaning in &self.columns {
            let Values::Text { codes, .. } = columns.column(meaning.from) else {
                continue;
            };
            let of_row = |&code: &u32| {
                let of_text = meaning.of_text.get(code as usize);
                of_text.copied().unwrap_or(ABSENT_CODE)
            };
            let filled = Values::Text {
                codes: codes.iter().map(of_row).collect(),
                words: Arc::clone(&meaning.words),
            };
            columns.set(meaning.to, filled);
        }
    }
}

/// Adds what the store holds beside the columns of the file; `weights` holds the dosing weight of each row's course.
pub(crate) fn derive(
    columns: &mut Columns<'_>,
    meanings: &Meanings,
    weights: &dyn Fn(usize) -> f64,
) {
    meanings.fill(columns);
    match columns.table.name {
        "vasopressors" => derive_vasopressors(columns, weights),
        "measurements" => derive_measurements(columns),
        "medications" => derive_medications(columns),
        "dialysis" => derive_dialysis(columns),
        _ => {}
    }
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

fn toxicity_term(text: &str) -> Option<&'static Term> {
    terminology::toxicity_term(text).map(|row| &terminology::toxicity_terms()[row])
}

fn vasopressor(text: &str) -> Option<&'static Vasopressor> {
    terminology::vasopressor(text).map(|row| &terminology::vasopressors()[row])
}

fn analyte(text: &str) -> Option<&'static Analyte> {
    terminology::analyte(text).map(|row| &terminology::analytes()[row])
}

/// Rates in the list's units.
fn derive_vasopressors(columns: &mut Columns<'_>, weights: &dyn Fn(usize) -> f64) {
    let unit = |row| columns.column("rate_unit").text(row);
    let (mut rates, mut equivalents) = (Vec::new(), Vec::new());
    for row in 0..columns.rows() {
        let weight = weights(row);
        let rate = columns.column("peak_rate").decimal(row);
        let unit = unit(row).and_then(terminology::parse_rate_unit);
        let listed = columns.column("agent").text(row).and_then(vasopressor);
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
}

/// Modalities: the default, and which are dialysis.
fn derive_dialysis(columns: &mut Columns<'_>) {
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
fn derive_measurements(columns: &mut Columns<'_>) {
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
        return;
    };
    let Values::Decimal(values) = columns.column("value") else {
        return;
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
}

/// Classes of supportive agents: as exported, else by the agent, else `other`.
fn derive_medications(columns: &mut Columns<'_>) {
    let (
        Values::Text {
            codes: classes,
            words: class_names,
        },
        Values::Text {
            codes: agents,
            words: agent_names,
        },
    ) = (columns.column("class"), columns.column("agent"))
    else {
        return;
    };
    // All classes that are stated, that agents have, and the last: each text is looked at once.
    let stated = class_names.iter().map(|class| Some(class.as_str()));
    let of_agents = agent_names.iter();
    let of_agents = of_agents.map(|agent| terminology::medication_class_of_agent(agent));
    let all = Values::from_texts(stated.chain(of_agents).chain([Some("other")]));
    let Values::Text {
        codes: of_text,
        words,
    } = all
    else {
        return;
    };
    let (of_classes, of_agents) = of_text.split_at(class_names.len());
    let other = of_text.last().copied().unwrap_or(ABSENT_CODE);
    let class = |(&class, &agent): (&u32, &u32)| {
        let stated = of_classes.get(class as usize).copied();
        let of_agent = || of_agents.get(agent as usize).copied();
        let known = stated.or_else(|| of_agent().filter(|&code| code != ABSENT_CODE));
        known.unwrap_or(other)
    };
    let classes = Values::Text {
        codes: classes.iter().zip(agents).map(class).collect(),
        words,
    };
    columns.set("class", classes);
}
