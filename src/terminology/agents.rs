//! Agents and modalities: vasopressors with their norepinephrine equivalents, dialysis, supportive medication.

use super::embedded::{index, names_of, number, records, synonyms};
use super::key;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The kind of support that an agent of the vasopressor list gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentClass {
    /// A vasopressor given by infusion; the only class that counts as vasopressor use.
    Vasopressor,
    /// A vasopressor given by mouth.
    OralVasopressor,
    /// Given in addition to vasopressors.
    Adjunct,
    /// Raises contractility.
    Inotrope,
    /// Raises heart rate.
    Chronotrope,
}

impl AgentClass {
    /// The class as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vasopressor => "vasopressor",
            Self::OralVasopressor => "oral_vasopressor",
            Self::Adjunct => "adjunct",
            Self::Inotrope => "inotrope",
            Self::Chronotrope => "chronotrope",
        }
    }

    fn parse(name: &str) -> Self {
        [
            Self::Vasopressor,
            Self::OralVasopressor,
            Self::Adjunct,
            Self::Inotrope,
            Self::Chronotrope,
        ]
        .into_iter()
        .find(|class| class.name() == name)
        .expect("the table names no other class")
    }
}

/// One agent of the vasopressor list.
#[derive(Debug, Clone, PartialEq)]
pub struct Vasopressor {
    /// Its name in every file, for example `angiotensin_II`.
    pub name: String,
    /// Other names in exports.
    pub synonyms: Vec<String>,
    /// The kind of support it gives.
    pub class: AgentClass,
    /// The unit its rate is converted to, and in which `nee` is meant.
    pub unit: String,
    /// Norepinephrine equivalent (µg/kg/min) of one `unit`, Kotani 2023 (Crit Care 27:29).
    pub nee: Option<f64>,
    /// The lowest and the highest peak rate that are plausible, in `unit`; `None` for agents that are rare in IL-2 programs.
    pub plausible: Option<(f64, f64)>,
}

/// One dialysis modality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modality {
    /// Its code, for example `cvvhd`.
    pub code: String,
    /// Its name for readers.
    pub name: String,
    /// Its category, for example `prolonged_intermittent`.
    pub category: String,
    /// Whether it is dialysis: fluid removal alone and a line alone are not.
    pub is_dialysis: bool,
}

static VASOPRESSORS: LazyLock<Vec<Vasopressor>> = LazyLock::new(|| {
    records(include_str!("tables/vasopressors.csv"))
        .into_iter()
        .map(|row| Vasopressor {
            name: row[0].clone(),
            synonyms: synonyms(&row[1]).map(str::to_owned).collect(),
            class: AgentClass::parse(&row[2]),
            unit: row[3].clone(),
            nee: number(&row[4]),
            plausible: number(&row[9]).zip(number(&row[10])),
        })
        .collect()
});

static VASOPRESSOR_BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(
        VASOPRESSORS
            .iter()
            .map(|agent| names_of(&agent.name, &agent.synonyms)),
    )
});

/// Modalities with their codes, names and synonyms as written.
static MODALITY_ROWS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| records(include_str!("tables/dialysis_modalities.csv")));

static MODALITIES: LazyLock<Vec<Modality>> = LazyLock::new(|| {
    MODALITY_ROWS
        .iter()
        .map(|row| Modality {
            code: row[0].clone(),
            name: row[1].clone(),
            category: category(row),
            is_dialysis: is_dialysis(row),
        })
        .collect()
});

fn category(row: &[String]) -> String {
    row[3].replace(' ', "_")
}

fn is_dialysis(row: &[String]) -> bool {
    row[6] == "yes"
}

/// The categories of modalities that are dialysis, in the order of the first modality of each.
static DIALYSIS_CATEGORIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut categories: Vec<String> = Vec::new();
    for row in MODALITY_ROWS.iter().filter(|row| is_dialysis(row)) {
        if !categories.contains(&category(row)) {
            categories.push(category(row));
        }
    }
    categories
});

static MODALITY_BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(MODALITY_ROWS.iter().map(|cells| {
        let names = [cells[0].as_str(), cells[1].as_str()];
        names.into_iter().chain(synonyms(&cells[2]))
    }))
});

static MEDICATION_ROWS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| records(include_str!("tables/medications.csv")));

/// The classes of the medication table in the order of their first agent, then `other`.
static MEDICATION_CLASSES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut classes: Vec<String> = Vec::new();
    for row in MEDICATION_ROWS.iter() {
        if !classes.contains(&row[2]) {
            classes.push(row[2].clone());
        }
    }
    classes.push("other".to_owned());
    classes
});

static CLASS_BY_NAME: LazyLock<HashMap<String, usize>> =
    LazyLock::new(|| index(MEDICATION_CLASSES.iter().map(|class| [class.as_str()])));

static MEDICATION_BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(
        MEDICATION_ROWS
            .iter()
            .map(|cells| std::iter::once(cells[0].as_str()).chain(synonyms(&cells[1]))),
    )
});

/// All agents of the vasopressor list.
#[must_use]
pub fn vasopressors() -> &'static [Vasopressor] {
    &VASOPRESSORS
}

/// The row of the vasopressor with this name or synonym.
#[must_use]
pub fn vasopressor(name: &str) -> Option<usize> {
    VASOPRESSOR_BY_NAME.get(key(name).as_ref()).copied()
}

/// All dialysis modalities, those that are not dialysis among them.
#[must_use]
pub fn dialysis_modalities() -> &'static [Modality] {
    &MODALITIES
}

/// The categories of modalities that are dialysis, in the order of the table.
#[must_use]
pub fn dialysis_categories() -> &'static [String] {
    &DIALYSIS_CATEGORIES
}

/// The row of the modality with this code, name or synonym.
#[must_use]
pub fn dialysis_modality(name: &str) -> Option<usize> {
    MODALITY_BY_NAME.get(key(name).as_ref()).copied()
}

/// All classes of supportive medication: in the order of their first agent in the table, then `other`.
#[must_use]
pub(crate) fn medication_classes() -> &'static [String] {
    &MEDICATION_CLASSES
}

/// The class of this name, with its name in every file.
#[must_use]
pub fn medication_class(name: &str) -> Option<&'static str> {
    CLASS_BY_NAME
        .get(key(name).as_ref())
        .map(|&class| MEDICATION_CLASSES[class].as_str())
}

/// Each supportive agent's name with itself and each of its synonyms.
pub(super) fn medication_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    MEDICATION_ROWS.iter().flat_map(|row| {
        let name = row[0].as_str();
        std::iter::once(name)
            .chain(synonyms(&row[1]))
            .map(move |spelling| (name, spelling))
    })
}

/// The class of a supportive agent, by its name or synonym.
#[must_use]
pub(crate) fn medication_class_of_agent(agent: &str) -> Option<&'static str> {
    MEDICATION_BY_NAME
        .get(key(agent).as_ref())
        .map(|&row| MEDICATION_ROWS[row][2].as_str())
}
