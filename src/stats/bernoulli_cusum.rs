//! The Bernoulli CUSUM: a chart of every unit, for events that are rare.

use super::cusum_chain::{self, TOLERANCE};
use super::cusum_run_length::RunLength;
use super::least_threshold::{PER_UNIT, least_enough};

/// A Bernoulli CUSUM: Sᵢ = max(0, Sᵢ₋₁ + w), where w is the log-likelihood ratio of a unit's outcome between odds of
/// the event that are `odds_ratio` times those at `baseline`, and the baseline: ln R − ln(1 − p₀ + R·p₀) with the
/// event, −ln(1 − p₀ + R·p₀) without. A sum at or above the threshold h is a signal.
///
/// Source: Steiner SH, Cook RJ, Farewell VT, Treasure T. Biostatistics 2000;1:441; Reynolds MR, Stoumbos ZG. Journal of
/// Quality Technology 1999;31:87.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BernoulliCusum {
    baseline: f64,
    odds_ratio: f64,
    threshold: f64,
}

/// The sum after a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CusumPoint {
    /// The sum.
    pub sum: f64,
    /// Whether it is a signal; the next unit starts from 0 again.
    pub is_signal: bool,
}

impl BernoulliCusum {
    /// The chart for a baseline between 0 and 1, an odds ratio above 0 that is not 1, and a threshold above 0; `None`
    /// for others.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// let cusum = BernoulliCusum::new(0.05, 2.0, 3.5).unwrap();
    /// // p₁ = 2·.05/1.05.
    /// assert!((cusum.alternative() - 0.1 / 1.05).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn new(baseline: f64, odds_ratio: f64, threshold: f64) -> Option<Self> {
        let is_chart = baseline > 0.0
            && baseline < 1.0
            && odds_ratio > 0.0
            && odds_ratio.is_finite()
            && (odds_ratio - 1.0).abs() > 1e-6
            && threshold > 0.0
            && threshold.is_finite();
        is_chart.then_some(Self {
            baseline,
            odds_ratio,
            threshold,
        })
    }

    /// The chart whose threshold is the least hundredth at which a false alarm comes once in `units` units or less
    /// often, on average; `None` where there is no such chart, or its threshold is above 30. Where every event may be a
    /// signal, the threshold is the greatest hundredth at which it is.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// // Ten years of 150 courses; an event in 2 of 100.
    /// let cusum = BernoulliCusum::with_run_length(0.02, 2.0, 1_500.0).unwrap();
    /// assert!(cusum.average_run_length(0.02).unwrap() >= 1_500.0);
    /// let lower = BernoulliCusum::new(0.02, 2.0, cusum.threshold() - 0.01).unwrap();
    /// assert!(lower.average_run_length(0.02).unwrap() < 1_500.0);
    /// ```
    #[must_use]
    pub fn with_run_length(baseline: f64, odds_ratio: f64, units: f64) -> Option<Self> {
        if !units.is_finite() {
            return None;
        }
        let chart = |hundredths: i64| Self::new(baseline, odds_ratio, hundredths as f64 / PER_UNIT);
        let is_enough = |hundredths: i64| {
            chart(hundredths)?
                .average_run_length(baseline)
                .map(|length| length >= units)
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a weight is a logarithm, far below 2^53"
        )]
        let one_step = (PER_UNIT * chart(1)?.up().0 + TOLERANCE).floor() as i64;
        let low = one_step.max(1);
        if is_enough(low)? {
            return chart(low);
        }
        chart(least_enough(low, low + 64, is_enough)?)
    }

    /// The probability of the event that is watched for deviations: p₀.
    #[must_use]
    pub const fn baseline(&self) -> f64 {
        self.baseline
    }

    /// The threshold h.
    #[must_use]
    pub const fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The probability of the event at the odds that the chart looks for: p₁ = R·p₀/(1 − p₀ + R·p₀).
    #[must_use]
    pub fn alternative(&self) -> f64 {
        self.odds_ratio * self.baseline / self.scale()
    }

    /// What a unit with the event adds.
    pub(super) fn weight_of_event(&self) -> f64 {
        self.odds_ratio.ln() - self.scale().ln()
    }

    /// What a unit without the event adds.
    pub(super) fn weight_without(&self) -> f64 {
        -self.scale().ln()
    }

    /// The sum after each unit, in their order, each given with whether it had the event. After a signal the sum starts
    /// from 0 again.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// let cusum = BernoulliCusum::new(0.05, 2.0, 1.5).unwrap();
    /// let path = cusum.path([false, true, true, true, true]);
    /// let sums: Vec<String> = path.iter().map(|point| format!("{:.3}", point.sum)).collect();
    /// // Thrice the weight of an event is 1.933: a signal; then from 0.
    /// assert_eq!(sums, ["0.000", "0.644", "1.289", "1.933", "0.644"]);
    /// assert!(path[3].is_signal && !path[4].is_signal);
    /// ```
    #[must_use]
    pub fn path(&self, outcomes: impl IntoIterator<Item = bool>) -> Vec<CusumPoint> {
        let (mut events, mut others) = (0_i64, 0_i64);
        let mut path = Vec::new();
        for is_event in outcomes {
            if is_event {
                events += 1;
            } else {
                others += 1;
            }
            let sum = self.sum(events, others);
            let is_signal = sum >= self.threshold - TOLERANCE;
            if is_signal || sum <= TOLERANCE {
                (events, others) = (0, 0);
            }
            path.push(CusumPoint {
                sum: if sum <= TOLERANCE { 0.0 } else { sum },
                is_signal,
            });
        }
        path
    }

    /// The average run length: how many units there are, on average, to the first signal, from 0 on and where the
    /// event has probability `p`. Where that is the baseline, signals are false alarms. `None` where there never is a
    /// signal.
    ///
    /// Computed by a Markov chain on 600 states per unit of the sum, with each weight rounded to both neighbors in
    /// proportion. The sum itself takes only some of the values between, so that this differs from the exact mean of
    /// [`Self::run_length`] by up to about one in a hundred.
    ///
    /// Source: Brook D, Evans DA. Biometrika 1972;59:539; paired rounding after Webster RA, Pettitt AN. Communications in
    /// Statistics 2007;36:471, with the states per unit of Knoth S, Wittenberg P, Gan FF. Statistics in Medicine
    /// 2019;38:2206.
    ///
    /// ```
    /// use il2_outcomes::stats::BernoulliCusum;
    /// let cusum = BernoulliCusum::new(0.02, 2.0, 3.5).unwrap();
    /// assert_eq!(cusum.average_run_length(0.02).unwrap().round(), 6257.0);
    /// assert_eq!(cusum.average_run_length(cusum.alternative()).unwrap().round(), 376.0);
    /// ```
    #[must_use]
    pub fn average_run_length(&self, p: f64) -> Option<f64> {
        let ((up, down), probability) = (self.up(), self.probability_of_up(p)?);
        cusum_chain::average_run_length(up, down, self.threshold, probability)
    }

    /// The exact distribution of how many units there are to the first signal, from 0 on and where the event has
    /// probability `p`; `None` where there never is a signal, or where it is millions of units away.
    #[must_use]
    pub fn run_length(&self, p: f64) -> Option<RunLength> {
        let ((up, down), probability) = (self.up(), self.probability_of_up(p)?);
        RunLength::of(up, down, self.threshold, probability)
    }

    /// The sum of so many units with and without the event, as long as it is between 0 and the threshold.
    fn sum(&self, events: i64, others: i64) -> f64 {
        events as f64 * self.weight_of_event() + others as f64 * self.weight_without()
    }

    /// How far the sum goes up with one outcome and down with the other.
    fn up(&self) -> (f64, f64) {
        let (event, without) = (self.weight_of_event(), self.weight_without());
        (event.max(without), -event.min(without))
    }

    /// The probability that the sum goes up; `None` where `p` is no probability.
    fn probability_of_up(&self, p: f64) -> Option<f64> {
        let is_probability = (0.0..=1.0).contains(&p);
        is_probability.then_some(if self.odds_ratio > 1.0 { p } else { 1.0 - p })
    }

    /// 1 − p₀ + R·p₀.
    fn scale(&self) -> f64 {
        1.0 + (self.odds_ratio - 1.0) * self.baseline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_follows_the_outcomes_and_never_falls_below_zero() {
        let cusum = BernoulliCusum::new(0.05, 2.0, 3.5).unwrap();
        // ln(2/1.05) and −ln 1.05.
        assert!((cusum.weight_of_event() - 0.644_357_016_4).abs() < 1e-10);
        assert!((cusum.weight_without() + 0.048_790_164_2).abs() < 1e-10);
        let outcomes = [0, 0, 1, 0, 1, 1, 0, 0, 0, 1].map(|y| y == 1);
        let expected = [
            0.0, 0.0, 0.644_357, 0.595_567, 1.239_924, 1.884_281, 1.835_491, 1.786_701, 1.737_910,
            2.382_267,
        ];
        for (point, expected) in cusum.path(outcomes).iter().zip(expected) {
            assert!((point.sum - expected).abs() < 1e-6, "{point:?}");
            assert!(!point.is_signal);
        }
    }

    #[test]
    fn run_lengths_are_those_of_the_markov_chain() {
        // In control, and when the odds double, at h 2.0, 3.5 and 4.5.
        let cases = [
            (0.02, [1040.0, 6257.0, 18231.0], [184.0, 376.0, 509.0]),
            (0.10, [240.0, 1465.0, 4262.0], [44.0, 91.0, 123.0]),
        ];
        for (baseline, in_control, doubled) in cases {
            for (index, threshold) in [2.0, 3.5, 4.5].into_iter().enumerate() {
                let cusum = BernoulliCusum::new(baseline, 2.0, threshold).unwrap();
                let length = |p| cusum.average_run_length(p).unwrap().round();
                let lengths = [length(baseline), length(cusum.alternative())];
                assert!((lengths[0] - in_control[index]).abs() < 0.1, "{lengths:?}");
                assert!((lengths[1] - doubled[index]).abs() < 0.1, "{lengths:?}");
            }
        }
    }

    #[test]
    fn the_rounded_chain_is_near_the_exact_mean() {
        for baseline in [0.005, 0.02, 0.1, 0.4] {
            for threshold in [1.0, 2.0, 3.5] {
                let cusum = BernoulliCusum::new(baseline, 2.0, threshold).unwrap();
                for p in [baseline, cusum.alternative()] {
                    let rounded = cusum.average_run_length(p).unwrap();
                    let exact = cusum.run_length(p).unwrap().mean();
                    assert!((rounded / exact - 1.0).abs() < 0.02, "{rounded} {exact}");
                }
            }
        }
    }

    #[test]
    fn halved_odds_are_noticed_as_doubled_ones_of_the_other_outcome() {
        // p₀ .9 halved is the same as .1 doubled, with the outcomes' names exchanged.
        let fewer = BernoulliCusum::new(0.9, 0.5, 2.0).unwrap();
        let more = BernoulliCusum::new(0.1, 2.0, 2.0).unwrap();
        assert!((fewer.weight_without() - more.weight_of_event()).abs() < 1e-12);
        let lengths = [(&fewer, 0.9), (&more, 0.1)].map(|(c, p)| c.average_run_length(p).unwrap());
        assert!((lengths[0] - lengths[1]).abs() < 1e-6);
        let outcomes = [true, false, false, true, false];
        let sums = |path: Vec<CusumPoint>| path.iter().map(|point| point.sum).collect::<Vec<_>>();
        let turned = sums(more.path(outcomes.map(|is_event| !is_event)));
        for (sum, turned) in sums(fewer.path(outcomes)).into_iter().zip(turned) {
            assert!((sum - turned).abs() < 1e-12);
        }
    }

    #[test]
    fn every_event_is_a_signal_where_false_alarms_may_be_frequent() {
        // Once in 40 units is what events are at 1 in 50: ln(2/1.02) = .673.
        let cusum = BernoulliCusum::with_run_length(0.02, 2.0, 40.0).unwrap();
        assert!((cusum.threshold() - 0.67).abs() < 1e-12);
        assert!((cusum.average_run_length(0.02).unwrap() - 50.0).abs() < 1e-9);
        assert!(cusum.path([true]).iter().all(|point| point.is_signal));
    }

    #[test]
    fn what_is_no_chart_is_none() {
        for (baseline, odds_ratio, threshold) in [
            (0.0, 2.0, 3.0),
            (1.0, 2.0, 3.0),
            (f64::NAN, 2.0, 3.0),
            (0.1, 1.0, 3.0),
            (0.1, 0.0, 3.0),
            (0.1, f64::INFINITY, 3.0),
            (0.1, 2.0, 0.0),
            (0.1, 2.0, f64::NAN),
        ] {
            assert_eq!(BernoulliCusum::new(baseline, odds_ratio, threshold), None);
        }
        assert_eq!(BernoulliCusum::with_run_length(0.0, 2.0, 1_000.0), None);
        assert_eq!(
            BernoulliCusum::with_run_length(0.1, 2.0, f64::INFINITY),
            None
        );
        let cusum = BernoulliCusum::new(0.1, 2.0, 3.0).unwrap();
        assert_eq!(cusum.average_run_length(0.0), None);
        assert!(cusum.run_length(0.0).is_none());
        assert_eq!(cusum.average_run_length(1.5), None);
        // ln(2/1.1) = .598: the sixth event in a row is at 3.
        assert!((cusum.average_run_length(1.0).unwrap() - 6.0).abs() < 0.2);
        assert!((cusum.run_length(1.0).unwrap().mean() - 6.0).abs() < 1e-12);
    }
}
