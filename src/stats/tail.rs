//! Tails and quantiles of the binomial, the Poisson and the geometric distribution.
//!
//! Sources: DLMF 8.17.5 for the binomial tail as an incomplete beta function, 8.4.10 and 8.11.1 for the Poisson tail as
//! an incomplete gamma function.

use super::distribution::incomplete_beta;
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// How far below a probability a sum of probabilities may be, by rounding, and still reach it.
const TOLERANCE: f64 = 1e-12;

/// The probability that at least `events` of `units` independent units have an event of probability `p`.
pub(super) fn binomial_at_least(events: i64, units: i64, p: f64) -> f64 {
    if events <= 0 {
        return 1.0;
    }
    if events > units {
        return 0.0;
    }
    incomplete_beta(p, events as f64, (units - events) as f64 + 1.0)
}

/// The probability that at most `events` of `units` independent units have an event of probability `p`.
pub(super) fn binomial_at_most(events: i64, units: i64, p: f64) -> f64 {
    if events < 0 {
        return 0.0;
    }
    if events >= units {
        return 1.0;
    }
    incomplete_beta(1.0 - p, (units - events) as f64, events as f64 + 1.0)
}

/// The least count that at least a share `probability` of binomial counts do not exceed.
pub(super) fn binomial_quantile(probability: f64, units: i64, p: f64) -> i64 {
    first(0, units, |count| {
        reaches(
            probability,
            binomial_at_most(count, units, p),
            binomial_at_least(count + 1, units, p),
        )
    })
}

/// The probability of at least `events` where `expected` are expected, after Poisson.
pub(super) fn poisson_at_least(events: i64, expected: f64) -> f64 {
    if events <= 0 {
        1.0
    } else if expected <= 0.0 {
        0.0
    } else {
        gamma_lr(events as f64, expected)
    }
}

/// The probability of at most `events` where `expected` are expected, after Poisson.
pub(super) fn poisson_at_most(events: i64, expected: f64) -> f64 {
    if events < 0 {
        0.0
    } else if expected <= 0.0 {
        1.0
    } else {
        gamma_ur(events as f64 + 1.0, expected)
    }
}

/// The least count that at least a share `probability`, below 1, of Poisson counts do not exceed.
pub(super) fn poisson_quantile(probability: f64, expected: f64) -> i64 {
    let holds = |count| {
        reaches(
            probability,
            poisson_at_most(count, expected),
            poisson_at_least(count + 1, expected),
        )
    };
    first_of_all(holds)
}

/// The probability of at least `count` units without an event before the next unit with one, of probability `p`.
pub(super) fn geometric_at_least(count: i64, p: f64) -> f64 {
    if count <= 0 {
        1.0
    } else {
        (count as f64 * (-p).ln_1p()).exp()
    }
}

/// The least count that at least a share `probability`, below 1, of geometric counts, from 0 on, do not exceed, for an
/// event of probability `p` above 0.
pub(super) fn geometric_quantile(probability: f64, p: f64) -> i64 {
    let holds = |count: i64| {
        let above = geometric_at_least(count + 1, p);
        reaches(probability, 1.0 - above, above)
    };
    first_of_all(holds)
}

/// Whether a distribution's share up to a count, `below`, of which the rest is `above`, reaches the probability. The
/// smaller of the two has the digits.
fn reaches(probability: f64, below: f64, above: f64) -> bool {
    if above < below {
        above <= (1.0 - probability) * (1.0 + TOLERANCE) + f64::EPSILON * TOLERANCE
    } else {
        below >= probability * (1.0 - TOLERANCE)
    }
}

/// The first number from `low` on, below `high`, from which on the claim holds; `high` where it holds for none.
pub(super) fn first(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The first number from 0 on from which on the claim holds, which it does somewhere.
fn first_of_all(holds: impl Fn(i64) -> bool) -> i64 {
    let mut high = 1;
    while !holds(high) && high < i64::MAX / 2 {
        high *= 2;
    }
    first(0, high, holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn small_tails_keep_their_digits() {
        // At least one of four at 2 %: 1 − 0.98⁴.
        assert_close(binomial_at_least(1, 4, 0.02), 0.077_631_84);
        // 0.02⁴; 0.98⁴; 10 of 10 at 1 in 1000; e⁻⁴; 1 − e⁻⁴ − 4e⁻⁴.
        assert_close(binomial_at_least(4, 4, 0.02), 1.6e-7);
        assert_close(binomial_at_most(0, 4, 0.02), 0.922_368_16);
        assert_close(binomial_at_least(10, 10, 0.001), 1e-30);
        assert_close(poisson_at_most(0, 4.0), (-4.0_f64).exp());
        assert_close(poisson_at_least(2, 4.0), 1.0 - 5.0 * (-4.0_f64).exp());
    }

    #[test]
    fn the_two_tails_add_to_one_and_the_ends_are_zero_and_one() {
        for (units, p) in [(1, 0.3), (24, 0.5), (1_000, 0.02)] {
            for events in 0..=units {
                let sum =
                    binomial_at_least(events, units, p) + binomial_at_most(events - 1, units, p);
                assert!((sum - 1.0).abs() < 1e-12, "{events} of {units}");
            }
            assert_close(binomial_at_least(units + 1, units, p), 0.0);
            assert_close(binomial_at_most(-1, units, p), 0.0);
        }
        assert_close(binomial_at_least(1, 5, 0.0), 0.0);
        assert_close(binomial_at_most(4, 5, 1.0), 0.0);
        assert_close(poisson_at_least(1, 0.0), 0.0);
        assert_close(poisson_at_most(-1, 2.0), 0.0);
    }

    #[test]
    fn quantiles_are_the_least_counts_that_reach_the_probability() {
        // One fair coin: half of the counts are 0. Two: a quarter, three quarters.
        assert_eq!(binomial_quantile(0.5, 1, 0.5), 0);
        assert_eq!(binomial_quantile(0.500_001, 1, 0.5), 1);
        assert_eq!(binomial_quantile(0.25, 2, 0.5), 0);
        assert_eq!(binomial_quantile(0.75, 2, 0.5), 1);
        // SciPy 1.17.1, binom.ppf, poisson.ppf and geom.ppf − 1.
        assert_eq!(binomial_quantile(0.05, 49, 0.5), 19);
        assert_eq!(binomial_quantile(0.998_650_1, 100, 0.0955), 19);
        assert_eq!(poisson_quantile(0.998_650_1, 4.2), 12);
        assert_eq!(poisson_quantile(0.001_35, 20.0), 8);
        assert_eq!(geometric_quantile(0.998_65, 1.0 / 18.4), 118);
        assert_eq!(geometric_quantile(0.5, 1.0 / 18.4), 12);
        assert_eq!(geometric_quantile(0.001_35, 1.0 / 18.4), 0);
    }

    #[test]
    fn the_first_number_is_found_wherever_it_lies() {
        for from in [0, 1, 2, 6, 7, 100] {
            assert_eq!(first(0, 100, |number| number >= from), from);
            assert_eq!(first_of_all(|number| number >= from), from);
        }
        assert_eq!(first(3, 9, |_| false), 9);
    }
}
