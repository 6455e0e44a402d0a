//! Raw values as columns of a batch.

use super::declared::{RawTableDeclaration, RawType};
use super::values::RawValue;
use crate::ingest::mapped::{FILE, LINE};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch,
    RecordBatchOptions, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use std::sync::Arc;

/// Rows of a batch, and bytes of its texts, a row more or less.
const ROWS: usize = 8_192;
const BYTES: usize = 4 << 20;

/// The columns that SQL sees of a table: those that are declared, then [`FILE`] and [`LINE`].
pub(super) fn sql_schema(table: &RawTableDeclaration) -> SchemaRef {
    let declared = table.columns.iter();
    let fields = declared.map(|one| Field::new(&one.name, sql_type(one.of_type), true));
    let places = [
        Field::new(FILE, DataType::Utf8, true),
        Field::new(LINE, DataType::Int64, true),
    ];
    Arc::new(Schema::new(fields.chain(places).collect::<Vec<_>>()))
}

/// The type of a column in SQL.
const fn sql_type(of_type: RawType) -> DataType {
    match of_type {
        RawType::Text => DataType::Utf8,
        RawType::Integer => DataType::Int64,
        RawType::Decimal => DataType::Float64,
        RawType::Boolean => DataType::Boolean,
        RawType::Date => DataType::Date32,
        RawType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
    }
}

/// A column that grows value by value.
enum GrowingColumn {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl GrowingColumn {
    fn new(of_type: RawType) -> Self {
        match of_type {
            RawType::Text => Self::Text(StringBuilder::new()),
            RawType::Integer => Self::Integer(Int64Builder::new()),
            RawType::Decimal => Self::Decimal(Float64Builder::new()),
            RawType::Boolean => Self::Boolean(BooleanBuilder::new()),
            RawType::Date => Self::Date(Date32Builder::new()),
            RawType::Timestamp => Self::Timestamp(TimestampMicrosecondBuilder::new()),
        }
    }

    /// Adds a value of the column's type; one of another is absent.
    fn push(&mut self, value: &RawValue<'_>) {
        match (self, value) {
            (Self::Text(column), RawValue::Text(text)) => column.append_value(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::Integer(column), RawValue::Integer(value)) => column.append_value(*value),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Decimal(column), RawValue::Decimal(value)) => column.append_value(*value),
            (Self::Decimal(column), _) => column.append_null(),
            (Self::Boolean(column), RawValue::Boolean(value)) => column.append_value(*value),
            (Self::Boolean(column), _) => column.append_null(),
            (Self::Date(column), RawValue::Date(value)) => column.append_value(*value),
            (Self::Date(column), _) => column.append_null(),
            (Self::Timestamp(column), RawValue::Timestamp(value)) => column.append_value(*value),
            (Self::Timestamp(column), _) => column.append_null(),
        }
    }

    /// The values so far; the column begins anew.
    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Decimal(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Date(column) => Arc::new(column.finish()),
            Self::Timestamp(column) => Arc::new(column.finish()),
        }
    }
}

/// A batch that grows row by row.
pub(super) struct GrowingBatch {
    schema: SchemaRef,
    columns: Vec<GrowingColumn>,
    rows: usize,
    bytes: usize,
}

impl GrowingBatch {
    /// One of columns of these types, which are those of the schema.
    pub(super) fn new(schema: SchemaRef, types: impl IntoIterator<Item = RawType>) -> Self {
        Self {
            schema,
            columns: types.into_iter().map(GrowingColumn::new).collect(),
            rows: 0,
            bytes: 0,
        }
    }

    /// Adds a value of the row to the column of this number; each column has one value of each row.
    pub(super) fn push(&mut self, column: usize, value: &RawValue<'_>) {
        if let RawValue::Text(text) = value {
            self.bytes += text.len();
        }
        self.columns[column].push(value);
    }

    /// Ends the row.
    pub(super) const fn end_row(&mut self) {
        self.rows += 1;
    }

    /// Whether it has as many rows as a batch may have.
    pub(super) const fn is_full(&self) -> bool {
        self.rows >= ROWS || self.bytes >= BYTES
    }

    /// The rows so far, where there are any; the batch begins anew.
    ///
    /// # Errors
    ///
    /// Where the columns do not go together.
    pub(super) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        if self.rows == 0 {
            return Ok(None);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let columns = self.columns.iter_mut().map(GrowingColumn::finish).collect();
        (self.rows, self.bytes) = (0, 0);
        let schema = Arc::clone(&self.schema);
        RecordBatch::try_new_with_options(schema, columns, &options).map(Some)
    }
}
