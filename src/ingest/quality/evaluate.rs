//! The list of all rules, and their evaluation: over the rows of each part of an export, whose outcomes are added, then
//! over what its files say.

use super::check::{Check, State};
use super::part_view::PartView;
use super::rule::{Evaluation, Finding, Rule};
use super::{
    completeness, conformance_rules, course_rules, dose_rules, event_rules, grade_rules,
    identity_rules, laboratory_rules, measurement_rules, patient_rules, time_rules,
};
use crate::ingest::ledger::{FileLedger, Warning};
use crate::ingest::tables::summary::TableSummary;
use crate::ingest::tables::table::Loaded;

/// All rules, in the order of reports.
#[must_use]
pub fn rules() -> Vec<Rule> {
    let mut rules = conformance_rules::RULES.to_vec();
    rules.extend(identity_rules::RULES);
    rules.push(completeness::RULE);
    rules.extend(course_rules::RULES);
    rules.extend(patient_rules::RULES);
    rules.extend(time_rules::RULES);
    rules.extend(dose_rules::RULES);
    rules.extend(measurement_rules::RULES);
    rules.extend(laboratory_rules::RULES);
    rules.extend(event_rules::RULES);
    rules.extend(grade_rules::RULES);
    rules
}

/// What the rules find in the rows of one part of an export, or of several.
#[derive(Debug)]
pub(in crate::ingest) struct Findings {
    /// By rule, in the order of [`rules`]; none of those that are evaluated from files.
    by_rule: Vec<Vec<Finding>>,
}

impl Findings {
    /// Evaluates all rules over the rows of a part; `tables` are in the order of the model.
    pub(in crate::ingest) fn of(tables: &[Loaded]) -> Self {
        let view = PartView::new(tables);
        Self {
            by_rule: rules().iter().map(|rule| rule.of_rows(&view)).collect(),
        }
    }

    /// Adds the findings of another part, numerators to numerators and denominators to denominators. A rule that does
    /// not apply to one part applies to none.
    pub(in crate::ingest) fn add(&mut self, other: Self) {
        let findings = self.by_rule.iter_mut().flatten();
        for ((.., outcome), (.., more)) in findings.zip(other.by_rule.into_iter().flatten()) {
            match (outcome, more) {
                (Ok(share), Ok(more)) => {
                    share.failed += more.failed;
                    share.out_of += more.out_of;
                }
                (Err(_), _) => {}
                (outcome @ Ok(_), Err(why)) => *outcome = Err(why),
            }
        }
    }

    /// The checks of an export, of all of whose rows these are the findings. `files` are in the order of the model, with
    /// the numbers of their rows, and without these.
    pub(in crate::ingest) fn into_checks(self, files: &[TableSummary]) -> Vec<Check> {
        let mut checks = Vec::new();
        for (rule, of_rows) in rules().into_iter().zip(self.by_rule) {
            if let Evaluation::EveryColumn = rule.evaluation {
                checks.extend(completeness::checks(files));
            }
            let findings = rule.of_files(files).into_iter().chain(of_rows);
            checks.extend(findings.map(|finding| rule.check(finding)));
        }
        checks
    }
}

/// A warning for each check that failed, except for those that repeat what is reported row by row: quarantined rows,
/// unknown names and unnamed columns. Columns are named as the files have them.
pub(in crate::ingest) fn warnings(checks: &[Check], files: &[FileLedger]) -> Vec<Warning> {
    let is_reported = |check: &&Check| {
        let mut of_files = conformance_rules::RULES.iter();
        check.state == State::Fail && of_files.all(|rule| rule.name != check.rule)
    };
    let warning = |check: &Check| {
        let share = check.share.expect("a check that failed has a share");
        let file = files.iter().find(|file| file.table == check.table);
        let message = if check.rule == completeness::RULE.name {
            let column = file.map_or(check.column, |file| file.name_in_file(check.column));
            format!("the file has a column {column}, and no row a value in it")
        } else if let Some(column) = check.date_time_column()
            && check.rule == time_rules::MOSTLY_AT_MIDNIGHT
        {
            format!("{column}: {}", check.message)
        } else {
            let message = |file: &FileLedger| file.in_words_of_file(check.message);
            file.map_or_else(|| check.message.to_owned(), message)
        };
        Warning {
            table: check.table,
            rule: check.rule,
            message,
            rows: share.failed,
            out_of: share.out_of,
            counted: check.counted.name(),
        }
    };
    checks.iter().filter(is_reported).map(warning).collect()
}
