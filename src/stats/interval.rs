//! Exact intervals for a proportion and a rate.

use super::distribution::{beta_quantile, gamma_quantile};

/// The 0.975 quantile of the standard normal distribution.
pub(super) const Z_975: f64 = 1.959_963_984_540_054;

/// A two-sided 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower bound.
    pub lower: f64,
    /// Its upper bound.
    pub upper: f64,
}

/// The interval of Clopper and Pearson for `events` of `units` independent units; `None` where there is no unit.
///
/// Source: Clopper CJ, Pearson ES. Biometrika 1934;26:404, in the form of beta quantiles.
///
/// ```
/// use il2_outcomes::stats::clopper_pearson;
/// // Response to lifileucel, 48 of 153: 31.4 % (24.1–39.4) in JITC 2022;10:e005755.
/// let interval = clopper_pearson(48, 153).unwrap();
/// assert_eq!(format!("{:.3} {:.3}", interval.lower, interval.upper), "0.241 0.394");
/// assert_eq!(clopper_pearson(0, 0), None);
/// ```
#[must_use]
pub fn clopper_pearson(events: i64, units: i64) -> Option<Interval> {
    exact_binomial(events, units, 0.025)
}

/// The two-sided 80 % interval of Clopper and Pearson, by which a baseline's proportion may be lower or higher than it was
/// counted; `None` where there is no unit.
///
/// ```
/// use il2_outcomes::stats::clopper_pearson_80;
/// // One of two: P(X ≥ 1) = 1 − (1 − p)² is .1, and P(X ≤ 1) = 1 − p² is.
/// let interval = clopper_pearson_80(1, 2).unwrap();
/// assert!((interval.upper - 0.9_f64.sqrt()).abs() < 1e-12);
/// assert!((interval.lower - (1.0 - 0.9_f64.sqrt())).abs() < 1e-12);
/// ```
#[must_use]
pub fn clopper_pearson_80(events: i64, units: i64) -> Option<Interval> {
    exact_binomial(events, units, 0.1)
}

/// The proportions at which as many events or more, and as many or fewer, have the probability `tail`.
fn exact_binomial(events: i64, units: i64, tail: f64) -> Option<Interval> {
    if units <= 0 || events < 0 || events > units {
        return None;
    }
    let (x, n) = (events as f64, units as f64);
    let lower = if events == 0 {
        0.0
    } else {
        beta_quantile(tail, x, n - x + 1.0)
    };
    let upper = if events == units {
        1.0
    } else {
        beta_quantile(1.0 - tail, x + 1.0, n - x)
    };
    Some(Interval { lower, upper })
}

/// Garwood's exact interval for the expected number of events, of which `events` were seen; divide it by the time or
/// the doses in which they were seen.
///
/// # Panics
///
/// Where there are fewer than no events.
///
/// Source: Garwood F. Biometrika 1936;28:437.
#[must_use]
pub(crate) fn garwood(events: i64) -> Interval {
    assert!(events >= 0, "a count is from 0 on");
    let x = events as f64;
    let lower = if events == 0 {
        0.0
    } else {
        gamma_quantile(0.025, x)
    };
    Interval {
        lower,
        upper: gamma_quantile(0.975, x + 1.0),
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn clopper_pearsons_limits_keep_their_digits_from_one_unit_to_a_hundred_million() {
        // mpmath 1.4.1 with 40 digits, from the sums of binomial probabilities; SciPy 1.17.1, binomtest(x, n)
        // .proportion_ci(method="exact"), and R 4.2.2 agree.
        for (x, n, lower, upper) in CLOPPER_PEARSON {
            let interval = clopper_pearson(x, n).unwrap();
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn garwoods_limits_keep_their_digits_from_no_event_to_a_million() {
        // mpmath 1.4.1 with 40 digits, from the sums of Poisson probabilities.
        for (x, lower, upper) in GARWOOD {
            let interval = garwood(x);
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn more_events_than_units_are_no_proportion() {
        assert_eq!(clopper_pearson(2, 1), None);
        assert_eq!(clopper_pearson(-1, 1), None);
        assert_eq!(clopper_pearson(0, -1), None);
    }

    #[test]
    fn published_intervals_are_reproduced_to_the_digit() {
        let text = |x, n| {
            let i = clopper_pearson(x, n).unwrap();
            format!("{:.1}–{:.1}", 100.0 * i.lower, 100.0 * i.upper)
        };
        // Response to lifileucel, of all and by IL-2 doses received; any grade 3–5 toxicity, NEJM 2011;364:2119.
        assert_eq!(text(48, 153), "24.1–39.4");
        assert_eq!(text(6, 16), "15.2–64.6");
        let any = clopper_pearson(74, 93).unwrap();
        assert_eq!(
            format!("{:.4} {:.4}", any.lower, any.upper),
            "0.6995 0.8723"
        );
    }

    #[test]
    fn garwood_agrees_with_published_rates() {
        // Events, exposure, bounds of the rate.
        let cases = [
            (0, 10.0, 0.0, 0.368_888),
            (7, 362.0, 0.007_774, 0.039_842),
            (10, 250.0, 0.019_182, 0.073_561),
        ];
        for (events, exposure, lower, upper) in cases {
            let interval = garwood(events);
            assert!(
                (interval.lower / exposure - lower).abs() < 5e-7,
                "{events}: {interval:?}"
            );
            assert!(
                (interval.upper / exposure - upper).abs() < 5e-7,
                "{events}: {interval:?}"
            );
        }
        let interval = garwood(3);
        assert_eq!(
            format!(
                "{:.2} {:.2}",
                interval.lower / 0.629,
                interval.upper / 0.629
            ),
            "0.98 13.94"
        );
    }

    const CLOPPER_PEARSON: [(i64, i64, f64, f64); 29] = [
        (0, 1, 0.0, 0.975),
        (1, 1, 0.025, 1.0),
        (1, 2, 0.01257911709342505, 0.9874208829065749),
        (0, 10, 0.0, 0.30849710781876083),
        (0, 20, 0.0, 0.16843347098308534),
        (3, 7, 0.09898827844250786, 0.815948432359917),
        (0, 41, 0.0, 0.08604383629402844),
        (1, 41, 0.0006173168932865189, 0.1285540203841463),
        (15, 148, 0.05784401008344856, 0.161650490349479),
        (48, 153, 0.2412148559132358, 0.39361703166490203),
        (81, 263, 0.25273674558527115, 0.36762192260135135),
        (6, 16, 0.151983675081122, 0.6456539056979219),
        (74, 93, 0.699489789953604, 0.8722846725964377),
        (500, 1000, 0.46854917297179194, 0.531450827028208),
        (0, 1000000, 0.0, 3.688872650206489e-06),
        (1, 1000000, 2.5317807663794178e-08, 5.571630655172244e-06),
        (2, 1000000, 2.4220937031600315e-07, 7.224668794380317e-06),
        (10, 1000000, 4.795398777545602e-06, 1.8390278891238535e-05),
        (1000, 1000000, 0.0009390012079500722, 0.0010639181073152277),
        (12345, 1000000, 0.012129493825606122, 0.012563337660712827),
        (500000, 1000000, 0.49901951919531184, 0.5009804808046882),
        (900000, 1000000, 0.8994103518125744, 0.9005873301339621),
        (999998, 1000000, 0.9999927753312057, 0.9999997577906297),
        (999999, 1000000, 0.9999944283693448, 0.9999999746821924),
        (1000000, 1000000, 0.9999963111273498, 1.0),
        (1, 100000000, 2.531780798108492e-10, 5.571643263581067e-08),
        (2, 100000000, 2.4220927946168462e-09, 7.22468747899028e-08),
        (5, 100000000, 1.6234864094096085e-08, 1.1668331690281108e-07),
        (100, 100000000, 8.136399842560571e-07, 1.216267806404362e-06),
    ];
    const GARWOOD: [(i64, f64, f64); 9] = [
        (0, 0.0, 3.6888794541139363),
        (1, 0.025317807984289876, 5.571643390938899),
        (2, 0.2422092785439649, 7.224687667723961),
        (3, 0.6186721228956013, 8.767273069742327),
        (7, 2.814363051519866, 14.42267536170238),
        (10, 4.7953886961324335, 18.39035604201778),
        (100, 81.36399125092314, 121.62679379242638),
        (12345, 12128.18090789908, 12564.722206913333),
        (1000000, 998040.9833402939, 1001961.9119454322),
    ];
}
