#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::ingest::mapped::{FILE, LINE, MappingFile, MappingRecord, RawFile, RawQuarantined};
use crate::ingest::{Class, DecimalMark, QuarantineLimits};
use crate::model::{COURSES, DOSES, PATIENTS, TOXICITIES, Table};
use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn numbers(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn decimals(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// A table of these columns, of which the last two are the places.
fn table(of: &'static Table, columns: &[(&str, ArrayRef)]) -> MappedTable {
    let batch = RecordBatch::try_from_iter(columns.iter().cloned()).unwrap();
    let rows: File = tempfile::tempfile().unwrap();
    let mut writer = ArrowWriter::try_new(&rows, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    MappedTable {
        table: of,
        sql_file: format!("{}.sql", of.name),
        rows,
    }
}

/// An export `north` of these tables, made of one raw file.
fn export(folder: &Path, tables: Vec<MappedTable>) -> MappedExport {
    let path = folder.join("mar.csv");
    std::fs::write(&path, "pat_id\nP1\n").unwrap();
    let file = |name: &str| MappingFile {
        file: name.to_owned(),
        sha256: format!("sha of {name}"),
        text: String::new(),
    };
    MappedExport {
        name: "north".to_owned(),
        folder: folder.to_path_buf(),
        site: None,
        tables,
        raw: vec![RawFile {
            file: "north/mar.csv".to_owned(),
            sha256: Seal::of_file(&path).unwrap().sha256,
            path,
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
            undeclared: Vec::new(),
        }],
        mapping: MappingRecord {
            name: "mar".to_owned(),
            version: "1".to_owned(),
            sha256: "0".repeat(64),
            parameters: "{}".to_owned(),
            files: vec![file("courses.sql"), file("doses.sql")],
        },
        notes: Vec::new(),
        unread: Vec::new(),
        is_simulated: false,
        derivation: None,
    }
}

fn courses() -> MappedTable {
    let place = (
        texts(&[Some("north/mar.csv"); 2]),
        numbers(&[Some(2), Some(7)]),
    );
    table(
        &COURSES,
        &[
            ("course_id", texts(&[Some("P1-1"), Some("P2-1")])),
            ("patient_id", texts(&[Some("P1"), Some("P2")])),
            (FILE, place.0),
            (LINE, place.1),
        ],
    )
}

/// Doses of the first course, each `(course, number, status, hour, file, line)`.
type Dose<'a> = (
    Option<&'a str>,
    i64,
    &'a str,
    f64,
    Option<&'a str>,
    Option<i64>,
);

fn doses(rows: &[Dose<'_>]) -> MappedTable {
    let of = |text: &dyn Fn(&Dose<'_>) -> Option<String>| -> ArrayRef {
        Arc::new(StringArray::from(rows.iter().map(text).collect::<Vec<_>>()))
    };
    table(
        &DOSES,
        &[
            ("course_id", of(&|it| it.0.map(str::to_owned))),
            ("cycle", numbers(&vec![Some(1); rows.len()])),
            (
                "dose_number",
                numbers(&rows.iter().map(|it| Some(it.1)).collect::<Vec<_>>()),
            ),
            ("status", of(&|it| Some(it.2.to_owned()))),
            (
                "hour",
                decimals(&rows.iter().map(|it| Some(it.3)).collect::<Vec<_>>()),
            ),
            (FILE, of(&|it| it.4.map(str::to_owned))),
            (
                LINE,
                numbers(&rows.iter().map(|it| it.5).collect::<Vec<_>>()),
            ),
        ],
    )
}

const MAR: Option<&str> = Some("north/mar.csv");
const P1: Option<&str> = Some("P1-1");

fn options() -> Options {
    Options {
        site: None,
        max_quarantine: QuarantineLimits::of(1.0),
        latest_year: 2026,
        decimal: DecimalMark::Point,
    }
}

fn read(tables: Vec<MappedTable>, options: &Options) -> Result<Export, IngestError> {
    let folder = tempfile::tempdir().unwrap();
    let exports = read_mapped(
        vec![export(folder.path(), tables)],
        options,
        &options.max_quarantine,
    )?;
    Ok(exports.into_iter().next().unwrap())
}

/// The file, line, column and class of each quarantined row of a table.
fn quarantined(export: &Export, table: &str) -> Vec<(String, u64, String, Class)> {
    let ledger = export.ledgers.iter().find(|it| it.table == table).unwrap();
    let rows = ledger.quarantined.iter().map(|row| {
        let (file, line) = ledger.place(row);
        (file.to_owned(), line, row.column.to_string(), row.class)
    });
    rows.collect()
}

#[test]
fn a_row_that_breaks_the_model_is_at_its_place_in_the_raw_file() {
    let rows = [
        (P1, 1, "given", 0.0, MAR, Some(12)),
        (None, 1, "given", 8.0, MAR, Some(3)),
        (P1, 2, "maybe", 16.0, None, None),
        (P1, 3, "given", 16.0, MAR, None),
        (
            Some("P9-1"),
            1,
            "held",
            16.0,
            Some("north/mar_2.csv"),
            Some(5),
        ),
    ];
    let export = read(vec![courses(), doses(&rows)], &options()).unwrap();
    let of =
        |file: &str, line, column: &str, class| (file.to_owned(), line, column.to_owned(), class);
    assert_eq!(
        quarantined(&export, "doses"),
        [
            of("north/mar.csv", 3, "course_id", Class::Missing),
            of("north/doses.sql", 3, "status", Class::Domain),
            of("north/mar_2.csv", 5, "course_id", Class::Reference),
        ]
    );
    let ledger = export
        .ledgers
        .iter()
        .find(|it| it.table == "doses")
        .unwrap();
    assert_eq!(
        (ledger.file.as_str(), ledger.read, ledger.stored),
        ("north/doses.sql", 5, 2)
    );
    assert_eq!(ledger.sha256, "sha of doses.sql");
    assert!(ledger.unnamed_columns.is_empty());
    let places: Vec<String> = ledger
        .reasons()
        .iter()
        .map(|reason| reason.first_place(&ledger.file))
        .collect();
    assert_eq!(
        places,
        ["north/mar.csv: line 3", "line 3", "north/mar_2.csv: line 5"]
    );
    assert_eq!(export.sites[0].site_id, "north");
}

#[test]
fn of_rows_that_read_alike_the_first_in_the_order_of_judging_is_kept() {
    let rows = [
        (P1, 1, "given", 0.0, MAR, Some(12)),
        (P1, 1, "given", 0.0, MAR, Some(3)),
    ];
    let export = read(vec![courses(), doses(&rows)], &options()).unwrap();
    let found = quarantined(&export, "doses");
    assert_eq!(
        found,
        [("north/mar.csv".to_owned(), 3, String::new(), Class::Key)]
    );
}

#[test]
fn the_site_of_an_option_comes_before_the_name_of_the_folder() {
    let named = Options {
        site: Some("South".to_owned()),
        ..options()
    };
    let rows = [(P1, 1, "given", 0.0, MAR, Some(2))];
    let export = read(vec![courses(), doses(&rows)], &named).unwrap();
    assert_eq!(export.sites[0].site_id, "South");
}

/// A table of doses with a date-time, and one of toxicities with one more column.
fn with_toxicities(name: &str, values: ArrayRef) -> Vec<MappedTable> {
    let at = TimestampMicrosecondArray::from(vec![Some(1_000_000_000_000_000)]);
    let place = [(FILE, texts(&[MAR])), (LINE, numbers(&[Some(4)]))];
    let doses = table(
        &DOSES,
        &[
            ("course_id", texts(&[P1])),
            ("cycle", numbers(&[Some(1)])),
            ("dose_number", numbers(&[Some(1)])),
            ("status", texts(&[Some("given")])),
            ("at", Arc::new(at)),
            place[0].clone(),
            place[1].clone(),
        ],
    );
    let toxicities = table(
        &TOXICITIES,
        &[
            ("course_id", texts(&[P1])),
            ("term", texts(&[Some("Hypotension")])),
            (name, values),
            (FILE, texts(&[Some("north/ae.csv")])),
            (LINE, numbers(&[Some(8)])),
        ],
    );
    vec![courses(), doses, toxicities]
}

#[test]
fn a_moment_is_valid_where_the_model_has_moments_and_a_date_nowhere() {
    let moment = || -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from(vec![Some(
            1_000_003_600_000_000,
        )]))
    };
    let date = || -> ArrayRef { Arc::new(Date32Array::from(vec![Some(11_574)])) };
    assert!(read(with_toxicities("onset_at", moment()), &options()).is_ok());
    for (column, values) in [
        ("onset_at", date()),
        ("grade", date()),
        ("grade", moment()),
        ("onset_hour", texts(&[Some("2001-09-09")])),
    ] {
        let error = read(with_toxicities(column, values), &options()).unwrap_err();
        assert!(error.is_privacy());
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("north/ae.csv: line 8: {column}: "))
                && !told.contains("2001"),
            "{told}"
        );
    }
}

#[test]
fn identifiers_come_before_every_other_refusal() {
    let place = (texts(&[Some("north/people.csv")]), numbers(&[Some(2)]));
    let patients = table(
        &PATIENTS,
        &[
            ("patient_id", texts(&[Some("P1")])),
            ("race", texts(&[Some("someone@example.org")])),
            (FILE, place.0),
            (LINE, place.1),
        ],
    );
    // Without courses the export is refused for another reason.
    let rows = [(P1, 1, "given", 0.0, MAR, Some(2))];
    let error = read(vec![patients, doses(&rows)], &options()).unwrap_err();
    assert!(error.is_privacy());
    assert!(
        error
            .to_string()
            .starts_with("north/people.csv: line 2: race: ")
    );
}

#[test]
fn limits_hold_for_each_raw_file_and_each_table() {
    let limited = |share: f64| Options {
        max_quarantine: QuarantineLimits::of(share),
        ..options()
    };
    let rows = |bad| {
        [
            (P1, 1, "given", 0.0, MAR, Some(2)),
            (P1, 2, if bad { "maybe" } else { "held" }, 8.0, MAR, Some(6)),
        ]
    };
    // One of 40 raw rows is 2.5 %, one of two doses 50 %.
    assert!(read(vec![courses(), doses(&rows(false))], &limited(0.025)).is_ok());
    let told = |bad, share| {
        let read = read(vec![courses(), doses(&rows(bad))], &limited(share));
        read.unwrap_err().to_string()
    };
    assert_eq!(
        told(false, 0.02),
        "north/mar.csv: 1 of 40 rows (2.5%) break the data model; at most 2% may be quarantined\n    \
        1  type       Taken Time: no date-time  first at line 9"
    );
    assert!(told(true, 0.4).contains("north/doses.sql: 1 of 2 rows (50.0%)"));
    assert!(told(true, 0.4).contains("first at north/mar.csv: line 6"));
}

#[test]
fn a_raw_file_that_was_changed_after_it_was_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [(P1, 1, "given", 0.0, MAR, Some(2))];
    let export = export(folder.path(), vec![courses(), doses(&rows)]);
    std::fs::write(folder.path().join("mar.csv"), "pat_id\nP2\n").unwrap();
    let error = read_mapped(vec![export], &options(), &QuarantineLimits::of(1.0)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "north/mar.csv: changed while it was read"
    );
}
