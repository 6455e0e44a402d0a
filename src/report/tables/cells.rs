//! The cells of estimates: what was counted, the estimate, and beneath it its interval.

use super::at_risk::FEW;
use super::table::Cell;
use crate::measures::results::Row;
use crate::report::wording::{self, NE};

/// The lines of an estimate, marked where few were at risk.
pub(super) fn marked(mut lines: Vec<String>, is_few: bool) -> Cell {
    if let Some(estimate) = lines.first_mut().filter(|line| is_few && *line != NE) {
        estimate.push_str(FEW);
    }
    Cell(lines)
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
    let interval = wording::interval(row).filter(|_| with_interval);
    let interval = interval.map(|interval| format!("95% CI {interval}"));
    Cell(std::iter::once(first).chain(interval).collect())
}

/// `2.48 (96/3,870)`, and beneath it its interval.
pub(super) fn rate(row: &Row) -> Cell {
    let value = row.value.expect("a rate that is shown has a value");
    let first = format!("{} ({})", wording::fixed(value, 2), wording::n_of_n(row));
    let interval = row.lower.zip(row.upper).map(|(lower, upper)| {
        format!(
            "95% CI {}–{}",
            wording::fixed(lower, 2),
            wording::fixed(upper, 2)
        )
    });
    Cell(std::iter::once(first).chain(interval).collect())
}
