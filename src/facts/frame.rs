//! Columns read from Parquet by polars, as a frame of the model.

use super::error::FactsError;
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, Values};
use crate::store::open_part;
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, SerReader};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads these columns of the files, one file's rows after the other's.
///
/// # Errors
///
/// [`FactsError::Open`] where a file cannot be opened, [`FactsError::Read`] where it is no Parquet or lacks a column.
pub fn read_parquet(files: &[PathBuf], columns: &[&str]) -> Result<Frame, FactsError> {
    let read = |file: &PathBuf| -> Result<DataFrame, FactsError> {
        let wanted = columns.iter().map(|column| (*column).to_owned()).collect();
        let reader = ParquetReader::new(open_part(file)?).with_columns(Some(wanted));
        Ok(reader.finish()?)
    };
    let mut frames = files.iter().map(read);
    let (Some(file), Some(first)) = (files.first(), frames.next()) else {
        return Ok(Frame::default());
    };
    let mut frame = first?;
    for next in frames {
        frame.vstack_mut_owned(next?)?;
    }
    let values = |column: &Column| Ok((column.name().to_string(), values(column)?));
    let columns = frame.columns().iter().map(values);
    let columns = columns.collect::<Result<Vec<(String, Values)>, FactsError>>()?;
    Ok(Frame::new(file.display().to_string(), columns))
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
    let mut known: HashMap<&'a str, u32> = HashMap::new();
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
            let code = *known.entry(text).or_insert_with(|| {
                words.push(text.to_owned());
                u32::try_from(words.len() - 1).expect("a column has fewer than 2³² distinct texts")
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
