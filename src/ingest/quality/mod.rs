//! Data quality beyond rows that were set aside: rules, each a question that is asked of every export.
//!
//! A rule has a name that stays, a unit in which it counts, a denominator and a reason. Asked of an export it becomes a
//! check, which passes, fails, is not applicable, or could not be made; a check that passes is told as well. Categories
//! are those of Kahn and others, *A harmonized data quality assessment terminology and framework for the secondary use
//! of electronic health record data* (eGEMs 2016;4(1):1244).
//!
//! What fails is kept, and is a warning: it may be true. Rules read the columns of an export once each, row by row.

mod chart;
mod check;
mod completeness;
mod conformance_rules;
mod course_rules;
mod dose_rules;
mod event_rules;
mod measurement_rules;
mod patient_rules;
mod rule;
#[cfg(test)]
mod tests;

pub use check::{Category, Check, Counted, Share, State};
pub use rule::Rule;

use super::loaded::Loaded;
use super::quarantine::Warning;
use chart::Chart;
use rayon::prelude::*;

/// All rules, in the order of reports.
#[must_use]
pub fn rules() -> Vec<Rule> {
    let mut rules = conformance_rules::RULES.to_vec();
    rules.push(completeness::RULE);
    rules.extend(course_rules::RULES);
    rules.extend(patient_rules::RULES);
    rules.extend(dose_rules::RULES);
    rules.extend(measurement_rules::RULES);
    rules.extend(event_rules::RULES);
    rules
}

/// Asks all rules of an export; `tables` are in the order of the model.
pub(super) fn checks(
    tables: &[Loaded],
    course_sites: &[String],
    patient_sites: &[String],
) -> Vec<Check> {
    let chart = Chart::new(tables, course_sites, patient_sites);
    let ask = |rule: &Rule| match rule.name {
        name if name == completeness::RULE.name => completeness::checks(&chart),
        _ => rule.checks(&chart),
    };
    let checks: Vec<Vec<Check>> = rules().par_iter().map(ask).collect();
    checks.into_iter().flatten().collect()
}

/// What failed and is told nowhere else: rows that were set aside, unknown names and unnamed columns are told one by one.
pub(super) fn warnings(checks: &[Check]) -> Vec<Warning> {
    let is_told = |check: &&Check| {
        check.state == State::Fail
            && conformance_rules::RULES
                .iter()
                .all(|rule| rule.name != check.rule)
    };
    let warning = |check: &Check| Warning {
        table: check.table,
        rule: check.rule,
        message: if check.rule == completeness::RULE.name {
            format!(
                "the file has a column {}, and no row a value in it",
                check.column
            )
        } else {
            check.message.to_owned()
        },
        rows: check.share.map_or(0, |share| share.failed),
    };
    checks.iter().filter(is_told).map(warning).collect()
}
