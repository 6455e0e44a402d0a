//! Counting what the log says of doses: their size, their intervals, and why they were not given.

use super::planned::has_plan;
use crate::facts::NOT_STATED;
use crate::measures::results::Unit;
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
use crate::terminology::organ_systems;
use std::collections::BTreeMap;

pub(super) fn reason(scope: &Scope<'_>, rows: &mut Rows) {
    let reasons = &scope.cohort.reasons;
    let (systems, doses) = (
        reasons.frame.integers("organ_system_number"),
        reasons.frame.integers("doses"),
    );
    let mut by_system: BTreeMap<i64, i64> = BTreeMap::new();
    for row in scope.courses().flat_map(|course| reasons.of(course)) {
        *by_system.entry(systems[row]).or_default() += doses[row];
    }
    let all = by_system.values().sum();
    let items = organ_systems()
        .iter()
        .map(|system| system.name.as_str())
        .chain(["not_stated"]);
    for (number, item) in (0..=NOT_STATED).zip(items) {
        rows.ratio(item, by_system.get(&number).copied().unwrap_or(0), all);
    }
}

/// Each item over doses of the sites that collected what it needs; not written where no site did.
pub(super) fn dose_deviation(scope: &Scope<'_>, rows: &mut Rows) {
    let of_sites_with =
        |column: &str| Scope::new(scope.cohort, scope.stratum, Unit::Dose, &[column]);
    if let Some(scope) = of_sites_with("doses.iu_per_kg") {
        let all = scope.total("doses_of_known_size");
        let beyond = scope.total("doses_beyond_10_percent");
        rows.ratio("beyond_10_percent", beyond, all);
    }
    if let Some(scope) = of_sites_with("doses.hour") {
        let all = scope.total("doses_of_known_interval");
        rows.ratio(
            "interval_under_7_h",
            scope.total("doses_under_7_hours"),
            all,
        );
    }
    let has_plan = has_plan(scope);
    let planned = || scope.courses().filter(|&course| has_plan(course));
    let total = |column: &str| {
        let doses = scope.integers(column);
        planned().map(|course| doses[course]).sum()
    };
    rows.ratio(
        "above_the_plan",
        total("doses_above_the_plan"),
        total("doses_given"),
    );
}
