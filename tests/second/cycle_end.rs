//! How a cycle ended, whatever a site writes in its log.

use super::course::{Course, Dose};
use super::population::Stratum;
use super::terms::TERMINOLOGY;
use std::collections::BTreeSet;

/// A planned or further recorded cycle of a course with a plan.
#[derive(Clone, Copy)]
pub(super) struct Cycle<'a> {
    pub(super) course: &'a Course,
    number: i64,
}

/// The cycles, planned and further recorded, of the treated courses with a plan.
pub(super) fn cycles<'a>(stratum: &'a Stratum<'_>) -> Vec<Cycle<'a>> {
    let planned = stratum.courses.iter().filter(|course| course.has_plan());
    let cycles = planned.flat_map(|course| course.cycles().map(|number| Cycle { course, number }));
    cycles
        .filter(|cycle| cycle.course.plans(cycle.number) || cycle.recorded().next().is_some())
        .collect()
}

impl<'a> Cycle<'a> {
    fn recorded(self) -> impl Iterator<Item = &'a Dose> {
        let doses = self.course.doses.iter();
        doses.filter(move |dose| dose.cycle == self.number)
    }

    /// The ordinal of the last given dose.
    fn last_given(self) -> Option<i64> {
        let given = self.recorded().filter(|dose| dose.is_given());
        given.map(|dose| dose.number).max()
    }

    fn number_planned(self) -> usize {
        self.course.planned_in(self.number)
    }

    pub(super) fn outcome(self) -> &'static str {
        let planned = self.number_planned();
        match self.last_given() {
            None => "not_begun",
            Some(_) if self.course.given_in(self.number) == planned => "completed",
            Some(last) if usize::try_from(last).unwrap() >= planned => "to_the_end",
            Some(_) => "ended_early",
        }
    }

    /// The reason of the first recorded dose after the last given one.
    pub(super) fn end_reason(self) -> &'a str {
        let last = self.last_given().unwrap();
        let after = self.recorded().filter(|dose| dose.number > last);
        let Some(first) = after.min_by_key(|dose| dose.number) else {
            return "not_stated";
        };
        match (first.status.as_str(), first.reason.as_deref()) {
            ("refused", _) => "refused",
            (_, None) => "not_stated",
            ("other", Some(_)) => "other",
            (_, Some(reason)) => match TERMINOLOGY.organ_system_of_reason(reason) {
                "unclassified" => "other",
                system => system,
            },
        }
    }

    /// "Its recorded ones and, up to their number, the lowest ordinals without a row."
    fn planned_ordinals(self) -> BTreeSet<i64> {
        let mut ordinals: BTreeSet<i64> = self.recorded().map(|dose| dose.number).collect();
        let mut next = 1;
        while ordinals.len() < self.number_planned() {
            ordinals.insert(next);
            next += 1;
        }
        ordinals
    }

    /// What became of each planned dose.
    pub(super) fn dispositions(self) -> Vec<&'static str> {
        let given: BTreeSet<i64> = self
            .recorded()
            .filter(|dose| dose.is_given())
            .map(|dose| dose.number)
            .collect();
        let disposition = |ordinal: i64| match given.last() {
            None => "not_begun",
            Some(_) if given.contains(&ordinal) => "given",
            Some(&last) if ordinal < last => "held_then_resumed",
            Some(_) => "after_the_end",
        };
        self.planned_ordinals()
            .into_iter()
            .map(disposition)
            .collect()
    }
}
