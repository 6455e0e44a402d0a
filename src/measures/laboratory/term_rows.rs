//! The graded terms of courses, and levels of grades from values.

use crate::grades::Term;
use crate::measures::cohort::Parts;
use crate::measures::results::{Level, Unit};
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
use crate::model::known;
use crate::stats::Clusters;
use crate::terminology::laboratory_terms;

/// The levels of grades of terms and organ systems: at least a grade, then the maximum.
pub(super) const LEVELS: [Level; 7] = [
    Level::Any,
    Level::GradeAtLeast(3),
    Level::GradeAtLeast(4),
    Level::number(1.0),
    Level::number(2.0),
    Level::number(3.0),
    Level::number(4.0),
];

/// The terms of which courses have a graded value on treatment.
#[derive(Clone, Copy)]
pub(super) struct TermRows<'a> {
    pub(super) parts: &'a Parts,
    terms: &'a [i64],
    grades: &'a [i64],
    baselines: &'a [i64],
    emergent: &'a [i64],
}

impl<'a> TermRows<'a> {
    pub(super) fn new(scope: &Scope<'a>) -> Self {
        let parts = &scope.cohort.laboratory;
        let frame = &parts.frame;
        Self {
            parts,
            terms: frame.integers("term_row"),
            grades: frame.integers("grade"),
            baselines: frame.integers("baseline_grade"),
            emergent: frame.integers("emergent_grade"),
        }
    }

    /// The row of a term in a course; `None` where it has no graded value of it on treatment.
    pub(super) fn row(self, course: usize, term: &Term) -> Option<usize> {
        let mut rows = self.parts.of(course);
        rows.find(|&row| usize::try_from(self.terms[row]) == Ok(term.row))
    }

    /// The highest grade of a course for a term.
    pub(super) fn grade(self, course: usize, term: &Term) -> Option<i64> {
        Some(self.grades[self.row(course, term)?])
    }

    /// The baseline grade and the highest on treatment, of a course that has both.
    pub(super) fn shift(self, course: usize, term: &Term) -> Option<(i64, i64)> {
        let row = self.row(course, term)?;
        Some((known(self.baselines[row])?, self.grades[row]))
    }

    /// The highest grade of an emergent value; `None` without a graded value on treatment or a baseline grade.
    pub(super) fn emergent(self, course: usize, term: &Term) -> Option<i64> {
        known(self.emergent[self.row(course, term)?])
    }

    /// The highest grade of a course over several terms.
    pub(super) fn highest(self, course: usize, terms: &[Term]) -> Option<i64> {
        terms
            .iter()
            .filter_map(|term| self.grade(course, term))
            .max()
    }
}

/// The terms that every report shows, in the order of reports.
pub(super) fn key_terms(scope: &Scope<'_>) -> Vec<Term> {
    let terms = scope.cohort.laboratory_terms.iter().copied();
    terms
        .filter(|term| laboratory_terms()[term.row].is_key)
        .collect()
}

/// The terms that count in an organ system, by its index.
pub(super) fn counting_terms(scope: &Scope<'_>, system: usize) -> Vec<Term> {
    let is_of_system = |term: &Term| laboratory_terms()[term.row].organ_system == system;
    let terms = scope.cohort.laboratory_terms.iter().copied();
    terms
        .filter(|term| term.counts() && is_of_system(term))
        .collect()
}

/// Units at each level of a grade: a unit without a grade is in no denominator, and a patient's is the highest of the courses.
pub(super) fn write_levels(
    scope: &Scope<'_>,
    rows: &mut Rows,
    item: &str,
    levels: &[Level],
    grade: impl Fn(usize) -> Option<i64>,
) {
    let unit = rows.unit();
    let is_at = |level: Level, grade: i64| {
        if level == Level::Any {
            grade >= 1
        } else if let Level::GradeAtLeast(least) = level {
            grade >= i64::from(least)
        } else {
            level == Level::number(grade as f64)
        }
    };
    let mut reached = vec![Clusters::default(); levels.len()];
    for courses in scope.patients() {
        let grades = courses.iter().filter_map(|&course| grade(course));
        let grades: Vec<i64> = match unit {
            Unit::Patient => grades.max().into_iter().collect(),
            Unit::Course | Unit::Cycle | Unit::Dose => grades.collect(),
        };
        for (&level, clusters) in levels.iter().zip(&mut reached) {
            let events = grades.iter().filter(|&&grade| is_at(level, grade)).count();
            clusters.add(grades.len() as i64, events as i64);
        }
    }
    for (&level, clusters) in levels.iter().zip(&reached) {
        rows.proportion(item, level, clusters);
    }
}
