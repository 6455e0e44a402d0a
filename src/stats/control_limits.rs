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

/// The least and the greatest count that is no signal: quantiles of the counts' distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountLimits {
    /// The least count that is no signal.
    pub lower: i64,
    /// The greatest count that is no signal.
    pub upper: i64,
}

impl CountLimits {
    /// Whether a count is beyond one of the limits.
    #[cfg(test)]
    pub(super) const fn is_beyond(&self, count: i64) -> bool {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartStage {
    /// Fewer than 10 points: a run chart about the median, without limits.
    RunChart,
    /// 10 to 19 points: limits, on trial.
    TrialLimits,
    /// 20 points or more: limits.
    Limits,
}

impl ChartStage {
    /// The stage of a chart with this number of points; periods without a value are not counted.
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
