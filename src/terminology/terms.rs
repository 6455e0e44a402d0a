//! Toxicity terms: CTCAE v5.0 terms with their synonyms, each in one organ system.

use super::embedded::{index, names_of, records, synonyms};
use super::{UNCLASSIFIED, key, organ_system};
use std::collections::HashMap;
use std::sync::LazyLock;

/// One CTCAE term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The CTCAE v5.0 term.
    pub name: String,
    /// Other names in exports.
    pub synonyms: Vec<String>,
    /// The row of its organ system: a reporting group, not the CTCAE SOC.
    pub organ_system: usize,
}

static TABLE: LazyLock<Vec<Term>> = LazyLock::new(|| {
    records(include_str!("tables/toxicity_terms.csv"))
        .into_iter()
        .map(|row| Term {
            name: row[0].clone(),
            synonyms: synonyms(&row[1]).map(str::to_owned).collect(),
            organ_system: organ_system(&row[3]).expect("the table names organ systems only"),
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(
        TABLE
            .iter()
            .map(|term| names_of(&term.name, &term.synonyms)),
    )
});

/// All toxicity terms, in the order of the table.
#[must_use]
pub fn toxicity_terms() -> &'static [Term] {
    &TABLE
}

/// The row of the term with this name or synonym.
#[must_use]
pub fn toxicity_term(name: &str) -> Option<usize> {
    BY_NAME.get(key(name).as_ref()).copied()
}

/// The row of the organ system of the term with this name or synonym; of `unclassified` where no term has it.
#[must_use]
pub(crate) fn organ_system_of_term(name: &str) -> usize {
    toxicity_term(name).map_or(UNCLASSIFIED, |term| TABLE[term].organ_system)
}
