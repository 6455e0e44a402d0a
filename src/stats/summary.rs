//! Mean, standard deviation and quantiles.

/// What describes a set of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many values.
    pub units: i64,
    /// Their sum.
    pub sum: f64,
    /// The arithmetic mean.
    pub mean: f64,
    /// The standard deviation, n − 1; `None` for one value.
    pub sd: Option<f64>,
    /// The least value.
    pub min: f64,
    /// The lower quartile.
    pub q1: f64,
    /// The median.
    pub median: f64,
    /// The upper quartile.
    pub q3: f64,
    /// The greatest value.
    pub max: f64,
}

/// Describes the values, which are sorted in place; `None` where there is none.
///
/// ```
/// use il2_outcomes::stats::summarize;
/// let summary = summarize(&mut [3.0, 5.0, 6.0, 8.0, 8.0, 9.0, 10.0, 12.0, 13.0, 14.0]).unwrap();
/// assert_eq!((summary.q1, summary.median, summary.q3), (6.5, 8.5, 11.5));
/// assert_eq!(summarize(&mut []), None);
/// ```
#[must_use]
pub fn summarize(values: &mut [f64]) -> Option<Summary> {
    values.sort_unstable_by(f64::total_cmp);
    let (&min, &max) = (values.first()?, values.last()?);
    let n = values.len() as f64;
    let sum = compensated_sum(values.iter().copied());
    // Equal values have themselves for a mean, whatever the rounding, and so no deviation.
    let mean = (sum / n).max(min).min(max);
    let squares = compensated_sum(values.iter().map(|value| (value - mean) * (value - mean)));
    Some(Summary {
        units: values.len() as i64,
        sum,
        mean,
        sd: (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt()),
        min,
        q1: quantile_type7(values, 0.25)?,
        median: quantile_type7(values, 0.5)?,
        q3: quantile_type7(values, 0.75)?,
        max,
    })
}

/// The quantile of sorted values, type 7 of Hyndman and Fan (R's default, SQL's `percentile_cont`); `None` where there
/// is no value.
///
/// Source: Hyndman RJ, Fan Y. The American Statistician 1996;50:361.
fn quantile_type7(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let index = last as f64 * p;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a index among the values"
    )]
    let below = (index.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + (index - below as f64) * (sorted[above] - sorted[below]))
}

/// The sum with Neumaier's compensation, so that it does not hang on how many values there are.
fn compensated_sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() {
            (sum - next) + value
        } else {
            (value - next) + sum
        };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "quarters are exact in binary")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn quartiles_are_those_of_type_7() {
        let quartiles = |values: &mut [f64]| {
            let summary = summarize(values).unwrap();
            [summary.q1, summary.median, summary.q3]
        };
        assert_eq!(
            quartiles(&mut [2.0, 4.0, 5.0, 7.0, 9.0, 11.0, 12.0, 14.0]),
            [4.75, 8.0, 11.25]
        );
        assert_eq!(
            quartiles(&mut [3.0, 5.0, 6.0, 8.0, 8.0, 9.0, 10.0, 12.0, 13.0, 14.0]),
            [6.5, 8.5, 11.5]
        );
        let doses = &mut [
            14.0, 12.0, 9.0, 9.0, 8.0, 8.0, 8.0, 7.0, 7.0, 6.0, 5.0, 3.0, 14.0, 10.0,
        ];
        assert_eq!(quartiles(doses), [7.0, 8.0, 9.75]);
    }

    #[test]
    fn one_value_has_no_standard_deviation() {
        let summary = summarize(&mut [4.0]).unwrap();
        assert_eq!((summary.sd, summary.median, summary.units), (None, 4.0, 1));
    }

    #[test]
    fn equal_values_deviate_by_nothing() {
        for value in [0.1, 0.7, 39.3, 1e-7] {
            for n in 2..200 {
                let summary = summarize(&mut vec![value; n]).unwrap();
                assert_eq!((summary.mean, summary.sd), (value, Some(0.0)));
            }
        }
    }

    #[test]
    fn a_million_values_keep_their_digits() {
        // 0 to 999,999, shifted: the mean is 499,999.5, the variance n(n + 1)/12, the quartiles (n − 1)·p.
        for shift in [0.0, 1e9] {
            let mut values: Vec<f64> = (0..1_000_000).rev().map(|i| f64::from(i) + shift).collect();
            let summary = summarize(&mut values).unwrap();
            assert_eq!(summary.mean, 499_999.5 + shift);
            assert_close(summary.sd.unwrap(), (1e6 * (1e6 + 1.0) / 12.0_f64).sqrt());
            assert_eq!(summary.q1, 249_999.75 + shift);
            assert_eq!(summary.median, 499_999.5 + shift);
            assert_eq!(summary.q3, 749_999.25 + shift);
            assert_eq!((summary.min, summary.max), (shift, 999_999.0 + shift));
        }
    }

    #[test]
    fn quantiles_at_the_ends_are_the_least_and_the_greatest_value() {
        for n in [1, 2, 7, 1_000] {
            let sorted: Vec<f64> = (0..n).map(f64::from).collect();
            assert_eq!(quantile_type7(&sorted, 0.0), Some(0.0));
            assert_eq!(quantile_type7(&sorted, 1.0), Some(f64::from(n - 1)));
        }
        assert_eq!(quantile_type7(&[], 0.5), None);
    }

    #[test]
    fn a_small_value_is_not_lost_beside_large_ones() {
        assert!((compensated_sum([1e16, 1.0, -1e16].into_iter()) - 1.0).abs() < f64::EPSILON);
    }
}
