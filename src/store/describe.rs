//! What a store says about itself, as tables: dictionary, provenance, conservation ledger, collection, quality; and the
//! list of quarantined rows, in a store or as a file of its own.

use super::error::StoreError;
use super::manifest::{Manifest, SiteRecord, UnlistedRecord};
use super::parquet::{parquet_bytes, shape_of};
use crate::ingest::{Export, QuarantineEntry};
use crate::model::{ABSENT_INTEGER, Frame, OWN_MEANING, Presence, TABLES, Values};
use std::path::Path;

/// A column with its name.
type Column = (&'static str, Values);

/// A table by name, its columns by name.
type Described = (&'static str, Vec<Column>);

/// A table in which a store describes itself: its name, what one row is, and each column with its type.
type DescribedTable = (
    &'static str,
    &'static str,
    Vec<(&'static str, &'static str)>,
);

/// The columns of a list of quarantined rows.
pub(crate) const QUARANTINE_COLUMNS: [&str; 6] =
    ["file", "line", "column", "class", "rule", "message"];

/// The columns of a list of names that the terminology does not have.
pub(crate) const UNLISTED_COLUMNS: [&str; 6] =
    ["export", "table", "column", "text", "rows", "nearest"];

/// The tables in which a store describes itself, without a store.
#[must_use]
pub(crate) fn described_tables() -> Vec<DescribedTable> {
    let one_row_per = |name: &str| match name {
        "dictionary" => "column of the model, and own column of a site",
        "provenance" => "file of an export, with its SHA-256",
        "ledger" => {
            "file of an export: rows read, stored and quarantined; for a raw file, rows that reached the SQL, and those among them that no resulting row refers to"
        }
        "mappings" => "export made from raw files by a mapping, and file of the mapping",
        "collection" => "site and column of the model, or own column: whether it was collected",
        "unlisted" => "name that the terminology does not have",
        "warnings" => "rule that found unusual rows, which were kept",
        "quality" => "export and quality rule",
        _ => "quarantined row of an export",
    };
    let of_type = |values: &Values| match values {
        Values::Integer(_) => "integer",
        Values::Decimal(_) => "decimal",
        Values::Boolean(_) => "boolean",
        Values::Text { .. } => "text",
    };
    // What each name means is found with the facts of a site, and read by recount queries.
    let event_names = (
        "event_names",
        "site, name in toxicities and event that the name means",
        ["site_id", "term", "event", "organ_system"]
            .map(|name| (name, "text"))
            .to_vec(),
    );
    // Made for queries of the tables courses and patients.
    let own_values = (
        "own_values",
        "site, course or patient, and own column with a value",
        vec![
            ("site_id", "text"),
            ("table", "text"),
            ("id", "text"),
            ("column", "text"),
            ("value", "text"),
            ("number", "decimal"),
        ],
    );
    let quarantine = ("quarantine", quarantine(&[]));
    let all = tables(&Manifest::default()).into_iter().chain([quarantine]);
    all.map(|(name, columns)| {
        let columns = columns
            .iter()
            .map(|(name, values)| (*name, of_type(values)));
        (name, one_row_per(name), columns.collect())
    })
    .chain([event_names, own_values])
    .collect()
}

/// The quarantined rows of these exports as a Parquet file. It holds no cell values, as the store's does not.
///
/// # Errors
///
/// [`StoreError::Parquet`] where the file cannot be made.
pub(crate) fn quarantine_list(exports: &[Export]) -> Result<Vec<u8>, StoreError> {
    parquet_bytes(&Frame::new("quarantine", quarantine(exports)))
}

/// The names of these exports that the terminology does not have as a Parquet file.
///
/// # Errors
///
/// [`StoreError::Parquet`] where the file cannot be made.
pub(crate) fn unlisted_list(exports: &[Export]) -> Result<Vec<u8>, StoreError> {
    let of_export = |export: &Export| -> Vec<(String, UnlistedRecord)> {
        let names = export.unlisted.iter();
        let records = names.map(|name| (export.name.clone(), UnlistedRecord::from(name)));
        records.collect()
    };
    let rows: Vec<_> = exports.iter().flat_map(of_export).collect();
    parquet_bytes(&Frame::new("unlisted", unlisted(&rows)))
}

/// Whether a file is a Parquet file of these columns and no others.
#[must_use]
pub(crate) fn has_columns(path: &Path, columns: &[&str]) -> bool {
    shape_of(path).is_ok_and(|(_, own)| own == columns)
}

/// The quarantined rows: file, line, column, class, rule, message.
pub(super) fn quarantine<'a>(exports: impl IntoIterator<Item = &'a Export>) -> Vec<Column> {
    let exports = exports.into_iter();
    let rows: Vec<QuarantineEntry<'_>> = exports.flat_map(Export::quarantine).collect();
    vec![
        texts("file", &rows, |row| row.file),
        counts("line", &rows, |row| Some(row.line)),
        texts("column", &rows, |row| row.column),
        texts("class", &rows, |row| row.class.name()),
        texts("rule", &rows, |row| row.rule.as_str()),
        texts("message", &rows, |row| row.message),
    ]
}

/// All tables in which a store describes itself.
pub(super) fn tables(manifest: &Manifest) -> Vec<Described> {
    vec![
        ("dictionary", dictionary(manifest)),
        ("provenance", provenance(manifest)),
        ("mappings", mappings(manifest)),
        ("ledger", ledger(manifest)),
        ("collection", collection(manifest)),
        ("unlisted", unlisted(&unlisted_of(manifest))),
        ("warnings", warnings(manifest)),
        ("quality", quality(manifest)),
    ]
}

/// A column of texts, of which an empty one is absent.
fn texts<'a, T, S: AsRef<str>>(
    name: &'static str,
    rows: &'a [T],
    text: impl Fn(&'a T) -> S,
) -> Column {
    let texts: Vec<S> = rows.iter().map(text).collect();
    let known = texts.iter().map(AsRef::as_ref);
    let values = Values::from_texts(known.map(|text| Some(text).filter(|text| !text.is_empty())));
    (name, values)
}

/// A column of counts.
fn counts<T>(name: &'static str, rows: &[T], count: impl Fn(&T) -> Option<u64>) -> Column {
    let integer = |count| i64::try_from(count).expect("no file has 2^63 rows or lines");
    let of_row = |row| count(row).map_or(ABSENT_INTEGER, integer);
    (name, Values::Integer(rows.iter().map(of_row).collect()))
}

/// A column of yes and no.
fn booleans<T>(name: &'static str, rows: &[T], is_true: impl Fn(&T) -> bool) -> Column {
    let values = rows.iter().map(|row| Some(is_true(row)));
    (name, Values::Boolean(values.collect()))
}

/// One row per column of the model, those of a table followed by its own columns.
fn dictionary(manifest: &Manifest) -> Vec<Column> {
    let own = manifest.own_columns();
    let mut rows = Vec::new();
    for table in TABLES {
        rows.extend(table.columns.iter().map(|column| {
            let (of_type, presence) = (column.kind.words(), column.presence.words());
            let (name, unit, meaning) = (column.name, column.unit, column.meaning);
            (table, name, of_type, presence, unit, meaning)
        }));
        let own = own.iter().filter(|column| column.table == table.name);
        rows.extend(own.map(|column| {
            let (of_type, presence) = (column.of_type.name().to_owned(), Presence::Optional);
            (
                table,
                column.name.as_str(),
                of_type,
                presence.words(),
                "",
                OWN_MEANING,
            )
        }));
    }
    vec![
        texts("table", &rows, |(table, ..)| table.name),
        texts("one_row_per", &rows, |(table, ..)| table.one_row_per),
        texts("column", &rows, |(_, name, ..)| *name),
        texts("type", &rows, |(_, _, of_type, ..)| of_type),
        texts("presence", &rows, |(_, _, _, presence, ..)| presence),
        texts("unit", &rows, |(.., unit, _)| *unit),
        texts("meaning", &rows, |(.., meaning)| *meaning),
    ]
}

/// One row per file: which bytes the store came from, read by which program. Of an export that a mapping made these are its
/// raw files.
fn provenance(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let rows: Vec<_> = exports
        .flat_map(|export| export.sources().map(move |source| (export, source)))
        .collect();
    vec![
        texts("export", &rows, |(export, _)| &export.name),
        texts("file", &rows, |(_, source)| source.file),
        texts("table", &rows, |(_, source)| source.table),
        texts("sha256", &rows, |(_, source)| source.sha256),
        texts("program_version", &rows, |_| &manifest.program_version),
        texts("unnamed_columns", &rows, |(_, source)| {
            source.unnamed_columns.join("|")
        }),
    ]
}

/// One row per export that a mapping made and file of the mapping.
fn mappings(manifest: &Manifest) -> Vec<Column> {
    let exports = manifest.exports.iter();
    let mapped = exports.filter_map(|export| Some((export, export.mapping.as_ref()?)));
    let rows: Vec<_> = mapped
        .flat_map(|(export, mapping)| {
            let files = mapping.files.iter();
            files.map(move |file| (export, mapping, file))
        })
        .collect();
    vec![
        texts("export", &rows, |(export, ..)| &export.name),
        texts("name", &rows, |(_, mapping, _)| &mapping.name),
        texts("version", &rows, |(_, mapping, _)| &mapping.version),
        texts("mapping_sha256", &rows, |(_, mapping, _)| &mapping.sha256),
        texts("parameters", &rows, |(_, mapping, _)| &mapping.parameters),
        texts("file", &rows, |(.., file)| &file.file),
        texts("sha256", &rows, |(.., file)| &file.sha256),
        texts("text", &rows, |(.., file)| &file.text),
    ]
}

/// One row per file: rows read = rows stored + rows quarantined; of a raw file, rows that SQL saw + rows quarantined.
fn ledger(manifest: &Manifest) -> Vec<Column> {
    let rows = manifest.ledger();
    vec![
        texts("file", &rows, |row| row.file),
        texts("table", &rows, |row| row.table),
        counts("rows_read", &rows, |row| Some(row.rows_read)),
        counts("rows_stored", &rows, |row| row.rows_stored),
        counts("rows_set_aside", &rows, |row| Some(row.rows_quarantined)),
        counts("rows_in_sql", &rows, |row| row.rows_in_sql),
        counts("rows_unnamed", &rows, |row| row.rows_unnamed),
    ]
}

/// One row per site and exported column of the model, then one per own column of the store: whether it was collected.
fn collection(manifest: &Manifest) -> Vec<Column> {
    let own = manifest.own_columns();
    let mut rows: Vec<(&SiteRecord, &str, &str)> = Vec::new();
    for site in &manifest.sites {
        for table in TABLES {
            let exported = table.columns.iter().filter(|column| column.is_exported());
            rows.extend(exported.map(|column| (site, table.name, column.name)));
            let own = own.iter().filter(|column| column.table == table.name);
            rows.extend(own.map(|column| (site, table.name, column.name.as_str())));
        }
    }
    vec![
        texts("site_id", &rows, |(site, ..)| &site.site_id),
        texts("table", &rows, |(_, table, _)| *table),
        texts("column", &rows, |(.., column)| *column),
        booleans("table_collected", &rows, |(site, table, _)| {
            site.has_collected(table)
        }),
        booleans("collected", &rows, |(site, table, column)| {
            site.has_collected(&format!("{table}.{column}"))
        }),
    ]
}

/// The names of the exports of a store, each with its export.
fn unlisted_of(manifest: &Manifest) -> Vec<(String, UnlistedRecord)> {
    let exports = manifest.exports.iter();
    let names = exports.flat_map(|export| {
        let names = export.unlisted.iter();
        names.map(|name| (export.name.clone(), name.clone()))
    });
    names.collect()
}

/// One row per name that the terminology does not have.
fn unlisted(rows: &[(String, UnlistedRecord)]) -> Vec<Column> {
    let [of_export, of_table, of_column, of_text, of_rows, of_nearest] = UNLISTED_COLUMNS;
    vec![
        texts(of_export, rows, |(export, _)| export),
        texts(of_table, rows, |(_, row)| &row.table),
        texts(of_column, rows, |(_, row)| &row.column),
        texts(of_text, rows, |(_, row)| &row.text),
        counts(of_rows, rows, |(_, row)| Some(row.rows)),
        texts(of_nearest, rows, |(_, row)| row.nearest.join("|")),
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
        counts("rows", &rows, |(_, row)| Some(row.rows)),
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
        counts("failed", &rows, |(_, check)| check.failed),
        counts("out_of", &rows, |(_, check)| check.out_of),
        texts("state", &rows, |(_, check)| &check.state),
        texts("why", &rows, |(_, check)| &check.why),
    ]
}
