//! Identifiers planted in every column: refused, named by place, and repeated nowhere.

mod names;

use crate::bad_input::trial::{GOOD, good, write_good};
use crate::bad_input::typed::parquet;
use crate::bench::{files, options, run, scratch};
use crate::workbooks;
use arrow::array::{ArrayRef, StringArray};
use il2_outcomes::ingest::{find_exports, read_exports};
use rayon::prelude::*;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// Forms of identifiers; in each stands what no honest file holds.
const CANARIES: [&str; 12] = [
    "219-09-7351",
    "canary@zebra.example",
    "(217) 555-7351",
    "217.555.7351",
    "+1 217 555 7351",
    "https://zebra.example/canary",
    "www.zebra.example",
    "10.73.51.219",
    "fe80::7351",
    "2173-05-19",
    "19.5.2173",
    "19-May-2173",
];
/// Parts of them, of which none may be seen anywhere.
const PARTS: [&str; 6] = ["7351", "canary", "zebra", "10.73", "2173", "May"];

/// The fields of a line of the good export.
fn fields(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(line.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    record.iter().map(str::to_owned).collect()
}

/// A table of the good export as rows, the header first, with a column more that the model does not have.
fn rows(table: &str) -> Vec<Vec<String>> {
    let lines = good(table).lines().enumerate();
    lines
        .map(|(place, line)| {
            let mut row = fields(line);
            row.push(if place == 0 { "ward note" } else { "" }.to_owned());
            row
        })
        .collect()
}

/// How a table is written.
#[derive(Debug, Clone, Copy)]
enum Form {
    Csv,
    Parquet,
    Sheet,
}

impl Form {
    fn write(self, folder: &Path, table: &str, rows: &[Vec<String>]) {
        fs::remove_file(folder.join(format!("{table}.csv"))).unwrap();
        match self {
            Self::Csv => {
                let path = folder.join(format!("{table}.csv"));
                let mut writer = csv::Writer::from_path(path).unwrap();
                for row in rows {
                    writer.write_record(row).unwrap();
                }
                writer.flush().unwrap();
            }
            Self::Parquet => {
                let column = |place: usize| -> ArrayRef {
                    let texts = rows[1..].iter().map(|row| Some(row[place].as_str()));
                    Arc::new(texts.collect::<StringArray>())
                };
                let names = rows[0].iter().map(String::as_str);
                let columns = names.enumerate().map(|(place, name)| (name, column(place)));
                let bytes = parquet(columns.collect());
                fs::write(folder.join(format!("{table}.parquet")), bytes).unwrap();
            }
            Self::Sheet => {
                let cell = |text: &String| workbooks::Cell::of(text);
                let rows = rows.iter().map(|row| row.iter().map(cell).collect());
                let path = folder.join(format!("{table}.xlsx"));
                workbooks::write(&path, &[(table, rows.collect())]);
            }
        }
    }
}

/// Demands that no part of a canary is seen.
#[track_caller]
fn demand_silence(text: &str, what: &str) {
    for part in PARTS {
        assert!(!text.contains(part), "{what} repeats {part}: {text}");
    }
}

fn said(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    text
}

fn il2(format: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_il2"));
    command.env("SOURCE_DATE_EPOCH", "1700000000");
    command.args(["--message-format", format]).args(arguments);
    command.arg(folder);
    command
}

/// Every column of every table with its place; the last of each is one that the model does not have.
fn columns() -> Vec<(&'static str, usize, String)> {
    let tables = GOOD.iter().map(|(table, _)| *table);
    tables
        .flat_map(|table| {
            let names = rows(table).remove(0).into_iter().enumerate();
            names.map(move |(place, name)| (table, place, name))
        })
        .collect()
}

#[test]
fn an_identifier_in_any_column_refuses_the_export_and_is_told_by_place() {
    columns()
        .par_iter()
        .enumerate()
        .for_each(|(number, (table, place, column))| {
            for (turn, canary) in CANARIES.iter().enumerate() {
                let form = [Form::Csv, Form::Parquet, Form::Sheet][(number + turn) % 3];
                let folder = scratch();
                let elm = folder.path().join("elm");
                write_good(&elm);
                // An export has courses and doses; the other tables have nothing to say here.
                for (other, _) in GOOD {
                    if other != *table && !["courses", "doses"].contains(&other) {
                        fs::remove_file(elm.join(format!("{other}.csv"))).unwrap();
                    }
                }
                let mut rows = rows(table);
                let last = rows.len() - 1;
                (*canary).clone_into(&mut rows[last][*place]);
                if turn % 3 == 1 {
                    // The row is bad for another reason too: no row has a course or patient of no name.
                    let other = usize::from(*place == 0);
                    rows[last][other] = "\u{a0}".to_owned();
                }
                form.write(&elm, table, &rows);
                let error = read_exports(&find_exports(&elm).unwrap(), &options(1.0)).unwrap_err();
                let told = error.to_string();
                let at = format!("line {}: {column}: ", last + 1);
                assert!(error.is_privacy(), "{canary} in {table}.{column}: {told}");
                assert!(
                    told.contains(&at) && told.contains(&format!("elm/{table}.")),
                    "{told}"
                );
                demand_silence(&format!("{told} {error:?}"), "the error");
            }
        });
}

#[test]
fn an_identifier_is_in_no_byte_that_the_program_leaves() {
    columns()
        .par_iter()
        .enumerate()
        .for_each(|(number, (table, place, column))| {
            let canary = CANARIES[number % CANARIES.len()];
            let form = [Form::Csv, Form::Parquet, Form::Sheet][number % 3];
            let folder = scratch();
            let elm = folder.path().join("elm");
            write_good(&elm);
            let mut rows = rows(table);
            let last = rows.len() - 1;
            canary.clone_into(&mut rows[last][*place]);
            form.write(&elm, table, &rows);
            let out = folder.path().join("out");
            let path = |name: &str| out.join(name).to_str().unwrap().to_owned();
            fs::create_dir(&out).unwrap();
            let (aside, store, report) = (path("rows.parquet"), path("store"), path("report"));
            let commands: [(&str, &[&str]); 3] = [
                (
                    "human",
                    &["check", "--rows", &aside, "--max-quarantine", "100%"],
                ),
                (
                    "json",
                    &["ingest", "--store", &store, "--max-quarantine", "100%"],
                ),
                ("human", &["report", "--out", &report]),
            ];
            let (format, arguments) = commands[number % 3];
            let output = run(&mut il2(format, arguments, &elm), 4);
            let told = said(&output);
            assert!(
                told.contains(&format!("line {}: {column}: ", last + 1)),
                "{told}"
            );
            demand_silence(&told, "the program");
            assert_eq!(files(&out), [], "{arguments:?}");
        });
}

/// What is quarantined for another reason and is no identifier as a whole: a name, a part of one, what no form knows.
const IN_BAD_ROWS: [(&str, &str); 9] = [
    // One dose in two rows that differ, and a row of totals.
    ("doses", "E1-1,2,1,held,99,,canary zebra 7351"),
    ("doses", "E1-1,2,1,given,99,,zebra"),
    ("measurements", "Total,,7351,7351,"),
    ("doses", "E2-1,1,2,canary zebra 7351,8,,"),
    ("toxicities", "E9-9,canary zebra 7351,1,5,,,"),
    ("toxicities", "E1-1,canary zebra 7351,zebra,5,,,"),
    ("patients", ",canary 7351,zebra,canary,zebra,,"),
    ("stays", "E1-1,\"icu zebra 219-09-7351"),
    ("measurements", "E1-1,creatinine,1,1.1,zebra 7351"),
];

#[test]
fn what_stands_in_rows_that_are_set_aside_is_in_no_byte_that_the_program_leaves() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    write_good(&elm);
    for (table, row) in IN_BAD_ROWS {
        let path = elm.join(format!("{table}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{text}{row}\n")).unwrap();
    }
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let path = |name: &str| out.join(name).to_str().unwrap().to_owned();
    let (csv, parquet) = (path("rows.csv"), path("rows.parquet"));
    let (store, report) = (path("store"), path("report"));
    let all = ["--max-quarantine", "100%"];
    for format in ["human", "json"] {
        for arguments in [
            ["check", "--rows", &csv],
            ["check", "--rows", &parquet],
            ["ingest", "--store", &store],
            ["report", "--out", &report],
        ] {
            let output = run(il2(format, &arguments, &elm).args(all), 0);
            demand_silence(&said(&output), "the program");
        }
        let output = run(&mut il2(format, &["check"], &elm), 3);
        demand_silence(&said(&output), "the refusal");
    }
    run(&mut il2("human", &["verify"], Path::new(&store)), 0);
    let left = files(&out);
    assert!(left.len() > 40);
    for (name, bytes) in left {
        // Numbers of results and colors of figures may hold any digits.
        let text = String::from_utf8_lossy(&bytes);
        for part in ["canary", "zebra"] {
            assert!(!text.contains(part), "{name} repeats {part}");
        }
    }
    let rows = fs::read_to_string(&csv).unwrap();
    assert_eq!(rows.lines().count(), IN_BAD_ROWS.len() + 1, "{rows}");
    let columns = ["file", "line", "column", "class", "rule", "message"];
    let list = il2_outcomes::facts::read_parquet(&[parquet.into()], &columns).unwrap();
    for (place, line) in rows.lines().skip(1).enumerate() {
        let text = |column| list.text(column, place).unwrap_or_default();
        let number = list.integer("line", place).unwrap().to_string();
        let told = [
            text("file"),
            &number,
            text("column"),
            text("class"),
            text("rule"),
            text("message"),
        ];
        assert_eq!(fields(line), told);
    }
}

#[test]
fn a_list_of_rows_as_parquet_replaces_an_earlier_list_and_nothing_else() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    write_good(&elm);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (list, store) = (path("rows.PARQUET"), path("store"));
    for _ in 0..2 {
        run(&mut il2("human", &["check", "--rows", &list], &elm), 0);
    }
    run(&mut il2("human", &["ingest", "--store", &store], &elm), 0);
    let of_store = files(Path::new(&store));
    let of_store = of_store
        .iter()
        .map(|(name, _)| path(&format!("store/{name}")));
    let table = path("stays.parquet");
    let stays = rows("stays");
    Form::Parquet.write(&elm, "stays", &stays);
    fs::copy(elm.join("stays.parquet"), &table).unwrap();
    let text = path("notes.parquet");
    fs::write(&text, "file,line,column,class,rule,message\n").unwrap();
    let is_parquet = |path: &String| path.ends_with(".parquet");
    // The store's own list has the same columns.
    for other in of_store
        .filter(is_parquet)
        .filter(|path| path.contains("quarantine"))
        .chain([table, text])
    {
        let before = fs::read(&other).unwrap();
        run(&mut il2("human", &["check", "--rows", &other], &elm), 2);
        assert_eq!(fs::read(&other).unwrap(), before);
    }
}
