//! Probabilities of the binomial and the hypergeometric distribution, without loss of digits however large the counts.
//!
//! Source: Loader C. Fast and accurate computation of binomial probabilities. 2000.

use std::f64::consts::TAU;

/// From here on Stirling's series is exact.
const STIRLING_FROM: f64 = 16.0;

/// The logarithm of Γ(n + 1)/(Γ(x + 1)Γ(n − x + 1))·pˣqⁿ⁻ˣ for x `successes` and n − x `failures`, which need not be
/// whole, and `q` = 1 − `p`, given because a small one has digits that the other has lost.
pub(super) fn ln_binomial(successes: f64, failures: f64, p: f64, q: f64) -> f64 {
    if successes == 0.0 {
        return failures * ln_of_share(q, p);
    }
    if failures == 0.0 {
        return successes * ln_of_share(p, q);
    }
    let n = successes + failures;
    stirling_error(n)
        - stirling_error(successes)
        - stirling_error(failures)
        - deviance(successes, n * p)
        - deviance(failures, n * q)
        + 0.5 * (n / (TAU * successes * failures)).ln()
}

/// The logarithm of the probability of `marked` in a draw of `drawn` out of `all`, `all_marked` among them.
pub(super) fn ln_hypergeometric(marked: i64, all_marked: i64, drawn: i64, all: i64) -> f64 {
    let share = |of: i64| of as f64 / all as f64;
    let (p, q) = (share(drawn), share(all - drawn));
    let ln = |successes: i64, of: i64| ln_binomial(successes as f64, (of - successes) as f64, p, q);
    ln(marked, all_marked) + ln(drawn - marked, all - all_marked) - ln(drawn, all)
}

/// ln `p`, given `q` = 1 − `p`.
fn ln_of_share(p: f64, q: f64) -> f64 {
    if q < 0.5 { (-q).ln_1p() } else { p.ln() }
}

/// ln Γ(n + 1) less Stirling's approximation (n + ½) ln n − n + ½ ln 2π.
fn stirling_error(n: f64) -> f64 {
    let (mut from, mut below) = (n, 0.0);
    while from < STIRLING_FROM {
        below += (from + 0.5) * (1.0 / from).ln_1p() - 1.0;
        from += 1.0;
    }
    let square = from * from;
    let terms = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
    ];
    let series = terms
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum / square + term);
    below + series / from
}

/// x ln(x/m) + m − x: half the deviance of a count from its expectation.
fn deviance(count: f64, expected: f64) -> f64 {
    let apart = count - expected;
    if apart.abs() >= 0.1 * (count + expected) {
        return count * (count / expected).ln() - apart;
    }
    // A series in v = (x − m)/(x + m), of which |v| < 0.1: ten terms are more than a float holds.
    let v = apart / (count + expected);
    let mut power = 2.0 * count * v;
    let mut sum = apart * v;
    for term in 1..=10 {
        power *= v * v;
        sum += power / f64::from(2 * term + 1);
    }
    sum
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn probabilities_keep_their_digits_from_one_unit_to_two_hundred_million() {
        // mpmath 1.4.1 with 50 digits; the shares are exact in binary or as near as a float comes.
        for (successes, failures, p, expected) in PROBABILITIES {
            assert_close(ln_binomial(successes, failures, p, 1.0 - p).exp(), expected);
            assert_close(ln_binomial(failures, successes, 1.0 - p, p).exp(), expected);
        }
    }

    #[test]
    fn a_hand_of_cards_has_the_counted_probability() {
        // Two aces among five cards: C(4, 2)·C(48, 3)/C(52, 5) = 103,776/2,598,960.
        assert_close(
            ln_hypergeometric(2, 4, 5, 52).exp(),
            103_776.0 / 2_598_960.0,
        );
    }

    const PROBABILITIES: [(f64, f64, f64, f64); 12] = [
        (1.0, 0.0, 0.25, 0.25),
        (0.0, 3.0, 0.25, 0.421875),
        (0.0, 1000000.0, 1e-06, 0.3678792572316451),
        (1.0, 1.0, 0.5, 0.5),
        (0.5, 2.5, 0.125, 0.5158283892010457),
        (3.0, 7.0, 0.5, 0.1171875),
        (500000.0, 500000.0, 0.5, 0.0007978843613317501),
        (498000.0, 502000.0, 0.5, 2.6765681581248823e-07),
        (1.0, 999999.0, 1e-06, 0.3678796251112702),
        (12345.0, 987655.0, 0.0125, 0.0013598261271017134),
        (100000000.0, 100000000.0, 0.5, 5.641895828425193e-05),
        (3.0, 99999997.0, 2.9802322387695312e-08, 0.22402715581941635),
    ];
}
