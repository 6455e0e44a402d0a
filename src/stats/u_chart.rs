//! The u chart: events per area of opportunity, by period.

use super::control_limits::CountLimits;
use super::tail::{poisson_at_least, poisson_at_most, poisson_quantile};

/// A period's events and the area of opportunity in which they were seen: doses, days, patient-years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Events.
    pub events: i64,
    /// The area of opportunity, in the unit of the rate.
    pub area: f64,
}

/// A u chart: its center line, from which each period's limits follow.
///
/// Source: Montgomery DC. Introduction to Statistical Quality Control, chapter 7, for the chart and its σ, √(ū/a); the
/// exact limits are quantiles of the Poisson distribution with mean ūa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UChart {
    center: f64,
}

impl UChart {
    /// The chart about a rate that is known beforehand; `None` where it is no rate.
    #[must_use]
    pub fn about(center: f64) -> Option<Self> {
        (center >= 0.0 && center.is_finite()).then_some(Self { center })
    }

    /// The center line.
    #[must_use]
    pub const fn center(&self) -> f64 {
        self.center
    }

    /// The exact limits: the `tail` and the 1 − `tail` quantile of the number of events, so that a count beyond either
    /// has a probability of at most `tail`; `None` without area, or without a tail.
    #[must_use]
    pub fn exact(&self, area: f64, tail: f64) -> Option<CountLimits> {
        (is_area(area) && tail > 0.0 && tail < 1.0).then(|| {
            let expected = self.center * area;
            CountLimits {
                lower: poisson_quantile(tail, expected),
                upper: poisson_quantile(1.0 - tail, expected),
            }
        })
    }

    /// The probability that a period of this area is beyond these limits where the rate is `rate`.
    #[must_use]
    pub fn probability_beyond(&self, limits: &CountLimits, area: f64, rate: f64) -> f64 {
        let expected = rate * area;
        poisson_at_least(limits.upper + 1, expected) + poisson_at_most(limits.lower - 1, expected)
    }

    /// A period's distance from the center line in σ; `None` where it is a gap or where σ is 0.
    #[must_use]
    pub fn distance(&self, period: Exposure) -> Option<f64> {
        let is_distance = period.is_point() && self.center > 0.0;
        is_distance.then(|| (period.rate() - self.center) / self.sigma(period.area))
    }

    fn sigma(self, area: f64) -> f64 {
        (self.center / area).sqrt()
    }
}

impl Exposure {
    /// Whether it has an area, and no fewer than no events.
    fn is_point(self) -> bool {
        is_area(self.area) && self.events >= 0
    }

    /// Events/area.
    fn rate(self) -> f64 {
        self.events as f64 / self.area
    }
}

fn is_area(area: f64) -> bool {
    area > 0.0 && area.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;
    use crate::stats::control_limits::TAIL_OF_3_SIGMA;

    #[test]
    fn exact_limits_keep_their_tail_and_are_the_narrowest_that_do() {
        for center in [0.1, 4.0, 60.0] {
            let chart = UChart::about(center).unwrap();
            for area in [0.2, 1.0, 7.5] {
                let (expected, tail) = (center * area, TAIL_OF_3_SIGMA);
                let limits = chart.exact(area, tail).unwrap();
                assert!(poisson_at_least(limits.upper + 1, expected) <= tail);
                assert!(poisson_at_least(limits.upper, expected) > tail);
                assert!(poisson_at_most(limits.lower - 1, expected) <= tail);
                assert!(poisson_at_most(limits.lower, expected) >= tail);
                assert!(chart.probability_beyond(&limits, area, center) <= 2.0 * tail);
            }
        }
        // SciPy 1.17.1: poisson.ppf at Φ(−3) and Φ(3), mean 4; poisson.sf(11, 4), poisson.sf(10, 4).
        let limits = UChart::about(4.0)
            .unwrap()
            .exact(1.0, TAIL_OF_3_SIGMA)
            .unwrap();
        assert_eq!((limits.lower, limits.upper), (0, 11));
    }

    #[test]
    fn a_period_without_area_is_a_gap() {
        let point = Exposure {
            events: 3,
            area: 2.0,
        };
        let empty = Exposure {
            events: 0,
            area: 0.0,
        };
        let chart = UChart::about(1.5).unwrap();
        assert_eq!(chart.distance(empty), None);
        assert_close(chart.distance(point).unwrap(), 0.0);
        assert_eq!(chart.exact(0.0, 0.01), None);
        assert_eq!(UChart::about(f64::NAN), None);
    }

    #[test]
    fn where_nothing_happens_the_limits_are_zero() {
        let chart = UChart::about(0.0).unwrap();
        let limits = chart.exact(3.0, TAIL_OF_3_SIGMA).unwrap();
        assert_eq!((limits.lower, limits.upper), (0, 0));
        assert_close(chart.probability_beyond(&limits, 3.0, 0.0), 0.0);
    }
}
