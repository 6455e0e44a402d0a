//! What values are graded by, as typed: what is refused, what is recorded, and the same numbers by a report, a query and
//! the recount.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;
use std::path::Path;
use std::process::Output;

/// One course with three values: sodium below both limits, hemoglobin without a limit, lipase far above its limit.
const MEASUREMENTS: &str = "course_id,analyte,hour,value,unit,lower_limit,upper_limit\n\
    C1,sodium,24,133,mmol/L,,\n\
    C1,sodium,30,129,mmol/L,,\n\
    C1,hemoglobin,24,11,g/dL,,\n\
    C1,lipase,24,400,U/L,10,140\n";

fn export(folder: &Path) {
    let files = [
        ("courses.csv", "course_id,patient_id\nC1,P1\n"),
        (
            "doses.csv",
            "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\n",
        ),
        ("measurements.csv", MEASUREMENTS),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn report(export: &Path, out: &Path, options: &[&str], exit_code: i32) -> Output {
    let mut command = il2();
    command.args(["--quiet", "report"]).arg(export);
    run(command.args(options).arg("--out").arg(out), exit_code)
}

#[test]
fn a_version_or_a_table_of_ranges_that_is_none_is_refused_as_a_wrong_command_line() {
    let folder = scratch();
    let tiny = in_repository("data-samples/tiny");
    let out = folder.path().join("out");
    for version in ["3.0", "5", "v5.0", ""] {
        report(&tiny, &out, &["--ctcae", version], 2);
    }
    for (text, wrong) in [
        ("", "row 1, column analyte"),
        (
            "analyte,sex,lower,upper\nsodium,any,130,140\n",
            "row 1, column unit",
        ),
        (
            "analyte,sex,unit,lower,upper\nsodium,any,mmol/L,1x,140\n",
            "row 2, column lower",
        ),
        (
            "analyte,sex,unit,lower,upper\nsodium,all,mmol/L,1,140\n",
            "row 2, column sex",
        ),
        (
            "analyte,sex,unit,lower,upper\nsodium,any,g/dL,1,140\n",
            "row 2, column unit",
        ),
        (
            "analyte,sex,unit,lower,upper\nmoonlight,any,mmol/L,1,140\n",
            "row 2, column analyte",
        ),
        (
            "analyte,sex,unit,lower,upper\nsodium,any,mmol/L,145,136\n",
            "row 2, column upper",
        ),
        (
            "analyte,sex,unit,lower,upper\nsodium,any,mmol/L,1,140\nNa,any,mmol/L,1,140\n",
            "row 3, column sex",
        ),
    ] {
        let file = folder.path().join("ranges.csv");
        fs::write(&file, text).unwrap();
        let options = ["--normal-ranges", file.to_str().unwrap()];
        let said = said(&report(&tiny, &out, &options, 2));
        assert!(said.contains(wrong), "{said}");
        assert!(said.contains("hint: `il2 schema normal_ranges"), "{said}");
        assert!(!said.contains("moonlight"), "{said}");
    }
    assert!(!out.exists());
}

#[test]
fn a_file_of_ranges_that_is_named_none_is_a_file() {
    let folder = scratch();
    let (source, out) = (folder.path().join("source"), folder.path().join("out"));
    fs::create_dir(&source).unwrap();
    export(&source);
    let ranges = folder.path().join("none");
    fs::write(
        &ranges,
        "analyte,sex,unit,lower,upper\nsodium,any,mmol/L,130,150\n",
    )
    .unwrap();
    report(
        &source,
        &out,
        &["--normal-ranges", ranges.to_str().unwrap()],
        0,
    );
    let methods = fs::read_to_string(out.join("methods.md")).unwrap();
    assert!(methods.contains("or else of ./none."), "{methods}");
    run(il2().args(["--quiet", "verify"]).arg(&out), 0);
}

#[test]
fn a_safety_review_alone_grades_no_values() {
    let folder = scratch();
    let program = in_repository("data-samples/program");
    for options in [
        &["--ctcae", "5.0"][..],
        &["--normal-ranges", "none"],
        &["--assume-clinical"],
    ] {
        let options = [&["--kind", "safety"], options].concat();
        let told = said(&report(&program, &folder.path().join("out"), &options, 2));
        let place = "belongs to `--kind cohort` and `--kind all`";
        assert!(told.contains(&format!("{}: {place}", options[2])), "{told}");
    }
}

/// Term, grade and why of each value, by a query of a store or a report.
fn grades(of: &Path, options: &[&str]) -> String {
    let mut command = il2();
    command.args(["--quiet", "query"]).arg(of).args(options);
    let sql =
        "SELECT v.term, v.hour, v.grade, v.why FROM laboratory_values AS v ORDER BY v.term, v.hour";
    let output = run(command.args(["--sql", sql, "--format", "csv"]), 0);
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, rows) = text.split_once('\n').unwrap();
    let kept = rows.lines().filter(|row| {
        ["Anemia", "Hyponatremia", "Lipase"]
            .iter()
            .any(|term| row.starts_with(term))
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_query_grades_by_its_options_else_by_those_of_the_report_and_the_recount_does() {
    let folder = scratch();
    let source = folder.path().join("source");
    fs::create_dir(&source).unwrap();
    export(&source);
    let ranges = folder.path().join("ranges.csv");
    fs::write(
        &ranges,
        "analyte,sex,unit,lower,upper\nsodium,any,mmol/L,130,150\nhemoglobin,any,g/L,100,160\n",
    )
    .unwrap();
    let ranges = ranges.to_str().unwrap();
    let own = "Anemia,24,1,\nHyponatremia,24,1,\nHyponatremia,30,2,\nLipase increased,24,2,";
    let clinical = "Anemia,24,1,\nHyponatremia,24,1,\nHyponatremia,30,3,\nLipase increased,24,3,";
    let without = "Anemia,24,,no_limit\nHyponatremia,24,,no_limit\nHyponatremia,30,2,\nLipase increased,24,2,";
    let of_file = "Anemia,24,0,\nHyponatremia,24,0,\nHyponatremia,30,2,\nLipase increased,24,2,";
    let older = "Anemia,24,1,\nHyponatremia,24,1,\nHyponatremia,30,3,\nLipase increased,24,3,";
    let cases: [(&[&str], &str); 5] = [
        (&[], own),
        (&["--assume-clinical"], clinical),
        (&["--normal-ranges", "none"], without),
        (&["--normal-ranges", ranges], of_file),
        (&["--ctcae", "4.03"], older),
    ];
    let plain = folder.path().join("plain");
    report(&source, &plain, &[], 0);
    // A value that no range is for leaves the denominator more often when normal than when severe: that is said.
    let mut warned = il2();
    warned
        .arg("report")
        .arg(&source)
        .args(["--normal-ranges", ranges]);
    let told = said(&run(
        warned.arg("--out").arg(folder.path().join("warned")),
        0,
    ));
    assert!(
        told.contains("ranges.csv has no range for creatinine and"),
        "{told}"
    );
    for (number, (options, expected)) in cases.iter().enumerate() {
        assert_eq!(
            grades(&plain.join("store"), options),
            *expected,
            "{options:?}"
        );
        let out = folder.path().join(number.to_string());
        report(&source, &out, options, 0);
        assert_eq!(grades(&out, &[]), *expected, "{options:?}");
        let verified = run(il2().arg("verify").arg(&out), 0);
        let told = format!(
            "{}{}",
            String::from_utf8_lossy(&verified.stdout),
            said(&verified)
        );
        assert!(told.contains("without a query: 0"), "{told}");
    }
}
