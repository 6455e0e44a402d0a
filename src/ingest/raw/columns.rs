//! Raw values as columns of a batch.

use super::declared::RawType;
use super::values::RawValue;
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, TimeUnit};
use std::sync::Arc;

/// The type of a column in SQL.
pub(super) const fn sql_type(of_type: RawType) -> DataType {
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
pub(super) enum GrowingColumn {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl GrowingColumn {
    pub(super) fn new(of_type: RawType) -> Self {
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
    pub(super) fn push(&mut self, value: &RawValue<'_>) {
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
    pub(super) fn finish(&mut self) -> ArrayRef {
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
