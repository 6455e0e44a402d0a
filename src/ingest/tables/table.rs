//! The rows of one table in the order of the store, of a part of an export or of all courses and patients.

use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, Table, Values, is_absent};
use std::ops::Range;
use std::sync::Arc;

/// The rows of a table, or of a part of one.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Loaded {
    pub(in crate::ingest) table: &'static Table,
    pub(in crate::ingest) is_collected: bool,
    /// For each column: whether the file has it.
    pub(in crate::ingest) in_file: Vec<bool>,
    /// For each column that the file has: the number of rows with a value, before any default is filled in.
    pub(in crate::ingest) filled: Vec<u64>,
    pub(in crate::ingest) frame: Frame,
    /// For each row the index of its course in the part; of its site, in a table of courses or patients.
    pub(in crate::ingest) owners: Vec<u32>,
}

impl Loaded {
    pub(in crate::ingest) fn not_collected(table: &'static Table) -> Self {
        let columns = table.columns.iter();
        let columns = columns.map(|column| Values::absent(column.kind, 0));
        let in_file = vec![false; table.columns.len()];
        let frame = Frame::of(table, columns.collect());
        Self {
            is_collected: false,
            ..Self::of(table, in_file, frame, Vec::new())
        }
    }

    /// Rows of a table whose file has these columns.
    pub(in crate::ingest) fn of(
        table: &'static Table,
        in_file: Vec<bool>,
        frame: Frame,
        owners: Vec<u32>,
    ) -> Self {
        let filled = |((_, values), is_in_file): ((&str, &Values), &bool)| {
            if *is_in_file { count_filled(values) } else { 0 }
        };
        Self {
            table,
            is_collected: true,
            filled: frame.columns().zip(&in_file).map(filled).collect(),
            in_file,
            frame,
            owners,
        }
    }

    /// A run of rows, with texts of their own where most are not theirs.
    pub(in crate::ingest) fn slice(&self, rows: &Range<usize>) -> Self {
        let columns = self.frame.columns().map(|(_, values)| {
            let run = values.slice(rows.clone());
            match &run {
                Values::Text { words, .. } if words.len() > rows.len() => run.with_own_words(),
                Values::Text { .. }
                | Values::Integer(_)
                | Values::Decimal(_)
                | Values::Boolean(_) => run,
            }
        });
        let names = self.frame.columns().map(|(name, _)| name.to_owned());
        let frame = Frame::new(self.table.name, names.zip(columns));
        let owners = self.owners[rows.clone()].to_vec();
        Self {
            is_collected: self.is_collected,
            ..Self::of(self.table, self.in_file.clone(), frame, owners)
        }
    }
}

/// The number of rows with a value.
fn count_filled(values: &Values) -> u64 {
    let filled = match values {
        Values::Integer(values) => values.iter().filter(|&&v| v != ABSENT_INTEGER).count(),
        Values::Decimal(values) => values.iter().filter(|&&v| !is_absent(v)).count(),
        Values::Boolean(values) => values.iter().filter(|v| v.is_some()).count(),
        Values::Text { codes, .. } => codes.iter().filter(|&&code| code != ABSENT_CODE).count(),
    };
    filled as u64
}

/// A text column with one text on every row.
pub(in crate::ingest) fn constant(text: &str, rows: usize) -> Values {
    Values::Text {
        codes: vec![0; rows],
        words: Arc::new(vec![text.to_owned()]),
    }
}
