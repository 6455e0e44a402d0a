//! The g chart: units without the event between one event and the next.

use super::control_limits::CountLimits;
use super::tail::{geometric_at_least, geometric_quantile};

/// Units without the event, in their order, between the events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// Units between each event and the next; 0 where one unit with the event follows another. Those before the first
    /// event are no gap, since the event before it was not seen.
    pub between: Vec<i64>,
    /// Units since the last event; all where there is none.
    pub since_last: i64,
}

impl Gaps {
    /// The gaps in a series of units in their order, each with whether it had the event.
    ///
    /// ```
    /// use il2_outcomes::stats::Gaps;
    /// let gaps = Gaps::of([false, true, true, false, false, true, false].into_iter());
    /// assert_eq!((gaps.between, gaps.since_last), (vec![0, 2], 1));
    /// ```
    #[must_use]
    pub fn of(outcomes: impl IntoIterator<Item = bool>) -> Self {
        let (mut has_event, mut between, mut since_last) = (false, Vec::new(), 0);
        for is_event in outcomes {
            if !is_event {
                since_last += 1;
                continue;
            }
            if has_event {
                between.push(since_last);
            }
            (has_event, since_last) = (true, 0);
        }
        Self {
            between,
            since_last,
        }
    }
}

/// A g chart: gaps that are geometric from 0 on.
///
/// Source: Benneyan JC. Health Care Management Science 2001;4:305: the center line is the mean gap ḡ; the probability of
/// the event is 1/(ḡ + 1). The limit of 3 σ, which he gives too, would be crossed far more often than 3 σ promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GChart {
    mean: f64,
}

impl GChart {
    /// The chart about a probability of the event that is known beforehand; `None` unless it is above 0, at most 1.
    #[must_use]
    pub fn about(p: f64) -> Option<Self> {
        (p > 0.0 && p <= 1.0).then(|| Self {
            mean: (1.0 - p) / p,
        })
    }

    /// The mean gap: the center line.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The probability of the event, 1/(ḡ + 1).
    fn probability(self) -> f64 {
        1.0 / (self.mean + 1.0)
    }

    /// The least gap that a share `probability`, between 0 and 1, of gaps do not exceed; `None` for another share.
    fn quantile(self, probability: f64) -> Option<i64> {
        (probability > 0.0 && probability < 1.0)
            .then(|| geometric_quantile(probability, self.probability()))
    }

    /// The exact limits: the `tail` and the 1 − `tail` quantile. A gap above says that events have become rarer; one
    /// below, that they have become more frequent, which a single gap can show only where the event is rarer than
    /// `tail`.
    #[must_use]
    pub fn exact(&self, tail: f64) -> Option<CountLimits> {
        Some(CountLimits {
            lower: self.quantile(tail)?,
            upper: self.quantile(1.0 - tail)?,
        })
    }

    /// The probability of so many units or more without the event: (1 − p)ᵏ. For the units since the last event, how
    /// improbable so long a wait is.
    #[must_use]
    pub fn probability_of_at_least(&self, units: i64) -> f64 {
        geometric_at_least(units, self.probability())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    /// Gaps of 14, 21, 6, 33, 2, 41, 17, 9, 28 and 3 units: their mean is 17.4.
    fn chart() -> GChart {
        GChart::about(1.0 / 18.4).unwrap()
    }

    #[test]
    fn exact_quantiles_are_geometric() {
        // SciPy 1.17.1, geom.ppf(q, 1/18.4) − 1.
        assert_eq!(chart().quantile(0.001_35), Some(0));
        assert_eq!(chart().quantile(0.5), Some(12));
        assert_eq!(chart().quantile(0.998_65), Some(118));
        let limits = chart().exact(0.001_35).unwrap();
        assert_eq!((limits.lower, limits.upper), (0, 118));
        // (17.4/18.4)¹¹⁹.
        let false_alarm = chart().probability_of_at_least(119);
        assert_close(false_alarm, (17.4_f64 / 18.4).powi(119));
        assert!(false_alarm < 0.001_35 && chart().probability_of_at_least(118) > 0.001_35);
    }

    #[test]
    fn a_rare_event_has_a_lower_limit() {
        // At 1 in 10,000 the chance of no more than 12 units between two events is 1 − .9999¹³ = .0013.
        let limits = GChart::about(1e-4).unwrap().exact(0.001_35).unwrap();
        assert_eq!(limits.lower, 13);
    }

    #[test]
    fn an_event_in_every_unit_has_gaps_of_zero() {
        let chart = GChart::about(1.0).unwrap();
        assert_eq!(chart.quantile(0.998_65), Some(0));
        assert_close(chart.probability_of_at_least(1), 0.0);
        assert_close(chart.probability_of_at_least(0), 1.0);
    }

    #[test]
    fn without_an_event_there_is_no_gap() {
        let gaps = Gaps::of([false; 5]);
        assert_eq!(gaps.since_last, 5);
        assert!(gaps.between.is_empty());
        assert_eq!(GChart::about(0.0), None);
        assert_eq!(chart().quantile(1.0), None);
        let once = Gaps::of([false, true, false]);
        assert_eq!(once.since_last, 1);
        assert!(once.between.is_empty());
    }
}
