//! The tables in which a store describes itself, without a store: their columns, for who wants to ask them.

use super::describe::{quarantine, tables};
use super::manifest::Manifest;
use crate::model::Values;

/// A table in which a store describes itself: its name, what one row is, and each column with its type.
type DescribedTable = (
    &'static str,
    &'static str,
    Vec<(&'static str, &'static str)>,
);

/// The tables in which a store describes itself.
#[must_use]
pub(crate) fn described_tables() -> Vec<DescribedTable> {
    let what = |name: &str| match name {
        "dictionary" => "column of the model",
        "provenance" => "file of an export, with its SHA-256",
        "ledger" => "file of an export: rows read, stored and set aside",
        "collection" => "site and column of the model: whether it was collected",
        "unlisted" => "name that the terminology does not have",
        "warnings" => "rule of which rows were kept and are odd",
        "quality" => "export and rule of quality",
        _ => "row of an export that was set aside",
    };
    let of_quarantine = ("quarantine", quarantine(&[]));
    let described = tables(&Manifest::default());
    let all = described.into_iter().chain([of_quarantine]);
    all.map(|(name, columns)| {
        let columns = columns
            .iter()
            .map(|(column, values)| (*column, type_of(values)));
        (name, what(name), columns.collect())
    })
    .collect()
}

const fn type_of(values: &Values) -> &'static str {
    match values {
        Values::Integer(_) => "integer",
        Values::Decimal(_) => "decimal",
        Values::Boolean(_) => "boolean",
        Values::Text { .. } => "text",
    }
}
