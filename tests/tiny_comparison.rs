//! `data-samples/tiny` by sex: two strata held against each other, worked by hand.
//!
//! Treated are P1 (female, courses T1-1 and T1-2), P2 (male) and P3 (of unknown sex, who is compared with nobody).

use crate::bench::{assert_close, by, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::measures::results::{Method, Row, Statistic, Status, Unit};
use il2_outcomes::measures::{Cohort, compare, compute};
use std::fs;

/// The comparison of a sample by this column.
fn compared(sample: &str, column: &str, p_values: bool) -> Vec<Row> {
    compared_by(sample, &[column], p_values)
}

/// The comparisons of a sample by these groupings.
fn compared_by(sample: &str, groupings: &[&str], p_values: bool) -> Vec<Row> {
    let folder = scratch();
    let snapshot = stored(&in_repository(sample), folder.path());
    let cohort = Cohort::read(&snapshot).unwrap();
    let groupings = by(&snapshot, &cohort, groupings);
    compare(&compute(&cohort, &groupings), &groupings.pairs(), p_values)
}

fn find<'a>(rows: &'a [Row], measure: &str, unit: Unit, item: &str, level: &str) -> &'a Row {
    let is_it = |row: &&Row| {
        (row.measure, row.unit, row.item.as_str()) == (measure, unit, item)
            && row.level.to_string() == level
    };
    let found: Vec<&Row> = rows.iter().filter(is_it).collect();
    assert_eq!(found.len(), 1, "{measure} {item} {level}");
    found[0]
}

#[test]
fn the_later_stratum_is_compared_with_the_earlier_one() {
    let rows = compared("data-samples/tiny", "sex", false);
    assert!(
        rows.iter()
            .all(|row| row.stratum.to_string() == "sex=male vs sex=female")
    );
    // Vasopressors: P1 of one woman, P2 not, of one man. Wilson for 1/1 is .2065–1, for 0/1 0–.7935, so the difference is
    // −1 with −1 − 0 and −1 + √(.7935² + .7935²).
    let row = find(
        &rows,
        "comparison.risk_difference",
        Unit::Patient,
        "vasopressor.use/all",
        "all",
    );
    assert_eq!(
        (row.value, row.numerator, row.denominator, row.method),
        (Some(-1.0), Some(1), Some(2), Some(Method::Newcombe))
    );
    assert_close(row.lower.unwrap(), -1.0);
    assert_close(
        row.upper.unwrap(),
        -1.0 + 0.793_450_685_622_762_6 * 2.0_f64.sqrt(),
    );
    // Their ratio is 0 to the reference, and so is its lower bound.
    let row = find(
        &rows,
        "comparison.risk_ratio",
        Unit::Patient,
        "vasopressor.use/all",
        "all",
    );
    assert_eq!((row.value, row.lower), (Some(0.0), Some(0.0)));
    // Dialysis: the other way round, and nothing to divide by.
    let row = find(
        &rows,
        "comparison.risk_ratio",
        Unit::Patient,
        "dialysis.use/all",
        "all",
    );
    assert_eq!(
        (row.value, row.upper, row.status),
        (None, None, Status::NotEstimable)
    );
    assert!(row.lower.unwrap() > 0.0);
}

#[test]
fn courses_of_one_patient_make_no_interval() {
    let rows = compared("data-samples/tiny", "sex", false);
    // One woman with two courses: two courses of one patient, of which nothing is known beyond the share.
    let row = find(
        &rows,
        "comparison.risk_difference",
        Unit::Course,
        "vasopressor.use/all",
        "all",
    );
    assert_eq!((row.lower, row.upper, row.method), (None, None, None));
    assert_eq!(row.denominator, Some(3));
}

#[test]
fn worst_grades_and_characteristics_are_no_risks() {
    let rows = compared("data-samples/program", "prior_checkpoint_inhibitor", false);
    assert!(rows.iter().all(|row| {
        let is_part = row.item.starts_with("toxicity.organ_system/")
            || row.item.starts_with("toxicity.term/");
        !is_part || ["any", "ge3", "ge4"].contains(&row.level.to_string().as_str())
    }));
    let balance: Vec<&Row> = rows
        .iter()
        .filter(|row| row.item.starts_with("characteristics."))
        .collect();
    // All fourteen but the one by which they are compared.
    assert_eq!(balance.len(), 13);
    assert!(
        balance
            .iter()
            .all(|row| row.measure == "comparison.standardized_difference")
    );
}

#[test]
fn lists_that_sum_to_their_denominator_are_no_risks() {
    const LISTS: [&str; 7] = [
        "exposure.cycle_outcome",
        "exposure.end_reason",
        "exposure.plan",
        "kidney.kdigo_stage",
        "kidney.staging",
        "outcome.best_response",
        "outcome.cause_of_death",
    ];
    let rows = compared("data-samples/program", "prior_checkpoint_inhibitor", true);
    for row in rows {
        let (measure, _) = row.item.split_once('/').unwrap_or((&row.item, ""));
        assert!(!LISTS.contains(&measure), "{row:?}");
    }
}

#[test]
fn strata_sum_to_the_pooled_counts() {
    let rows = compared("data-samples/program", "prior_checkpoint_inhibitor", true);
    let tests = find(&rows, "comparison.tests", Unit::Patient, "all", "all");
    let of = |measure: &str| rows.iter().filter(|row| row.measure == measure).count();
    assert_eq!(tests.value, Some(of("comparison.fisher_exact") as f64));
    assert_eq!(
        of("comparison.fisher_exact"),
        of("comparison.fisher_exact_adjusted")
    );
    for row in rows.iter().filter(|row| row.statistic == Statistic::PValue) {
        assert!((0.0..=1.0).contains(&row.value.unwrap()), "{row:?}");
        assert_eq!(row.unit, Unit::Patient);
    }
}

#[test]
fn each_grouping_that_was_typed_is_compared_by_itself() {
    // Of the levels of sex one is missing; the care setting is missing in all.
    let groupings = ["regimen", "care_setting", "regimen,sex", "sex"];
    let rows = compared_by("data-samples/tiny", &groupings, true);
    let strata: Vec<String> = rows
        .iter()
        .filter(|row| row.measure == "comparison.tests")
        .map(|row| row.stratum.to_string())
        .collect();
    let alone = "regimen=hd_il2;sex=male vs regimen=hd_il2;sex=female";
    assert_eq!(
        strata,
        [
            alone,
            "regimen=til_il2 vs regimen=hd_il2",
            "sex=male vs sex=female"
        ]
    );
    // Each as if it were the only one.
    for (grouping, stratum) in [("sex", "sex=male vs sex=female"), ("regimen,sex", alone)] {
        let of_one = compared_by("data-samples/tiny", &[grouping], true);
        let of_all = rows.iter().filter(|row| row.stratum.to_string() == stratum);
        assert!(of_one.iter().eq(of_all), "{grouping}");
    }
    // The default groupings are compared by nothing.
    assert!(compared_by("data-samples/tiny", &[], true).is_empty());
}

#[test]
fn three_strata_are_not_compared() {
    assert!(compared("data-samples/program", "care_setting", true).is_empty());
}

#[test]
fn a_report_shows_strata_side_by_side_and_tests_only_where_they_are_asked_for() {
    let folder = scratch();
    let out = folder.path().join("out");
    let page = |options: &[&str]| {
        let mut command = il2();
        command
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out)
            .args(options);
        run(&mut command, 0);
        fs::read_to_string(out.join("report.html")).unwrap()
    };
    let plain = page(&["--by", "none"]);
    assert!(!plain.contains("id=\"comparison\""));
    let compared = page(&["--by", "sex"]);
    assert!(compared.contains("<th scope=\"col\">Sex: female</th>"));
    assert!(compared.contains("sex: male against sex: female"));
    assert!(!compared.contains("Fisher"));
    let tested = page(&["--by", "sex", "--p-values"]);
    assert!(tested.contains("Fisher’s exact test, two-sided, of patients. Tests made: "));
    assert!(tested.contains("(outcomes)") && !compared.contains("(outcomes)"));
    let alone = said(&run(
        il2().args(["report", "x", "--out", "y", "--p-values"]),
        2,
    ));
    assert!(alone.contains("--by"), "{alone}");
}
