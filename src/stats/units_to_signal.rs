//! How many units pass from a change to a chart's signal.

use super::bernoulli_cusum::BernoulliCusum;

/// How many units there are, from a change on, to the first signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitsToSignal {
    /// On average.
    pub mean: f64,
    /// With a probability of one half.
    pub median: i64,
    /// With a probability of four fifths.
    pub four_in_five: i64,
}

/// The units that a CUSUM, at 0 when the change comes, needs to signal that the event's probability is now `p`; a sum
/// that is above 0 by then needs fewer. `None` where it never does.
///
/// For a doubling of the odds `p` is [`BernoulliCusum::alternative`].
///
/// ```
/// use il2_outcomes::stats::{BernoulliCusum, cusum_units_to_signal};
/// let cusum = BernoulliCusum::new(0.1, 2.0, 3.5).unwrap();
/// let units = cusum_units_to_signal(&cusum, cusum.alternative()).unwrap();
/// assert_eq!(units.mean.round(), 91.0);
/// assert!(f64::from(units.median as i32) < units.mean && units.four_in_five > units.median);
/// ```
#[must_use]
pub fn cusum_units_to_signal(cusum: &BernoulliCusum, p: f64) -> Option<UnitsToSignal> {
    let run_length = cusum.run_length(p)?;
    let quantile = |probability| Some(run_length.quantile(probability)? as i64);
    Some(UnitsToSignal {
        mean: cusum.average_run_length(p)?,
        median: quantile(0.5)?,
        four_in_five: quantile(0.8)?,
    })
}

/// The units to the first period beyond its limits, where a period has `units` and is beyond them with `probability`:
/// the periods are geometric. `None` unless that is above 0 and below 1.
///
/// ```
/// use il2_outcomes::stats::units_to_signal;
/// // One half of the periods: two on average, and 1 − ½³ = .875 of three.
/// let units = units_to_signal(0.5, 1.0).unwrap();
/// assert_eq!((units.mean, units.median, units.four_in_five), (2.0, 1, 3));
/// ```
#[must_use]
pub fn units_to_signal(probability: f64, units: f64) -> Option<UnitsToSignal> {
    if !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let within = |share: f64| {
        // So little above a whole number is rounding.
        let periods = (-share).ln_1p() / (-probability).ln_1p() - 1e-9;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float too large ends at the largest count"
        )]
        let whole = (periods.ceil().max(1.0) * units).round() as i64;
        whole
    };
    Some(UnitsToSignal {
        mean: units / probability,
        median: within(0.5),
        four_in_five: within(0.8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::PChart;

    #[test]
    fn a_cusum_notices_within_the_quantiles_of_its_run_length() {
        let cusum = BernoulliCusum::new(0.05, 2.0, 3.0).unwrap();
        let p = cusum.alternative();
        let units = cusum_units_to_signal(&cusum, p).unwrap();
        let within = |units: i64| {
            let run_length = cusum.run_length(p).unwrap();
            run_length.probability_within(usize::try_from(units).unwrap())
        };
        assert!(within(units.median) >= 0.5 && within(units.median - 1) < 0.5);
        assert!(within(units.four_in_five) >= 0.8 && within(units.four_in_five - 1) < 0.8);
        assert_eq!(cusum_units_to_signal(&cusum, 0.0), None);
    }

    #[test]
    fn a_p_chart_of_small_periods_hardly_signals_a_doubling() {
        // Four a month at 2 %, then at 4 %: three of four are beyond, 4·.04³·.96 + .04⁴.
        let chart = PChart::about(0.02).unwrap();
        let limits = chart.exact(4, 0.001).unwrap();
        let beyond = chart.probability_beyond(&limits, 4, 0.04);
        let units = units_to_signal(beyond, 4.0).unwrap();
        assert!((units.mean - 4.0 / 0.000_248_32).abs() < 1e-6);
        // ln ½/ln(1 − .00024832) = 2,790.9 months.
        assert_eq!(units.median, 4 * 2_791);
        let cusum = BernoulliCusum::with_run_length(0.02, 2.0, 480.0).unwrap();
        let by_cusum = cusum_units_to_signal(&cusum, cusum.alternative()).unwrap();
        assert!(by_cusum.four_in_five < units.median / 20);
        assert_eq!(
            (units_to_signal(0.0, 4.0), units_to_signal(1.0, 4.0)),
            (None, None)
        );
    }
}
