//! Grades from values by term: the highest, those that emerged, shifts from baseline, recovery, severe days.

use super::term_rows::{LEVELS, TermRows, key_terms, write_levels};
use crate::grades::Term;
use crate::measures::results::Statistic::{Max, Median, Q1, Q3};
use crate::measures::results::{Level, Statistic};
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
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
    let terms = scope.cohort.laboratory_terms.iter();
    let by_item: BTreeMap<String, &Term> = terms.map(|term| (term.item(), term)).collect();
    for (item, term) in by_item {
        let occurs = scope
            .courses()
            .any(|course| of_terms.row(course, term).is_some());
        if occurs {
            write_levels(scope, rows, &item, &LEVELS, |course| {
                of_terms.grade(course, term)
            });
        }
    }
}

pub(super) fn emergent(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    for term in key_terms(scope) {
        let grade = |course| of_terms.emergent(course, &term);
        write_levels(scope, rows, name(&term), &LEVELS[..3], grade);
    }
}

/// How many courses went from which grade to which.
pub(super) fn shifts(scope: &Scope<'_>, rows: &mut Rows) {
    let of_terms = TermRows::new(scope);
    for term in key_terms(scope) {
        let mut cells: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for shift in scope
            .courses()
            .filter_map(|course| of_terms.shift(course, &term))
        {
            *cells.entry(shift).or_insert(0) += 1;
        }
        for ((from, to), courses) in cells {
            let grade = |grade: i64| u8::try_from(grade).expect("a grade from values is 0 to 4");
            rows.count(name(&term), Level::Shift(grade(from), grade(to)), courses);
        }
    }
}

pub(super) fn recovered(scope: &Scope<'_>, rows: &mut Rows) {
    for term in key_terms(scope) {
        // Creatinine falls on dialysis too, so that recovery is known only where dialysis was collected.
        let with_dialysis = match name(&term) {
            CREATININE_INCREASED => scope.of_sites_with("dialysis"),
            _ => Some(scope.clone()),
        };
        if let Some(scope) = with_dialysis {
            let risks = recovery(&scope, &term);
            for days in DAYS {
                rows.competing_probability(name(&term), &risks, days);
            }
        }
    }
}

/// What became of courses with a severe value, by days from its hour: recovery, and death before it competing.
fn recovery(scope: &Scope<'_>, term: &Term) -> CompetingRisks {
    let of_terms = TermRows::new(scope);
    let frame = &of_terms.parts.frame;
    let days = frame.decimals("recovery_days");
    let (recovered, died) = (frame.booleans("is_recovered"), frame.booleans("has_died"));
    let followed = |row: usize| {
        let ending = if recovered[row] == Some(true) {
            Ending::OfInterest
        } else if died[row] == Some(true) {
            Ending::Competing
        } else {
            Ending::Censored
        };
        (days[row], ending)
    };
    let times = scope
        .courses()
        .filter_map(|course| of_terms.row(course, term));
    CompetingRisks::fit(times.map(followed).filter(|(days, _)| !days.is_nan()))
}

/// Severe days out of graded ones, and how many a course with one has.
pub(super) fn severe_days(scope: &Scope<'_>, rows: &mut Rows) {
    const STATISTICS: [Statistic; 4] = [Median, Q1, Q3, Max];
    let of_terms = TermRows::new(scope);
    let frame = &of_terms.parts.frame;
    let (severe, graded) = (frame.integers("severe_days"), frame.integers("graded_days"));
    for term in key_terms(scope) {
        let of_courses = scope
            .courses()
            .filter_map(|course| of_terms.row(course, &term));
        let of_courses: Vec<usize> = of_courses.collect();
        let sum = |days: &[i64]| of_courses.iter().map(|&row| days[row]).sum();
        rows.ratio(name(&term), sum(severe), sum(graded));
        let with_one = of_courses
            .iter()
            .map(|&row| severe[row])
            .filter(|&days| days > 0);
        let with_one = with_one.map(|days| days as f64).collect();
        rows.distribution_at(name(&term), Level::All, with_one, &STATISTICS);
    }
}
