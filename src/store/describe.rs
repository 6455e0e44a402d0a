//! What a store says about itself, as tables: dictionary, provenance, conservation ledger, collection, quality; and the
//! list of quarantined rows, in a store or as a file of its own.

use super::error::StoreError;
use super::manifest::{CheckRecord, Manifest, SiteRecord};
use super::parquet::{parquet_bytes, shape_of};
use crate::ingest::FileLedger;
use crate::model::{ABSENT_INTEGER, Frame, TABLES, Values};
use std::path::Path;

/// A table by name, its columns by name.
type Described = (&'static str, Vec<(&'static str, Values)>);

/// A table in which a store describes itself: its name, what one row is, and each column with its type.
type DescribedTable = (
    &'static str,
    &'static str,
    Vec<(&'static str, &'static str)>,
);

/// The columns of a list of quarantined rows.
pub(crate) const QUARANTINE_COLUMNS: [&str; 6] =
    ["file", "line", "column", "class", "rule", "message"];

/// The tables in which a store describes itself, without a store.
#[must_use]
pub(crate) fn described_tables() -> Vec<DescribedTable> {
    let one_row_per = |name: &str| match name {
        "dictionary" => "column of the model",
        "provenance" => "file of an export, with its SHA-256",
        "ledger" => "file of an export: rows read, stored and set aside",
        "collection" => "site and column of the model: whether it was collected",
        "unlisted" => "name that the terminology does not have",
        "warnings" => "rule of which rows were kept and are odd",
        "quality" => "export and rule of quality",
        _ => "row of an export that was set aside",
    };
    let of_type = |values: &Values| match values {
        Values::Integer(_) => "integer",
        Values::Decimal(_) => "decimal",
        Values::Boolean(_) => "boolean",
        Values::Text { .. } => "text",
    };
    let quarantine = ("quarantine", quarantine(&[]));
    let all = tables(&Manifest::default()).into_iter().chain([quarantine]);
    all.map(|(name, columns)| {
        let columns = columns
            .iter()
            .map(|(name, values)| (*name, of_type(values)));
        (name, one_row_per(name), columns.collect())
    })
    .collect()
}

/// The quarantined rows of these files as a Parquet file. It holds no cell values, as the store's does not.
///
/// # Errors
///
/// [`StoreError::Parquet`] where the file cannot be made.
pub(crate) fn quarantine_list(files: &[FileLedger]) -> Result<Vec<u8>, StoreError> {
    parquet_bytes(&Frame::new("quarantine", quarantine(files)))
}

/// Whether a file is a Parquet file of the columns of a list of quarantined rows and no others.
#[must_use]
pub(crate) fn is_quarantine_list(path: &Path) -> bool {
    shape_of(path).is_ok_and(|(_, columns)| columns == QUARANTINE_COLUMNS)
}

/// The quarantined rows: file, line, column, class, rule, message.
pub(super) fn quarantine(ledgers: &[FileLedger]) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = ledgers
        .iter()
        .flat_map(|file| file.quarantined.iter().map(move |row| (file, row)))
        .collect();
    let columns = [
        texts(&rows, |(file, _)| file.file.as_str()),
        counts(&rows, |(_, row)| row.line),
        texts(&rows, |(_, row)| row.column),
        texts(&rows, |(_, row)| row.class.name()),
        texts(&rows, |(file, row)| row.rule(file.table)),
        texts(&rows, |(_, row)| &*row.message),
    ];
    QUARANTINE_COLUMNS.into_iter().zip(columns).collect()
}

/// All tables in which a store describes itself.
pub(super) fn tables(manifest: &Manifest) -> Vec<Described> {
    vec![
        ("dictionary", dictionary()),
        ("provenance", provenance(manifest)),
        ("ledger", ledger(manifest)),
        ("collection", collection(manifest)),
        ("unlisted", unlisted(manifest)),
        ("warnings", warnings(manifest)),
        ("quality", quality(manifest)),
    ]
}

/// A column of texts, of which an empty one is absent.
fn texts<'a, T, S: AsRef<str>>(rows: &'a [T], text: impl Fn(&'a T) -> S) -> Values {
    let texts: Vec<S> = rows.iter().map(text).collect();
    let known = texts.iter().map(AsRef::as_ref);
    Values::from_texts(known.map(|text| Some(text).filter(|text| !text.is_empty())))
}

/// A column of counts.
fn counts<'a, T>(rows: &'a [T], count: impl Fn(&'a T) -> u64) -> Values {
    Values::Integer(rows.iter().map(|row| integer(count(row))).collect())
}

fn integer(count: u64) -> i64 {
    i64::try_from(count).expect("no file has 2^63 rows or lines")
}

/// One row per column of the model.
fn dictionary() -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .collect();
    vec![
        ("table", texts(&rows, |(table, _)| table.name)),
        ("one_row_per", texts(&rows, |(table, _)| table.one_row_per)),
        ("column", texts(&rows, |(_, column)| column.name)),
        ("type", texts(&rows, |(_, column)| column.kind.words())),
        (
            "presence",
            texts(&rows, |(_, column)| column.presence.words()),
        ),
        ("unit", texts(&rows, |(_, column)| column.unit)),
        ("meaning", texts(&rows, |(_, column)| column.meaning)),
    ]
}

/// One row per file: which bytes the store came from, read by which program.
fn provenance(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| export.files.iter().map(move |file| (export, file)))
        .collect();
    vec![
        ("export", texts(&rows, |(export, _)| &export.name)),
        ("file", texts(&rows, |(_, file)| &file.file)),
        ("table", texts(&rows, |(_, file)| &file.table)),
        ("sha256", texts(&rows, |(_, file)| &file.sha256)),
        (
            "program_version",
            texts(&rows, |_| &manifest.program_version),
        ),
        (
            "unnamed_columns",
            texts(&rows, |(_, file)| file.unnamed_columns.join("|")),
        ),
    ]
}

/// One row per file: rows read = rows stored + rows quarantined.
fn ledger(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports.flat_map(|export| &export.files).collect();
    vec![
        ("file", texts(&rows, |file| &file.file)),
        ("table", texts(&rows, |file| &file.table)),
        ("rows_read", counts(&rows, |file| file.rows_read)),
        ("rows_stored", counts(&rows, |file| file.rows_stored)),
        (
            "rows_set_aside",
            counts(&rows, |file| file.rows_quarantined),
        ),
    ]
}

/// One row per site and column of the model: whether it was collected.
fn collection(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let mut rows = Vec::new();
    for site in &manifest.sites {
        for table in TABLES {
            let columns = table.columns.iter().filter(|column| column.is_exported());
            rows.extend(columns.map(|column| (site, table.name, column.name)));
        }
    }
    let booleans = |is_true: &dyn Fn(&SiteRecord, &str, &str) -> bool| {
        let cell = |&(site, table, column): &(_, _, _)| Some(is_true(site, table, column));
        Values::Boolean(rows.iter().map(cell).collect())
    };
    vec![
        ("site_id", texts(&rows, |(site, ..)| &site.site_id)),
        ("table", texts(&rows, |(_, table, _)| table)),
        ("column", texts(&rows, |(.., column)| column)),
        (
            "table_collected",
            booleans(&|site, table, _| site.has_collected(table)),
        ),
        (
            "collected",
            booleans(&|site, table, column| site.has_collected(&format!("{table}.{column}"))),
        ),
    ]
}

/// One row per name that the terminology does not have.
fn unlisted(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| export.unlisted.iter().map(move |row| (export, row)))
        .collect();
    vec![
        ("export", texts(&rows, |(export, _)| &export.name)),
        ("table", texts(&rows, |(_, row)| &row.table)),
        ("column", texts(&rows, |(_, row)| &row.column)),
        ("text", texts(&rows, |(_, row)| &row.text)),
        ("rows", counts(&rows, |(_, row)| row.rows)),
        ("nearest", texts(&rows, |(_, row)| row.nearest.join("|"))),
    ]
}

/// One row per warning.
fn warnings(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| export.warnings.iter().map(move |row| (export, row)))
        .collect();
    vec![
        ("export", texts(&rows, |(export, _)| &export.name)),
        ("table", texts(&rows, |(_, row)| &row.table)),
        ("rule", texts(&rows, |(_, row)| &row.rule)),
        ("message", texts(&rows, |(_, row)| &row.message)),
        ("rows", counts(&rows, |(_, row)| row.rows)),
    ]
}

/// One row per export and check of its quality; those that passed are rows too.
fn quality(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| export.checks.iter().map(move |check| (export, check)))
        .collect();
    let number = |number: fn(&CheckRecord) -> Option<u64>| {
        let numbers = rows.iter().map(|(_, check)| number(check));
        Values::Integer(numbers.map(|n| n.map_or(ABSENT_INTEGER, integer)).collect())
    };
    vec![
        ("export", texts(&rows, |(export, _)| &export.name)),
        ("category", texts(&rows, |(_, check)| &check.category)),
        ("rule", texts(&rows, |(_, check)| &check.rule)),
        ("table", texts(&rows, |(_, check)| &check.table)),
        ("column", texts(&rows, |(_, check)| &check.column)),
        ("message", texts(&rows, |(_, check)| &check.message)),
        ("counted", texts(&rows, |(_, check)| &check.counted)),
        ("failed", number(|check| check.failed)),
        ("out_of", number(|check| check.out_of)),
        ("state", texts(&rows, |(_, check)| &check.state)),
        ("why", texts(&rows, |(_, check)| &check.why)),
    ]
}
