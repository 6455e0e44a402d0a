//! Grades from values by term: the highest, those that emerged, shifts from baseline, recovery, severe days.

use super::level_tallies::{LEVELS, LevelTallies};
use super::term_rows::{TermRows, indices, key_terms};
use crate::grades::Term;
use crate::measures::results::Level;
use crate::measures::rows::{Rows, UPPER};
use crate::measures::scope::Scope;
use crate::model::known;
use crate::stats::{CompetingRisks, Ending};
use crate::terminology::laboratory_terms;
use std::collections::BTreeMap;

/// Days after the first severe hour at which recovery is read off.
const DAYS: [f64; 3] = [7.0, 14.0, 30.0];
/// The term whose recovery dialysis hides.
const CREATININE_INCREASED: &str = "Creatinine increased";

/// The name of a term that is not borrowed.
fn name(term: &Term) -> &'static str {
    &laboratory_terms()[term.row].name
}

/// How many courses have a graded value.
pub(super) fn version(scope: &Scope<'_>, rows: &mut Rows) {
    let parts = &scope.cohort.laboratory;
    let graded = scope
        .courses()
        .filter(|&course| !parts.of(course).is_empty());
    let version = scope.cohort.grading().version.name();
    rows.count(version, Level::All, graded.count() as i64);
}

/// The highest grade of each term that occurs, in the order of their names.
pub(super) fn grades(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let terms = &scope.cohort.laboratory_terms;
    let indices = indices(terms);
    let tallies = LevelTallies::count(scope, rows.unit(), &LEVELS, terms.len(), |course, note| {
        for row in of_terms.of(course) {
            if let Some(index) = of_terms.in_list(&indices, row) {
                note(index, of_terms.grades[row]);
            }
        }
    });
    let by_item: BTreeMap<String, usize> = terms.iter().map(Term::item).zip(0..).collect();
    for (item, index) in by_item {
        if tallies.occurs(index) {
            tallies.write(rows, &item, index);
        }
    }
}

pub(super) fn emergent(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    let terms = key_terms(scope);
    let indices = indices(&terms);
    let tallies = LevelTallies::count(
        scope,
        rows.unit(),
        &LEVELS[..3],
        terms.len(),
        |course, note| {
            for row in of_terms.of(course) {
                let index = of_terms.in_list(&indices, row);
                if let (Some(index), Some(grade)) = (index, known(of_terms.emergent[row])) {
                    note(index, grade);
                }
            }
        },
    );
    for (index, term) in terms.iter().enumerate() {
        tallies.write(rows, name(term), index);
    }
}

/// The rows of each key term among the courses, in the order of courses.
fn rows_of_key_terms(scope: &Scope<'_>) -> Vec<(Term, Vec<usize>)> {
    let of_terms = TermRows::new(scope);
    let terms = key_terms(scope);
    let indices = indices(&terms);
    let mut rows = vec![Vec::new(); terms.len()];
    for course in scope.courses() {
        for row in of_terms.of(course) {
            if let Some(index) = of_terms.in_list(&indices, row) {
                rows[index].push(row);
            }
        }
    }
    terms.into_iter().zip(rows).collect()
}

/// How many courses went from which grade to which.
pub(super) fn shifts(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    for (term, of_courses) in rows_of_key_terms(scope) {
        let mut cells: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for row in of_courses {
            if let Some(from) = known(of_terms.baselines[row]) {
                *cells.entry((from, of_terms.grades[row])).or_insert(0) += 1;
            }
        }
        for ((from, to), courses) in cells {
            let grade = |grade: i64| u8::try_from(grade).expect("a grade from values is 0 to 4");
            rows.count(name(&term), Level::Shift(grade(from), grade(to)), courses);
        }
    }
}

pub(super) fn recovered(scope: &Scope<'_>, rows: &mut Rows) {
    for (term, mut of_courses) in rows_of_key_terms(scope) {
        if name(&term) == CREATININE_INCREASED {
            // Creatinine falls on dialysis too, so that recovery is known only where dialysis was collected.
            let Some(with_dialysis) = scope.of_sites_with("dialysis") else {
                continue;
            };
            of_courses = rows_of_term(&with_dialysis, &term);
        }
        let risks = recovery(scope, &of_courses);
        for days in DAYS {
            rows.competing_probability(name(&term), &risks, days);
        }
    }
}

/// The rows of a term among the courses, in the order of courses.
fn rows_of_term(scope: &Scope<'_>, term: &Term) -> Vec<usize> {
    let of_terms = TermRows::new(scope);
    let rows = scope.courses().flat_map(|course| of_terms.of(course));
    rows.filter(|&row| of_terms.term(row) == term.row).collect()
}

/// What became of courses with a severe value, by days from its hour: recovery, and death before it competing.
fn recovery(scope: &Scope<'_>, rows: &[usize]) -> CompetingRisks {
    let frame = &scope.cohort.laboratory.frame;
    let days = frame.decimals("recovery_days");
    let (recovered, died) = (frame.booleans("is_recovered"), frame.booleans("has_died"));
    let followed = |&row: &usize| {
        let ending = if recovered[row] == Some(true) {
            Ending::OfInterest
        } else if died[row] == Some(true) {
            Ending::Competing
        } else {
            Ending::Censored
        };
        (days[row], ending)
    };
    let times = rows.iter().map(followed);
    CompetingRisks::fit(times.filter(|(days, _)| !days.is_nan()))
}

/// Severe days out of graded ones, and how many a course with one has.
pub(super) fn severe_days(scope: &Scope<'_>, rows: &mut Rows) {
    let frame = &scope.cohort.laboratory.frame;
    let (severe, graded) = (frame.integers("severe_days"), frame.integers("graded_days"));
    for (term, of_courses) in rows_of_key_terms(scope) {
        let sum = |days: &[i64]| of_courses.iter().map(|&row| days[row]).sum();
        rows.ratio(name(&term), sum(severe), sum(graded));
        let with_one = of_courses
            .iter()
            .map(|&row| severe[row])
            .filter(|&days| days > 0);
        let with_one = with_one.map(|days| days as f64).collect();
        rows.distribution_at(name(&term), Level::All, with_one, &UPPER);
    }
}
