//! Keys of judged rows: of rows with one key the first in the file stays, and orphan rows are quarantined.

use super::typed::{ColumnBuilder, RowBuffer};
use crate::ingest::ledger::{Class, QuarantinedRow};
use crate::ingest::limits::QuarantineCount;
use crate::model::{Presence, Table};
use std::cmp::Ordering;
use std::io;

/// A row of a table with a key whose course or patient is not stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ingest) struct OrphanRow {
    /// What it names: an index of the judge's own list.
    pub(in crate::ingest) owner: u32,
    /// The rest of its key.
    pub(in crate::ingest) numbers: Vec<i64>,
    pub(in crate::ingest) line: u64,
}

/// Quarantines the orphan rows of a table with a key: the first of each key for its reference, the others for the
/// duplicate key.
pub(in crate::ingest) fn quarantine_orphans(
    table: &Table,
    orphans: impl Iterator<Item = OrphanRow>,
    quarantined: &mut Vec<QuarantinedRow>,
) {
    let mut orphans: Vec<OrphanRow> = orphans.collect();
    orphans.sort_unstable();
    let is_same = |a: &OrphanRow, b: &OrphanRow| (a.owner, &a.numbers) == (b.owner, &b.numbers);
    for run in orphans.chunk_by(is_same) {
        for (index, orphan) in run.iter().enumerate() {
            quarantined.push(if index == 0 {
                no_reference(table, orphan.line)
            } else {
                key_stands_twice(orphan.line)
            });
        }
    }
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
        column,
        class: Class::Reference,
        message: message.into(),
    }
}

fn key_stands_twice(line: u64) -> QuarantinedRow {
    QuarantinedRow {
        line,
        column: "",
        class: Class::Key,
        message: "the key stands on an earlier row".into(),
    }
}

/// The indices of the rows of a table with a key, in the order of their keys. Of rows with the same key the first in the
/// file stays; the others are quarantined.
pub(in crate::ingest) fn first_of_each_key(
    table: &Table,
    rows: &RowBuffer,
    quarantined: &mut Vec<QuarantinedRow>,
    quarantine_count: &QuarantineCount,
) -> io::Result<Vec<u32>> {
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
    let lines = rows.lines.as_deref();
    let lines = lines.expect("rows of a table with a key keep their lines");
    let mut kept: Vec<u32> = Vec::with_capacity(order.len());
    for row in order {
        if kept
            .last()
            .is_some_and(|&first| by_key(first, row) == Ordering::Equal)
        {
            quarantined.push(key_stands_twice(lines[row as usize]));
            quarantine_count.add()?;
        } else {
            kept.push(row);
        }
    }
    Ok(kept)
}
