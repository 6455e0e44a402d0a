//! `data-samples/tiny`, continued: kidney, outcome and care, every answer worked by hand.

use crate::bench::{Results, assert_close, in_repository, results};
use il2_outcomes::measures::results::Statistic::{Max, Mean, Median, Probability, Ratio};
use il2_outcomes::measures::results::Status;
use il2_outcomes::measures::results::Unit::{Course, Patient};

fn tiny() -> Results {
    results(&in_repository("data-samples/tiny"))
}

#[test]
fn the_highest_creatinine_stage_counts_and_dialysis_is_stage_3() {
    let tiny = tiny();
    // T1-1: baseline 1.0, then 1.5 (stage 1) and 2.1 (stage 2). T2-1: 88.4017 µmol/L is 1.0 mg/dL, it stays there, but
    // dialysis began at hour 30. T1-2 has no value; T3-1 is not at risk.
    let stage = |level| tiny.proportion("kidney.kdigo_stage", Course, "all", level);
    assert_eq!(
        ["0", "1", "2", "3"].map(stage),
        [(0, 2), (0, 2), (1, 2), (1, 2)]
    );
    assert_close(
        tiny.value("kidney.peak_creatinine_ratio", Course, "all", Median),
        1.55,
    );
    assert_close(
        tiny.value("kidney.peak_creatinine_ratio", Course, "all", Max),
        2.1,
    );
}

#[test]
fn the_best_response_of_a_patients_courses_counts() {
    let tiny = tiny();
    // P1: SD, then PR. P2: PD. P3: none.
    let best = |item| tiny.proportion("outcome.best_response", Patient, item, "all");
    assert_eq!(
        ["CR", "PR", "SD", "PD", "NE", "missing"]
            .map(best)
            .map(|n| n.0),
        [0, 1, 0, 1, 0, 1]
    );
    assert_eq!(
        tiny.proportion("outcome.objective_response", Patient, "all", "all"),
        (1, 2)
    );
}

#[test]
fn survival_runs_from_the_first_treated_course() {
    let tiny = tiny();
    // P3 is last seen on day 30, P2 dies on day 90, P1 is last seen on day 400: from day 90 on one of two is alive.
    let alive = |day| {
        let row = tiny.row("outcome.overall_survival", Patient, "all", day, Probability);
        (row.value, row.numerator, row.denominator, row.status)
    };
    assert_eq!(alive("365"), (Some(0.5), Some(1), Some(3), Status::Ok));
    assert_eq!(alive("730"), (None, Some(1), Some(3), Status::NotEstimable));
    assert_close(
        tiny.value("outcome.overall_survival_median", Patient, "all", Median),
        90.0,
    );
    // P2 progresses on day 50, P1 on day 60 + 40, in the second course.
    let row = tiny.row(
        "outcome.progression_free_survival",
        Patient,
        "all",
        "365",
        Probability,
    );
    assert_eq!(
        (row.value, row.numerator, row.denominator, row.lower),
        (Some(0.0), Some(2), Some(3), None)
    );
    assert_close(
        tiny.value(
            "outcome.progression_free_survival_median",
            Patient,
            "all",
            Median,
        ),
        50.0,
    );
}

#[test]
fn who_was_lost_within_thirty_days_is_in_no_denominator_of_early_death() {
    let tiny = tiny();
    // P3's last dose was at hour 40; day 30 is hour 720, 40 hours too soon.
    assert_eq!(
        tiny.proportion("outcome.death_within_30_days", Patient, "all", "all"),
        (0, 2)
    );
    assert_eq!(
        tiny.proportion("outcome.treatment_related_death", Patient, "all", "all"),
        (0, 3)
    );
}

#[test]
fn an_icu_stay_counts_from_hour_0_and_needs_an_end_to_have_a_length() {
    let tiny = tiny();
    assert_eq!(
        tiny.proportion("care.icu_stay", Patient, "all", "all"),
        (2, 3)
    );
    assert_eq!(
        tiny.proportion("care.icu_stay", Course, "all", "all"),
        (2, 4)
    );
    // T1-1: 0 to 4 and 10 to 58. T3-1 has no end.
    let hours = tiny.row("care.icu_hours", Course, "all", "all", Mean);
    assert_eq!((hours.value, hours.denominator), (Some(52.0), Some(1)));
}

#[test]
fn medication_without_times_counts_and_an_unknown_agent_is_other() {
    let tiny = tiny();
    let class = |item| tiny.proportion("care.medication_class", Course, item, "all");
    assert_eq!(
        ["antiemetic", "diuretic", "other", "albumin"].map(class),
        [(1, 4), (1, 4), (1, 4), (0, 4)]
    );
}

#[test]
fn a_treatment_day_is_24_hours_from_hour_0_with_a_given_dose() {
    let tiny = tiny();
    // Days 0 and 14 of T1-1, 0 of T1-2, 0 and 1 of T2-1 and of T3-1. Creatinine on three of these: T1-1 at hours 20 and
    // 340, T3-1 at hour 10; hour 30 of T1-1 is day 1, without a dose.
    assert_eq!(
        tiny.ratio("care.daily_monitoring", Course, "creatinine"),
        (3, 7)
    );
    // Nobody measured platelets here, in any course.
    let platelets = tiny.row("care.daily_monitoring", Course, "platelets", "all", Ratio);
    assert_eq!(
        (platelets.status, platelets.denominator),
        (Status::NotEstimable, Some(0))
    );
}
