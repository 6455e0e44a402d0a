//! Which raw rows the given rows name.

use crate::ingest::{FILE, LINE};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use std::collections::BTreeMap;

/// The lines of each file that are named, a bit each.
#[derive(Debug, Default)]
pub(super) struct NamedRows(BTreeMap<String, Vec<u64>>);

/// Lines beyond are of no file.
const MOST_LINES: u64 = 1 << 36;

impl NamedRows {
    /// Adds the places of rows.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        let (Some(files), Some(lines)) = (batch.column_by_name(FILE), batch.column_by_name(LINE))
        else {
            return;
        };
        let (Some(files), Some(lines)) = (
            files.as_string_opt::<i32>(),
            lines.as_primitive_opt::<Int64Type>(),
        ) else {
            return;
        };
        for row in (0..batch.num_rows()).filter(|row| files.is_valid(*row) && lines.is_valid(*row))
        {
            let line = u64::try_from(lines.value(row)).ok();
            let Some(line) = line.filter(|line| *line < MOST_LINES) else {
                continue;
            };
            let file = files.value(row);
            if !self.0.contains_key(file) {
                self.0.insert(file.to_owned(), Vec::new());
            }
            let Some(of_file) = self.0.get_mut(file) else {
                continue;
            };
            let word = (line / 64) as usize;
            if of_file.len() <= word {
                of_file.resize(word + 1, 0);
            }
            of_file[word] |= 1 << (line % 64);
        }
    }

    /// How many of so many rows of a file no given row names.
    pub(super) fn unnamed(&self, file: &str, rows: u64) -> u64 {
        let named = self.0.get(file).map_or(0, |lines| {
            lines.iter().map(|word| u64::from(word.count_ones())).sum()
        });
        rows.saturating_sub(named)
    }
}
