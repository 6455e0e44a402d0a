//! The grouped CUSUM: a chart of periods with several units each, whose order within a period need not be known.

use super::bernoulli_cusum::{BernoulliCusum, CusumPoint};
use super::cusum_chain::TOLERANCE;
use super::grouped_run_length::{Cycle, binomial};
use super::least_threshold::{PER_UNIT, least_enough};
use super::tail::binomial_at_least;
use super::units_to_signal::UnitsToSignal;
use std::collections::BTreeMap;

/// A CUSUM of periods: after a period with n units and x events S = max(0, S + x·ln R − n·ln(1 − p₀ + R·p₀)), the sum of
/// the log-likelihood ratios of the period's units, in whatever order. A sum at or above the threshold h is a signal,
/// after which S starts from 0 again.
///
/// Run lengths are exact: after k periods since S was last 0 it is determined by the events in them, whose probabilities
/// are found by convolution with the binomial distribution of a period's events. What is left out has a probability below
/// 10⁻¹⁴ of that of a signal.
///
/// Source: Steiner SH, Cook RJ, Farewell VT, Treasure T. Biostatistics 2000;1:441 for the weights; Kemp KW. JRSS B
/// 1971;33:61 for the mean run length from cycles that begin at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupedCusum(BernoulliCusum);

/// The units of one period, and those with the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CusumPeriod {
    /// Units with the event.
    pub events: i64,
    /// All units.
    pub units: i64,
}

impl GroupedCusum {
    /// The chart for a baseline between 0 and 1, an odds ratio above 1, and a threshold above 0; `None` for others.
    ///
    /// ```
    /// use il2_outcomes::stats::GroupedCusum;
    /// assert!(GroupedCusum::new(0.1, 2.0, 1.5).is_some());
    /// assert!(GroupedCusum::new(0.1, 0.5, 1.5).is_none());
    /// ```
    #[must_use]
    pub fn new(baseline: f64, odds_ratio: f64, threshold: f64) -> Option<Self> {
        let chart = BernoulliCusum::new(baseline, odds_ratio, threshold)?;
        (odds_ratio > 1.0).then_some(Self(chart))
    }

    /// The chart whose threshold is the least hundredth at which a false alarm comes once in `periods` periods of `units`
    /// units or less often, on average; `None` where there is no such chart, or its threshold is above 30.
    ///
    /// ```
    /// use il2_outcomes::stats::GroupedCusum;
    /// // Ten years of 25 courses; an event in 1 of 10.
    /// let cusum = GroupedCusum::with_run_length(0.1, 2.0, 25, 10.0).unwrap();
    /// assert!(cusum.average_run_length(0.1, 25).unwrap() >= 10.0);
    /// let lower = GroupedCusum::new(0.1, 2.0, cusum.threshold() - 0.01).unwrap();
    /// assert!(lower.average_run_length(0.1, 25).unwrap() < 10.0);
    /// ```
    #[must_use]
    pub fn with_run_length(
        baseline: f64,
        odds_ratio: f64,
        units: i64,
        periods: f64,
    ) -> Option<Self> {
        if !periods.is_finite() || units <= 0 {
            return None;
        }
        let chart = |hundredths: i64| Self::new(baseline, odds_ratio, hundredths as f64 / PER_UNIT);
        // A chart that never signals gives no false alarm either, and notices nothing.
        let is_enough = |hundredths: i64| {
            let length = chart(hundredths)?.average_run_length(baseline, units)?;
            // So little below is rounding.
            Some(length >= periods * (1.0 - TOLERANCE))
        };
        chart(least_enough(0, 1, is_enough)?)
    }

    /// The probability of the event that is watched for a rise: p₀.
    #[must_use]
    pub const fn baseline(&self) -> f64 {
        self.0.baseline()
    }

    /// The threshold h.
    #[must_use]
    pub const fn threshold(&self) -> f64 {
        self.0.threshold()
    }

    /// The probability of the event at the odds that the chart looks for.
    #[must_use]
    pub fn alternative(&self) -> f64 {
        self.0.alternative()
    }

    /// The sum after each period, in their order. A period without a unit leaves the sum as it is.
    ///
    /// ```
    /// use il2_outcomes::stats::{CusumPeriod, GroupedCusum};
    /// let cusum = GroupedCusum::new(0.05, 2.0, 1.5).unwrap();
    /// let periods = [(1, 10), (4, 10), (0, 10), (1, 3)];
    /// let path = cusum.path(periods.map(|(events, units)| CusumPeriod { events, units }));
    /// let sums: Vec<String> = path.iter().map(|point| format!("{:.3}", point.sum)).collect();
    /// // ln 2 an event, −ln 1.05 a unit: .205, then .205 + 2.285 is a signal, and from 0 again.
    /// assert_eq!(sums, ["0.205", "2.490", "0.000", "0.547"]);
    /// assert!(path[1].is_signal && !path[3].is_signal);
    /// ```
    #[must_use]
    pub fn path(&self, periods: impl IntoIterator<Item = CusumPeriod>) -> Vec<CusumPoint> {
        let (mut events, mut units) = (0, 0);
        let mut path = Vec::new();
        for period in periods {
            events += period.events;
            units += period.units;
            let sum = self.sum(events, units);
            let is_signal = self.is_signal(sum);
            if is_signal || sum <= TOLERANCE {
                (events, units) = (0, 0);
            }
            path.push(CusumPoint {
                sum: if sum <= TOLERANCE { 0.0 } else { sum },
                is_signal,
            });
        }
        path
    }

    /// How many periods of `units` units there are, on average, to the first signal, from 0 on and where the event has
    /// probability `p`; `None` where there never is a signal, or where it is too far away to be computed.
    #[must_use]
    pub fn average_run_length(&self, p: f64, units: i64) -> Option<f64> {
        Some(self.cycle(p, units)?.mean())
    }

    /// The units, in whole periods of `units` units, that the chart, at 0 when the change comes, needs to signal that the
    /// event's probability is now `p`; `None` where it never does.
    ///
    /// ```
    /// use il2_outcomes::stats::GroupedCusum;
    /// let cusum = GroupedCusum::with_run_length(0.1, 2.0, 25, 10.0).unwrap();
    /// let needed = cusum.units_to_signal(cusum.alternative(), 25).unwrap();
    /// assert!(needed.median % 25 == 0 && needed.four_in_five >= needed.median);
    /// ```
    #[must_use]
    pub fn units_to_signal(&self, p: f64, units: i64) -> Option<UnitsToSignal> {
        let cycle = self.cycle(p, units)?;
        let quantile = |probability| Some(units * cycle.quantile(probability)?);
        Some(UnitsToSignal {
            mean: units as f64 * cycle.mean(),
            median: quantile(0.5)?,
            four_in_five: quantile(0.8)?,
        })
    }

    /// How many signals are expected in periods of these numbers of units, from 0 on and with a start from 0 after each
    /// signal, where the event has probability `p`. Exact: S is determined by when it was last 0 and the events since.
    ///
    /// ```
    /// use il2_outcomes::stats::GroupedCusum;
    /// // Every event is a signal: of 3 and 5 units 1 − .9³ and 1 − .9⁵.
    /// let cusum = GroupedCusum::new(0.1, 2.0, 0.1).unwrap();
    /// let expected = cusum.expected_signals(0.1, &[3, 5]);
    /// assert!((expected - (2.0 - 0.9_f64.powi(3) - 0.9_f64.powi(5))).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn expected_signals(&self, p: f64, units_of_periods: &[i64]) -> f64 {
        // The probability of S > 0 by the period after which it was last 0, and the events since.
        let mut above: BTreeMap<(usize, i64), f64> = BTreeMap::new();
        let mut at_zero = 1.0;
        let mut expected = 0.0;
        let mut units_since = vec![0; units_of_periods.len() + 1];
        for (period, &units) in units_of_periods.iter().enumerate() {
            if units <= 0 {
                continue;
            }
            let probabilities = binomial(units, p);
            above.insert((period, 0), at_zero);
            at_zero = 0.0;
            let mut next: BTreeMap<(usize, i64), f64> = BTreeMap::new();
            for since in &mut units_since[..=period] {
                *since += units;
            }
            for (&(start, events), &probability) in &above {
                for (more, of_more) in (0..).zip(&probabilities) {
                    let events = events + more;
                    let sum = self.sum(events, units_since[start]);
                    let reached = probability * of_more;
                    if self.is_signal(sum) {
                        // More events are a signal, too.
                        let reached = probability * binomial_at_least(more, units, p);
                        expected += reached;
                        at_zero += reached;
                        break;
                    }
                    if sum <= TOLERANCE {
                        at_zero += reached;
                    } else {
                        *next.entry((start, events)).or_default() += reached;
                    }
                }
            }
            above = next;
        }
        expected
    }

    fn sum(&self, events: i64, units: i64) -> f64 {
        let (event, without) = (self.0.weight_of_event(), self.0.weight_without());
        events as f64 * (event - without) + units as f64 * without
    }

    fn is_signal(&self, sum: f64) -> bool {
        sum >= self.threshold() - TOLERANCE
    }

    fn cycle(&self, p: f64, units: i64) -> Option<Cycle> {
        let (event, without) = (self.0.weight_of_event(), self.0.weight_without());
        Cycle::of((event - without, -without), self.threshold(), p, units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    /// A binomial number by inversion.
    fn draw(random: &mut Random, cumulated: &[f64]) -> i64 {
        let at = random.uniform();
        cumulated.partition_point(|sum| *sum <= at) as i64
    }

    fn cumulated(units: i64, p: f64) -> Vec<f64> {
        let add = |sum: &mut f64, of: f64| {
            *sum += of;
            Some(*sum)
        };
        binomial(units, p).into_iter().scan(0.0, add).collect()
    }

    /// The mean number of periods to the first signal of 20,000 series.
    fn simulated(cusum: &GroupedCusum, p: f64, units: i64, random: &mut Random) -> f64 {
        let cumulated = cumulated(units, p);
        let mut periods = 0;
        for _ in 0..20_000 {
            let mut sum = 0.0_f64;
            while sum < cusum.threshold() {
                periods += 1;
                let events = draw(random, &cumulated);
                sum = (sum + cusum.sum(events, units)).max(0.0);
            }
        }
        f64::from(periods) / 20_000.0
    }

    #[test]
    fn false_alarms_and_delays_are_those_of_20_000_simulated_series() {
        let mut random = Random::from_seed(15);
        let is_near = |computed: f64, simulated: f64| (simulated / computed - 1.0).abs() < 0.1;
        for units in [10, 25, 40] {
            for p0 in [0.02, 0.1, 0.4] {
                // Ten years of periods of a year.
                let cusum = GroupedCusum::with_run_length(p0, 2.0, units, 10.0).unwrap();
                for p in [p0, cusum.alternative()] {
                    let computed = cusum.average_run_length(p, units).unwrap();
                    let found = simulated(&cusum, p, units, &mut random);
                    assert!(
                        is_near(computed, found),
                        "{units} {p0} {p}: {computed} {found}"
                    );
                }
                assert!(cusum.average_run_length(p0, units).unwrap() >= 10.0);
            }
        }
    }

    #[test]
    fn expected_signals_are_those_of_20_000_simulated_series_of_unequal_periods() {
        let sizes = [9, 30, 0, 14, 25, 40, 3, 22];
        let mut random = Random::from_seed(16);
        for p0 in [0.02, 0.1, 0.4] {
            let cusum = GroupedCusum::with_run_length(p0, 2.0, 22, 10.0).unwrap();
            let of_sizes = sizes.map(|units| cumulated(units, p0));
            let mut signals = 0;
            for _ in 0..20_000 {
                let periods = sizes.iter().zip(&of_sizes).map(|(&units, of)| CusumPeriod {
                    events: draw(&mut random, of),
                    units,
                });
                let path = cusum.path(periods.collect::<Vec<_>>());
                signals += path.iter().filter(|point| point.is_signal).count();
            }
            let found = signals as f64 / 20_000.0;
            let expected = cusum.expected_signals(p0, &sizes);
            assert!(
                (found / expected - 1.0).abs() < 0.1,
                "{p0}: {expected} {found}"
            );
        }
    }

    #[test]
    fn one_unit_a_period_is_the_chart_of_units() {
        let (grouped, single) = (
            GroupedCusum::new(0.1, 2.0, 1.2).unwrap(),
            BernoulliCusum::new(0.1, 2.0, 1.2).unwrap(),
        );
        for p in [0.05, 0.1, 0.3] {
            let (a, b) = (grouped.average_run_length(p, 1), single.run_length(p));
            assert!((a.unwrap() / b.unwrap().mean() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_run_of_two_periods_is_counted_by_hand() {
        // ln 2 an event, −ln 1.5 a unit: of two units both events are .575, one is −.118. Threshold 1: two such periods.
        let cusum = GroupedCusum::new(0.5, 2.0, 1.0).unwrap();
        // In two periods these alone are a signal, of probability ¼ each.
        let expected = cusum.expected_signals(0.5, &[2, 2]);
        assert!((expected - 1.0 / 16.0).abs() < 1e-12, "{expected}");
        assert_eq!(cusum.average_run_length(0.0, 2), None);
        // Where every unit has the event the second period signals.
        assert!((cusum.average_run_length(1.0, 2).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(cusum.units_to_signal(1.0, 2).unwrap().median, 4);
    }

    #[test]
    fn a_run_of_just_so_many_periods_is_long_enough() {
        // Of one unit a period each event is a signal up to ln(2/1.1) = .598: ten periods at 1 in 10.
        let cusum = GroupedCusum::with_run_length(0.1, 2.0, 1, 10.0).unwrap();
        assert!((cusum.threshold() - 0.01).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_chart_is_none() {
        assert_eq!(GroupedCusum::new(0.0, 2.0, 1.0), None);
        assert_eq!(GroupedCusum::with_run_length(0.1, 2.0, 0, 10.0), None);
        assert_eq!(GroupedCusum::with_run_length(0.1, 2.0, 5, f64::NAN), None);
        assert_eq!(GroupedCusum::with_run_length(1.0, 2.0, 5, 10.0), None);
    }
}
