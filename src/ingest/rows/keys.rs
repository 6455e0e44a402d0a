//! Keys of judged rows. Of rows with one key that read alike the first in the file is stored; where rows with one key differ,
//! none of them is, so that the order of a file decides nothing.

use super::typed::{ColumnBuilder, RowBuffer};
use crate::ingest::ledger::{Class, QuarantinedRow};
use crate::model::{Presence, Table, TableId};
use std::cmp::Ordering;

/// The rows of a table with a key, or of a part of one, told apart by their keys.
#[derive(Debug, Default)]
pub(in crate::ingest) struct KeyedRows {
    /// The indices of the rows that are stored, in the order of their keys.
    pub(in crate::ingest) kept: Vec<u32>,
    /// The indices of the rows that are not.
    pub(in crate::ingest) dropped: Vec<u32>,
    /// Why these are not: a row for each.
    pub(in crate::ingest) quarantined: Vec<QuarantinedRow>,
    /// The number of keys without a stored row, because their rows differ.
    pub(in crate::ingest) open_keys: u64,
}

/// Quarantines the orphan rows of a table with a key: for the key where another row has it, else for the reference.
pub(in crate::ingest) fn quarantine_orphans(
    table: &Table,
    orphans: &RowBuffer,
    quarantined: &mut Vec<QuarantinedRow>,
) {
    let mut keyed = KeyedRows::of(table, orphans, |rows| rows_differ(table, rows.len()));
    quarantined.append(&mut keyed.quarantined);
    let lines = lines(orphans);
    let references = keyed.kept.iter();
    quarantined.extend(references.map(|&row| no_reference(table, lines[row as usize])));
}

/// A row of a course that is not stored, or that could be of two sites.
pub(in crate::ingest) fn no_reference(table: &Table, line: u64) -> QuarantinedRow {
    let column = if table.column("course_id").is_some() {
        "course_id"
    } else {
        "patient_id"
    };
    let message = if column == "course_id" {
        "no such course, or one at two sites"
    } else {
        "no such patient, or one at two sites"
    };
    QuarantinedRow {
        line,
        column: column.into(),
        class: Class::Reference,
        message: message.into(),
    }
}

/// Why rows with one key are quarantined that differ: so many in this table.
pub(in crate::ingest) fn rows_differ(table: &Table, rows: usize) -> &'static str {
    match (table.id, rows) {
        (TableId::Courses, 2) => "the course has two rows that differ: neither is stored",
        (TableId::Courses, _) => "the course has several rows that differ: none is stored",
        (TableId::Patients, 2) => "the patient has two rows that differ: neither is stored",
        (TableId::Patients, _) => "the patient has several rows that differ: none is stored",
        (TableId::Doses, 2) => "the dose has two rows that differ: neither is stored",
        (TableId::Doses, _) => "the dose has several rows that differ: none is stored",
        (
            TableId::Toxicities
            | TableId::NotAssessed
            | TableId::Vasopressors
            | TableId::Dialysis
            | TableId::Measurements
            | TableId::Medications
            | TableId::Stays,
            _,
        ) => unreachable!("rows of this table have no key"),
    }
}

fn of_key(line: u64, message: &'static str) -> QuarantinedRow {
    QuarantinedRow {
        line,
        column: "".into(),
        class: Class::Key,
        message: message.into(),
    }
}

/// The line of each row.
fn lines(rows: &RowBuffer) -> &[u64] {
    let lines = rows.lines.as_deref();
    lines.expect("rows of a table with a key keep their lines")
}

impl KeyedRows {
    /// Tells the rows of a table with a key apart, which are in the order of the file; `differ` says why rows are not stored
    /// that have one key and differ, from their indices.
    pub(in crate::ingest) fn of(
        table: &Table,
        rows: &RowBuffer,
        differ: impl Fn(&[u32]) -> &'static str,
    ) -> Self {
        let numbers: Vec<&Vec<i64>> = table
            .columns
            .iter()
            .zip(&rows.columns)
            .filter(|(column, _)| column.presence == Presence::Key)
            .filter_map(|(_, values)| match values {
                ColumnBuilder::Integer(values) => Some(values),
                ColumnBuilder::Decimal(_)
                | ColumnBuilder::Boolean(_)
                | ColumnBuilder::Code(_)
                | ColumnBuilder::Nothing => None,
            })
            .collect();
        let by_key = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            let by_number = numbers.iter().map(|values| values[a].cmp(&values[b]));
            by_number.fold(rows.owners[a].cmp(&rows.owners[b]), Ordering::then)
        };
        let n_rows = u32::try_from(rows.len()).expect("a part has fewer rows than 2^32");
        let mut order: Vec<u32> = (0..n_rows).collect();
        // Stable, and linear where a file is nearly in order.
        order.sort_by(|&a, &b| by_key(a, b));
        let lines = lines(rows);
        let mut keyed = Self {
            kept: Vec::with_capacity(order.len()),
            ..Self::default()
        };
        for run in order.chunk_by(|&a, &b| by_key(a, b) == Ordering::Equal) {
            let (first, others) = (run[0], &run[1..]);
            let is_alike = |&row: &u32| rows.read_alike(first as usize, row as usize);
            let (dropped, message) = if others.iter().all(is_alike) {
                keyed.kept.push(first);
                (others, "the row repeats an earlier one")
            } else {
                keyed.open_keys += 1;
                (run, differ(run))
            };
            keyed.dropped.extend(dropped);
            let why = dropped
                .iter()
                .map(|&row| of_key(lines[row as usize], message));
            keyed.quarantined.extend(why);
        }
        keyed
    }
}
