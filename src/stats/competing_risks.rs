//! The Aalen–Johansen estimate of competing risks, with its delta-method variance and log–log intervals.

use super::interval::{Interval, Z_975};

/// How close two times, or a probability and 0 or 1, may lie and still be equal.
const TOLERANCE: f64 = 1e-9;

/// How the time of a unit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With the event of interest.
    OfInterest,
    /// With another event, after which that of interest cannot come.
    Competing,
    /// Without an event, as far as it was observed.
    Censored,
}

/// The cumulative incidence of an event of interest, and of the events that compete with it.
///
/// With Y units at risk, d events of all causes and d₁ of one cause at a time, and S the Kaplan–Meier curve of all
/// causes: F(t) = Σ S(s−)·d₁/Y over event times s ≤ t.
///
/// Source: Aalen OO, Johansen S. Scand J Stat 1978;5:141; variance: Marubini E, Valsecchi MG. Analysing Survival Data
/// from Clinical Trials and Observational Studies, 1995, chapter 10.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetingRisks {
    steps: Vec<Step>,
    /// The time of every unit, sorted.
    times: Vec<f64>,
}

/// One time of events.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    time: f64,
    at_risk: f64,
    /// The Kaplan–Meier curve of all causes just before.
    before: f64,
    /// The same from here on.
    survival: f64,
    of_interest: Incidence,
    competing: Incidence,
}

/// One cause at one time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Incidence {
    /// Its events at this time.
    events: i64,
    /// Its events up to this time.
    events_by: i64,
    /// Its cumulative incidence up to this time.
    probability: f64,
}

impl Incidence {
    fn after(self, events: i64, at_risk: f64, before: f64) -> Self {
        Self {
            events,
            events_by: self.events_by + events,
            // A sum of shares may come out a hair above their whole.
            probability: (self.probability + before * events as f64 / at_risk).min(1.0),
        }
    }
}

impl CompetingRisks {
    /// The estimate from the time of each unit and how that ends; at the same time, events of every cause come before
    /// censorings. Times are rounded to 10⁻⁶; negative ones are left out.
    #[must_use]
    pub fn fit(times: impl IntoIterator<Item = (f64, Ending)>) -> Self {
        let rounded = |(time, ending): (f64, Ending)| ((time * 1e6).round() / 1e6, ending);
        let mut times: Vec<(f64, Ending)> = times
            .into_iter()
            .map(rounded)
            .filter(|(time, _)| *time >= 0.0)
            .collect();
        times.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut steps = Vec::new();
        let mut at_risk = times.len() as i64;
        let mut survival = 1.0;
        let (mut of_interest, mut competing) = (Incidence::default(), Incidence::default());
        #[expect(clippy::float_cmp, reason = "times are rounded before ties are formed")]
        for tie in times.chunk_by(|a, b| a.0 == b.0) {
            let ending =
                |wanted: Ending| tie.iter().filter(|(_, ending)| *ending == wanted).count() as i64;
            let (wanted, others) = (ending(Ending::OfInterest), ending(Ending::Competing));
            if wanted + others > 0 {
                let (before, units) = (survival, at_risk as f64);
                survival *= (at_risk - wanted - others) as f64 / units;
                of_interest = of_interest.after(wanted, units, before);
                competing = competing.after(others, units, before);
                steps.push(Step {
                    time: tie[0].0,
                    at_risk: units,
                    before,
                    survival,
                    of_interest,
                    competing,
                });
            }
            at_risk -= tie.len() as i64;
        }
        Self {
            steps,
            times: times.into_iter().map(|(time, _)| time).collect(),
        }
    }

    /// Units that are followed.
    #[must_use]
    pub const fn units(&self) -> i64 {
        self.times.len() as i64
    }

    /// Units at risk just before a time: those whose own time is not before it.
    #[must_use]
    pub fn at_risk(&self, time: f64) -> i64 {
        let before = self.times.partition_point(|own| *own < time - TOLERANCE);
        (self.times.len() - before) as i64
    }

    /// Events of interest up to a time.
    #[must_use]
    pub fn events_by(&self, time: f64) -> i64 {
        let last = self.steps_by(time).last();
        last.map_or(0, |step| step.of_interest.events_by)
    }

    /// Competing events up to a time.
    #[must_use]
    pub fn competing_by(&self, time: f64) -> i64 {
        let last = self.steps_by(time).last();
        last.map_or(0, |step| step.competing.events_by)
    }

    /// The probability of the event of interest up to a time with its interval, which it lacks where the probability is 0
    /// or 1. `None` where it cannot be known: without a unit, and beyond the greatest time unless all have had an event.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<(f64, Option<Interval>)> {
        self.of_cause(time, |step| step.of_interest)
    }

    /// The same for the competing events.
    #[must_use]
    pub fn competing_at(&self, time: f64) -> Option<(f64, Option<Interval>)> {
        self.of_cause(time, |step| step.competing)
    }

    fn steps_by(&self, time: f64) -> &[Step] {
        let end = self
            .steps
            .partition_point(|step| step.time <= time + TOLERANCE);
        &self.steps[..end]
    }

    fn of_cause(
        &self,
        time: f64,
        cause: impl Fn(&Step) -> Incidence,
    ) -> Option<(f64, Option<Interval>)> {
        let greatest = *self.times.last()?;
        let steps = self.steps_by(time);
        let last = steps.last();
        if time > greatest + TOLERANCE && last.is_none_or(|step| step.survival > 0.0) {
            return None;
        }
        // A sum of shares of one may exceed it by rounding.
        let probability = last.map_or(0.0, |step| cause(step).probability.min(1.0));
        let variance = variance(steps, probability, cause);
        Some((probability, interval(probability, variance)))
    }
}

/// The variance of a cause's cumulative incidence after these steps:
/// Σ (F(t) − F(s))²·d/(Y(Y − d)) + S(s−)²·d₁(Y − d₁)/Y³ − 2(F(t) − F(s))·S(s−)·d₁/Y², the first term 0 where Y = d.
fn variance(steps: &[Step], probability: f64, cause: impl Fn(&Step) -> Incidence) -> f64 {
    let term = |step: &Step| {
        let (y, own) = (step.at_risk, cause(step));
        let d = (step.of_interest.events + step.competing.events) as f64;
        let d1 = own.events as f64;
        let later = probability - own.probability;
        let all_causes = if y - d < 0.5 {
            0.0
        } else {
            later * later * d / (y * (y - d))
        };
        all_causes + step.before * step.before * d1 * (y - d1) / (y * y * y)
            - 2.0 * later * step.before * d1 / (y * y)
    };
    steps.iter().map(term).sum()
}

/// F to the power of exp(±z√variance/(F·ln F)); `None` where F is 0 or 1, or without variance.
fn interval(probability: f64, variance: f64) -> Option<Interval> {
    let is_between = probability > TOLERANCE && probability < 1.0 - TOLERANCE;
    if !is_between || variance <= 0.0 {
        return None;
    }
    let half = Z_975 * variance.sqrt() / (probability * -probability.ln());
    Some(Interval {
        lower: probability.powf(half.exp()),
        upper: probability.powf((-half).exp()),
    })
}

#[cfg(test)]
mod tests {
    use super::Ending::{Censored, Competing, OfInterest};
    use super::*;

    /// Ten first events: those that resolved, patients who died before, and those not followed to an end.
    const TEN: [(f64, Ending); 10] = [
        (1.0, OfInterest),
        (2.0, OfInterest),
        (2.0, Competing),
        (3.0, Censored),
        (4.0, OfInterest),
        (5.0, Competing),
        (5.0, Censored),
        (6.0, OfInterest),
        (8.0, Censored),
        (9.0, OfInterest),
    ];

    fn assert_estimate(
        estimate: Option<(f64, Option<Interval>)>,
        value: f64,
        bounds: Option<(f64, f64)>,
    ) {
        let (own, interval) = estimate.unwrap();
        assert!((own - value).abs() < 5e-10, "{own} is not {value}");
        assert_eq!(interval.is_some(), bounds.is_some());
        if let Some((interval, (lower, upper))) = interval.zip(bounds) {
            assert!((interval.lower - lower).abs() < 5e-10, "{interval:?}");
            assert!((interval.upper - upper).abs() < 5e-10, "{interval:?}");
        }
    }

    #[test]
    fn ten_events_have_the_curve_worked_by_hand() {
        // R 4.2.2, survival 3.5-3, survfit(Surv(t, factor(s, 0:2)) ~ 1), has the same values and standard errors.
        let risks = CompetingRisks::fit(TEN);
        let resolved = [
            (1.0, 0.1, (0.005_723_456_37, 0.358_127_461)),
            (2.0, 0.2, (0.030_909_024_3, 0.474_714_690)),
            (4.0, 19.0 / 60.0, (0.073_301_954_0, 0.602_897_795)),
            (5.0, 19.0 / 60.0, (0.073_301_954_0, 0.602_897_795)),
            (6.0, 17.0 / 36.0, (0.134_006_500, 0.755_710_142)),
            (9.0, 47.0 / 60.0, (0.372_539_694, 0.941_395_063)),
            // At 9 nobody is left, and nothing changes later.
            (30.0, 47.0 / 60.0, (0.372_539_694, 0.941_395_063)),
        ];
        for (time, value, bounds) in resolved {
            assert_estimate(risks.at(time), value, Some(bounds));
        }
        assert_estimate(risks.at(0.5), 0.0, None);
        assert_estimate(risks.competing_at(1.0), 0.0, None);
        assert_estimate(
            risks.competing_at(5.0),
            13.0 / 60.0,
            Some((0.032_518_704_4, 0.505_227_292)),
        );
        assert_eq!(
            [1.0, 4.5, 9.0].map(|time| (risks.events_by(time), risks.competing_by(time))),
            [(1, 0), (3, 1), (5, 2)]
        );
        assert_eq!(risks.units(), 10);
        assert_eq!(
            [1.0, 5.0, 5.5, 9.0, 9.5].map(|time| risks.at_risk(time)),
            [10, 5, 3, 1, 0]
        );
    }

    #[test]
    fn beyond_the_last_time_nothing_is_known_while_somebody_is_left() {
        let risks = CompetingRisks::fit(TEN.into_iter().filter(|(time, _)| *time < 9.0));
        assert!(risks.at(8.0).is_some());
        assert_eq!(risks.at(8.1), None);
        assert_eq!(risks.competing_at(8.1), None);
        assert_eq!(CompetingRisks::fit([]).at(0.0), None);
    }

    #[test]
    fn without_censoring_it_is_the_share_with_the_variance_of_a_share() {
        // R 4.2.2, survfit: F1 after 4, 7, 14 and F2.
        let times = [
            3.0, 4.0, 4.0, 5.0, 6.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 14.0,
        ];
        let causes = [1, 2, 1, 1, 2, 1, 1, 2, 1, 2, 1, 2];
        let ends = times.into_iter().zip(causes).map(|(time, cause)| {
            let ending = if cause == 1 { OfInterest } else { Competing };
            (time, ending)
        });
        let risks = CompetingRisks::fit(ends);
        for (time, of_interest, competing) in [(4.0, 2.0, 1.0), (7.0, 5.0, 2.0), (14.0, 7.0, 5.0)] {
            for (estimate, events) in [
                (risks.at(time), of_interest),
                (risks.competing_at(time), competing),
            ] {
                let share: f64 = events / 12.0;
                let variance = share * (1.0 - share) / 12.0;
                let bounds = super::interval(share, variance);
                let bounds = bounds.map(|bounds| (bounds.lower, bounds.upper));
                assert_estimate(estimate, share, bounds);
            }
        }
    }

    #[test]
    fn a_curve_without_a_competing_event_is_one_minus_kaplan_and_meiers() {
        let times = [2.0, 3.0, 3.0, 4.0, 7.0, 9.0, 9.0, 12.0];
        let is_event = [true, true, false, true, false, true, false, false];
        let ending = |is_event: bool| if is_event { OfInterest } else { Censored };
        let risks = CompetingRisks::fit(times.into_iter().zip(is_event.map(ending)));
        let curve = super::super::Curve::fit(times.into_iter().zip(is_event));
        for time in [1.0, 2.0, 3.0, 5.0, 9.0, 12.0] {
            let (survival, _) = curve.at(time).unwrap();
            let (probability, _) = risks.at(time).unwrap();
            assert!((probability - (1.0 - survival)).abs() < 1e-15);
        }
    }

    #[test]
    fn times_are_rounded_before_ties_and_negative_ones_left_out() {
        let ends = [
            (1.0 + 1e-8, OfInterest),
            (1.0, Competing),
            (-1.0, Competing),
        ];
        let risks = CompetingRisks::fit(ends);
        assert_eq!(risks.units(), 2);
        assert_estimate(
            risks.at(1.0),
            0.5,
            super::interval(0.5, 0.125).map(|i| (i.lower, i.upper)),
        );
    }
}
