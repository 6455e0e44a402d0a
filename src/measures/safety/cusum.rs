//! What a CUSUM watches and how it does, course by course or by period.

use crate::measures::results::RateFrom;
use crate::stats::{BernoulliCusum, GroupedCusum, Interval, UnitsToSignal, clopper_pearson_80};

/// The ratio of the odds that a chart looks for to those of the baseline.
pub(super) const ODDS_RATIO: f64 = 2.0;
/// The years between false alarms, on average.
pub(super) const YEARS_TO_FALSE_ALARM: f64 = 10.0;
/// Courses a year where no date is known.
pub(super) const ASSUMED_VOLUME: f64 = 40.0;

/// The probability that a chart watches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WatchedRate {
    pub(super) p0: f64,
    pub(super) from: RateFrom,
    /// Its 80 % limits, where it was estimated.
    pub(super) limits: Option<Interval>,
}

impl WatchedRate {
    /// A probability that was given.
    pub(super) const fn given(p0: f64) -> Self {
        Self {
            p0,
            from: RateFrom::Given,
            limits: None,
        }
    }

    /// The proportion of a baseline.
    pub(super) fn of_baseline(events: i64, courses: i64) -> Self {
        Self {
            p0: events as f64 / courses as f64,
            from: RateFrom::Baseline,
            limits: clopper_pearson_80(events, courses),
        }
    }

    /// What a chart has at the probability, at its lower limit and at its upper one.
    pub(super) fn each(&self, of: impl Fn(f64) -> Option<f64>) -> [Option<f64>; 3] {
        let [lower, upper] = [
            self.limits.map(|limits| limits.lower),
            self.limits.map(|limits| limits.upper),
        ];
        [Some(self.p0), lower, upper].map(|p| p.and_then(&of))
    }
}

/// A CUSUM of what comes after the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CusumChart {
    pub(super) watched: WatchedRate,
    pub(super) threshold: f64,
    pub(super) alternative: f64,
    /// Courses or periods to a signal, on average, where the probability is the one that is watched, its lower and its
    /// upper limit.
    pub(super) run_lengths: [Option<f64>; 3],
    /// Signals expected so far where nothing has changed.
    pub(super) expected_signals: Option<f64>,
    /// Courses to a signal once the odds have doubled.
    pub(super) units_to_signal: Option<UnitsToSignal>,
    /// Its points: courses, or periods.
    pub(super) points: usize,
    pub(super) path: CusumPath,
}

/// The sums of a CUSUM.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CusumPath {
    /// Of courses: those at which its line bends, and the last.
    Courses(BernoulliCusum, Vec<CusumStep>),
    /// Of periods with a course.
    Periods(GroupedCusum, Vec<PeriodStep>),
}

/// A sum after a course, by the course's position in the order of the review.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CusumStep {
    pub(super) index: usize,
    pub(super) sum: f64,
    pub(super) had_event: bool,
    pub(super) is_signal: bool,
}

/// A sum after a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PeriodStep {
    pub(super) period: usize,
    pub(super) events: i64,
    pub(super) courses: i64,
    pub(super) sum: f64,
    pub(super) is_signal: bool,
}
