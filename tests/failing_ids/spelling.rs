//! How identifiers are written, and which of them are the same.

use super::{export, folder, quarantined, read, share, texts, told, turned};
use crate::bad_input::typed::parquet;
use crate::bench::{assert_close, il2, options, run, said, scratch, taken};
use crate::workbooks;
use arrow::array::{ArrayRef, Float64Array, StringArray};
use il2_outcomes::ingest::read_exports;
use il2_outcomes::measures::results::{Statistic, Unit};
use std::fs;
use std::sync::Arc;

#[test]
fn a_decimal_number_names_a_patient_of_a_column_of_numbers() {
    let folder = folder("patients_unmatched_float");
    let read = read(&folder);
    assert_eq!(texts(&read, 1, "patient_id"), ["101", "102", "103", "104"]);
    let check = |table, column| {
        let mut checks = read.checks.iter();
        let check = checks.find(|check| {
            (check.rule, check.table, check.column) == ("id_with_decimals", table, column)
        });
        let share = check.unwrap().share.unwrap();
        (share.failed, share.out_of)
    };
    assert_eq!(check("patients", "patient_id"), (4, 4));
    assert_eq!(check("courses", "patient_id"), (0, 4));
    assert!(told(&folder).contains("it was read without the decimals (4 of 4 rows)"));
    let results = crate::bench::results(&folder);
    let alive = results.row(
        "outcome.overall_survival",
        Unit::Patient,
        "all",
        "365",
        Statistic::Probability,
    );
    assert_close(alive.value.unwrap(), 0.5);
}

#[test]
fn decimals_are_of_no_meaning_where_all_identifiers_of_a_column_are_numbers() {
    let toxicities = |ids: &str| {
        let rows: Vec<String> = ids.split(' ').map(|id| format!("{id},Fever\n")).collect();
        format!("course_id,term\n{}", rows.concat())
    };
    // Courses, those that toxicities name, courses stored, and those that stored toxicities name.
    for (courses, named, stored, found) in [
        // All are numbers, wherever decimals are.
        ("101 102", "101.0 102.0 101.0", "101 102", "101 101 102"),
        ("101.0 102.0", "101 102.00", "101 102", "101 102"),
        ("101.0 102", "101.0 102.0", "101 102", "101 102"),
        // Zeros before a number are kept.
        ("001 002.0", "001 002", "001 002", "001 002"),
        ("001 1", "1.0 001.0", "001 1", "001 1"),
        // One identifier that is no number, and decimals mean something, as long as the file of courses has it too.
        ("101 A7", "101.0 A7", "101 A7", "A7"),
        ("101.0 A7", "101 A7", "101.0 A7", "A7"),
        ("101 102", "101.0 A7", "101 102", "101"),
        ("101.0 102.0", "101.0 A7", "101 102", "101"),
        // A file that names the numbers among them alone.
        ("101 A7", "101.0 101.0", "101 A7", "101 101"),
        ("101.0 A7", "101.0", "101.0 A7", "101.0"),
        (
            "101.0 101 A7",
            "101.0 101 101",
            "101 101.0 A7",
            "101 101 101.0",
        ),
        // Another decimal number is a number, and stays.
        ("101.5 7.0", "101.5 7", "101.5 7", "101.5 7"),
        ("12E1 13E1", "12E1", "12E1 13E1", "12E1"),
    ] {
        let rows = courses.split(' ').map(|id| format!("{id},P{id}\n"));
        let courses_text = format!("course_id,patient_id\n{}", rows.collect::<String>());
        let toxicities_text = toxicities(named);
        let tables = [
            ("courses", courses_text.as_str()),
            ("doses", "course_id,cycle,dose_number,status\n"),
            ("toxicities", toxicities_text.as_str()),
        ];
        for folder in [export(&tables), turned(&tables)] {
            let read = read(folder.path());
            let sorted = |mut texts: Vec<String>| {
                texts.sort_unstable();
                texts.join(" ")
            };
            assert_eq!(sorted(texts(&read, 0, "course_id")), stored, "{courses}");
            let ids = sorted(texts(&read, 3, "course_id"));
            assert_eq!(ids, found, "{courses}: {named}");
        }
    }
}

#[test]
fn decimals_mean_the_same_in_doses_patients_and_all_forms_of_files() {
    let courses = "course_id,patient_id\n1,101\n2,102\n";
    let patients = "patient_id,sex\n101,F\n102.0,M\n101.0,F\n";
    let doses = "course_id,cycle,dose_number,status\n1.0,1,1,given\n1,1,1,given\n2.0,1,1,given\n2,1,1,held\n";
    let tables = [
        ("courses", courses),
        ("patients", patients),
        ("doses", doses),
    ];
    for folder in [export(&tables), turned(&tables)] {
        let read = read(folder.path());
        assert_eq!(texts(&read, 1, "patient_id"), ["101", "102"]);
        assert_eq!(quarantined(&read, "patients").len(), 1);
        // One dose twice in rows that read alike, and one in rows that differ.
        assert_eq!(texts(&read, 2, "course_id"), ["1"]);
        assert_eq!(quarantined(&read, "doses").len(), 3);
    }
    // Numbers of a Parquet file and of a workbook.
    let folder = export(&tables[..1]);
    let numbers = |values: &[f64]| -> ArrayRef { Arc::new(Float64Array::from(values.to_vec())) };
    let words = |values: &[&str]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let bytes = parquet(vec![
        ("patient_id", numbers(&[101.0, 102.0])),
        ("sex", words(&["F", "M"])),
    ]);
    fs::write(folder.path().join("patients.parquet"), bytes).unwrap();
    let sheet = workbooks::cells("course_id,cycle,dose_number,status\n1,1,1,given\n2,1,1,given\n");
    workbooks::write(&folder.path().join("doses.xlsx"), &[("doses", sheet)]);
    let read = read(folder.path());
    assert_eq!(texts(&read, 1, "patient_id"), ["101", "102"]);
    assert_eq!(texts(&read, 2, "course_id"), ["1", "2"]);
    assert_eq!(share(&read, "patient_without_course", "patients"), (0, 2));
}

#[test]
fn invisible_characters_are_no_part_of_an_identifier() {
    let courses = "site_id,course_id,patient_id\n\u{feff}elm,C\u{ad}1,\u{200b}P1\nelm\u{200e},C2\u{2060},P\u{200d}2\n";
    let doses = "site_id,course_id,cycle,dose_number,status\nel\u{200c}m,\u{202a}C1\u{202c},1,1,given\nelm,C2 \u{feff},1,1,given\n";
    let patients = "patient_id\nP1\nP2\u{200b}\n";
    let tables = [
        ("courses", courses),
        ("patients", patients),
        ("doses", doses),
    ];
    let csv = export(&tables);
    let other = scratch();
    let columns = |text: &str| -> Vec<(String, ArrayRef)> {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let column = |index: usize| -> ArrayRef {
            let cells = rows[1..].iter().map(|row| Some(row[index]));
            Arc::new(cells.collect::<StringArray>())
        };
        let names = rows[0].iter().enumerate();
        names
            .map(|(index, name)| ((*name).to_owned(), column(index)))
            .collect()
    };
    let of_courses = columns(courses);
    let named = of_courses
        .iter()
        .map(|(name, column)| (name.as_str(), Arc::clone(column)));
    fs::write(
        other.path().join("courses.parquet"),
        parquet(named.collect()),
    )
    .unwrap();
    let sheets = [
        ("patients", workbooks::cells(patients)),
        ("doses", workbooks::cells(doses)),
    ];
    workbooks::write(&other.path().join("tables.xlsx"), &sheets);
    for folder in [csv.path(), other.path()] {
        let read = read(folder);
        assert_eq!(read.sites.len(), 1);
        assert_eq!(read.sites[0].site_id, "elm");
        assert_eq!(texts(&read, 0, "course_id"), ["C1", "C2"]);
        assert_eq!(texts(&read, 1, "patient_id"), ["P1", "P2"]);
        assert_eq!(texts(&read, 2, "course_id"), ["C1", "C2"]);
    }
}

#[test]
fn identifiers_and_sites_that_differ_in_their_spelling_alone_are_counted() {
    let courses = "site_id,course_id,patient_id\nelm,C1,P1\nelm,c1,P2\nelm,C02,P3\nash,C2,P\u{ff14}\nElm,C9,P9\n";
    let patients = "site_id,patient_id\nelm,P1\nelm,P 2\nelm,P5\nash,P4\nELM,P9\n";
    let doses = "site_id,course_id,cycle,dose_number,status\nelm,C1,1,1,given\nelm,C 02,1,1,given\nelm,X,1,1,given\nASH,C2,1,1,given\n";
    let export = export(&[
        ("courses", courses),
        ("patients", patients),
        ("doses", doses),
    ]);
    let read = read(export.path());
    let check = |rule: &str, table: &str, column: &str| {
        let mut checks = read.checks.iter();
        let check = checks
            .find(|check| (check.rule, check.table, check.column) == (rule, table, column))
            .unwrap();
        let share = check.share.unwrap();
        (share.failed, share.out_of)
    };
    assert_eq!(check("ids_alike", "courses", "course_id"), (2, 5));
    assert_eq!(check("ids_alike", "courses", "patient_id"), (2, 5));
    assert_eq!(check("ids_alike", "patients", "patient_id"), (2, 5));
    assert_eq!(check("ids_alike", "doses", "course_id"), (1, 4));
    assert_eq!(check("sites_alike", "courses", "site_id"), (4, 5));
    assert_eq!(check("sites_alike", "patients", "site_id"), (4, 5));
    assert_eq!(check("sites_alike", "doses", "site_id"), (1, 4));
}

#[test]
fn sites_of_two_exports_that_differ_in_their_spelling_alone_fail_a_check() {
    let folder = scratch();
    let names = ["Elm 01", "elm\u{a0}1", "ash", "Ａsh", "oak"];
    let folders = names.map(|name| folder.path().join(name));
    for path in &folders {
        fs::create_dir(path).unwrap();
        let courses = "course_id,patient_id\nC1,P1\nC2,P2\n";
        fs::write(path.join("courses.csv"), courses).unwrap();
        let doses = "course_id,cycle,dose_number,status\nC1,1,1,given\n";
        fs::write(path.join("doses.csv"), doses).unwrap();
    }
    let exports = read_exports(&folders, &options(0.0)).unwrap();
    for (export, name) in exports.into_iter().zip(names) {
        let export = taken(export);
        let mut checks = export.checks.iter();
        let check = checks.find(|check| (check.rule, check.table) == ("sites_alike", "courses"));
        let failed = check
            .unwrap()
            .share
            .map(|share| (share.failed, share.out_of));
        assert_eq!(failed, (name != "oak").then_some((2, 2)), "{name}");
    }
}

#[test]
fn patients_none_of_whom_has_a_course_refuse_the_export_and_the_form_is_told() {
    for (patients, words) in [
        (
            "007351,F\n007352,M",
            "differ in leading zeros (in patients most are 6 digits, in courses 4 digits)",
        ),
        ("\"=\"\"7351\"\"\",F", "an equals sign and quotes"),
        ("=\"7351\",F", "an equals sign and quotes"),
        ("73 51,F", "differ in blanks"),
        (
            "zebra,F",
            "in patients most are 5 letters, in courses 4 digits",
        ),
    ] {
        let patients = format!("patient_id,sex\n{patients}\n");
        let folder = export(&[
            ("courses", "course_id,patient_id\nC1,7351\nC2,7352\n"),
            ("patients", &patients),
            (
                "doses",
                "course_id,cycle,dose_number,status\nC1,1,1,given\n",
            ),
        ]);
        let store = scratch();
        let store = store.path().join("store");
        let mut ingest = il2();
        ingest.args(["ingest", "--max-quarantine", "100%", "--store"]);
        let told = said(&run(ingest.arg(&store).arg(folder.path()), 3));
        assert!(
            told.contains("no patient of `patients` has a course"),
            "{told}"
        );
        assert!(told.contains(words) && told.contains("hint: "), "{told}");
        assert!(!told.contains("7351") && !told.contains("zebra"), "{told}");
        assert!(!store.exists());
        run(il2().arg("check").arg(folder.path()), 3);
    }
    // Without a row there is nobody who could meet a course.
    let folder = export(&[
        ("courses", "course_id,patient_id\nC1,P1\n"),
        ("patients", "patient_id,sex\n"),
        ("doses", "course_id,cycle,dose_number,status\n"),
    ]);
    run(il2().arg("check").arg(folder.path()), 0);
}
