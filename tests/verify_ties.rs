//! Values that tie: at hours that floating point prints apart, such as 24.3 and 24.300000000000004, or alike in all but their
//! limits. A report and its recount decide alike.

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
fn hours_that_differ_by_the_noise_of_floating_point_are_one_hour_in_a_report_and_its_recount() {
    // Of each pair the second row is at the same hour, but for its last digits.
    let results = verified_results(
        "course_id,analyte,hour,value,unit
A,systolic_bp,3.3,85,mm[Hg]
A,systolic_bp,3.3000000000000003,104,mm[Hg]
A,systolic_bp,3.8,85,mm[Hg]
A,albumin,-1.1,3.8,g/dL
A,albumin,-1.1000000000000003,3.3,g/dL
A,albumin,5,3.2,g/dL
A,albumin,5.000000000000001,2.9,g/dL
A,calcium,5,7.9,mg/dL
A,creatinine,-1.1,1.0,mg/dL
A,creatinine,-1.1000000000000003,0.6,mg/dL
A,creatinine,5,1.2,mg/dL
A,platelets,24.3,40,10*9/L
A,platelets,48.3,80,10*9/L
A,platelets,48.300000000000004,60,10*9/L
A,fluid_balance_24h,24.3,2000,mL
A,fluid_balance_24h,24.300000000000004,-500,mL
A,fluid_balance_24h,48,-3000,mL
",
    );
    // 2000 less 500 mL of one hour.
    let fluid = row(&results, "capillary_leak_proxy.net_fluid,");
    assert!(fluid.contains(",median,1.5,"), "{fluid}");
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
