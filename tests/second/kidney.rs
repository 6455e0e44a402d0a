//! dialysis and kidney: courses at risk, their dialysis, and the course of their creatinine.

use super::book::Measure;
use super::course::{Course, Interval, Treatment, length_of_union};
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use super::terms::TERMINOLOGY;
use super::values::{at_most, less, lies_in};
use il2_outcomes::measures::results::Statistic::{self, Max, Mean, Median, Q1, Q3};
use il2_outcomes::measures::results::Unit;

/// Intervals whose modality is dialysis.
fn dialysis(course: &Course) -> impl Iterator<Item = &Treatment> {
    let is_dialysis = |treatment: &&Treatment| TERMINOLOGY.dialysis.contains(&treatment.modality);
    course.treatments.iter().filter(is_dialysis)
}

/// "Unless `baseline_dialysis` is true or an interval of a dialysis modality starts before hour 0."
pub(super) fn is_at_risk(course: &Course) -> bool {
    let on_dialysis = course.line.text("baseline_dialysis") == Some("true");
    !on_dialysis && dialysis(course).all(|treatment| at_most(0.0, treatment.during.start))
}

fn at_risk<'a>(stratum: &Stratum<'a>) -> impl Iterator<Item = &'a Course> {
    let courses: Vec<&Course> = stratum.courses.clone();
    courses.into_iter().filter(|course| is_at_risk(course))
}

/// "An interval counts if its modality is dialysis and it starts in 0 … h + 720."
pub(super) fn counting(course: &Course) -> impl Iterator<Item = &Treatment> {
    dialysis(course).filter(|treatment| course.is_from_0_within(720.0, treatment.during.start))
}

pub(super) fn is_user(course: &Course) -> bool {
    counting(course).next().is_some()
}

fn use_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let needed = |patient: &&Patient<'_>| {
        let at_risk: Vec<&&Course> = patient
            .courses
            .iter()
            .filter(|course| is_at_risk(course))
            .collect();
        (!at_risk.is_empty()).then(|| at_risk.iter().any(|course| is_user(course)))
    };
    rows.of_patients("all", "all", stratum.patients.iter().filter_map(needed));
}

fn modalities(stratum: &Stratum<'_>, rows: &mut Rows) {
    for modality in &TERMINOLOGY.dialysis {
        let had =
            |course: &Course| counting(course).any(|treatment| treatment.modality == *modality);
        rows.of_courses(
            modality,
            "all",
            at_risk(stratum).map(|course| (course, had(course))),
        );
    }
}

fn rate(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = at_risk(stratum).map(|course| (course, usize::from(is_user(course))));
    rows.rate("all", courses, 1000.0);
}

fn hours(stratum: &Stratum<'_>, rows: &mut Rows) {
    let hours = |course: &Course| {
        let intervals: Vec<Interval> = counting(course).map(|treatment| treatment.during).collect();
        length_of_union(&intervals, 0.0)
    };
    let users = at_risk(stratum).filter(|course| is_user(course));
    let values: Vec<f64> = users.filter_map(hours).collect();
    rows.statistics("all", &values, &DIST);
}

fn ended(stratum: &Stratum<'_>, rows: &mut Rows) {
    let has_ended =
        |course: &Course| counting(course).all(|treatment| treatment.during.stop.is_some());
    let users = at_risk(stratum).filter(|course| is_user(course));
    rows.of_courses(
        "all",
        "all",
        users.map(|course| (course, has_ended(course))),
    );
}

/// Creatinine in mg/dL by hour; "values ≤ 0 are passed over".
fn creatinine(course: &Course) -> Vec<(f64, f64)> {
    let measured = course.measured.iter();
    let values = measured.filter(|measured| measured.analyte == Some("creatinine"));
    values
        .map(|measured| (measured.hour, measured.value))
        .filter(|&(_, value)| less(0.0, value))
        .collect()
}

/// "The last value at an hour in −168 … 0 (the lowest of equal hours), else the lowest in −2160 … −168."
fn baseline(values: &[(f64, f64)]) -> Option<f64> {
    let in_days = |from: f64, to: f64| {
        values
            .iter()
            .filter(move |(hour, _)| lies_in(*hour, from, to))
    };
    let last_hour = in_days(-168.0, 0.0).map(|&(hour, _)| hour).reduce(f64::max);
    let recent = last_hour.and_then(|last| {
        let at_last = in_days(-168.0, 0.0).filter(|(hour, _)| at_most(last, *hour));
        at_last.map(|&(_, value)| value).reduce(f64::min)
    });
    recent.or_else(|| {
        in_days(-2160.0, -168.0)
            .map(|&(_, value)| value)
            .reduce(f64::min)
    })
}

/// Baseline and values in the window 0 … h + 168; nothing without either.
fn window(course: &Course, values: &[(f64, f64)]) -> Option<(f64, Vec<(f64, f64)>)> {
    let in_window = values
        .iter()
        .copied()
        .filter(|(hour, _)| course.is_from_0_within(168.0, *hour));
    let in_window: Vec<(f64, f64)> = in_window.collect();
    (!in_window.is_empty()).then_some((baseline(values)?, in_window))
}

/// The stage of one value.
fn stage_of((hour, value): (f64, f64), baseline: f64, values: &[(f64, f64)]) -> u8 {
    let ratio = value / baseline;
    let has_risen = values.iter().any(|&(earlier, from)| {
        let is_before = less(earlier, hour) && at_most(hour - earlier, 48.0);
        is_before && at_most(0.3, value - from)
    });
    let is_stage_1 = at_most(1.5, ratio) || has_risen;
    if at_most(3.0, ratio) || (at_most(4.0, value) && is_stage_1) {
        3
    } else if at_most(2.0, ratio) {
        2
    } else {
        u8::from(is_stage_1)
    }
}

/// The highest stage; a counting dialysis interval that starts in the window is stage 3.
fn stage(course: &Course) -> Option<u8> {
    let values = creatinine(course);
    let (baseline, in_window) = window(course, &values)?;
    let mut starts = counting(course).map(|treatment| treatment.during.start);
    let had_dialysis = starts.any(|start| course.is_from_0_within(168.0, start));
    let stages = in_window
        .into_iter()
        .map(|value| stage_of(value, baseline, &values));
    stages.chain(had_dialysis.then_some(3)).max()
}

fn kdigo_stages(stratum: &Stratum<'_>, rows: &mut Rows) {
    let stages: Vec<(&Course, u8)> = at_risk(stratum)
        .filter_map(|course| Some((course, stage(course)?)))
        .collect();
    for level in 0..=3 {
        let are = stages
            .iter()
            .map(|&(course, stage)| (course, stage == level));
        rows.of_courses("all", &level.to_string(), are);
    }
}

fn peak_ratios(stratum: &Stratum<'_>, rows: &mut Rows) {
    let ratio = |course: &Course| {
        let (baseline, in_window) = window(course, &creatinine(course))?;
        let peak = in_window
            .into_iter()
            .map(|(_, value)| value)
            .reduce(f64::max)?;
        Some(peak / baseline)
    };
    let values: Vec<f64> = at_risk(stratum).filter_map(ratio).collect();
    rows.statistics("all", &values, &[Median, Q1, Q3, Max]);
}

const USE: Measure = Measure {
    name: "dialysis.use",
    unit: Unit::Course,
    needs: &["dialysis"],
    first: Statistic::Proportion,
    rows: |stratum, rows| {
        let are = at_risk(stratum).map(|course| (course, is_user(course)));
        rows.of_courses("all", "all", are);
    },
};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        unit: Unit::Patient,
        rows: use_of_patients,
        ..USE
    },
    USE,
    Measure {
        name: "dialysis.modality",
        rows: modalities,
        ..USE
    },
    Measure {
        name: "dialysis.rate",
        first: Statistic::Rate,
        rows: rate,
        ..USE
    },
    Measure {
        name: "dialysis.hours",
        needs: &["dialysis.stop_hour"],
        first: Mean,
        rows: hours,
        ..USE
    },
    Measure {
        name: "dialysis.ended",
        needs: &["dialysis.stop_hour"],
        rows: ended,
        ..USE
    },
    Measure {
        name: "kidney.kdigo_stage",
        needs: &["measurements", "dialysis"],
        rows: kdigo_stages,
        ..USE
    },
    Measure {
        name: "kidney.peak_creatinine_ratio",
        needs: &["measurements", "dialysis"],
        first: Median,
        rows: peak_ratios,
        ..USE
    },
];
