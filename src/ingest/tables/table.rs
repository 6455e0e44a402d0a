//! The rows of one table in the order of the store, of a part of an export or of all courses and patients.

use crate::ingest::ledger::{FileLedger, Unlisted};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Presence, Table, Values, is_absent};
use std::ops::Range;
use std::sync::Arc;

/// A table, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) table: &'static Table,
    pub(crate) is_collected: bool,
    /// For each column: whether the file has it.
    pub(crate) in_file: Vec<bool>,
    /// For each column that the file has: how many rows had a value before any default was filled in.
    pub(crate) filled: Vec<u64>,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Values>,
    /// For each row the index of its course in the part; of its site, in a table of courses or patients.
    pub(crate) owners: Vec<u32>,
    /// What became of the rows of the file, where this is the whole table.
    pub(crate) ledger: Option<FileLedger>,
    /// Names that the terminology does not have, where this is the whole table.
    pub(crate) unlisted: Vec<Unlisted>,
}

impl Loaded {
    pub(crate) fn not_collected(table: &'static Table) -> Self {
        Self {
            is_collected: false,
            ..Self::of(
                table,
                vec![false; table.columns.len()],
                absent(table),
                Vec::new(),
            )
        }
    }

    /// Rows of a table whose file has these columns.
    pub(crate) fn of(
        table: &'static Table,
        in_file: Vec<bool>,
        columns: Vec<Values>,
        owners: Vec<u32>,
    ) -> Self {
        let filled = columns.iter().zip(&in_file);
        let filled = filled.map(
            |(values, is_in_file)| {
                if *is_in_file { count_filled(values) } else { 0 }
            },
        );
        Self {
            table,
            is_collected: true,
            filled: filled.collect(),
            in_file,
            rows: owners.len(),
            columns,
            owners,
            ledger: None,
            unlisted: Vec::new(),
        }
    }

    /// A run of rows, with texts of their own where most are not theirs.
    pub(crate) fn slice(&self, rows: &Range<usize>) -> Self {
        let columns = self.columns.iter().map(|values| {
            let run = values.slice(rows.clone());
            match &run {
                Values::Text { words, .. } if words.len() > rows.len() => run.with_own_words(),
                Values::Text { .. }
                | Values::Integer(_)
                | Values::Decimal(_)
                | Values::Boolean(_) => run,
            }
        });
        let owners = self.owners.get(rows.clone()).unwrap_or_default().to_vec();
        Self {
            is_collected: self.is_collected,
            ..Self::of(self.table, self.in_file.clone(), columns.collect(), owners)
        }
    }

    /// The codes of a column of texts.
    pub(crate) fn codes(&self, column: &str) -> &[u32] {
        let index = self.table.place(column);
        match index.and_then(|index| self.columns.get(index)) {
            Some(Values::Text { codes, .. }) => codes,
            Some(Values::Integer(_) | Values::Decimal(_) | Values::Boolean(_)) | None => &[],
        }
    }

    /// A column.
    pub(crate) fn column(&self, column: &str) -> Option<&Values> {
        self.columns.get(self.table.place(column)?)
    }
}

/// For each column: whether it was collected, which one with a default always is.
pub(crate) fn collected(table: &Table, in_file: &[bool]) -> Vec<bool> {
    let has_default = |index: usize| matches!(table.columns[index].presence, Presence::Default(_));
    let is_collected = |(index, is_in_file): (usize, &bool)| *is_in_file || has_default(index);
    in_file.iter().enumerate().map(is_collected).collect()
}

/// The columns of a table without rows.
fn absent(table: &Table) -> Vec<Values> {
    let columns = table.columns.iter();
    columns
        .map(|column| Values::absent(column.kind, 0))
        .collect()
}

/// How many rows have a value.
fn count_filled(values: &Values) -> u64 {
    let filled = match values {
        Values::Integer(values) => values.iter().filter(|&&v| v != ABSENT_INTEGER).count(),
        Values::Decimal(values) => values.iter().filter(|&&v| !is_absent(v)).count(),
        Values::Boolean(values) => values.iter().filter(|v| v.is_some()).count(),
        Values::Text { codes, .. } => codes.iter().filter(|&&code| code != ABSENT_CODE).count(),
    };
    filled as u64
}

/// Columns of one table, by name.
pub(crate) struct Columns<'a> {
    pub(crate) table: &'static Table,
    pub(crate) values: &'a mut Vec<Values>,
}

impl Columns<'_> {
    fn index(&self, column: &str) -> usize {
        self.table.place(column).unwrap_or_default()
    }

    pub(crate) fn column(&self, column: &str) -> &Values {
        &self.values[self.index(column)]
    }

    pub(crate) fn set(&mut self, column: &str, values: Values) {
        let index = self.index(column);
        self.values[index] = values;
    }

    pub(crate) fn rows(&self) -> usize {
        self.values.first().map_or(0, Values::len)
    }
}

/// A text column with one text on every row.
pub(crate) fn constant(text: &str, rows: usize) -> Values {
    Values::Text {
        codes: vec![0; rows],
        words: Arc::new(vec![text.to_owned()]),
    }
}
