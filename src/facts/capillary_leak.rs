//! The capillary leak proxy: three signs of each treated cycle, by values. It is a proxy, and no diagnosis.

use super::course_values::by_hour;
use super::dose_history::{Cycle, DoseHistory};
use super::intervals::Interval;
use super::vital_signs::{is_hypotension_sustained, systolic};
use crate::grades::{CourseValues, Value};
use crate::model::TOLERANCE;
use crate::terminology::listed_analyte;
use std::sync::LazyLock;

/// Hours after the last given dose of a cycle that are looked at.
const AFTER_LAST: f64 = 48.0;
/// Hours up to a cycle's start in which the last value is its baseline.
const BEFORE_START: f64 = 168.0;
/// Below this, in g/dL, albumin is low.
const LOW_ALBUMIN: f64 = 3.0;
/// A fall of albumin, in g/dL, that is one by itself.
const FALL: f64 = 0.5;
/// Gains of weight that are counted, in percent of the baseline; the first is the sign.
pub const WEIGHT_GAINS: [i64; 4] = [5, 10, 15, 20];

/// What is known of one treated cycle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct CycleLeak {
    /// Whether albumin fell; `None` where it is not known.
    pub(super) albumin: Option<bool>,
    /// The highest of [`WEIGHT_GAINS`] that weight reached, 0 where it reached none; `None` where it is not known.
    pub(super) weight_gain: Option<i64>,
    /// Whether pressure fell or was held by vasopressors; `None` where it is not known.
    pub(super) pressure: Option<bool>,
    /// The highest running total of fluid in liters; `None` without a value.
    pub(super) net_fluid: Option<f64>,
}

/// The rows of the analytes.
struct Rows {
    albumin: usize,
    weight: usize,
    fluid: usize,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows {
    albumin: listed_analyte("albumin"),
    weight: listed_analyte("weight"),
    fluid: listed_analyte("fluid_balance_24h"),
});

/// The hours of a cycle: after its start, and up to its end.
#[derive(Debug, Clone, Copy)]
struct Window<'a> {
    values: &'a CourseValues,
    start: f64,
    end: f64,
}

/// Each treated cycle of a course, by its index, with the vasopressor infusions that count. Where a cycle's start or last
/// given dose has no hour, nothing is known of any.
///
/// Source: the measure book, the capillary leak proxy.
pub(super) fn cycle_leaks(
    values: &CourseValues,
    doses: &DoseHistory,
    vasopressors: &[Interval],
) -> Vec<CycleLeak> {
    let spans: Option<Vec<(f64, f64)>> = doses
        .cycles
        .iter()
        .map(|cycle: &Cycle| Some((cycle.start?, cycle.last?)))
        .collect();
    let Some(spans) = spans else {
        return vec![CycleLeak::default(); doses.cycles.len()];
    };
    let window = |&(start, last): &(f64, f64)| {
        let starts = spans.iter().map(|&(start, _)| start);
        let next = starts.filter(|&other| other > start + TOLERANCE);
        Window {
            values,
            start,
            end: next.fold(last + AFTER_LAST, f64::min),
        }
    };
    let windows = spans.iter().map(window);
    windows.map(|window| window.leak(vasopressors)).collect()
}

impl<'a> Window<'a> {
    fn leak(self, vasopressors: &[Interval]) -> CycleLeak {
        CycleLeak {
            albumin: self.albumin(),
            weight_gain: self.weight_gain(),
            pressure: self.pressure(vasopressors),
            net_fluid: self.net_fluid(),
        }
    }

    /// The values of an analyte in the window, by hour and size.
    fn values(self, analyte: usize) -> impl Iterator<Item = &'a Value> + Clone {
        let all = self.values.of_analyte(analyte);
        all.iter().filter(move |value| {
            value.hour > self.start + TOLERANCE && value.hour <= self.end + TOLERANCE
        })
    }

    /// The last value of an analyte in the week up to the start, of equal hours the lowest.
    fn baseline(self, analyte: usize) -> Option<f64> {
        let all = self.values.of_analyte(analyte);
        let within = all.iter().filter(|value| {
            value.hour >= self.start - BEFORE_START - TOLERANCE
                && value.hour <= self.start + TOLERANCE
        });
        let (_, of_last) = by_hour(within).last()?;
        of_last.into_iter().reduce(f64::min)
    }

    fn albumin(self) -> Option<bool> {
        let baseline = self.baseline(ROWS.albumin)?;
        let lowest = self.values(ROWS.albumin).map(|value| value.own);
        let lowest = lowest.reduce(f64::min)?;
        let is_low = lowest < LOW_ALBUMIN - TOLERANCE && lowest < baseline - TOLERANCE;
        Some(is_low || lowest <= baseline - FALL + TOLERANCE)
    }

    fn weight_gain(self) -> Option<i64> {
        let baseline = self.baseline(ROWS.weight)?;
        let highest = self.values(ROWS.weight).map(|value| value.own);
        let gain = 100.0 * (highest.reduce(f64::max)? - baseline) / baseline;
        let mut gains = WEIGHT_GAINS.into_iter().rev();
        let reached = gains.find(|&least| gain >= least as f64 - TOLERANCE);
        Some(reached.unwrap_or(0))
    }

    fn pressure(self, vasopressors: &[Interval]) -> Option<bool> {
        let pressures = self.values(systolic());
        let is_given = |it: &Interval| it.start <= self.end + TOLERANCE && it.reaches(self.start);
        if vasopressors.iter().any(is_given) || is_hypotension_sustained(pressures.clone()) {
            return Some(true);
        }
        pressures.clone().next().map(|_| false)
    }

    fn net_fluid(self) -> Option<f64> {
        let mut total = 0.0;
        let totals = by_hour(self.values(ROWS.fluid)).map(|(_, of_hour)| {
            total += of_hour.iter().sum::<f64>();
            total
        });
        totals
            .reduce(f64::max)
            .map(|milliliters| milliliters / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cycle_record::CycleOutcome;
    use crate::grades::Limits;
    use crate::terminology::analyte;

    /// One cycle from hour 0 with its last dose at 96, with values of analytes at hours, and vasopressors.
    fn leak(values: &[(&str, f64, f64)], vasopressors: &[Interval]) -> CycleLeak {
        let cycle = Cycle {
            number: 1,
            given: 2,
            planned: 14,
            start: Some(0.0),
            last: Some(96.0),
            given_hours: vec![0.0, 96.0],
            outcome: CycleOutcome::EndedEarly,
            end_reason: None,
        };
        let doses = DoseHistory {
            cycles: vec![cycle],
            ..DoseHistory::default()
        };
        let value = |&(name, hour, own): &(&str, f64, f64)| Value {
            analyte: analyte(name).unwrap(),
            hour,
            reported: own,
            unit: 0,
            own,
            limits: Limits::default(),
        };
        let values = CourseValues::new(None, values.iter().map(value).collect());
        cycle_leaks(&values, &doses, vasopressors)[0]
    }

    /// The parts albumin, weight of 5 percent and pressure.
    fn parts(
        albumin: &[(f64, f64)],
        weight: &[(f64, f64)],
        systolic: &[f64],
        pressor: bool,
    ) -> [Option<bool>; 3] {
        let mut values = Vec::new();
        values.extend(
            albumin
                .iter()
                .map(|&(hour, value)| ("albumin", hour, value)),
        );
        values.extend(weight.iter().map(|&(hour, value)| ("weight", hour, value)));
        values.extend(systolic.iter().map(|&value| ("systolic_bp", 20.0, value)));
        let interval = Interval {
            start: 100.0,
            stop: None,
        };
        let found = leak(
            &values,
            if pressor {
                std::slice::from_ref(&interval)
            } else {
                &[]
            },
        );
        [
            found.albumin,
            found.weight_gain.map(|gain| gain >= 5),
            found.pressure,
        ]
    }

    #[test]
    fn each_part_is_yes_no_or_unknown() {
        const YES: Option<bool> = Some(true);
        const NO: Option<bool> = Some(false);
        let weights = [(-1.0, 80.0), (90.0, 84.0)];
        for (albumin, weight, systolic, pressor, expected) in [
            (
                &[(0.0, 3.8), (50.0, 3.3)][..],
                &weights[..],
                &[110.0][..],
                false,
                [YES, YES, NO],
            ),
            (
                &[(0.0, 3.8), (50.0, 3.4)],
                &[(-1.0, 80.0), (90.0, 83.9)],
                &[110.0],
                true,
                [NO, NO, YES],
            ),
            (&[(50.0, 3.1)], &weights, &[110.0], false, [None, YES, NO]),
            (
                &[(50.0, 2.9)],
                &weights[1..],
                &[110.0],
                false,
                [None, None, NO],
            ),
            (
                &[(0.0, 2.9), (50.0, 2.9)],
                &weights,
                &[110.0],
                false,
                [NO, YES, NO],
            ),
            (
                &[(0.0, 2.9), (50.0, 2.8)],
                &weights,
                &[110.0],
                false,
                [YES, YES, NO],
            ),
            (
                &[(0.0, 3.3), (50.0, 3.0)],
                &weights,
                &[110.0],
                false,
                [NO, YES, NO],
            ),
            (&[], &[], &[110.0], false, [None, None, NO]),
            (
                &[(0.0, 3.8), (50.0, 3.6)],
                &[],
                &[110.0],
                false,
                [NO, None, NO],
            ),
            (
                &[(0.0, 3.8), (145.0, 2.5)],
                &weights,
                &[],
                false,
                [None, YES, None],
            ),
            // The baseline is the last value of the week; an older value is no baseline.
            (
                &[(-168.5, 3.8), (50.0, 2.5)],
                &[],
                &[],
                false,
                [None, None, None],
            ),
        ] {
            assert_eq!(
                parts(albumin, weight, systolic, pressor),
                expected,
                "{albumin:?} {weight:?}"
            );
        }
    }

    #[test]
    fn fluid_is_the_highest_running_total_and_weight_is_counted_in_steps() {
        let fluid = [
            ("fluid_balance_24h", -5.0, 9000.0),
            ("fluid_balance_24h", 24.0, 1000.0),
            ("fluid_balance_24h", 48.0, 3000.0),
            // Of one hour together: 2000 less 2500.
            ("fluid_balance_24h", 72.0, 2000.0),
            ("fluid_balance_24h", 72.0, -2500.0),
            ("fluid_balance_24h", 145.0, 9000.0),
            ("weight", -1.0, 80.0),
            ("weight", 50.0, 92.0),
        ];
        let found = leak(&fluid, &[]);
        assert_eq!((found.net_fluid, found.weight_gain), (Some(4.0), Some(15)));
    }
}
