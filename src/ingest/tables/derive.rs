//! What the store adds to the rows of support tables: names of the terminology, standard units.

use crate::grades::reported_unit;
use crate::ingest::ledger::Unlisted;
use crate::model::{
    ABSENT_CODE, DOSES, Field, Frame, MEASUREMENTS, MEDICATIONS, TOXICITIES, Table, TableId,
    VASOPRESSORS, Values, is_absent,
};
use crate::terminology::{self, Analyte, NamedEvent, UNCLASSIFIED, Vasopressor, toxicity_events};
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::Arc;

/// A column of texts that those of another column determine.
#[derive(Debug)]
struct Meaning {
    from: Field,
    to: &'static str,
    of_text: fn(&str) -> Option<&'static str>,
}

static MEANINGS: [Meaning; 7] = [
    Meaning {
        from: Field::of(&DOSES, "reason"),
        to: "reason_organ_system",
        of_text: |reason| Some(system_name(reason_system(reason))),
    },
    Meaning {
        from: Field::of(&TOXICITIES, "term"),
        to: "ctcae_term",
        of_text: |text| match toxicity_events(text)[..] {
            [NamedEvent { name, term, .. }] => term.map(|_| name),
            _ => None,
        },
    },
    Meaning {
        from: Field::of(&TOXICITIES, "term"),
        to: "organ_system",
        of_text: system_of_events,
    },
    Meaning {
        from: Field::of(&VASOPRESSORS, "agent"),
        to: "listed_agent",
        of_text: |text| vasopressor(text).map(|agent| agent.name.as_str()),
    },
    Meaning {
        from: Field::of(&VASOPRESSORS, "agent"),
        to: "agent_class",
        of_text: |text| Some(vasopressor(text).map_or("unclassified", |agent| agent.class.name())),
    },
    Meaning {
        from: Field::of(&MEASUREMENTS, "analyte"),
        to: "listed_analyte",
        of_text: |text| analyte(text).map(|listed| listed.name.as_str()),
    },
    Meaning {
        from: Field::of(&MEASUREMENTS, "analyte"),
        to: "standard_unit",
        of_text: |text| analyte(text).map(|listed| listed.unit.as_str()),
    },
];

/// How many names of a column that the terminology does not have are compared with those that it has: the most frequent.
const COMPARED: usize = 100;

/// A column of names, which the terminology may have or not.
#[derive(Clone, Copy)]
struct Names {
    field: Field,
    is_listed: fn(&str) -> bool,
    nearest: fn(&str) -> Vec<&'static str>,
}

static NAMES: [Names; 5] = [
    Names {
        field: Field::of(&DOSES, "reason"),
        is_listed: |reason| reason_system(reason) != UNCLASSIFIED,
        nearest: terminology::nearest_reasons,
    },
    Names {
        field: Field::of(&TOXICITIES, "term"),
        is_listed: |term| !toxicity_events(term).is_empty(),
        nearest: terminology::nearest_toxicity_terms,
    },
    Names {
        field: Field::of(&VASOPRESSORS, "agent"),
        is_listed: |agent| vasopressor(agent).is_some(),
        nearest: terminology::nearest_vasopressors,
    },
    Names {
        field: Field::of(&MEASUREMENTS, "analyte"),
        is_listed: |name| analyte(name).is_some(),
        nearest: terminology::nearest_analytes,
    },
    Names {
        field: Field::of(&MEDICATIONS, "agent"),
        is_listed: |agent| terminology::medication_class_of_agent(agent).is_some(),
        nearest: terminology::nearest_medications,
    },
];

/// The column of names of a table, where it has one.
pub(in crate::ingest) fn column_of_names(table: &Table) -> Option<Field> {
    let mut fields = NAMES.iter().map(|names| names.field);
    fields.find(|field| field.table.id == table.id)
}

/// Names that the terminology does not have; `rows` are the numbers of rows with each text of the column of names.
pub(in crate::ingest) fn unlisted(table: &Table, words: &[String], rows: &[u64]) -> Vec<Unlisted> {
    let mut all = NAMES.iter();
    let Some(names) = all.find(|names| names.field.table.id == table.id) else {
        return Vec::new();
    };
    let unlisted: Vec<(&String, &u64)> = words
        .par_iter()
        .zip(rows)
        .filter(|(text, rows)| **rows > 0 && !(names.is_listed)(text))
        .collect();
    // A column of free text may hold many names, and each would be compared with all that are known.
    let mut by_rows: Vec<_> = unlisted
        .iter()
        .map(|(text, rows)| (Reverse(**rows), *text))
        .collect();
    by_rows.sort_unstable();
    let least = by_rows.get(COMPARED);
    unlisted
        .into_par_iter()
        .map(|(text, rows)| Unlisted {
            table: table.name,
            column: names.field.column().name,
            text: text.clone(),
            rows: *rows,
            nearest: if least.is_none_or(|least| (Reverse(*rows), text) < *least) {
                (names.nearest)(text)
            } else {
                Vec::new()
            },
        })
        .collect()
}

/// The code of each text, and the distinct texts for which codes stand.
type CodedTexts = (Vec<u32>, Arc<Vec<String>>);

/// The meanings of all texts of a table: for each of [`MEANINGS`] that applies, a column with a row for each text.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Meanings {
    columns: Vec<(&'static Meaning, CodedTexts)>,
}

impl Meanings {
    /// The meanings of the texts of a table; `words` are the texts of each column.
    pub(in crate::ingest) fn of(table: &Table, words: &[Arc<Vec<String>>]) -> Self {
        let applying = MEANINGS
            .iter()
            .filter(|meaning| meaning.from.table.id == table.id);
        let columns = applying.map(|meaning| {
            let texts = words[meaning.from.index].iter();
            (meaning, coded(texts.map(|text| (meaning.of_text)(text))))
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Fills the columns that the texts determine.
    fn fill(&self, frame: &mut Frame) {
        for (meaning, (of_text, words)) in &self.columns {
            let (codes, _) = frame.texts(meaning.from.column().name);
            let of_row = |&code: &u32| match code {
                ABSENT_CODE => ABSENT_CODE,
                code => of_text[code as usize],
            };
            let filled = Values::Text {
                codes: codes.iter().map(of_row).collect(),
                words: Arc::clone(words),
            };
            frame.set(meaning.to, filled);
        }
    }
}

fn coded<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> CodedTexts {
    let Values::Text { codes, words } = Values::from_texts(texts) else {
        unreachable!("texts make a column of texts");
    };
    (codes, words)
}

/// Adds what the store holds beside the columns of the file; `weight` gives the dosing weight of a row's course.
pub(in crate::ingest) fn derive(
    table: TableId,
    frame: &mut Frame,
    meanings: &Meanings,
    weight: impl Fn(usize) -> f64,
) {
    meanings.fill(frame);
    match table {
        TableId::Vasopressors => derive_vasopressors(frame, weight),
        TableId::Measurements => derive_measurements(frame),
        TableId::Medications => derive_medications(frame),
        TableId::Dialysis => derive_dialysis(frame),
        TableId::Courses
        | TableId::Patients
        | TableId::Doses
        | TableId::Toxicities
        | TableId::NotAssessed
        | TableId::Stays => {}
    }
}

/// The organ system of a reason: of the toxicity term, or the organ system itself.
fn reason_system(reason: &str) -> usize {
    terminology::toxicity_term(reason)
        .map(|row| terminology::toxicity_terms()[row].organ_system)
        .or_else(|| terminology::organ_system(reason))
        .unwrap_or(UNCLASSIFIED)
}

/// The organ system of the events that a name means; `None` where they are of several.
fn system_of_events(text: &str) -> Option<&'static str> {
    let events = toxicity_events(text);
    let first = events
        .first()
        .map_or(UNCLASSIFIED, |event| event.organ_system);
    let is_one = events.iter().all(|event| event.organ_system == first);
    is_one.then(|| system_name(first))
}

fn system_name(row: usize) -> &'static str {
    &terminology::organ_systems()[row].name
}

fn vasopressor(text: &str) -> Option<&'static Vasopressor> {
    terminology::vasopressor(text).map(|row| &terminology::vasopressors()[row])
}

fn analyte(text: &str) -> Option<&'static Analyte> {
    terminology::analyte(text).map(|row| &terminology::analytes()[row])
}

/// Rates in the list's units.
fn derive_vasopressors(frame: &mut Frame, weight: impl Fn(usize) -> f64) {
    let (agents, units) = (frame.column("agent"), frame.column("rate_unit"));
    let (mut standard_rates, mut equivalents) = (Vec::new(), Vec::new());
    for (row, &rate) in frame.decimals("peak_rate").iter().enumerate() {
        let rate = Some(rate).filter(|&rate| !is_absent(rate));
        let unit = units.text(row).and_then(terminology::parse_rate_unit);
        let listed = agents.text(row).and_then(vasopressor);
        let standard = listed.and_then(|listed| {
            let target = terminology::parse_rate_unit(&listed.unit)?;
            let weight = Some(weight(row)).filter(|&weight| !is_absent(weight));
            Some(rate? * unit?.factor_to(target, weight)?)
        });
        standard_rates.push(standard.unwrap_or(f64::NAN));
        let equivalent = listed.and_then(|listed| Some(standard? * listed.nee?));
        equivalents.push(equivalent.unwrap_or(f64::NAN));
    }
    frame.set("standard_peak_rate", Values::Decimal(standard_rates));
    frame.set("peak_nee", Values::Decimal(equivalents));
}

/// Modalities: the default, and which are dialysis.
fn derive_dialysis(frame: &mut Frame) {
    let stored = frame.column("modality");
    let modalities: Vec<&str> = (0..frame.rows())
        .map(|row| stored.text(row).unwrap_or("unspecified"))
        .collect();
    let is_dialysis = |code: &&str| {
        let row =
            terminology::dialysis_modality(code).expect("modalities are judged by their list");
        Some(terminology::dialysis_modalities()[row].is_dialysis)
    };
    let flags = modalities.iter().map(is_dialysis).collect();
    let codes = Values::from_texts(modalities.iter().map(|code| Some(*code)));
    frame.set("modality", codes);
    frame.set("is_dialysis", Values::Boolean(flags));
}

/// How a value of an analyte and a unit, as exported, is read.
#[derive(Clone, Copy)]
struct Reading {
    listed: &'static Analyte,
    /// The number of its unit among the analyte's.
    number: usize,
    /// The code of that unit's name.
    code: u32,
}

/// The units in which values are read, and the values in the analyte's own one. A row whose unit cannot be turned into it
/// was quarantined.
fn derive_measurements(frame: &mut Frame) {
    let (analytes, names) = frame.texts("analyte");
    let (units, unit_names) = frame.texts("unit");
    let mut words: Vec<String> = Vec::new();
    let mut reading = |(name, unit): (u32, u32)| {
        let name = &names[name as usize];
        let row = terminology::analyte(name)?;
        let listed = &terminology::analytes()[row];
        let unit = (unit != ABSENT_CODE).then(|| unit_names[unit as usize].as_str());
        let number = reported_unit(name, row, unit);
        let number = number.expect("units are judged by the analyte's own");
        let word = listed.unit_name(number);
        let code = words.iter().position(|known| known == word);
        let code = code.unwrap_or_else(|| {
            words.push(word.to_owned());
            words.len() - 1
        });
        let code = u32::try_from(code).expect("there are few units");
        Some(Reading {
            listed,
            number,
            code,
        })
    };
    let mut readings: HashMap<(u32, u32), Option<Reading>> = HashMap::new();
    let values = frame.decimals("value");
    let (mut standard, mut codes) = (Vec::new(), Vec::new());
    for (&value, (&name, &unit)) in values.iter().zip(analytes.iter().zip(units)) {
        let pair = (name, unit);
        let read = *readings.entry(pair).or_insert_with(|| reading(pair));
        standard.push(read.map_or(f64::NAN, |read| read.listed.own(value, read.number)));
        codes.push(read.map_or(ABSENT_CODE, |read| read.code));
    }
    let words = Arc::new(words);
    frame.set("standard_value", Values::Decimal(standard));
    frame.set("listed_unit", Values::Text { codes, words });
}

/// Classes of supportive agents: as exported, else by the agent, else `other`.
fn derive_medications(frame: &mut Frame) {
    let (classes, class_names) = frame.texts("class");
    let (agents, agent_names) = frame.texts("agent");
    // All classes that are stated, that agents have, and the last: each text is looked at once.
    let stated = class_names.iter().map(|class| Some(class.as_str()));
    let of_agents = agent_names
        .iter()
        .map(|agent| terminology::medication_class_of_agent(agent));
    let (codes, words) = coded(stated.chain(of_agents).chain([Some("other")]));
    let (of_classes, rest) = codes.split_at(class_names.len());
    let (of_agents, other) = rest.split_at(agent_names.len());
    let class = |(&class, &agent): (&u32, &u32)| match (class, agent) {
        (ABSENT_CODE, agent) if of_agents[agent as usize] == ABSENT_CODE => other[0],
        (ABSENT_CODE, agent) => of_agents[agent as usize],
        (class, _) => of_classes[class as usize],
    };
    let codes = classes.iter().zip(agents).map(class).collect();
    frame.set("class", Values::Text { codes, words });
}
