//! `data-samples/published`: real patients, with the numbers that the papers print.

use crate::bench::{assert_close, in_repository, results};
use il2_outcomes::measures::results::Statistic::{Count, Max, Mean, Median, Min, Q1, Q3, Sd, Sum};
use il2_outcomes::measures::results::Status;
use il2_outcomes::measures::results::Unit::{Course, Patient};

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
