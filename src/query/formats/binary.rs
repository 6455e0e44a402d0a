//! Formats for other engines: Parquet and Arrow.

use super::cells::Batches;
use crate::query::error::QueryError;
use crate::store::TableWriter;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::ipc::writer::{FileWriter, StreamWriter};
use std::io::{self, Write};

pub(super) fn write_parquet(
    schema: &SchemaRef,
    batches: Batches<'_>,
    output: &mut (dyn Write + Send),
) -> Result<u64, QueryError> {
    let mut writer = TableWriter::begin(output, SchemaRef::clone(schema))?;
    let rows = for_each_batch(batches, |batch| Ok(writer.write(batch)?))?;
    writer.finish()?;
    Ok(rows)
}

pub(super) fn write_arrow_file(
    schema: &SchemaRef,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let mut writer = FileWriter::try_new(output, schema).map_err(failed)?;
    let rows = for_each_batch(batches, |batch| writer.write(batch).map_err(failed))?;
    writer.finish().map_err(failed)?;
    Ok(rows)
}

pub(super) fn write_arrow_stream(
    schema: &SchemaRef,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let mut writer = StreamWriter::try_new(output, schema).map_err(failed)?;
    let rows = for_each_batch(batches, |batch| writer.write(batch).map_err(failed))?;
    writer.finish().map_err(failed)?;
    Ok(rows)
}

fn for_each_batch(
    batches: Batches<'_>,
    mut take: impl FnMut(&RecordBatch) -> Result<(), QueryError>,
) -> Result<u64, QueryError> {
    let mut rows = 0;
    for batch in batches {
        let batch = batch?;
        take(&batch)?;
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

fn failed(error: ArrowError) -> QueryError {
    QueryError::Write(if let ArrowError::IoError(_, error) = error {
        error
    } else {
        io::ErrorKind::InvalidData.into()
    })
}
