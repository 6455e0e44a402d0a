//! The order of rows in the store: by owner, ties broken by value, so that the order of a file leaves no trace.

use crate::model::Values;
use std::cmp::Ordering;

/// Whether these are all rows in their order.
pub(in crate::ingest) fn is_identity(order: &[u32], rows: usize) -> bool {
    order.len() == rows && (0..).zip(order).all(|(position, &row)| row == position)
}

/// The order of rows by owner, then by every column in the table's order, so that the order of the file's rows leaves no
/// trace. `kept` are the columns that the file brings.
pub(in crate::ingest) fn in_order(owners: &[u32], kept: &[&Values]) -> Vec<u32> {
    let n_rows = u32::try_from(owners.len()).expect("a part has fewer rows than 2^32");
    let mut order: Vec<u32> = (0..n_rows).collect();
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
