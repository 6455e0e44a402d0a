//! Exports that are odd in one way each: nothing is lost, invented or passed over in silence.

use crate::bench::{Results, files, il2, run, said, scratch, stored};
use il2_outcomes::measures::results::Statistic::Sum;
use il2_outcomes::measures::results::Unit::{Course, Patient};
use il2_outcomes::measures::{Cohort, Groupings, compute};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const COURSES: &str = "course_id,patient_id\nX1-1,X1\n";
const DOSES: &str = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\n";

/// An export of one course, with these tables instead of or beside its own.
fn export(tables: &[(&str, &str)]) -> TempDir {
    let folder = scratch();
    for (name, text) in [("courses.csv", COURSES), ("doses.csv", DOSES)]
        .iter()
        .chain(tables)
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The results of an export, and whether all values in them are numbers.
fn results_of(export: &Path) -> Results {
    let store = scratch();
    let cohort = Cohort::read(&stored(export, store.path())).unwrap();
    let results = compute(&cohort, &Groupings::default());
    for row in &results {
        for value in [row.value, row.lower, row.upper].into_iter().flatten() {
            assert!(value.is_finite(), "{row:?}");
        }
    }
    Results(results)
}

#[test]
fn a_patient_whose_race_is_missing_in_so_many_words_is_missing() {
    let patients = "patient_id,race\nX1,missing\nX2,\nX3,white\n";
    let courses = "course_id,patient_id\nX1-1,X1\nX2-1,X2\nX3-1,X3\n";
    let doses =
        "course_id,cycle,dose_number,status\nX1-1,1,1,given\nX2-1,1,1,given\nX3-1,1,1,given\n";
    let export = export(&[
        ("patients.csv", patients),
        ("courses.csv", courses),
        ("doses.csv", doses),
    ]);
    let results = results_of(export.path());
    assert_eq!(
        results.proportion("characteristics.race", Patient, "missing", "all"),
        (2, 3)
    );
}

#[test]
fn a_date_in_the_column_of_cycles_is_set_aside() {
    let doses = "course_id,cycle,dose_number,status\nX1-1,1,1,given\nX1-1,20190304,1,given\n";
    let export = export(&[("doses.csv", doses)]);
    let output = run(il2().arg("check").arg(export.path()), 3);
    assert!(
        said(&output).contains("domain     cycle: not in 1…9999, first at line 3"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_course_planned_for_thousands_of_doses_is_reported_without_the_picture() {
    let courses =
        "course_id,patient_id,regimen,planned_cycles,planned_doses_per_cycle\nX1-1,X1,other,,28\n";
    let doses = "course_id,cycle,dose_number,status\nX1-1,1,1,given\nX1-1,50,1,given\n";
    let export = export(&[("courses.csv", courses), ("doses.csv", doses)]);
    let out = scratch();
    run(
        il2()
            .arg("report")
            .arg(export.path())
            .arg("--out")
            .arg(out.path().join("out")),
        0,
    );
    let figure = fs::read_to_string(out.path().join("out/figures/dose_retention.svg")).unwrap();
    assert!(
        figure.contains("No plan of doses that can be drawn"),
        "{figure}"
    );
}

#[test]
fn sizes_beyond_all_floats_are_not_estimable() {
    let doses = "course_id,cycle,dose_number,status,iu_per_kg\nX1-1,1,1,given,1e308\nX1-1,1,2,given,1e308\n";
    let export = export(&[("doses.csv", doses)]);
    let results = results_of(export.path());
    assert_eq!(
        results
            .row("exposure.doses_given", Course, "all", "all", Sum)
            .value,
        Some(2.0)
    );
}

#[test]
fn a_no_break_space_is_a_blank() {
    let export = export(&[(
        "courses.csv",
        "course_id,patient_id\nX1-1,\u{a0}\n\u{a0}X2-1\u{a0},X2\n",
    )]);
    let output = run(
        il2()
            .args(["check", "--max-quarantine", "100%"])
            .arg(export.path()),
        0,
    );
    assert!(
        said(&output).contains("missing    patient_id: no value, first at line 2"),
        "{}",
        said(&output)
    );
}

#[test]
fn whatever_says_more_than_ninety_years_is_refused() {
    for (age, exit_code) in [
        ("91", 4),
        ("93.5", 4),
        (">90", 4),
        ("91+", 4),
        ("90+", 0),
        ("> 89", 0),
        (">= 90", 0),
        ("≥90", 0),
        ("≥91", 4),
        ("90", 0),
        ("old", 3),
    ] {
        let export = export(&[(
            "courses.csv",
            &format!("course_id,patient_id,age_years\nX1-1,X1,{age}\n"),
        )]);
        run(il2().arg("check").arg(export.path()), exit_code);
    }
}

#[test]
fn a_share_of_exactly_the_limit_may_be_set_aside() {
    let mut doses = "course_id,cycle,dose_number,status\n".to_owned();
    for dose in 1..=100 {
        let status = if dose <= 29 { "maybe" } else { "given" };
        writeln!(doses, "X1-1,1,{dose},{status}").unwrap();
    }
    let export = export(&[("doses.csv", &doses)]);
    run(
        il2()
            .args(["check", "--max-quarantine", "29%"])
            .arg(export.path()),
        0,
    );
    let output = run(
        il2()
            .args(["check", "--max-quarantine", "28%"])
            .arg(export.path()),
        3,
    );
    assert!(
        said(&output).contains("`--max-quarantine 29%` accepts them"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_file_that_is_not_read_is_told() {
    let export = export(&[("toxicity.csv", "term\n")]);
    let output = run(il2().arg("check").arg(export.path()), 0);
    assert!(
        said(&output).contains("not read: toxicity.csv"),
        "{}",
        said(&output)
    );
    fs::write(export.path().join("toxicities.xls"), "D0CF").unwrap();
    let output = run(il2().arg("check").arg(export.path()), 3);
    assert!(
        said(&output).contains("toxicities.xls: holds the table `toxicities` in a form"),
        "{}",
        said(&output)
    );
}

#[test]
fn what_is_odd_is_told_and_kept() {
    let courses = "course_id,patient_id,course_number,age_years,planned_cycles,planned_doses_per_cycle\nX1-1,X1,1,17,1,1\n";
    let doses = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\nX1-1,1,2,given,100\n";
    let patients = "patient_id,death_day\nX1,2\n";
    let measurements = "course_id,analyte,hour,value,unit\nX1-1,creatinine,0,88,mg/dL\n";
    let export = export(&[
        ("courses.csv", courses),
        ("doses.csv", doses),
        ("patients.csv", patients),
        ("measurements.csv", measurements),
    ]);
    let output = run(il2().arg("check").arg(export.path()), 0);
    for message in [
        "age_years is under 18",
        "more given than planned doses",
        "after the patient's death",
        "values that are not possible",
        "is the unit wrong?",
        "no column regimen: hd_il2 is assumed",
    ] {
        assert!(
            said(&output).contains(message),
            "{message}: {}",
            said(&output)
        );
    }
}

#[test]
fn a_site_that_has_nothing_any_more_is_replaced_too() {
    let export = export(&[]);
    let store = scratch();
    let ingest = || {
        let mut command = il2();
        command
            .args(["ingest", "--replace", "--site", "elm"])
            .arg(export.path())
            .arg("--store")
            .arg(store.path().join("s"));
        command
    };
    run(&mut ingest(), 0);
    fs::write(export.path().join("courses.csv"), "course_id,patient_id\n").unwrap();
    fs::write(
        export.path().join("doses.csv"),
        "course_id,cycle,dose_number,status\n",
    )
    .unwrap();
    let output = run(&mut ingest(), 0);
    assert!(
        said(&output).contains("0 courses of 1 site"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_list_of_rows_never_replaces_a_table() {
    let export = export(&[]);
    let before = files(export.path());
    run(
        il2()
            .arg("check")
            .arg(export.path())
            .arg("--rows")
            .arg(export.path().join("doses.csv")),
        2,
    );
    assert_eq!(files(export.path()), before);
}

#[test]
fn a_report_beside_the_exports_is_no_export() {
    let folder = scratch();
    for site in ["elm", "fir"] {
        let from = export(&[]);
        crate::bench::copy(from.path(), &folder.path().join(site));
    }
    let report = || {
        let mut command = il2();
        command
            .arg("report")
            .arg(folder.path())
            .arg("--out")
            .arg(folder.path().join("report"));
        command
    };
    run(&mut report(), 0);
    run(&mut report(), 0);
}

#[test]
fn a_clock_that_is_none_is_refused() {
    let export = export(&[]);
    run(
        il2()
            .env("SOURCE_DATE_EPOCH", "yesterday")
            .arg("check")
            .arg(export.path()),
        2,
    );
}

#[test]
fn a_group_may_have_more_treated_than_eligible_patients() {
    // X1's first course, after TIL, had no dose given; the second one is HD IL-2.
    let courses = "course_id,patient_id,course_number,regimen\nX1-1,X1,1,til_il2\nX1-2,X1,2,hd_il2\nX2-1,X2,1,til_il2\nX3-1,X3,1,hd_il2\n";
    let doses = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,held,\nX1-2,1,1,given,0\nX2-1,1,1,given,0\nX3-1,1,1,given,0\n";
    let export = export(&[("courses.csv", courses), ("doses.csv", doses)]);
    let out = export.path().join("out");
    run(
        il2()
            .arg("report")
            .arg(export.path())
            .arg("--out")
            .arg(&out),
        0,
    );
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    for shown in [
        "HD IL-2: Eligible: 1 patient, 2 courses; Excluded: no dose given: 0 courses; Received ≥ 1 dose: 2 patients, 2 courses.",
        "TIL: Eligible: 2 patients, 2 courses; Excluded: no dose given: 1 course; Received ≥ 1 dose: 1 patient, 1 course.",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}
