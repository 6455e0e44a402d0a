//! The values of own columns in long form, so that one query of the library can read columns that only a store names.
//!
//! Takes the stored tables courses and patients, file by file; gives a row for each value.

use super::explain::carry;
use crate::model::{COURSES, OwnColumn, PATIENTS};
use crate::notation::plain_decimal;
use crate::store::{Snapshot, StoredPart};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use std::iter::repeat_n;
use std::sync::Arc;

/// The name of the table.
pub(super) const OWN_VALUES: &str = "own_values";

/// A file of courses or patients, and one of the own columns of its table.
#[derive(Debug, Clone)]
struct OwnPart {
    part: StoredPart,
    /// The column of the table's identifiers.
    id: &'static str,
    column: OwnColumn,
}

/// The table of a snapshot.
pub(super) fn own_values(snapshot: &Snapshot) -> Result<Arc<dyn TableProvider>> {
    let (stored, own) = (snapshot.tables(), snapshot.manifest().own_columns());
    let mut parts = Vec::new();
    for (table, id) in [(&COURSES, "course_id"), (&PATIENTS, "patient_id")] {
        let of_table = own.iter().filter(|column| column.table == table.name);
        for column in of_table {
            let files = stored.get(table.name).into_iter();
            parts.extend(files.flat_map(|table| &table.parts).map(|part| OwnPart {
                part: part.clone(),
                id,
                column: column.clone(),
            }));
        }
    }
    let text = |name| Field::new(name, DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![
        text("site_id"),
        text("table"),
        text("id"),
        text("column"),
        text("value"),
        Field::new("number", DataType::Float64, true),
    ]));
    let values = OwnValues {
        parts: Arc::new(parts),
        schema: Arc::clone(&schema),
    };
    Ok(Arc::new(StreamingTable::try_new(
        schema,
        vec![Arc::new(values)],
    )?))
}

/// The rows of the table, one column of one file after the other.
#[derive(Debug)]
struct OwnValues {
    parts: Arc<Vec<OwnPart>>,
    schema: SchemaRef,
}

impl PartitionStream for OwnValues {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let (parts, schema) = (self.parts.as_ref().clone(), Arc::clone(&self.schema));
        let batches = parts.into_iter().flat_map(move |part| {
            let (rows, failed) = match part.read(&schema) {
                Ok(rows) => (Some(rows), None),
                Err(error) => (None, Some(Err(error))),
            };
            rows.into_iter().flatten().chain(failed)
        });
        Box::pin(RecordBatchStreamAdapter::new(
            Arc::clone(&self.schema),
            futures::stream::iter(batches),
        ))
    }
}

impl OwnPart {
    /// The values of the column in the file, batch by batch.
    fn read(
        &self,
        schema: &SchemaRef,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + use<>> {
        let columns = [self.id, self.column.name.as_str()];
        let batches = self.part.batches(&columns).map_err(carry)?;
        let (part, schema) = (self.clone(), Arc::clone(schema));
        Ok(batches.map(move |batch| part.in_long_form(&batch.map_err(carry)?, &schema)))
    }

    fn in_long_form(&self, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
        let (ids, values) = (batch.column(0), batch.column(1));
        let ids = ids
            .as_string_opt::<i32>()
            .ok_or_else(|| DataFusionError::Internal("identifiers are texts".to_owned()))?;
        let known: Vec<usize> = (0..values.len())
            .filter(|&row| values.is_valid(row))
            .collect();
        let constant = |text: &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(repeat_n(text, known.len())))
        };
        let ids = known.iter().map(|&row| ids.value(row));
        let numbers: Vec<Option<f64>> = known.iter().map(|&row| number(values, row)).collect();
        let texts: StringArray = known.iter().map(|&row| text(values, row)).collect();
        let site = self.part.site_id.as_deref();
        let site = site.ok_or_else(|| DataFusionError::Internal("a file of no site".to_owned()))?;
        let columns: Vec<ArrayRef> = vec![
            constant(site),
            constant(self.column.table),
            Arc::new(StringArray::from_iter_values(ids)),
            constant(&self.column.name),
            Arc::new(texts),
            Arc::new(Float64Array::from(numbers)),
        ];
        Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
    }
}

/// A value as a number, where it is one.
fn number(values: &ArrayRef, row: usize) -> Option<f64> {
    let whole = values.as_primitive_opt::<Int64Type>();
    let whole = whole.map(|values| values.value(row) as f64);
    let decimal = values.as_primitive_opt::<Float64Type>();
    whole.or_else(|| decimal.map(|values| values.value(row)))
}

/// A value as results write it.
fn text(values: &ArrayRef, row: usize) -> Option<String> {
    if let Some(texts) = values.as_string_opt::<i32>() {
        return Some(texts.value(row).to_owned());
    }
    if let Some(answers) = values.as_boolean_opt() {
        return Some(answers.value(row).to_string());
    }
    number(values, row).map(plain_decimal)
}
