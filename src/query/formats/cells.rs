//! The values of a table, whatever their types, as text.

use crate::notation::plain_decimal;
use crate::query::error::QueryError;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Float32Type, Float64Type, Schema};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// No value.
    Absent,
    /// A number in plain decimal.
    Number(String),
    /// A number that is none: a division of zero by zero, or one that is beyond all bounds.
    NoNumber(&'static str),
    /// Yes or no.
    Boolean(bool),
    /// Anything else.
    Text(String),
}

impl Cell {
    /// The value as a file of texts has it.
    pub(super) fn plain(&self) -> &str {
        match self {
            Self::Absent => "",
            Self::Number(text) | Self::Text(text) => text,
            Self::NoNumber(word) => word,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }
}

/// The rows of a table, batch by batch.
pub(super) type Batches<'a> = &'a mut dyn Iterator<Item = Result<RecordBatch, QueryError>>;

/// Reads the values of a column.
struct Reader<'a> {
    column: &'a ArrayRef,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Decimal,
    Single,
    /// A column without a type has no values.
    Nothing,
    Number(ArrayFormatter<'a>),
    Boolean,
    Other(ArrayFormatter<'a>),
}

const FORMAT: FormatOptions<'static> = FormatOptions::new();

impl<'a> Reader<'a> {
    fn new(column: &'a ArrayRef) -> Result<Self, QueryError> {
        let formatter = || {
            ArrayFormatter::try_new(column.as_ref(), &FORMAT).map_err(|_| QueryError::NotComputed)
        };
        let of_type = column.data_type();
        let kind = if *of_type == DataType::Float64 {
            Kind::Decimal
        } else if *of_type == DataType::Float32 {
            Kind::Single
        } else if *of_type == DataType::Boolean {
            Kind::Boolean
        } else if *of_type == DataType::Null {
            Kind::Nothing
        } else if of_type.is_numeric() {
            Kind::Number(formatter()?)
        } else {
            Kind::Other(formatter()?)
        };
        Ok(Self { column, kind })
    }

    fn cell(&self, row: usize) -> Cell {
        if self.column.is_null(row) {
            return Cell::Absent;
        }
        match &self.kind {
            Kind::Decimal => number(self.column.as_primitive::<Float64Type>().value(row)),
            Kind::Single => number(f64::from(
                self.column.as_primitive::<Float32Type>().value(row),
            )),
            Kind::Nothing => Cell::Absent,
            Kind::Boolean => Cell::Boolean(self.column.as_boolean().value(row)),
            Kind::Number(formatter) => Cell::Number(formatter.value(row).to_string()),
            Kind::Other(formatter) => Cell::Text(formatter.value(row).to_string()),
        }
    }
}

fn number(value: f64) -> Cell {
    if value.is_nan() {
        Cell::NoNumber("NaN")
    } else if value.is_infinite() {
        Cell::NoNumber(if value > 0.0 { "inf" } else { "-inf" })
    } else {
        Cell::Number(plain_decimal(value))
    }
}

/// The rows of a batch as texts, an absent value as an empty one.
pub(in crate::query) fn texts(batch: &RecordBatch) -> Result<Vec<Vec<String>>, QueryError> {
    let readers = readers(batch)?;
    let row = |row: usize| {
        let cells = readers.iter().map(|reader| reader.cell(row));
        cells.map(|cell| cell.plain().to_owned()).collect()
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn readers(batch: &RecordBatch) -> Result<Vec<Reader<'_>>, QueryError> {
    batch.columns().iter().map(Reader::new).collect()
}

/// The names of the columns.
pub(super) fn headings(schema: &Schema) -> Vec<&str> {
    let names = schema.fields().iter().map(|field| field.name().as_str());
    names.collect()
}

/// Hands over the rows, cell by cell; gives the number of them.
pub(super) fn for_each_row(
    batches: Batches<'_>,
    mut take: impl FnMut(&[Cell]) -> std::io::Result<()>,
) -> Result<u64, QueryError> {
    let mut rows = 0;
    for batch in batches {
        let batch = batch?;
        let readers = readers(&batch)?;
        for row in 0..batch.num_rows() {
            let cells: Vec<Cell> = readers.iter().map(|reader| reader.cell(row)).collect();
            take(&cells).map_err(QueryError::Write)?;
        }
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}
