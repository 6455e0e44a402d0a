//! A rate or a dose of 0 is none: stored as exported, counted nowhere, and told.

use crate::bench::{assert_close, il2, results, run, said, scratch};
use crate::failing_inputs_times::{found, hours, input, read, written};
use il2_outcomes::ingest::quality::State;
use il2_outcomes::measures::results::{Statistic, Unit};
use il2_outcomes::model::TableId;

#[test]
fn a_rate_of_0_is_no_infusion() {
    let folder = input("vasopressor_rate_zero");
    let results = results(&folder);
    let used = results.proportion("vasopressor.use", Unit::Course, "all", "all");
    assert_eq!(used, (1, 2));
    let hours_on = results.value("vasopressor.hours", Unit::Course, "all", Statistic::Mean);
    assert_close(hours_on, 6.0);
    let export = read(&folder);
    // All rows are stored.
    let starts = hours(&export, TableId::Vasopressors, "start_hour");
    assert_eq!(starts, [5.0, 9.0, 20.0, 5.0]);
    let zeros = found(
        &export,
        "vasopressor_rate_of_0",
        "vasopressors",
        "peak_rate",
    );
    assert_eq!(zeros, (2, 4, State::Fail));
    let said = said(&run(il2().arg("check").arg(&folder), 0));
    assert!(
        said.contains("a peak rate of 0 is not an infusion"),
        "{said}"
    );
}

/// A course whose first and last rows are given doses of 0, and one that has no other.
const DOSES_OF_0: &str = "course_id,cycle,dose_number,status,at,iu_per_kg,reason\n\
    C1,1,1,given,2019-03-04 00:30,0,hypotension\n\
    C1,1,2,given,2019-03-04 08:00,600000,\n\
    C1,1,3,given,2019-03-04 16:00,,\n\
    C1,1,4,given,2019-03-05 00:00,0.0000000001,hypotension\n\
    C2,1,1,given,2019-03-05 08:00,0,\n";

#[test]
fn a_given_dose_of_0_counts_as_other_everywhere() {
    let courses = "course_id,patient_id\nC1,P1\nC2,P2\n";
    let events = "course_id,term,grade,onset_at\nC1,Hypotension,3,2019-03-04 09:30\n";
    let tables = [
        ("courses", courses),
        ("doses", DOSES_OF_0),
        ("toxicities", events),
    ];
    let folder = written(&tables);
    let export = read(folder.path());
    // Hour 0 is the first dose that was one; the rows are stored as exported.
    let doses = hours(&export, TableId::Doses, "hour");
    assert_eq!(doses[..4], [-7.5, 0.0, 8.0, 16.0]);
    assert!(doses[4].is_nan());
    let statuses = export.parts[0].tables[TableId::Doses as usize].column("status");
    assert_eq!(statuses.text(0), Some("given"));
    let zeros = found(&export, "given_dose_of_0", "doses", "iu_per_kg");
    assert_eq!(zeros, (3, 4, State::Fail));
    let results = results(folder.path());
    let count = |measure, unit, item: &str| {
        let row = results.row(measure, unit, item, "all", Statistic::Count);
        row.value.unwrap()
    };
    assert_close(count("cohort.flow", Unit::Course, "treated"), 1.0);
    assert_close(count("cohort.total", Unit::Dose, "all"), 2.0);
    let status = |item: &str| {
        let row = results.row(
            "exposure.dose_status",
            Unit::Dose,
            item,
            "all",
            Statistic::Ratio,
        );
        row.numerator.unwrap()
    };
    assert_eq!((status("given"), status("other")), (2, 2));
    // Dose 4 is the first that was recorded after the last given one: other, with a reason.
    let ended = results.proportion("exposure.end_reason", Unit::Cycle, "other", "all");
    assert_eq!(ended, (1, 1));
    let gone = results.value(
        "toxicity.onset_dose",
        Unit::Course,
        "cardiovascular",
        Statistic::Median,
    );
    assert_close(gone, 1.0);
}

#[test]
fn the_recount_of_a_report_agrees_on_zeros() {
    let courses = "course_id,patient_id,weight_kg,planned_cycles,planned_doses_per_cycle\nC1,P1,80,1,4\nC2,P2,80,1,4\n";
    let pressors = "course_id,agent,start_at,stop_at,peak_rate,rate_unit\n\
        C1,norepinephrine,2019-03-04 09:00,2019-03-04 10:00,0,ug/kg/min\n\
        C1,dopamine,2019-03-04 11:00,2019-03-04 12:00,0,\n\
        C1,phenylephrine,2019-03-04 13:00,2019-03-04 14:30,1,ug/kg/min\n";
    let tables = [
        ("courses", courses),
        ("doses", DOSES_OF_0),
        ("vasopressors", pressors),
    ];
    let folder = written(&tables);
    let out = scratch();
    for kind in ["cohort", "safety"] {
        let report = out.path().join(kind);
        let mut program = il2();
        program
            .arg("report")
            .arg(folder.path())
            .arg("--out")
            .arg(&report);
        run(program.args(["--kind", kind]), 0);
        run(il2().arg("verify").arg(&report), 0);
    }
}
