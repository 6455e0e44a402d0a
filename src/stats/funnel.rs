//! The funnel: how far a site's proportion may lie from that of all, by the site's size.

use super::binomial::ln_binomial;
use super::tail::{binomial_at_least, binomial_at_most, binomial_quantile};

/// A funnel about a proportion θ.
///
/// Source: Spiegelhalter DJ. Statistics in Medicine 2005;24:1185, appendix A.1.1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    target: f64,
}

/// How improbable a site's count is, to both sides, where its proportion is that of the funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactTails {
    /// P(X ≤ x).
    pub at_most: f64,
    /// P(X ≥ x).
    pub at_least: f64,
}

impl Funnel {
    /// The funnel about a proportion; `None` unless it is above 0 and below 1.
    #[must_use]
    pub fn about(target: f64) -> Option<Self> {
        (target > 0.0 && target < 1.0).then_some(Self { target })
    }

    /// The funnel about Σ events/Σ units of the sites, each given with its events and its units; `None` where that is 0
    /// or 1, or where there is no unit. Sites without units, or with events that are not among them, are left out.
    #[must_use]
    pub fn of(sites: &[(i64, i64)]) -> Option<Self> {
        let (mut events, mut units) = (0, 0);
        for &(x, n) in sites.iter().filter(|&&(x, n)| is_site(x, n)) {
            events += x;
            units += n;
        }
        (units > 0)
            .then(|| Self::about(events as f64 / units as f64))
            .flatten()
    }

    /// The proportion θ.
    #[must_use]
    pub const fn target(&self) -> f64 {
        self.target
    }

    /// The line of the funnel that a share `probability` of proportions among so many units lies below: (r − α)/n, where
    /// r is the quantile of the count and α = (P(X ≤ r) − `probability`)/P(X = r) goes back into its step; not below 0.
    /// For lines only: flags are raised by the exact tails. `None` without units, or unless the share is between 0
    /// and 1.
    ///
    /// ```
    /// use il2_outcomes::stats::Funnel;
    /// let funnel = Funnel::about(0.5).unwrap();
    /// // One unit: P(X ≤ 0) = .5, so the line of .75 is 1 − (1 − .75)/.5 = .5, and that of .25 is 0 − .25/.5, or 0.
    /// assert!((funnel.line(1, 0.75).unwrap() - 0.5).abs() < 1e-12);
    /// assert_eq!(funnel.line(1, 0.25), Some(0.0));
    /// ```
    #[must_use]
    pub fn line(&self, units: i64, probability: f64) -> Option<f64> {
        if units <= 0 || !(probability > 0.0 && probability < 1.0) {
            return None;
        }
        let r = binomial_quantile(probability, units, self.target);
        let up_to = binomial_at_most(r, units, self.target);
        let above = binomial_at_least(r + 1, units, self.target);
        // The smaller tail has the digits.
        let part = if above < up_to {
            (1.0 - probability) - above
        } else {
            up_to - probability
        };
        let others = (units - r) as f64;
        let whole = ln_binomial(r as f64, others, self.target, 1.0 - self.target).exp();
        Some(((r as f64 - part / whole) / units as f64).clamp(0.0, 1.0))
    }

    /// The exact tails of a site's events: a site is flagged where the smaller is at most the tail of the lines. `None`
    /// where the events are not among the units, or where there are none.
    ///
    /// ```
    /// use il2_outcomes::stats::Funnel;
    /// // Two of two at one half: 1 and ¼.
    /// let tails = Funnel::about(0.5).unwrap().tails(2, 2).unwrap();
    /// assert_eq!(tails.at_most, 1.0);
    /// assert!((tails.at_least - 0.25).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn tails(&self, events: i64, units: i64) -> Option<ExactTails> {
        is_site(events, units).then(|| ExactTails {
            at_most: binomial_at_most(events, units, self.target),
            at_least: binomial_at_least(events, units, self.target),
        })
    }
}

fn is_site(events: i64, units: i64) -> bool {
    units > 0 && (0..=units).contains(&events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_spiegelhalters() {
        let funnel = Funnel::about(0.133_75).unwrap();
        let cases = [
            (100, [0.034_447, 0.065_166, 0.198_859, 0.243_914]),
            (200, [0.062_242, 0.085_808, 0.180_029, 0.210_466]),
        ];
        for (units, expected) in cases {
            for (probability, expected) in [0.001, 0.025, 0.975, 0.999].into_iter().zip(expected) {
                let line = funnel.line(units, probability).unwrap();
                assert!((line - expected).abs() < 5e-7, "{line} is not {expected}");
            }
        }
    }

    #[test]
    fn a_count_beyond_a_line_is_one_with_a_small_tail() {
        for target in [0.02, 0.133_75, 0.5, 0.97] {
            let funnel = Funnel::about(target).unwrap();
            for units in [1, 7, 40, 300] {
                let [lower, upper] = [0.001, 0.999].map(|share| funnel.line(units, share).unwrap());
                for events in 0..=units {
                    let tails = funnel.tails(events, units).unwrap();
                    let share = events as f64 / units as f64;
                    // The line above goes back into the step of the last count that is inside.
                    if tails.at_least <= 0.001 {
                        assert!(share > upper, "{events} of {units} at {target}");
                    }
                    if share > upper + 1.0 / units as f64 {
                        assert!(tails.at_least <= 0.001, "{events} of {units} at {target}");
                    }
                    if tails.at_most <= 0.001 {
                        assert!(share <= lower, "{events} of {units} at {target}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_funnel_of_sites_is_about_their_sum() {
        let funnel = Funnel::of(&[(1, 10), (3, 30), (0, 0), (5, 4)]).unwrap();
        assert!((funnel.target() - 0.1).abs() < 1e-15);
        assert_eq!(Funnel::of(&[(0, 10), (0, 30)]), None);
        assert_eq!(Funnel::of(&[(10, 10)]), None);
        assert_eq!(Funnel::of(&[]), None);
        assert_eq!(Funnel::about(f64::NAN), None);
        assert_eq!(funnel.line(0, 0.5), None);
        assert_eq!(funnel.line(10, 1.0), None);
        assert_eq!(funnel.tails(5, 4), None);
        assert_eq!(funnel.tails(0, 0), None);
    }
}
