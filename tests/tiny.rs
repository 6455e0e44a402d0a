//! `data-samples/tiny`: five courses of four patients, every answer worked by hand.
//!
//! | course | regimen | given | other doses | planned | h |
//! |---|---|---|---|---|---|
//! | T1-1 (P1) | hd_il2 | 3 in cycle 1, 2 in cycle 2 | 1 held (hypotension) | 28 | 344 |
//! | T1-2 (P1) | hd_il2 | 1 | 1 stopped (renal) | 28 | 0 |
//! | T2-1 (P2) | hd_il2 | 4 | 1 refused | 28 | 24 |
//! | T3-1 (P3) | til_il2 | 6 | | 6 | 40 |
//! | T4-1 (P4) | hd_il2 | none: untreated | 1 held | | |

use crate::bench::{Results, assert_close, in_repository, results};
use il2_outcomes::measures::results::Statistic::{
    Count, Max, Mean, Median, Probability, Q1, Q3, Rate, Sd, Sum,
};
use il2_outcomes::measures::results::Status;
use il2_outcomes::measures::results::Unit::{Course, Cycle, Dose, Patient};

fn tiny() -> Results {
    results(&in_repository("data-samples/tiny"))
}

#[test]
fn an_untreated_course_is_in_the_flow_and_nowhere_else() {
    let tiny = tiny();
    for (unit, stored, treated) in [(Course, 5.0, 4.0), (Patient, 4.0, 3.0)] {
        assert_close(tiny.value("cohort.flow", unit, "stored", Count), stored);
        assert_close(tiny.value("cohort.flow", unit, "selected", Count), stored);
        assert_close(tiny.value("cohort.flow", unit, "treated", Count), treated);
    }
    assert_close(tiny.value("cohort.total", Cycle, "all", Count), 5.0);
    assert_close(tiny.value("cohort.total", Dose, "all", Count), 16.0);
    assert_eq!(tiny.ratio("exposure.reason", Dose, "not_stated"), (0, 2));
}

#[test]
fn table_one_describes_treated_patients_at_their_first_treated_course() {
    let tiny = tiny();
    // P1 50, P2 61, P3 unknown; P4 is untreated.
    assert_close(
        tiny.value("characteristics.age_years", Patient, "all", Mean),
        55.5,
    );
    assert_close(
        tiny.value("characteristics.age_years", Patient, "missing", Count),
        1.0,
    );
    assert_eq!(
        tiny.proportion("characteristics.sex", Patient, "female", "all"),
        (1, 3)
    );
    assert_eq!(
        tiny.proportion("characteristics.sex", Patient, "missing", "all"),
        (1, 3)
    );
    assert_eq!(
        tiny.proportion("characteristics.diagnosis", Patient, "melanoma", "all"),
        (2, 3)
    );
    assert_eq!(
        tiny.proportion(
            "characteristics.diagnosis",
            Patient,
            "renal_cell_carcinoma",
            "all"
        ),
        (1, 3)
    );
    assert_eq!(
        tiny.proportion("characteristics.regimen", Patient, "til_il2", "all"),
        (1, 3)
    );
    let race = tiny.row(
        "characteristics.race",
        Patient,
        "all",
        "all",
        il2_outcomes::measures::results::Statistic::Proportion,
    );
    assert_eq!((race.status, race.value), (Status::NotCollected, None));
}

#[test]
fn doses_given_are_counted_per_cycle_course_and_patient() {
    let tiny = tiny();
    let given = |unit, statistic| tiny.value("exposure.doses_given", unit, "all", statistic);
    // Courses 1 4 5 6: mean 4; deviations −3 0 1 2, so SD √(14/3); quartiles 1 + ¾·3 and 5 + ¼·1.
    assert_close(given(Course, Sum), 16.0);
    assert_close(given(Course, Mean), 4.0);
    assert_close(given(Course, Sd), (14.0_f64 / 3.0).sqrt());
    assert_eq!(
        [given(Course, Q1), given(Course, Median), given(Course, Q3)],
        [3.25, 4.5, 5.25]
    );
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

#[test]
fn the_worst_grade_on_treatment_decides() {
    let tiny = tiny();
    // P1 grade 3, P2 grade 4, P3 nothing. T1-2 has an ungraded event only. The rash of T2-1 began at hour 745, one hour
    // after treatment: 24 + 720 = 744.
    let any = |unit| {
        ["any", "ge3", "ge4", "5"].map(|level| tiny.proportion("toxicity.any", unit, "all", level))
    };
    assert_eq!(any(Patient), [(2, 3), (2, 3), (1, 3), (0, 3)]);
    assert_eq!(any(Course), [(3, 4), (2, 4), (1, 4), (0, 4)]);
    assert_eq!(any(Cycle), [(4, 5), (3, 5), (1, 5), (0, 5)]);
    let organ = |unit, item, level| tiny.proportion("toxicity.organ_system", unit, item, level);
    assert_eq!(organ(Patient, "cardiovascular", "3"), (1, 3));
    assert_eq!(organ(Course, "cardiovascular", "any"), (2, 4));
    assert_eq!(organ(Course, "cardiovascular", "unknown"), (1, 4));
    assert_eq!(organ(Course, "renal", "4"), (1, 4));
    assert_eq!(organ(Course, "unclassified", "1"), (1, 4));
    assert_eq!(organ(Patient, "dermatologic", "any"), (0, 3));
    // P3 was not assessed for it.
    assert_eq!(organ(Patient, "hepatic", "any"), (0, 2));
    assert_eq!(organ(Course, "hepatic", "any"), (0, 3));
    assert_eq!(
        tiny.proportion("toxicity.term", Course, "Hypotension", "any"),
        (2, 4)
    );
    assert_eq!(
        tiny.proportion("toxicity.term", Course, "moon sickness", "any"),
        (1, 4)
    );
}

#[test]
fn severe_toxicity_has_a_dose_a_resolution_and_a_rate() {
    let tiny = tiny();
    // Hypotension of T1-1 began at hour 10, after doses at 0 and 8; oliguria of T2-1 at hour 20, after 0, 8 and 16.
    assert_close(
        tiny.value("toxicity.onset_dose", Course, "cardiovascular", Median),
        2.0,
    );
    assert_close(
        tiny.value("toxicity.onset_dose", Course, "renal", Median),
        3.0,
    );
    // They lasted 1 and 10 days.
    let resolved = |item, day| {
        let row = tiny.row("toxicity.resolved_by", Course, item, day, Probability);
        (row.value, row.numerator, row.denominator, row.lower)
    };
    assert_eq!(
        resolved("cardiovascular", "7"),
        (Some(1.0), Some(1), Some(1), None)
    );
    assert_eq!(resolved("renal", "7"), (Some(0.0), Some(0), Some(1), None));
    assert_eq!(resolved("renal", "14"), (Some(1.0), Some(1), Some(1), None));
    // Two events in 16 doses, and one.
    assert_close(
        tiny.value("toxicity.rate", Course, "cardiovascular", Rate),
        12.5,
    );
    assert_close(tiny.value("toxicity.rate", Course, "renal", Rate), 6.25);
}

#[test]
fn low_dose_dopamine_is_no_vasopressor() {
    let tiny = tiny();
    let used = |unit| tiny.proportion("vasopressor.use", unit, "all", "all");
    assert_eq!(
        [used(Patient), used(Course), used(Cycle)],
        [(1, 3), (2, 4), (2, 5)]
    );
    assert!(
        tiny.0
            .iter()
            .all(|row| row.measure != "vasopressor.agent" || row.item != "dopamine")
    );
    assert_eq!(
        tiny.proportion("vasopressor.two_or_more_agents", Course, "all", "all"),
        (1, 4)
    );
    // T1-1: 11 to 40; T1-2: from hour 0, not from −10, to 2.
    assert_close(tiny.value("vasopressor.hours", Course, "all", Max), 29.0);
    assert_close(tiny.value("vasopressor.hours", Course, "all", Mean), 15.5);
    assert_close(
        tiny.value("vasopressor.first_dose", Course, "all", Median),
        1.0,
    );
    // Norepinephrine .2; phenylephrine 1.0 × .06.
    assert_close(tiny.value("vasopressor.peak_nee", Course, "all", Max), 0.2);
    assert_close(
        tiny.value("vasopressor.peak_nee", Course, "all", Median),
        0.13,
    );
}

#[test]
fn fluid_removal_is_no_dialysis_and_who_had_it_before_is_not_at_risk() {
    let tiny = tiny();
    assert_eq!(
        tiny.proportion("dialysis.use", Patient, "all", "all"),
        (1, 2)
    );
    assert_eq!(
        tiny.proportion("dialysis.use", Course, "all", "all"),
        (1, 3)
    );
    assert_eq!(
        tiny.proportion("dialysis.modality", Course, "cvvhdf", "all"),
        (1, 3)
    );
    // One course in the 5 + 1 + 4 doses of courses at risk.
    assert_close(tiny.value("dialysis.rate", Course, "all", Rate), 100.0);
    assert_close(tiny.value("dialysis.hours", Course, "all", Mean), 24.0);
    assert_eq!(
        tiny.proportion("dialysis.ended", Course, "all", "all"),
        (1, 1)
    );
}
