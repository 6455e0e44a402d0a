//! Koopman's score interval for the ratio of two proportions.

use super::interval::Z_975;
use super::ratio::RatioInterval;

/// Doublings from the estimate to a bracket of a limit, at most; a float has fewer.
const DOUBLINGS: usize = 2_000;

/// Koopman's asymptotic score interval for the ratio of two proportions of independent units, without Miettinen's and
/// Nurminen's factor N/(N − 1).
///
/// The limits are the ratios that a score test of level 5 % would just not reject.
///
/// Source: Koopman PAR. Biometrics 1984;40:513.
///
/// ```
/// use il2_outcomes::stats::koopman;
/// // 36 of 40 against 16 of 80: 4.5 (2.94–7.15), Koopman's example.
/// let ratio = koopman(36, 40, 16, 80);
/// assert_eq!(ratio.value, Some(4.5));
/// let limits = format!("{:.2} {:.2}", ratio.lower.unwrap(), ratio.upper.unwrap());
/// assert_eq!(limits, "2.94 7.15");
/// // Without an event in the reference there is no ratio, and no upper limit.
/// assert_eq!(koopman(5, 10, 0, 10).upper, None);
/// ```
#[must_use]
pub fn koopman(
    events: i64,
    units: i64,
    reference_events: i64,
    reference_units: i64,
) -> RatioInterval {
    let is_share = |events: i64, units: i64| units > 0 && (0..=units).contains(&events);
    if !is_share(events, units)
        || !is_share(reference_events, reference_units)
        || (events == 0 && reference_events == 0)
    {
        return RatioInterval::default();
    }
    let score = Score {
        events: events as f64,
        units: units as f64,
        reference_events: reference_events as f64,
        reference_units: reference_units as f64,
    };
    let value = (reference_events > 0).then(|| score.ratio());
    let start = value.filter(|value| *value > 0.0).unwrap_or(1.0);
    RatioInterval {
        value,
        lower: Some(if events == 0 {
            0.0
        } else {
            score.crossing(Z_975, start)
        }),
        upper: (reference_events > 0).then(|| score.crossing(-Z_975, start)),
    }
}

/// The counts of both groups, of which the score of a ratio is made.
struct Score {
    events: f64,
    units: f64,
    reference_events: f64,
    reference_units: f64,
}

impl Score {
    fn ratio(&self) -> f64 {
        self.events * self.reference_units / (self.reference_events * self.units)
    }

    /// The standardized score of this ratio, which falls as the ratio rises: its square is Koopman's χ².
    ///
    /// The proportions that are likeliest under the ratio are a root of a quadratic equation, whose discriminant is
    /// written here as a sum of what is never negative.
    fn at(&self, ratio: f64) -> f64 {
        let (x, n) = (self.events, self.units);
        let (y, m) = (self.reference_events, self.reference_units);
        let difference = x / n - ratio * (y / m);
        if difference == 0.0 {
            return 0.0;
        }
        let (with, without) = ((n + y) * ratio, m + x);
        let apart = with - without;
        let root = (apart * apart + 4.0 * ratio * (n - x) * (m - y)).sqrt();
        let reference = 2.0 * (x + y) / (with + without + root);
        let index = ratio * reference;
        let variance = |p: f64, units: f64| p * (1.0 - p).max(0.0) / units;
        difference / (variance(index, n) + ratio * ratio * variance(reference, m)).sqrt()
    }

    /// The ratio at which the score falls through `target`: a bracket around `start`, then bisection to the last digit.
    fn crossing(&self, target: f64, start: f64) -> f64 {
        let (mut low, mut high) = (start, start);
        for _ in 0..DOUBLINGS {
            if self.at(low) > target {
                break;
            }
            low /= 2.0;
        }
        for _ in 0..DOUBLINGS {
            if self.at(high) < target {
                break;
            }
            high *= 2.0;
        }
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                return middle;
            }
            if self.at(middle) > target {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    const NONE: f64 = f64::INFINITY;

    #[test]
    fn koopmans_limits_keep_their_digits_from_one_unit_to_a_million() {
        // mpmath 1.4.1 with 60 digits, from Koopman's own χ²; statsmodels 0.15.0, confint_proportions_2indep(compare=
        // "ratio", method="score", correction=False), agrees to 12 digits on the small ones where it has no root lost.
        for (x, n, y, m, lower, upper) in KOOPMAN {
            let ratio = koopman(x, n, y, m);
            assert_close(ratio.lower.unwrap(), lower);
            assert_close(ratio.upper.unwrap_or(NONE), upper);
            assert_eq!(ratio.value.is_some(), y > 0);
        }
    }

    #[test]
    fn groups_that_change_places_turn_the_ratio_over() {
        for (x, n, y, m, ..) in KOOPMAN {
            let (there, back) = (koopman(x, n, y, m), koopman(y, m, x, n));
            assert_close(
                back.lower.unwrap(),
                there.upper.map_or(0.0, |upper| 1.0 / upper),
            );
            if let Some(upper) = back.upper {
                assert_close(there.lower.unwrap(), 1.0 / upper);
            }
        }
    }

    #[test]
    fn where_every_unit_has_the_event_the_limits_are_wilsons() {
        // The score is √(n(1 − θ)/θ) below 1, so that θ = n/(n + z²).
        for n in [1, 10, 1_000_000] {
            let ratio = koopman(n, n, n, n);
            let limit = n as f64 / (n as f64 + Z_975 * Z_975);
            assert_eq!(ratio.value, Some(1.0));
            assert_close(ratio.lower.unwrap(), limit);
            assert_close(ratio.upper.unwrap(), 1.0 / limit);
        }
    }

    #[test]
    fn without_an_event_in_either_group_there_is_no_ratio() {
        let nothing = RatioInterval::default();
        assert_eq!(koopman(0, 10, 0, 20), nothing);
        assert_eq!(koopman(1, 10, 0, 0), nothing);
        assert_eq!(koopman(0, 0, 1, 10), nothing);
        assert_eq!(koopman(11, 10, 1, 10), nothing);
    }

    const KOOPMAN: [(i64, i64, i64, i64, f64, f64); 23] = [
        (36, 40, 16, 80, 2.9395691922149942, 7.15222343486603),
        (56, 70, 48, 80, 1.0798215063618983, 1.6708055780191116),
        (9, 10, 3, 10, 1.353237193866729, 8.467668686709775),
        (6, 7, 2, 7, 1.1026407625408665, 10.666026323046351),
        (5, 56, 0, 29, 0.7256888835936185, NONE),
        (0, 10, 3, 20, 0.0, 2.179222275677803),
        (10, 10, 0, 20, 6.206355432540114, NONE),
        (10, 10, 10, 10, 0.7224672001371107, 1.3841458820694126),
        (10, 10, 19, 20, 0.7568068994817182, 1.3091253254760031),
        (7, 34, 1, 34, 1.2208528535148118, 42.57571760976039),
        (1, 1, 1, 1, 0.20654931437723742, 4.841458820694125),
        (1, 1, 0, 1, 0.5206355432540115, NONE),
        (0, 1, 1, 1, 0.0, 1.9207294103470625),
        (
            1,
            1000000,
            1,
            1000000,
            0.10440037579628036,
            9.57850958267938,
        ),
        (0, 1000000, 1, 1000000, 0.0, 3.841455772687909),
        (1, 1000000, 0, 1000000, 0.26031797817635394, NONE),
        (
            1000000,
            1000000,
            1000000,
            1000000,
            0.999996158555936,
            1.0000038414588206,
        ),
        (
            1000000,
            1000000,
            999999,
            1000000,
            0.9999971585511739,
            1.0000056649438958,
        ),
        (
            500000,
            1000000,
            501000,
            1000000,
            0.9952442960652834,
            1.0007713325917622,
        ),
        (1, 1, 500000, 1000000, 0.4130983009816725, 2.003927618415835),
        (
            1,
            1000000,
            1000000,
            1000000,
            1.765245767453715e-07,
            5.664911804311442e-06,
        ),
        (3, 10, 12345, 1000000, 8.730489944224958, 48.8803154834147),
        (999999, 1000000, 1, 1, 0.9999943350881957, 4.841453979239146),
    ];
}
