//! The change of an indicator: its latest period less its baseline.

use super::numbers::Numbers;
use crate::measures::results::{Method, ReviewPart, Row, Statistic};
use crate::report::tables::{Cell, Quantity};
use crate::report::wording;
use crate::stats::{Estimate, Interval, mover_difference, newcombe};

/// The fewest courses of which a percentage has a decimal.
const ONE_DECIMAL_FROM: i64 = 100;

/// The latest period less the baseline, with its 95% interval: `+8 (−4 to 21)`, shares in percentage points; a dash where
/// one of them has no value.
pub(super) fn change(numbers: Numbers<'_>, key: &str) -> Cell {
    changed(numbers, key).unwrap_or_else(|| "–".into())
}

fn changed(numbers: Numbers<'_>, key: &str) -> Option<Cell> {
    let (latest, baseline) = compared(numbers, key)?;
    let difference = latest.value? - baseline.value?;
    let is_share = matches!(latest.statistic, Statistic::Proportion | Statistic::Ratio);
    let fewest = latest.denominator.min(baseline.denominator);
    let (scale, decimals) = if !is_share {
        (1.0, 1)
    } else if fewest.is_some_and(|n| n >= ONE_DECIMAL_FROM) {
        (100.0, 1)
    } else {
        (100.0, 0)
    };
    let number = |value: f64| wording::fixed(scale * value, decimals);
    let change = number(difference);
    // What rounds to none has no sign.
    let is_none = change.chars().all(|c| matches!(c, '−' | '0' | '.'));
    let change = if is_none {
        change.replace('−', "")
    } else {
        change
    };
    let signed = if is_none || difference < 0.0 {
        change.clone()
    } else {
        format!("+{change}")
    };
    let bounds =
        interval(latest, baseline).map(|interval| (number(interval.lower), number(interval.upper)));
    let text = match &bounds {
        Some((lower, upper)) => format!("{signed} ({lower} to {upper})"),
        None => signed,
    };
    Some(
        Cell::from(text)
            .with([(Quantity::Difference, change)])
            .between(bounds),
    )
}

/// The indicator in the latest period and in the baseline; `None` where one of them has no row.
fn compared<'a>(numbers: Numbers<'a>, key: &str) -> Option<(&'a Row, &'a Row)> {
    let latest = numbers.indicator_of(key, ReviewPart::Latest)?;
    Some((latest, numbers.indicator_of(key, ReviewPart::Baseline)?))
}

/// Whether the interval of the change excludes 0; `None` where there is none.
pub(super) fn excludes_zero(numbers: Numbers<'_>, key: &str) -> Option<bool> {
    let (latest, baseline) = compared(numbers, key)?;
    let Interval { lower, upper } = interval(latest, baseline)?;
    Some(lower > 0.0 || upper < 0.0)
}

/// The interval of a difference by MOVER from the limits of each; from Wilson's where every patient has one course.
fn interval(latest: &Row, baseline: &Row) -> Option<Interval> {
    // The exact interval is that of independent courses.
    let is_exact = |row: &Row| row.method == Some(Method::ClopperPearson);
    if is_exact(latest) && is_exact(baseline) {
        return newcombe(
            latest.numerator?,
            latest.denominator?,
            baseline.numerator?,
            baseline.denominator?,
        );
    }
    if latest.statistic == Statistic::Median {
        return None;
    }
    let estimate = |row: &Row| {
        Some(Estimate {
            value: row.value?,
            lower: row.lower?,
            upper: row.upper?,
        })
    };
    Some(mover_difference(estimate(latest)?, estimate(baseline)?))
}
