//! A published rate beside an indicator: the difference, with its interval, and no verdict.

use super::chart_rows::row;
use super::definitions::PUBLISHED_DIFFERENCE;
use super::published_rates::published_rate;
use crate::measures::results::{Level, Method, Row, Statistic, Status, Stratum};
use crate::stats::newcombe;

/// The indicator's number of all courses less the published one; `None` where none is published, or nothing was counted.
pub(super) fn difference(key: &str, own: &Row) -> Option<Row> {
    let published = published_rate(key)?;
    let value = own.value.filter(|_| own.status == Status::Ok)?;
    let reference = published.proportion.or(published.mean)?;
    let made = row(
        PUBLISHED_DIFFERENCE,
        Stratum::Overall,
        key,
        Level::All,
        Statistic::Difference,
        Some(value - reference),
    );
    let counted = own
        .numerator
        .zip(own.denominator)
        .zip(published.numerator.zip(published.denominator));
    let (bounds, method) = match counted {
        Some(((x, n), (y, m))) => (
            newcombe(x, n, y, m).map(|interval| (interval.lower, interval.upper)),
            Some(Method::Newcombe),
        ),
        // What the paper does not count is taken as known.
        None => (
            own.lower
                .zip(own.upper)
                .map(|(lower, upper)| (lower - reference, upper - reference)),
            own.method,
        ),
    };
    Some(Row {
        lower: bounds.map(|bounds| bounds.0),
        upper: bounds.map(|bounds| bounds.1),
        method: bounds.and(method),
        denominator: own.denominator,
        ..made
    })
}
