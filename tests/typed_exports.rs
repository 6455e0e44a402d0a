//! Exports as Parquet files and as workbooks: the same rows give the same results, and the same faults are found.

use crate::bench::{files, il2, in_repository, results, run, said, scratch};
use crate::workbooks::{self, Cell, cells};
use il2_outcomes::model::{ABSENT_INTEGER, Frame, Values};
use il2_outcomes::store::parquet_bytes;
use std::fs;
use std::path::Path;

/// A CSV text as Parquet, its columns of the narrowest type that holds them.
pub(crate) fn parquet(csv: &str) -> Vec<u8> {
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let columns: Vec<Values> = (0..names.len())
        .map(|place| {
            let cells: Vec<Option<&str>> = rows
                .iter()
                .map(|row| Some(row[place]).filter(|cell| !cell.is_empty()))
                .collect();
            let known = || cells.iter().flatten();
            if known().all(|cell| cell.parse::<i64>().is_ok()) {
                let value =
                    |cell: Option<&str>| cell.map_or(ABSENT_INTEGER, |cell| cell.parse().unwrap());
                Values::Integer(cells.into_iter().map(value).collect())
            } else if known().all(|cell| cell.parse::<f64>().is_ok()) {
                let value =
                    |cell: Option<&str>| cell.map_or(f64::NAN, |cell| cell.parse().unwrap());
                Values::Decimal(cells.into_iter().map(value).collect())
            } else {
                Values::from_texts(cells.into_iter())
            }
        })
        .collect();
    let names = names.iter().map(|name| (*name).to_owned());
    parquet_bytes(&Frame::new("typed", names.zip(columns))).unwrap()
}

/// The tables of `data-samples/tiny` as CSV texts.
fn tiny() -> Vec<(String, String)> {
    files(&in_repository("data-samples/tiny"))
        .into_iter()
        .map(|(name, bytes)| {
            let table = name.trim_end_matches(".csv").to_owned();
            (table, String::from_utf8(bytes).unwrap())
        })
        .collect()
}

pub(crate) fn write_workbook(path: &Path, tables: &[(String, String)]) {
    let sheets: Vec<workbooks::Sheet<'_>> = tables
        .iter()
        .map(|(table, csv)| (table.as_str(), cells(csv)))
        .collect();
    workbooks::write(path, &sheets);
}

#[test]
fn text_parquet_and_workbook_give_the_same_results() {
    let folder = scratch();
    let (of_parquet, of_sheets) = (
        folder.path().join("parquet/tiny"),
        folder.path().join("xlsx/tiny"),
    );
    for path in [&of_parquet, &of_sheets] {
        fs::create_dir_all(path).unwrap();
    }
    for (table, csv) in tiny() {
        fs::write(of_parquet.join(format!("{table}.parquet")), parquet(&csv)).unwrap();
    }
    write_workbook(&of_sheets.join("export of the ward.xlsx"), &tiny());
    let of_text = results(&in_repository("data-samples/tiny")).0;
    assert!(of_text == results(&of_parquet).0, "Parquet");
    assert!(of_text == results(&of_sheets).0, "workbook");
}

#[test]
fn tables_may_lie_in_files_of_several_forms() {
    let folder = scratch();
    let mixed = folder.path().join("tiny");
    fs::create_dir(&mixed).unwrap();
    for (place, (table, csv)) in tiny().into_iter().enumerate() {
        match place % 3 {
            0 => fs::write(mixed.join(format!("{table}.csv")), csv).unwrap(),
            1 => fs::write(mixed.join(format!("{table}.parquet")), parquet(&csv)).unwrap(),
            // The one sheet of a workbook that is named for a table is that table, whatever the sheet is named.
            _ => workbooks::write(
                &mixed.join(format!("{table}.xlsx")),
                &[("Sheet1", cells(&csv))],
            ),
        }
    }
    assert!(results(&in_repository("data-samples/tiny")).0 == results(&mixed).0);
}

/// An export of one course, with doses of this text.
fn with_doses(folder: &Path, write_doses: impl FnOnce(&Path)) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("courses.csv"), "course_id,patient_id\nC1,P1\n").unwrap();
    write_doses(folder);
}

const DOSES: &str =
    "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1,1,2,maybe,8\nC1,1,3,given,16.5\n";

#[test]
fn a_bad_row_is_told_with_the_line_that_a_person_finds() {
    let folder = scratch();
    let (of_parquet, of_sheets) = (folder.path().join("p"), folder.path().join("x"));
    with_doses(&of_parquet, |folder| {
        fs::write(folder.join("doses.parquet"), parquet(DOSES)).unwrap();
    });
    with_doses(&of_sheets, |folder| {
        // Two empty rows above the header: the row in question is the fifth of the sheet.
        let mut rows = vec![vec![], vec![]];
        rows.extend(cells(DOSES));
        workbooks::write(&folder.join("book.xlsx"), &[("Doses", rows)]);
    });
    let said = |path: &Path| said(&run(il2().arg("check").arg(path), 3));
    let of_parquet = said(&of_parquet);
    assert!(
        of_parquet.contains("p/doses.parquet: 1 of 3 rows"),
        "{of_parquet}"
    );
    assert!(of_parquet.contains("first at line 3"), "{of_parquet}");
    let of_sheets = said(&of_sheets);
    assert!(
        of_sheets.contains("x/book.xlsx: doses: 1 of 3 rows"),
        "{of_sheets}"
    );
    assert!(of_sheets.contains("first at line 5"), "{of_sheets}");
}

#[test]
fn moments_in_a_sheet_are_read_as_date_times() {
    let folder = scratch();
    with_doses(folder.path(), |folder| {
        // 4 March 2019 is day 43528 of a spreadsheet; a third of a day is 8 hours.
        let row = |number: f64, days: f64| {
            vec![
                Cell::of("C1"),
                Cell::of("1"),
                Some(Cell::Number(number)),
                Cell::of("given"),
                Some(Cell::Moment(days)),
            ]
        };
        let mut rows = cells("course_id,cycle,dose_number,status,at\n");
        rows.push(row(1.0, 43_528.25));
        rows.push(row(2.0, 43_528.25 + 1.0 / 3.0));
        workbooks::write(&folder.join("book.xlsx"), &[("doses", rows)]);
    });
    let store = folder.path().join("store");
    let snapshot = crate::bench::stored(folder.path(), &store);
    let batches = snapshot.batches("doses", &["hour"]).unwrap();
    let hours =
        il2_outcomes::facts::read_parquet(&snapshot.parts("doses").unwrap(), &["hour"]).unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!(hours.decimals("hour"), [0.0, 8.0]);
}

#[test]
fn identifiers_are_found_in_parquet_and_in_sheets() {
    let canary = "219-09-9999";
    let doses = format!("course_id,cycle,dose_number,status,note\nC1,1,1,given,{canary}\n");
    let folder = scratch();
    let (of_parquet, of_sheets) = (folder.path().join("p"), folder.path().join("x"));
    with_doses(&of_parquet, |folder| {
        fs::write(folder.join("doses.parquet"), parquet(&doses)).unwrap();
    });
    with_doses(&of_sheets, |folder| {
        workbooks::write(&folder.join("book.xlsx"), &[("doses", cells(&doses))]);
    });
    for (path, file) in [
        (of_parquet, "doses.parquet"),
        (of_sheets, "book.xlsx: doses"),
    ] {
        let said = said(&run(il2().arg("check").arg(&path), 4));
        assert!(said.contains(&format!("{file}: line 2: note:")), "{said}");
        assert!(!said.contains(canary), "{said}");
    }
}

#[test]
fn decimals_may_be_written_with_a_comma() {
    let folder = scratch();
    with_doses(folder.path(), |folder| {
        let text = DOSES
            .replace(',', ";")
            .replace("maybe", "held")
            .replace("16.5", "16,5");
        fs::write(folder.join("doses.csv"), text).unwrap();
    });
    run(il2().arg("check").arg(folder.path()), 3);
    run(
        il2()
            .args(["check", "--decimal", "comma"])
            .arg(folder.path()),
        0,
    );
    // Numbers of typed files have no mark of their own.
    fs::remove_file(folder.path().join("doses.csv")).unwrap();
    let doses = DOSES.replace("maybe", "held");
    fs::write(folder.path().join("doses.parquet"), parquet(&doses)).unwrap();
    for mark in ["comma", "point"] {
        run(
            il2().args(["check", "--decimal", mark]).arg(folder.path()),
            0,
        );
    }
}

#[test]
fn sheets_that_are_no_table_are_told_and_one_table_has_one_place() {
    let folder = scratch();
    with_doses(folder.path(), |folder| {
        let doses = DOSES.replace("maybe", "held");
        let notes = vec![vec![Cell::of("nothing to see")]];
        workbooks::write(
            &folder.join("book.xlsx"),
            &[("doses", cells(&doses)), ("Notes", notes)],
        );
    });
    let told = said(&run(il2().arg("check").arg(folder.path()), 0));
    // By its place: a sheet may be named for a patient.
    assert!(told.contains("book.xlsx: sheet 2"), "{told}");
    assert!(!told.contains("Notes"), "{told}");
    fs::write(folder.path().join("doses.csv"), DOSES).unwrap();
    let told = said(&run(il2().arg("check").arg(folder.path()), 3));
    assert!(told.contains("both hold the table `doses`"), "{told}");
}

#[test]
fn identifiers_are_told_before_whatever_else_is_wrong_with_a_folder() {
    let canary = "219-09-9999";
    let doses = format!("course_id,cycle,dose_number,status,note\nC1,1,1,given,{canary}\n");
    let broken_header = format!("course_id,cycle,\"dose_number,status\nC1,1,1,{canary}\n");
    let no_header = format!("C1,1,{canary},given\nC1,1,2,given\n");
    let unclosed = format!(
        "course_id,cycle,dose_number,status,note\nC1,1,1,given,\nC1,1,2,given,\"{canary}\n"
    );
    let faults: [(&str, &[(&str, &str)]); 6] = [
        ("two files", &[("doses.csv", &doses), ("doses.tsv", "")]),
        (
            "another ending",
            &[("doses.csv", &doses), ("patients.json", "")],
        ),
        (
            "a broken workbook",
            &[("doses.csv", &doses), ("book.xlsx", "PK")],
        ),
        ("a broken header", &[("doses.csv", &broken_header)]),
        ("no header", &[("doses.csv", &no_header)]),
        ("an unclosed quote", &[("doses.csv", &unclosed)]),
    ];
    for (fault, files) in faults {
        let folder = scratch();
        with_doses(folder.path(), |folder| {
            for (name, text) in files {
                fs::write(folder.join(name), text).unwrap();
            }
        });
        let told = said(&run(il2().arg("check").arg(folder.path()), 4));
        assert!(told.contains("is an identifier"), "{fault}: {told}");
        assert!(!told.contains(canary), "{fault}: {told}");
    }
}
