//! The cells of estimates: what was counted, the estimate, and beneath it its interval.

use super::at_risk::FEW;
use super::cell::{Cell, Quantity};
use crate::measures::results::Row;
use crate::report::wording::{self, NE};

/// The lines of an estimate, marked where few were at risk.
pub(super) fn marked(mut lines: Vec<String>, is_few: bool) -> Cell {
    if let Some(estimate) = lines.first_mut().filter(|line| is_few && *line != NE) {
        estimate.push_str(FEW);
    }
    Cell::of_lines(lines)
}

/// `40/127 (31.5%)`, or `40 (31.5%)` where the denominator is in the head; none is `0/127` or `0`.
pub(super) fn share(row: &Row, with_denominator: bool, with_interval: bool) -> Cell {
    let percentage = wording::percentage(row).expect("a share that is shown has a value");
    let counted = if with_denominator {
        wording::n_of_n(row)
    } else {
        wording::count(row.numerator.expect("a share has a numerator"))
    };
    let first = if row.numerator == Some(0) {
        counted
    } else {
        format!("{counted} ({percentage})")
    };
    let bounds = wording::bounds(row).filter(|_| with_interval);
    let lines = std::iter::once(first).chain(interval_line(bounds.as_ref()));
    counts(Cell::of_lines(lines.collect()), row)
        .with([(Quantity::Percent, without_sign(&percentage))])
        .between(bounds)
}

/// A probability from a curve, and beneath it its interval, marked where few were at risk.
pub(super) fn probability(row: &Row, is_few: bool) -> Cell {
    let percentage = wording::percentage(row).expect("a probability that is shown has a value");
    let bounds = wording::bounds(row);
    let number = without_sign(&percentage);
    let lines = std::iter::once(percentage).chain(interval_line(bounds.as_ref()));
    marked(lines.collect(), is_few)
        .with([(Quantity::Percent, number)])
        .between(bounds)
}

/// `2.48 (96/3,870)`, and beneath it its interval.
pub(super) fn rate(row: &Row) -> Cell {
    let value = row.value.expect("a rate that is shown has a value");
    let value = wording::fixed(value, 2);
    let first = format!("{value} ({})", wording::n_of_n(row));
    let bound = |bound| wording::fixed(bound, 2);
    let bounds = row.lower.zip(row.upper);
    let bounds = bounds.map(|(lower, upper)| (bound(lower), bound(upper)));
    let lines = std::iter::once(first).chain(interval_line(bounds.as_ref()));
    counts(Cell::of_lines(lines.collect()), row)
        .with([(Quantity::Rate, value)])
        .between(bounds)
}

/// A median of days in months, and beneath it its interval, marked where few were at risk.
pub(super) fn months(row: &Row, is_few: bool) -> Cell {
    let months = |days: f64| wording::months(days);
    let mut cell = marked(wording::days_as_months(row), is_few);
    for (quantity, days) in [
        (Quantity::Months, row.value),
        (Quantity::Lower, row.lower),
        (Quantity::Upper, row.upper),
    ] {
        if let Some(days) = days {
            cell = cell.with([(quantity, months(days))]);
        }
    }
    cell
}

/// What separates two groups, and beneath it its interval: `points` are differences in percentage points, `times` ratios.
pub(super) fn separation(row: &Row, quantity: Quantity) -> Cell {
    let (lines, number): (_, fn(f64) -> String) = if quantity == Quantity::Ratio {
        (wording::times(row), wording::ratio)
    } else {
        (wording::points(row), wording::share_in_points)
    };
    let mut cell = Cell::of_lines(lines);
    for (quantity, value) in [
        (quantity, row.value),
        (Quantity::Lower, row.lower),
        (Quantity::Upper, row.upper),
    ] {
        if let Some(value) = value {
            cell = cell.with([(quantity, number(value))]);
        }
    }
    cell
}

/// None, out of so many where that is known.
pub(super) fn none_of(total: Option<i64>) -> Cell {
    let cell = Cell::count(0);
    match total {
        Some(total) => {
            let percentage = wording::percentage_of(0.0, total);
            let percent = percentage.trim_end_matches('%').to_owned();
            cell.with([
                (Quantity::Total, total.to_string()),
                (Quantity::Percent, percent),
            ])
        }
        None => cell,
    }
}

/// A count; nothing where there is none.
pub(super) fn counted(count: Option<i64>) -> Cell {
    count.map(Cell::count).unwrap_or_default()
}

/// A cell with the numerator and denominator of a row.
fn counts(cell: Cell, row: &Row) -> Cell {
    let (Some(n), Some(total)) = (row.numerator, row.denominator) else {
        return cell;
    };
    cell.with([
        (Quantity::N, n.to_string()),
        (Quantity::Total, total.to_string()),
    ])
}

fn without_sign(percentage: &str) -> String {
    percentage.trim_end_matches('%').to_owned()
}

fn interval_line(bounds: Option<&(String, String)>) -> Option<String> {
    bounds.map(|(lower, upper)| format!("95% CI {lower}–{upper}"))
}
