//! Rows of one place, put in the order of their cells.

use crate::ingest::{FILE, LINE};
use crate::query::{QueryBatches, QueryError};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::{
    SortColumn, SortOptions, cast, concat_batches, lexsort_to_indices, partition, take,
    take_record_batch,
};
use datafusion::arrow::datatypes::{DataType, SchemaRef, UInt64Type};
use datafusion::arrow::error::ArrowError;
use std::ops::Range;
use std::sync::Arc;

/// Rows in the order of places, those of one place in that of their cells as text from left to right, what is absent last.
pub(super) struct Ties<'a> {
    rows: QueryBatches<'a>,
    /// The rows of the last place so far: more of them may come.
    held: Vec<RecordBatch>,
    /// Whether the rows are in the order of their cells already.
    is_in_order: bool,
    is_done: bool,
}

impl<'a> Ties<'a> {
    /// Rows that are in the order of places, and perhaps in that of their cells.
    pub(super) const fn of(rows: QueryBatches<'a>, is_in_order: bool) -> Self {
        Self {
            rows,
            held: Vec::new(),
            is_in_order,
            is_done: false,
        }
    }

    /// The columns.
    pub(super) fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        loop {
            let Some(batch) = self.rows.next().transpose()? else {
                self.is_done = true;
                return match self.held.first() {
                    None => Ok(None),
                    Some(_) => self.take_held().map(Some),
                };
            };
            let Some(last) = runs(&batch).map_err(broken)?.pop() else {
                continue;
            };
            let is_one = last.start == 0;
            if is_one && self.continues(&batch)? {
                self.held.push(batch);
                continue;
            }
            // All but the last place is whole; the first may be that of the rows that are held.
            self.held.push(batch.slice(0, last.start));
            let whole = self.take_held()?;
            self.held
                .push(batch.slice(last.start, batch.num_rows() - last.start));
            if whole.num_rows() > 0 {
                return Ok(Some(whole));
            }
        }
    }

    /// Whether the first place of a batch is that of the rows that are held.
    fn continues(&self, batch: &RecordBatch) -> Result<bool, QueryError> {
        let Some(held) = self.held.first() else {
            return Ok(false);
        };
        let two = concat_batches(&self.schema(), [&held.slice(0, 1), &batch.slice(0, 1)]);
        let runs = two.and_then(|two| runs(&two)).map_err(broken)?;
        Ok(runs.len() == 1)
    }

    fn take_held(&mut self) -> Result<RecordBatch, QueryError> {
        let schema = self.schema();
        let held = concat_batches(&schema, &self.held).and_then(|rows| in_order(&rows));
        self.held.clear();
        held.map_err(broken)
    }
}

impl Iterator for Ties<'_> {
    type Item = Result<RecordBatch, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let batch = if self.is_in_order {
            self.rows.next()
        } else {
            self.next_batch().transpose()
        };
        // After an error nothing is read any further.
        self.is_done |= matches!(batch, Some(Err(_)));
        batch
    }
}

/// The rows of each place.
fn runs(batch: &RecordBatch) -> Result<Vec<Range<usize>>, ArrowError> {
    let places = [FILE, LINE].map(|name| batch.column_by_name(name).cloned());
    let places: Vec<ArrayRef> = places.into_iter().flatten().collect();
    Ok(partition(&places)?.ranges())
}

/// The rows of each place in the order of their cells.
fn in_order(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let runs = runs(batch)?;
    let tied: Vec<u64> = runs
        .iter()
        .filter(|run| run.len() > 1)
        .flat_map(|run| run.start as u64..run.end as u64)
        .collect();
    if tied.is_empty() {
        return Ok(batch.clone());
    }
    // Places are in order, so their number among the runs is what they are put in order by.
    let of_run = runs.iter().enumerate().filter(|(_, run)| run.len() > 1);
    let of_run = of_run.flat_map(|(number, run)| std::iter::repeat_n(number as u64, run.len()));
    let of_run: ArrayRef = Arc::new(UInt64Array::from_iter_values(of_run));
    let rows = UInt64Array::from(tied);
    let mut columns = vec![sorted_by(of_run)];
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if [FILE, LINE].contains(&field.name().as_str()) {
            continue;
        }
        let cells = take(column, &rows, None)?;
        let is_number = matches!(cells.data_type(), DataType::Int64 | DataType::Float64);
        columns.push(sorted_by(if is_number {
            cast(&cells, &DataType::Utf8)?
        } else {
            cells
        }));
    }
    let order = lexsort_to_indices(&columns, None)?;
    let mut moved = take(&rows, &order, None)?
        .as_primitive::<UInt64Type>()
        .values()
        .to_vec()
        .into_iter();
    let mut is_tied = rows.values().iter().copied().peekable();
    let places = (0..batch.num_rows() as u64).map(|place| {
        let row = is_tied.next_if_eq(&place).and_then(|_| moved.next());
        row.unwrap_or(place)
    });
    take_record_batch(batch, &places.collect::<UInt64Array>())
}

fn sorted_by(values: ArrayRef) -> SortColumn {
    let options = SortOptions {
        descending: false,
        nulls_first: false,
    };
    SortColumn {
        values,
        options: Some(options),
    }
}

fn broken(_: ArrowError) -> QueryError {
    QueryError::NotComputed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;
    use datafusion::arrow::array::{Float64Array, Int64Array, StringArray};
    use datafusion::arrow::datatypes::Float64Type;

    /// A file, a line, a text and a number.
    type Row = (
        Option<&'static str>,
        Option<i64>,
        Option<&'static str>,
        Option<f64>,
    );

    fn batch(rows: &[Row]) -> RecordBatch {
        let names: StringArray = rows.iter().map(|row| row.2).collect();
        let values: Float64Array = rows.iter().map(|row| row.3).collect();
        let files: StringArray = rows.iter().map(|row| row.0).collect();
        let lines: Int64Array = rows.iter().map(|row| row.1).collect();
        RecordBatch::try_from_iter_with_nullable([
            ("name", Arc::new(names) as ArrayRef, true),
            ("value", Arc::new(values) as ArrayRef, true),
            (FILE, Arc::new(files) as ArrayRef, true),
            (LINE, Arc::new(lines) as ArrayRef, true),
        ])
        .unwrap()
    }

    fn values(batch: &RecordBatch) -> Vec<Option<f64>> {
        let column = batch.column_by_name("value").unwrap();
        column.as_primitive::<Float64Type>().iter().collect()
    }

    #[test]
    fn rows_of_one_place_are_in_the_order_of_their_cells_as_text() {
        let rows = batch(&[
            (Some("a"), Some(2), Some("x"), Some(3.0)),
            (Some("a"), Some(3), Some("y"), Some(9.0)),
            (Some("a"), Some(3), Some("y"), Some(10.0)),
            (Some("a"), Some(3), None, Some(1.0)),
            (Some("a"), Some(3), Some("b"), None),
            (Some("a"), Some(3), Some("b"), Some(7.0)),
            (Some("b"), Some(2), Some("z"), Some(4.0)),
            (Some("b"), None, Some("z"), Some(6.0)),
            (Some("b"), None, Some("z"), Some(5.0)),
        ]);
        // `10.0` comes before `9.0`; what is absent is last.
        assert_eq!(
            values(&in_order(&rows).unwrap()),
            [
                Some(3.0),
                Some(7.0),
                None,
                Some(10.0),
                Some(9.0),
                Some(1.0),
                Some(4.0),
                Some(5.0),
                Some(6.0)
            ]
        );
    }

    #[test]
    fn rows_without_ties_stay() {
        let rows = batch(&[
            (Some("a"), Some(2), None, Some(3.0)),
            (Some("a"), Some(10), None, Some(2.0)),
        ]);
        assert_eq!(values(&in_order(&rows).unwrap()), [Some(3.0), Some(2.0)]);
        assert!(in_order(&batch(&[])).unwrap().num_rows() == 0);
    }
}
