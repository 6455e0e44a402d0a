//! Columns read from Parquet by polars, as a frame of the model.

use super::error::FactsError;
use crate::disk::guarded;
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, Values};
use crate::store::{StoreError, open_part};
use polars::prelude::{
    CategoricalPhysical, Categories, ChunkFillNullValue, ChunkedArray, Column, DataFrame, DataType,
    ParquetReader, PlSmallStr, PolarsNumericType, SerReader,
};
use std::path::PathBuf;
use std::sync::Arc;

/// Reads these columns of the files, one file's rows after the other's.
///
/// # Errors
///
/// [`FactsError::Open`] where a file cannot be opened, is no Parquet or lacks a column, [`FactsError::Read`] where the
/// columns of two files are not of one type.
pub fn read_parquet(files: &[PathBuf], columns: &[&str]) -> Result<Frame, FactsError> {
    let read = |file: &PathBuf| -> Result<DataFrame, FactsError> {
        let wanted = columns.iter().map(|column| (*column).to_owned()).collect();
        let reader = ParquetReader::new(open_part(file)?).with_columns(Some(wanted));
        guarded(|| reader.finish()).map_err(|error| {
            FactsError::Open(StoreError::Unreadable {
                path: file.clone(),
                message: error.to_string(),
            })
        })
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
        Values::Integer(dense(series.i64()?, ABSENT_INTEGER)?)
    } else if *of_type == DataType::Float64 {
        Values::Decimal(dense(series.f64()?, f64::NAN)?)
    } else if *of_type == DataType::Boolean {
        Values::Boolean(series.bool()?.iter().collect())
    } else {
        let categories = Categories::random(PlSmallStr::EMPTY, CategoricalPhysical::U32);
        let texts = series.cast(&DataType::from_categories(categories))?;
        let texts = texts.cat32()?;
        let words = (0..).map_while(|code| texts.get_mapping().cat_to_str(code));
        Values::Text {
            codes: dense(texts.physical(), ABSENT_CODE)?,
            words: Arc::new(words.map(str::to_owned).collect()),
        }
    })
}

/// The values in one piece, with what stands for an absent one.
fn dense<T: PolarsNumericType>(
    values: &ChunkedArray<T>,
    absent: T::Native,
) -> Result<Vec<T::Native>, FactsError> {
    let values = values.fill_null_with_values(absent)?;
    Ok(values.rechunk().cont_slice()?.to_vec())
}
