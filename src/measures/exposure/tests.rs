//! Exposure of `data-samples/tiny`, worked by hand.

use crate::measures::results::Statistic::{Max, Mean, Median, Q1, Q3, Sd, Sum};
use crate::measures::results::Unit::{Course, Cycle, Dose, Patient};
use crate::measures::tiny::{assert_close, tiny};

#[test]
fn doses_given_are_counted_per_cycle_course_and_patient() {
    let tiny = tiny();
    let given = |unit, statistic| tiny.value("exposure.doses_given", unit, "all", statistic);
    // Courses 1 4 5 6: mean 4; deviations −3 0 1 2, so SD √(14/3); quartiles 1 + ¾·3 and 5 + ¼·1.
    assert_close(given(Course, Sum), 16.0);
    assert_close(given(Course, Mean), 4.0);
    assert_close(given(Course, Sd), (14.0_f64 / 3.0).sqrt());
    for (statistic, expected) in [(Q1, 3.25), (Median, 4.5), (Q3, 5.25)] {
        assert_close(given(Course, statistic), expected);
    }
    // Patients: P1 5 + 1, P2 4, P3 6. Cycles: 3 2 1 4 6.
    assert_close(given(Patient, Mean), 16.0 / 3.0);
    assert_close(given(Patient, Max), 6.0);
    assert_close(given(Cycle, Mean), 3.2);
    assert_close(
        tiny.value("exposure.doses_given_by_cycle", Cycle, "2", Mean),
        2.0,
    );
    assert_close(tiny.value("exposure.courses", Patient, "all", Max), 2.0);
}

#[test]
fn planned_doses_are_what_fractions_are_out_of() {
    let tiny = tiny();
    // 28 + 28 + 28 + 6 planned; 19 recorded.
    assert_eq!(
        tiny.ratio("exposure.fraction_of_planned", Course, "all"),
        (16, 90)
    );
    let status = |item| tiny.ratio("exposure.dose_status", Dose, item);
    assert_eq!(
        [
            "given",
            "held",
            "stopped",
            "refused",
            "other",
            "not_reached"
        ]
        .map(status)
        .map(|r| r.0),
        [16, 1, 1, 1, 0, 71]
    );
    let reached = |k| tiny.proportion("exposure.at_least", Course, "all", k);
    assert_eq!(
        ["1", "2", "5", "6", "7", "28"].map(reached),
        [(4, 4), (3, 4), (2, 4), (1, 4), (0, 3), (0, 3)]
    );
    assert_eq!(
        tiny.proportion("exposure.completed", Course, "all", "all"),
        (1, 4)
    );
    assert_eq!(
        tiny.proportion("exposure.completed", Cycle, "all", "all"),
        (1, 5)
    );
    // 600,000 IU/kg by default, 720,000 in T3-1: 3.0, 0.6, 2.4 and 4.32.
    assert_close(
        tiny.value("exposure.cumulative_miu_per_kg", Course, "all", Max),
        4.32,
    );
    assert_close(
        tiny.value("exposure.cumulative_miu_per_kg", Patient, "all", Mean),
        (3.6 + 2.4 + 4.32) / 3.0,
    );
}

#[test]
fn a_reason_is_a_term_or_an_organ_system() {
    let tiny = tiny();
    assert_eq!(
        tiny.ratio("exposure.reason", Dose, "cardiovascular"),
        (1, 2)
    );
    assert_eq!(tiny.ratio("exposure.reason", Dose, "renal"), (1, 2));
    assert_eq!(tiny.ratio("exposure.reason", Dose, "hepatic"), (0, 2));
}
