//! Terms of CTCAE that values can grade, in the order of reports.

use super::embedded::{index, records};
use super::{key, organ_system};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Which values are the worse ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Low values, as in hyponatremia.
    Low,
    /// High values, as in hyperkalemia.
    High,
}

/// One term that values can grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaboratoryTerm {
    /// Its name in CTCAE 5.0, which reports print in every version.
    pub name: String,
    /// Its organ system, by its row.
    pub organ_system: usize,
    /// Which of its values are the worse ones.
    pub direction: Direction,
    /// Whether every report shows it.
    pub is_key: bool,
    /// Whether its values move by the drug's own action, so that it counts in no organ system.
    pub is_apart: bool,
}

static TABLE: LazyLock<Vec<LaboratoryTerm>> = LazyLock::new(|| {
    let rows = records(include_str!("tables/laboratory_terms.csv"));
    rows.into_iter().map(term).collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> =
    LazyLock::new(|| index(TABLE.iter().map(|term| [term.name.as_str()])));

/// The cells are term, organ system, direction, key, apart, and what `il2 schema` alone shows.
fn term(mut row: Vec<String>) -> LaboratoryTerm {
    LaboratoryTerm {
        organ_system: organ_system(&row[1]).expect("terms are of listed organ systems"),
        direction: match row[2].as_str() {
            "low" => Direction::Low,
            "high" => Direction::High,
            other => panic!("{other} is no direction"),
        },
        is_key: row[3] == "yes",
        is_apart: row[4] == "yes",
        name: row.swap_remove(0),
    }
}

/// All terms that values can grade, in the order of reports.
#[must_use]
pub fn laboratory_terms() -> &'static [LaboratoryTerm] {
    &TABLE
}

/// The row of the term with this name.
///
/// ```
/// use il2_outcomes::terminology::{laboratory_term, laboratory_terms};
/// assert!(laboratory_terms()[laboratory_term("anemia").unwrap()].is_key);
/// assert_eq!(laboratory_term("Hypotension"), None);
/// ```
#[must_use]
pub fn laboratory_term(name: &str) -> Option<usize> {
    BY_NAME.get(key(name).as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::{toxicity_term, toxicity_terms};

    #[test]
    fn each_term_is_a_toxicity_of_the_same_organ_system() {
        assert_eq!(laboratory_terms().len(), 56);
        for term in laboratory_terms() {
            let listed = &toxicity_terms()[toxicity_term(&term.name).unwrap()];
            assert_eq!(listed.name, term.name);
            assert_eq!(listed.organ_system, term.organ_system, "{}", term.name);
        }
        let key_terms = laboratory_terms().iter().filter(|term| term.is_key);
        assert_eq!(key_terms.count(), 12);
        let apart = laboratory_terms().iter().filter(|term| term.is_apart);
        assert_eq!(apart.count(), 4);
    }
}
