//! What values show of patients and courses, as columns of their tables.

use super::book::needs;
use super::capillary_leak::{Cycles, PRESENT, any_known};
use super::record_table::RecordTable;
use super::results::Unit;

/// Adds the highest grade from values on treatment, over terms that count, and whether the capillary leak proxy is present:
/// empty where there is no graded value, and where it is not known.
pub(super) fn add_values(table: &mut RecordTable<'_>) {
    let cohort = table.cohort;
    let counting = cohort.laboratory_terms.iter().filter(|term| term.counts());
    let counting: Vec<usize> = counting.map(|term| term.row).collect();
    let of_terms = &cohort.laboratory;
    let terms = of_terms.frame.integers("term_row");
    let grades = of_terms.frame.integers("grade");
    let is_counting = move |&row: &usize| {
        let term = usize::try_from(terms[row]).expect("facts name terms by their row");
        counting.contains(&term)
    };
    table.texts("worst_laboratory_grade", move |courses| {
        let rows = courses.iter().flat_map(|&course| of_terms.of(course));
        let highest = rows.filter(&is_counting).map(|row| grades[row]).max();
        highest.map(|grade| grade.to_string())
    });
    let sites = cohort.sites_with(needs(PRESENT, Unit::Course));
    let cycles = Cycles::of(&cohort.cycles.frame);
    table.answers("capillary_leak_proxy", move |courses| {
        let of_course =
            |&course: &usize| any_known(cohort.cycles.of(course).map(|row| cycles.present(row)));
        let is_collected = sites[cohort.site_of_course[courses[0]]];
        any_known(courses.iter().map(of_course)).filter(|_| is_collected)
    });
}
