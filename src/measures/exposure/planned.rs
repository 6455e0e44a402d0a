//! Counting against a plan. Courses without one are excluded, because what was recorded proves nothing about what was
//! planned.

use crate::facts::CycleOutcome;
use crate::measures::results::{Level, Unit};
use crate::measures::rows::{ALL, DIST, Rows};
use crate::measures::scope::{Scope, all_and_with};
use crate::model::{DoseStatus, PlanSource};
use crate::stats::Clusters;
use crate::terminology::{UNCLASSIFIED, organ_systems};
use std::collections::BTreeMap;

/// Whether a course has a plan.
pub(super) fn has_plan<'a>(scope: &Scope<'a>) -> impl Fn(usize) -> bool + Copy + 'a {
    let (codes, sources) = scope.cohort.courses.texts("plan");
    move |course| sources[codes[course] as usize] != PlanSource::None.name()
}

/// The sum of whole numbers over the courses with a plan.
fn total(scope: &Scope<'_>, column: &str) -> i64 {
    let (values, has_plan) = (scope.integers(column), has_plan(scope));
    let planned = scope.courses().filter(|&course| has_plan(course));
    planned.map(|course| values[course]).sum()
}

pub(super) fn fraction_of_planned(scope: &Scope<'_>, rows: &mut Rows) {
    let (given, planned) = (
        scope.integers("doses_given"),
        scope.integers("doses_planned"),
    );
    rows.ratio(
        ALL,
        total(scope, "doses_given"),
        total(scope, "doses_planned"),
    );
    let has_plan = has_plan(scope);
    let fractions = scope
        .courses()
        .filter(|&course| has_plan(course))
        .map(|course| given[course] as f64 / planned[course] as f64)
        .collect();
    rows.distribution(ALL, fractions, &DIST);
}

pub(super) fn at_least(scope: &Scope<'_>, rows: &mut Rows) {
    let (given, planned) = (
        scope.integers("doses_given"),
        scope.integers("doses_planned"),
    );
    let has_plan = has_plan(scope);
    let mut reached: Vec<Clusters> = Vec::new();
    for courses in scope.patients() {
        let courses = || courses.iter().copied().filter(|&course| has_plan(course));
        let most = courses().map(|course| planned[course]).max().unwrap_or(0);
        for (index, k) in (1..=most).enumerate() {
            let with = |doses: &[i64]| courses().map(|course| i64::from(doses[course] >= k)).sum();
            if reached.len() == index {
                reached.push(Clusters::default());
            }
            reached[index].add(with(planned), with(given));
        }
    }
    for (k, clusters) in (1..).zip(&reached) {
        rows.proportion(ALL, Level::number(f64::from(k)), clusters);
    }
    if reached.is_empty() {
        rows.proportion(ALL, Level::All, &Clusters::default());
    }
}

pub(super) fn completed(scope: &Scope<'_>, rows: &mut Rows) {
    let (unit, has_plan) = (rows.unit(), has_plan(scope));
    let clusters = if unit == Unit::Cycle {
        let cycles = &scope.cohort.cycles;
        let (given, planned) = (
            cycles.frame.integers("doses_given"),
            cycles.frame.integers("doses_planned"),
        );
        scope.tally(unit, |courses| {
            let courses = courses.iter().filter(|&&course| has_plan(course));
            let all = courses.flat_map(|&course| cycles.of(course));
            all_and_with(all, |cycle| given[cycle] == planned[cycle])
        })
    } else {
        let (given, planned) = (
            scope.integers("doses_given"),
            scope.integers("doses_planned"),
        );
        scope.tally(unit, |courses| {
            let courses = courses.iter().copied().filter(|&course| has_plan(course));
            all_and_with(courses, |course| given[course] == planned[course])
        })
    };
    rows.proportion(ALL, Level::All, &clusters);
}

/// Cycles of courses with a plan, those without a given dose too, by how they ended.
pub(super) fn cycle_outcome(scope: &Scope<'_>, rows: &mut Rows) {
    let cycles = &scope.cohort.cycles;
    let (codes, outcomes) = cycles.frame.texts("outcome");
    let not_begun = scope.integers("cycles_not_begun");
    let has_plan = has_plan(scope);
    for outcome in CycleOutcome::ALL {
        let clusters = scope.tally(Unit::Cycle, |courses| {
            let courses = || courses.iter().copied().filter(|&course| has_plan(course));
            let treated = courses().flat_map(|course| cycles.of(course));
            let (treated, with) = all_and_with(treated, |cycle| {
                outcomes[codes[cycle] as usize] == outcome.name()
            });
            let untreated: i64 = courses().map(|course| not_begun[course]).sum();
            let is_untreated = outcome == CycleOutcome::NotBegun;
            let with = if is_untreated { untreated } else { with };
            (treated + untreated, with)
        });
        rows.proportion(outcome.name(), Level::All, &clusters);
    }
}

/// Cycles that ended early, by their reason.
pub(super) fn end_reason(scope: &Scope<'_>, rows: &mut Rows) {
    let cycles = &scope.cohort.cycles;
    let (codes, reasons) = cycles.frame.texts("end_reason");
    let has_plan = has_plan(scope);
    let ended_early = |courses: &[usize]| -> Vec<&str> {
        let courses = courses.iter().filter(|&&course| has_plan(course));
        // A cycle that did not end early has no reason.
        let reason = |cycle: usize| reasons.get(codes[cycle] as usize).map(String::as_str);
        let of_courses = courses.flat_map(|&course| cycles.of(course));
        of_courses.filter_map(reason).collect()
    };
    let mut by_reason: BTreeMap<&str, Clusters> = BTreeMap::new();
    let mut all = Clusters::default();
    for courses in scope.patients() {
        let ended = ended_early(courses);
        all.add(ended.len() as i64, 0);
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for reason in &ended {
            *counts.entry(reason).or_default() += 1;
        }
        for (reason, n) in counts {
            let clusters = by_reason.entry(reason).or_default();
            clusters.add_events(ended.len() as i64, n);
        }
    }
    // What is neither a term nor an organ system is `other`.
    let systems = organ_systems()[..UNCLASSIFIED].iter();
    let items = systems.map(|system| system.name.as_str());
    for item in items.chain(["refused", "not_stated"]) {
        let events = by_reason.get(item).copied().unwrap_or_default();
        rows.proportion(item, Level::All, &all.with_events_of(&events));
    }
}

pub(super) fn dose_disposition(scope: &Scope<'_>, rows: &mut Rows) {
    let total = |column| total(scope, column);
    let planned = total("doses_planned");
    let (given, held) = (total("doses_given"), total("doses_held_then_resumed"));
    let not_begun = total("doses_not_begun");
    for (item, doses) in [
        ("given", given),
        ("held_then_resumed", held),
        ("after_the_end", planned - given - held - not_begun),
        ("not_begun", not_begun),
    ] {
        rows.ratio(item, doses, planned);
    }
}

pub(super) fn dose_status(scope: &Scope<'_>, rows: &mut Rows) {
    let planned = total(scope, "doses_planned");
    for status in DoseStatus::NAMES {
        rows.ratio(status, total(scope, &format!("doses_{status}")), planned);
    }
    let recorded = total(scope, "doses_recorded");
    rows.ratio("not_reached", planned - recorded, planned);
}

/// All treated courses, by where their plan comes from.
pub(super) fn plan(scope: &Scope<'_>, rows: &mut Rows) {
    let (codes, sources) = scope.cohort.courses.texts("plan");
    for source in PlanSource::NAMES {
        let clusters = scope.tally(Unit::Course, |courses| {
            all_and_with(courses.iter().copied(), |course| {
                sources[codes[course] as usize] == *source
            })
        });
        rows.proportion(source, Level::All, &clusters);
    }
}
