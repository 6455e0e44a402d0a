//! The plausible values of one course by analyte, and what belongs to them: the baseline, and albumin near a value.

use super::ranges::Limits;
use crate::model::{Sex, TOLERANCE};
use crate::terminology::listed_analyte;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

/// A plausible value of an analyte of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The analyte, by its row.
    pub analyte: usize,
    /// The hour at which it was taken.
    pub hour: f64,
    /// As reported, in its unit.
    pub reported: f64,
    /// The number of its unit among the analyte's: that of the cell, else of the LOINC code, else the analyte's own.
    pub unit: usize,
    /// In the analyte's own unit.
    pub own: f64,
    /// The limits of normal that the row reports, in its unit.
    pub limits: Limits,
}

/// The plausible values of one course.
#[derive(Debug)]
pub struct CourseValues {
    /// The sex of the patient.
    pub sex: Option<Sex>,
    /// By analyte, then hour, then value in the own unit.
    values: Vec<Value>,
    /// The values of each analyte that has some, by analyte.
    runs: Vec<Run>,
}

/// The values of one analyte in a course, by their indices among its values.
#[derive(Debug)]
struct Run {
    analyte: usize,
    indices: Range<usize>,
    baseline: Option<usize>,
}

/// Hours before hour 0 in which the last value is the baseline.
const RECENT: f64 = 168.0;
/// Hours before hour 0 in which, without a recent value, it is looked for.
pub const BASELINE_WITHIN: f64 = 2160.0;
/// How far an albumin may be from the calcium that it corrects, in hours.
pub const ALBUMIN_WITHIN: f64 = 24.0;

static CREATININE: LazyLock<usize> = LazyLock::new(|| listed_analyte("creatinine"));
static ALBUMIN: LazyLock<usize> = LazyLock::new(|| listed_analyte("albumin"));

impl CourseValues {
    /// Of a course of a patient of this sex, from its plausible values in any order.
    #[must_use]
    pub fn new(sex: Option<Sex>, mut values: Vec<Value>) -> Self {
        values.sort_by(order);
        let mut runs: Vec<Run> = Vec::new();
        let mut from = 0;
        for run in values.chunk_by(|a, b| a.analyte == b.analyte) {
            let analyte = run[0].analyte;
            let is_creatinine = analyte == *CREATININE;
            runs.push(Run {
                analyte,
                indices: from..from + run.len(),
                baseline: baseline(run, is_creatinine).map(|index| from + index),
            });
            from += run.len();
        }
        Self { sex, values, runs }
    }

    /// All values, by analyte, hour and value in the own unit.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    fn run(&self, analyte: usize) -> Option<&Run> {
        let found = self.runs.binary_search_by_key(&analyte, |run| run.analyte);
        found.ok().map(|index| &self.runs[index])
    }

    /// The values of an analyte, by hour and value in the own unit.
    #[must_use]
    pub fn of_analyte(&self, analyte: usize) -> &[Value] {
        self.run(analyte)
            .map_or(&[], |run| &self.values[run.indices.clone()])
    }

    /// The baseline of an analyte: the last value of the week up to hour 0; else the last of the 90 days, of creatinine the
    /// lowest. Of equal hours the lowest.
    #[must_use]
    pub fn baseline(&self, analyte: usize) -> Option<&Value> {
        self.run(analyte)?.baseline.map(|index| &self.values[index])
    }

    /// The albumin with which calcium of an hour is corrected: the nearest at most 24 h away, of equally near ones the
    /// earlier, of equal hours the lowest.
    #[must_use]
    pub(super) fn albumin_near(&self, hour: f64) -> Option<&Value> {
        let near = |value: &&Value| (value.hour - hour).abs() <= ALBUMIN_WITHIN + TOLERANCE;
        let all = self.of_analyte(*ALBUMIN);
        // By hour, so that of equally near ones the first is the earlier.
        let nearest = all.iter().filter(near).reduce(|nearest, value| {
            let distances = [nearest, value].map(|value| (value.hour - hour).abs());
            if distances[1] < distances[0] - TOLERANCE {
                value
            } else {
                nearest
            }
        })?;
        let of_hour = all
            .iter()
            .filter(|value| (value.hour - nearest.hour).abs() <= TOLERANCE);
        of_hour.reduce(|lowest, value| {
            if value.own < lowest.own {
                value
            } else {
                lowest
            }
        })
    }
}

/// The order of values. Where analyte, hour and value are equal, the unit and then the limits decide, so that no order of
/// rows does.
fn order(a: &Value, b: &Value) -> Ordering {
    let by_limit = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    a.analyte
        .cmp(&b.analyte)
        .then_with(|| a.hour.total_cmp(&b.hour))
        .then_with(|| a.own.total_cmp(&b.own))
        .then_with(|| a.unit.cmp(&b.unit))
        .then_with(|| by_limit(a.limits.lower, b.limits.lower))
        .then_with(|| by_limit(a.limits.upper, b.limits.upper))
}

/// The index of the baseline among the values of an analyte, by hour and value.
fn baseline(values: &[Value], is_lowest_of_earlier: bool) -> Option<usize> {
    let within = |from: f64, to: f64| {
        let hours = values.iter().enumerate();
        hours.filter(move |(_, value)| {
            value.hour >= from - TOLERANCE && value.hour <= to + TOLERANCE
        })
    };
    let lowest = |from: f64, to: f64| {
        let lowest = within(from, to).reduce(|lowest, next| {
            if next.1.own < lowest.1.own {
                next
            } else {
                lowest
            }
        });
        lowest.map(|(index, _)| index)
    };
    let last = |from: f64, to: f64| {
        let (_, last) = within(from, to).next_back()?;
        lowest(last.hour, last.hour)
    };
    last(-RECENT, 0.0).or_else(|| {
        if is_lowest_of_earlier {
            lowest(-BASELINE_WITHIN, -RECENT)
        } else {
            last(-BASELINE_WITHIN, -RECENT)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::analyte;

    /// Values of an analyte in its own unit at these hours.
    fn course(name: &str, pairs: &[(f64, f64)]) -> CourseValues {
        let value = |&(hour, own): &(f64, f64)| Value {
            analyte: analyte(name).unwrap(),
            hour,
            reported: own,
            unit: 0,
            own,
            limits: Limits::default(),
        };
        CourseValues::new(None, pairs.iter().map(value).collect())
    }

    fn baseline_of(name: &str, pairs: &[(f64, f64)]) -> Option<f64> {
        let course = course(name, pairs);
        course
            .baseline(analyte(name).unwrap())
            .map(|value| value.own)
    }

    #[test]
    fn the_baseline_is_the_last_of_the_week_else_the_last_of_ninety_days_of_creatinine_the_lowest()
    {
        let all = [
            (-200.0, 0.6),
            (-168.0, 1.0),
            (-1.0, 0.9),
            (-1.0, 0.8),
            (0.0, 1.1),
            (2.0, 0.5),
        ];
        assert_eq!(baseline_of("creatinine", &all), Some(1.1));
        assert_eq!(baseline_of("creatinine", &all[..4]), Some(0.8));
        assert_eq!(
            baseline_of("creatinine", &[(-200.0, 0.9), (-300.0, 0.7)]),
            Some(0.7)
        );
        assert_eq!(
            baseline_of("sodium", &[(-200.0, 139.0), (-300.0, 131.0)]),
            Some(139.0)
        );
        assert_eq!(
            baseline_of("sodium", &[(-200.0, 139.0), (-200.0, 138.0)]),
            Some(138.0)
        );
        assert_eq!(baseline_of("sodium", &[(-2160.0, 131.0)]), Some(131.0));
        assert_eq!(baseline_of("sodium", &[(-2161.0, 131.0)]), None);
        assert_eq!(baseline_of("sodium", &[(0.5, 131.0)]), None);
    }

    #[test]
    fn the_nearest_albumin_is_taken_of_equally_near_ones_the_earlier_of_equal_hours_the_lowest() {
        let near = |pairs: &[(f64, f64)]| {
            course("albumin", pairs)
                .albumin_near(24.0)
                .map(|value| value.own)
        };
        assert_eq!(near(&[(0.0, 3.0), (48.0, 2.0)]), Some(3.0));
        assert_eq!(near(&[(-0.1, 3.0), (48.0, 2.0)]), Some(2.0));
        assert_eq!(near(&[(20.0, 3.0), (28.0, 2.0), (20.0, 2.5)]), Some(2.5));
        assert_eq!(near(&[(20.0, 3.0), (27.0, 2.0)]), Some(2.0));
        assert_eq!(near(&[(20.0, 3.0), (20.000_000_000_1, 2.5)]), Some(2.5));
        assert_eq!(near(&[(48.1, 2.0)]), None);
    }
}
