//! Grades from values by organ system, beside what was reported: agreement, and both together.

use super::level_tallies::{LEVELS, LevelTallies};
use super::term_rows::{TermRows, systems_of_terms};
use crate::facts::UNGRADED;
use crate::measures::results::Level;
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
use crate::model::known;
use crate::stats::Clusters;
use crate::terminology::{laboratory_terms, organ_systems};
use std::collections::BTreeSet;

/// The lowest grade that is severe.
const SEVERE: i64 = 3;
/// What is counted of an organ system.
const AGREEMENT: [Level; 3] = [
    Level::Reported { as_term: true },
    Level::Reported { as_term: false },
    Level::FoundByValues,
];

/// Each organ system with a term that counts, by its index.
fn systems(scope: &Scope<'_>) -> BTreeSet<usize> {
    systems_of_terms(scope).into_iter().flatten().collect()
}

/// The highest grade over the terms that count in each organ system.
pub(super) fn grades(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let system_of = systems_of_terms(scope);
    let all = organ_systems().len();
    let tallies = LevelTallies::count(scope, rows.unit(), &LEVELS, all, |course, note| {
        for row in of_terms.of(course) {
            if let Some(system) = of_terms.in_list(&system_of, row) {
                note(system, of_terms.grades[row]);
            }
        }
    });
    for system in systems(scope) {
        tallies.write(rows, &organ_systems()[system].name, system);
    }
}

/// The worst reported grade of courses in each organ system; absent where it was not assessed.
fn reported_columns<'a>(scope: &Scope<'a>) -> Vec<&'a [i64]> {
    let column = |name: &str| scope.integers(&format!("worst_grade_{name}"));
    organ_systems().iter().map(|it| column(&it.name)).collect()
}

/// What of one course agrees or not, in an organ system.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Of a term that counts there is a value of grade ≥ 3; and such a term is reported as severe.
    severe: bool,
    severe_as_reported: bool,
    /// A term of which there is a graded value is reported as severe.
    looked_for: bool,
}

/// How far grades from values and reported ones agree.
pub(super) fn agreement(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let reported = Reported::new(scope);
    let system_of = systems_of_terms(scope);
    let of_systems = reported_columns(scope);
    let systems = systems(scope);
    let mut tallies = vec![[Clusters::default(); 3]; organ_systems().len()];
    let mut of_patient = vec![[(0, 0); 3]; organ_systems().len()];
    let mut seen = vec![Seen::default(); organ_systems().len()];
    for courses in scope.patients() {
        of_patient.fill([(0, 0); 3]);
        for &course in courses {
            seen.fill(Seen::default());
            for row in of_terms.of(course) {
                let Some(system) = of_terms.in_list(&system_of, row) else {
                    continue;
                };
                let is_severe = of_terms.grades[row] >= SEVERE;
                let is_reported = reported.is_severe(course, of_terms.term(row));
                let seen = &mut seen[system];
                seen.severe |= is_severe;
                seen.looked_for |= is_reported;
                seen.severe_as_reported |= is_severe && is_reported;
            }
            for &system in &systems {
                let seen = seen[system];
                let worst = of_systems[system][course];
                // The first two are not of courses in which the organ system was not assessed.
                let is_assessed = known(worst).is_some();
                let counted = [
                    (seen.severe && is_assessed, seen.severe_as_reported),
                    (seen.severe && is_assessed, worst >= SEVERE),
                    (seen.looked_for, seen.severe_as_reported),
                ];
                for ((units, events), (is_counted, is_event)) in
                    of_patient[system].iter_mut().zip(counted)
                {
                    *units += i64::from(is_counted);
                    *events += i64::from(is_counted && is_event);
                }
            }
        }
        for &system in &systems {
            let counted = of_patient[system].into_iter();
            for (clusters, (units, events)) in tallies[system].iter_mut().zip(counted) {
                clusters.add(units, events);
            }
        }
    }
    for system in systems {
        for (level, clusters) in AGREEMENT.into_iter().zip(&tallies[system]) {
            rows.proportion(&organ_systems()[system].name, level, clusters);
        }
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
    fn is_severe(&self, course: usize, term: usize) -> bool {
        let cohort = self.scope.cohort;
        let Some(index) = self.index_of[term] else {
            return false;
        };
        let mut rows = cohort.course_terms.of(course);
        rows.any(|row| self.worst[row] >= SEVERE && cohort.term_of_row[row] == index)
    }
}

/// Units with an event or a graded value, by the worse of both.
pub(super) fn combined(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let system_of = systems_of_terms(scope);
    let of_systems = reported_columns(scope);
    let (levels, all) = (&LEVELS[..3], organ_systems().len());
    let tallies = LevelTallies::count(scope, rows.unit(), levels, all, |course, note| {
        for (system, reported) in of_systems.iter().enumerate() {
            // An event without a grade is as any, and one of grade 5 is as one of grade 4: it reaches each level.
            match known(reported[course]) {
                Some(UNGRADED) => note(system, 1),
                Some(worst) => note(system, worst.min(4)),
                None => {}
            }
        }
        for row in of_terms.of(course) {
            if let Some(system) = of_terms.in_list(&system_of, row) {
                note(system, of_terms.grades[row]);
            }
        }
    });
    for (system, described) in organ_systems().iter().enumerate() {
        tallies.write(rows, &described.name, system);
    }
}
