//! The lowest and highest values of a course on treatment, and its values by day.

use super::course_values::on_treatment;
use super::dose_history::DoseHistory;
use crate::grades::CourseValues;
use crate::model::{TOLERANCE, day_of_hour};
use crate::terminology::listed_analyte;
use std::sync::LazyLock;

/// Analytes whose lowest value counts, in the order of reports.
pub const LOWEST: [&str; 9] = [
    "platelets",
    "hemoglobin",
    "neutrophils",
    "lymphocytes",
    "albumin",
    "sodium",
    "bicarbonate",
    "systolic_bp",
    "spo2",
];

/// Analytes whose highest value counts, in the order of reports.
pub const HIGHEST: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "alt",
    "heart_rate",
    "temperature",
];

/// Analytes that are followed day by day, in the order of reports.
pub const FOLLOWED: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "platelets",
    "albumin",
    "weight",
];

/// The extreme of an analyte in a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extreme {
    /// Its number in [`LOWEST`] followed by [`HIGHEST`], from 0.
    pub(super) analyte: usize,
    /// In the analyte's own unit.
    pub(super) value: f64,
    /// The earliest hour of it.
    pub(super) hour: f64,
    /// Doses given up to that hour; `None` where a given dose of the course has no hour.
    pub(super) doses: Option<i64>,
}

/// The value of an analyte on a day of a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DayValue {
    /// Its number in [`FOLLOWED`], from 0.
    pub(super) analyte: usize,
    /// 0: the baseline; from 1 on, the windows of 24 h on treatment.
    pub(super) day: i64,
    /// In the analyte's own unit.
    pub(super) value: f64,
}

/// The rows of [`LOWEST`] followed by [`HIGHEST`] among the analytes.
static ROWS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let names = LOWEST.iter().chain(&HIGHEST);
    names.map(|name| listed_analyte(name)).collect()
});

/// The rows of [`FOLLOWED`] among the analytes.
static FOLLOWED_ROWS: LazyLock<[usize; FOLLOWED.len()]> =
    LazyLock::new(|| FOLLOWED.map(listed_analyte));

/// The extremes of a course on treatment, in the order of the lists.
pub(super) fn extremes(values: &CourseValues, doses: &DoseHistory) -> Vec<Extreme> {
    let of = |(number, &row): (usize, &usize)| {
        let all = on_treatment(values, row, doses);
        let is_lowest = number < LOWEST.len();
        let sizes = all.clone().map(|value| value.own);
        let extreme = sizes.reduce(if is_lowest { f64::min } else { f64::max })?;
        // Of equal extremes the earliest: values are in the order of hours.
        let first = all
            .clone()
            .find(|value| (value.own - extreme).abs() <= TOLERANCE)?;
        let given_by = || {
            let hours = doses.given_hours();
            hours
                .filter(|&given| given <= first.hour + TOLERANCE)
                .count() as i64
        };
        Some(Extreme {
            analyte: number,
            value: extreme,
            hour: first.hour,
            doses: doses.knows_given_hours().then(given_by),
        })
    };
    ROWS.iter().enumerate().filter_map(of).collect()
}

/// The values of a course by day: the baseline, then the last value of each day on treatment, of equal hours the lowest.
pub(super) fn day_values(values: &CourseValues, doses: &DoseHistory) -> Vec<DayValue> {
    let mut days: Vec<DayValue> = Vec::new();
    for (analyte, &row) in FOLLOWED_ROWS.iter().enumerate() {
        let baseline = values.baseline(row);
        days.extend(baseline.map(|baseline| DayValue {
            analyte,
            day: 0,
            value: baseline.own,
        }));
        let mut last_hour = f64::NEG_INFINITY;
        for value in on_treatment(values, row, doses) {
            let day = day_of_hour(value.hour) + 1;
            match days.last_mut() {
                Some(last) if last.analyte == analyte && last.day == day => {
                    if value.hour > last_hour + TOLERANCE {
                        last.value = value.own;
                        last_hour = value.hour;
                    } else {
                        last.value = value.own.min(last.value);
                    }
                }
                _ => {
                    days.push(DayValue {
                        analyte,
                        day,
                        value: value.own,
                    });
                    last_hour = value.hour;
                }
            }
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cycle_record::CycleOutcome;
    use crate::facts::dose_history::Cycle;
    use crate::grades::{Limits, Value};
    use crate::terminology::analyte;

    fn doses(hours: &[f64], given: i64) -> DoseHistory {
        DoseHistory {
            given,
            cycles: vec![Cycle {
                number: 1,
                given,
                planned: 14,
                start: hours.first().copied(),
                last: hours.last().copied(),
                given_hours: hours.to_vec(),
                outcome: CycleOutcome::EndedEarly,
                end_reason: None,
            }],
            last_given_hour: hours.last().copied(),
            ..DoseHistory::default()
        }
    }

    fn values(name: &str, pairs: &[(f64, f64)]) -> CourseValues {
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

    #[test]
    fn the_earliest_of_equal_extremes_counts_with_the_doses_given_by_then() {
        let platelets = values(
            "platelets",
            &[(0.0, 5.0), (24.0, 40.0), (96.0, 40.0), (820.0, 9.0)],
        );
        let found = extremes(&platelets, &doses(&[0.0, 8.0, 24.0, 96.0], 4));
        let lowest = Extreme {
            analyte: 0,
            value: 40.0,
            hour: 24.0,
            doses: Some(3),
        };
        assert_eq!(found, [lowest]);
        // A given dose without an hour: nobody knows how many were given by then.
        let unknown = extremes(&platelets, &doses(&[0.0, 8.0, 24.0, 96.0], 5));
        assert_eq!(
            unknown,
            [Extreme {
                doses: None,
                ..lowest
            }]
        );
        let alt = extremes(
            &values("alt", &[(24.0, 40.0), (30.0, 90.0)]),
            &doses(&[0.0], 1),
        );
        assert_eq!(
            alt.iter()
                .map(|it| (it.analyte, it.value))
                .collect::<Vec<_>>(),
            [(11, 90.0)]
        );
    }

    #[test]
    fn the_last_value_of_each_day_counts_and_of_equal_hours_the_lowest() {
        let followed = |pairs: &[(f64, f64)]| {
            let days = day_values(&values("creatinine", pairs), &doses(&[0.0, 96.0], 2));
            days.iter().map(|it| (it.day, it.value)).collect::<Vec<_>>()
        };
        let pairs = [
            (-5.0, 1.0),
            (0.0, 1.1),
            (3.0, 2.0),
            (23.9, 2.5),
            (23.9, 2.4),
            // Two days later an hour as a clock has it, and the same as a float: one hour.
            (23.999_999_999_9, 3.1),
            (24.0, 3.0),
            (817.0, 2.0),
        ];
        assert_eq!(followed(&pairs), [(0, 1.1), (1, 2.4), (2, 3.0)]);
        let pairs = [(-300.0, 0.9), (-200.0, 1.4), (1.0, 1.0), (815.0, 1.0)];
        assert_eq!(followed(&pairs), [(0, 0.9), (1, 1.0), (34, 1.0)]);
    }
}
