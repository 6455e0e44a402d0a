//! Grades from values by organ system, beside what was reported: agreement, and both together.

use super::term_rows::{LEVELS, TermRows, counting_terms, write_levels};
use crate::facts::UNGRADED;
use crate::grades::Term;
use crate::measures::results::{Level, Unit};
use crate::measures::rows::Rows;
use crate::measures::scope::{Scope, all_and_with};
use crate::model::known;
use crate::terminology::{laboratory_terms, organ_systems};

/// The lowest grade that is severe.
const SEVERE: i64 = 3;

/// Each organ system with a term that counts, by its index, with these terms.
fn systems(scope: &Scope<'_>) -> impl Iterator<Item = (usize, Vec<Term>)> {
    let all = (0..organ_systems().len()).map(|system| (system, counting_terms(scope, system)));
    let all: Vec<(usize, Vec<Term>)> = all.filter(|(_, terms)| !terms.is_empty()).collect();
    all.into_iter()
}

/// The highest grade over the terms that count in each organ system.
pub(super) fn grades(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    for (system, terms) in systems(scope) {
        let grade = |course| of_terms.highest(course, &terms);
        write_levels(scope, rows, &organ_systems()[system].name, &LEVELS, grade);
    }
}

/// How far grades from values and reported ones agree.
pub(super) fn agreement(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let reported = Reported::new(scope);
    for (system, terms) in systems(scope) {
        let name = &organ_systems()[system].name;
        let of_system = scope.integers(&format!("worst_grade_{name}"));
        let is_severe = |course: usize, term: &Term| {
            of_terms
                .grade(course, term)
                .is_some_and(|grade| grade >= SEVERE)
        };
        let is_found = |course: usize| terms.iter().any(|term| is_severe(course, term));
        // Neither of courses in which the organ system was not assessed.
        let found = |courses: &[usize]| -> Vec<usize> {
            let assessed = courses
                .iter()
                .copied()
                .filter(|&it| known(of_system[it]).is_some());
            assessed.filter(|&course| is_found(course)).collect()
        };
        let as_term = |course: usize| {
            let mut found = terms.iter().filter(|term| is_severe(course, term));
            found.any(|term| reported.is_severe(course, term))
        };
        let among_found = |has: &dyn Fn(usize) -> bool| {
            scope.tally(Unit::Course, |courses| {
                all_and_with(found(courses).into_iter(), has)
            })
        };
        rows.proportion(
            name,
            Level::Reported { as_term: true },
            &among_found(&as_term),
        );
        let as_system = |course: usize| of_system[course] >= SEVERE;
        rows.proportion(
            name,
            Level::Reported { as_term: false },
            &among_found(&as_system),
        );
        // Reported terms of which there are values.
        let looked_for = |course: usize| -> Vec<&Term> {
            let reported = terms.iter().filter(|term| reported.is_severe(course, term));
            reported
                .filter(|term| of_terms.row(course, term).is_some())
                .collect()
        };
        let clusters = scope.tally(Unit::Course, |courses| {
            let with = courses
                .iter()
                .copied()
                .filter(|&course| !looked_for(course).is_empty());
            all_and_with(with, |course| {
                looked_for(course)
                    .into_iter()
                    .any(|term| is_severe(course, term))
            })
        });
        rows.proportion(name, Level::FoundByValues, &clusters);
    }
}

/// Reported terms, as courses have them.
struct Reported<'a, 's> {
    scope: &'s Scope<'a>,
    worst: &'a [i64],
    /// For each laboratory term its index among the terms of the cohort.
    index_of: Vec<Option<usize>>,
}

impl<'a, 's> Reported<'a, 's> {
    fn new(scope: &'s Scope<'a>) -> Self {
        let cohort = scope.cohort;
        let index = |name: &str| {
            cohort
                .terms
                .binary_search_by(|known| known.as_str().cmp(name))
        };
        let terms = laboratory_terms().iter();
        Self {
            scope,
            worst: cohort.course_terms.frame.integers("worst_grade"),
            index_of: terms.map(|term| index(&term.name).ok()).collect(),
        }
    }

    /// Whether an event of the term on treatment is of grade ≥ 3.
    fn is_severe(&self, course: usize, term: &Term) -> bool {
        let cohort = self.scope.cohort;
        let Some(index) = self.index_of[term.row] else {
            return false;
        };
        let mut rows = cohort.course_terms.of(course);
        rows.any(|row| cohort.term_of_row[row] == index && self.worst[row] >= SEVERE)
    }
}

/// Units with an event or a graded value, by the worse of both.
pub(super) fn combined(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let levels = &LEVELS[..3];
    for (system, described) in organ_systems().iter().enumerate() {
        let terms = counting_terms(scope, system);
        let reported = scope.integers(&format!("worst_grade_{}", described.name));
        // An event without a grade is as any: it reaches no grade.
        let grade = |course: usize| {
            let of_events = known(reported[course]).map(|worst| match worst {
                UNGRADED => 1,
                worst => worst,
            });
            of_events.max(of_terms.highest(course, &terms))
        };
        write_levels(scope, rows, &described.name, levels, grade);
    }
}
