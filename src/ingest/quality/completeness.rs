//! How many rows have a value in each column.

use super::chart::Chart;
use super::check::{Category, Check, Counted, Problem, Share, State};
use super::rule::{Asks, Rule};
use crate::ingest::tables::table::Loaded;
use crate::model::{Column, Presence};

/// One check of every column that an export can bring. It has no threshold but this: a column that is in the file and
/// empty is no answer, and measures that need it would count nothing as nothing known.
pub(super) const RULE: Rule = Rule {
    name: "value_absent",
    category: Category::Completeness,
    table: "",
    column: "",
    counted: Counted::Row,
    out_of: "rows",
    message: "rows without a value; it fails where no row has one",
    source: "a column that is in the file was collected, and its rows are in the denominators of the measures that need it",
    asks: Asks::Columns,
};

/// Columns in which an absent value says something, so that even an empty column may be complete.
const ABSENCE: [(&str, &str, &str); 14] = [
    ("courses", "course_number", "ranked by start_day"),
    ("courses", "start_day", "0 for the first course"),
    ("courses", "sequence", "ranked by start"),
    ("courses", "progression_day", "no known progression"),
    ("patients", "death_day", "not known to have died"),
    ("doses", "iu_per_kg", "as planned"),
    ("doses", "reason", "none stated"),
    ("toxicities", "resolved_hour", "not known to have resolved"),
    ("vasopressors", "stop_hour", "not known to have ended"),
    ("dialysis", "stop_hour", "not known to have ended"),
    ("measurements", "unit", "the analyte's own"),
    ("medications", "start_hour", "at an unknown hour"),
    ("medications", "stop_hour", "not known to have ended"),
    ("stays", "stop_hour", "not known to have ended"),
];

/// The checks of all columns. Every row has a site, from wherever that is known.
pub(super) fn checks(chart: &Chart<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for loaded in chart.tables() {
        let columns = loaded.table.columns.iter().enumerate();
        let exported = columns.filter(|(_, c)| c.is_exported() && c.name != "site_id");
        checks.extend(exported.map(|(place, column)| check(chart, loaded, place, column)));
    }
    checks
}

fn check(chart: &Chart<'_>, loaded: &Loaded, place: usize, column: &'static Column) -> Check {
    let table = loaded.table.name;
    let rows = loaded.rows as u64;
    let outcome = chart.table(table).and_then(|_| {
        if loaded.in_file[place] {
            return Ok(Share {
                failed: rows - loaded.filled[place].min(rows),
                out_of: rows,
            });
        }
        let why = format!("the column {} of {table} was not collected", column.name);
        Err(Problem::NotApplicable(match column.presence {
            Presence::Default(default) => format!("{why}, and has a default: {default}"),
            Presence::Key | Presence::Required | Presence::Optional | Presence::Derived => why,
        }))
    });
    let mut check = RULE.check(table, column.name, outcome);
    if check.state == State::Fail {
        let is_empty = check
            .share
            .is_some_and(|share| share.failed == share.out_of);
        check.state = match (is_empty, meaning_of_absence(table, column)) {
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

/// What an absent value says, where it says something.
fn meaning_of_absence(table: &str, column: &Column) -> Option<&'static str> {
    if let Presence::Default(default) = column.presence {
        return Some(default);
    }
    ABSENCE
        .into_iter()
        .find(|(of_table, of_column, _)| (*of_table, *of_column) == (table, column.name))
        .map(|(.., meaning)| meaning)
}
