//! Inputs of `tests/failing_inputs` whose keys, identifiers or rows once gave a plausible wrong number in silence.

mod keys;
mod spelling;

use crate::bench::{Taken, copy, il2, in_repository, options, run, said, scratch, taken};
use il2_outcomes::ingest::{Class, read_export};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    in_repository("tests/failing_inputs").join(name)
}

/// All rows of an export, whatever share of them is quarantined.
fn read(folder: &Path) -> Taken {
    taken(read_export(folder, &options(1.0)).unwrap())
}

/// The class, line and message of each quarantined row of a table.
fn quarantined(export: &Taken, table: &str) -> Vec<(Class, u64, String)> {
    let file = export.ledgers.iter().find(|file| file.table == table);
    let rows = file.unwrap().quarantined.iter();
    rows.map(|row| (row.class, row.line, row.message.to_string()))
        .collect()
}

/// How many fail a rule of a table, and out of how many.
fn share(export: &Taken, rule: &str, table: &str) -> (u64, u64) {
    let mut checks = export.checks.iter();
    let check = checks.find(|check| check.rule == rule && check.table == table);
    let share = check.unwrap().share.unwrap();
    (share.failed, share.out_of)
}

/// What `il2 check` says of an export that may be stored.
fn told(folder: &Path) -> String {
    let mut check = il2();
    check
        .args(["check", "--max-quarantine", "100%"])
        .arg(folder);
    said(&run(&mut check, 0))
}

/// The export with the rows of these files in reverse order.
fn reversed(from: &Path, files: &[&str]) -> tempfile::TempDir {
    let to = scratch();
    copy(from, to.path());
    for file in files {
        let text = fs::read_to_string(from.join(file)).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        fs::write(
            to.path().join(file),
            format!("{header}\n{}\n", rows.join("\n")),
        )
        .unwrap();
    }
    to
}

/// An export of these tables.
fn export(tables: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = scratch();
    for (table, text) in tables {
        fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
    }
    folder
}

/// The same with the rows of every table in reverse order.
fn turned(tables: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = export(tables);
    let files: Vec<String> = tables
        .iter()
        .map(|(table, _)| format!("{table}.csv"))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    reversed(folder.path(), &files)
}

/// The texts of a column of a table, as stored.
fn texts(export: &Taken, table: usize, column: &str) -> Vec<String> {
    let tables = export.parts.iter().map(|part| &part.tables[table]);
    let texts = tables.flat_map(|table| {
        let values = table.column(column);
        (0..table.rows()).map(|row| values.text(row).unwrap().to_owned())
    });
    texts.collect()
}
