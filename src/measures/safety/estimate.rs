//! An indicator's number for some of the courses, as a row with its interval.

use super::indicators::{Indicator, Outcome};
use crate::measures::results::{Level, Row, Statistic, Stratum};
use crate::measures::rows::Rows;
use crate::stats::{Clusters, summarize};
use std::collections::BTreeMap;

/// Rates are per 100 units.
pub(super) const PER: f64 = 100.0;

/// What is drawn as one point: a value, with its counts where it has these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) value: f64,
    pub(super) numerator: Option<i64>,
    /// Units.
    pub(super) denominator: i64,
}

/// The statistic of an outcome.
pub(super) const fn statistic(outcome: &Outcome) -> Statistic {
    match outcome {
        Outcome::Event(_) => Statistic::Proportion,
        Outcome::Mean(_) => Statistic::Mean,
        Outcome::Median(_) => Statistic::Median,
        Outcome::Share(_) => Statistic::Ratio,
        Outcome::Rate(_) => Statistic::Rate,
    }
}

/// Events and units of the course at an index; `None` where it is in no denominator, and of means and medians.
fn pair(outcome: &Outcome, index: usize) -> Option<(i64, i64)> {
    match outcome {
        Outcome::Event(had) => had[index].map(|had| (i64::from(had), 1)),
        Outcome::Share(pairs) | Outcome::Rate(pairs) => pairs[index],
        Outcome::Mean(_) | Outcome::Median(_) => None,
    }
}

/// Events and units among these indices; `None` for means and medians.
pub(super) fn counts(
    outcome: &Outcome,
    indices: impl Iterator<Item = usize>,
) -> Option<(i64, i64)> {
    let is_counted = !matches!(outcome, Outcome::Mean(_) | Outcome::Median(_));
    let known = indices.filter_map(|index| pair(outcome, index));
    is_counted.then(|| known.fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1)))
}

/// The numbers of a mean or a median.
fn values(outcome: &Outcome, indices: impl Iterator<Item = usize>) -> Vec<f64> {
    match outcome {
        Outcome::Mean(values) | Outcome::Median(values) => {
            indices.filter_map(|index| values[index]).collect()
        }
        Outcome::Event(_) | Outcome::Share(_) | Outcome::Rate(_) => Vec::new(),
    }
}

/// The point of these indices; `None` where there is no unit.
pub(super) fn point(
    outcome: &Outcome,
    indices: impl Iterator<Item = usize> + Clone,
) -> Option<Point> {
    if let Some((events, units)) = counts(outcome, indices.clone()) {
        let per = if matches!(outcome, Outcome::Rate(_)) {
            PER
        } else {
            1.0
        };
        return ratio(events, units, per).map(|value| Point {
            value,
            numerator: Some(events),
            denominator: units,
        });
    }
    let mut values = values(outcome, indices);
    let summary = summarize(&mut values)?;
    Some(Point {
        value: match outcome {
            Outcome::Median(_) => summary.median,
            Outcome::Event(_) | Outcome::Mean(_) | Outcome::Share(_) | Outcome::Rate(_) => {
                summary.mean
            }
        },
        numerator: None,
        denominator: values.len() as i64,
    })
}

/// The indicator's row for the courses at these indices: with the interval that the cohort report gives the same number.
pub(super) fn row(
    indicator: &Indicator,
    patients: &[i64],
    stratum: &Stratum,
    indices: &[usize],
) -> Row {
    let outcome = &indicator.outcome;
    let mut rows = Rows::new(indicator.measure, indicator.unit, stratum);
    let is_collected =
        indices.is_empty() || indices.iter().any(|&index| indicator.collected[index]);
    if !indicator.is_collected || !is_collected {
        rows.not_collected(statistic(outcome));
        return one(rows);
    }
    let item = indicator.item;
    let by_patient = || clusters(outcome, patients, indices);
    match outcome {
        Outcome::Event(_) => rows.proportion(item, Level::All, &by_patient()),
        Outcome::Share(_) => {
            let clusters = by_patient();
            rows.ratio(item, clusters.events(), clusters.units());
        }
        Outcome::Rate(_) => rows.rate(item, &by_patient(), PER),
        Outcome::Mean(_) | Outcome::Median(_) => {
            let values = values(outcome, indices.iter().copied());
            rows.distribution(item, values, &[statistic(outcome)]);
        }
    }
    one(rows)
}

fn one(rows: Rows) -> Row {
    let mut rows = rows.into_rows();
    rows.pop().expect("one row was written")
}

fn ratio(events: i64, units: i64, per: f64) -> Option<f64> {
    (units > 0).then(|| per * events as f64 / units as f64)
}

/// Events and units of each patient: those of one are not independent.
fn clusters(outcome: &Outcome, patients: &[i64], indices: &[usize]) -> Clusters {
    let mut by_patient: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for &index in indices {
        if let Some((events, units)) = pair(outcome, index) {
            let sum = by_patient.entry(patients[index]).or_default();
            *sum = (sum.0 + events, sum.1 + units);
        }
    }
    let mut clusters = Clusters::default();
    for (events, units) in by_patient.into_values() {
        clusters.add(units, events);
    }
    clusters
}
