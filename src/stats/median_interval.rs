//! An interval for a median that asks nothing of the distribution.

use super::Interval;
use super::search::first;
use super::tail::binomial_at_most;

/// The 95 % interval of the median, between two of the sorted values: how many of n lie below the median is binomial with
/// ½. `None` for fewer than six values, of which the least and the greatest are not far enough apart.
///
/// Source: Conover WJ. Practical Nonparametric Statistics, 3rd edition, 1999, section 3.2.
///
/// ```
/// use il2_outcomes::stats::median_interval;
/// // Of ten values: P(X ≤ 1) = 11/1024 is below .025, P(X ≤ 2) = 56/1024 is not. From the 2nd to the 9th.
/// let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
/// let interval = median_interval(&values).unwrap();
/// assert_eq!((interval.lower, interval.upper), (2.0, 9.0));
/// assert_eq!(median_interval(&values[..5]), None);
/// ```
#[must_use]
pub fn median_interval(sorted: &[f64]) -> Option<Interval> {
    let n = sorted.len() as i64;
    let is_beyond = |place: i64| binomial_at_most(place, n, 0.5) > 0.025;
    // The greatest place of the lower half that so few fall below.
    let place = usize::try_from(first(0, n / 2, is_beyond) - 1).ok()?;
    Some(Interval {
        lower: sorted[place],
        upper: sorted[sorted.len() - 1 - place],
    })
}
