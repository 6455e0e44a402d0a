//! Exact intervals for a proportion and for a rate.

use super::distribution::{beta_quantile, gamma_quantile};

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
    if units <= 0 || events < 0 || events > units {
        return None;
    }
    let (x, n) = (events as f64, units as f64);
    let lower = if events == 0 {
        0.0
    } else {
        beta_quantile(0.025, x, n - x + 1.0)
    };
    let upper = if events == units {
        1.0
    } else {
        beta_quantile(0.975, x + 1.0, n - x)
    };
    Some(Interval { lower, upper })
}

/// Garwood's exact interval for the expected number of events, of which `events` were seen; divide it by the time or
/// the doses in which they were seen.
///
/// Source: Garwood F. Biometrika 1936;28:437.
#[must_use]
pub fn garwood(events: i64) -> Interval {
    let x = events.max(0) as f64;
    let lower = if events <= 0 {
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
mod tests {
    use super::*;

    #[test]
    fn clopper_pearson_agrees_with_scipy() {
        // SciPy 1.17, binomtest(x, n).proportion_ci(method="exact").
        let cases = [
            (0, 1, 0.0, 0.975),
            (1, 1, 0.025, 1.0),
            (0, 10, 0.0, 0.308_497_107_818_8),
            (0, 20, 0.0, 0.168_433_470_983_1),
            (15, 148, 0.057_844_010_083_45, 0.161_650_490_349_5),
            (81, 263, 0.252_736_745_585_3, 0.367_621_922_601_4),
        ];
        for (x, n, lower, upper) in cases {
            let interval = clopper_pearson(x, n).unwrap();
            assert!(
                (interval.lower - lower).abs() < 1e-12,
                "{x}/{n}: {interval:?}"
            );
            assert!(
                (interval.upper - upper).abs() < 1e-12,
                "{x}/{n}: {interval:?}"
            );
        }
    }

    #[test]
    fn published_intervals_are_reproduced_to_the_digit() {
        let text = |x, n| {
            let i = clopper_pearson(x, n).unwrap();
            format!("{:.1}–{:.1}", 100.0 * i.lower, 100.0 * i.upper)
        };
        // Response to lifileucel by IL-2 doses received; any grade 3–5 toxicity, NEJM 2011;364:2119.
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
}
