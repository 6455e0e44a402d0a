//! Quantiles of the beta, gamma and Student's t distributions, by a safeguarded Newton iteration on the cdf.

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Newton's method ends well before; a bisection alone would need about as many steps as a float has bits.
const STEPS: usize = 400;
/// Terms of the continued fraction; it needs about the square root of the larger parameter.
const TERMS: usize = 100_000;

/// The `p` quantile of the beta distribution with shapes `a` and `b`.
///
/// ```
/// use il2_outcomes::stats::beta_quantile;
/// // Beta(1, 1) is uniform; the quantile of Beta(1, 10) at p is 1 − (1 − p)^(1/10).
/// assert!((beta_quantile(0.3, 1.0, 1.0) - 0.3).abs() < 1e-12);
/// assert!((beta_quantile(0.975, 1.0, 10.0) - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-12);
/// ```
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let density = |x: f64| ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - ln_beta).exp();
    solve(
        |x| incomplete_beta(x, a, b, ln_beta) - p,
        density,
        (0.0, 1.0),
        a / (a + b),
    )
}

/// The `p` quantile of the gamma distribution with this shape and scale 1.
#[must_use]
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
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

/// The `p` quantile, p > ½, of Student's t distribution.
///
/// With F = t² the square is beta distributed: t²/(df + t²) ~ Beta(½, df/2).
#[must_use]
pub fn students_t_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    let share = beta_quantile(2.0 * p - 1.0, 0.5, degrees_of_freedom / 2.0);
    (degrees_of_freedom * share / (1.0 - share)).sqrt()
}

/// The regularized incomplete beta function, by the continued fraction of DLMF 8.17.22 (modified Lentz).
fn incomplete_beta(x: f64, a: f64, b: f64, ln_beta: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (a * x.ln() + b * (-x).ln_1p() - ln_beta).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(x, a, b) / a
    } else {
        1.0 - front * continued_fraction(1.0 - x, b, a) / b
    }
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
        if (step - 1.0).abs() < 1e-16 {
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
#[expect(clippy::unreadable_literal, reason = "digits as SciPy prints them")]
mod tests {
    use super::*;

    fn assert_close(value: f64, expected: f64) {
        assert!(
            (value / expected - 1.0).abs() < 1e-9,
            "{value} is not {expected}"
        );
    }

    #[test]
    fn students_t_agrees_with_the_printed_tables() {
        // R 4.2.2: qt(.975, df).
        assert_close(students_t_quantile(0.975, 1.0), 12.706_204_736_432_1);
        assert_close(students_t_quantile(0.975, 11.0), 2.200_985_160_082_95);
        assert_close(students_t_quantile(0.975, 999_999.0), 1.959_966_357_029_61);
    }

    #[test]
    fn quantiles_keep_their_digits_in_the_tails() {
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
}
