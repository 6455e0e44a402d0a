//! Hours as floating point prints them, such as 24.300000000000004: one hour with 24.3, in the report and in its recount.

use crate::bench::{il2, run, scratch};
use std::fs;

/// One course with doses at hours 0 and 96. Of each pair of rows the second is at the same hour, but for its last digits.
const TABLES: [(&str, &str); 6] = [
    ("courses.csv", "course_id,patient_id\nA,P\n"),
    ("patients.csv", "patient_id,sex\nP,female\n"),
    (
        "doses.csv",
        "course_id,cycle,dose_number,status,hour\nA,1,1,given,0\nA,1,2,given,96\n",
    ),
    (
        "measurements.csv",
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
    ),
    ("vasopressors.csv", "course_id,agent,start_hour,stop_hour\n"),
    ("dialysis.csv", "course_id,start_hour,stop_hour\n"),
];

#[test]
fn hours_that_differ_by_the_noise_of_floating_point_are_one_hour_in_a_report_and_its_recount() {
    let folder = scratch();
    let (export, out) = (folder.path().join("site"), folder.path().join("out"));
    fs::create_dir(&export).unwrap();
    for (name, text) in TABLES {
        fs::write(export.join(name), text).unwrap();
    }
    let mut report = il2();
    report.args(["--quiet", "report"]).arg(&export);
    run(report.arg("--out").arg(&out), 0);
    let results = fs::read_to_string(out.join("results.csv")).unwrap();
    let fluid = results
        .lines()
        .find(|row| row.starts_with("capillary_leak_proxy.net_fluid,"))
        .unwrap();
    // 2000 less 500 mL of one hour.
    assert!(fluid.contains(",1.5,"), "{fluid}");
    run(il2().arg("verify").arg(&out), 0);
}
