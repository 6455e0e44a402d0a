//! How often a p chart about its own mean signals, by simulation.

use super::control_limits::CountLimits;
use super::p_chart::{PChart, Period};
use super::random::Random;
use super::runs::Runs;
use super::tail::binomial_at_most;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The share of so many simulated series that signal, each on a p chart about its own mean with exact limits of this
/// `tail`, by the default rules: a point beyond its limits, a run longer than allowed, or fewer crossings than needed.
/// Each period is given with its units and the probability of the event in it; one without units is a gap. The same
/// seed gives the same share. `None` where there is no series, no unit, or where a probability is none.
///
/// The mean of a series follows its changes, so that such a chart signals at another rate than one about a center line
/// that was known before: [`super::signal_probability`]. The standard error of the share s is √(s(1 − s)/series).
///
/// ```
/// use il2_outcomes::stats::{TAIL_OF_3_SIGMA, simulated_signal_probability};
/// // Twenty-four periods of 40: one in fifteen series signals where nothing changes, half of them where the last twelve
/// // have twice the odds.
/// let mut periods = [(40, 0.1); 24];
/// let false_alarm = simulated_signal_probability(&periods, TAIL_OF_3_SIGMA, 2_000, 1).unwrap();
/// periods[12..].fill((40, 0.2 / 1.1));
/// let power = simulated_signal_probability(&periods, TAIL_OF_3_SIGMA, 2_000, 1).unwrap();
/// assert!((false_alarm - 0.07).abs() < 0.02 && (power - 0.52).abs() < 0.05);
/// ```
#[must_use]
pub fn simulated_signal_probability(
    periods: &[(i64, f64)],
    tail: f64,
    series: u32,
    seed: u64,
) -> Option<f64> {
    let is_wrong = |&(_, p): &(i64, f64)| !(0.0..=1.0).contains(&p);
    if series == 0 || periods.iter().any(is_wrong) || !periods.iter().any(|(units, _)| *units > 0) {
        return None;
    }
    let counts: Vec<Counts> = periods
        .iter()
        .map(|&(units, p)| Counts::of(units, p))
        .collect();
    let mut random = Random::from_seed(seed);
    // What hangs on the number of all events alone.
    let mut charts: HashMap<i64, (PChart, Vec<Option<CountLimits>>)> = HashMap::new();
    let mut signals = 0_u32;
    for _ in 0..series {
        let points: Vec<Option<Period>> = counts
            .iter()
            .map(|counts| counts.draw(&mut random))
            .collect();
        let events = points.iter().flatten().map(|point| point.events).sum();
        if let Entry::Vacant(entry) = charts.entry(events) {
            let chart = PChart::fit(&points)?;
            let limits = periods
                .iter()
                .map(|(units, _)| chart.exact(*units, tail))
                .collect();
            entry.insert((chart, limits));
        }
        let (chart, limits) = charts.get(&events)?;
        let is_beyond = points
            .iter()
            .zip(limits)
            .any(|(point, limits)| match (point, limits) {
                (Some(point), Some(limits)) => limits.is_beyond(point.events),
                _ => false,
            });
        let is_signal = is_beyond || {
            let shares: Vec<Option<f64>> = points
                .iter()
                .map(|point| point.map(Period::proportion))
                .collect();
            Runs::about(chart.center(), &shares).is_signal()
        };
        signals += u32::from(is_signal);
    }
    Some(f64::from(signals) / f64::from(series))
}

/// The distribution of a period's events.
struct Counts {
    units: i64,
    /// P(X ≤ 0), P(X ≤ 1), …
    at_most: Vec<f64>,
}

impl Counts {
    fn of(units: i64, p: f64) -> Self {
        Self {
            units,
            at_most: (0..=units)
                .map(|events| binomial_at_most(events, units, p))
                .collect(),
        }
    }

    /// A period; `None` for a gap.
    fn draw(&self, random: &mut Random) -> Option<Period> {
        if self.units <= 0 {
            return None;
        }
        let uniform = random.uniform();
        let events = self.at_most.partition_point(|at_most| *at_most <= uniform);
        Some(Period {
            events: i64::try_from(events).unwrap_or(self.units).min(self.units),
            units: self.units,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::control_limits::TAIL_OF_3_SIGMA;

    #[test]
    fn shares_are_those_of_another_simulation() {
        // NumPy 2 and SciPy 1.17.1, 20,000 series each: binomial counts, limits binom.ppf at Φ(−3) and Φ(3) about the
        // series' own mean, and Anhøj's rules.
        for (n, units, p, expected) in [(24, 40, 0.1, 0.0666), (24, 10, 0.05, 0.1188)] {
            let periods = vec![(units, p); n];
            let share = simulated_signal_probability(&periods, TAIL_OF_3_SIGMA, 20_000, 7).unwrap();
            assert!((share / expected - 1.0).abs() < 0.1, "{share} {expected}");
        }
    }

    #[test]
    fn a_gap_changes_nothing() {
        let share = |periods: &[(i64, f64)]| simulated_signal_probability(periods, 0.001, 500, 3);
        let mut periods = vec![(20, 0.2); 12];
        let without = share(&periods);
        periods.insert(5, (0, 0.2));
        assert_eq!(share(&periods), without);
    }

    #[test]
    fn where_nothing_can_happen_nothing_signals() {
        let share = |p| simulated_signal_probability(&[(20, p); 12], 0.001, 50, 3);
        assert_eq!((share(0.0), share(1.0)), (Some(0.0), Some(0.0)));
        assert_eq!(share(f64::NAN), None);
        assert_eq!(simulated_signal_probability(&[], 0.001, 50, 3), None);
        assert_eq!(
            simulated_signal_probability(&[(0, 0.1)], 0.001, 50, 3),
            None
        );
        assert_eq!(simulated_signal_probability(&[(9, 0.1)], 0.001, 0, 3), None);
    }
}
