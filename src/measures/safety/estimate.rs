//! An indicator's number for some of the courses, as a row with its interval.

use super::indicators::{Indicator, Outcome};
use super::order::Ordered;
use crate::measures::cohort::Cohort;
use crate::measures::results::{Level, Method, Row, Statistic, Status, Stratum};
use crate::measures::rows::Rows;
use crate::stats::{
    Clusters, clopper_pearson, garwood, median_interval, rao_scott_wilson, students_t_quantile,
    summarize,
};
use std::collections::BTreeMap;
use std::ops::Range;

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

/// Events and units among these indices; `None` for means and medians.
pub(super) fn counts(
    outcome: &Outcome,
    indices: impl Iterator<Item = usize>,
) -> Option<(i64, i64)> {
    let of_course = |index: usize| match outcome {
        Outcome::Event(had) => had[index].map(|had| (i64::from(had), 1)),
        Outcome::Share(pairs) | Outcome::Rate(pairs) => pairs[index],
        Outcome::Mean(_) | Outcome::Median(_) => None,
    };
    let is_counted = !matches!(outcome, Outcome::Mean(_) | Outcome::Median(_));
    let known = indices.filter_map(of_course);
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
pub(super) fn point(outcome: &Outcome, indices: Range<usize>) -> Option<Point> {
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

/// A value with its interval, and how that was made.
type ValueAndInterval = (Option<f64>, Option<(f64, f64, Method)>);

/// The indicator's row for the courses at these indices.
pub(super) fn row(
    indicator: &Indicator,
    cohort: &Cohort,
    ordered: &Ordered,
    stratum: &Stratum,
    indices: &[usize],
) -> Row {
    let outcome = &indicator.outcome;
    let counted = || {
        let counts = counts(outcome, indices.iter().copied());
        counts.expect("events and rates have counts")
    };
    let (estimate, numbers): (ValueAndInterval, (Option<i64>, i64)) = match outcome {
        Outcome::Event(_) => {
            let (events, units) = counted();
            let interval = clopper_pearson(events, units)
                .map(|interval| (interval.lower, interval.upper, Method::ClopperPearson));
            ((ratio(events, units, 1.0), interval), (Some(events), units))
        }
        Outcome::Share(pairs) => {
            let clusters = by_patient(pairs, cohort, ordered, indices);
            let interval = rao_scott_wilson(&clusters)
                .map(|interval| (interval.lower, interval.upper, Method::RaoScottWilson));
            let (events, units) = (clusters.events(), clusters.units());
            ((ratio(events, units, 1.0), interval), (Some(events), units))
        }
        Outcome::Rate(_) => {
            let (events, units) = counted();
            let bounds = garwood(events);
            let scale = PER / units as f64;
            let interval = (units > 0).then_some((
                bounds.lower * scale,
                bounds.upper * scale,
                Method::Garwood,
            ));
            ((ratio(events, units, PER), interval), (Some(events), units))
        }
        Outcome::Mean(_) => {
            let numbers = values(outcome, indices.iter().copied());
            let n = numbers.len() as i64;
            (mean(numbers), (None, n))
        }
        Outcome::Median(_) => {
            let mut numbers = values(outcome, indices.iter().copied());
            let n = numbers.len() as i64;
            let value = summarize(&mut numbers).map(|summary| summary.median);
            let interval = median_interval(&numbers)
                .map(|interval| (interval.lower, interval.upper, Method::OrderStatistics));
            ((value, interval), (None, n))
        }
    };
    let mut rows = Rows::new(indicator.measure, indicator.unit, stratum);
    let is_collected =
        indices.is_empty() || indices.iter().any(|&index| indicator.collected[index]);
    if indicator.is_collected && is_collected {
        let bounds = estimate
            .1
            .map(|(lower, upper, method)| (Some(lower), Some(upper), method));
        rows.comparison(
            (indicator.item, Level::All),
            statistic(outcome),
            estimate.0,
            bounds,
            numbers,
        );
    } else {
        rows.not_collected(statistic(outcome));
    }
    let mut row = rows.into_rows().remove(0);
    indicator.item.clone_into(&mut row.item);
    debug_assert!(row.value.is_some() || row.status != Status::Ok);
    row
}

fn ratio(events: i64, units: i64, per: f64) -> Option<f64> {
    (units > 0).then(|| per * events as f64 / units as f64)
}

/// The doses of each patient: those of one are not independent.
fn by_patient(
    pairs: &[Option<(i64, i64)>],
    cohort: &Cohort,
    ordered: &Ordered,
    indices: &[usize],
) -> Clusters {
    let keys = cohort.courses.integers("patient_key");
    let mut patients: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for &index in indices {
        if let Some((events, units)) = pairs[index] {
            let sum = patients.entry(keys[ordered.courses[index]]).or_default();
            *sum = (sum.0 + events, sum.1 + units);
        }
    }
    let mut clusters = Clusters::default();
    for (events, units) in patients.into_values() {
        clusters.add(units, events);
    }
    clusters
}

/// The mean with Student's interval.
fn mean(mut numbers: Vec<f64>) -> ValueAndInterval {
    let Some(summary) = summarize(&mut numbers) else {
        return (None, None);
    };
    let n = numbers.len() as f64;
    let interval = summary.sd.map(|sd| {
        let reach = students_t_quantile(0.975, n - 1.0) * sd / n.sqrt();
        (
            summary.mean - reach,
            summary.mean + reach,
            Method::StudentsT,
        )
    });
    (Some(summary.mean), interval)
}
