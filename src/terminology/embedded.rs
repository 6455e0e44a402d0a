//! The tables that the program carries, and how they are read.

use super::key;
use std::collections::HashMap;

/// The reference tables, by name, as the CSV that the program carries.
pub(crate) const REFERENCE_TABLES: [(&str, &str); 6] = [
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

/// The records of an embedded table, each with the table's fields in order, without the header.
pub(super) fn records(table: &'static str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .from_reader(table.as_bytes())
        .records()
        .map(|record| {
            let record =
                record.expect("the rows of an embedded table have as many cells as its header");
            record.iter().map(str::to_owned).collect()
        })
        .collect()
}

/// The row of each name and synonym of a table, by [`key`].
pub(super) fn index<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> HashMap<String, usize> {
    let mut rows = HashMap::new();
    for (row, name) in names {
        // A name belongs to the first row that has it.
        rows.entry(key(name).into_owned()).or_insert(row);
    }
    rows
}

/// The number in a cell; `None` if the cell is empty.
pub(super) fn number(cell: &str) -> Option<f64> {
    (!cell.is_empty()).then(|| {
        cell.parse()
            .expect("an embedded table holds numbers in this column")
    })
}

/// The names in a `|`-separated cell.
pub(super) fn synonyms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}
