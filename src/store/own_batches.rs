//! Columns of a table's files as the whole store has them: an own column may be absent from a site's file, or have whole
//! numbers there and decimals elsewhere.

use super::error::StoreError;
use super::manifest::Manifest;
use super::parquet;
use crate::model::{COURSES, OwnType, PATIENTS, is_own_column};
use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, RecordBatch, RecordBatchOptions, new_null_array,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// The table of facts that has the own columns of courses and of their patients.
const FACTS: &str = "facts_courses";

/// The own columns of a table over the whole store, in the order of their names.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnFields(Arc<Vec<Arc<Field>>>);

impl OwnFields {
    /// Those of the table of this name.
    pub(super) fn of(manifest: &Manifest, table: &str) -> Self {
        if ![COURSES.name, PATIENTS.name, FACTS].contains(&table) {
            return Self::default();
        }
        let mut own = manifest.own_columns();
        own.retain(|column| table == FACTS || column.table == table);
        own.sort_by(|a, b| a.name.cmp(&b.name));
        let fields = own.into_iter().map(|column| {
            let data_type = match column.of_type {
                OwnType::Boolean => DataType::Boolean,
                OwnType::Integer => DataType::Int64,
                OwnType::Decimal => DataType::Float64,
                OwnType::Text => DataType::Utf8,
            };
            Arc::new(Field::new(column.name, data_type, true))
        });
        Self(Arc::new(fields.collect()))
    }

    /// The columns of a file: those of the model as it has them, then all own ones.
    pub(super) fn schema(&self, of_file: &Schema) -> SchemaRef {
        let fields = of_file.fields().iter();
        let of_model = fields.filter(|field| !is_own_column(field.name())).cloned();
        Arc::new(Schema::new(
            of_model.chain(self.0.iter().cloned()).collect::<Vec<_>>(),
        ))
    }

    fn field(&self, name: &str) -> Option<&Arc<Field>> {
        self.0.iter().find(|field| field.name() == name)
    }

    /// These columns of a file, `rows` rows at a time, in the order in which they are asked for.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or lacks a column of the model.
    pub(super) fn batches(
        &self,
        path: &Path,
        columns: &[&str],
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, StoreError>> + Send + use<>, StoreError>
    {
        let of_file = if columns.iter().any(|column| self.field(column).is_some()) {
            Some(parquet::open(path)?.schema().clone())
        } else {
            None
        };
        let is_in_file = |name: &str| {
            let of_file = of_file.as_ref();
            of_file.is_none_or(|schema| schema.column_with_name(name).is_some())
        };
        let wanted: Vec<(bool, Option<Arc<Field>>)> = columns
            .iter()
            .map(|&name| {
                let own = self.field(name).cloned();
                (own.is_none() || is_in_file(name), own)
            })
            .collect();
        let stored: Vec<&str> = columns
            .iter()
            .zip(&wanted)
            .filter_map(|(&name, (is_stored, _))| is_stored.then_some(name))
            .collect();
        let batches = parquet::batches(path, &stored, rows)?;
        let path = path.to_path_buf();
        Ok(batches.map(move |batch| {
            let batch = batch?;
            if wanted.iter().all(|(_, own)| own.is_none()) {
                return Ok(batch);
            }
            let (schema, n_rows) = (batch.schema(), batch.num_rows());
            let mut stored = schema.fields().iter().zip(batch.columns());
            let (mut fields, mut arrays) = (Vec::new(), Vec::new());
            for (is_stored, own) in &wanted {
                let of_file = if *is_stored { stored.next() } else { None };
                match (own, of_file) {
                    (Some(own), of_file) => {
                        fields.push(Arc::clone(own));
                        arrays.push(typed(
                            of_file.map(|(_, array)| array),
                            own.data_type(),
                            n_rows,
                        ));
                    }
                    (None, Some((field, array))) => {
                        fields.push(Arc::clone(field));
                        arrays.push(Arc::clone(array));
                    }
                    (None, None) => {}
                }
            }
            let options = RecordBatchOptions::new().with_row_count(Some(n_rows));
            let schema = Arc::new(Schema::new(fields));
            RecordBatch::try_new_with_options(schema, arrays, &options).map_err(|error| {
                StoreError::Unreadable {
                    path: path.clone(),
                    message: error.to_string(),
                }
            })
        }))
    }
}

/// A column of a file as one of the store's type: whole numbers may be decimals there, and a column without values may be
/// of any type.
fn typed(column: Option<&ArrayRef>, of_type: &DataType, rows: usize) -> ArrayRef {
    match column {
        Some(column) if column.data_type() == of_type => Arc::clone(column),
        Some(column) if *of_type == DataType::Float64 => {
            match column.as_primitive_opt::<Int64Type>() {
                Some(whole) => {
                    let decimals: Float64Array =
                        whole.unary::<_, Float64Type>(|value| value as f64);
                    Arc::new(decimals)
                }
                None => new_null_array(of_type, rows),
            }
        }
        _ => new_null_array(of_type, rows),
    }
}
