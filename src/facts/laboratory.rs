//! What values show of a course: grades by term, extremes, values by day, vital signs, and the capillary leak proxy.

use super::capillary_leak::{CycleLeak, cycle_leaks};
use super::course_values::course_values;
use super::dialysis::DialysisFacts;
use super::dose_history::DoseHistory;
use super::events::Events;
use super::extremes::{DayValue, Extreme, day_values, extremes};
use super::follow_up::FollowUp;
use super::graded_terms::{GradedCourse, TermFacts};
use super::vasopressor::VasopressorFacts;
use super::vital_signs::vital_signs;
use crate::grades::{Grading, Options};
use crate::model::Sex;
use std::sync::LazyLock;

/// What values show of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct LaboratoryFacts {
    /// Terms with a graded value on treatment, in the order of reports.
    pub(super) terms: Vec<TermFacts>,
    pub(super) extremes: Vec<Extreme>,
    pub(super) days: Vec<DayValue>,
    /// Each vital sign that has a value on treatment, by its number, with the levels that it reaches.
    pub(super) signs: Vec<(usize, i64)>,
    /// By index of the course's treated cycles.
    pub(super) leaks: Vec<CycleLeak>,
    /// The last hour at which a death ends what did not recover; `None` where no hour of the course is known.
    pub(super) counted_until: Option<f64>,
}

/// What an ingest grades by: CTCAE 5.0, the ranges of the program, nothing assumed.
static DEFAULT: LazyLock<Grading> = LazyLock::new(|| Grading::new(Options::default()));

/// What values show of every course of a part, whose patients have these sexes.
pub(super) fn laboratory_facts(
    sexes: &[Option<Sex>],
    measurements: &Events,
    doses: &[DoseHistory],
    dialysis: &[DialysisFacts],
    vasopressors: &[VasopressorFacts],
    follow_up: &FollowUp,
) -> Vec<LaboratoryFacts> {
    let of_courses = course_values(sexes, measurements);
    let facts = of_courses.iter().enumerate().map(|(index, values)| {
        let history = &doses[index];
        let course = GradedCourse {
            values,
            last_given: history.last_given_hour,
            dialysis: &dialysis[index],
            death: follow_up.death(index),
        };
        let signs = vital_signs(values, history).into_iter().enumerate();
        let counted_until = follow_up.counted_until(index);
        LaboratoryFacts {
            terms: course.terms(&DEFAULT),
            extremes: extremes(values, history),
            days: day_values(values, history),
            signs: signs
                .filter_map(|(sign, levels)| Some((sign, levels?)))
                .collect(),
            leaks: cycle_leaks(values, history, &vasopressors[index].intervals),
            counted_until: Some(counted_until).filter(|hour| hour.is_finite()),
        }
    });
    facts.collect()
}
