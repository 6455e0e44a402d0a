//! The graded terms of courses.

use crate::grades::Term;
use crate::measures::cohort::Parts;
use crate::measures::scope::Scope;
use crate::terminology::laboratory_terms;
use std::ops::Range;

/// The terms of which courses have a graded value on treatment.
#[derive(Clone, Copy)]
pub(super) struct TermRows<'a> {
    parts: &'a Parts,
    terms: &'a [i64],
    pub(super) grades: &'a [i64],
    pub(super) baselines: &'a [i64],
    pub(super) emergent: &'a [i64],
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

    /// The rows of a course, one for each term of which it has a graded value on treatment.
    pub(super) fn of(self, course: usize) -> Range<usize> {
        self.parts.of(course)
    }

    /// The term of a row, by its row among the laboratory terms.
    pub(super) fn term(self, row: usize) -> usize {
        usize::try_from(self.terms[row]).expect("facts name terms by their row")
    }

    /// What a row's term has in a list by the rows of the laboratory terms.
    pub(super) fn in_list<T: Copy>(self, list: &[T], row: usize) -> T {
        list[self.term(row)]
    }
}

/// The terms that every report shows, in the order of reports.
pub(super) fn key_terms(scope: &Scope<'_>) -> Vec<Term> {
    let terms = scope.cohort.laboratory_terms.iter().copied();
    terms
        .filter(|term| laboratory_terms()[term.row].is_key)
        .collect()
}

/// For each term of the terminology its index among these, if it has one.
pub(super) fn indices(terms: &[Term]) -> Vec<Option<usize>> {
    let mut indices = vec![None; laboratory_terms().len()];
    for (index, term) in terms.iter().enumerate() {
        indices[term.row] = Some(index);
    }
    indices
}

/// For each term of the terminology the organ system in which it counts, by its index.
pub(super) fn systems_of_terms(scope: &Scope<'_>) -> Vec<Option<usize>> {
    let mut systems = vec![None; laboratory_terms().len()];
    for term in &scope.cohort.laboratory_terms {
        if term.counts() {
            systems[term.row] = Some(laboratory_terms()[term.row].organ_system);
        }
    }
    systems
}
