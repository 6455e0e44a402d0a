//! The built-in mappings held to a second implementation (`tests/mappings_second`): small generated raw exports and the
//! rows that it makes of them, in the program's own tables. Both are ingested, and the stores hold the same.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;
use std::path::Path;

const TABLES: [&str; 10] = [
    "courses",
    "patients",
    "doses",
    "toxicities",
    "vasopressors",
    "dialysis",
    "measurements",
    "medications",
    "stays",
    "not_assessed",
];

/// Lines of a CSV text as cells, after the header.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|found| record(found.unwrap()))
        .collect()
}

/// The answer to a question, as it is compared: without the store's own keys, numbers to nine digits, rows in order.
fn answer(store: &Path, sql: &str) -> Vec<Vec<String>> {
    let mut query = il2();
    let query = query.arg("query").arg(store);
    let output = run(query.args(["--format", "csv", "--sql", sql]), 0);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let mut rows: Vec<Vec<String>> = records(&text)
        .into_iter()
        .map(|cells| {
            // The site's own columns are not the second implementation's.
            let is_kept = |name: &str| {
                !name.ends_with("_key") && !name.starts_with("x_") && name != "course_order"
            };
            let kept = names.iter().zip(cells).filter(|(name, _)| is_kept(name));
            kept.map(|(name, cell)| match cell.parse::<f64>() {
                Ok(number) => format!("{name} {number:.9e}"),
                Err(_) => format!("{name} {cell}"),
            })
            .collect()
        })
        .collect();
    rows.sort();
    rows
}

/// How many rows each note of a mapping counts.
fn notes(said: &str) -> Vec<(String, String)> {
    let of_line = |line: &str| {
        let (_, note) = line.split_once(": note `")?;
        let (rule, rest) = note.split_once("`: ")?;
        let (count, _) = rest.split_once(' ')?;
        Some((rule.to_owned(), count.replace(',', "")))
    };
    said.lines().filter_map(of_line).collect()
}

fn agrees(mapping: &str) {
    let kept = in_repository(&format!("tests/mappings_second/exports/{mapping}"));
    let folder = scratch();
    let (mapped, second) = (folder.path().join("mapped"), folder.path().join("second"));
    let ingest = |from: &str, store: &Path, options: &[&str]| {
        let mut command = il2();
        let command = command.arg("ingest").arg(kept.join(from));
        let command = command.arg("--store").arg(store);
        said(&run(
            command.args(["--max-quarantine", "1"]).args(options),
            0,
        ))
    };
    ingest("export", &second, &[]);
    let told = ingest("raw", &mapped, &["--mapping", mapping]);
    for table in TABLES {
        let sql = format!("SELECT * FROM {table}");
        let (ours, theirs) = (answer(&mapped, &sql), answer(&second, &sql));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "{mapping}: {table}");
        }
        assert_eq!(ours.len(), theirs.len(), "{mapping}: {table}");
    }
    let sql = "SELECT \"table\", \"column\" FROM collection WHERE collected AND \"column\" NOT LIKE 'x\\_%'";
    assert_eq!(answer(&mapped, sql), answer(&second, sql), "{mapping}");
    // Both quarantines name raw rows: the second's by the place of its row.
    let places = records(&fs::read_to_string(kept.join("places.csv")).unwrap());
    let sql = "SELECT file, line, class, \"column\" FROM quarantine";
    // A column of times is `start_at` on one side and `start_hour` on the other.
    let set_aside = |store: &Path| {
        let mut query = il2();
        let query = query.arg("query").arg(store);
        let output = run(query.args(["--format", "csv", "--sql", sql]), 0);
        let mut rows = records(&String::from_utf8(output.stdout).unwrap());
        for row in &mut rows {
            if let Some(name) = row[3].strip_suffix("at") {
                row[3] = format!("{name}hour");
            }
        }
        rows
    };
    let mut theirs: Vec<Vec<String>> = set_aside(&second)
        .into_iter()
        .map(|row| {
            let place = places.iter().find(|place| place[..2] == row[..2]).unwrap();
            [&place[2..], &row[2..]].concat()
        })
        .collect();
    let mut ours = set_aside(&mapped);
    theirs.sort();
    ours.sort();
    assert_eq!(ours, theirs, "{mapping}: quarantine");
    let expected = records(&fs::read_to_string(kept.join("notes.csv")).unwrap());
    let expected: Vec<(String, String)> = expected
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    assert_eq!(notes(&told), expected, "{mapping}: notes");
}

#[test]
fn mar_agrees_with_the_second_implementation() {
    agrees("mar");
}

#[test]
fn omop_agrees_with_the_second_implementation() {
    agrees("omop");
}

#[test]
fn clif_agrees_with_the_second_implementation() {
    agrees("clif");
}

#[test]
fn sdtm_agrees_with_the_second_implementation() {
    agrees("sdtm");
}

#[test]
fn redcap_agrees_with_the_second_implementation() {
    agrees("redcap");
}
