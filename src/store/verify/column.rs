//! Columns of a batch, by index; the rows of a column of another type are absent.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;

/// The whole numbers of a column.
pub(super) fn integers(batch: &RecordBatch, column: usize) -> Vec<Option<i64>> {
    match batch.column(column).as_primitive_opt::<Int64Type>() {
        Some(values) => values.iter().collect(),
        None => vec![None; batch.num_rows()],
    }
}

/// The text of a row.
pub(super) fn text(batch: &RecordBatch, column: usize, row: usize) -> Option<&str> {
    let values = batch.column(column).as_string_opt::<i32>()?;
    (!values.is_null(row)).then(|| values.value(row))
}
