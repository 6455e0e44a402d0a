#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::disk::Seal;
use crate::facts::read_parquet;
use crate::ingest::{
    Class, DecimalMark, FILE, LINE, MappedExport, MappedTable, MappingFile, MappingRecord, Note,
    Options, QuarantineLimits, RawFile, RawQuarantined, read_mapped,
};
use crate::model::{ABSENT_INTEGER, COURSES, DOSES, Frame, Table, Values};
use crate::store::{Snapshot, parquet_bytes, verify};
use std::io::Write;
use std::path::Path;

fn texts(values: &[Option<&str>]) -> Values {
    Values::from_texts(values.iter().copied())
}

fn table(of: &'static Table, columns: Vec<(&'static str, Values)>) -> MappedTable {
    let bytes = parquet_bytes(&Frame::new("rows", columns)).unwrap();
    let mut rows = tempfile::tempfile().unwrap();
    rows.write_all(&bytes).unwrap();
    MappedTable {
        table: of,
        sql_file: format!("{}.sql", of.name),
        rows,
    }
}

/// An export of two courses, of whose three doses one has no course, made of a raw file of 40 rows; `sha256` is that of
/// its mapping where it is another than its files'.
fn export(folder: &Path, sha256: Option<&str>) -> MappedExport {
    let raw = folder.join("mar.csv");
    std::fs::write(&raw, "pat_id\nP1\n").unwrap();
    let mar = Some("north/mar.csv");
    let courses = vec![
        ("course_id", texts(&[Some("P1-1"), Some("P2-1")])),
        ("patient_id", texts(&[Some("P1"), Some("P2")])),
        (FILE, texts(&[mar, mar])),
        (LINE, Values::Integer(vec![2, 7])),
    ];
    let doses = vec![
        ("course_id", texts(&[Some("P1-1"), None, Some("P2-1")])),
        ("cycle", Values::Integer(vec![1, 1, 1])),
        ("dose_number", Values::Integer(vec![1, 1, 0])),
        ("status", texts(&[Some("given"); 3])),
        ("hour", Values::Integer(vec![0, 0, 0])),
        (FILE, texts(&[mar, mar, None])),
        (LINE, Values::Integer(vec![2, 3, ABSENT_INTEGER])),
    ];
    let files = ["courses.sql", "doses.sql"].map(|name| MappingFile {
        file: name.to_owned(),
        sha256: Seal::of(b"SELECT 1").sha256,
        text: "SELECT 1".to_owned(),
    });
    let lines = files
        .iter()
        .map(|file| format!("{}  {}\n", file.sha256, file.file));
    let own = Seal::of(lines.collect::<Vec<_>>().concat().as_bytes()).sha256;
    MappedExport {
        name: "north".to_owned(),
        folder: folder.to_path_buf(),
        site: None,
        tables: vec![table(&COURSES, courses), table(&DOSES, doses)],
        raw: vec![RawFile {
            file: "north/mar.csv".to_owned(),
            sha256: Seal::of_file(&raw).unwrap().sha256,
            path: raw,
            bytes: 10,
            rows: 40,
            quarantined: vec![RawQuarantined {
                line: 9,
                class: Class::Type,
                column: "Taken Time".to_owned(),
                message: "no date-time".into(),
            }],
            unnamed_rows: Some(30),
            table: "mar".to_owned(),
            undeclared: vec!["Shift".to_owned()],
        }],
        mapping: MappingRecord {
            name: "mar".to_owned(),
            version: "1".to_owned(),
            sha256: sha256.unwrap_or(&own).to_owned(),
            parameters: "{\"same_dose_minutes\":180}".to_owned(),
            files: files.into(),
        },
        notes: vec![Note {
            rule: "unknown_action".to_owned(),
            count: 3,
            file: Some("north/mar.csv".to_owned()),
            line: Some(12),
        }],
        unread: Vec::new(),
        is_simulated: false,
        derivation: None,
    }
}

fn stored(folder: &Path, sha256: Option<&str>) -> Snapshot {
    let options = Options {
        site: None,
        max_quarantine: QuarantineLimits::of(1.0),
        latest_year: 2026,
        decimal: DecimalMark::Point,
    };
    let mut exports = read_mapped(
        vec![export(folder, sha256)],
        &options,
        &options.max_quarantine,
    )
    .unwrap();
    let mut draft = Draft::begin(&folder.join("store")).unwrap();
    store(&mut draft, &mut exports).unwrap();
    draft.commit().unwrap()
}

/// The rows of a table of the store, each its columns as text with `|` between them.
fn rows(snapshot: &Snapshot, file: &str, columns: &[(&'static str, bool)]) -> Vec<String> {
    let names: Vec<&'static str> = columns.iter().map(|(name, _)| *name).collect();
    let frame = read_parquet(&[snapshot.folder().join(file)], &names).unwrap();
    let cell = |row: usize, (name, is_text): &(&'static str, bool)| {
        if *is_text {
            return frame.text(name, row).unwrap_or("-").to_owned();
        }
        match frame.integers(name)[row] {
            ABSENT_INTEGER => "-".to_owned(),
            number => number.to_string(),
        }
    };
    let row = |row| {
        let cells: Vec<String> = columns.iter().map(|column| cell(row, column)).collect();
        cells.join("|")
    };
    (0..frame.rows()).map(row).collect()
}

#[test]
fn a_store_keeps_both_sides_of_a_mapping() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = stored(folder.path(), None);
    let faults = verify(&folder.path().join("store")).unwrap().faults;
    assert_eq!(faults, []);
    let counts = [
        ("file", true),
        ("table", true),
        ("rows_read", false),
        ("rows_stored", false),
        ("rows_set_aside", false),
        ("rows_in_sql", false),
        ("rows_unnamed", false),
    ];
    assert_eq!(
        rows(&snapshot, "ledger.parquet", &counts),
        [
            "north/mar.csv|mar|40|-|1|39|30",
            "north/courses.sql|courses|2|2|0|-|-",
            "north/doses.sql|doses|3|1|2|-|-",
        ]
    );
    let place = [
        ("file", true),
        ("line", false),
        ("column", true),
        ("rule", true),
    ];
    assert_eq!(
        rows(&snapshot, "quarantine/export-00001.parquet", &place),
        [
            "north/mar.csv|9|Taken Time|raw.mar.Taken Time.type",
            "north/mar.csv|3|course_id|doses.course_id.missing",
            "north/doses.sql|3|dose_number|doses.dose_number.domain",
        ]
    );
    let source = [
        ("export", true),
        ("file", true),
        ("table", true),
        ("unnamed_columns", true),
    ];
    assert_eq!(
        rows(&snapshot, "provenance.parquet", &source),
        ["north|north/mar.csv|mar|Shift"]
    );
    let mapping = [
        ("export", true),
        ("name", true),
        ("file", true),
        ("text", true),
    ];
    assert_eq!(
        rows(&snapshot, "mappings.parquet", &mapping),
        [
            "north|mar|courses.sql|SELECT 1",
            "north|mar|doses.sql|SELECT 1"
        ]
    );
    let warnings = [
        ("table", true),
        ("rule", true),
        ("message", true),
        ("rows", false),
    ];
    assert!(rows(&snapshot, "warnings.parquet", &warnings).contains(
        &"notes|unknown_action|rows to look at: first at north/mar.csv: line 12|3".to_owned()
    ));
}

#[test]
fn a_mapping_that_is_not_that_of_its_hash_is_found() {
    let folder = tempfile::tempdir().unwrap();
    stored(folder.path(), Some("0"));
    let faults = verify(&folder.path().join("store")).unwrap().faults;
    let what: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(
        what,
        ["mapping mar: its files are not those of its SHA-256"]
    );
}
