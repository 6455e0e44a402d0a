//! Counting what was given: doses, their sum, courses.

use crate::measures::results::Unit;
use crate::measures::rows::{ALL, DIST, Rows, SUM_AND_DIST};
use crate::measures::scope::Scope;
use std::collections::BTreeMap;

pub(super) fn doses_given(scope: &Scope<'_>, rows: &mut Rows) {
    let given = scope.integers("doses_given");
    let values: Vec<f64> = match rows.unit() {
        Unit::Patient => scope
            .patients()
            .map(|courses| courses.iter().map(|&course| given[course]).sum::<i64>() as f64)
            .collect(),
        Unit::Cycle => {
            let given = scope.cohort.cycles.frame.integers("doses_given");
            scope
                .courses()
                .flat_map(|course| scope.cohort.cycles.of(course))
                .map(|cycle| given[cycle] as f64)
                .collect()
        }
        Unit::Course | Unit::Dose => scope.courses().map(|course| given[course] as f64).collect(),
    };
    rows.distribution(ALL, values, &SUM_AND_DIST);
}

pub(super) fn by_cycle_number(scope: &Scope<'_>, rows: &mut Rows) {
    let cycles = &scope.cohort.cycles;
    let (numbers, given) = (
        cycles.frame.integers("cycle"),
        cycles.frame.integers("doses_given"),
    );
    let mut by_number: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for cycle in scope.courses().flat_map(|course| cycles.of(course)) {
        by_number
            .entry(numbers[cycle])
            .or_default()
            .push(given[cycle] as f64);
    }
    for (number, values) in by_number {
        rows.distribution(&number.to_string(), values, &DIST);
    }
}

pub(super) fn cumulative(scope: &Scope<'_>, rows: &mut Rows) {
    let sizes = scope.decimals("cumulative_miu_per_kg");
    let of_patients = || {
        scope
            .patients()
            .map(|courses| courses.iter().map(|&course| sizes[course]).sum())
    };
    let values = match rows.unit() {
        Unit::Patient => of_patients().collect(),
        Unit::Course | Unit::Cycle | Unit::Dose => {
            scope.courses().map(|course| sizes[course]).collect()
        }
    };
    rows.distribution(ALL, values, &DIST);
}

pub(super) fn courses(scope: &Scope<'_>, rows: &mut Rows) {
    rows.distribution(
        ALL,
        scope
            .patients()
            .map(|courses| courses.len() as f64)
            .collect(),
        &DIST,
    );
}
