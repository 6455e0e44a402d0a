//! The test of Cochran and Armitage for a trend in proportions.

use super::trend_distribution::{Distribution, ScoredGroup};
use statrs::function::erf::erfc;
use std::f64::consts::FRAC_1_SQRT_2;

/// A group of units, in its place on the scale of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendGroup {
    /// The group's score: for eras 0, 1, 2, …
    pub score: i32,
    /// Units with the event.
    pub events: i64,
    /// All units.
    pub units: i64,
}

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Σ score·events less its expectation, over its standard deviation given the margins without a correction for
    /// drawing from so few, √(p̄q̄(Σns² − (Σns)²/N)): positive where proportions rise with the scores.
    pub z: f64,
    /// The two-sided p value of z after the normal distribution.
    pub p_asymptotic: f64,
    /// The exact p values; `None` where they would take more than about a second: for thousands of
    /// events.
    pub exact: Option<ExactTrend>,
}

/// The exact p values of Σ score·events among all tables with the same margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactTrend {
    /// P(T ≥ t): for a rise.
    pub p_rise: f64,
    /// P(T ≤ t): for a fall.
    pub p_fall: f64,
    /// P(|T − E(T)| ≥ |t − E(T)|).
    pub p: f64,
    /// P(|T − E(T)| > |t − E(T)|) + ½·P(|T − E(T)| = |t − E(T)|).
    pub p_mid: f64,
}

/// The test for a trend of the proportion with the scores. Groups without units are left out. `None` where fewer than
/// two scores are left, where all units have the event or none has, or where events are not among the units.
///
/// The exact distribution of T = Σ score·events, given how many units each group and how many events all groups have,
/// is that of draws without replacement; it is built up group by group. The two-sided p value adds up all tables that
/// are as far from the expectation as the observed one, or farther, to either side; the mid-p value counts those that
/// are just as far by half.
///
/// Sources: Cochran WG. Biometrics 1954;10:417; Armitage P. Biometrics 1955;11:375; for the exact distribution Mehta CR,
/// Patel N, Senchaudhuri P. Biometrics 1992;48:1207 (there by networks); for mid-p Lancaster HO. JASA 1961;56:223.
///
/// ```
/// use il2_outcomes::stats::{TrendGroup, cochran_armitage};
/// // 0 of 2, then 2 of 2: of the C(4, 2) = 6 draws one has T = 2, four have T = 1, one has T = 0.
/// let groups = [(0, 0), (1, 2)].map(|(score, events)| TrendGroup { score, events, units: 2 });
/// let trend = cochran_armitage(&groups).unwrap();
/// assert!((trend.z - 2.0).abs() < 1e-12);
/// let exact = trend.exact.unwrap();
/// assert!((exact.p_rise - 1.0 / 6.0).abs() < 1e-12);
/// assert!((exact.p - 2.0 / 6.0).abs() < 1e-12);
/// assert!((exact.p_mid - 1.0 / 6.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn cochran_armitage(groups: &[TrendGroup]) -> Option<Trend> {
    let is_wrong =
        |group: &TrendGroup| group.units < 0 || !(0..=group.units).contains(&group.events);
    if groups.iter().any(is_wrong) {
        return None;
    }
    let groups = || groups.iter().filter(|group| group.units > 0);
    let origin = groups().map(|group| i64::from(group.score)).min()?;
    // Scores from 0 on, in steps of their greatest common divisor, are the same test.
    let step = groups().fold(0, |step, group| gcd(step, i64::from(group.score) - origin));
    if step == 0 {
        return None;
    }
    let group = |group: &TrendGroup| ScoredGroup {
        score: (i64::from(group.score) - origin) / step,
        events: group.events,
        units: group.units,
    };
    let groups: Vec<ScoredGroup> = groups().map(group).collect();
    let margins = Margins::of(&groups);
    if margins.events == 0 || margins.events == margins.units {
        return None;
    }
    let z = margins.z();
    Some(Trend {
        z,
        p_asymptotic: erfc(z.abs() * FRAC_1_SQRT_2),
        exact: margins.exact(&groups),
    })
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What stays the same in all tables, and T.
struct Margins {
    units: i64,
    events: i64,
    /// Σ units·score.
    scores: i128,
    /// Σ units·score².
    squares: i128,
    /// T = Σ events·score.
    observed: i128,
}

impl Margins {
    fn of(groups: &[ScoredGroup]) -> Self {
        let sum = |term: &dyn Fn(&ScoredGroup) -> i128| groups.iter().map(term).sum::<i128>();
        let score = |group: &ScoredGroup| i128::from(group.score);
        Self {
            units: groups.iter().map(|group| group.units).sum(),
            events: groups.iter().map(|group| group.events).sum(),
            scores: sum(&|group| i128::from(group.units) * score(group)),
            squares: sum(&|group| i128::from(group.units) * score(group) * score(group)),
            observed: sum(&|group| i128::from(group.events) * score(group)),
        }
    }

    /// N·(t − E(T)) for a value of T: whole, so that ties are ties.
    fn apart(&self, total: i128) -> i128 {
        i128::from(self.units) * total - i128::from(self.events) * self.scores
    }

    fn z(&self) -> f64 {
        let n = i128::from(self.units);
        // N²·p̄q̄ and N·(Σns² − (Σns)²/N).
        let spread = i128::from(self.events) * i128::from(self.units - self.events);
        let scores = n * self.squares - self.scores * self.scores;
        let variance = spread as f64 * (scores as f64 / self.units as f64);
        self.apart(self.observed) as f64 / variance.sqrt()
    }

    fn exact(&self, groups: &[ScoredGroup]) -> Option<ExactTrend> {
        // Of events and of others, the fewer are counted: the tables are the same.
        let is_turned = 2 * self.events > self.units;
        let (counted, observed) = if is_turned {
            (self.units - self.events, self.scores - self.observed)
        } else {
            (self.events, self.observed)
        };
        let distribution = Distribution::of(groups, counted, self.units)?;
        let expected = i128::from(counted) * self.scores;
        let apart = |total: i128| i128::from(self.units) * total - expected;
        let limit = apart(observed);
        let sum = |counts: &dyn Fn(i128) -> bool| -> f64 {
            let totals = distribution.of_total.iter().enumerate();
            totals
                .filter(|(total, _)| counts(apart(*total as i128)))
                .map(|(_, probability)| probability)
                .sum::<f64>()
                / distribution.sum
        };
        let beyond = sum(&|apart| apart.abs() > limit.abs());
        let as_far = sum(&|apart| apart.abs() == limit.abs());
        let (above, below) = (sum(&|apart| apart >= limit), sum(&|apart| apart <= limit));
        let (p_rise, p_fall) = if is_turned {
            (below, above)
        } else {
            (above, below)
        };
        Some(ExactTrend {
            p_rise: p_rise.min(1.0),
            p_fall: p_fall.min(1.0),
            p: (beyond + as_far).min(1.0),
            p_mid: (beyond + as_far / 2.0).min(1.0),
        })
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as they were computed")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    fn groups(scores: &[i32], events: &[i64], units: &[i64]) -> Vec<TrendGroup> {
        let group = |((&score, &events), &units)| TrendGroup {
            score,
            events,
            units,
        };
        scores.iter().zip(events).zip(units).map(group).collect()
    }

    #[test]
    fn agrestis_malformations_have_the_published_trend() {
        // Agresti A. Categorical Data Analysis, tables 3.8 and 3.9: alcohol of 0, <1, 1–2, 3–5, ≥6 drinks a day, scores
        // 0, .5, 1.5, 4, 7: z² = 6.57, exact one-sided p = .0168.
        let units = [17_114, 14_502, 793, 127, 38];
        let trend =
            cochran_armitage(&groups(&[0, 1, 3, 8, 14], &[48, 38, 5, 1, 1], &units)).unwrap();
        assert_eq!(format!("{:.2}", trend.z * trend.z), "6.57");
        assert_eq!(format!("{:.4}", trend.p_asymptotic), "0.0104");
        let exact = trend.exact.unwrap();
        assert_eq!(format!("{:.4}", exact.p_rise), "0.0168");
        assert_close(exact.p_rise, 0.016782951449699216);
        assert_close(exact.p, 0.017249757610375036);
        assert_close(exact.p_mid, 0.015794692003226692);
    }

    #[test]
    fn exact_values_are_those_of_all_tables_counted() {
        // All tables with the margins, enumerated with whole numbers in Python 3.
        for (scores, events, units, [z, asymptotic, rise, fall, p, mid]) in ENUMERATED {
            let trend = cochran_armitage(&groups(scores, events, units)).unwrap();
            assert_close(trend.z, z);
            assert_close(trend.p_asymptotic, asymptotic);
            let exact = trend.exact.unwrap();
            assert_close(exact.p_rise, rise);
            assert_close(exact.p_fall, fall);
            assert_close(exact.p, p);
            assert_close(exact.p_mid, mid);
        }
    }

    #[test]
    fn two_groups_are_fishers_test_to_one_side() {
        // 1 of 10 and 6 of 11; SciPy 1.17.1, hypergeom.sf(5, 21, 7, 11).
        let trend = cochran_armitage(&groups(&[0, 1], &[1, 6], &[10, 11])).unwrap();
        let exact = trend.exact.unwrap();
        assert_close(exact.p_rise, RISE_OF_TWO);
        // Other scores in the same order are the same test.
        let years = cochran_armitage(&groups(&[1992, 2011], &[1, 6], &[10, 11])).unwrap();
        assert_eq!(years, trend);
    }

    #[test]
    fn exchanged_outcomes_and_turned_scores_turn_the_trend() {
        let (events, units) = ([2, 3, 9], [10, 12, 15]);
        let trend = cochran_armitage(&groups(&[0, 1, 2], &events, &units)).unwrap();
        let others = [8, 9, 6];
        for turned in [
            cochran_armitage(&groups(&[0, 1, 2], &others, &units)).unwrap(),
            cochran_armitage(&groups(&[2, 1, 0], &events, &units)).unwrap(),
        ] {
            assert_close(turned.z, -trend.z);
            let (a, b) = (trend.exact.unwrap(), turned.exact.unwrap());
            assert_close(b.p_fall, a.p_rise);
            assert_close(b.p_rise, a.p_fall);
            assert_close(b.p, a.p);
            assert_close(b.p_mid, a.p_mid);
        }
    }

    #[test]
    fn a_table_too_large_to_count_has_the_asymptotic_value_alone() {
        let units = [100_000; 5];
        let trend = cochran_armitage(&groups(&[0, 1, 2, 3, 4], &[20_000; 5], &units)).unwrap();
        assert_close(trend.z, 0.0);
        assert_close(trend.p_asymptotic, 1.0);
        assert_eq!(trend.exact, None);
    }

    #[test]
    fn without_two_groups_or_two_outcomes_there_is_no_trend() {
        assert_eq!(cochran_armitage(&[]), None);
        assert_eq!(cochran_armitage(&groups(&[0], &[1], &[5])), None);
        assert_eq!(cochran_armitage(&groups(&[0, 1], &[1, 0], &[5, 0])), None);
        assert_eq!(cochran_armitage(&groups(&[3, 3], &[1, 2], &[5, 5])), None);
        assert_eq!(cochran_armitage(&groups(&[0, 1], &[0, 0], &[5, 5])), None);
        assert_eq!(cochran_armitage(&groups(&[0, 1], &[5, 5], &[5, 5])), None);
        assert_eq!(cochran_armitage(&groups(&[0, 1], &[6, 5], &[5, 5])), None);
        let extremes = groups(&[i32::MIN, i32::MAX], &[1, 2], &[5, 5]);
        assert!(cochran_armitage(&extremes).is_some());
    }

    /// Scores, events, units; z, its p value, and exact: rise, fall, two-sided, mid-p.
    type Enumerated = (&'static [i32], &'static [i64], &'static [i64], [f64; 6]);

    const RISE_OF_TWO: f64 = 0.04256965944272446;
    const ENUMERATED: [Enumerated; 6] = [
        (
            &[0, 1, 2],
            &[2, 3, 9],
            &[10, 12, 15],
            [
                2.1355683491551014,
                0.032714613558658706,
                0.0268281294118826,
                0.9911731768737919,
                0.03926879834097004,
                0.030268145198132767,
            ],
        ),
        (
            &[0, 1, 2, 4],
            &[8, 7, 5, 1],
            &[9, 9, 9, 9],
            [
                -3.6,
                0.00031821718031506727,
                0.9999335731909791,
                0.0001900119458987084,
                0.000245048469382697,
                0.00018325590094378375,
            ],
        ),
        (
            &[1, 2, 3],
            &[1, 0, 4],
            &[30, 20, 25],
            [
                1.8073600976695494,
                0.07070615124033275,
                0.06504459311713798,
                0.9822629884370189,
                0.10505794237223912,
                0.08140415159516066,
            ],
        ),
        (
            &[0, 3, 9],
            &[5, 5, 4],
            &[6, 12, 8],
            [
                -0.8184972785158146,
                0.41307329538721127,
                0.8297629870466053,
                0.26229371382420247,
                0.5012856063037784,
                0.45525725586837446,
            ],
        ),
        (
            &[0, 1, 2, 3],
            &[0, 1, 1, 3],
            &[40, 31, 52, 47],
            [
                1.5711063987670721,
                0.11615793655354668,
                0.08520150937350013,
                0.966064429997383,
                0.1606974911634197,
                0.13506452147797815,
            ],
        ),
        (
            &[-2, 0, 2],
            &[10, 9, 5],
            &[11, 12, 10],
            [
                -2.09505852691849,
                0.03616579007213494,
                0.9908003194432561,
                0.03291834231767491,
                0.051461738113573484,
                0.03960240723310801,
            ],
        ),
    ];
}
