//! Runs about a center line and how often it is crossed: Anhøj's rules.

use super::tail::binomial_quantile;

/// How near to the center line, in its own size, a value lies on it.
const TOLERANCE: f64 = 1e-9;

/// The runs of a chart's points about its center line.
///
/// Source: Anhøj J, Olesen AV. PLOS ONE 2014;9:e113825; Anhøj J. PLOS ONE 2015;10:e0121349.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// Points that are not on the center line.
    pub useful: i64,
    /// How often it is crossed.
    pub crossings: i64,
    /// Every run, in order.
    pub all: Vec<Run>,
}

/// A run: useful points one after the other on one side of the center line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its points.
    pub length: i64,
    /// The index, among all periods, of its last point.
    pub ends_at: usize,
    /// Whether it lies above the line.
    pub is_above: bool,
}

impl Runs {
    /// The runs of these values about a center line. Values on it, and periods without one, neither lengthen nor break
    /// a run.
    ///
    /// ```
    /// use il2_outcomes::stats::Runs;
    /// // Above, above, on it, above, a gap, below, above.
    /// let values = [Some(3.0), Some(4.0), Some(2.0), Some(5.0), None, Some(1.0), Some(3.0)];
    /// let runs = Runs::about(2.0, &values);
    /// assert_eq!((runs.useful, runs.all[0].length, runs.crossings), (5, 3, 2));
    /// ```
    #[must_use]
    pub fn about(center: f64, values: &[Option<f64>]) -> Self {
        let slack = TOLERANCE * center.abs();
        let mut all: Vec<Run> = Vec::new();
        for (ends_at, value) in values.iter().enumerate() {
            let Some(apart) = value.map(|value| value - center) else {
                continue;
            };
            // A value that is no number is on neither side.
            if apart.is_nan() || apart.abs() <= slack {
                continue;
            }
            let is_above = apart > 0.0;
            match all.last_mut() {
                Some(run) if run.is_above == is_above => {
                    run.length += 1;
                    run.ends_at = ends_at;
                }
                _ => all.push(Run {
                    length: 1,
                    ends_at,
                    is_above,
                }),
            }
        }
        Self {
            useful: all.iter().map(|run| run.length).sum(),
            crossings: (all.len() as i64 - 1).max(0),
            all,
        }
    }

    /// The runs that are longer than allowed: each is a shift.
    pub fn too_long(&self) -> impl Iterator<Item = Run> {
        let allowed = longest_run_allowed(self.useful);
        let is_longer = move |run: &Run| allowed.is_some_and(|allowed| run.length > allowed);
        self.all.iter().copied().filter(is_longer)
    }

    /// Whether there are fewer crossings than needed: points that cling together.
    #[must_use]
    pub fn has_few_crossings(&self) -> bool {
        crossings_needed(self.useful).is_some_and(|needed| self.crossings < needed)
    }

    /// Whether a run is too long, or crossings are too few: the signal of Anhøj's rules.
    #[cfg(test)]
    pub(super) fn is_signal(&self) -> bool {
        self.too_long().next().is_some() || self.has_few_crossings()
    }
}

/// The length of a run that is still allowed among so many useful points: log₂ n, rounded, + 3; `None` without one.
pub(super) fn longest_run_allowed(useful: i64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a logarithm of a count is below 64"
    )]
    (useful > 0).then(|| (useful as f64).log2().round() as i64 + 3)
}

/// The crossings that are needed among so many useful points: the 0.05 quantile of the binomial distribution of n − 1
/// fair coins; `None` without a useful point.
pub(super) fn crossings_needed(useful: i64) -> Option<i64> {
    (useful > 0).then(|| binomial_quantile(0.05, useful - 1, 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(runs: &Runs) -> i64 {
        runs.all.iter().map(|run| run.length).max().unwrap()
    }

    #[test]
    fn the_limits_are_anhoejs() {
        // Anhøj and Olesen 2014, table 1. Of 20, log₂ 20 = 4.3; of 19 pairs of neighbors 6 or more change sides in 97 % of
        // random series.
        for (useful, longest, crossings) in [(10, 6, 2), (20, 7, 6), (30, 8, 10), (50, 9, 19)] {
            assert_eq!(longest_run_allowed(useful), Some(longest));
            assert_eq!(crossings_needed(useful), Some(crossings));
        }
        assert_eq!(longest_run_allowed(0), None);
        assert_eq!(crossings_needed(0), None);
        assert_eq!(
            (longest_run_allowed(1), crossings_needed(1)),
            (Some(3), Some(0))
        );
    }

    #[test]
    fn montgomerys_purchase_orders_show_no_shift() {
        let sizes = [
            100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90,
            100, 100, 100, 100, 90, 90,
        ];
        let counts = [
            12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9,
        ];
        let shares: Vec<Option<f64>> = counts
            .into_iter()
            .zip(sizes)
            .map(|(x, n)| Some(f64::from(x) / f64::from(n)))
            .collect();
        let runs = Runs::about(234.0 / 2_450.0, &shares);
        assert_eq!((runs.useful, longest(&runs), runs.crossings), (25, 5, 10));
        assert_eq!(
            (longest_run_allowed(25), crossings_needed(25)),
            (Some(8), Some(8))
        );
        assert!(!runs.is_signal());
    }

    #[test]
    fn a_shift_is_a_long_run_and_clinging_points_are_few_crossings() {
        // Ten points, of which seven at the end are above: 7 > 6, and one crossing is fewer than two.
        let shift: Vec<Option<f64>> = (0..10)
            .map(|i| Some(if i < 3 { -1.0 } else { 1.0 }))
            .collect();
        let runs = Runs::about(0.0, &shift);
        assert_eq!(longest(&runs), 7);
        let ends: Vec<_> = runs
            .too_long()
            .map(|run| (run.ends_at, run.is_above))
            .collect();
        assert_eq!(ends, [(9, true)]);
        assert!(runs.has_few_crossings() && runs.is_signal());
        // Five and five: no long run.
        let halves: Vec<Option<f64>> = (0..10)
            .map(|i| Some(if i < 5 { -1.0 } else { 1.0 }))
            .collect();
        let runs = Runs::about(0.0, &halves);
        assert_eq!(runs.too_long().count(), 0);
        assert!(runs.has_few_crossings() && runs.is_signal());
    }

    #[test]
    fn every_run_that_is_too_long_is_told() {
        // Of 24 points a run may have 8 (log₂ 24 = 4.6): nine below, five above, ten below, with a gap and a point on
        // the line within it.
        let mut values = vec![Some(-1.0); 9];
        values.extend([Some(1.0); 5]);
        values.extend([Some(-1.0); 4]);
        values.extend([None, Some(0.0)]);
        values.extend([Some(-1.0); 6]);
        let runs = Runs::about(0.0, &values);
        assert_eq!((runs.useful, longest_run_allowed(24)), (24, Some(8)));
        let found: Vec<_> = runs
            .too_long()
            .map(|run| (run.length, run.ends_at))
            .collect();
        assert_eq!(found, [(9, 8), (10, 25)]);
    }

    #[test]
    fn no_point_or_none_off_the_line_is_no_signal() {
        for values in [
            &[][..],
            &[None, None],
            &[Some(2.0), Some(2.0)],
            &[Some(f64::NAN)],
        ] {
            let runs = Runs::about(2.0, values);
            assert_eq!((runs.useful, runs.all.len(), runs.crossings), (0, 0, 0));
            assert_eq!(runs.too_long().count(), 0);
            assert!(!runs.is_signal());
        }
    }
}
