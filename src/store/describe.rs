//! What a store says about itself, as tables: dictionary, provenance, conservation ledger, collection.

use super::manifest::{CheckRecord, Manifest};
use crate::ingest::FileLedger;
use crate::model::{ABSENT_INTEGER, TABLES, Values};

/// A table by name, its columns by name.
pub(super) type Described = (&'static str, Vec<(&'static str, Values)>);

/// The rows that were set aside: `file, line, column, class, rule, message`.
pub(super) fn quarantine(ledgers: &[FileLedger]) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = ledgers
        .iter()
        .flat_map(|file| file.set_aside.iter().map(move |row| (file, row)))
        .collect();
    let rules: Vec<String> = rows
        .iter()
        .map(|(file, row)| row.rule(file.table))
        .collect();
    let line = |line: u64| i64::try_from(line).unwrap_or(i64::MAX);
    vec![
        (
            "file",
            Values::from_texts(rows.iter().map(|(file, _)| Some(file.file.as_str()))),
        ),
        (
            "line",
            Values::Integer(rows.iter().map(|(_, row)| line(row.line)).collect()),
        ),
        (
            "column",
            Values::from_texts(
                rows.iter()
                    .map(|(_, row)| Some(row.column).filter(|c| !c.is_empty())),
            ),
        ),
        (
            "class",
            Values::from_texts(rows.iter().map(|(_, row)| Some(row.class.name()))),
        ),
        (
            "rule",
            Values::from_texts(rules.iter().map(|rule| Some(rule.as_str()))),
        ),
        (
            "message",
            Values::from_texts(rows.iter().map(|(_, row)| Some(&*row.message))),
        ),
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

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A text column from owned texts.
fn texts(rows: impl Iterator<Item = String>) -> Values {
    let rows: Vec<String> = rows.collect();
    Values::from_texts(
        rows.iter()
            .map(|text| Some(text.as_str()).filter(|text| !text.is_empty())),
    )
}

/// One row per column of the model.
fn dictionary() -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .collect();
    vec![
        (
            "table",
            texts(rows.iter().map(|(table, _)| table.name.to_owned())),
        ),
        (
            "one_row_per",
            texts(rows.iter().map(|(table, _)| table.one_row_per.to_owned())),
        ),
        (
            "column",
            texts(rows.iter().map(|(_, column)| column.name.to_owned())),
        ),
        (
            "type",
            texts(rows.iter().map(|(_, column)| column.kind.words())),
        ),
        (
            "presence",
            texts(rows.iter().map(|(_, column)| column.presence.words())),
        ),
        (
            "unit",
            texts(rows.iter().map(|(_, column)| column.unit.to_owned())),
        ),
        (
            "meaning",
            texts(rows.iter().map(|(_, column)| column.meaning.to_owned())),
        ),
    ]
}

/// One row per file: which bytes the store came from, read by which program.
fn provenance(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|e| e.files.iter().map(move |file| (e, file)))
        .collect();
    vec![
        (
            "export",
            texts(rows.iter().map(|(export, _)| export.name.clone())),
        ),
        (
            "file",
            texts(rows.iter().map(|(_, file)| file.file.clone())),
        ),
        (
            "table",
            texts(rows.iter().map(|(_, file)| file.table.clone())),
        ),
        (
            "sha256",
            texts(rows.iter().map(|(_, file)| file.sha256.clone())),
        ),
        (
            "program_version",
            texts(rows.iter().map(|_| manifest.program_version.clone())),
        ),
        (
            "unnamed_columns",
            texts(rows.iter().map(|(_, file)| file.unnamed_columns.join("|"))),
        ),
    ]
}

/// One row per file: rows read = rows stored + rows set aside.
fn ledger(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| &export.files)
        .collect();
    vec![
        ("file", texts(rows.iter().map(|file| file.file.clone()))),
        ("table", texts(rows.iter().map(|file| file.table.clone()))),
        (
            "rows_read",
            Values::Integer(rows.iter().map(|file| count(file.rows_read)).collect()),
        ),
        (
            "rows_stored",
            Values::Integer(rows.iter().map(|file| count(file.rows_stored)).collect()),
        ),
        (
            "rows_set_aside",
            Values::Integer(rows.iter().map(|file| count(file.rows_set_aside)).collect()),
        ),
    ]
}

/// One row per site and column of the model: whether it was collected.
fn collection(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let columns = || {
        TABLES.iter().flat_map(|table| {
            table
                .columns
                .iter()
                .filter(|c| c.is_exported())
                .map(move |c| (table, c))
        })
    };
    let rows: Vec<_> = manifest
        .sites
        .iter()
        .flat_map(|site| columns().map(move |(t, c)| (site, t, c)))
        .collect();
    let is_collected = |site: &super::SiteRecord, table: &str, column: &str| {
        Some(site.has_collected(&format!("{table}.{column}")))
    };
    vec![
        (
            "site_id",
            texts(rows.iter().map(|(site, ..)| site.site_id.clone())),
        ),
        (
            "table",
            texts(rows.iter().map(|(_, table, _)| table.name.to_owned())),
        ),
        (
            "column",
            texts(rows.iter().map(|(.., column)| column.name.to_owned())),
        ),
        (
            "table_collected",
            Values::Boolean(
                rows.iter()
                    .map(|(s, t, _)| Some(s.has_collected(t.name)))
                    .collect(),
            ),
        ),
        (
            "collected",
            Values::Boolean(
                rows.iter()
                    .map(|(s, t, c)| is_collected(s, t.name, c.name))
                    .collect(),
            ),
        ),
    ]
}

/// One row per name that the terminology does not have.
fn unlisted(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|e| e.unlisted.iter().map(move |row| (e, row)))
        .collect();
    vec![
        (
            "export",
            texts(rows.iter().map(|(export, _)| export.name.clone())),
        ),
        (
            "table",
            texts(rows.iter().map(|(_, row)| row.table.clone())),
        ),
        (
            "column",
            texts(rows.iter().map(|(_, row)| row.column.clone())),
        ),
        ("text", texts(rows.iter().map(|(_, row)| row.text.clone()))),
        (
            "rows",
            Values::Integer(rows.iter().map(|(_, row)| count(row.rows)).collect()),
        ),
        (
            "nearest",
            texts(rows.iter().map(|(_, row)| row.nearest.join("|"))),
        ),
    ]
}

/// One row per warning.
fn warnings(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|e| e.warnings.iter().map(move |row| (e, row)))
        .collect();
    vec![
        (
            "export",
            texts(rows.iter().map(|(export, _)| export.name.clone())),
        ),
        (
            "table",
            texts(rows.iter().map(|(_, row)| row.table.clone())),
        ),
        ("rule", texts(rows.iter().map(|(_, row)| row.rule.clone()))),
        (
            "message",
            texts(rows.iter().map(|(_, row)| row.message.clone())),
        ),
        (
            "rows",
            Values::Integer(rows.iter().map(|(_, row)| count(row.rows)).collect()),
        ),
    ]
}

/// One row per export and check of its quality; those that passed are rows too.
fn quality(manifest: &Manifest) -> Vec<(&'static str, Values)> {
    let rows: Vec<_> = manifest
        .exports
        .iter()
        .flat_map(|export| export.checks.iter().map(move |check| (export, check)))
        .collect();
    let text = |text: fn(&CheckRecord) -> &String| {
        texts(rows.iter().map(|(_, check)| text(check).clone()))
    };
    let number = |number: fn(&CheckRecord) -> Option<u64>| {
        let numbers = rows.iter().map(|(_, check)| number(check));
        Values::Integer(numbers.map(|n| n.map_or(ABSENT_INTEGER, count)).collect())
    };
    vec![
        (
            "export",
            texts(rows.iter().map(|(export, _)| export.name.clone())),
        ),
        ("category", text(|check| &check.category)),
        ("rule", text(|check| &check.rule)),
        ("table", text(|check| &check.table)),
        ("column", text(|check| &check.column)),
        ("message", text(|check| &check.message)),
        ("counted", text(|check| &check.counted)),
        ("failed", number(|check| check.failed)),
        ("out_of", number(|check| check.out_of)),
        ("state", text(|check| &check.state)),
        ("why", text(|check| &check.why)),
    ]
}
