//! Exposure of `data-samples/tiny`, worked by hand.

use crate::measures::results::Row;
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
fn a_cycle_ends_for_the_reason_of_the_first_dose_after_its_last_given_one() {
    let tiny = tiny();
    // T1-1: cycle 1 has no row after dose 3, cycle 2 a held one (hypotension); T1-2: cycle 1 a stopped one (renal), cycle 2
    // no row; T2-1: cycle 1 a refused one, cycle 2 no row; T3-1: all 6 given.
    let outcome = |item| tiny.proportion("exposure.cycle_outcome", Cycle, item, "all");
    assert_eq!(
        ["completed", "to_the_end", "ended_early", "not_begun"].map(outcome),
        [(1, 7), (0, 7), (4, 7), (2, 7)]
    );
    let reason = |item| tiny.proportion("exposure.end_reason", Cycle, item, "all");
    assert_eq!(
        [
            "cardiovascular",
            "renal",
            "hepatic",
            "other",
            "refused",
            "not_stated"
        ]
        .map(reason),
        [(1, 4), (1, 4), (0, 4), (0, 4), (1, 4), (1, 4)]
    );
    // After the end 11 + 12 in T1-1, 13 in T1-2, 10 in T2-1; two cycles of 14 not begun.
    let doses = |item| tiny.ratio("exposure.dose_disposition", Dose, item);
    assert_eq!(
        ["given", "held_then_resumed", "after_the_end", "not_begun"].map(doses),
        [(16, 90), (0, 90), (46, 90), (28, 90)]
    );
}

#[test]
fn plans_are_those_of_regimens_and_doses_keep_to_them() {
    let tiny = tiny();
    let plan = |item| tiny.proportion("exposure.plan", Course, item, "all");
    assert_eq!(
        ["exported", "default", "none"].map(plan),
        [(0, 4), (4, 4), (0, 4)]
    );
    // 2 + 1 intervals in T1-1, none in T1-2, 3 in T2-1, 5 in T3-1, all of 8 h. No dose has iu_per_kg.
    let deviation = |item| tiny.ratio("exposure.dose_deviation", Dose, item);
    assert_eq!(deviation("interval_under_7_h"), (0, 11));
    assert_eq!(deviation("above_the_plan"), (0, 16));
    let is_size = |row: &&Row| row.item == "beyond_10_percent";
    assert_eq!(tiny.0.iter().filter(is_size).count(), 0);
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
