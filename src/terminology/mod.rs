//! What the words mean: organ systems, toxicity terms, agents, modalities, analytes and units, as tables.
//!
//! Every table is a CSV file in `tables/`, embedded in the program. Names are compared by their [`key`]: lower case,
//! without blanks, `-` and `_`. No two names of one table share a key; a test holds the tables to that.

mod agents;
mod analytes;
mod nearest;
mod organ_systems;
mod terms;
mod units;

pub use agents::{
    AgentClass, Modality, Vasopressor, dialysis_modalities, dialysis_modality, medication_class,
    medication_class_of_agent, medication_classes, vasopressor, vasopressors,
};
pub use analytes::{Analyte, analyte, analytes};
pub use nearest::{
    nearest_analytes, nearest_medications, nearest_names, nearest_reasons, nearest_toxicity_terms,
    nearest_vasopressors,
};
pub use organ_systems::{OrganSystem, UNCLASSIFIED, organ_system, organ_systems};
pub use terms::{Term, toxicity_term, toxicity_terms};
pub use units::{RateUnit, parse_rate_unit, parse_unit};

use std::borrow::Cow;
use std::collections::HashMap;

/// The reference tables, by name, as the CSV that the program carries.
pub const REFERENCE_TABLES: [(&str, &str); 6] = [
    ("organ_systems", include_str!("tables/organ_systems.csv")),
    ("toxicity_terms", include_str!("tables/toxicity_terms.csv")),
    (
        "vasopressor_agents",
        include_str!("tables/vasopressors.csv"),
    ),
    (
        "dialysis_modalities",
        include_str!("tables/dialysis_modalities.csv"),
    ),
    ("analytes", include_str!("tables/analytes.csv")),
    ("medication_agents", include_str!("tables/medications.csv")),
];

/// The form in which names are compared: lower case, without blanks, `-` and `_`.
///
/// ```
/// use il2_outcomes::terminology::key;
/// assert_eq!(key("Chest pain - cardiac"), key("chest_pain_cardiac"));
/// assert_eq!(key(" AF "), "af");
/// ```
#[must_use]
pub fn key(name: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() && c != '-' && c != '_';
    if name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        return Cow::Borrowed(name);
    }
    Cow::Owned(
        name.chars()
            .filter(|&c| plain(c))
            .flat_map(char::to_lowercase)
            .collect(),
    )
}

/// The records of an embedded table, each with the table's fields in order, without the header.
fn records(table: &'static str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .from_reader(table.as_bytes())
        .records()
        // The tables are part of the program; a test reads each of them.
        .filter_map(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// Names and synonyms of a table, by [`key`], to the row they stand in.
fn index<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> HashMap<String, usize> {
    let mut rows = HashMap::new();
    for (row, name) in names {
        // The first row to bear a name keeps it.
        rows.entry(key(name).into_owned()).or_insert(row);
    }
    rows
}

/// The names in a `|`-separated cell.
fn synonyms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_table_reads_whole() {
        assert_eq!(organ_systems().len(), 16);
        assert_eq!(toxicity_terms().len(), 195);
        assert_eq!(vasopressors().len(), 15);
        assert_eq!(dialysis_modalities().len(), 10);
        assert_eq!(analytes().len(), 57);
    }

    #[test]
    fn every_toxicity_term_belongs_to_a_known_organ_system() {
        for term in toxicity_terms() {
            assert!(term.organ_system < organ_systems().len(), "{}", term.name);
            assert_ne!(term.organ_system, UNCLASSIFIED, "{}", term.name);
        }
    }

    #[test]
    fn names_are_compared_without_case_blanks_and_dashes() {
        let found =
            toxicity_term("ATRIAL-fibrillation").map(|row| toxicity_terms()[row].name.as_str());
        assert_eq!(found, Some("Atrial fibrillation"));
        assert_eq!(analyte("2160-0"), analyte("Serum Creatinine"));
        assert_eq!(toxicity_term("no such thing"), None);
    }
}
