//! `data-samples/tiny` by strata: who is counted where, worked by hand.

use crate::bench::{by as groupings_by, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::measures::results::{Row, Statistic, Unit};
use il2_outcomes::measures::{Cohort, compute};
use il2_outcomes::query::Predicate;

/// The results by these groupings; without any, by the default ones.
fn by(groupings: &[&str]) -> Vec<Row> {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let cohort = Cohort::read(&snapshot).unwrap();
    compute(&cohort, &groupings_by(&snapshot, &cohort, groupings))
}

/// The strata of one measure of one unit, in the order of its rows.
fn strata(rows: &[Row]) -> Vec<String> {
    let mut strata: Vec<String> = rows
        .iter()
        .filter(|row| row.measure == "cohort.flow" && row.unit == Unit::Patient)
        .map(|row| row.stratum.to_string())
        .collect();
    strata.dedup();
    strata
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
    let of_both = [
        "overall",
        "regimen=hd_il2;sex=female",
        "regimen=hd_il2;sex=male",
        "regimen=til_il2;sex=missing",
    ];
    assert_eq!(strata(&by(&["regimen,sex"])), of_both);
    // Several groupings: each by itself, their strata in one order.
    let of_each = [
        "overall",
        "regimen=hd_il2",
        "regimen=til_il2",
        "sex=female",
        "sex=male",
        "sex=missing",
    ];
    assert_eq!(strata(&by(&["sex", "regimen", "sex"])), of_each);
}

#[test]
fn by_default_regimens_are_apart_and_diagnoses_within_high_dose_alone() {
    // P3 is the one patient of TIL, of whom no diagnosis is a stratum.
    let of_default = [
        "overall",
        "regimen=hd_il2",
        "regimen=hd_il2;diagnosis=melanoma",
        "regimen=hd_il2;diagnosis=renal_cell_carcinoma",
        "regimen=til_il2",
    ];
    let rows = by(&[]);
    assert_eq!(strata(&rows), of_default);
    let patients = |stratum| {
        let row = find(
            &rows,
            "cohort.flow",
            Unit::Patient,
            stratum,
            "treated",
            "all",
        );
        row.value
    };
    assert_eq!(
        of_default.map(patients),
        [3.0, 2.0, 1.0, 1.0, 1.0].map(Some)
    );
    assert_eq!(strata(&by(&["none"])), ["overall"]);
}

#[test]
fn a_default_grouping_of_one_stratum_is_none() {
    let strata_where = |predicate: &str| {
        let folder = scratch();
        let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
        let selected = Predicate::parse(predicate).unwrap().select(&snapshot);
        let cohort = Cohort::read(&snapshot)
            .unwrap()
            .select(selected.unwrap(), predicate);
        strata(&compute(&cohort, &groupings_by(&snapshot, &cohort, &[])))
    };
    assert_eq!(
        strata_where("diagnosis = 'renal_cell_carcinoma'"),
        ["overall"]
    );
    assert_eq!(strata_where("regimen = 'til_il2'"), ["overall"]);
    assert_eq!(
        strata_where("regimen = 'hd_il2'"),
        [
            "overall",
            "regimen=hd_il2;diagnosis=melanoma",
            "regimen=hd_il2;diagnosis=renal_cell_carcinoma",
        ]
    );
    assert_eq!(
        strata_where("diagnosis = 'melanoma'"),
        ["overall", "regimen=hd_il2", "regimen=til_il2"]
    );
}

#[test]
fn groupings_that_make_no_sense_are_refused() {
    let refused = |typed: &[&str]| {
        let mut command = il2();
        command.args(["report", "x", "--out", "y"]).args(typed);
        said(&run(&mut command, 2))
    };
    for typed in [
        &["--by", "none", "--by", "sex"][..],
        &["--by", "sex,none"],
        &["--by", "none,sex"],
    ] {
        let said = refused(typed);
        assert!(
            said.contains("`none` cannot be combined with columns"),
            "{said}"
        );
        assert!(said.contains("type `--by none` by itself"), "{said}");
    }
    let said = refused(&["--by", "NONE"]);
    assert!(said.contains("type `--by none` in lower case"), "{said}");
    assert!(refused(&["--by", "sex,sex"]).contains("`sex` is named twice"));
    assert!(refused(&["--by", "sex", "--kind", "safety"]).contains("belongs to `--kind cohort`"));
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
        said(&output).contains("unknown column `stage`: not a column of courses or patients"),
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
