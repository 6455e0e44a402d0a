//! Rows of a safety review: one number of an indicator in a stratum, with its interval.

use super::statistics::{
    binomial_at_least, clopper_pearson, garwood, mean, quantile, rao_scott_wilson,
    standard_deviation, student_quantile,
};
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

fn bounded(row: Row, bounds: Option<(f64, f64)>, method: Method) -> Row {
    let bounds = bounds.filter(|_| row.value.is_some());
    Row {
        lower: bounds.map(|bounds| bounds.0),
        upper: bounds.map(|bounds| bounds.1),
        method: bounds.map(|_| method),
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
    match kind {
        Value::Event(_) => bounded(
            counted(valued(blank, Statistic::Proportion, of_n)),
            of_n.map(|_| clopper_pearson(x, n)),
            Method::ClopperPearson,
        ),
        Value::Share(..) => {
            let mut patients: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
            for &(patient, x, n) in &pairs {
                let sums = patients.entry(patient).or_default();
                *sums = (sums.0 + x as i128, sums.1 + n as i128);
            }
            // A patient without a planned dose is in no denominator.
            let clusters: Vec<_> = patients.into_values().filter(|sums| sums.1 > 0).collect();
            bounded(
                counted(valued(blank, Statistic::Ratio, of_n)),
                rao_scott_wilson(&clusters),
                Method::RaoScottWilson,
            )
        }
        Value::Rate(..) => {
            let scale = 100.0 / n as f64;
            let (lower, upper) = garwood(x);
            bounded(
                counted(valued(
                    blank,
                    Statistic::Rate,
                    of_n.map(|share| 100.0 * share),
                )),
                Some((lower * scale, upper * scale)),
                Method::Garwood,
            )
        }
        Value::Number(_) => {
            let value = (!numbers.is_empty()).then(|| mean(&numbers));
            let n = numbers.len();
            let bounds = value.zip(standard_deviation(&numbers)).map(|(mean, sd)| {
                let half = student_quantile(n - 1) * sd / (n as f64).sqrt();
                (mean - half, mean + half)
            });
            bounded(
                of_numbers(valued(blank, Statistic::Mean, value)),
                bounds,
                Method::StudentsT,
            )
        }
        Value::Hours(_) => {
            let value = (!numbers.is_empty()).then(|| quantile(&numbers, 0.5));
            bounded(
                of_numbers(valued(blank, Statistic::Median, value)),
                around_median(&numbers),
                Method::OrderStatistics,
            )
        }
    }
}

/// The values between which the median lies with 95 %: as many below the lower one as a fair coin has heads, or fewer,
/// in at most 2.5 of 100 cases.
fn around_median(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // P(X ≤ k) = P(X ≥ n − k) of a fair coin.
    let is_rare = |k: &usize| binomial_at_least(n - k, n, 0.5) <= 0.025;
    let place = (0..n / 2).filter(is_rare).max()?;
    Some((sorted[place], sorted[n - 1 - place]))
}
