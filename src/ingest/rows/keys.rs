//! From judged rows to columns in the order of the store: keys looked at, courses together, ties broken by value.

use super::limits::SetAsideCount;
use super::quarantine::{Class, SetAside};
use super::rows::{Growing, Rows};
use super::sheet::Stray;
use crate::model::{Presence, Table, Values};
use std::cmp::Ordering;
use std::io;

/// Sets aside the rows of a table with a key that name nothing which is stored: those of which the key stands on an
/// earlier one for that, whatever they name.
pub(super) fn set_strays_aside(
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
pub(super) fn no_reference(table: &Table, line: u64) -> SetAside {
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
pub(super) fn first_of_each_key(
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

/// Whether places are all rows in their order.
pub(super) fn is_identity(places: &[u32], rows: usize) -> bool {
    places.len() == rows && (0..).zip(places).all(|(place, &row)| row == place)
}

/// The order of rows by owner, then by every column in the table's order, so that the order of the file's rows leaves no
/// trace. `kept` are the columns that the file brings.
pub(super) fn in_order(owners: &[u32], kept: &[&Values]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(owners.len()).unwrap_or(u32::MAX)).collect();
    let owner_of = |row: u32| owners[row as usize];
    if !owners.is_sorted() {
        // Stable, and linear where a file is nearly in order.
        order.sort_by_key(|&row| owner_of(row));
    }
    // The first of them decides most often: in a table of events it is a name.
    let (first, others) = match kept.split_first() {
        Some((Values::Text { codes, .. }, others)) => (Some(codes), others),
        _ => (None, kept),
    };
    let by_others = |a: u32, b: u32| {
        let mut orders = others
            .iter()
            .map(|column| compare(column, a as usize, b as usize));
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let by_values = |&a: &u32, &b: &u32| match first {
        Some(codes) => codes[a as usize]
            .cmp(&codes[b as usize])
            .then_with(|| by_others(a, b)),
        None => by_others(a, b),
    };
    for run in order.chunk_by_mut(|&a, &b| owner_of(a) == owner_of(b)) {
        run.sort_unstable_by(by_values);
    }
    order
}

fn compare(column: &Values, a: usize, b: usize) -> Ordering {
    match column {
        Values::Integer(values) => values[a].cmp(&values[b]),
        Values::Decimal(values) => values[a].total_cmp(&values[b]),
        Values::Boolean(values) => values[a].cmp(&values[b]),
        Values::Text { codes, .. } => codes[a].cmp(&codes[b]),
    }
}
