//! Kaplan–Meier curves.

use super::statistics::{Bounds, Z};
use super::values::at_most;

/// A curve after one of its times.
struct Step {
    time: f64,
    survival: f64,
    /// Greenwood's sum Σ d / (n·(n − d)).
    greenwood: f64,
    /// Events up to here.
    events: usize,
}

/// A curve of units that are followed to an event or to a censoring.
pub(super) struct Curve {
    /// One for each time at which there is an event.
    steps: Vec<Step>,
    pub(super) units: usize,
    greatest: Option<f64>,
}

/// What the curve says of a time: events up to it, and the probability with its interval where it can be estimated.
pub(super) struct Reading {
    pub(super) events: usize,
    pub(super) survival: Option<f64>,
    pub(super) bounds: Option<Bounds>,
}

/// When half of the units have had the event; each where it is reached.
pub(super) struct Median {
    pub(super) time: Option<f64>,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
}

impl Curve {
    /// The curve of (time, whether it is an event). "Times rounded to 10⁻⁶ before ties are formed; events before
    /// censorings; negative times are left out."
    pub(super) fn of(times: impl Iterator<Item = (f64, bool)>) -> Self {
        let rounded = times.map(|(time, is_event)| ((time * 1e6).round() / 1e6, is_event));
        let followed: Vec<(f64, bool)> = rounded.filter(|(time, _)| *time >= 0.0).collect();
        let mut event_times: Vec<f64> = followed
            .iter()
            .filter_map(|&(time, is_event)| is_event.then_some(time))
            .collect();
        event_times.sort_by(f64::total_cmp);
        event_times.dedup_by(|a, b| a == b);
        let (mut survival, mut greenwood, mut events) = (1.0, 0.0, 0);
        let step = |time: f64| {
            let at_risk = followed.iter().filter(|(own, _)| *own >= time).count();
            let dying = followed
                .iter()
                .filter(|&&(own, is_event)| is_event && own == time)
                .count();
            let (n, d) = (at_risk as f64, dying as f64);
            survival = if dying == at_risk {
                0.0
            } else {
                survival * (1.0 - d / n)
            };
            greenwood += d / (n * (n - d));
            events += dying;
            Step {
                time,
                survival,
                greenwood,
                events,
            }
        };
        Self {
            steps: event_times.into_iter().map(step).collect(),
            units: followed.len(),
            greatest: followed.iter().map(|&(time, _)| time).reduce(f64::max),
        }
    }

    pub(super) fn events(&self) -> usize {
        self.steps.last().map_or(0, |step| step.events)
    }

    pub(super) fn at(&self, time: f64) -> Reading {
        let last = self
            .steps
            .iter()
            .rev()
            .find(|step| at_most(step.time, time));
        let survival = last.map_or(1.0, |step| step.survival);
        let is_followed = self
            .greatest
            .is_some_and(|greatest| at_most(time, greatest));
        let is_estimable = is_followed || survival == 0.0;
        Reading {
            events: last.map_or(0, |step| step.events),
            survival: is_estimable.then_some(survival),
            bounds: last.filter(|_| is_estimable).and_then(Step::bounds),
        }
    }

    /// "The first time at which the curve is ≤ 0.5 (+10⁻⁹); its lower and upper bounds are the first times at which
    /// the lower and upper bands are."
    pub(super) fn median(&self) -> Median {
        let first = |value: &dyn Fn(&Step) -> Option<f64>| {
            let is_reached = |step: &&Step| value(step).is_some_and(|value| at_most(value, 0.5));
            self.steps.iter().find(is_reached).map(|step| step.time)
        };
        Median {
            time: first(&|step| Some(step.survival)),
            lower: first(&|step| step.bounds().map(|bounds| bounds.0)),
            upper: first(&|step| step.bounds().map(|bounds| bounds.1)),
        }
    }
}

impl Step {
    /// The log–log interval: S to the power of exp(±z·√G / |ln S|); none where the curve is 1 or 0.
    fn bounds(&self) -> Option<Bounds> {
        let is_between = self.survival > 0.0 && self.survival < 1.0;
        is_between.then(|| {
            let width = (Z * self.greenwood.sqrt() / self.survival.ln().abs()).exp();
            (self.survival.powf(width), self.survival.powf(1.0 / width))
        })
    }
}
