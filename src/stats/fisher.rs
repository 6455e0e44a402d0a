//! Fisher's exact test of a table of two by two.

use super::binomial::ln_hypergeometric;
use super::tail::first;

/// How much larger than the observed table's a probability may be and still count as not larger, as in R.
const TOLERANCE: f64 = 1e-7;

/// The two-sided p value of Fisher's exact test: the sum of the probabilities, given the margins, of all tables
/// `a b / c d` that are not more probable than the observed one. 1 where a margin is empty.
///
/// # Panics
///
/// Where a count is negative, or the counts are more than 2⁶³ together.
///
/// Source: Fisher RA. Journal of the Royal Statistical Society 1935;98:39; the sum and its tolerance of 10⁻⁷ are those
/// of R's `fisher.test`. (statrs 0.19, `fishers_exact`, gives .079 for 500000 500000 / 501000 499000, which has .158, and
/// 3·10⁻¹⁰ for 3 0 / 0 999997, which has 6·10⁻¹⁸.)
///
/// ```
/// use il2_outcomes::stats::fisher_exact;
/// // The lady tasting tea: (1 + 16 + 16 + 1)/70.
/// assert!((fisher_exact(3, 1, 1, 3) - 34.0 / 70.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn fisher_exact(a: i64, b: i64, c: i64, d: i64) -> f64 {
    assert!(
        [a, b, c, d].iter().all(|count| *count >= 0),
        "counts are from 0 on"
    );
    let tables = Tables {
        row: a + b,
        column: a + c,
        all: a + b + c + d,
    };
    let (least, greatest) = (tables.least(), tables.greatest());
    if least == greatest {
        return 1.0;
    }
    let limit = tables.ln_probability(a) + TOLERANCE.ln_1p();
    let is_counted = |count: i64| tables.ln_probability(count) <= limit;
    let mode = tables.mode();
    if is_counted(mode) {
        return 1.0;
    }
    // Probabilities rise up to the mode and fall from there on.
    let beyond_lower_tail = first(least, mode, |count| !is_counted(count));
    let upper_tail = first(mode, greatest + 1, is_counted);
    let lower = (least..beyond_lower_tail).rev();
    let sum = tables.sum(lower, |k| 1.0 / tables.growth(k - 1))
        + tables.sum(upper_tail..=greatest, |k| tables.growth(k));
    sum.min(1.0)
}

/// All tables with these margins.
struct Tables {
    row: i64,
    column: i64,
    all: i64,
}

impl Tables {
    /// The least count that the first cell can have.
    fn least(&self) -> i64 {
        (self.row + self.column - self.all).max(0)
    }

    /// The greatest count that the first cell can have.
    fn greatest(&self) -> i64 {
        self.row.min(self.column)
    }

    /// The most probable count of the first cell.
    fn mode(&self) -> i64 {
        let product = i128::from(self.row + 1) * i128::from(self.column + 1);
        let mode = i64::try_from(product / i128::from(self.all + 2));
        mode.expect("the mode is not above a margin")
    }

    fn ln_probability(&self, count: i64) -> f64 {
        ln_hypergeometric(count, self.row, self.column, self.all)
    }

    /// The probability of one more in the first cell over that of this count.
    fn growth(&self, count: i64) -> f64 {
        let (k, row, column, all) = (
            count as f64,
            self.row as f64,
            self.column as f64,
            self.all as f64,
        );
        (row - k) * (column - k) / ((k + 1.0) * (all - row - column + k + 1.0))
    }

    /// The probabilities of counts that run away from the mode, each from the one before by its `growth`.
    fn sum(&self, counts: impl Iterator<Item = i64>, growth: impl Fn(i64) -> f64) -> f64 {
        let (mut sum, mut term) = (0.0, None);
        for count in counts {
            let probability = term.unwrap_or_else(|| self.ln_probability(count).exp());
            sum += probability;
            if probability <= 1e-18 * sum {
                break;
            }
            term = Some(probability * growth(count));
        }
        sum
    }
}

#[cfg(test)]
#[expect(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    reason = "digits as mpmath prints them"
)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn p_keeps_its_digits_from_one_unit_to_a_million_and_near_zero_and_one() {
        // mpmath 1.4.1 with 60 digits; SciPy 1.17.1, fisher_exact, agrees on the small ones.
        for (a, b, c, d, p) in TABLES {
            for p_of_turned in [
                fisher_exact(a, b, c, d),
                fisher_exact(b, a, d, c),
                fisher_exact(c, d, a, b),
                fisher_exact(a, c, b, d),
            ] {
                assert_close(p_of_turned, p);
            }
        }
    }

    #[test]
    fn an_empty_margin_leaves_one_table() {
        for (a, b, c, d) in [
            (0, 0, 3, 4),
            (0, 5, 0, 7),
            (3, 0, 4, 0),
            (0, 0, 0, 0),
            (9, 0, 0, 0),
        ] {
            assert_close(fisher_exact(a, b, c, d), 1.0);
        }
    }

    #[test]
    fn a_p_too_small_for_a_float_is_zero() {
        assert_close(fisher_exact(499_999, 1, 1, 499_999), 0.0);
    }

    const TABLES: [(i64, i64, i64, i64, f64); 22] = [
        (3, 1, 1, 3, 0.48571428571428571),
        (8, 2, 1, 5, 0.034965034965034965),
        (10, 0, 0, 10, 1.0825088224469029e-5),
        (0, 10, 10, 0, 1.0825088224469029e-5),
        (1, 0, 0, 1, 1.0),
        (36, 4, 16, 64, 7.5668039847451825e-14),
        (56, 14, 48, 32, 0.012521129749209154),
        (5, 51, 0, 29, 0.16062144320947107),
        (60, 10, 60, 10, 1.0),
        (100, 200, 300, 400, 0.0048755911976269955),
        (500000, 500000, 501000, 499000, 0.15771450478811259),
        (500000, 500000, 500010, 499990, 0.98984486210814837),
        (500000, 500000, 500001, 499999, 1.0),
        (1, 999999, 9, 999991, 0.021484067383581546),
        (0, 1000000, 5, 999995, 0.062499687500078125),
        (0, 1000000, 20, 999980, 1.907167441532487e-6),
        (250000, 250000, 265000, 235000, 6.489494002682464e-198),
        (1000000, 0, 999970, 30, 1.8622400619907822e-9),
        (12345, 987655, 3, 7, 0.0002116552242928938),
        (1000, 999000, 1200, 998800, 2.159102792869686e-5),
        (500000, 500000, 522000, 478000, 1.2890429366435439e-212),
        (3, 0, 0, 999997, 6.0000180000420001e-18),
    ];
}
