//! `data-samples/tiny` by strata: who is counted where, worked by hand.

use crate::bench::{il2, in_repository, run, said, scratch, stored};
use il2_outcomes::measures::results::{Row, Statistic, Unit};
use il2_outcomes::measures::{Cohort, Grouping, compute};

/// The results by these columns.
fn by(columns: &[&str]) -> Vec<Row> {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    let grouping = Grouping::read(&snapshot, &columns).unwrap();
    compute(&Cohort::read(&snapshot).unwrap(), Some(&grouping))
}

fn find<'a>(
    rows: &'a [Row],
    measure: &str,
    unit: Unit,
    stratum: &str,
    item: &str,
    level: &str,
) -> &'a Row {
    let is_it = |row: &&Row| {
        (row.measure, row.unit, row.item.as_str()) == (measure, unit, item)
            && row.stratum.to_string() == stratum
            && row.level.to_string() == level
    };
    rows.iter().find(is_it).unwrap()
}

#[test]
fn a_patient_belongs_to_the_stratum_of_the_first_treated_course_with_all_courses() {
    let rows = by(&["course_number"]);
    // P1 has courses 1 and 2: as a patient in stratum 1 with both, as courses in each stratum with one.
    let patients = |stratum| {
        find(
            &rows,
            "vasopressor.use",
            Unit::Patient,
            stratum,
            "all",
            "all",
        )
        .denominator
    };
    let courses = |stratum| {
        find(
            &rows,
            "vasopressor.use",
            Unit::Course,
            stratum,
            "all",
            "all",
        )
        .denominator
    };
    assert_eq!(
        [patients("course_number=1"), patients("course_number=2")],
        [Some(3), Some(0)]
    );
    assert_eq!(
        [courses("course_number=1"), courses("course_number=2")],
        [Some(3), Some(1)]
    );
    let doses = |unit, stratum| {
        let is_sum = |row: &&Row| {
            row.measure == "exposure.doses_given"
                && row.unit == unit
                && row.stratum.to_string() == stratum
                && row.statistic == Statistic::Sum
        };
        rows.iter().find(is_sum).unwrap().value
    };
    assert_eq!(doses(Unit::Patient, "course_number=1"), Some(16.0));
    assert_eq!(doses(Unit::Course, "course_number=1"), Some(15.0));
    assert_eq!(doses(Unit::Course, "course_number=2"), Some(1.0));
}

#[test]
fn strata_sum_to_the_whole_and_a_missing_level_is_one() {
    let rows = by(&["sex"]);
    let strata = ["sex=female", "sex=male", "sex=missing"];
    for (measure, unit, item, level) in [
        ("toxicity.any", Unit::Patient, "all", "ge3"),
        ("toxicity.any", Unit::Course, "all", "any"),
        ("dialysis.use", Unit::Course, "all", "all"),
        ("exposure.dose_status", Unit::Dose, "not_reached", "all"),
    ] {
        let counts = |stratum| {
            let row = find(&rows, measure, unit, stratum, item, level);
            (row.numerator.unwrap(), row.denominator.unwrap())
        };
        let sum = strata
            .map(counts)
            .iter()
            .fold((0, 0), |sum, n| (sum.0 + n.0, sum.1 + n.1));
        assert_eq!(sum, counts("overall"), "{measure}");
    }
}

#[test]
fn strata_come_after_the_whole_in_the_order_of_their_bytes() {
    let rows = by(&["regimen", "sex"]);
    let mut of_flow: Vec<String> = rows
        .iter()
        .filter(|row| row.measure == "cohort.flow")
        .map(|row| row.stratum.to_string())
        .collect();
    of_flow.dedup();
    let expected = [
        "overall",
        "regimen=hd_il2;sex=female",
        "regimen=hd_il2;sex=male",
        "regimen=til_il2;sex=missing",
    ];
    assert_eq!(of_flow, [expected, expected].concat());
}

#[test]
fn a_column_that_there_is_not_is_refused_with_those_that_there_are() {
    let folder = scratch();
    let mut command = il2();
    command
        .arg("report")
        .arg(in_repository("data-samples/tiny"))
        .arg("--out")
        .arg(folder.path().join("out"));
    let output = run(command.args(["--by", "sex,stage"]), 2);
    assert!(
        said(&output).contains("`stage` is no column of courses or patients"),
        "{}",
        said(&output)
    );
    assert!(
        said(&output).contains("hint: there are site_id, course_id"),
        "{}",
        said(&output)
    );
    assert!(!folder.path().join("out").exists());
}
