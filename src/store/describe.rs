//! What a store says about itself, as tables: dictionary, provenance, conservation ledger, collection.

use super::manifest::Manifest;
use crate::ingest::FileLedger;
use crate::model::{ABSENT_INTEGER, TABLES, Values};

/// A column with its name.
type Column = (&'static str, Values);

/// A table by name, its columns by name.
pub(super) type Described = (&'static str, Vec<Column>);

/// The quarantined rows: `file, line, column, class, rule, message`.
pub(super) fn quarantine(ledgers: &[FileLedger]) -> Vec<Column> {
    let files = ledgers.iter();
    let rows: Vec<_> = files
        .flat_map(|file| file.quarantined.iter().map(move |row| (file, row)))
        .collect();
    vec![
        texts("file", &rows, |(file, _)| &file.file),
        integers("line", &rows, |(_, row)| Some(row.line)),
        texts("column", &rows, |(_, row)| row.column),
        texts("class", &rows, |(_, row)| row.class.name()),
        texts("rule", &rows, |(file, row)| row.rule(file.table)),
        texts("message", &rows, |(_, row)| &row.message),
    ]
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

/// A column of texts; an empty text is an absent one.
fn texts<'a, R, T: AsRef<str>>(
    name: &'static str,
    rows: &'a [R],
    text: impl Fn(&'a R) -> T,
) -> Column {
    let texts: Vec<T> = rows.iter().map(text).collect();
    let texts = texts.iter().map(AsRef::as_ref);
    let texts = texts.map(|text| Some(text).filter(|text| !text.is_empty()));
    (name, Values::from_texts(texts))
}

/// A column of counts.
fn integers<R>(name: &'static str, rows: &[R], count: impl Fn(&R) -> Option<u64>) -> Column {
    let of_row = |row: &R| match count(row) {
        // An older manifest that was sealed anew may hold any number.
        Some(count) => i64::try_from(count).unwrap_or(i64::MAX),
        None => ABSENT_INTEGER,
    };
    (name, Values::Integer(rows.iter().map(of_row).collect()))
}

/// A column of yes and no.
fn booleans<R>(name: &'static str, rows: &[R], is_true: impl Fn(&R) -> bool) -> Column {
    let values = rows.iter().map(|row| Some(is_true(row)));
    (name, Values::Boolean(values.collect()))
}

/// One row per column of the model.
fn dictionary() -> Vec<Column> {
    let rows: Vec<_> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .collect();
    vec![
        texts("table", &rows, |(table, _)| table.name),
        texts("one_row_per", &rows, |(table, _)| table.one_row_per),
        texts("column", &rows, |(_, column)| column.name),
        texts("type", &rows, |(_, column)| column.kind.words()),
        texts("presence", &rows, |(_, column)| column.presence.words()),
        texts("unit", &rows, |(_, column)| column.unit),
        texts("meaning", &rows, |(_, column)| column.meaning),
    ]
}

/// One row per file: which bytes the store came from, read by which program.
fn provenance(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports
        .flat_map(|export| export.files.iter().map(move |file| (export, file)))
        .collect();
    vec![
        texts("export", &rows, |(export, _)| &export.name),
        texts("file", &rows, |(_, file)| &file.file),
        texts("table", &rows, |(_, file)| &file.table),
        texts("sha256", &rows, |(_, file)| &file.sha256),
        texts("program_version", &rows, |_| &manifest.program_version),
        texts("unnamed_columns", &rows, |(_, file)| {
            file.unnamed_columns.join("|")
        }),
    ]
}

/// One row per file: rows read = rows stored + rows quarantined.
fn ledger(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports.flat_map(|export| &export.files).collect();
    vec![
        texts("file", &rows, |file| &file.file),
        texts("table", &rows, |file| &file.table),
        integers("rows_read", &rows, |file| Some(file.rows_read)),
        integers("rows_stored", &rows, |file| Some(file.rows_stored)),
        integers("rows_set_aside", &rows, |file| Some(file.rows_quarantined)),
    ]
}

/// One row per site and exported column of the model: whether it was collected.
fn collection(manifest: &Manifest) -> Vec<Column> {
    let mut rows = Vec::new();
    for site in &manifest.sites {
        for table in TABLES {
            let exported = table.columns.iter().filter(|column| column.is_exported());
            rows.extend(exported.map(|column| (site, table, column)));
        }
    }
    vec![
        texts("site_id", &rows, |(site, ..)| &site.site_id),
        texts("table", &rows, |(_, table, _)| table.name),
        texts("column", &rows, |(.., column)| column.name),
        booleans("table_collected", &rows, |(site, table, _)| {
            site.has_collected(table.name)
        }),
        booleans("collected", &rows, |(site, table, column)| {
            site.has_collected(&format!("{}.{}", table.name, column.name))
        }),
    ]
}

/// One row per name that the terminology does not have.
fn unlisted(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports
        .flat_map(|export| export.unlisted.iter().map(move |row| (export, row)))
        .collect();
    vec![
        texts("export", &rows, |(export, _)| &export.name),
        texts("table", &rows, |(_, row)| &row.table),
        texts("column", &rows, |(_, row)| &row.column),
        texts("text", &rows, |(_, row)| &row.text),
        integers("rows", &rows, |(_, row)| Some(row.rows)),
        texts("nearest", &rows, |(_, row)| row.nearest.join("|")),
    ]
}

/// One row per warning.
fn warnings(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports
        .flat_map(|export| export.warnings.iter().map(move |row| (export, row)))
        .collect();
    vec![
        texts("export", &rows, |(export, _)| &export.name),
        texts("table", &rows, |(_, row)| &row.table),
        texts("rule", &rows, |(_, row)| &row.rule),
        texts("message", &rows, |(_, row)| &row.message),
        integers("rows", &rows, |(_, row)| Some(row.rows)),
    ]
}

/// One row per export and check of its quality; those that passed are rows too.
fn quality(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports
        .flat_map(|export| export.checks.iter().map(move |check| (export, check)))
        .collect();
    vec![
        texts("export", &rows, |(export, _)| &export.name),
        texts("category", &rows, |(_, check)| &check.category),
        texts("rule", &rows, |(_, check)| &check.rule),
        texts("table", &rows, |(_, check)| &check.table),
        texts("column", &rows, |(_, check)| &check.column),
        texts("message", &rows, |(_, check)| &check.message),
        texts("counted", &rows, |(_, check)| &check.counted),
        integers("failed", &rows, |(_, check)| check.failed),
        integers("out_of", &rows, |(_, check)| check.out_of),
        texts("state", &rows, |(_, check)| &check.state),
        texts("why", &rows, |(_, check)| &check.why),
    ]
}
