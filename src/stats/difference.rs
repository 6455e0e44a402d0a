//! Intervals for the difference of two proportions.

use super::interval::Interval;
use super::wilson::wilson;

/// A number with the limits of its two-sided 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// The lower limit of its interval.
    pub lower: f64,
    /// The upper limit of its interval.
    pub upper: f64,
}

impl Estimate {
    /// A proportion with Wilson's limits; `None` where there is no unit.
    pub(super) fn wilson(events: i64, units: i64) -> Option<Self> {
        let Interval { lower, upper } = wilson(events, units)?;
        Some(Self {
            value: events as f64 / units as f64,
            lower,
            upper,
        })
    }
}

/// The interval for the difference of two independent estimates, `estimate` less `reference`, from the limits of each:
/// the method of variance estimates recovery.
///
/// Source: Zou GY, Donner A. Statistics in Medicine 2008;27:1693.
///
/// ```
/// use il2_outcomes::stats::{Estimate, mover_difference};
/// let estimate = Estimate { value: 0.6, lower: 0.3, upper: 0.8 };
/// let reference = Estimate { value: 0.2, lower: 0.1, upper: 0.6 };
/// // 0.4 − √(0.3² + 0.4²) and 0.4 + √(0.2² + 0.1²).
/// let interval = mover_difference(estimate, reference);
/// assert_eq!(format!("{:.4} {:.4}", interval.lower, interval.upper), "-0.1000 0.6236");
/// ```
#[must_use]
pub fn mover_difference(estimate: Estimate, reference: Estimate) -> Interval {
    let difference = estimate.value - reference.value;
    let length = |x: f64, y: f64| (x * x + y * y).sqrt();
    Interval {
        lower: difference
            - length(
                estimate.value - estimate.lower,
                reference.upper - reference.value,
            ),
        upper: difference
            + length(
                estimate.upper - estimate.value,
                reference.value - reference.lower,
            ),
    }
}

/// Newcombe's interval for the difference of two proportions of independent units, from Wilson's limits of each and
/// without a continuity correction; `None` where a group has no unit.
///
/// Source: Newcombe RG. Statistics in Medicine 1998;17:873, method 10.
///
/// ```
/// use il2_outcomes::stats::newcombe;
/// // 56 of 70 against 48 of 80: +0.2 (+0.0524 to +0.3339), Newcombe's Table II.
/// let interval = newcombe(56, 70, 48, 80).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", interval.lower, interval.upper), "0.0524 0.3339");
/// ```
#[must_use]
pub fn newcombe(
    events: i64,
    units: i64,
    reference_events: i64,
    reference_units: i64,
) -> Option<Interval> {
    let estimate = Estimate::wilson(events, units)?;
    let reference = Estimate::wilson(reference_events, reference_units)?;
    if estimate.value > 0.5 && reference.value > 0.5 {
        // The same interval from the units without the event: near 0 proportions have digits that they lack near 1.
        return Some(mover_difference(
            Estimate::wilson(reference_units - reference_events, reference_units)?,
            Estimate::wilson(units - events, units)?,
        ));
    }
    Some(mover_difference(estimate, reference))
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn newcombes_table_is_reproduced_to_the_digit() {
        // Newcombe 1998, Table II, method 10: contrasts (a) to (h).
        let published = [
            ([56, 70, 48, 80], "0.0524 0.3339"),
            ([9, 10, 3, 10], "0.1705 0.8090"),
            ([6, 7, 2, 7], "0.0582 0.8062"),
            ([5, 56, 0, 29], "-0.0381 0.1926"),
            ([0, 10, 0, 20], "-0.1611 0.2775"),
            ([0, 10, 0, 10], "-0.2775 0.2775"),
            ([10, 10, 0, 20], "0.6791 1.0000"),
            ([10, 10, 0, 10], "0.6075 1.0000"),
        ];
        for ([x, n, y, m], limits) in published {
            let interval = newcombe(x, n, y, m).unwrap();
            assert_eq!(
                format!("{:.4} {:.4}", interval.lower, interval.upper),
                limits
            );
        }
    }

    #[test]
    fn newcombes_limits_keep_their_digits_from_one_unit_to_a_hundred_million() {
        // mpmath 1.4.1 with 60 digits; statsmodels 0.15.0, confint_proportions_2indep(method="newcomb"), agrees on the
        // small ones.
        for (x, n, y, m, lower, upper) in LIMITS {
            let interval = newcombe(x, n, y, m).unwrap();
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn groups_that_change_places_change_the_sign() {
        for (x, n, y, m, ..) in LIMITS {
            let (there, back) = (newcombe(x, n, y, m).unwrap(), newcombe(y, m, x, n).unwrap());
            assert_close(back.lower, -there.upper);
            assert_close(back.upper, -there.lower);
        }
    }

    #[test]
    fn a_group_without_a_unit_has_no_difference() {
        assert_eq!(newcombe(0, 0, 1, 2), None);
        assert_eq!(newcombe(1, 2, 0, 0), None);
    }

    const LIMITS: [(i64, i64, i64, i64, f64, f64); 19] = [
        (56, 70, 48, 80, 0.0524314724023649, 0.33387265403690597),
        (5, 56, 0, 29, -0.03813714790353688, 0.1925600138551116),
        (10, 10, 0, 20, 0.6790860371419147, 1.0),
        (0, 1, 0, 1, -0.7934506856227626, 0.7934506856227626),
        (1, 1, 0, 1, -0.12210872068194177, 1.0),
        (0, 1, 1, 1, -1.0, 0.12210872068194177),
        (1, 1, 1, 1, -0.7934506856227626, 0.7934506856227626),
        (
            1,
            1,
            500000,
            1000000,
            -0.2934512908025596,
            0.5009799801099952,
        ),
        (
            0,
            1000000,
            1,
            1000000,
            -5.664911804311442e-06,
            2.928715345901535e-06,
        ),
        (
            1,
            1000000,
            0,
            1000000,
            -2.928715345901535e-06,
            5.664911804311442e-06,
        ),
        (
            1,
            1000000,
            2,
            1000000,
            -6.356631320525634e-06,
            3.885522978966903e-06,
        ),
        (
            1000000,
            1000000,
            1000000,
            1000000,
            -3.841444063944941e-06,
            3.841444063944941e-06,
        ),
        (
            1000000,
            1000000,
            999999,
            1000000,
            -2.928715345901535e-06,
            5.664911804311442e-06,
        ),
        (
            500000,
            1000000,
            501000,
            1000000,
            -0.002385897060208811,
            0.00038590249282567304,
        ),
        (
            3,
            10,
            12345,
            1000000,
            0.09544614343934395,
            0.5908769284458867,
        ),
        (
            999999,
            1000000,
            1,
            1000000,
            0.9999914028184591,
            0.9999991645701118,
        ),
        (
            100000000,
            100000000,
            99999999,
            100000000,
            -2.9287296350857572e-08,
            5.6649340411436436e-08,
        ),
        (
            1,
            100000000,
            2,
            100000000,
            -6.35666095826531e-08,
            3.8855442620716525e-08,
        ),
        (
            60000000,
            100000000,
            60001000,
            100000000,
            -0.00014579000252716527,
            0.00012579000304779119,
        ),
    ];
}
