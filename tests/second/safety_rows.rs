//! Rows of a safety review: one number of an indicator in a stratum, with its interval.

use super::rows::{proportion_interval, rate_interval};
use super::statistics::{Bounds, mean, quantile};
use il2_outcomes::measures::results::{Method, Row, Statistic, Status};
use std::collections::BTreeMap;

/// What a course has of an indicator.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Event(bool),
    /// Of which the mean is told.
    Number(f64),
    /// Of which the median is told.
    Hours(f64),
    /// So many of so many, as a ratio.
    Share(usize, usize),
    /// So many of so many, per 100.
    Rate(usize, usize),
}

/// So many of so many, without an interval.
pub(super) fn share(blank: Row, with: usize, all: usize) -> Row {
    let value = (all > 0).then(|| with as f64 / all as f64);
    Row {
        numerator: Some(with as i64),
        denominator: Some(all as i64),
        ..valued(blank, Statistic::Proportion, value)
    }
}

/// A row with a value; without one it is not estimable.
pub(super) fn valued(blank: Row, statistic: Statistic, value: Option<f64>) -> Row {
    Row {
        statistic,
        value,
        status: if value.is_some() {
            Status::Ok
        } else {
            Status::NotEstimable
        },
        ..blank
    }
}

fn bounded(row: Row, interval: Option<(Bounds, Method)>) -> Row {
    let interval = interval.filter(|_| row.value.is_some());
    Row {
        lower: interval.map(|((lower, _), _)| lower),
        upper: interval.map(|((_, upper), _)| upper),
        method: interval.map(|(_, method)| method),
        ..row
    }
}

/// The row of the values of courses, each with its patient; `kind` is a value of the indicator's kind.
pub(super) fn of_values(blank: Row, kind: Value, values: &[(usize, Value)]) -> Row {
    let pairs: Vec<(usize, usize, usize)> = values
        .iter()
        .filter_map(|&(patient, value)| match value {
            Value::Event(had) => Some((patient, usize::from(had), 1)),
            Value::Share(x, n) | Value::Rate(x, n) => Some((patient, x, n)),
            Value::Number(_) | Value::Hours(_) => None,
        })
        .collect();
    let x: usize = pairs.iter().map(|pair| pair.1).sum();
    let n: usize = pairs.iter().map(|pair| pair.2).sum();
    let counted = |row: Row| Row {
        numerator: Some(x as i64),
        denominator: Some(n as i64),
        ..row
    };
    let of_n = (n > 0).then(|| x as f64 / n as f64);
    let numbers: Vec<f64> = values
        .iter()
        .filter_map(|&(_, value)| match value {
            Value::Number(number) | Value::Hours(number) => Some(number),
            Value::Event(_) | Value::Share(..) | Value::Rate(..) => None,
        })
        .collect();
    let of_numbers = |row: Row| Row {
        denominator: Some(numbers.len() as i64),
        ..row
    };
    let mut patients: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
    for &(patient, x, n) in &pairs {
        let sums = patients.entry(patient).or_default();
        *sums = (sums.0 + x as i128, sums.1 + n as i128);
    }
    // A patient without a planned dose is in no denominator.
    let clusters: Vec<_> = patients.into_values().filter(|sums| sums.1 > 0).collect();
    match kind {
        Value::Event(_) => bounded(
            counted(valued(blank, Statistic::Proportion, of_n)),
            proportion_interval(&clusters),
        ),
        Value::Share(..) => counted(valued(blank, Statistic::Ratio, of_n)),
        Value::Rate(..) => {
            let rate = of_n.map(|share| 100.0 * share);
            let interval = rate_interval(&clusters);
            let per_100 = |((lower, upper), method)| ((100.0 * lower, 100.0 * upper), method);
            bounded(
                counted(valued(blank, Statistic::Rate, rate)),
                interval.map(per_100),
            )
        }
        Value::Number(_) => {
            let value = (!numbers.is_empty()).then(|| mean(&numbers));
            of_numbers(valued(blank, Statistic::Mean, value))
        }
        Value::Hours(_) => {
            let value = (!numbers.is_empty()).then(|| quantile(&numbers, 0.5));
            of_numbers(valued(blank, Statistic::Median, value))
        }
    }
}
