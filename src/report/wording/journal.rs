//! Numbers of tables, as medical journals print them (AMA Manual of Style).

use super::round::{percent_to, rounded};
use crate::measures::results::Row;

/// A heading whose `(N = 127)` is not broken across lines.
pub(in crate::report) fn unbroken(heading: &str) -> String {
    heading
        .replace("(N = ", "(N\u{a0}=\u{a0}")
        .replace("(n = ", "(n\u{a0}=\u{a0}")
}

/// Not estimable.
pub(in crate::report) const NE: &str = "NE";
/// Not reached: a median, or a bound of it, beyond the end of a curve.
pub(in crate::report) const NR: &str = "NR";

/// Days in a month, as survival is printed.
const DAYS_IN_MONTH: f64 = 30.4375;
/// From so many units on a percentage has a decimal.
const ONE_DECIMAL_FROM: i64 = 100;

/// A number with this many decimals and a true minus: `−1.3`.
pub(in crate::report) fn fixed(value: f64, n_decimals: usize) -> String {
    rounded(value, n_decimals).replace('-', "−")
}

/// The decimals that quantiles of whole numbers need: one where one of them lies between two numbers.
pub(in crate::report) fn decimals_of_quantiles(mut values: impl Iterator<Item = f64>) -> usize {
    usize::from(values.any(|value| (value.round() - value).abs() > 1e-9))
}

/// A share as a percentage, `31.4%`; of fewer than 100 units without a decimal. `None` where the row has no value.
pub(in crate::report) fn percentage(row: &Row) -> Option<String> {
    let share = row.value?;
    Some(format!("{}%", percent_to(share, decimals(row))))
}

/// A share of this many units as a percentage: `31.4%`; of fewer than 100 without a decimal.
pub(in crate::report) fn percentage_of(share: f64, units: i64) -> String {
    let n_decimals = usize::from(units >= ONE_DECIMAL_FROM);
    format!("{}%", percent_to(share, n_decimals))
}

/// The bounds of a share in percent, `23.5` and `40.3`. `None` where it has none.
pub(in crate::report) fn bounds(row: &Row) -> Option<(String, String)> {
    let (lower, upper) = row.lower.zip(row.upper)?;
    let bound = |share| percent_to(share, decimals(row));
    Some((bound(lower), bound(upper)))
}

/// The bounds of a share in percent, `23.5–40.3`. `None` where it has none.
pub(in crate::report) fn interval(row: &Row) -> Option<String> {
    let (lower, upper) = bounds(row)?;
    Some(format!("{lower}–{upper}"))
}

fn decimals(row: &Row) -> usize {
    usize::from(row.denominator.is_some_and(|n| n >= ONE_DECIMAL_FROM))
}

/// Days in months, with a decimal.
pub(in crate::report) fn months(days: f64) -> String {
    fixed(days / DAYS_IN_MONTH, 1)
}

/// A median of days in months with its 95% interval: `16.0`, `95% CI 11.6–NR`.
pub(in crate::report) fn days_as_months(row: &Row) -> Vec<String> {
    let months = |days: Option<f64>| days.map_or_else(|| NR.to_owned(), months);
    if row.value.is_none() && row.denominator == Some(0) {
        return vec![NE.to_owned()];
    }
    let bounds = match (row.lower, row.upper) {
        (None, None) => None,
        (lower, upper) => Some(format!("95% CI {}–{}", months(lower), months(upper))),
    };
    std::iter::once(months(row.value)).chain(bounds).collect()
}

/// A difference of shares in percentage points, `−12.3`, with its 95% interval, `95% CI −20.1 to −4.4`.
pub(in crate::report) fn points(row: &Row) -> Vec<String> {
    bounded(row, share_in_points)
}

/// A difference of shares in percentage points.
pub(in crate::report) fn share_in_points(share: f64) -> String {
    let points = percent_to(share.abs(), 1);
    let is_below = share < 0.0 && points != "0.0";
    format!("{}{points}", if is_below { "−" } else { "" })
}

/// A ratio, `1.85`, with its 95% interval, `95% CI 1.20 to 2.85`.
pub(in crate::report) fn times(row: &Row) -> Vec<String> {
    bounded(row, ratio)
}

/// A ratio, with two decimals.
pub(in crate::report) fn ratio(ratio: f64) -> String {
    fixed(ratio, 2)
}

/// A number and its bounds; `NE` stands for one that is not estimable.
fn bounded(row: &Row, number: impl Fn(f64) -> String) -> Vec<String> {
    let said = |value: Option<f64>| value.map_or_else(|| NE.to_owned(), &number);
    let bounds = match (row.lower, row.upper) {
        (None, None) => None,
        (lower, upper) => Some(format!("95% CI {} to {}", said(lower), said(upper))),
    };
    std::iter::once(said(row.value)).chain(bounds).collect()
}

/// A P value: `.03`, `.004`, `<.001`, `>.99`; three decimals where two would hide on which side of .05 it lies.
pub(in crate::report) fn p_value(row: &Row) -> String {
    let Some(p) = row.value else {
        return NE.to_owned();
    };
    if p < 0.001 {
        return "<.001".to_owned();
    }
    if p > 0.99 {
        return ">.99".to_owned();
    }
    let needs_three = p < 0.01 || (0.045..0.055).contains(&p);
    let text = rounded(p, if needs_three { 3 } else { 2 });
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::{Level, Statistic, Status, Stratum, Unit};

    fn row(value: Option<f64>, (numerator, denominator): (i64, i64)) -> Row {
        Row {
            measure: "m",
            unit: Unit::Patient,
            stratum: Stratum::Overall,
            item: "all".to_owned(),
            level: Level::All,
            statistic: Statistic::Proportion,
            value,
            lower: None,
            upper: None,
            numerator: Some(numerator),
            denominator: Some(denominator),
            method: None,
            status: Status::Ok,
        }
    }

    #[test]
    fn a_percentage_has_a_decimal_from_a_hundred_units_on() {
        let of = |n, total| percentage(&row(Some(n as f64 / total as f64), (n, total))).unwrap();
        assert_eq!(of(40, 127), "31.5%");
        assert_eq!(of(10, 15), "67%");
        assert_eq!(of(50, 100), "50.0%");
        assert_eq!(of(0, 99), "0%");
    }

    #[test]
    fn a_median_survival_is_in_months_and_says_what_is_not_reached() {
        // 486 / 30.4375 = 15.967; 354 / 30.4375 = 11.630.
        let median = Row {
            lower: Some(354.0),
            ..row(Some(486.0), (109, 142))
        };
        assert_eq!(days_as_months(&median), ["16.0", "95% CI 11.6–NR"]);
        assert_eq!(days_as_months(&row(None, (0, 4))), ["NR"]);
        assert_eq!(days_as_months(&row(None, (0, 0))), ["NE"]);
    }

    #[test]
    fn a_difference_has_a_true_minus() {
        let difference = Row {
            lower: Some(-0.201),
            upper: Some(0.0444),
            ..row(Some(-0.123), (20, 50))
        };
        assert_eq!(points(&difference), ["−12.3", "95% CI −20.1 to 4.4"]);
        assert_eq!(fixed(-0.04, 1), "0.0");
    }

    #[test]
    fn a_p_value_is_as_the_ama_prints_it() {
        let of = |p| p_value(&row(Some(p), (1, 2)));
        assert_eq!(of(0.0004), "<.001");
        assert_eq!(of(0.0042), ".004");
        assert_eq!(of(0.027), ".03");
        assert_eq!(of(0.049), ".049");
        assert_eq!(of(0.5), ".50");
        assert_eq!(of(1.0), ">.99");
    }

    #[test]
    fn a_quantile_between_two_numbers_needs_a_decimal() {
        assert_eq!(decimals_of_quantiles([20.0, 17.0, 22.0].into_iter()), 0);
        assert_eq!(decimals_of_quantiles([6.0, 4.5, 6.0].into_iter()), 1);
    }
}
