//! Hours within 1e-9 of each other are equal, in what a report counts and in what its queries count again.

use crate::bench::{il2, run, scratch};
use std::fs;

/// Values at hours that division in floating point leaves beside each other; of equal hours the lowest counts as baseline
/// and as the last value of a day, the least abnormal in a run, and the lowest albumin beside calcium.
const MEASUREMENTS: &str = "course_id,analyte,hour,value,unit,lower_limit,upper_limit\n\
    C1,creatinine,-24,0.8,mg/dL,0.6,1.3\n\
    C1,creatinine,-23.99999999999999,1.2,mg/dL,0.6,1.3\n\
    C1,creatinine,24.1,1.25,mg/dL,0.6,1.3\n\
    C1,creatinine,24.10000000000001,1.9,mg/dL,0.6,1.3\n\
    C1,creatinine,50,6,mg/dL,0.6,1.3\n\
    C1,creatinine,70,1.1,mg/dL,0.6,1.3\n\
    C1,creatinine,70.00000000000001,3,mg/dL,0.6,1.3\n\
    C1,creatinine,90,1.1,mg/dL,0.6,1.3\n\
    C1,albumin,12,4.1,g/dL,3.5,5.5\n\
    C1,albumin,12.00000000000001,2.1,g/dL,3.5,5.5\n\
    C1,calcium,20,8.3,mg/dL,8.6,10.2\n\
    C1,systolic_bp,30,80,mm[Hg],,\n\
    C1,systolic_bp,30.00000000000001,95,mm[Hg],,\n\
    C1,systolic_bp,31,85,mm[Hg],,\n\
    C1,fluid_balance_24h,10,-4000,mL,,\n\
    C1,fluid_balance_24h,10.00000000000001,5000,mL,,\n";

#[test]
fn hours_beside_each_other_are_equal_in_results_and_in_their_recount() {
    let folder = scratch();
    let export = folder.path().join("export");
    fs::create_dir(&export).unwrap();
    let doses = "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1,1,2,given,8\n";
    for (name, text) in [
        ("courses.csv", "course_id,patient_id\nC1,P1\n"),
        ("doses.csv", doses),
        ("measurements.csv", MEASUREMENTS),
        ("vasopressors.csv", "course_id,agent,start_hour,stop_hour\n"),
        ("dialysis.csv", "course_id,modality,start_hour,stop_hour\n"),
    ] {
        fs::write(export.join(name), text).unwrap();
    }
    let out = folder.path().join("out");
    let mut report = il2();
    report.args(["--quiet", "report"]).arg(&export);
    run(report.arg("--out").arg(&out), 0);
    let mut rows = fs::read_to_string(out.join("results.csv")).unwrap();
    rows += &fs::read_to_string(out.join("curves.csv")).unwrap();
    for counted in [
        // The baseline is 0.8: 1.25 is above 1.5 times it, and grade 2 needs more than that.
        "laboratory.by_day,course,overall,creatinine,0,median,0.8,",
        "laboratory.by_day,course,overall,creatinine,2,median,1.25,",
        // A creatinine of 3 at the hour of 1.1 is grade 3 still: recovery is 20 h later.
        "laboratory.recovered_by,course,overall,Creatinine increased,7,probability,1,",
        // 8.3 + 0.8 (4 - 2.1) is 9.82, which is normal.
        "laboratory.grade,course,overall,Hypocalcemia,any,proportion,0,",
        "vital.sign,course,overall,hypotension,sustained,proportion,0,",
        "capillary_leak_proxy.net_fluid,cycle,overall,all,all,median,1,",
    ] {
        assert!(rows.contains(&format!("\n{counted}")), "{counted}");
    }
    let mut query = il2();
    let sql = "SELECT hour, baseline FROM laboratory_values WHERE term = 'Creatinine increased' AND hour > 80";
    query.args(["--quiet", "query"]).arg(&out);
    let answer = run(query.args(["--sql", sql, "--format", "csv"]), 0);
    assert_eq!(
        String::from_utf8(answer.stdout).unwrap(),
        "hour,baseline\n90,0.8\n"
    );
    run(il2().args(["--quiet", "verify"]).arg(&out), 0);
}
