//! The `XmR` chart: single values and their moving ranges.

use super::control_limits::Limits;

/// 3/d₂ for ranges of two values, to the digits in which it is used: d₂ = 1.128.
const LIMITS_PER_RANGE: f64 = 2.66;

/// An `XmR` chart.
///
/// Source: Wheeler DJ, Chambers DS. Understanding Statistical Process Control, 1992: X̄ ± 2.66·mR̄.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct XmrChart {
    /// The mean of the values: the center line.
    pub mean: f64,
    /// The mean of the moving ranges: of each value's distance from the one before, unless one of them is a gap.
    pub mean_range: f64,
    /// The natural process limits of the values.
    pub limits: Limits,
}

impl XmrChart {
    /// The chart of these values, in which `None` is a gap; `None` where no two values are neighbors.
    ///
    /// ```
    /// use il2_outcomes::stats::XmrChart;
    /// // Moving ranges 2 1 2 4 5 3 1 2 5: mean 25/9, and 8.7 ± 2.66·25/9.
    /// let values = [7.0, 9.0, 8.0, 10.0, 6.0, 11.0, 8.0, 9.0, 7.0, 12.0];
    /// let chart = XmrChart::fit(&values.map(Some)).unwrap();
    /// assert_eq!(format!("{:.3} {:.3}", chart.limits.lower, chart.limits.upper), "1.311 16.089");
    /// ```
    #[must_use]
    pub fn fit(values: &[Option<f64>]) -> Option<Self> {
        let values: Vec<Option<f64>> = values
            .iter()
            .map(|value| value.filter(|value| value.is_finite()))
            .collect();
        let mean = mean_of(&values)?;
        let range = |pair: &[Option<f64>]| Some((pair[1]? - pair[0]?).abs());
        let ranges: Vec<Option<f64>> = values.windows(2).map(range).collect();
        let mean_range = mean_of(&ranges)?;
        let reach = LIMITS_PER_RANGE * mean_range;
        Some(Self {
            mean,
            mean_range,
            limits: Limits {
                lower: mean - reach,
                upper: mean + reach,
            },
        })
    }

    /// A value's distance from the center line in σ, a third of the way to the limit; `None` where the values are all
    /// equal.
    #[must_use]
    pub fn distance(&self, value: f64) -> Option<f64> {
        let sigma = LIMITS_PER_RANGE * self.mean_range / 3.0;
        (sigma > 0.0).then(|| (value - self.mean) / sigma)
    }
}

fn mean_of(values: &[Option<f64>]) -> Option<f64> {
    let n = values.iter().flatten().count();
    (n > 0).then(|| values.iter().flatten().sum::<f64>() / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn a_gap_breaks_the_ranges_and_is_no_zero() {
        let chart = XmrChart::fit(&[Some(4.0), Some(6.0), None, Some(9.0), Some(10.0)]).unwrap();
        // Ranges of 2 and 1.
        assert_close(chart.mean, 7.25);
        assert_close(chart.mean_range, 1.5);
        assert_close(chart.limits.lower, 7.25 - 3.99);
        assert_close(chart.limits.upper, 7.25 + 3.99);
        // The limit is 3 σ away.
        assert_close(chart.distance(chart.limits.upper).unwrap(), 3.0);
    }

    #[test]
    fn values_without_a_neighbor_have_no_limits() {
        assert_eq!(XmrChart::fit(&[]), None);
        assert_eq!(XmrChart::fit(&[Some(1.0)]), None);
        assert_eq!(XmrChart::fit(&[Some(1.0), None, Some(2.0)]), None);
        assert_eq!(XmrChart::fit(&[Some(1.0), Some(f64::NAN)]), None);
    }

    #[test]
    fn equal_values_have_limits_at_the_center_and_no_distance() {
        let chart = XmrChart::fit(&[Some(8.0); 12]).unwrap();
        assert_close(chart.limits.lower, 8.0);
        assert_close(chart.limits.upper, 8.0);
        assert_eq!(chart.distance(8.0), None);
    }
}
