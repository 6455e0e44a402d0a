//! The exact distribution of a grouped CUSUM's run length.

use super::binomial::ln_binomial;
use super::cusum_chain::TOLERANCE;
use super::tail::binomial_at_least;
use std::collections::BTreeMap;

/// What is left of a cycle's probability, next to that of a signal, and counts no more.
const NEGLIGIBLE: f64 = 1e-14;
/// Periods after which a cycle, or a run, is given up.
const PERIODS: usize = 100_000;

/// How a cycle from a sum of 0 goes on and ends, period by period, where each period has the same number of units. A run is
/// a series of such cycles, each to a sum of 0 or to the signal.
pub(super) struct Cycle {
    /// The probability that it ends with a signal after 1, 2, … periods.
    signal: Vec<f64>,
    /// The probability that the sum is 0 again, for the first time.
    back: Vec<f64>,
    mean: f64,
}

impl Cycle {
    /// The cycle of a sum to which each event adds `up` and of which each unit takes `down`; `None` where there never is a
    /// signal, or it is too far away to be computed.
    pub(super) fn of((up, down): (f64, f64), threshold: f64, p: f64, units: i64) -> Option<Self> {
        if !(p > 0.0 && p <= 1.0) || units <= 0 {
            return None;
        }
        let probabilities = binomial(units, p);
        let (mut signal, mut back) = (Vec::new(), Vec::new());
        let (mut length, mut signals) = (0.0, 0.0);
        // The probabilities of the events since the sum was 0, from `least` on.
        let (mut least, mut values) = (0_i64, vec![1.0]);
        while !values.is_empty() {
            let left: f64 = values.iter().sum();
            if left <= NEGLIGIBLE * signals {
                break;
            }
            if signal.len() >= PERIODS {
                return None;
            }
            length += left;
            let all = units * (signal.len() as i64 + 1);
            let (mut to_signal, mut to_zero) = (0.0, 0.0);
            let mut next: BTreeMap<i64, f64> = BTreeMap::new();
            for (events, value) in (least..).zip(&values) {
                for (more, of_more) in (0..).zip(&probabilities) {
                    let events = events + more;
                    let sum = events as f64 * up - all as f64 * down;
                    if sum >= threshold - TOLERANCE {
                        // More events are a signal, too.
                        to_signal += value * binomial_at_least(more, units, p);
                        break;
                    }
                    if sum <= TOLERANCE {
                        to_zero += value * of_more;
                    } else {
                        *next.entry(events).or_default() += value * of_more;
                    }
                }
            }
            signal.push(to_signal);
            back.push(to_zero);
            signals += to_signal;
            least = next.keys().next().copied().unwrap_or(0);
            values = next.into_values().collect();
        }
        (signals > 0.0).then(|| Self {
            signal,
            back,
            mean: length / signals,
        })
    }

    /// The mean number of periods to the first signal.
    pub(super) const fn mean(&self) -> f64 {
        self.mean
    }

    /// The periods within which the signal comes with at least this probability; `None` where they are too many.
    pub(super) fn quantile(&self, probability: f64) -> Option<i64> {
        // The probability that a cycle begins after so many periods, without a signal before.
        let mut begins = vec![1.0];
        let mut within = 0.0;
        for period in 1..=PERIODS {
            let ends = |cycle: &[f64]| -> f64 {
                let latest = begins.iter().rev();
                cycle.iter().zip(latest).map(|(a, b)| a * b).sum()
            };
            within += ends(&self.signal);
            if within >= probability - TOLERANCE {
                return i64::try_from(period).ok();
            }
            let begin = ends(&self.back);
            begins.push(begin);
        }
        None
    }
}

/// The probabilities of 0, 1, … events in so many units.
pub(super) fn binomial(units: i64, p: f64) -> Vec<f64> {
    let of = |events: i64| ln_binomial(events as f64, (units - events) as f64, p, 1.0 - p).exp();
    (0..=units).map(of).collect()
}
