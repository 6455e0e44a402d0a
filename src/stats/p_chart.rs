//! The p chart: a proportion by period.

use super::control_limits::CountLimits;
use super::tail::{binomial_at_least, binomial_at_most, binomial_quantile};

/// A period's events and the units that they are counted out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Units with the event.
    pub events: i64,
    /// All units.
    pub units: i64,
}

/// A p chart: its center line, from which each period's limits follow.
///
/// Source: Montgomery DC. Introduction to Statistical Quality Control, chapter 7, for the chart and its σ,
/// √(p̄(1 − p̄)/n); the exact limits are quantiles of the binomial distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PChart {
    center: f64,
}

impl PChart {
    /// The chart about a proportion that is known beforehand; `None` where it is no proportion.
    #[must_use]
    pub fn about(center: f64) -> Option<Self> {
        (0.0..=1.0).contains(&center).then_some(Self { center })
    }

    /// The center line.
    #[must_use]
    pub const fn center(&self) -> f64 {
        self.center
    }

    /// The exact limits: the `tail` and the 1 − `tail` quantile of the number of events, so that a count beyond either
    /// has a probability of at most `tail`; `None` without units.
    ///
    /// ```
    /// use il2_outcomes::stats::{PChart, TAIL_OF_3_SIGMA};
    /// // Four a month at 2 %: P(X ≥ 2) = .0023, P(X ≥ 3) = .00003.
    /// let chart = PChart::about(0.02).unwrap();
    /// assert_eq!(chart.exact(4, TAIL_OF_3_SIGMA).unwrap().upper, 2);
    /// assert_eq!(chart.exact(4, 0.001).unwrap().upper, 2);
    /// ```
    #[must_use]
    pub fn exact(&self, units: i64, tail: f64) -> Option<CountLimits> {
        (units > 0).then(|| CountLimits {
            lower: binomial_quantile(tail, units, self.center),
            upper: binomial_quantile(1.0 - tail, units, self.center),
        })
    }

    /// The probability that a period of `units` units is beyond these limits where the proportion is `p`: the true
    /// false-alarm rate where that is the center line, the power where it is another.
    ///
    /// ```
    /// use il2_outcomes::stats::{CountLimits, PChart};
    /// let chart = PChart::about(0.02).unwrap();
    /// let limits = CountLimits { lower: 0, upper: 0 };
    /// // 1 − 0.98⁴: one month in thirteen.
    /// assert!((chart.probability_beyond(&limits, 4, 0.02) - 0.0776).abs() < 5e-5);
    /// ```
    #[must_use]
    pub fn probability_beyond(&self, limits: &CountLimits, units: i64, p: f64) -> f64 {
        binomial_at_least(limits.upper + 1, units, p) + binomial_at_most(limits.lower - 1, units, p)
    }

    /// A period's distance from the center line in σ; `None` where it is a gap or where σ is 0.
    #[must_use]
    pub fn distance(&self, period: Period) -> Option<f64> {
        let sigma = self.sigma(period.units);
        (period.is_point() && sigma > 0.0).then(|| (period.proportion() - self.center) / sigma)
    }

    fn sigma(self, units: i64) -> f64 {
        (self.center * (1.0 - self.center) / units as f64).sqrt()
    }
}

impl Period {
    /// Whether it has units, and its events are among them.
    const fn is_point(self) -> bool {
        self.units > 0 && self.events >= 0 && self.events <= self.units
    }

    /// Events/units.
    fn proportion(self) -> f64 {
        self.events as f64 / self.units as f64
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as R prints them")]
mod tests {
    use super::*;
    use crate::stats::control_limits::TAIL_OF_3_SIGMA;

    const SIZES: [i64; 25] = [
        100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100,
        100, 100, 100, 90, 90,
    ];
    const COUNTS: [i64; 25] = [
        12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9,
    ];

    #[test]
    fn montgomerys_purchase_orders_have_no_signal_by_exact_limits() {
        // Montgomery, Introduction to Statistical Quality Control, table 7.4: 234 of 2,450. SciPy 1.17.1, binom.ppf at
        // Φ(−3) and Φ(3), n = 110: 3 and 21, which 20 events are not beyond.
        let events: i64 = COUNTS.iter().sum();
        let chart = PChart::about(events as f64 / SIZES.iter().sum::<i64>() as f64).unwrap();
        assert!((chart.center() - 0.095510204).abs() < 5e-10);
        let limits = |units| chart.exact(units, TAIL_OF_3_SIGMA).unwrap();
        assert_eq!((limits(110).lower, limits(110).upper), (3, 21));
        let mut counts = COUNTS.into_iter().zip(SIZES);
        assert!(counts.all(|(count, units)| !limits(units).is_beyond(count)));
    }

    #[test]
    fn a_gap_has_no_distance_and_no_limits() {
        let chart = PChart::about(0.2).unwrap();
        let distance = |events, units| chart.distance(Period { events, units });
        assert_eq!((distance(0, 0), distance(5, 4)), (None, None));
        assert!((distance(3, 4).unwrap() - 2.75).abs() < 1e-12);
        assert_eq!(chart.exact(0, 0.01), None);
    }

    #[test]
    fn exact_limits_keep_their_tail_and_are_the_narrowest_that_do() {
        for p in [0.01, 0.02, 0.1, 0.37, 0.9] {
            let chart = PChart::about(p).unwrap();
            for units in [1, 4, 10, 37, 250] {
                for tail in [0.001, TAIL_OF_3_SIGMA, 0.025] {
                    let limits = chart.exact(units, tail).unwrap();
                    assert!(binomial_at_least(limits.upper + 1, units, p) <= tail);
                    assert!(binomial_at_least(limits.upper, units, p) > tail);
                    assert!(binomial_at_most(limits.lower - 1, units, p) <= tail);
                    assert!(binomial_at_most(limits.lower, units, p) >= tail);
                    assert!(chart.probability_beyond(&limits, units, p) <= 2.0 * tail);
                }
            }
        }
    }

    #[test]
    fn where_nothing_or_everything_happens_the_limits_are_the_center() {
        for (center, count) in [(0.0, 0), (1.0, 30)] {
            let chart = PChart::about(center).unwrap();
            let exact = chart.exact(30, TAIL_OF_3_SIGMA).unwrap();
            assert_eq!((exact.lower, exact.upper), (count, count));
            assert!(chart.probability_beyond(&exact, 30, center).abs() < 1e-15);
            let period = Period {
                events: count,
                units: 30,
            };
            assert_eq!(chart.distance(period), None);
        }
        assert_eq!(PChart::about(1.1), None);
        assert_eq!(PChart::about(f64::NAN), None);
    }
}
