//! Values that are alike in all but their limits: a report and its recount decide alike.

use crate::bench::{il2, run, scratch};
use std::fs;

/// One course with doses at hours 0 and 96, and no event.
const TABLES: [(&str, &str); 5] = [
    ("courses.csv", "course_id,patient_id\nA,P\n"),
    ("patients.csv", "patient_id,sex\nP,female\n"),
    (
        "doses.csv",
        "course_id,cycle,dose_number,status,hour\nA,1,1,given,0\nA,1,2,given,96\n",
    ),
    ("vasopressors.csv", "course_id,agent,start_hour,stop_hour\n"),
    ("dialysis.csv", "course_id,start_hour,stop_hour\n"),
];

/// The results of a report on these measurements, of which every number is counted again alike.
fn verified_results(measurements: &str) -> String {
    let folder = scratch();
    let (export, out) = (folder.path().join("site"), folder.path().join("out"));
    fs::create_dir(&export).unwrap();
    for (name, text) in TABLES {
        fs::write(export.join(name), text).unwrap();
    }
    fs::write(export.join("measurements.csv"), measurements).unwrap();
    let mut report = il2();
    report.args(["--quiet", "report"]).arg(&export);
    run(report.arg("--out").arg(&out), 0);
    run(il2().arg("verify").arg(&out), 0);
    fs::read_to_string(out.join("results.csv")).unwrap()
}

/// The first row of results that begins so.
fn row<'a>(results: &'a str, begin: &str) -> &'a str {
    let found = results.lines().find(|row| row.starts_with(begin));
    found.expect("there is such a row")
}

#[test]
fn of_baselines_that_differ_in_their_limits_alone_a_report_and_its_recount_take_the_same() {
    // An upper limit of 0 is not used; the row that has it is the baseline, and 60 is above the default limit of 40. By the
    // other row's limit of 100 it would not be. 89 is less than 1.5 times a high baseline of 60: no grade 1.
    let results = verified_results(
        "course_id,analyte,hour,value,unit,lower_limit,upper_limit
A,alt,-1,60,U/L,10,0
A,alt,-1,60,U/L,10,100
A,alt,5,89,U/L,10,40
A,ast,-1,60,U/L,90,80
A,ast,-1,60,U/L,80,100
A,ast,5,89,U/L,10,40
",
    );
    let alt = "laboratory.grade,patient,overall,Alanine aminotransferase increased,any,";
    let alt = row(&results, alt);
    assert!(alt.contains(",0,1,clopper"), "{alt}");
}
