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
    /// The grades of which an event is a sentinel event; `None` where it never is.
    sentinel: Option<SentinelGrades>,
}

/// The grades of which an event is a sentinel event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SentinelGrades {
    /// These and higher ones, and an unknown grade.
    OrUnknown(i64),
    /// These and higher ones.
    Known(i64),
}

impl Term {
    /// Whether an event of this grade is a sentinel event by the list of the label; `None` is an unknown grade.
    #[must_use]
    pub fn is_sentinel(&self, grade: Option<i64>) -> bool {
        match self.sentinel {
            None => false,
            Some(SentinelGrades::OrUnknown(least)) => grade.is_none_or(|grade| grade >= least),
            Some(SentinelGrades::Known(least)) => grade.is_some_and(|grade| grade >= least),
        }
    }
}

/// The grades of a term with these flags.
fn sentinel(flags: &str) -> Option<SentinelGrades> {
    let has = |flag: &str| synonyms(flags).any(|own| own == flag);
    // Respiratory failure and adult respiratory distress syndrome are serious whatever their grade is.
    let is_serious = has("intubation");
    [
        ("sentinel", SentinelGrades::OrUnknown(1)),
        ("sentinel3", SentinelGrades::OrUnknown(3)),
        (
            "sentinel4",
            if is_serious {
                SentinelGrades::OrUnknown(4)
            } else {
                SentinelGrades::Known(4)
            },
        ),
    ]
    .into_iter()
    .find_map(|(flag, grades)| has(flag).then_some(grades))
}

static TABLE: LazyLock<Vec<Term>> = LazyLock::new(|| {
    records(include_str!("tables/toxicity_terms.csv"))
        .into_iter()
        .map(|row| Term {
            name: row[0].clone(),
            synonyms: synonyms(&row[1]).map(str::to_owned).collect(),
            organ_system: organ_system(&row[3]).expect("the table names organ systems only"),
            sentinel: sentinel(&row[4]),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an event of grade 1, 2, 3, 4, 5 and of unknown grade is a sentinel event.
    fn sentinel_grades(term: &str) -> [bool; 6] {
        let term = &toxicity_terms()[toxicity_term(term).unwrap()];
        [Some(1), Some(2), Some(3), Some(4), Some(5), None].map(|grade| term.is_sentinel(grade))
    }

    #[test]
    fn sentinel_events_are_those_of_the_labels_list() {
        let (no, yes) = (false, true);
        assert_eq!(sentinel_grades("Cardiac arrest"), [yes; 6]);
        assert_eq!(sentinel_grades("VT"), [no, no, yes, yes, yes, yes]);
        assert_eq!(sentinel_grades("Delirium"), [no, no, no, yes, yes, no]);
        assert_eq!(sentinel_grades("ARDS"), [no, no, no, yes, yes, yes]);
        assert_eq!(
            sentinel_grades("Respiratory failure"),
            [no, no, no, yes, yes, yes]
        );
        assert_eq!(sentinel_grades("Hypotension"), [no; 6]);
        let flagged = toxicity_terms()
            .iter()
            .filter(|term| term.sentinel.is_some());
        assert_eq!(flagged.count(), 33);
    }
}
