//! Wilson's score interval for a proportion.

use super::interval::{Interval, Z_975};

/// Wilson's interval for `events` of `units` independent units, without a continuity correction; `None` where there is
/// no unit.
///
/// Source: Wilson EB. JASA 1927;22:209.
pub(super) fn wilson(events: i64, units: i64) -> Option<Interval> {
    if units <= 0 || events < 0 || events > units {
        return None;
    }
    let n = units as f64;
    let (p, q) = (events as f64 / n, (units - events) as f64 / n);
    Some(limits(p, q, n, Z_975))
}

/// The interval for a proportion `p`, and `q` of the others, in a sample of `n` units that need not be whole, with the
/// quantile that its width hangs on.
///
/// The limits are the roots of (1 + t²/n)P² − (2p + t²/n)P + p² = 0. The lower one is had from their product, since the
/// usual form takes the difference of two numbers that are nearly equal where p is small.
pub(super) fn limits(p: f64, q: f64, n: f64, quantile: f64) -> Interval {
    let spread = quantile * quantile / n;
    let farther = p + spread / 2.0 + quantile * (p * q / n + spread / (4.0 * n)).sqrt();
    let upper = if q == 0.0 {
        1.0
    } else {
        (farther / (1.0 + spread)).min(1.0)
    };
    Interval {
        lower: p * p / farther,
        upper,
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn wilsons_limits_keep_their_digits_from_one_unit_to_a_million() {
        // mpmath 1.4.1 with 60 digits; SciPy 1.17.1, binomtest(x, n).proportion_ci(method="wilson"), agrees.
        for (x, n, lower, upper) in LIMITS {
            let interval = wilson(x, n).unwrap();
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn others_mirror_events() {
        for (x, n) in [(0, 1), (1, 10), (7, 9), (12_345, 1_000_000)] {
            let (events, others) = (wilson(x, n).unwrap(), wilson(n - x, n).unwrap());
            assert!((events.lower + others.upper - 1.0).abs() < 1e-15);
            assert!((events.upper + others.lower - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn more_events_than_units_are_no_proportion() {
        assert_eq!(wilson(2, 1), None);
        assert_eq!(wilson(-1, 1), None);
        assert_eq!(wilson(0, -1), None);
    }

    const LIMITS: [(i64, i64, f64, f64); 12] = [
        (0, 1, 0.0, 0.7934506856227626),
        (1, 1, 0.20654931437723742, 1.0),
        (0, 10, 0.0, 0.2775327998628892),
        (0, 20, 0.0, 0.16112515805281935),
        (15, 148, 0.06238639953073628, 0.16048724172330803),
        (81, 263, 0.2552885198782742, 0.36620957698280004),
        (0, 1000000, 0.0, 3.841444063944941e-06),
        (1, 1000000, 1.765245767453715e-07, 5.664911804311442e-06),
        (500000, 1000000, 0.4990200198900048, 0.5009799801099952),
        (999999, 1000000, 0.9999943350881957, 0.9999998234754233),
        (1000000, 1000000, 0.999996158555936, 1.0),
        (12345, 1000000, 0.012130446166424584, 0.012563300432385422),
    ];
}
