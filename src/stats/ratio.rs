//! Intervals for the ratio of two proportions.

use super::Estimate;

/// The ratio of two proportions with its two-sided 95 % interval; without anything where neither group has an event.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RatioInterval {
    /// The ratio; `None` where the reference has no event.
    pub value: Option<f64>,
    /// The lower limit, 0 where the group has no event.
    pub lower: Option<f64>,
    /// The upper limit; `None` where it is unbounded.
    pub upper: Option<f64>,
}

/// The interval for the ratio of two independent estimates that are not negative, `estimate` over `reference`, from the
/// limits of each: the method of variance estimates recovery, MOVER-R.
///
/// The lower limit is 0 where the lower limit of the estimate is, and there is no upper limit where the lower limit of
/// the reference is 0.
///
/// Source: Donner A, Zou GY. Statistical Methods in Medical Research 2012;21:347, multiplied out so that no difference
/// of two nearly equal numbers is taken.
///
/// ```
/// use il2_outcomes::stats::{Estimate, mover_ratio};
/// let estimate = Estimate { value: 0.6, lower: 0.3, upper: 0.8 };
/// let reference = Estimate { value: 0.2, lower: 0.1, upper: 0.6 };
/// let ratio = mover_ratio(estimate, reference);
/// // v₁v₂ = .12; u₂(2v₂ − u₂) = −.12; l₁(2v₁ − l₁) = .27: (.12 − √(.0144 + .0324))/−.12.
/// assert_eq!(format!("{:.6}", ratio.lower.unwrap()), "0.802776");
/// // l₂(2v₂ − l₂) = .03; u₁(2v₁ − u₁) = .32: (.12 + √(.0144 − .0096))/.03.
/// assert_eq!(format!("{:.6}", ratio.upper.unwrap()), "6.309401");
/// ```
#[must_use]
pub fn mover_ratio(estimate: Estimate, reference: Estimate) -> RatioInterval {
    if estimate.value <= 0.0 && reference.value <= 0.0 {
        return RatioInterval::default();
    }
    let product = estimate.value * reference.value;
    // v² − (v − l)², the share of v² that its lower limit leaves.
    let left_below = |of: Estimate| of.lower * (2.0 * of.value - of.lower);
    let square = |x: f64| x * x;
    let lower = if estimate.lower <= 0.0 {
        0.0
    } else {
        let left = left_below(estimate);
        let root = (square(reference.upper - reference.value) * left
            + square((estimate.value - estimate.lower) * reference.value))
        .sqrt();
        left / (product + root)
    };
    let upper = (reference.lower > 0.0).then(|| {
        let left = left_below(reference);
        let root = (square(estimate.upper - estimate.value) * left
            + square((reference.value - reference.lower) * estimate.value))
        .sqrt();
        (product + root) / left
    });
    RatioInterval {
        value: (reference.value > 0.0).then(|| estimate.value / reference.value),
        lower: Some(lower),
        upper,
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    const NONE: f64 = f64::INFINITY;

    #[test]
    fn a_ratio_from_limits_agrees_with_the_closed_form() {
        // mpmath 1.4.1 with 60 digits, the form printed by Donner and Zou.
        for ([v1, l1, u1, v2, l2, u2], lower, upper) in MOVER {
            let estimate = Estimate {
                value: v1,
                lower: l1,
                upper: u1,
            };
            let reference = Estimate {
                value: v2,
                lower: l2,
                upper: u2,
            };
            let ratio = mover_ratio(estimate, reference);
            assert_close(ratio.lower.unwrap(), lower);
            assert_close(ratio.upper.unwrap_or(NONE), upper);
            assert_eq!(ratio.value.is_some(), v2 > 0.0);
            let back = mover_ratio(reference, estimate);
            assert_close(back.lower.unwrap(), 1.0 / upper);
            assert_close(1.0 / back.upper.unwrap_or(NONE), lower);
        }
    }

    #[test]
    fn a_reference_whose_lower_limit_is_zero_leaves_the_ratio_unbounded() {
        let estimate = Estimate {
            value: 0.3,
            lower: 0.1,
            upper: 0.5,
        };
        let reference = Estimate {
            value: 0.1,
            lower: 0.0,
            upper: 0.5,
        };
        let ratio = mover_ratio(estimate, reference);
        assert_close(ratio.value.unwrap(), 3.0);
        assert_eq!(ratio.upper, None);
        assert!(ratio.lower.unwrap() > 0.0);
    }

    #[test]
    fn without_an_event_in_either_group_there_is_no_ratio() {
        let zero = Estimate {
            value: 0.0,
            lower: 0.0,
            upper: 0.3,
        };
        assert_eq!(mover_ratio(zero, zero), RatioInterval::default());
    }

    /// Value, lower and upper limit of the estimate and of the reference; the limits of the ratio.
    const MOVER: [([f64; 6], f64, f64); 9] = [
        (
            [0.43, 0.2, 0.71, 0.25, 0.1, 0.4],
            0.7069303218518163,
            4.822952235476129,
        ),
        (
            [0.43, 0.2, 0.71, 0.25, 0.1, 0.5],
            0.6139534883720931,
            4.822952235476129,
        ),
        (
            [0.43, 0.2, 0.71, 0.25, 0.1, 0.75],
            0.4428906139888655,
            4.822952235476129,
        ),
        ([0.0, 0.0, 0.3, 0.25, 0.1, 0.4], 0.0, 1.5),
        ([0.3, 0.1, 0.5, 0.0, 0.0, 0.2], 1.1180339887498947, NONE),
        (
            [1.0, 0.7, 1.0, 0.9, 0.6, 1.0],
            0.7670544734180911,
            1.6666666666666667,
        ),
        (
            [1e-06, 2e-07, 6e-06, 1e-06, 2e-07, 6e-06],
            0.08770145580216686,
            11.402319275700014,
        ),
        (
            [0.999999, 0.999994, 0.9999998, 0.5, 0.499, 0.501],
            1.996005975523959,
            2.0040060123440484,
        ),
        (
            [1e-06, 1e-09, 0.3, 0.5, 1e-09, 0.9],
            1.99935976955393e-09,
            9999.968426263287,
        ),
    ];
}
