//! Rates of events that are clustered in patients.

use super::clusters::Clusters;
use super::distribution::gamma_quantile;
use super::interval::Interval;

/// Garwood's interval on the effective number of events of Rao and Scott, for the events per unit (a given dose);
/// `None` for fewer than two patients.
///
/// With K patients, M units, X events and the ratio estimator's variance v of r = X/M: d = max(1, v·M/r), v over its
/// Poisson value, and the interval is Garwood's of X/d events, divided by M/d. Without an event it is that of none in M
/// units.
///
/// Source: Rao JNK, Scott AJ. Stat Med 1999;18:1373; Garwood F. Biometrika 1936;28:437, with quantiles of the gamma
/// distribution for a number of events that is not whole.
#[must_use]
pub(crate) fn rao_scott_garwood(clusters: &Clusters) -> Option<Interval> {
    let k = clusters.patients();
    if k < 2 {
        return None;
    }
    let (units, events) = (clusters.units() as f64, clusters.events() as f64);
    if clusters.events() == 0 {
        return Some(Interval {
            lower: 0.0,
            upper: gamma_quantile(0.975, 1.0) / units,
        });
    }
    // v·M/r = K/(K − 1) · Σ(xᵢ − r·mᵢ)²/X.
    let squares = clusters.squared_residuals() as f64 / units / units;
    let d = (k as f64 / (k - 1) as f64 * squares / events).max(1.0);
    Some(Interval {
        lower: gamma_quantile(0.025, events / d) * d / units,
        upper: gamma_quantile(0.975, events / d + 1.0) * d / units,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    /// The interval of patients with so many units and so many events each.
    fn interval<const N: usize>(units: [i64; N], events: [i64; N]) -> Option<Interval> {
        let mut clusters = Clusters::default();
        for (units, events) in units.into_iter().zip(events) {
            clusters.add(units, events);
        }
        rao_scott_garwood(&clusters)
    }

    #[track_caller]
    fn assert_bounds(interval: Option<Interval>, lower: f64, upper: f64) {
        let interval = interval.unwrap();
        assert!((interval.lower - lower).abs() < 5e-10, "{interval:?}");
        assert!((interval.upper - upper).abs() < 5e-10, "{interval:?}");
    }

    #[test]
    fn events_that_one_patient_has_count_for_less() {
        // All six events in one of three equal patients: r .2, squares 4 + 4 + 16 = 24, d = 3/2 · 24/6 = 6, one effective
        // event in 5 doses: ½χ²(.025; 2)/5 = −ln(.975)/5.
        let interval_of_six = interval([10, 10, 10], [0, 0, 6]);
        assert_bounds(interval_of_six, 0.005_063_562, 1.114_328_678);
        // r 1/3, squares (25 + 16 + 1)/9, d = 3/2 · 42/9 / 4 = 7/4, so 16/7 effective events.
        assert_bounds(interval([4, 4, 4], [3, 0, 1]), 0.049_173_646, 1.119_155_334);
    }

    #[test]
    fn equal_rates_in_every_patient_are_garwoods() {
        // d would be 0: it is 1.
        assert_bounds(interval([5, 5], [2, 2]), 0.108_986_537, 1.024_158_868);
    }

    #[test]
    fn without_an_event_the_upper_bound_is_that_of_none_in_all_units() {
        // −ln(.025)/5.
        assert_bounds(interval([3, 2], [0, 0]), 0.0, 0.737_775_891);
    }

    #[test]
    fn one_patient_has_no_interval() {
        assert_eq!(interval([7], [2]), None);
        assert_eq!(interval([1], [1]), None);
    }

    #[test]
    fn limits_keep_their_digits_where_effective_events_are_few() {
        // mpmath 1.3.0 with 40 digits: d 31.9 and 19.2.
        let of_a_quarter = interval([1, 1000], [8, 0]).unwrap();
        assert_close(of_a_quarter.lower, 8.666_293_686_130_8e-9);
        assert_close(of_a_quarter.upper, 0.133_906_039_320_143_7);
        let of_three = interval([20, 24, 28, 14, 3, 50, 41], [1, 0, 9, 2, 0, 5, 40]).unwrap();
        assert_close(of_three.lower, 0.064_389_352_310_798);
        assert_close(of_three.upper, 0.931_246_385_895_165);
    }
}
