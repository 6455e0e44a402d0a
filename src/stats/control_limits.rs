//! What the limits of control charts have in common.

/// The probability beyond 3 σ on one side of a normal distribution: what a limit's tail is where nothing else is said.
pub const TAIL_OF_3_SIGMA: f64 = 0.001_349_898_031_630_094_5;

/// Fewer points than these make a run chart, which has no limits.
const LEAST_WITH_LIMITS: usize = 10;
/// Fewer points than these make limits that are on trial.
const LEAST_WITH_FIRM_LIMITS: usize = 20;

/// A lower and an upper limit; a point beyond either is a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Limits {
    /// `center` ± 3 `sigma`.
    pub(super) fn three_sigma(center: f64, sigma: f64) -> Self {
        Self {
            lower: center - 3.0 * sigma,
            upper: center + 3.0 * sigma,
        }
    }

    /// The limits no farther out than these bounds.
    pub(super) fn clipped(self, lower: f64, upper: f64) -> Self {
        Self {
            lower: self.lower.max(lower),
            upper: self.upper.min(upper),
        }
    }

    /// Whether a value is beyond one of the limits.
    #[must_use]
    pub fn is_beyond(&self, value: f64) -> bool {
        let slack = 1e-12 * (self.upper - self.lower).abs();
        value < self.lower - slack || value > self.upper + slack
    }

    /// The counts of `area` units that are not beyond these limits of a rate.
    pub(super) fn counts(&self, area: f64) -> CountLimits {
        let slack = 1e-12 * area * (self.upper - self.lower).abs();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "counts are far below 2^53, and a larger one ends at the largest"
        )]
        let whole = |count: f64| count as i64;
        CountLimits {
            lower: whole((self.lower * area - slack).ceil()).max(0),
            upper: whole((self.upper * area + slack).floor()),
        }
    }
}

/// The least and the greatest count that is no signal: quantiles of the counts' distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountLimits {
    /// The least count that is no signal.
    pub lower: i64,
    /// The greatest count that is no signal.
    pub upper: i64,
}

impl CountLimits {
    /// The count from which on it is a signal.
    #[must_use]
    pub const fn signals_from(&self) -> i64 {
        self.upper + 1
    }

    /// The count up to which it is a signal; `None` where none is small enough.
    #[must_use]
    pub const fn signals_to(&self) -> Option<i64> {
        if self.lower > 0 {
            Some(self.lower - 1)
        } else {
            None
        }
    }

    /// Whether a count is beyond one of the limits.
    #[must_use]
    pub const fn is_beyond(&self, count: i64) -> bool {
        count < self.lower || count > self.upper
    }

    /// The limits as rates of `area` units.
    #[must_use]
    pub fn rates(&self, area: f64) -> Limits {
        Limits {
            lower: self.lower as f64 / area,
            upper: self.upper as f64 / area,
        }
    }
}

/// What the number of points allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartStage {
    /// Fewer than 10 points: a run chart about the median, without limits.
    RunChart,
    /// 10 to 19 points: limits, on trial.
    TrialLimits,
    /// 20 points or more: limits.
    Limits,
}

impl ChartStage {
    /// The stage of a chart with so many points, periods without a value not counted.
    ///
    /// Source: Perla RJ, Provost LP, Murray SK. BMJ Quality & Safety 2011;20:46 for run charts; Provost LP, Murray SK.
    /// The Health Care Data Guide, 2011, for trial limits.
    ///
    /// ```
    /// use il2_outcomes::stats::ChartStage;
    /// assert_eq!(ChartStage::of(9), ChartStage::RunChart);
    /// assert_eq!(ChartStage::of(10), ChartStage::TrialLimits);
    /// assert_eq!(ChartStage::of(20), ChartStage::Limits);
    /// ```
    #[must_use]
    pub const fn of(points: usize) -> Self {
        if points < LEAST_WITH_LIMITS {
            Self::RunChart
        } else if points < LEAST_WITH_FIRM_LIMITS {
            Self::TrialLimits
        } else {
            Self::Limits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_on_the_limit_is_no_signal() {
        // 0.3 of 10 is 3, though 0.1 + 0.2 is more than 0.3 in floating point.
        let limits = Limits {
            lower: 0.1,
            upper: 0.1 + 0.2,
        };
        let counts = limits.counts(10.0);
        assert_eq!((counts.lower, counts.upper), (1, 3));
        assert!(!counts.is_beyond(1) && !counts.is_beyond(3));
        assert!(counts.is_beyond(0) && counts.is_beyond(4));
        assert_eq!((counts.signals_to(), counts.signals_from()), (Some(0), 4));
        assert!(!limits.is_beyond(0.3) && !limits.is_beyond(0.1));
        assert!(limits.is_beyond(0.31));
    }

    #[test]
    fn no_count_is_below_zero() {
        let limits = Limits {
            lower: -2.0,
            upper: 0.2,
        };
        assert_eq!(limits.counts(10.0).signals_to(), None);
    }
}
