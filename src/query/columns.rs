//! The columns that a predicate may name: those that an export can bring of courses and of patients.

use crate::model::{COURSES, Column, Kind, PATIENTS};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{DFSchema, TableReference};
use datafusion::error::DataFusionError;
use std::collections::HashMap;
use std::sync::Arc;

/// Each column with its table. What both tables have (`site_id`, `patient_id`) is the course's: a course need not have
/// a row in patients.
fn columns() -> impl Iterator<Item = (&'static str, &'static Column)> {
    let of_patients = PATIENTS
        .columns
        .iter()
        .filter(|column| COURSES.column(column.name).is_none())
        .map(|column| (PATIENTS.name, column));
    COURSES
        .columns
        .iter()
        .map(|column| (COURSES.name, column))
        .chain(of_patients)
        .filter(|(_, column)| column.is_exported())
}

/// The names of the columns.
pub(super) fn names() -> Vec<&'static str> {
    columns().map(|(_, column)| column.name).collect()
}

/// The schema against which a predicate is read: a column may be named alone or with its table, `patients.sex`.
pub(super) fn schema() -> Result<DFSchema, DataFusionError> {
    let field = |(table, column): (&str, &Column)| {
        let of_table = Some(TableReference::bare(table));
        let field = Field::new(column.name, data_type(column.kind), true);
        (of_table, Arc::new(field))
    };
    DFSchema::new_with_metadata(columns().map(field).collect(), HashMap::new())
}

/// The type in which the store holds a column of this kind.
const fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Integer { .. } => DataType::Int64,
        Kind::Decimal { .. } | Kind::Hour => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Text | Kind::Choice(_) | Kind::Word(_) => DataType::Utf8,
    }
}
