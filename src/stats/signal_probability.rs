//! How often a chart signals: its false-alarm rate where nothing changes, its power where something does.

use super::control_limits::CountLimits;
use super::runs::{crossings_needed, longest_run_allowed};
use std::collections::BTreeSet;

/// How near to the center line, in its own size, a count lies on it, as in the runs.
const TOLERANCE: f64 = 1e-9;

/// The probabilities of where a point lies; what is left to 1 is beyond the limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointProbabilities {
    /// Above the center line, within the limits.
    pub above: f64,
    /// On the center line.
    pub on: f64,
    /// Below the center line, within the limits.
    pub below: f64,
}

impl PointProbabilities {
    /// Where a count lies whose tails are these, about a center line of `center` counts.
    pub(super) fn of(
        limits: &CountLimits,
        center: f64,
        at_least: impl Fn(i64) -> f64,
        at_most: impl Fn(i64) -> f64,
    ) -> Self {
        let slack = TOLERANCE * center.abs();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "counts are far below 2^53, and a larger one ends at the largest"
        )]
        let [least_above, greatest_below] = [
            (center + slack).floor() as i64 + 1,
            (center - slack).ceil() as i64 - 1,
        ];
        let above = (at_least(least_above) - at_least(limits.signals_from())).max(0.0);
        let below = (at_most(greatest_below) - at_most(limits.lower - 1)).max(0.0);
        let is_on = least_above - greatest_below > 1 && !limits.is_beyond(least_above - 1);
        let on = if is_on {
            (1.0 - at_least(least_above) - at_most(greatest_below)).max(0.0)
        } else {
            0.0
        };
        Self { above, on, below }
    }

    /// Beyond the limits.
    fn beyond(&self) -> f64 {
        (1.0 - self.above - self.on - self.below).clamp(0.0, 1.0)
    }
}

/// The probability that at least one of the points is beyond its limits.
///
/// ```
/// use il2_outcomes::stats::{PointProbabilities, probability_of_any_beyond};
/// let point = PointProbabilities { above: 0.49, on: 0.0, below: 0.5 };
/// assert!((probability_of_any_beyond(&[point; 2]) - (1.0 - 0.99_f64.powi(2))).abs() < 1e-15);
/// ```
#[must_use]
pub fn probability_of_any_beyond(points: &[PointProbabilities]) -> f64 {
    1.0 - points
        .iter()
        .map(|point| 1.0 - point.beyond())
        .product::<f64>()
}

/// The probability that a chart of these points signals by the default rules: a point beyond its limits, a run longer
/// than allowed, or fewer crossings than needed. Exact, for points that are independent and a center line that does not
/// come from them. Where it does, as in a chart of past periods about their own mean, the rate is another.
///
/// The points are gone through one after the other, with the probability of each number of useful points, crossings
/// and length of the present run, as long as no rule is broken.
///
/// ```
/// use il2_outcomes::stats::{PointProbabilities, signal_probability};
/// // Ten fair coins: the run may be 6, two crossings are needed. Of 1,024 series 46 have a longer run or fewer
/// // crossings.
/// let coin = PointProbabilities { above: 0.5, on: 0.0, below: 0.5 };
/// assert!((signal_probability(&[coin; 10]) - 46.0 / 1_024.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn signal_probability(points: &[PointProbabilities]) -> f64 {
    let n = points.len();
    // Without a useful point there is no run, and no crossing is needed.
    let allowed = |useful: usize| longest_run_allowed(useful as i64).map_or(n, from_whole);
    let needed = |useful: usize| crossings_needed(useful as i64).map_or(0, from_whole);
    // More crossings than are ever needed are the same as enough.
    let enough = needed(n);
    let limits: BTreeSet<usize> = (1..=n).map(allowed).collect();
    let none_useful: f64 = points.iter().map(|point| point.on).product();
    let mut without_signal = none_useful;
    for limit in limits {
        let walk = Walk::of(points, limit, enough);
        for useful in (1..=n).filter(|useful| allowed(*useful) == limit) {
            without_signal += walk.probability(useful, needed(useful));
        }
    }
    (1.0 - without_signal).clamp(0.0, 1.0)
}

/// The probabilities of the series of points of which none is beyond the limits and no run is longer than `limit`, by
/// useful points, crossings up to `enough`, length of the last run and its side.
struct Walk {
    limit: usize,
    enough: usize,
    probabilities: Vec<f64>,
}

impl Walk {
    fn of(points: &[PointProbabilities], limit: usize, enough: usize) -> Self {
        let n = points.len();
        let mut walk = Self {
            limit,
            enough,
            probabilities: Vec::new(),
        };
        let states = walk.index(n, enough, limit, 1) + 1;
        let mut probabilities = vec![0.0; states];
        // Not yet a useful point: a run of length 0.
        probabilities[0] = 1.0;
        for (seen, point) in points.iter().enumerate() {
            let mut next = vec![0.0; states];
            let sides = [point.above, point.below];
            for useful in 0..=seen {
                for crossings in 0..=enough.min(useful) {
                    for run in 0..=limit.min(useful) {
                        for side in 0..2 {
                            let probability =
                                probabilities[walk.index(useful, crossings, run, side)];
                            if probability <= 0.0 {
                                continue;
                            }
                            next[walk.index(useful, crossings, run, side)] +=
                                probability * point.on;
                            let longer = probability * sides[side];
                            if run == 0 {
                                next[walk.index(1, 0, 1, side)] += longer;
                            } else if run < limit {
                                next[walk.index(useful + 1, crossings, run + 1, side)] += longer;
                            }
                            let other = walk.index(
                                useful + 1,
                                (crossings + usize::from(run > 0)).min(enough),
                                1,
                                1 - side,
                            );
                            next[other] += probability * sides[1 - side];
                        }
                    }
                }
            }
            probabilities = next;
        }
        walk.probabilities = probabilities;
        walk
    }

    /// The probability of so many useful points, with at least so many crossings.
    fn probability(&self, useful: usize, crossings: usize) -> f64 {
        let from = self.index(useful, crossings, 0, 0);
        let to = self.index(useful, self.enough, self.limit, 1);
        self.probabilities[from..=to].iter().sum()
    }

    const fn index(&self, useful: usize, crossings: usize, run: usize, side: usize) -> usize {
        ((useful * (self.enough + 1) + crossings) * (self.limit + 1) + run) * 2 + side
    }
}

fn from_whole(number: i64) -> usize {
    usize::try_from(number).expect("a run or crossings are counted")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;
    use crate::stats::random::Random;
    use crate::stats::{PChart, Runs, TAIL_OF_3_SIGMA, UChart};

    /// Of all series of points above (0), on (1), below (2) or beyond (3), the probability of those that signal.
    fn enumerated(points: &[PointProbabilities]) -> f64 {
        let mut sum = 0.0;
        for series in 0..4_usize.pow(u32::try_from(points.len()).unwrap()) {
            let (mut rest, mut probability, mut is_beyond) = (series, 1.0, false);
            let mut values = Vec::new();
            for point in points {
                let probabilities = [point.above, point.on, point.below, point.beyond()];
                probability *= probabilities[rest % 4];
                is_beyond |= rest % 4 == 3;
                values.push(Some([1.0, 0.0, -1.0, 9.0][rest % 4]));
                rest /= 4;
            }
            if is_beyond || Runs::about(0.0, &values).is_signal() {
                sum += probability;
            }
        }
        sum
    }

    #[test]
    fn the_walk_counts_what_enumeration_counts() {
        let point = |above, on, below| PointProbabilities { above, on, below };
        let mixed = [
            point(0.5, 0.2, 0.25),
            point(0.3, 0.0, 0.7),
            point(0.6, 0.1, 0.2),
            point(0.9, 0.05, 0.05),
        ];
        for n in 0..=9 {
            let points: Vec<PointProbabilities> = mixed.into_iter().cycle().take(n).collect();
            let (walked, expected) = (signal_probability(&points), enumerated(&points));
            assert!(
                (walked - expected).abs() < 1e-12,
                "{n}: {walked} {expected}"
            );
        }
    }

    #[test]
    fn a_point_lies_somewhere() {
        let chart = PChart::about(0.25).unwrap();
        let limits = chart.exact(4, TAIL_OF_3_SIGMA).unwrap();
        // Of 4 one is on the center line: 4·.25·.75³.
        let probabilities = chart.point_probabilities(&limits, 4, 0.25);
        assert_close(probabilities.on, 0.421_875);
        assert_close(probabilities.below, 0.316_406_25);
        let beyond = chart.probability_beyond(&limits, 4, 0.25);
        assert!((probabilities.beyond() - beyond).abs() < 1e-12);
        // Of 5 none can be.
        let limits = chart.exact(5, TAIL_OF_3_SIGMA).unwrap();
        assert_close(chart.point_probabilities(&limits, 5, 0.25).on, 0.0);
        let chart = UChart::about(3.0).unwrap();
        let limits = chart.exact(2.0, TAIL_OF_3_SIGMA).unwrap();
        // e⁻⁶·6⁶/6!.
        let on = chart.point_probabilities(&limits, 2.0, 3.0).on;
        assert_close(on, (-6.0_f64).exp() * 46_656.0 / 720.0);
        // Where nothing happens all points are on the line, and none is useful.
        let chart = PChart::about(0.0).unwrap();
        let limits = chart.exact(9, TAIL_OF_3_SIGMA).unwrap();
        let probabilities = chart.point_probabilities(&limits, 9, 0.0);
        assert_close(probabilities.on, 1.0);
        assert_close(signal_probability(&[probabilities; 12]), 0.0);
    }

    #[test]
    fn false_alarms_and_power_are_those_of_20_000_simulated_series() {
        let chart = PChart::about(0.2).unwrap();
        let sizes = [9, 12, 10, 7, 11, 14, 8, 10, 12, 9, 13, 10];
        let limits: Vec<CountLimits> = sizes
            .iter()
            .map(|n| chart.exact(*n, TAIL_OF_3_SIGMA).unwrap())
            .collect();
        let mut random = Random::from_seed(6);
        for p in [0.2, 1.0 / 3.0] {
            let points: Vec<PointProbabilities> = sizes
                .iter()
                .zip(&limits)
                .map(|(n, limits)| chart.point_probabilities(limits, *n, p))
                .collect();
            let mut signals = 0;
            for _ in 0..20_000 {
                let counts = sizes.map(|n| (0..n).filter(|_| random.uniform() < p).count());
                let counts = counts.map(|count| i64::try_from(count).unwrap());
                let shares: Vec<Option<f64>> = counts
                    .iter()
                    .zip(sizes)
                    .map(|(x, n)| Some(*x as f64 / n as f64))
                    .collect();
                let is_beyond = counts.iter().zip(&limits).any(|(x, l)| l.is_beyond(*x));
                signals += i32::from(is_beyond || Runs::about(0.2, &shares).is_signal());
            }
            let (simulated, walked) = (f64::from(signals) / 20_000.0, signal_probability(&points));
            assert!(
                (simulated / walked - 1.0).abs() < 0.1,
                "{simulated} {walked}"
            );
        }
    }
}
