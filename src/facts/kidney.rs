//! The kidney of a course: the highest creatinine stage, the peak ratio to the baseline, and recovery from there.
//!
//! Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria.

use super::creatinine::{Value, baseline, stage};
use super::dialysis::{DialysisFacts, WITHOUT};
use super::dose_history::DoseHistory;
use super::events::{Events, starts_by, starts_in_time};
use super::follow_up::FollowUp;
use super::intervals::Interval;
use crate::model::TOLERANCE;
use crate::stats::Ending;
use crate::terminology::plausible_values;

/// The analyte, in mg/dL.
const CREATININE: &str = "creatinine";
/// Hours after the last given dose that are looked at.
const WINDOW: f64 = 168.0;
/// The ratio to the baseline at which the kidney has recovered.
const RECOVERED: f64 = 1.5;

/// What gave a course its stage, or why it has none: the names of `KidneyFacts::staging`, by number.
pub const STAGINGS: [&str; 4] = [
    "staged",
    "staged_by_dialysis_alone",
    "no_baseline",
    "no_value",
];

/// The kidney of one course; nothing of one that is not at risk of dialysis.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct KidneyFacts {
    /// The number of one of [`STAGINGS`].
    pub(super) staging: Option<usize>,
    /// The highest stage, 0…3.
    pub(super) stage: Option<i64>,
    /// The highest value in the window ÷ the baseline.
    pub(super) peak_ratio: Option<f64>,
    /// Of stage 2 or 3 with a baseline and a value: days from the peak, and how they end; `None` where it is left out.
    pub(super) recovery: Option<(f64, Ending)>,
}

/// The kidney of every course of a site.
pub(super) fn kidney_facts(
    doses: &[DoseHistory],
    dialysis: &[DialysisFacts],
    measurements: &Events,
    follow_up: &FollowUp,
) -> Vec<KidneyFacts> {
    let frame = &measurements.frame;
    let (analytes, names) = frame.texts("listed_analyte");
    let mut codes = (0..).zip(names);
    let creatinine = codes.find_map(|(code, name)| (name == CREATININE).then_some(code));
    let (hours, values) = (frame.decimals("hour"), frame.decimals("standard_value"));
    let plausible = plausible_values(CREATININE).expect("the table has bounds of creatinine");
    let mut taken: Vec<Vec<Value>> = vec![Vec::new(); doses.len()];
    for (course, rows) in measurements.by_course() {
        let rows = rows.filter(|&row| Some(analytes[row]) == creatinine);
        let of_rows = rows.map(|row| Value {
            hour: hours[row],
            value: values[row],
        });
        taken[course] = of_rows
            .filter(|value| plausible.contain(value.value))
            .collect();
        taken[course].sort_by(|a, b| a.hour.total_cmp(&b.hour).then(a.value.total_cmp(&b.value)));
    }
    let facts = |(course, taken): (usize, &Vec<Value>)| {
        if !dialysis[course].at_risk {
            return KidneyFacts::default();
        }
        let kidney = Kidney {
            taken,
            last_given: doses[course].last_given_hour,
            dialysis: &dialysis[course],
        };
        kidney.facts(|peak| follow_up.death(course).that_ends(peak))
    };
    taken.iter().enumerate().map(facts).collect()
}

/// A course at risk of dialysis.
struct Kidney<'a> {
    /// Values by hour.
    taken: &'a [Value],
    last_given: Option<f64>,
    dialysis: &'a DialysisFacts,
}

impl Kidney<'_> {
    /// Counts the course; `death` is the hour of the death that ends what began at an hour.
    fn facts(&self, death: impl Fn(f64) -> Option<f64>) -> KidneyFacts {
        let is_dialyzed = self.is_dialyzed();
        let window = || {
            self.taken
                .iter()
                .filter(|value| self.is_in_window(value.hour))
        };
        let peak = window().map(|value| value.value).reduce(f64::max);
        let (Some(baseline), Some(peak)) = (baseline(self.taken), peak) else {
            let staging = match (is_dialyzed, baseline(self.taken)) {
                (true, _) => 1,
                (false, None) => 2,
                (false, Some(_)) => 3,
            };
            return KidneyFacts {
                staging: Some(staging),
                stage: is_dialyzed.then_some(3),
                ..KidneyFacts::default()
            };
        };
        let stages = window().map(|value| stage(*value, baseline, self.taken));
        let stage = stages.chain(is_dialyzed.then_some(3)).max();
        let first_of_peak = window().find(|value| value.value >= peak - TOLERANCE);
        let onset = first_of_peak
            .expect("the peak is a value of the window")
            .hour;
        let is_injured = stage.is_some_and(|stage| stage >= 2);
        KidneyFacts {
            staging: Some(0),
            stage,
            peak_ratio: Some(peak / baseline),
            recovery: is_injured
                .then(|| self.recovery(baseline, onset, death(onset)))
                .flatten(),
        }
    }

    /// After hour 0, at which a value was drawn before the dose, and at most a week after the last.
    fn is_in_window(&self, hour: f64) -> bool {
        hour > TOLERANCE && starts_by(hour, self.last_given, WINDOW)
    }

    /// Whether dialysis that counts began from hour 0 to the end of the window.
    fn is_dialyzed(&self) -> bool {
        let mut starts = self.dialysis.starts.iter();
        starts.any(|&start| starts_by(start, self.last_given, WINDOW))
    }

    /// Days from the peak to recovery, to the death before it, or to the last value; `None` without any of these.
    fn recovery(&self, baseline: f64, peak: f64, death: Option<f64>) -> Option<(f64, Ending)> {
        let days = |hour: f64| (hour - peak) / 24.0;
        let after = || {
            let hours = self.taken.iter().map(|value| value.hour);
            hours.filter(|&hour| hour > peak + TOLERANCE && starts_in_time(hour, self.last_given))
        };
        let recovered = after().find(|&hour| self.has_recovered_at(hour, baseline));
        match (recovered, death) {
            (Some(recovered), Some(death)) if death < recovered - TOLERANCE => {
                Some((days(death), Ending::Competing))
            }
            (Some(recovered), _) => Some((days(recovered), Ending::OfInterest)),
            (None, Some(death)) => Some((days(death), Ending::Competing)),
            (None, None) => Some((days(after().next_back()?), Ending::Censored)),
        }
    }

    /// Whether every value of an hour is back near the baseline, and there is no dialysis about it.
    fn has_recovered_at(&self, hour: f64, baseline: f64) -> bool {
        let from = self
            .taken
            .partition_point(|value| value.hour < hour - TOLERANCE);
        let mut values = self.taken[from..]
            .iter()
            .take_while(|value| value.hour <= hour + TOLERANCE);
        let is_about = |interval: &Interval| {
            interval.start < hour + WITHOUT - TOLERANCE
                && interval
                    .stop
                    .is_none_or(|stop| stop > hour - WITHOUT + TOLERANCE)
        };
        values.all(|value| value.value <= RECOVERED * baseline + TOLERANCE)
            && !self.dialysis.intervals.iter().any(is_about)
    }
}

#[cfg(test)]
mod tests {
    use super::super::creatinine::values;
    use super::*;

    /// A course whose last dose was at this hour, with dialysis from and to these.
    fn facts_of(
        pairs: &[(f64, f64)],
        last: Option<f64>,
        dialysis: &[(f64, Option<f64>)],
        death: Option<f64>,
    ) -> KidneyFacts {
        let intervals = dialysis
            .iter()
            .map(|&(start, stop)| Interval { start, stop });
        let dialysis = DialysisFacts {
            starts: dialysis.iter().map(|&(start, _)| start).collect(),
            intervals: intervals.collect(),
            ..DialysisFacts::default()
        };
        let kidney = Kidney {
            taken: &values(pairs),
            last_given: last,
            dialysis: &dialysis,
        };
        kidney.facts(|_| death)
    }

    fn stage_of(pairs: &[(f64, f64)]) -> Option<i64> {
        facts_of(pairs, Some(100.0), &[], None).stage
    }

    #[test]
    fn a_rise_of_three_tenths_within_two_days_is_stage_1_whatever_the_floating_point() {
        // 1.3 − 1.0 = .30000000000000004, 1.4 − 1.1 = .2999999999999998.
        for (before, after) in [(1.0, 1.3), (0.8, 1.1), (1.1, 1.4)] {
            assert_eq!(
                stage_of(&[(-10.0, before), (38.0, after)]),
                Some(1),
                "{before} {after}"
            );
            assert_eq!(
                stage_of(&[(-10.1, before), (38.0, after)]),
                Some(0),
                "{before} {after}"
            );
        }
        // .9 ÷ .6 is 1.5, whenever it was measured.
        assert_eq!(stage_of(&[(-10.1, 0.6), (38.0, 0.9)]), Some(1));
    }

    #[test]
    fn stages_follow_the_ratio_and_four_needs_a_rise() {
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 1.49)]), Some(0));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 1.5)]), Some(1));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 2.0)]), Some(2));
        assert_eq!(stage_of(&[(-1.0, 1.0), (60.0, 3.0)]), Some(3));
        // 4.1 over a baseline of 3.9 is no acute injury; over 2.7 it is stage 3.
        assert_eq!(stage_of(&[(-1.0, 3.9), (60.0, 4.1)]), Some(0));
        assert_eq!(stage_of(&[(-1.0, 2.7), (60.0, 4.1)]), Some(3));
    }

    #[test]
    fn dialysis_in_the_window_is_stage_3_with_a_baseline_or_without() {
        let staged = |pairs: &[(f64, f64)], dialysis| {
            let facts = facts_of(pairs, Some(100.0), dialysis, None);
            (facts.staging.map(|staging| STAGINGS[staging]), facts.stage)
        };
        let dialysis = [(268.0, None)];
        assert_eq!(
            staged(&[(-1.0, 1.0), (10.0, 1.0)], &dialysis),
            (Some("staged"), Some(3))
        );
        for values in [&[(-1.0, 1.0)][..], &[(10.0, 1.0)], &[]] {
            assert_eq!(
                staged(values, &dialysis),
                (Some("staged_by_dialysis_alone"), Some(3))
            );
        }
        let late = [(268.5, None)];
        assert_eq!(
            staged(&[(-1.0, 1.0), (10.0, 1.0)], &late),
            (Some("staged"), Some(0))
        );
        assert_eq!(staged(&[(10.0, 1.0)], &late), (Some("no_baseline"), None));
        assert_eq!(
            staged(&[(-1.0, 1.0), (268.5, 9.0)], &late),
            (Some("no_value"), None)
        );
        // At hour 0 a value is the baseline and no more.
        assert_eq!(staged(&[(0.0, 1.0)], &[]), (Some("no_value"), None));
    }

    #[test]
    fn recovery_is_the_first_hour_near_the_baseline_without_dialysis_about_it() {
        let recovery = |pairs: &[(f64, f64)], dialysis: &[(f64, Option<f64>)], death| {
            facts_of(pairs, Some(100.0), dialysis, death).recovery
        };
        // The peak is 3.0 at hour 24; at 48 one of two values is still high, at 72 both are 1.5 or less.
        let values = [
            (-1.0, 1.0),
            (24.0, 3.0),
            (30.0, 3.0),
            (48.0, 1.5),
            (48.0, 1.6),
            (72.0, 1.5),
        ];
        assert_eq!(
            recovery(&values, &[], None),
            Some((2.0, Ending::OfInterest))
        );
        // A death at that hour comes too late, one before it does not.
        assert_eq!(
            recovery(&values, &[], Some(72.0)),
            Some((2.0, Ending::OfInterest))
        );
        assert_eq!(
            recovery(&values, &[], Some(71.0)),
            Some((47.0 / 24.0, Ending::Competing))
        );
        // Dialysis that starts a week after it or ended a week before it is none about it; an hour nearer it is.
        assert_eq!(
            recovery(&values, &[(240.0, None)], None),
            Some((2.0, Ending::OfInterest))
        );
        assert_eq!(
            recovery(&values, &[(239.0, None)], None),
            Some((2.0, Ending::Censored))
        );
        let ended = [(-1.0, 1.0), (24.0, 3.0), (300.0, 1.0)];
        assert_eq!(
            recovery(&ended, &[(30.0, Some(132.0))], None),
            Some((11.5, Ending::OfInterest))
        );
        assert_eq!(
            recovery(&ended, &[(30.0, Some(133.0))], None),
            Some((11.5, Ending::Censored))
        );
    }

    #[test]
    fn who_is_not_seen_after_the_peak_is_left_out_unless_dead() {
        let recovery =
            |pairs: &[(f64, f64)], death| facts_of(pairs, Some(100.0), &[], death).recovery;
        // 100 + 720 = 820.
        let values = [(-1.0, 1.0), (24.0, 2.0), (820.5, 1.0)];
        assert_eq!(recovery(&values, None), None);
        assert_eq!(
            recovery(&values, Some(36.0)),
            Some((0.5, Ending::Competing))
        );
        assert_eq!(
            recovery(&[(-1.0, 1.0), (24.0, 1.9), (48.0, 1.0)], None),
            None
        );
    }

    #[test]
    fn nothing_after_a_week_from_the_last_dose_counts() {
        assert_eq!(stage_of(&[(-1.0, 1.0), (268.0, 1.6)]), Some(1));
        assert_eq!(stage_of(&[(-1.0, 1.0), (268.1, 1.6)]), None);
        let unknown = facts_of(&[(-1.0, 1.0), (9e5, 1.6)], None, &[], None);
        assert_eq!(unknown.stage, Some(1));
    }
}
