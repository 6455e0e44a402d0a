//! The tables that the program carries, and how they are read.

use super::key;
use std::collections::HashMap;

/// The reference tables, by name, as the CSV that the program carries.
pub(crate) const REFERENCE_TABLES: [(&str, &str); 11] = [
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
    (
        "plausible_values",
        include_str!("tables/plausible_values.csv"),
    ),
    ("normal_ranges", NORMAL_RANGES),
    (
        "laboratory_terms",
        include_str!("tables/laboratory_terms.csv"),
    ),
    ("ctcae_lab_grades", CTCAE_LAB_GRADES),
    ("medication_agents", include_str!("tables/medications.csv")),
    (
        "published_rates",
        include_str!("tables/published_rates.csv"),
    ),
];

/// The rules by which CTCAE grades values, as a table: one row per version, term, analyte, unit and kind of baseline.
pub const CTCAE_LAB_GRADES: &str = include_str!("tables/ctcae_lab_grades.csv");

/// The default limits of normal, as a table: one row per analyte and sex.
pub const NORMAL_RANGES: &str = include_str!("tables/normal_ranges.csv");

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

/// The row of each name, by [`key`], from the names and synonyms of each row. No two rows share a name.
pub(super) fn index<'a, N: IntoIterator<Item = &'a str>>(
    rows: impl Iterator<Item = N>,
) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (row, names) in rows.enumerate() {
        for name in names {
            let other = index.insert(key(name).into_owned(), row);
            debug_assert!(
                other.is_none_or(|other| other == row),
                "in two rows: {name}"
            );
        }
    }
    index
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

/// A name and its synonyms.
pub(super) fn names_of<'a>(name: &'a str, synonyms: &'a [String]) -> impl Iterator<Item = &'a str> {
    std::iter::once(name).chain(synonyms.iter().map(String::as_str))
}
