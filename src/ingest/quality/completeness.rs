//! The number of rows that have a value in each column.

use super::check::{Category, Check, Counted, NotApplicable, Share, State};
use super::collected::collected;
use super::rule::{Evaluation, Rule};
use crate::ingest::tables::summary::TableSummary;
use crate::model::{
    COURSES, Column, DIALYSIS, DOSES, Field, MEASUREMENTS, MEDICATIONS, PATIENTS, Presence, STAYS,
    TOXICITIES, Table, VASOPRESSORS,
};

/// One check of every column that an export can have. It fails only where the column is in the file and empty in every
/// row: measures that need it would count rows without any data in their denominators.
pub(super) const RULE: Rule = Rule {
    name: "value_absent",
    category: Category::Completeness,
    counted: Counted::Row,
    out_of: "rows",
    message: "rows without a value; it fails where no row has one",
    source: "a column that is in the file was collected, and its rows are in the denominators of the measures that need it",
    evaluation: Evaluation::EveryColumn,
};

/// Columns in which an absent value has a meaning, so that even an empty column may be complete.
const ABSENCE: [(Field, &str); 17] = [
    (Field::of(&COURSES, "course_number"), "ranked by start_day"),
    (Field::of(&COURSES, "start_day"), "0 for the first course"),
    (Field::of(&COURSES, "sequence"), "ranked by start"),
    (
        Field::of(&COURSES, "response_confirmed"),
        "no response to confirm",
    ),
    (
        Field::of(&COURSES, "response_day"),
        "no documented response",
    ),
    (
        Field::of(&COURSES, "progression_day"),
        "no known progression",
    ),
    (Field::of(&PATIENTS, "death_day"), "not known to have died"),
    (
        Field::of(&PATIENTS, "death_cause"),
        "not known to have died",
    ),
    (Field::of(&DOSES, "iu_per_kg"), "as planned"),
    (Field::of(&DOSES, "reason"), "none stated"),
    (
        Field::of(&TOXICITIES, "resolved_hour"),
        "not known to have resolved",
    ),
    (
        Field::of(&VASOPRESSORS, "stop_hour"),
        "not known to have ended",
    ),
    (Field::of(&DIALYSIS, "stop_hour"), "not known to have ended"),
    (
        Field::of(&MEASUREMENTS, "unit"),
        "that of the LOINC code, else the analyte's own",
    ),
    (Field::of(&MEDICATIONS, "start_hour"), "at an unknown hour"),
    (
        Field::of(&MEDICATIONS, "stop_hour"),
        "not known to have ended",
    ),
    (Field::of(&STAYS, "stop_hour"), "not known to have ended"),
];

/// The checks of all columns. Every row has a site, wherever that was exported.
pub(super) fn checks(files: &[TableSummary]) -> Vec<Check> {
    let mut checks = Vec::new();
    for file in files {
        let columns = file.table.columns.iter().enumerate();
        let exported = columns.filter(|(_, c)| c.is_exported() && c.name != "site_id");
        checks.extend(exported.map(|(index, column)| check(file, index, column)));
    }
    checks
}

fn check(file: &TableSummary, index: usize, column: &'static Column) -> Check {
    let table = file.table.name;
    let outcome = collected(file).and_then(|_| {
        if file.in_file[index] {
            return Ok(Share {
                failed: file.rows - file.filled[index],
                out_of: file.rows,
            });
        }
        let why = format!("the column {} of {table} was not collected", column.name);
        Err(NotApplicable(match column.presence {
            Presence::Default(default) => format!("{why}, and has a default: {default}"),
            Presence::Key | Presence::Required | Presence::Optional | Presence::Derived => why,
        }))
    });
    let is_empty = matches!(outcome, Ok(share) if share.failed == share.out_of);
    let mut check = RULE.check((table, column.name, outcome));
    if check.state == State::Fail {
        check.state = match (is_empty, meaning_of_absence(file.table, index)) {
            (false, _) => State::Pass,
            (true, None) => State::Fail,
            (true, Some(meaning)) => {
                check.why = format!("no value has a meaning here: {meaning}");
                State::NotApplicable
            }
        };
    }
    check
}

/// The meaning of an absent value, where it has one.
fn meaning_of_absence(table: &Table, index: usize) -> Option<&'static str> {
    if let Presence::Default(default) = table.columns[index].presence {
        return Some(default);
    }
    ABSENCE
        .into_iter()
        .find(|(field, _)| (field.table.id, field.index) == (table.id, index))
        .map(|(_, meaning)| meaning)
}
