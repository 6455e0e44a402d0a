//! Vital signs of a course: values beyond a limit, and for how long. They are signs and no grades.

use super::course_values::{by_hour, on_treatment};
use super::dose_history::DoseHistory;
use crate::grades::{CourseValues, Value};
use crate::model::TOLERANCE;
use crate::terminology::listed_analyte;
use std::sync::LazyLock;

/// A vital sign, with the levels of each, in the order of reports. A course has the sum of 2^index of the levels that it reaches.
pub const VITAL_SIGNS: [(&str, &[&str]); 5] = [
    ("hypotension", &["any", "sustained"]),
    ("tachycardia", &["any", "gt130", "sustained"]),
    ("fever", &["any", "gt40"]),
    ("desaturation", &["any", "lt88"]),
    ("oxygen", &["any", "high"]),
];

/// Below this systolic pressure, in mmHg, a dose is held.
///
/// Source: the label of aldesleukin.
const HYPOTENSION: f64 = 90.0;
/// The most hours between neighboring values of a run: vital signs every 4 h still form one.
const APART: f64 = 6.0;
/// A run is sustained that is at least so many hours long.
const SUSTAINED: f64 = 0.5;

/// The rows of the analytes.
struct Rows {
    systolic: usize,
    heart_rate: usize,
    temperature: usize,
    spo2: usize,
    flow: usize,
    fio2: usize,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows {
    systolic: listed_analyte("systolic_bp"),
    heart_rate: listed_analyte("heart_rate"),
    temperature: listed_analyte("temperature"),
    spo2: listed_analyte("spo2"),
    flow: listed_analyte("oxygen_flow"),
    fio2: listed_analyte("fio2"),
});

/// Each of [`VITAL_SIGNS`] in a course: the levels that it reaches on treatment; `None` without a value of it.
pub(super) fn vital_signs(values: &CourseValues, doses: &DoseHistory) -> [Option<i64>; 5] {
    let taken = |row: usize| on_treatment(values, row, doses);
    let any = |row, is_beyond: &dyn Fn(f64) -> bool| taken(row).any(|value| is_beyond(value.own));
    let levels = |rows: &[usize], levels: &[bool]| {
        let is_any = rows.iter().any(|&row| taken(row).next().is_some());
        let levels = levels.iter().enumerate();
        let sum = levels
            .map(|(level, &is_reached)| i64::from(is_reached) << level)
            .sum();
        is_any.then_some(sum)
    };
    let below = |limit: f64| move |value: f64| value < limit - TOLERANCE;
    let above = |limit: f64| move |value: f64| value > limit + TOLERANCE;
    let at_least = |limit: f64| move |value: f64| value >= limit - TOLERANCE;
    let Rows {
        systolic,
        heart_rate,
        temperature,
        spo2,
        flow,
        fio2,
    } = *ROWS;
    [
        levels(
            &[systolic],
            &[
                any(systolic, &below(HYPOTENSION)),
                is_hypotension_sustained(taken(systolic)),
            ],
        ),
        levels(
            &[heart_rate],
            &[
                any(heart_rate, &above(100.0)),
                any(heart_rate, &above(130.0)),
                is_sustained(taken(heart_rate), f64::min, above(100.0)),
            ],
        ),
        levels(
            &[temperature],
            &[
                any(temperature, &at_least(38.0)),
                any(temperature, &above(40.0)),
            ],
        ),
        levels(&[spo2], &[any(spo2, &below(90.0)), any(spo2, &below(88.0))]),
        levels(
            &[flow, fio2],
            &[
                any(flow, &above(0.0)) || any(fio2, &above(21.0)),
                any(flow, &above(4.0)) || any(fio2, &at_least(40.0)),
            ],
        ),
    ]
}

/// The row of systolic pressure.
pub(super) fn systolic() -> usize {
    ROWS.systolic
}

/// Whether systolic pressures, by hour, are sustained below the limit.
pub(super) fn is_hypotension_sustained<'a>(values: impl Iterator<Item = &'a Value>) -> bool {
    is_sustained(values, f64::max, |value| value < HYPOTENSION - TOLERANCE)
}

/// Whether a run of hours whose values are beyond a limit is long enough; of the values of one hour the least abnormal
/// counts.
fn is_sustained<'a>(
    values: impl Iterator<Item = &'a Value>,
    least_abnormal: fn(f64, f64) -> f64,
    is_beyond: impl Fn(f64) -> bool,
) -> bool {
    // The first and the last hour of the run so far.
    let mut run: Option<(f64, f64)> = None;
    for (hour, of_hour) in by_hour(values) {
        let value = of_hour.into_iter().reduce(least_abnormal);
        run = match (value.is_some_and(&is_beyond), run) {
            (false, _) => None,
            (true, Some((first, last))) if hour <= last + APART + TOLERANCE => Some((first, hour)),
            (true, _) => Some((hour, hour)),
        };
        if run.is_some_and(|(first, last)| last - first >= SUSTAINED - TOLERANCE) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::Limits;

    /// Whether systolic pressures at these minutes from hour 1 are sustained hypotension.
    fn is_sustained_at(pairs: &[(f64, f64)]) -> bool {
        let value = |&(minute, own): &(f64, f64)| Value {
            analyte: 0,
            hour: 1.0 + minute / 60.0,
            reported: own,
            unit: 0,
            own,
            limits: Limits::default(),
        };
        let values: Vec<Value> = pairs.iter().map(value).collect();
        is_hypotension_sustained(values.iter())
    }

    /// The levels of each sign of a course with these values of each analyte, at hours 1, 2 and so on.
    fn signs(all: &[(&str, &[f64])]) -> [Option<i64>; 5] {
        let of_analyte = |&(name, values): &(&str, &[f64])| {
            let value = |(hour, &own): (i32, &f64)| Value {
                analyte: listed_analyte(name),
                hour: f64::from(hour),
                reported: own,
                unit: 0,
                own,
                limits: Limits::default(),
            };
            (1..).zip(values).map(value).collect::<Vec<_>>()
        };
        let values = all.iter().flat_map(of_analyte).collect();
        vital_signs(&CourseValues::new(None, values), &DoseHistory::default())
    }

    #[test]
    fn a_course_beyond_every_limit_reaches_each_level_of_each_sign_and_one_at_the_limits_none() {
        let beyond = signs(&[
            ("systolic_bp", &[89.9, 89.9]),
            ("heart_rate", &[130.1, 130.1]),
            ("temperature", &[40.1]),
            ("spo2", &[87.9]),
            ("oxygen_flow", &[4.1]),
        ]);
        let all = VITAL_SIGNS.map(|(_, levels)| Some((1 << levels.len()) - 1));
        assert_eq!(beyond, all);
        let at_the_limits = signs(&[
            ("systolic_bp", &[90.0, 90.0]),
            ("heart_rate", &[100.0, 100.0]),
            ("temperature", &[37.9]),
            ("spo2", &[90.0]),
            ("oxygen_flow", &[0.0]),
            ("fio2", &[21.0]),
        ]);
        assert_eq!(at_the_limits, [Some(0); 5]);
        // The second limits: 130 per minute and 40 °C are not beyond them, 40% is.
        let second = signs(&[
            ("heart_rate", &[130.0]),
            ("temperature", &[38.0, 40.0]),
            ("spo2", &[88.0]),
            ("fio2", &[40.0]),
        ]);
        assert_eq!(second, [None, Some(1), Some(1), Some(1), Some(3)]);
    }

    #[test]
    fn hypotension_is_sustained_over_half_an_hour_without_a_gap_or_a_better_value() {
        for (pairs, expected) in [
            (&[(0.0, 85.0), (30.0, 88.0)][..], true),
            (&[(0.0, 85.0), (29.0, 88.0)], false),
            (&[(0.0, 85.0), (30.0, 90.0), (60.0, 85.0)], false),
            (&[(0.0, 85.0), (360.0, 85.0)], true),
            (&[(0.0, 85.0), (361.0, 85.0)], false),
            (&[(0.0, 85.0), (361.0, 85.0), (391.0, 85.0)], true),
            (&[(0.0, 85.0), (30.0, 85.0), (30.0, 104.0)], false),
        ] {
            assert_eq!(is_sustained_at(pairs), expected, "{pairs:?}");
        }
    }
}
