//! Whether an export has what a rule reads; where not, the rule does not apply.

use super::check::NotApplicable;
use crate::ingest::ledger::FileLedger;
use crate::ingest::tables::summary::TableSummary;
use crate::model::{Field, Presence, Table};

/// What became of the rows of a table's file, if the table was collected.
pub(super) fn collected(file: &TableSummary) -> Result<&FileLedger, NotApplicable> {
    file.ledger
        .as_ref()
        .ok_or_else(|| not_collected(file.table))
}

/// The reason why a rule does not apply to an export without this table.
pub(super) fn not_collected(table: &Table) -> NotApplicable {
    NotApplicable(format!("the table {} was not collected", table.name))
}

/// Checks that a column of a table that was collected is in the file, has a default, or is derived.
pub(super) fn column_collected(in_file: &[bool], field: Field) -> Result<(), NotApplicable> {
    let presence = field.column().presence;
    if in_file[field.index] || matches!(presence, Presence::Default(_) | Presence::Derived) {
        return Ok(());
    }
    let (column, table) = (field.column().name, field.table.name);
    Err(NotApplicable(format!(
        "the column {column} of {table} was not collected"
    )))
}
