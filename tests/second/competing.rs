//! Aalen–Johansen curves of competing risks.

use super::statistics::{Bounds, Z};
use super::values::at_most;

/// How the time of a unit ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    OfInterest,
    Competing,
    Censored,
}

/// Units that are followed to the first of several events, or to a censoring.
pub(super) struct CompetingRisks {
    followed: Vec<(f64, End)>,
}

/// What the curve of one cause says of a time: its events up to it, and the probability with its interval where it can be
/// estimated.
pub(super) struct Incidence {
    pub(super) events: usize,
    pub(super) probability: Option<f64>,
    pub(super) bounds: Option<Bounds>,
}

impl CompetingRisks {
    /// "Times are rounded as for Kaplan–Meier": to 10⁻⁶, and negative ones are left out.
    pub(super) fn of(times: impl Iterator<Item = (f64, End)>) -> Self {
        let rounded = times.map(|(time, end)| ((time * 1e6).round() / 1e6, end));
        Self {
            followed: rounded.filter(|(time, _)| *time >= 0.0).collect(),
        }
    }

    pub(super) fn units(&self) -> usize {
        self.followed.len()
    }

    /// Y, d and d₁ at a time.
    fn counts(&self, time: f64, cause: End) -> (f64, f64, f64) {
        let here = |end: &dyn Fn(End) -> bool| {
            let at = |unit: &&(f64, End)| unit.0 == time && end(unit.1);
            self.followed.iter().filter(at).count() as f64
        };
        let at_risk = self.followed.iter().filter(|unit| unit.0 >= time).count();
        (
            at_risk as f64,
            here(&|end| end != End::Censored),
            here(&|end| end == cause),
        )
    }

    pub(super) fn at(&self, time: f64, cause: End) -> Incidence {
        let mut event_times: Vec<f64> = self
            .followed
            .iter()
            .filter_map(|&(own, end)| (end != End::Censored && at_most(own, time)).then_some(own))
            .collect();
        event_times.sort_by(f64::total_cmp);
        event_times.dedup();
        // "F(t) = Σ S(s−)·d₁/Y over event times s ≤ t", as (F(s), S(s−), Y, d, d₁).
        let (mut survival, mut incidence) = (1.0, 0.0);
        let mut steps = Vec::new();
        for &own in &event_times {
            let (y, d, d1) = self.counts(own, cause);
            incidence += survival * d1 / y;
            steps.push((incidence, survival, y, d, d1));
            survival = if d == y {
                0.0
            } else {
                survival * (1.0 - d / y)
            };
        }
        let is_reached = self.followed.iter().any(|unit| at_most(time, unit.0));
        let is_estimable = !self.followed.is_empty() && (is_reached || survival == 0.0);
        let variance: f64 = steps
            .iter()
            .map(|&(at_s, before, y, d, d1)| {
                let later: f64 = incidence - at_s;
                let first = if y == d {
                    0.0
                } else {
                    later.powi(2) * d / (y * (y - d))
                };
                first + before * before * d1 * (y - d1) / y.powi(3)
                    - 2.0 * later * before * d1 / y.powi(2)
            })
            .sum();
        // "F^exp(±z√variance/(F·ln F)); none where F is 0 or 1 (within 10⁻⁹) or the variance 0."
        let is_between = !at_most(incidence, 0.0) && !at_most(1.0, incidence);
        let bounds = (is_estimable && is_between && variance > 0.0).then(|| {
            let width = (Z * variance.sqrt() / (incidence * incidence.ln()).abs()).exp();
            (incidence.powf(width), incidence.powf(1.0 / width))
        });
        let events = self.followed.iter();
        let events = events.filter(|unit| unit.1 == cause && at_most(unit.0, time));
        Incidence {
            events: events.count(),
            probability: is_estimable.then_some(incidence),
            bounds,
        }
    }
}
