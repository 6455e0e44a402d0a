//! Answers of `il2 query` as bytes: for people, for programs, for other engines; on standard output and in files.

use crate::asked::Store;
use crate::bench::{files, run, said};
use il2_outcomes::query::{Engine, MEMORY, QueryText};
use std::fs;
use std::process::Stdio;

/// A question whose answer has a number, a text, a boolean and nothing.
const MIXED: &str = "SELECT * FROM (VALUES (1, 0.5, 'a|b', TRUE, NULL), (20, 1e-7, 'c,\"d', FALSE, 3)) AS t(n, x, word, yes, rest) ORDER BY n";

#[test]
fn people_see_columns_side_by_side_with_numbers_to_the_right() {
    let store = Store::of("data-samples/tiny");
    let expected = "\x20n          x  word  yes    rest
──  ─────────  ────  ─────  ────
 1        0.5  a|b   true
20  0.0000001  c,\"d  false     3
";
    assert_eq!(store.answer(&["--sql", MIXED]), expected);
    assert_eq!(
        store.answer(&["--sql", MIXED, "--format", "table"]),
        expected
    );
}

#[test]
fn programs_get_csv_json_and_ndjson_with_numbers_as_results_have_them() {
    let store = Store::of("data-samples/tiny");
    let as_format = |format: &str| store.answer(&["--sql", MIXED, "--format", format]);
    assert_eq!(
        as_format("csv"),
        "n,x,word,yes,rest\n1,0.5,a|b,true,\n20,0.0000001,\"c,\"\"d\",false,3\n"
    );
    assert_eq!(
        as_format("ndjson"),
        "{\"n\":1,\"x\":0.5,\"word\":\"a|b\",\"yes\":true,\"rest\":null}\n{\"n\":20,\"x\":0.0000001,\"word\":\"c,\\\"d\",\"yes\":false,\"rest\":3}\n"
    );
    let json: serde_json::Value = serde_json::from_str(&as_format("json")).unwrap();
    assert_eq!(json[1]["word"], "c,\"d");
    assert_eq!(json[0]["rest"], serde_json::Value::Null);
    assert_eq!(
        as_format("markdown"),
        "\
|  n |         x | word | yes   | rest |
| -: | --------: | ---- | ----- | ---: |
|  1 |       0.5 | a\\|b | true  |      |
| 20 | 0.0000001 | c,\"d | false |    3 |
"
    );
    let none = "SELECT course_id FROM courses WHERE FALSE";
    let empty = |format: &str| store.answer(&["--sql", none, "--format", format]);
    assert_eq!(empty("json"), "[]\n");
    assert_eq!(empty("ndjson"), "");
    assert_eq!(empty("csv"), "course_id\n");
    assert_eq!(empty("table"), "course_id\n─────────\n");
}

#[test]
fn other_engines_get_parquet_and_arrow() {
    let store = Store::of("data-samples/tiny");
    let begins = |arguments: &[&str], bytes: &[u8]| {
        let output = run(&mut store.query(arguments), 0);
        assert!(output.stdout.starts_with(bytes), "{arguments:?}");
    };
    begins(&["--sql", MIXED, "--format", "parquet"], b"PAR1");
    // A stream begins with the mark of a message, a file with its name.
    begins(&["--sql", MIXED, "--format", "arrow"], &[0xff; 4]);
    for (file, bytes) in [("a.parquet", b"PAR1".as_slice()), ("a.arrow", b"ARROW1")] {
        assert_eq!(store.answer(&["--sql", MIXED, "--output", file]), "");
        assert!(fs::read(store.path(file)).unwrap().starts_with(bytes));
    }
    // What was written is read again by the store's own reader.
    let engine = |snapshot| Engine::open(snapshot, None, MEMORY).unwrap();
    let snapshot = il2_outcomes::store::Snapshot::open(&store.path("store")).unwrap();
    let engine = engine(snapshot);
    let rows = engine.execute(&QueryText::from(MIXED)).unwrap();
    assert_eq!(
        rows.map(|batch| batch.unwrap().num_rows()).sum::<usize>(),
        2
    );
}

#[test]
fn an_ending_that_names_no_format_is_refused_with_those_that_do() {
    let store = Store::of("data-samples/tiny");
    for file in ["a.xls", "answer"] {
        let told = store.wrong(&["--sql", "SELECT 1 AS a", "--output", file]);
        assert!(told.contains("its ending names no format"), "{told}");
        assert!(told.contains("hint: end it in .csv, "), "{told}");
        assert!(!store.path(file).exists());
    }
    store.answer(&[
        "--sql",
        "SELECT 1 AS a",
        "--output",
        "a.xls",
        "--format",
        "csv",
    ]);
    assert_eq!(fs::read_to_string(store.path("a.xls")).unwrap(), "a\n1\n");
    store.answer(&["--sql", "SELECT 1 AS a", "--output", "a.txt"]);
    assert!(
        fs::read_to_string(store.path("a.txt"))
            .unwrap()
            .contains('1')
    );
}

#[test]
fn a_file_is_written_whole_replaced_only_on_demand_and_never_in_a_store() {
    let store = Store::of("data-samples/tiny");
    store.answer(&["--sql", "SELECT 1 AS a", "--output", "a.csv"]);
    assert_eq!(fs::read_to_string(store.path("a.csv")).unwrap(), "a\n1\n");
    let told = store.wrong(&["--sql", "SELECT 2 AS a", "--output", "a.csv"]);
    assert!(
        told.contains("a.csv: exists; nothing was written"),
        "{told}"
    );
    store.answer(&["--sql", "SELECT 2 AS a", "--output", "a.csv", "--overwrite"]);
    assert_eq!(fs::read_to_string(store.path("a.csv")).unwrap(), "a\n2\n");
    for inside in ["store/a.csv", "store/current/courses/a.parquet"] {
        let told = store.wrong(&["--sql", "SELECT 1", "--output", inside, "--overwrite"]);
        assert!(told.contains("lies in a store"), "{told}");
    }
    // A question that has no answer leaves nothing behind.
    let cast = "SELECT CAST(course_id AS INT) FROM courses";
    store.wrong(&["--sql", cast, "--output", "b.csv"]);
    assert!(!store.path("b.csv").exists());
    let names: Vec<String> = files(store.folder.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        names.iter().all(|name| !name.contains("draft-")),
        "{names:?}"
    );
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let store = Store::of("data-samples/tiny");
    let mut child = store
        .query(&[
            "--sql",
            "SELECT value FROM generate_series(1, 3000000)",
            "--format",
            "csv",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(said(&output), "");
}
