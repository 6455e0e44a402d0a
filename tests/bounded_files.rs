//! Files that claim more than they hold, that have no end, or that lie where none may be written.

use crate::bench::{copy, files, il2, in_repository, run, said, scratch};
use crate::failing_inputs_times::input;
use crate::typed_exports::parquet;
use crate::workbooks::{self, cells, sheet_of, write_raw};
use std::fs;
use std::path::{Path, PathBuf};

const COURSES: &str = "course_id,patient_id\nC1,P1\n";
const DOSES: &str = "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\n";

/// An export of one course with these files beside it.
fn export(folder: &Path) -> PathBuf {
    let export = folder.join("elm");
    fs::create_dir(&export).unwrap();
    fs::write(export.join("courses.csv"), COURSES).unwrap();
    fs::write(export.join("doses.csv"), DOSES).unwrap();
    export
}

/// What `il2 check` says that ends with this exit code.
fn check(export: &Path, exit_code: i32) -> String {
    said(&run(il2().arg("check").arg(export), exit_code))
}

#[test]
fn strings_that_a_workbook_claims_are_not_reserved() {
    let said = check(&input("sec_xlsx_unique_count"), 3);
    let what = "doses.xlsx: exceeds a limit: a workbook has more than 2,000,000 shared strings";
    assert!(said.contains(what), "{said}");
    assert!(said.contains("save its sheets as CSV files"), "{said}");
}

#[test]
fn a_sheet_is_no_larger_than_its_limits() {
    let folder = scratch();
    let export = export(folder.path());
    let path = export.join("stays.xlsx");
    let long = "x".repeat(10 << 20);
    for (rows, what) in [
        (
            "<row/>".repeat(1_048_577),
            "a sheet has more than 1,048,576 rows",
        ),
        (
            format!("<row><c t=\"inlineStr\"><is><t>{long}</t></is></c></row>"),
            "a field is longer than 1 MiB",
        ),
        (
            format!("<row><c t=\"str\"><v>{}</v></c></row>", &long[..2 << 20]),
            "a field is longer than 1 MiB",
        ),
        (
            format!(
                "<row>{}</row>",
                format!("<c t=\"str\"><v>{}</v></c>", &long[..1 << 20]).repeat(17)
            ),
            "a record is longer than 16 MiB",
        ),
    ] {
        write_raw(&path, &[("stays", "", sheet_of(&rows))]);
        let said = check(&export, 3);
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn an_hour_beyond_any_course_is_refused_in_every_form_of_file() {
    let text = DOSES.replace(
        ",0\n",
        ",0\nC1,1,2,given,1000000\nC1,1,3,given,1e308\nC1,1,4,held,-1000001\n",
    );
    for form in ["csv", "parquet", "xlsx"] {
        let folder = scratch();
        let export = export(folder.path());
        fs::remove_file(export.join("doses.csv")).unwrap();
        let path = export.join(format!("doses.{form}"));
        match form {
            "csv" => fs::write(path, &text).unwrap(),
            "parquet" => fs::write(path, parquet(&text)).unwrap(),
            _ => workbooks::write(&path, &[("doses", cells(&text))]),
        }
        let said = check(&export, 3);
        let what = "2 of 4 rows (50.0%) break the data model";
        assert!(said.contains(what), "{form}: {said}");
        let what = "hour: more than 1,000,000 hours from hour 0";
        assert!(said.contains(what), "{form}: {said}");
    }
}

#[test]
fn every_column_of_hours_is_held_to_them() {
    for table in il2_outcomes::model::TABLES {
        for column in table.columns.iter().filter(|column| column.is_exported()) {
            let is_hour = column.name == "hour" || column.name.ends_with("_hour");
            let kind = matches!(column.kind, il2_outcomes::model::Kind::Hour);
            assert_eq!(is_hour, kind, "{}.{}", table.name, column.name);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_table_is_no_file_of_the_kernel_and_no_device() {
    use std::os::unix::fs::symlink;
    for target in ["/proc/self/status", "/proc/kmsg", "/dev/zero", "/dev/full"] {
        let folder = scratch();
        let export = export(folder.path());
        symlink(target, export.join("stays.csv")).unwrap();
        let said = check(&export, 3);
        let what = "elm/stays.csv: cannot be read: it is named for a table and is no file";
        assert!(said.contains(what), "{target}: {said}");
        // Nor is what has another name read, to see whether it looks like a table.
        fs::rename(export.join("stays.csv"), export.join("notes.csv")).unwrap();
        let said = check(&export, 0);
        assert!(said.contains("notes.csv"), "{target}: {said}");
    }
}

/// A pipe that nobody writes to.
#[cfg(target_os = "linux")]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_text_of_the_command_line_is_a_file_that_ends() {
    let folder = scratch();
    let (fifo, long) = (folder.path().join("pipe"), folder.path().join("long.sql"));
    pipe(&fifo);
    fs::write(&long, vec![b' '; (16 << 20) + 1]).unwrap();
    let tiny = in_repository("data-samples/tiny");
    let out = folder.path().join("out");
    let device = "it is a device, a pipe or a socket";
    for (path, what) in [
        (Path::new("/dev/zero"), device),
        (Path::new("/dev/full"), device),
        (&fifo, device),
        (Path::new("/proc/self/status"), "it is a file of the kernel"),
        (folder.path(), "it is a folder"),
        (&long, "it is longer than 16 MiB"),
    ] {
        let store = folder.path().join("store");
        run(
            il2()
                .args(["ingest", "--quiet"])
                .arg(&tiny)
                .arg("--store")
                .arg(&store),
            0,
        );
        let mut query = il2();
        query.arg("query").arg(&store).arg("--file").arg(path);
        let report = |option: &str| {
            let mut report = il2();
            report
                .args(["report", "--kind", "all"])
                .arg(&store)
                .arg("--out")
                .arg(&out);
            report.arg(option).arg(path);
            report
        };
        for mut command in [query, report("--definition"), report("--events")] {
            let said = said(&run(&mut command, 2));
            let named = format!("{}: cannot be read: {what}", path.display());
            assert!(said.contains(&named), "{said}");
            assert!(!out.exists());
        }
    }
}

#[test]
fn rows_are_listed_in_a_file_and_neither_in_a_store_nor_as_a_table() {
    let folder = scratch();
    let export = folder.path().join("elm");
    copy(&in_repository("data-samples/tiny"), &export);
    let (store, report) = (folder.path().join("store"), folder.path().join("report"));
    run(
        il2().arg("ingest").arg(&export).arg("--store").arg(&store),
        0,
    );
    run(il2().arg("report").arg(&store).arg("--out").arg(&report), 0);
    let before = (files(&store), files(&report), files(&export));
    let list = |path: &Path, exit_code| {
        let rows = |command: &mut std::process::Command| said(&run(command, exit_code));
        rows(il2().arg("check").arg(&export).arg("--rows").arg(path))
    };
    for path in [
        store.join("rows.csv"),
        report.join("rows.csv"),
        store.join("current/rows.parquet"),
    ] {
        let said = list(&path, 2);
        assert!(
            said.contains("lies in a store or a report; nothing was written"),
            "{said}"
        );
    }
    for name in ["medications.csv", "Medications.parquet", "medications.xlsx"] {
        let said = list(&export.join(name), 2);
        assert!(said.contains("would be a table of the export"), "{said}");
    }
    let said = list(&export.join("doses.csv"), 2);
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!((files(&store), files(&report), files(&export)), before);
    // A list is replaced by a list, wherever else it lies.
    let rows = folder.path().join("rows.csv");
    list(&rows, 0);
    list(&rows, 0);
    assert!(
        fs::read_to_string(&rows)
            .unwrap()
            .starts_with("file,line,column,class")
    );
    #[cfg(target_os = "linux")]
    {
        let fifo = folder.path().join("pipe");
        pipe(&fifo);
        for path in [Path::new("/dev/full"), Path::new("/dev/zero"), &fifo] {
            let said = list(path, 2);
            assert!(said.contains("exists and is no list of rows"), "{said}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_line_feed_in_a_name_makes_no_new_line_of_a_message() {
    let folder = scratch();
    let odd = folder.path().join("elm\nerror: forged\u{1b}[31m");
    fs::create_dir(&odd).unwrap();
    let lines = |output: &str| -> Vec<String> {
        let forged = |line: &&str| line.starts_with("error: forged") || line.contains('\u{1b}');
        output.lines().filter(forged).map(str::to_owned).collect()
    };
    let (store, out) = (odd.join("store"), odd.join("report"));
    let commands = |exit_codes: [i32; 6]| {
        let mut said_all = String::new();
        let arguments: [&[&std::ffi::OsStr]; 6] = [
            &["check".as_ref(), odd.as_ref()],
            &[
                "ingest".as_ref(),
                odd.as_ref(),
                "--store".as_ref(),
                store.as_ref(),
            ],
            &[
                "report".as_ref(),
                odd.as_ref(),
                "--out".as_ref(),
                out.as_ref(),
            ],
            &["verify".as_ref(), store.as_ref()],
            &[
                "query".as_ref(),
                store.as_ref(),
                "--sql".as_ref(),
                "SELECT 1".as_ref(),
            ],
            &[
                "report".as_ref(),
                store.as_ref(),
                "--out".as_ref(),
                out.as_ref(),
                "--definition".as_ref(),
                odd.as_ref(),
            ],
        ];
        for (arguments, code) in arguments.into_iter().zip(exit_codes) {
            said_all += &said(&run(il2().args(arguments), code));
        }
        said_all
    };
    let none = commands([3, 3, 3, 2, 2, 2]);
    assert_eq!(lines(&none), [""; 0], "{none}");
    copy(&in_repository("data-samples/tiny"), &odd);
    fs::write(odd.join("doses.csv"), "course_id\nC1\n").unwrap();
    let faulty = said(&run(il2().arg("check").arg(&odd), 3));
    assert_eq!(lines(&faulty), [""; 0], "{faulty}");
    fs::remove_file(odd.join("doses.csv")).unwrap();
    let missing = said(&run(il2().arg("check").arg(&odd), 3));
    assert_eq!(lines(&missing), [""; 0], "{missing}");
    copy(&in_repository("data-samples/tiny"), &odd);
    let good = said(&run(il2().arg("check").arg(&odd), 0));
    assert_eq!(lines(&good), [""; 0], "{good}");
    let stored = said(&run(
        il2()
            .arg("ingest")
            .arg(&odd)
            .arg("--store")
            .arg(folder.path().join("st\nerror: forged")),
        0,
    ));
    assert_eq!(lines(&stored), [""; 0], "{stored}");
}

#[test]
fn names_near_to_those_of_the_terminology_are_sought_for_the_most_frequent_hundred() {
    let folder = scratch();
    let export = export(folder.path());
    let mut rows = String::from("course_id,term\n");
    // Hypotension with one letter too many, in 101 ways: one of them is rarer than the others.
    let places =
        (1..=10).flat_map(|place| "bcfgjkqvwxz".chars().map(move |letter| (place, letter)));
    for (number, (place, letter)) in places.take(101).enumerate() {
        let (before, after) = "Hypotension".split_at(place);
        let row = format!("C1,{before}{letter}{after}\n");
        rows += &row.repeat(if number == 0 { 1 } else { 2 });
    }
    fs::write(export.join("toxicities.csv"), rows).unwrap();
    let list = folder.path().join("rows.csv");
    run(il2().arg("check").arg(&export).arg("--rows").arg(&list), 0);
    let names = fs::read_to_string(folder.path().join("rows-unlisted.csv")).unwrap();
    let lines: Vec<&str> = names.lines().skip(1).collect();
    assert_eq!(lines.len(), 101);
    let compared = |line: &&&str| line.contains(",2,Hypotension");
    assert_eq!(lines.iter().filter(compared).count(), 100, "{names}");
    assert!(
        lines.iter().any(|line| line.ends_with(",Hbypotension,1,")),
        "{names}"
    );
}
