//! What is wrong: a file, and what is the matter with it; and the look at its rows that finds it.

use crate::store::parquet::for_each_batch;
use crate::store::snapshot::Snapshot;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use std::collections::BTreeMap;
use std::fmt;

/// One proof that failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file of the snapshot.
    pub file: String,
    /// What is wrong with it; no value of the data.
    pub what: String,
}

impl Fault {
    pub(super) fn new(file: &str, what: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            what: what.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

/// Proofs that failed so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, file: &str, what: impl Into<String>) {
        self.0.push(Fault::new(file, what));
    }

    /// Reads columns of a file batch by batch; `look` takes a batch and the number of rows before it, and notes what is
    /// wrong. `false` where the file cannot be read, which is a fault of its own.
    pub(super) fn look_at(
        &mut self,
        snapshot: &Snapshot,
        file: &str,
        columns: &[&str],
        mut look: impl FnMut(&RecordBatch, usize, &mut Notes),
    ) -> bool {
        let (mut notes, mut before) = (Notes::default(), 0);
        let read = for_each_batch(&snapshot.folder().join(file), columns, |batch| {
            look(&batch, before, &mut notes);
            before += batch.num_rows();
        });
        for (what, (rows, first)) in notes.0 {
            self.add(file, format!("{what} (rows: {rows}; first: {})", first + 1));
        }
        if read.is_err() {
            self.add(file, format!("cannot be read: {}", columns.join(", ")));
        }
        read.is_ok()
    }

    pub(super) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(super) fn sorted(mut self) -> Vec<Fault> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

/// What is wrong with rows of one file: how many, and which is the first.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<&'static str, (usize, usize)>);

impl Notes {
    /// Notes that something is wrong with a row, unless it is right.
    pub(super) fn unless(&mut self, is_right: bool, what: &'static str, row: usize) {
        if !is_right {
            self.0.entry(what).or_insert((0, row)).0 += 1;
        }
    }
}

/// The whole numbers of a column; none where it is of another type, which is a fault of each row.
pub(super) fn integers(batch: &RecordBatch, column: usize) -> Vec<Option<i64>> {
    match batch.column(column).as_primitive_opt::<Int64Type>() {
        Some(values) => values.iter().collect(),
        None => vec![None; batch.num_rows()],
    }
}

/// The text of a row; none where the column is of another type, which is a fault of each row.
pub(super) fn text(batch: &RecordBatch, column: usize, row: usize) -> Option<&str> {
    let values = batch.column(column).as_string_opt::<i32>()?;
    (!values.is_null(row)).then(|| values.value(row))
}
