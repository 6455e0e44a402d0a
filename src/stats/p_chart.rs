//! The p chart: a proportion by period.

use super::control_limits::{CountLimits, Limits};
use super::signal_probability::PointProbabilities;
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
/// Source: Montgomery DC. Introduction to Statistical Quality Control, chapter 7, for the limits of 3 σ,
/// p̄ ± 3√(p̄(1 − p̄)/n); the exact limits are quantiles of the binomial distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PChart {
    center: f64,
}

impl PChart {
    /// The chart about Σ events/Σ units of the periods; `None` where no period has a unit. A period that is missing,
    /// without units, or with events that are not among its units is a gap.
    ///
    /// ```
    /// use il2_outcomes::stats::{PChart, Period};
    /// let periods = [Some(Period { events: 1, units: 6 }), None, Some(Period { events: 1, units: 4 })];
    /// assert_eq!(PChart::fit(&periods).unwrap().center(), 0.2);
    /// ```
    #[must_use]
    pub fn fit(periods: &[Option<Period>]) -> Option<Self> {
        let (mut events, mut units) = (0, 0);
        for period in periods.iter().flatten().filter(|period| period.is_point()) {
            events += period.events;
            units += period.units;
        }
        (units > 0).then(|| Self {
            center: events as f64 / units as f64,
        })
    }

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

    /// p̄ ± 3√(p̄(1 − p̄)/n), within 0 and 1; `None` without units.
    #[must_use]
    pub fn three_sigma(&self, units: i64) -> Option<Limits> {
        if units <= 0 {
            return None;
        }
        Some(Limits::three_sigma(self.center, self.sigma(units)).clipped(0.0, 1.0))
    }

    /// The exact limits: the `tail` and the 1 − `tail` quantile of the number of events, so that a count beyond either
    /// has a probability of at most `tail`; `None` without units.
    ///
    /// ```
    /// use il2_outcomes::stats::{PChart, TAIL_OF_3_SIGMA};
    /// // Four a month at 2 %: a 3 σ limit of 23 % makes one event a signal; P(X ≥ 2) = .0023, P(X ≥ 3) = .00003.
    /// let chart = PChart::about(0.02).unwrap();
    /// assert_eq!(chart.three_sigma_counts(4).unwrap().signals_from(), 1);
    /// assert_eq!(chart.exact(4, TAIL_OF_3_SIGMA).unwrap().signals_from(), 3);
    /// assert_eq!(chart.exact(4, 0.001).unwrap().signals_from(), 3);
    /// ```
    #[must_use]
    pub fn exact(&self, units: i64, tail: f64) -> Option<CountLimits> {
        (units > 0).then(|| CountLimits {
            lower: binomial_quantile(tail, units, self.center),
            upper: binomial_quantile(1.0 - tail, units, self.center),
        })
    }

    /// The counts that are not beyond the limits of 3 σ; `None` without units.
    #[must_use]
    pub fn three_sigma_counts(&self, units: i64) -> Option<CountLimits> {
        Some(self.three_sigma(units)?.counts(units as f64))
    }

    /// The probability that a period of so many units is beyond these limits where the proportion is `p`: the true
    /// false-alarm rate where that is the center line, the power where it is another.
    ///
    /// ```
    /// use il2_outcomes::stats::PChart;
    /// let chart = PChart::about(0.02).unwrap();
    /// let limits = chart.three_sigma_counts(4).unwrap();
    /// // 1 − 0.98⁴: one month in thirteen.
    /// assert!((chart.probability_beyond(&limits, 4, 0.02) - 0.0776).abs() < 5e-5);
    /// ```
    #[must_use]
    pub fn probability_beyond(&self, limits: &CountLimits, units: i64, p: f64) -> f64 {
        binomial_at_least(limits.upper + 1, units, p) + binomial_at_most(limits.lower - 1, units, p)
    }

    /// Where the point of a period of so many units lies, where the proportion is `p`.
    #[must_use]
    pub fn point_probabilities(
        &self,
        limits: &CountLimits,
        units: i64,
        p: f64,
    ) -> PointProbabilities {
        PointProbabilities::of(
            limits,
            self.center * units as f64,
            |count| binomial_at_least(count, units, p),
            |count| binomial_at_most(count, units, p),
        )
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
    #[must_use]
    pub const fn is_point(self) -> bool {
        self.units > 0 && self.events >= 0 && self.events <= self.units
    }

    /// Events/units.
    #[must_use]
    pub fn proportion(self) -> f64 {
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

    fn purchase_orders() -> Vec<Option<Period>> {
        let period = |(events, units)| Some(Period { events, units });
        COUNTS.into_iter().zip(SIZES).map(period).collect()
    }

    #[test]
    fn montgomerys_purchase_orders_have_one_signal() {
        // Montgomery, Introduction to Statistical Quality Control, table 7.4.
        let periods = purchase_orders();
        let chart = PChart::fit(&periods).unwrap();
        assert!((chart.center() - 0.095510204).abs() < 5e-10);
        let hundred = chart.three_sigma(100).unwrap();
        assert!((hundred.lower - 0.0073346947).abs() < 5e-11);
        assert!((hundred.upper - 0.18368571).abs() < 5e-9);
        let eighty = chart.three_sigma(80).unwrap();
        assert!(eighty.lower.abs() < 1e-15);
        assert!((eighty.upper - 0.19409342).abs() < 5e-9);
        let signals = |limits: &dyn Fn(i64) -> CountLimits| -> Vec<usize> {
            (0..25)
                .filter(|&place| limits(SIZES[place]).is_beyond(COUNTS[place]))
                .collect()
        };
        assert_eq!(signals(&|n| chart.three_sigma_counts(n).unwrap()), [10]);
        // SciPy 1.17.1, binom.ppf at Φ(−3) and Φ(3), n = 110: 3 and 21, which 20 events are not beyond.
        let exact = chart.exact(110, TAIL_OF_3_SIGMA).unwrap();
        assert_eq!((exact.lower, exact.upper), (3, 21));
        assert!(signals(&|n| chart.exact(n, TAIL_OF_3_SIGMA).unwrap()).is_empty());
    }

    #[test]
    fn a_gap_is_no_zero() {
        let mut periods = purchase_orders();
        let center = PChart::fit(&periods).unwrap().center();
        let empty = Period {
            events: 0,
            units: 0,
        };
        let wrong = Period {
            events: 5,
            units: 4,
        };
        periods.extend([None, Some(empty), Some(wrong)]);
        let chart = PChart::fit(&periods).unwrap();
        assert!((chart.center() - center).abs() < 1e-15);
        assert_eq!(chart.distance(empty), None);
        assert_eq!(chart.distance(wrong), None);
        assert_eq!(PChart::fit(&[None, Some(empty)]), None);
        assert_eq!((chart.three_sigma(0), chart.exact(0, 0.01)), (None, None));
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
            assert_eq!(chart.three_sigma_counts(30), Some(exact));
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
