//! `data-samples/published`: real patients, with the numbers that the papers print.

use crate::bench::{assert_close, in_repository, results};
use il2_outcomes::measures::results::Statistic::{
    Count, Max, Mean, Median, Min, Proportion, Q1, Q3, Ratio, Sd, Sum,
};
use il2_outcomes::measures::results::Unit::{Course, Cycle, Dose, Patient};
use il2_outcomes::measures::results::{Row, Status};

#[test]
fn seventeen_patients_of_robbins_received_106_doses() {
    // Robbins PF, et al. J Clin Oncol 2011;29:917, Table 1.
    let robbins = results(&in_repository("data-samples/published/robbins2011"));
    let given = |statistic| robbins.value("exposure.doses_given", Patient, "all", statistic);
    assert_close(given(Sum), 106.0);
    assert_close(given(Mean), 106.0 / 17.0);
    assert_eq!(format!("{:.3}", given(Sd)), "2.047");
    assert_eq!([given(Q1), given(Median), given(Q3)], [5.0, 6.0, 8.0]);
    assert_eq!([given(Min), given(Max)], [1.0, 10.0]);
}

#[test]
fn all_published_patients_received_a_median_of_seven_and_a_half_doses() {
    let published = results(&in_repository("data-samples/published"));
    assert_close(
        published.value("cohort.flow", Patient, "treated", Count),
        26.0,
    );
    assert_close(
        published.value("cohort.flow", Course, "treated", Count),
        32.0,
    );
    assert_close(
        published.value("exposure.doses_given", Patient, "all", Sum),
        260.0,
    );
    assert_close(
        published.value("exposure.doses_given", Patient, "all", Median),
        7.5,
    );
}

#[test]
fn no_completion_rate_is_made_of_courses_without_a_plan() {
    // Regimen other, and neither planned cycles nor doses exported.
    let robbins = results(&in_repository("data-samples/published/robbins2011"));
    for (measure, unit) in [
        ("exposure.completed", Course),
        ("exposure.completed", Cycle),
        ("exposure.at_least", Course),
        ("exposure.fraction_of_planned", Course),
        ("exposure.cycle_outcome", Cycle),
        ("exposure.dose_disposition", Dose),
        ("exposure.dose_status", Dose),
    ] {
        let is_it = |row: &&Row| row.measure == measure && row.unit == unit;
        let rows: Vec<&Row> = robbins.0.iter().filter(is_it).collect();
        assert!(!rows.is_empty(), "{measure}");
        for row in rows {
            assert_eq!(row.status, Status::NotEstimable, "{measure}");
            assert_eq!((row.value, row.denominator), (None, Some(0)), "{measure}");
        }
    }
    // The two patients on hemodialysis have an exported plan: 126 doses in 9 cycles.
    let published = results(&in_repository("data-samples/published"));
    let row = published.row("exposure.completed", Course, "all", "all", Proportion);
    assert_eq!((row.numerator, row.denominator), (Some(0), Some(2)));
    let row = published.row("exposure.plan", Course, "none", "all", Proportion);
    assert_eq!((row.numerator, row.denominator), (Some(30), Some(32)));
    let row = published.row("exposure.dose_status", Dose, "given", "all", Ratio);
    assert_eq!(row.denominator, Some(126));
}

#[test]
fn what_was_not_collected_is_no_zero() {
    let published = results(&in_repository("data-samples/published"));
    let is_support = |measure: &str| {
        ["toxicity.", "vasopressor.", "dialysis."]
            .iter()
            .any(|family| measure.starts_with(family))
    };
    let rows: Vec<_> = published
        .0
        .iter()
        .filter(|row| is_support(row.measure))
        .collect();
    assert!(rows.len() > 15);
    for row in rows {
        assert_eq!(row.status, Status::NotCollected, "{}", row.measure);
        assert_eq!(
            (row.value, row.numerator, row.denominator),
            (None, None, None),
            "{}",
            row.measure
        );
    }
}
