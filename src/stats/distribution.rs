//! Quantiles of the beta, gamma and Student's t distributions, by a safeguarded Newton iteration on the cdf.

use super::binomial::ln_binomial;
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Newton's method ends well before; a bisection alone would need about as many steps as a float has bits.
const STEPS: usize = 400;
/// Terms of the continued fraction; it needs about the square root of the larger parameter.
const TERMS: usize = 100_000;

/// The `p` quantile of the beta distribution with shapes `a` and `b`. (statrs 0.19, `Beta::inverse_cdf`, does not keep
/// the digits: of Beta(3, 999998) at .975 it is off by 2·10⁻⁶, of Beta(1, 10⁶) at .975 by 10⁻⁴.)
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return p.clamp(0.0, 1.0);
    }
    solve(
        |x| incomplete_beta(x, a, b) - p,
        |x| beta_front(x, a, b) / (x * (1.0 - x)),
        (0.0, 1.0),
        a / (a + b),
    )
}

/// The `p` quantile of the gamma distribution with this shape and scale 1. (statrs 0.19, `Gamma::inverse_cdf`, is within
/// 4·10⁻¹⁰ of it from 1 to 3,000 at .025 and .975, and so would move nearly every limit in its last digits.)
pub(super) fn gamma_quantile(p: f64, shape: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let ln_gamma_shape = ln_gamma(shape);
    let density = |x: f64| ((shape - 1.0) * x.ln() - x - ln_gamma_shape).exp();
    // The tail that is small keeps its digits.
    let excess = |x: f64| {
        if p > 0.5 {
            (1.0 - p) - gamma_ur(shape, x)
        } else {
            gamma_lr(shape, x) - p
        }
    };
    solve(
        excess,
        density,
        (0.0, shape + 20.0 * shape.sqrt() + 50.0),
        shape,
    )
}

/// The `p` quantile, p ≥ ½, of Student's t distribution.
///
/// The square is beta distributed: t²/(df + t²) ~ Beta(½, df/2), and df/(df + t²) ~ Beta(df/2, ½). Of the two the
/// smaller keeps its digits. (statrs 0.19, `StudentsT::inverse_cdf`, is off by 6·10⁻⁵ at .975 with a million degrees of
/// freedom.)
#[must_use]
pub(super) fn students_t_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    let share = beta_quantile(2.0 * p - 1.0, 0.5, degrees_of_freedom / 2.0);
    let odds = if share < 0.5 {
        share / (1.0 - share)
    } else {
        let rest = beta_quantile(2.0 * (1.0 - p), degrees_of_freedom / 2.0, 0.5);
        (1.0 - rest) / rest
    };
    (degrees_of_freedom * odds).sqrt()
}

/// The regularized incomplete beta function, by the continued fraction of DLMF 8.17.22 (modified Lentz).
pub(super) fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = beta_front(x, a, b);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(x, a, b) / a
    } else {
        1.0 - front * continued_fraction(1.0 - x, b, a) / b
    }
}

/// xᵃ(1 − x)ᵇ/B(a, b). Logarithms of the gamma function, which are large there and nearly cancel, would leave nine
/// digits at a million and seven at a hundred million.
fn beta_front(x: f64, a: f64, b: f64) -> f64 {
    a * b / (a + b) * ln_binomial(a, b, x, 1.0 - x).exp()
}

fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    let tiny = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for term in 1..TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / tiny(1.0 + even * d);
        c = tiny(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / tiny(1.0 + odd * d);
        c = tiny(1.0 + odd / c);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

/// The root of a function that rises from below 0 to above 0 within the bracket: Newton's step where it stays inside,
/// bisection elsewhere.
fn solve(
    excess: impl Fn(f64) -> f64,
    slope: impl Fn(f64) -> f64,
    bracket: (f64, f64),
    start: f64,
) -> f64 {
    let (mut low, mut high) = bracket;
    let mut x = start;
    for _ in 0..STEPS {
        let value = excess(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let newton = x - value / slope(x);
        let next = if newton > low && newton < high {
            newton
        } else {
            f64::midpoint(low, high)
        };
        if (next - x).abs() <= 1e-15 * next.abs() {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
#[expect(
    clippy::unreadable_literal,
    reason = "digits as SciPy and mpmath print them"
)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn students_t_keeps_its_digits_from_one_degree_of_freedom_to_a_million() {
        // mpmath 1.4.1 with 40 digits; R 4.2.2, qt, agrees to 11 digits.
        for (p, degrees_of_freedom, expected) in STUDENTS_T {
            assert_close(students_t_quantile(p, degrees_of_freedom), expected);
        }
    }

    #[test]
    fn the_ends_of_a_distribution_are_its_quantiles_at_zero_and_one() {
        assert_close(beta_quantile(0.0, 2.0, 3.0), 0.0);
        assert_close(beta_quantile(1.0, 2.0, 3.0), 1.0);
        assert_close(gamma_quantile(0.0, 2.0), 0.0);
        assert_close(gamma_quantile(1.0, 2.0), f64::INFINITY);
        assert_close(students_t_quantile(0.5, 3.0), 0.0);
        assert_close(students_t_quantile(1.0, 3.0), f64::INFINITY);
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // mpmath 1.4.1 with 40 digits, from the sums of binomial probabilities.
        for (p, a, b, expected) in FAR_BETA {
            assert_close(beta_quantile(p, a, b), expected);
        }
    }

    #[test]
    fn quantiles_keep_their_digits_in_the_tails() {
        // Beta(1, 1) is uniform.
        assert_close(beta_quantile(0.3, 1.0, 1.0), 0.3);
        // The least of n uniform values: Beta(1, n) has the closed form 1 − (1 − p)^(1/n).
        for n in [1.0, 10.0, 1e3, 1e6] {
            assert_close(
                beta_quantile(0.025, 1.0, n),
                -((-0.025_f64).ln_1p() / n).exp_m1(),
            );
            assert_close(beta_quantile(0.975, 1.0, n), -(0.025_f64.ln() / n).exp_m1());
        }
        // The exponential distribution: −ln(1 − p).
        assert_close(gamma_quantile(0.025, 1.0), -(-0.025_f64).ln_1p());
        assert_close(gamma_quantile(0.975, 1.0), -0.025_f64.ln());
    }

    #[test]
    fn large_parameters_agree_with_scipy() {
        // SciPy 1.17: beta.ppf and gamma.ppf.
        for (p, a, b, expected) in BETA {
            assert_close(beta_quantile(p, a, b), expected);
        }
        for (p, shape, expected) in GAMMA {
            assert_close(gamma_quantile(p, shape), expected);
        }
    }

    const BETA: [(f64, f64, f64, f64); 5] = [
        (0.025, 500000.0, 500001.0, 0.49901951919531184),
        (0.975, 500001.0, 500000.0, 0.5009804808046882),
        (0.025, 999999.0, 2.0, 0.9999944283693448),
        (0.975, 3.0, 999998.0, 7.2246687944522814e-06),
        (0.975, 12346.0, 987655.0, 0.012563337660712826),
    ];
    const GAMMA: [(f64, f64, f64); 5] = [
        (0.025, 10000.0, 9804.952467260184),
        (0.975, 10001.0, 10197.951624661473),
        (0.025, 1000000.0, 998040.9833402939),
        (0.975, 1000001.0, 1001961.9119454322),
        (0.975, 8.0, 14.422675361702376),
    ];
    const STUDENTS_T: [(f64, f64, f64); 27] = [
        (0.975, 1.0, 12.706204736174705),
        (0.975, 2.0, 4.302652729749464),
        (0.975, 3.0, 3.1824463052837095),
        (0.975, 11.0, 2.2009851600916397),
        (0.975, 30.0, 2.042272456301238),
        (0.975, 100.0, 1.9839715185235522),
        (0.975, 1000.0, 1.9623390808264085),
        (0.975, 999999.0, 1.9599663568164793),
        (0.975, 1000000.0, 1.959966356814107),
        (0.6, 1.0, 0.32491969623290634),
        (0.6, 2.0, 0.28867513459481287),
        (0.6, 3.0, 0.2766706623326899),
        (0.6, 11.0, 0.25955586047627055),
        (0.6, 30.0, 0.2556053649519128),
        (0.6, 100.0, 0.25402218245822783),
        (0.6, 1000.0, 0.25341451583949876),
        (0.6, 999999.0, 0.25334717053790906),
        (0.6, 1000000.0, 0.25334717053784167),
        (0.9999, 1.0, 3183.098757118151),
        (0.9999, 2.0, 70.70007107496427),
        (0.9999, 3.0, 22.203742273204185),
        (0.9999, 11.0, 5.452762088822181),
        (0.9999, 30.0, 4.233985957272021),
        (0.9999, 100.0, 3.8615997909500597),
        (0.9999, 1000.0, 3.732851604575368),
        (0.9999, 999999.0, 3.719030274776333),
        (0.9999, 1000000.0, 3.7190302747625434),
    ];
    const FAR_BETA: [(f64, f64, f64, f64); 8] = [
        (1e-6, 5.0, 10.0, 0.014090551558543518),
        (1e-6, 2.0, 1000000.0, 1.4148799530386002e-09),
        (1e-6, 12345.0, 987656.0, 0.01182712004524383),
        (1e-6, 500000.0, 500001.0, 0.497622801872872),
        (1e-10, 5.0, 10.0, 0.0021934974245897657),
        (1e-10, 2.0, 1000000.0, 1.4142195219633899e-11),
        (1e-10, 12345.0, 987656.0, 0.011655354466567179),
        (1e-10, 500000.0, 500001.0, 0.49681886253510565),
    ];
}
