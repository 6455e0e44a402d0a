//! From judged rows to columns in the order of the store: keys looked at, courses together, ties broken by value.

use super::quarantine::{Class, SetAside};
use super::sheet::{Growing, Reference, Sheet, no_reference};
use crate::model::{ABSENT_CODE, Presence, Values};
use std::cmp::Ordering;
use std::sync::Arc;

/// The rows of a sheet that stay, by place, after keys and references were looked at.
///
/// Of rows with the same key the first in the file stays, whatever its reference; then rows without one go.
pub(super) fn keep_rows(sheet: &mut Sheet) -> Vec<u32> {
    let all: Vec<u32> = (0..u32::try_from(sheet.references.len()).unwrap_or(u32::MAX)).collect();
    if !sheet.table.has_key() {
        return all;
    }
    let numbers: Vec<&Vec<i64>> = sheet
        .table
        .columns
        .iter()
        .zip(&sheet.columns)
        .filter(|(column, _)| column.presence == Presence::Key)
        .filter_map(|(_, values)| match values {
            Growing::Integer(values) => Some(values),
            Growing::Decimal(_) | Growing::Boolean(_) | Growing::Code(_) => None,
        })
        .collect();
    // An unknown course and a known one never share a place.
    let owner = |row: u32| match sheet.references[row as usize] {
        Reference::To(place) => (false, place),
        Reference::Unknown(place) => (true, place),
    };
    let same_key = |a: u32, b: u32| {
        let by_number = numbers
            .iter()
            .map(|values| values[a as usize].cmp(&values[b as usize]));
        by_number.fold(owner(a).cmp(&owner(b)), Ordering::then)
    };
    let mut order = all;
    order.sort_unstable_by(|&a, &b| same_key(a, b).then(a.cmp(&b)));
    let mut kept = Vec::with_capacity(order.len());
    let mut first: Option<u32> = None;
    for row in order {
        let line = sheet.lines[row as usize];
        if first.is_some_and(|first| same_key(first, row) == Ordering::Equal) {
            sheet.set_aside.push(SetAside {
                line,
                column: "",
                class: Class::Key,
                message: "the key stands on an earlier row".into(),
            });
            continue;
        }
        first = Some(row);
        match sheet.references[row as usize] {
            Reference::To(_) => kept.push(row),
            Reference::Unknown(_) => sheet.set_aside.push(no_reference(sheet.table, line)),
        }
    }
    kept.sort_unstable();
    kept
}

/// The columns of the kept rows, sorted by owner (course or patient), then by every column in the table's order, so
/// that the order of the file's rows leaves no trace. `owners` gives each kept row's place among the owners.
pub(super) fn into_columns(
    sheet: Sheet,
    kept: Vec<u32>,
    owners: &[u32],
) -> (Vec<Values>, Vec<u32>) {
    let columns: Vec<Values> = sheet
        .columns
        .into_iter()
        .zip(sheet.words)
        .map(|(values, words)| match values {
            Growing::Integer(values) => Values::Integer(values),
            Growing::Decimal(values) => Values::Decimal(values),
            Growing::Boolean(values) => Values::Boolean(values),
            Growing::Code(mut codes) => {
                let (texts, places) = words.into_sorted();
                for code in &mut codes {
                    *code = places.get(*code as usize).copied().unwrap_or(ABSENT_CODE);
                }
                Values::Text {
                    codes,
                    words: Arc::new(texts),
                }
            }
        })
        .collect();
    let owner_of = |row: u32| owners[row as usize];
    let mut order = kept;
    if !order.is_sorted_by_key(|&row| owner_of(row)) {
        // Stable, and linear where a file is nearly in order.
        order.sort_by_key(|&row| owner_of(row));
    }
    // A row may name its site or leave that to its course: it is the same row.
    let site = sheet.table.place("site_id");
    let told = columns
        .iter()
        .enumerate()
        .filter(|(place, _)| Some(*place) != site);
    let told: Vec<&Values> = told.map(|(_, values)| values).collect();
    let by_values = |a: &u32, b: &u32| {
        let orders = told
            .iter()
            .map(|column| compare(column, *a as usize, *b as usize));
        orders
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    for run in order.chunk_by_mut(|&a, &b| owner_of(a) == owner_of(b)) {
        run.sort_unstable_by(by_values);
    }
    // Column by column: only one of them is held twice.
    let sorted = columns
        .into_iter()
        .map(|column| {
            if is_identity(&order, column.len()) {
                column
            } else {
                column.take(&order)
            }
        })
        .collect();
    (sorted, order)
}

/// Whether rows taken in this order are all rows in their own.
fn is_identity(order: &[u32], rows: usize) -> bool {
    order.len() == rows && (0..).zip(order).all(|(place, &row)| row == place)
}

fn compare(column: &Values, a: usize, b: usize) -> Ordering {
    match column {
        Values::Integer(values) => values[a].cmp(&values[b]),
        Values::Decimal(values) => values[a].total_cmp(&values[b]),
        Values::Boolean(values) => values[a].cmp(&values[b]),
        Values::Text { codes, .. } => codes[a].cmp(&codes[b]),
    }
}
