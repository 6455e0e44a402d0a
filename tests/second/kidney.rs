//! kidney: courses at risk of dialysis, and the course of their creatinine.

use super::book::Measure;
use super::competing::{CompetingRisks, End};
use super::course::Course;
use super::data::Person;
use super::dialysis::{at_risk, counting, dialysis};
use super::population::Stratum;
use super::rows::Rows;
use super::terms::TERMINOLOGY;
use super::values::{ALLOWED, at_most, less, lies_in};
use il2_outcomes::measures::results::Statistic::{Max, Median, Probability, Proportion, Q1, Q3};
use il2_outcomes::measures::results::Unit;

/// Creatinine in mg/dL by hour; "values ≤ 0 or outside `plausible_values.csv` are passed over".
fn creatinine(course: &Course) -> Vec<(f64, f64)> {
    let measured = course.measured.iter();
    let values = measured.filter(|measured| measured.analyte == Some("creatinine"));
    values
        .map(|measured| (measured.hour, measured.value))
        .filter(|&(_, value)| less(0.0, value) && TERMINOLOGY.is_plausible("creatinine", value))
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

/// Values "after hour 0 and at most h + 168".
fn in_window(course: &Course, values: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let values = values.iter().copied();
    values
        .filter(|(hour, _)| less(0.0, *hour) && course.is_within(168.0, *hour))
        .collect()
}

/// Baseline and values in the window; nothing without either.
fn window(course: &Course, values: &[(f64, f64)]) -> Option<(f64, Vec<(f64, f64)>)> {
    let in_window = in_window(course, values);
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

/// "A counting dialysis interval that starts in 0 … h + 168."
fn had_dialysis_in_window(course: &Course) -> bool {
    let mut starts = counting(course).map(|treatment| treatment.during.start);
    starts.any(|start| course.is_from_0_within(168.0, start))
}

/// The highest stage; with dialysis in the window "stage 3 whatever the creatinine".
fn stage(course: &Course) -> Option<u8> {
    if had_dialysis_in_window(course) {
        return Some(3);
    }
    let values = creatinine(course);
    let (baseline, in_window) = window(course, &values)?;
    let stages = in_window.into_iter();
    stages.map(|value| stage_of(value, baseline, &values)).max()
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

fn staging(course: &Course) -> &'static str {
    let values = creatinine(course);
    if window(course, &values).is_some() {
        "staged"
    } else if had_dialysis_in_window(course) {
        "staged_by_dialysis_alone"
    } else if baseline(&values).is_none() {
        "no_baseline"
    } else {
        "no_value"
    }
}

fn stagings(stratum: &Stratum<'_>, rows: &mut Rows) {
    for item in [
        "staged",
        "staged_by_dialysis_alone",
        "no_baseline",
        "no_value",
    ] {
        let are = at_risk(stratum).map(|course| (course, staging(course) == item));
        rows.of_courses(item, "all", are);
    }
}

/// "The first hour after the peak and at most h + 720 at which every value is ≤ 1.5 × baseline and no dialysis interval of
/// the course (counting or not) starts before 168 h later and ends after 168 h before it (or has no end)."
fn recovered(course: &Course, values: &[(f64, f64)], baseline: f64, peak: f64) -> Option<f64> {
    let is_low = |hour: f64| {
        let mut own = values
            .iter()
            .filter(|(other, _)| (other - hour).abs() <= ALLOWED);
        own.all(|(_, value)| at_most(*value, 1.5 * baseline))
    };
    let is_near_dialysis = |hour: f64| {
        dialysis(course).any(|treatment| {
            let (start, stop) = (treatment.during.start, treatment.during.stop);
            less(start, hour + 168.0) && stop.is_none_or(|stop| less(hour - 168.0, stop))
        })
    };
    let hours = values.iter().map(|&(hour, _)| hour);
    hours
        .filter(|&hour| less(peak, hour) && course.is_within(720.0, hour))
        .filter(|&hour| is_low(hour) && !is_near_dialysis(hour))
        .reduce(f64::min)
}

/// The hour of the death that ends what began at the peak: "at 24 × (`death_day` − `start_day`); a `death_day` on the day of the
/// onset counts as 12 h after the onset"; it counts "on the day of the onset or at most at h + 720 (h unknown: at most at the
/// largest hour in the course's tables)", and "a death before the onset" ends nothing.
pub(super) fn death(course: &Course, person: &Person, peak: f64) -> Option<f64> {
    let day = person.line.integer("death_day")? - course.line.integer("start_day")?;
    if day as f64 == ((peak + ALLOWED) / 24.0).floor() {
        return Some(peak + 12.0);
    }
    let hour = 24.0 * day as f64;
    let largest = || course.hours.iter().copied().reduce(f64::max);
    let last = course
        .last_given_hour()
        .map(|last| last + 720.0)
        .or_else(largest)?;
    (at_most(peak, hour) && at_most(hour, last)).then_some(hour)
}

/// Days from the peak and how they end, of a course of stage 2 or 3 with a baseline and a value in the window.
fn recovery(course: &Course, person: &Person) -> Option<(f64, End)> {
    let values = creatinine(course);
    let (baseline, in_window) = window(course, &values)?;
    if stage(course)? < 2 {
        return None;
    }
    let highest = in_window.iter().map(|(_, value)| *value).reduce(f64::max)?;
    let at_highest = in_window
        .iter()
        .filter(|(_, value)| at_most(highest, *value));
    let peak = at_highest.map(|(hour, _)| *hour).reduce(f64::min)?;
    let (recovered, death) = (
        recovered(course, &values, baseline, peak),
        death(course, person, peak),
    );
    let (hour, end) = match (recovered, death) {
        // "At one hour: recovered."
        (Some(recovered), Some(death)) if less(death, recovered) => (death, End::Competing),
        (Some(recovered), _) => (recovered, End::OfInterest),
        (None, Some(death)) => (death, End::Competing),
        (None, None) => {
            let after = values.iter().map(|(hour, _)| *hour);
            let after = after.filter(|&hour| less(peak, hour) && course.is_within(720.0, hour));
            (after.reduce(f64::max)?, End::Censored)
        }
    };
    Some(((hour - peak) / 24.0, end))
}

fn recovered_by(stratum: &Stratum<'_>, rows: &mut Rows) {
    let times = at_risk(stratum).filter_map(|course| recovery(course, stratum.person_of(course)));
    let risks = CompetingRisks::of(times);
    for day in [7_i32, 14, 30] {
        let incidence = risks.at(f64::from(day), End::OfInterest);
        rows.competing_probability("all", &day.to_string(), &risks, &incidence);
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

const KDIGO_STAGE: Measure = Measure {
    name: "kidney.kdigo_stage",
    unit: Unit::Course,
    needs: &["measurements", "dialysis"],
    first: Proportion,
    rows: kdigo_stages,
};

pub(super) const MEASURES: &[Measure] = &[
    KDIGO_STAGE,
    Measure {
        name: "kidney.stage_3_at_least",
        rows: |stratum, rows| {
            let are = at_risk(stratum).map(|course| (course, stage(course) == Some(3)));
            rows.of_courses("all", "all", are);
        },
        ..KDIGO_STAGE
    },
    Measure {
        name: "kidney.staging",
        rows: stagings,
        ..KDIGO_STAGE
    },
    Measure {
        name: "kidney.recovered_by",
        first: Probability,
        rows: recovered_by,
        ..KDIGO_STAGE
    },
    Measure {
        name: "kidney.peak_creatinine_ratio",
        first: Median,
        rows: peak_ratios,
        ..KDIGO_STAGE
    },
];
