//! How complete the record of a safety review is.

use super::course::{Course, Event};
use super::rows::blank;
use super::safety::Review;
use super::safety_rows::share;
use il2_outcomes::measures::results::{Row, Unit};
use std::collections::BTreeMap;

impl Review<'_> {
    pub(super) fn completeness(&self) -> Vec<Row> {
        let (_, names) = if self.treated().next().is_some() {
            self.periods()
        } else {
            (Vec::new(), Vec::new())
        };
        let is_by_quarter = names.first().is_some_and(|name| name.contains('Q'));
        let has_start = |course: &Course| {
            let line = &course.line;
            line.integer("start_year").is_some()
                && (!is_by_quarter || line.integer("start_month").is_some())
        };
        let mut rows = Vec::new();
        let mut push = |item: &str, unit, part: &dyn Fn(&Course) -> (usize, usize)| {
            let blank = blank("safety.completeness", unit, "overall", item);
            let parts: Vec<_> = self.treated().map(part).collect();
            let with = parts.iter().map(|part| part.0).sum();
            rows.push(share(blank, with, parts.iter().map(|part| part.1).sum()));
        };
        let one = |is: bool| (usize::from(is), 1);
        push("dose_log", Unit::Course, &|course| {
            one(has_complete_log(course))
        });
        push("start", Unit::Course, &|course| one(has_start(course)));
        let events = |course: &Course, has: &dyn Fn(&Event) -> bool| {
            let with = stored(course).filter(|event| has(event));
            (with.count(), stored(course).count())
        };
        push("toxicity_grade", Unit::Course, &|course| {
            events(course, &|event| event.grade.is_some())
        });
        push("toxicity_onset", Unit::Course, &|course| {
            events(course, &|event| event.onset.is_some())
        });
        push("toxicity_resolution", Unit::Course, &|course| {
            let can = || stored(course).filter(|event| event.grade != Some(5));
            let has = can().filter(|event| event.resolved.is_some());
            (has.count(), can().count())
        });
        push("followed_30_days", Unit::Patient, &|course| {
            let last = self.of_patients[&course.patient].last();
            if last.is_some_and(|last| std::ptr::eq(*last, course)) {
                one(self.died(course).is_some())
            } else {
                (0, 0)
            }
        });
        rows
    }
}

/// Every given dose has an hour, and in each cycle the numbers go from 1 on without a hole.
fn has_complete_log(course: &Course) -> bool {
    let mut of_cycles: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for dose in &course.doses {
        of_cycles.entry(dose.cycle).or_default().push(dose.number);
    }
    let has_no_hole = of_cycles
        .values()
        .all(|numbers| numbers.iter().copied().eq(1..=numbers.len() as i64));
    course.every_given_dose_has_an_hour() && has_no_hole
}

/// The stored events of a course: each row once, whatever its name joins.
fn stored(course: &Course) -> impl Iterator<Item = &Event> {
    let events = course.events.iter();
    events.filter(|event| event.is_first_of_row)
}
