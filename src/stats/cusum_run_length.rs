//! The exact distribution of a CUSUM's run length.

use super::cusum_chain::TOLERANCE;

/// What is left of a cycle's probability, next to that of a signal, and counts no more.
const NEGLIGIBLE: f64 = 1e-14;
/// Units for which expected signals are summed one by one.
const EXPECTED: usize = 5_000;
/// Units after which a cycle, or a run, is given up.
const UNITS: usize = 4_000_000;

/// The distribution of how many units there are to the first signal.
///
/// A run is a series of cycles, each from a sum of 0 to one of 0 or to the signal. Within a cycle the sum is a times one
/// weight less b times the other, and after n units a + b = n: a handful of values, whose probabilities follow from
/// those after n − 1 units. Of the cycles the runs are made by renewal (Feller W. An Introduction to Probability Theory
/// and Its Applications, volume 1, chapter XIII).
#[derive(Debug, Clone, PartialEq)]
pub struct RunLength {
    /// The probability that a cycle ends with the signal after 1, 2, … units.
    signal: Vec<f64>,
    /// The probability that a cycle ends at 0 after 1, 2, … units.
    back: Vec<f64>,
    mean: f64,
}

impl RunLength {
    pub(super) fn of(up: f64, down: f64, threshold: f64, probability: f64) -> Option<Self> {
        let other = 1.0 - probability;
        let (mut signal, mut back) = (Vec::new(), Vec::new());
        let (mut length, mut signals) = (0.0, 0.0);
        // The probabilities of the sum's values, by the steps up, from `least` on.
        let mut least = 0_usize;
        let mut values = vec![1.0];
        while !values.is_empty() {
            let left: f64 = values.iter().sum();
            if left <= NEGLIGIBLE * signals {
                break;
            }
            if signal.len() >= UNITS {
                return None;
            }
            length += left;
            let units = signal.len() + 1;
            let mut next = vec![0.0; values.len() + 1];
            for (index, value) in values.iter().enumerate() {
                next[index] += value * other;
                next[index + 1] += value * probability;
            }
            let (mut to_signal, mut to_zero) = (0.0, 0.0);
            let (mut first, mut inside) = (least, Vec::new());
            for (index, value) in next.into_iter().enumerate() {
                let rises = least + index;
                let sum = rises as f64 * up - (units - rises) as f64 * down;
                if sum >= threshold - TOLERANCE {
                    to_signal += value;
                } else if sum <= TOLERANCE {
                    to_zero += value;
                } else {
                    if inside.is_empty() {
                        first = rises;
                    }
                    inside.push(value);
                }
            }
            signal.push(to_signal);
            back.push(to_zero);
            signals += to_signal;
            (least, values) = (first, inside);
        }
        (signals > 0.0).then(|| Self {
            signal,
            back,
            mean: length / signals,
        })
    }

    /// The mean: the average run length.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// // Two events in a row, or near each other, are a signal.
    /// let cusum = BernoulliCusum::new(0.5, 3.0, 0.8).unwrap();
    /// // ln(3/2) = .405 up, ln 2 = .693 down: the signal is at two events in a row, whose mean at ½ is 6.
    /// assert!((cusum.run_length(0.5).unwrap().mean() - 6.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The probability of a signal within this number of units.
    #[cfg(test)]
    pub(super) fn probability_within(&self, units: usize) -> f64 {
        self.walk(|seen, _| seen >= units, units).1
    }

    /// How many signals are expected within this number of units, from 0 on and with a start from 0 after each signal.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// // A signal is two events in a row: in three units they are of probability ¼ at the second, ⅛ at the third.
    /// let cusum = BernoulliCusum::new(0.5, 3.0, 0.8).unwrap();
    /// let expected = cusum.run_length(0.5).unwrap().expected_signals(3);
    /// assert!((expected - 0.375).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn expected_signals(&self, units: usize) -> f64 {
        // The probability that a cycle begins after so many units.
        let mut begins = vec![1.0];
        let mut expected = 0.0;
        for _ in 0..units.min(EXPECTED) {
            let (mut signal, mut begin) = (0.0, 0.0);
            let latest = begins.iter().rev();
            for ((to_signal, to_zero), before) in self.signal.iter().zip(&self.back).zip(latest) {
                signal += to_signal * before;
                begin += (to_signal + to_zero) * before;
            }
            expected += signal;
            begins.push(begin);
        }
        // Beyond, signals come at their mean distance.
        expected + units.saturating_sub(EXPECTED) as f64 / self.mean
    }

    /// The units within which the signal comes with at least this probability, below 1: its quantile. `None` for
    /// another probability, or where it is millions of units away.
    pub(super) fn quantile(&self, probability: f64) -> Option<usize> {
        if !(probability > 0.0 && probability < 1.0) {
            return None;
        }
        let (units, within) = self.walk(|_, within| within >= probability, UNITS);
        (within >= probability).then_some(units)
    }

    /// Goes from unit to unit until `is_end` holds of their number and of the probability of a signal within them, or
    /// to a number of units; gives both.
    fn walk(&self, is_end: impl Fn(usize, f64) -> bool, units: usize) -> (usize, f64) {
        // The probability that a cycle begins after so many units, without a signal before.
        let mut begins = vec![1.0];
        let mut within = 0.0;
        let mut hazard = 0.0;
        for unit in 1..=units {
            if is_end(unit - 1, within) {
                return (unit - 1, within);
            }
            let ends = |cycle: &[f64]| -> f64 {
                let latest = begins.iter().rev();
                cycle
                    .iter()
                    .zip(latest)
                    .map(|(end, begin)| end * begin)
                    .sum()
            };
            let signal = ends(&self.signal);
            let begin = ends(&self.back);
            let now = signal / (1.0 - within);
            within = (within + signal).min(1.0);
            // Once all cycles may have ended, the rate of signals is soon the same for ever.
            let is_steady = unit > self.signal.len() && (now / hazard - 1.0).abs() < 1e-12;
            if is_steady {
                return steady(unit, within, now, is_end, units);
            }
            hazard = now;
            begins.push(begin);
        }
        (units, within)
    }
}

/// Goes on where each unit has the signal with probability `hazard`.
fn steady(
    unit: usize,
    within: f64,
    hazard: f64,
    is_end: impl Fn(usize, f64) -> bool,
    units: usize,
) -> (usize, f64) {
    let mut without = 1.0 - within;
    for unit in unit..units {
        if is_end(unit, 1.0 - without) {
            return (unit, 1.0 - without);
        }
        without *= 1.0 - hazard;
    }
    (units, 1.0 - without)
}

#[cfg(test)]
mod tests {
    use crate::stats::BernoulliCusum;
    use crate::stats::close::assert_close;
    use crate::stats::random::Random;

    #[test]
    fn two_events_in_a_row_come_as_counted() {
        // A signal is two events in a row, of probability ½: of 1, 2, 3, 4 and 5 units 0, 1/4, 3/8, 8/16 and 19/32
        // series have them (all less the Fibonacci numbers).
        let run_length = BernoulliCusum::new(0.5, 3.0, 0.8)
            .unwrap()
            .run_length(0.5)
            .unwrap();
        for (units, expected) in [
            (0, 0.0),
            (1, 0.0),
            (2, 0.25),
            (3, 0.375),
            (4, 0.5),
            (5, 0.59375),
        ] {
            assert_close(run_length.probability_within(units), expected);
        }
        assert_eq!(run_length.quantile(0.5), Some(4));
        assert_eq!(run_length.quantile(0.51), Some(5));
        assert_eq!(run_length.quantile(1.0), None);
    }

    #[test]
    fn the_mean_is_that_of_the_distribution() {
        // The mean is the sum of P(N > n).
        let run_length = BernoulliCusum::new(0.1, 2.0, 1.2)
            .unwrap()
            .run_length(0.2)
            .unwrap();
        let sum: f64 = (0..400)
            .map(|n| 1.0 - run_length.probability_within(n))
            .sum();
        assert!((sum / run_length.mean() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_long_run_goes_on_at_a_steady_rate() {
        let run_length = BernoulliCusum::new(0.1, 2.0, 1.2)
            .unwrap()
            .run_length(0.1)
            .unwrap();
        // ln(1 − .999)/(rate): the quantiles of an exponential tail lie as far apart as their logarithms.
        let [a, b, c] = [0.99, 0.999, 0.9999].map(|p| run_length.quantile(p).unwrap() as f64);
        assert!(((c - b) - (b - a)).abs() <= 2.0, "{a} {b} {c}");
    }

    #[test]
    fn false_alarms_and_power_are_those_of_20_000_simulated_series() {
        let cusum = BernoulliCusum::new(0.1, 2.0, 2.0).unwrap();
        let mut random = Random::from_seed(6);
        for (p, units) in [(cusum.baseline(), 40), (cusum.alternative(), 40)] {
            let mut signals = 0;
            for _ in 0..20_000 {
                let outcomes = (0..units).map(|_| random.uniform() < p);
                let path = cusum.path(outcomes);
                signals += i32::from(path.iter().any(|point| point.is_signal));
            }
            let simulated = f64::from(signals) / 20_000.0;
            let exact = cusum.run_length(p).unwrap().probability_within(units);
            assert!(
                (simulated / exact - 1.0).abs() < 0.05,
                "{simulated} {exact}"
            );
        }
    }

    #[test]
    fn the_mean_and_the_rounded_chain_are_those_of_simulated_runs() {
        let cusum = BernoulliCusum::new(0.1, 2.0, 2.0).unwrap();
        let (p, mut random) = (cusum.alternative(), Random::from_seed(9));
        let mut units = 0;
        for _ in 0..20_000 {
            let mut sum = 0.0_f64;
            while sum < 2.0 {
                units += 1;
                sum += if random.uniform() < p {
                    cusum.weight_of_event()
                } else {
                    cusum.weight_without()
                };
                sum = sum.max(0.0);
            }
        }
        let simulated = f64::from(units) / 20_000.0;
        let exact = cusum.run_length(p).unwrap().mean();
        let rounded = cusum.average_run_length(p).unwrap();
        assert!(
            (simulated / exact - 1.0).abs() < 0.03,
            "{simulated} {exact}"
        );
        assert!(
            (simulated / rounded - 1.0).abs() < 0.03,
            "{simulated} {rounded}"
        );
    }
}
