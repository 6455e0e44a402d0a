//! Creatinine of a course: the baseline, and the stage of one value.
//!
//! Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria.

use crate::model::TOLERANCE;

/// Hours before hour 0 in which the last value is the baseline.
const RECENT: f64 = 168.0;
/// Hours before hour 0 in which, without a recent value, the lowest is.
const EARLIER: f64 = 2160.0;
/// Hours within which a small rise counts.
const RISE_WITHIN: f64 = 48.0;
/// That rise, in mg/dL.
const RISE: f64 = 0.3;

/// A value at an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub(super) hour: f64,
    pub(super) value: f64,
}

/// The last value of the week before hour 0, the lowest of equal hours; else the lowest of the 90 days before.
pub(super) fn baseline(taken: &[Value]) -> Option<f64> {
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
pub(super) fn stage(of: Value, baseline: f64, taken: &[Value]) -> i64 {
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

/// Values of these hours, for tests.
#[cfg(test)]
pub(super) fn values(pairs: &[(f64, f64)]) -> Vec<Value> {
    let pairs = pairs.iter();
    pairs.map(|&(hour, value)| Value { hour, value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
