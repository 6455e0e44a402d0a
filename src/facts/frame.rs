//! Columns as dense vectors: of a table that is about to be stored, or read from Parquet by polars.

use super::error::FactsError;
use crate::ingest::SiteTable;
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Values};
use crate::store::open_part;
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, SerReader};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    columns: HashMap<String, Values>,
    rows: usize,
}

/// Reads these columns of the files, one file's rows after the other's.
///
/// # Errors
///
/// [`FactsError::Write`] where a file cannot be opened, [`FactsError::Read`] where it is no Parquet or lacks a column.
pub fn read_parquet(files: &[PathBuf], columns: &[&str]) -> Result<Frame, FactsError> {
    let read = |file: &PathBuf| -> Result<DataFrame, FactsError> {
        let wanted = columns.iter().map(|column| (*column).to_owned()).collect();
        let reader = ParquetReader::new(open_part(file)?).with_columns(Some(wanted));
        Ok(reader.finish()?)
    };
    let mut frames = files.iter().map(read);
    let Some(first) = frames.next() else {
        return Ok(Frame::default());
    };
    let mut frame = first?;
    for next in frames {
        frame.vstack_mut_owned(next?)?;
    }
    let values = |column: &Column| Ok((column.name().to_string(), values(column)?));
    let columns = frame.columns().iter().map(values);
    Ok(Frame {
        columns: columns.collect::<Result<_, FactsError>>()?,
        rows: frame.height(),
    })
}

fn values(column: &Column) -> Result<Values, FactsError> {
    let series = column.as_materialized_series();
    let of_type = series.dtype();
    Ok(if *of_type == DataType::Int64 {
        let values = series.i64()?.iter();
        Values::Integer(
            values
                .map(|value| value.unwrap_or(ABSENT_INTEGER))
                .collect(),
        )
    } else if *of_type == DataType::Float64 {
        let values = series.f64()?.iter();
        Values::Decimal(values.map(|value| value.unwrap_or(f64::NAN)).collect())
    } else if *of_type == DataType::Boolean {
        Values::Boolean(series.bool()?.iter().collect())
    } else {
        codes(series.str()?.iter())
    })
}

/// Texts as codes; rows with the same text lie together more often than not.
fn codes<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Values {
    let mut places: HashMap<&'a str, u32> = HashMap::new();
    let mut words = Vec::new();
    let mut last: Option<(&'a str, u32)> = None;
    let codes = texts
        .map(|text| {
            let Some(text) = text else { return ABSENT_CODE };
            if let Some((before, code)) = last
                && before == text
            {
                return code;
            }
            let code = *places.entry(text).or_insert_with(|| {
                words.push(text.to_owned());
                u32::try_from(words.len() - 1).unwrap_or(ABSENT_CODE)
            });
            last = Some((text, code));
            code
        })
        .collect();
    Values::Text {
        codes,
        words: Arc::new(words),
    }
}

impl Frame {
    /// These columns of a table that is about to be stored.
    pub(super) fn of(table: SiteTable, wanted: &[&str]) -> Self {
        let rows = table.columns.first().map_or(0, Values::len);
        let columns = table.table.columns.iter().zip(table.columns);
        let columns = columns.filter(|(column, _)| wanted.contains(&column.name));
        Self {
            columns: columns
                .map(|(column, values)| (column.name.to_owned(), values))
                .collect(),
            rows,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A column of whole numbers; empty where there is none of this name.
    #[must_use]
    pub fn integers(&self, column: &str) -> &[i64] {
        match self.columns.get(column) {
            Some(Values::Integer(values)) => values,
            _ => &[],
        }
    }

    /// A column of decimals; empty where there is none of this name.
    #[must_use]
    pub fn decimals(&self, column: &str) -> &[f64] {
        match self.columns.get(column) {
            Some(Values::Decimal(values)) => values,
            _ => &[],
        }
    }

    /// A column of yes and no; empty where there is none of this name.
    #[must_use]
    pub fn booleans(&self, column: &str) -> &[Option<bool>] {
        match self.columns.get(column) {
            Some(Values::Boolean(values)) => values,
            _ => &[],
        }
    }

    /// A column of texts: the code of each row, and the texts; empty where there is none of this name.
    #[must_use]
    pub fn texts(&self, column: &str) -> (&[u32], &[String]) {
        match self.columns.get(column) {
            Some(Values::Text { codes, words }) => (codes, words),
            _ => (&[], &[]),
        }
    }

    /// The values of a column.
    #[must_use]
    pub fn column(&self, column: &str) -> Option<&Values> {
        self.columns.get(column)
    }

    /// The text of a row.
    #[must_use]
    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        self.columns.get(column)?.text(row)
    }

    /// The whole number of a row.
    #[must_use]
    pub fn integer(&self, column: &str, row: usize) -> Option<i64> {
        self.columns.get(column)?.integer(row)
    }

    /// The decimal of a row.
    #[must_use]
    pub fn decimal(&self, column: &str, row: usize) -> Option<f64> {
        self.columns.get(column)?.decimal(row)
    }
}
