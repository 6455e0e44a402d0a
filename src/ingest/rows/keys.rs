//! Keys of judged rows: of rows with one key the first in the file stays, and rows that name nothing stored are told.

use super::typed::{Growing, Rows};
use crate::ingest::ledger::{Class, SetAside};
use crate::ingest::limits::SetAsideCount;
use crate::model::{Presence, Table};
use std::cmp::Ordering;
use std::io;

/// A row with a key that names nothing which is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stray {
    /// What it names: a place in the judge's own list.
    pub(crate) owner: u32,
    /// The rest of its key.
    pub(crate) numbers: Vec<i64>,
    pub(crate) line: u64,
}

/// Sets aside the rows of a table with a key that name nothing which is stored: those of which the key stands on an
/// earlier one for that, whatever they name.
pub(crate) fn set_strays_aside(
    table: &Table,
    mut strays: Vec<Stray>,
    set_aside: &mut Vec<SetAside>,
) {
    strays.sort_unstable();
    let is_same = |a: &Stray, b: &Stray| (a.owner, &a.numbers) == (b.owner, &b.numbers);
    for run in strays.chunk_by(is_same) {
        for (place, stray) in run.iter().enumerate() {
            set_aside.push(if place == 0 {
                no_reference(table, stray.line)
            } else {
                key_stands_twice(stray.line)
            });
        }
    }
}

/// A row of a course that is not stored, or that could be of two sites.
pub(crate) fn no_reference(table: &Table, line: u64) -> SetAside {
    let column = if table.place("course_id").is_some() {
        "course_id"
    } else {
        "patient_id"
    };
    let message = if column == "course_id" {
        "no such course, or one at two sites"
    } else {
        "no such patient, or one at two sites"
    };
    SetAside {
        line,
        column,
        class: Class::Reference,
        message: message.into(),
    }
}

fn key_stands_twice(line: u64) -> SetAside {
    SetAside {
        line,
        column: "",
        class: Class::Key,
        message: "the key stands on an earlier row".into(),
    }
}

/// The rows of a table with a key, by place and in the order of their keys. Of rows with the same key the first in the
/// file stays; the others are set aside.
pub(crate) fn first_of_each_key(
    table: &Table,
    rows: &Rows,
    set_aside: &mut Vec<SetAside>,
    n_set_aside: &SetAsideCount,
) -> io::Result<Vec<u32>> {
    let numbers: Vec<&Vec<i64>> = table
        .columns
        .iter()
        .zip(&rows.columns)
        .filter(|(column, _)| column.presence == Presence::Key)
        .filter_map(|(_, values)| match values {
            Growing::Integer(values) => Some(values),
            Growing::Decimal(_) | Growing::Boolean(_) | Growing::Code(_) | Growing::Nothing => None,
        })
        .collect();
    let by_key = |a: u32, b: u32| {
        let (a, b) = (a as usize, b as usize);
        let by_number = numbers.iter().map(|values| values[a].cmp(&values[b]));
        by_number.fold(rows.owners[a].cmp(&rows.owners[b]), Ordering::then)
    };
    let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
    // Stable, and linear where a file is nearly in order.
    order.sort_by(|&a, &b| by_key(a, b));
    let lines = rows.lines.as_deref().unwrap_or_default();
    let mut kept: Vec<u32> = Vec::with_capacity(order.len());
    for row in order {
        if kept
            .last()
            .is_some_and(|&first| by_key(first, row) == Ordering::Equal)
        {
            set_aside.push(key_stands_twice(lines[row as usize]));
            n_set_aside.add()?;
        } else {
            kept.push(row);
        }
    }
    Ok(kept)
}
