//! Data quality beyond rows that were set aside: rules, each a question that is asked of every export.
//!
//! A rule has a name that stays, a unit in which it counts, a denominator and a reason. Asked of an export it becomes a
//! check, which passes, fails, is not applicable, or could not be made; a check that passes is told as well. Categories
//! are those of Kahn and others, *A harmonized data quality assessment terminology and framework for the secondary use
//! of electronic health record data* (eGEMs 2016;4(1):1244).
//!
//! What fails is kept, and is a warning: it may be true. Rules are asked of the rows of each part of an export, which holds
//! whole patients, and their answers are added; what files say is asked once.

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

use super::ledger::Warning;
use super::tables::table::Loaded;
use chart::Chart;
use rule::Answer;

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

/// What the rules find in rows: in one part of an export, or in several.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// By rule, in the order of [`rules`]; none of the rules that are asked of files.
    by_rule: Vec<Vec<Answer>>,
}

impl Answers {
    /// Adds what was found in another part: shares have both numerators and denominators added, and what keeps a rule
    /// from being asked keeps it from being asked of every part.
    pub(super) fn add(&mut self, other: Self) {
        if self.by_rule.is_empty() {
            *self = other;
            return;
        }
        let answers = self.by_rule.iter_mut().flatten();
        for ((.., outcome), (.., more)) in answers.zip(other.by_rule.into_iter().flatten()) {
            match (outcome, more) {
                (Ok(share), Ok(more)) => {
                    share.failed += more.failed;
                    share.out_of += more.out_of;
                }
                (Err(_), _) => {}
                (outcome @ Ok(_), Err(problem)) => *outcome = Err(problem),
            }
        }
    }
}

/// Asks all rules of the rows of a part; `tables` are in the order of the model.
pub(super) fn ask(tables: &[Loaded]) -> Answers {
    let chart = Chart::new(tables);
    let ask = |rule: &Rule| {
        if conformance_rules::is_of_files(rule.name) {
            Vec::new()
        } else {
            rule.ask(&chart)
        }
    };
    Answers {
        by_rule: rules().iter().map(ask).collect(),
    }
}

/// The checks of an export: what was found in all its rows, and what its files say. `tables` are in the order of the
/// model, with what was counted of their rows, and without them.
pub(super) fn checks(tables: &[Loaded], answers: &Answers) -> Vec<Check> {
    let chart = Chart::new(tables);
    let none = Vec::new();
    let mut checks = Vec::new();
    for (place, rule) in rules().iter().enumerate() {
        if rule.name == completeness::RULE.name {
            checks.extend(completeness::checks(&chart));
            continue;
        }
        let of_files = if conformance_rules::is_of_files(rule.name) {
            rule.ask(&chart)
        } else {
            Vec::new()
        };
        let of_rows = answers.by_rule.get(place).unwrap_or(&none);
        let all = of_files.into_iter().chain(of_rows.iter().cloned());
        checks.extend(all.map(|(table, column, outcome)| rule.check(table, column, outcome)));
    }
    checks
}

/// What failed and is told nowhere else: rows that were set aside, unknown names and unnamed columns are told one by one.
pub(super) fn warnings(checks: &[Check]) -> Vec<Warning> {
    let is_told =
        |check: &&Check| check.state == State::Fail && !conformance_rules::is_of_files(check.rule);
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
