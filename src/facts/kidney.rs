//! The kidney of a course: the highest creatinine stage and the peak ratio to the baseline.
//!
//! Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_by};
use super::support::DialysisFacts;
use crate::model::TOLERANCE;

/// The analyte, in mg/dL.
const CREATININE: &str = "creatinine";
/// Hours after the last given dose that are looked at.
const WINDOW: f64 = 168.0;
/// Hours before hour 0 in which the last value is the baseline.
const RECENT: f64 = 168.0;
/// Hours before hour 0 in which, without a recent value, the lowest is.
const EARLIER: f64 = 2160.0;
/// Hours within which a small rise counts.
const RISE_WITHIN: f64 = 48.0;
/// That rise, in mg/dL.
const RISE: f64 = 0.3;

/// The kidney of one course; absent where it has no baseline or no value in the window.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct KidneyFacts {
    /// The highest stage, 0…3.
    pub(super) stage: Option<i64>,
    /// The highest value in the window ÷ the baseline.
    pub(super) peak_ratio: Option<f64>,
}

/// A value at an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Value {
    hour: f64,
    value: f64,
}

/// The kidney of every course of a site.
pub(super) fn kidney_facts(
    doses: &[DoseHistory],
    dialysis: &[DialysisFacts],
    measurements: &Events,
) -> Vec<KidneyFacts> {
    let mut facts = vec![KidneyFacts::default(); doses.len()];
    let frame = &measurements.frame;
    let (analytes, names) = frame.texts("listed_analyte");
    let mut codes = (0..).zip(names);
    let Some((creatinine, _)) = codes.find(|(_, name)| *name == CREATININE) else {
        return facts;
    };
    let (hours, values) = (frame.decimals("hour"), frame.decimals("standard_value"));
    for (course, rows) in measurements.by_course() {
        // What is not above 0 is no creatinine; `NaN` is not either.
        let rows = rows.filter(|&row| analytes[row] == creatinine && values[row] > 0.0);
        let mut taken: Vec<Value> = rows
            .map(|row| Value {
                hour: hours[row],
                value: values[row],
            })
            .collect();
        taken.sort_by(|a, b| a.hour.total_cmp(&b.hour).then(a.value.total_cmp(&b.value)));
        let last = doses[course].last_given_hour;
        let is_dialysed = dialysis[course]
            .starts
            .iter()
            .any(|&start| starts_by(start, last, WINDOW));
        facts[course] = kidney(&taken, last, is_dialysed);
    }
    facts
}

/// The kidney of a course with these values, sorted by hour.
fn kidney(taken: &[Value], last_given: Option<f64>, is_dialysed: bool) -> KidneyFacts {
    let Some(baseline) = baseline(taken) else {
        return KidneyFacts::default();
    };
    let in_window =
        |value: &&Value| value.hour >= -TOLERANCE && starts_by(value.hour, last_given, WINDOW);
    let window = || taken.iter().filter(in_window);
    let Some(peak) = window().map(|value| value.value).reduce(f64::max) else {
        return KidneyFacts::default();
    };
    let stage = window().map(|value| stage(*value, baseline, taken)).max();
    KidneyFacts {
        stage: if is_dialysed { Some(3) } else { stage },
        peak_ratio: Some(peak / baseline),
    }
}

/// The last value of the week before hour 0, the lowest of equal hours; else the lowest of the 90 days before.
fn baseline(taken: &[Value]) -> Option<f64> {
    let within = |from: f64, to: f64| {
        taken
            .iter()
            .filter(move |value| value.hour >= from - TOLERANCE && value.hour <= to + TOLERANCE)
    };
    let last = within(-RECENT, 0.0)
        .map(|value| value.hour)
        .reduce(f64::max);
    match last {
        Some(last) => within(last, last).map(|value| value.value).reduce(f64::min),
        None => within(-EARLIER, -RECENT)
            .map(|value| value.value)
            .reduce(f64::min),
    }
}

/// The stage of one value.
fn stage(of: Value, baseline: f64, taken: &[Value]) -> i64 {
    let at_least = |value: f64, threshold: f64| value >= threshold - TOLERANCE;
    let ratio = of.value / baseline;
    let has_risen = || {
        let is_before = |other: &&Value| {
            other.hour < of.hour - TOLERANCE && other.hour >= of.hour - RISE_WITHIN - TOLERANCE
        };
        taken
            .iter()
            .filter(is_before)
            .any(|other| at_least(of.value - other.value, RISE))
    };
    if at_least(ratio, 3.0) {
        return 3;
    }
    let is_stage_1 = at_least(ratio, 1.5) || has_risen();
    match is_stage_1 {
        true if at_least(of.value, 4.0) => 3,
        true if at_least(ratio, 2.0) => 2,
        true => 1,
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(f64, f64)]) -> Vec<Value> {
        pairs
            .iter()
            .map(|&(hour, value)| Value { hour, value })
            .collect()
    }

    fn stage_of(pairs: &[(f64, f64)]) -> Option<i64> {
        kidney(&values(pairs), Some(100.0), false).stage
    }

    #[test]
    fn a_rise_of_three_tenths_within_two_days_is_stage_1_whatever_the_floating_point() {
        // 1.3 − 1.0 = .30000000000000004, 1.4 − 1.1 = .2999999999999998.
        for (before, after) in [(1.0, 1.3), (0.8, 1.1), (1.1, 1.4)] {
            assert_eq!(
                stage_of(&[(-10.0, before), (38.0, after)]),
                Some(1),
                "{before} {after}"
            );
            assert_eq!(
                stage_of(&[(-10.1, before), (38.0, after)]),
                Some(0),
                "{before} {after}"
            );
        }
        // .9 ÷ .6 is 1.5, whenever it was measured.
        assert_eq!(stage_of(&[(-10.1, 0.6), (38.0, 0.9)]), Some(1));
    }

    #[test]
    fn stages_follow_the_ratio_and_four_needs_a_rise() {
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 1.49)]), Some(0));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 1.5)]), Some(1));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 2.0)]), Some(2));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 3.0)]), Some(3));
        // 4.1 over a baseline of 3.9 is no acute injury; over 2.7 it is stage 3.
        assert_eq!(stage_of(&[(-1.0, 3.9), (60.0, 4.1)]), Some(0));
        assert_eq!(stage_of(&[(-1.0, 2.7), (60.0, 4.1)]), Some(3));
    }

    #[test]
    fn the_baseline_is_the_last_of_the_week_else_the_lowest_of_ninety_days() {
        assert_eq!(
            baseline(&values(&[
                (-168.0, 1.0),
                (-20.0, 1.2),
                (0.0, 1.5),
                (0.0, 1.4)
            ])),
            Some(1.4)
        );
        assert_eq!(
            baseline(&values(&[(-2160.0, 0.9), (-200.0, 1.2)])),
            Some(0.9)
        );
        assert_eq!(baseline(&values(&[(-2161.0, 0.9)])), None);
    }

    #[test]
    fn dialysis_in_the_window_is_stage_3_but_needs_a_value() {
        let taken = values(&[(-1.0, 1.0), (10.0, 1.0)]);
        assert_eq!(kidney(&taken, Some(100.0), true).stage, Some(3));
        assert_eq!(
            kidney(&values(&[(-1.0, 1.0)]), Some(100.0), true),
            KidneyFacts::default()
        );
    }

    #[test]
    fn nothing_after_a_week_from_the_last_dose_counts() {
        assert_eq!(stage_of(&[(-1.0, 1.0), (268.0, 1.6)]), Some(1));
        assert_eq!(stage_of(&[(-1.0, 1.0), (268.1, 1.6)]), None);
        assert_eq!(
            kidney(&values(&[(-1.0, 1.0), (9e5, 1.6)]), None, false).stage,
            Some(1)
        );
    }
}
