//! The tables that the program carries, and how they are read.

use super::key;
use std::collections::HashMap;

/// The reference tables, by name, as the CSV that the program carries.
pub const REFERENCE_TABLES: [(&str, &str); 7] = [
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
    (
        "published_rates",
        include_str!("tables/published_rates.csv"),
    ),
];

/// The records of an embedded table, each with the table's fields in order, without the header.
pub(super) fn records(table: &'static str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .from_reader(table.as_bytes())
        .records()
        // The tables are part of the program; a test reads each of them.
        .filter_map(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// Names and synonyms of a table, by [`key`], to the row they stand in.
pub(super) fn index<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> HashMap<String, usize> {
    let mut rows = HashMap::new();
    for (row, name) in names {
        // The first row to bear a name keeps it.
        rows.entry(key(name).into_owned()).or_insert(row);
    }
    rows
}

/// The names in a `|`-separated cell.
pub(super) fn synonyms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}
