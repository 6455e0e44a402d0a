//! The rows of a raw Parquet file, cell by cell; only columns that are wanted are decoded.

use super::values::RawCell;
use crate::disk::{guarded, open_file};
use crate::ingest::limits::{self, Limit};
use crate::ingest::privacy::headers::names_raw_identifier;
use crate::ingest::source::parquet_pages::{check_metadata, rows_at_a_time};
use crate::ingest::source::parquet_text::{broken, is_plain, kind, refuse_unread_codecs, shared};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Date64Array, Float32Array, Float64Array,
    Int64Array, RecordBatch, StringViewArray, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow::error::ArrowError;
use arrow::util::display::array_value_to_string;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The rows of a Parquet file.
pub(super) struct ParquetRows {
    batches: ParquetRecordBatchReader,
    headers: Vec<String>,
    /// For each column of the file: what it holds where that is no cells.
    kinds: Vec<Option<&'static str>>,
    /// For each column of the file: its place among those that are decoded.
    places: Vec<Option<usize>>,
    columns: Vec<Column>,
    /// Rows of the batch at hand, and how many of them were passed.
    rows: usize,
    next: usize,
    line: u64,
}

/// A column of a batch, as one of few types.
enum Column {
    Absent,
    Text(StringViewArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    Single(Float32Array),
    Boolean(BooleanArray),
    Days(Date32Array),
    Millis(Date64Array),
    /// Microseconds since 1970, where they can be counted.
    Moment(Vec<Option<RawMoment>>),
    /// Decimal numbers of fixed digits.
    Digits(ArrayRef),
    /// What is no cells, of a column that is named for an identifier.
    Named(ArrayRef),
}

/// Microseconds, or a moment that they do not reach.
type RawMoment = Option<i64>;

impl ParquetRows {
    /// Opens a file; only these columns are decoded; where nothing is said, all of plain values, and others whose name is
    /// that of an identifier: what they hold is not looked at, but that they hold something is.
    pub(super) fn open(path: &Path, wanted: Option<&[usize]>) -> io::Result<Self> {
        let mut file = open_file(path)?;
        check_metadata(&mut file)?;
        let metadata = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()));
        let metadata = metadata.map_err(broken)?;
        let schema = Arc::clone(metadata.schema());
        if schema.fields().len() > limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        let parquet = Arc::clone(metadata.metadata());
        refuse_unread_codecs(parquet.row_groups())?;
        let rows = rows_at_a_time(file.try_clone()?, parquet.row_groups())?;
        let options = ArrowReaderOptions::new().with_schema(shared(&schema));
        let metadata = guarded(|| ArrowReaderMetadata::try_new(Arc::clone(&parquet), options));
        let metadata = metadata.map_err(broken)?;
        let kinds: Vec<Option<&'static str>> = schema
            .fields()
            .iter()
            .map(|field| (!is_plain(field.data_type())).then(|| kind(field.data_type())))
            .collect();
        let is_decoded = |index: &usize| match (kinds[*index], wanted) {
            (None, None) => true,
            (None, Some(wanted)) => wanted.contains(index),
            (Some(_), None) => names_raw_identifier(schema.field(*index).name()),
            (Some(_), Some(_)) => false,
        };
        let decoded: Vec<usize> = (0..kinds.len()).filter(is_decoded).collect();
        let mut places = vec![None; kinds.len()];
        for (place, column) in decoded.iter().enumerate() {
            places[*column] = Some(place);
        }
        let mask = ProjectionMask::roots(parquet.file_metadata().schema_descr(), decoded);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let builder = builder.with_projection(mask).with_batch_size(rows);
        let batches = guarded(|| builder.build()).map_err(broken)?;
        let names = schema.fields().iter().map(|field| field.name().clone());
        Ok(Self {
            batches,
            headers: names.collect(),
            kinds,
            places,
            columns: Vec::new(),
            rows: 0,
            next: 0,
            line: 1,
        })
    }

    pub(super) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// What a column holds where that is no cells.
    pub(super) fn kind_of_no_cell(&self, field: usize) -> Option<&'static str> {
        self.kinds.get(field).copied().flatten()
    }

    pub(super) fn advance(&mut self) -> io::Result<bool> {
        while self.next == self.rows {
            let batch = guarded(|| self.batches.next().transpose()).map_err(broken)?;
            let Some(batch) = batch else {
                return Ok(false);
            };
            self.rows = batch.num_rows();
            self.next = 0;
            self.columns = columns(&batch)?;
        }
        self.next += 1;
        self.line += 1;
        Ok(true)
    }

    /// The number of the row, and 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn cell(&self, field: usize) -> RawCell<'_> {
        let row = self.next - 1;
        match self.places.get(field).copied().flatten() {
            Some(place) => self.columns[place].cell(row),
            None => RawCell::Absent,
        }
    }
}

fn columns(batch: &RecordBatch) -> io::Result<Vec<Column>> {
    let columns = batch.columns().iter().map(Column::of);
    let columns = columns.collect::<Result<_, ArrowError>>().map_err(broken)?;
    let is_long = |column: &Column| {
        matches!(column, Column::Text(texts)
            if texts.lengths().any(|length| length as usize > limits::FIELD))
    };
    let columns: Vec<Column> = columns;
    if columns.iter().any(is_long) {
        return Err(Limit::Field.exceeded());
    }
    Ok(columns)
}

impl Column {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "columns of other types are not decoded, but decimals of fixed digits"
    )]
    fn of(column: &ArrayRef) -> Result<Self, ArrowError> {
        let to = |of_type| cast(column, &of_type);
        Ok(match column.data_type() {
            DataType::Dictionary(_, values) => return Self::of(&cast(column, values)?),
            DataType::Null => Self::Absent,
            of_type if of_type.is_string() => {
                Self::Text(to(DataType::Utf8View)?.as_string_view().clone())
            }
            DataType::UInt64 => Self::Unsigned(column.as_primitive().clone()),
            of_type if of_type.is_integer() => {
                Self::Integer(to(DataType::Int64)?.as_primitive().clone())
            }
            DataType::Float16 | DataType::Float32 => {
                Self::Single(to(DataType::Float32)?.as_primitive().clone())
            }
            DataType::Float64 => Self::Float(column.as_primitive().clone()),
            DataType::Boolean => Self::Boolean(column.as_boolean().clone()),
            DataType::Date32 => Self::Days(column.as_primitive().clone()),
            DataType::Date64 => Self::Millis(column.as_primitive().clone()),
            DataType::Timestamp(unit, _) => Self::Moment(moments(column, *unit)),
            of_type if !is_plain(of_type) => Self::Named(Arc::clone(column)),
            _ => Self::Digits(Arc::clone(column)),
        })
    }

    fn cell(&self, row: usize) -> RawCell<'_> {
        match self {
            Self::Text(texts) if texts.is_valid(row) => {
                RawCell::Text(Cow::Borrowed(texts.value(row).as_bytes()))
            }
            Self::Integer(values) if values.is_valid(row) => RawCell::Integer(values.value(row)),
            Self::Unsigned(values) if values.is_valid(row) => {
                let value = values.value(row);
                i64::try_from(value)
                    .map_or_else(|_| RawCell::Digits(value.to_string()), RawCell::Integer)
            }
            Self::Float(values) if values.is_valid(row) => RawCell::Decimal(values.value(row)),
            // What it is in decimals is what was meant, and not what binary makes of it.
            Self::Single(values) if values.is_valid(row) => {
                let text = values.value(row).to_string();
                text.parse().map_or(RawCell::Unreadable, RawCell::Decimal)
            }
            Self::Boolean(values) if values.is_valid(row) => RawCell::Boolean(values.value(row)),
            Self::Days(values) if values.is_valid(row) => RawCell::Date(values.value(row)),
            Self::Millis(values) if values.is_valid(row) => {
                let days = i32::try_from(values.value(row).div_euclid(DAY));
                days.map_or(RawCell::Unreadable, RawCell::Date)
            }
            Self::Moment(values) => match values[row] {
                None => RawCell::Absent,
                Some(None) => RawCell::Unreadable,
                Some(Some(micros)) => RawCell::Moment(micros),
            },
            Self::Digits(values) if values.is_valid(row) => {
                array_value_to_string(values, row).map_or(RawCell::Unreadable, RawCell::Digits)
            }
            Self::Named(values) if values.is_valid(row) => RawCell::Unreadable,
            Self::Absent
            | Self::Text(_)
            | Self::Integer(_)
            | Self::Unsigned(_)
            | Self::Float(_)
            | Self::Single(_)
            | Self::Boolean(_)
            | Self::Days(_)
            | Self::Millis(_)
            | Self::Digits(_)
            | Self::Named(_) => RawCell::Absent,
        }
    }
}

/// Moments in microseconds: those of a zone are counted in UTC already.
fn moments(column: &ArrayRef, unit: TimeUnit) -> Vec<Option<RawMoment>> {
    match unit {
        TimeUnit::Second => {
            let values = column.as_primitive::<TimestampSecondType>().iter();
            values
                .map(|value| value.map(|value| value.checked_mul(1_000_000)))
                .collect()
        }
        TimeUnit::Millisecond => {
            let values = column.as_primitive::<TimestampMillisecondType>().iter();
            values
                .map(|value| value.map(|value| value.checked_mul(1_000)))
                .collect()
        }
        TimeUnit::Microsecond => {
            let values = column.as_primitive::<TimestampMicrosecondType>().iter();
            values.map(|value| value.map(Some)).collect()
        }
        TimeUnit::Nanosecond => {
            let values = column.as_primitive::<TimestampNanosecondType>().iter();
            values
                .map(|value| value.map(|value| Some(value.div_euclid(1_000))))
                .collect()
        }
    }
}
