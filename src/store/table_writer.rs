//! A table of Arrow batches as one Parquet file, for what is asked of a store.

use super::error::StoreError;
use super::parquet;
use ::parquet::arrow::ArrowWriter;
use ::parquet::errors::ParquetError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::fmt;
use std::io::Write;
use std::path::Path;

/// A Parquet file while it is written, batch by batch.
pub struct TableWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> fmt::Debug for TableWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableWriter").finish_non_exhaustive()
    }
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a file of these columns.
    ///
    /// # Errors
    ///
    /// Where a column is of a type that Parquet does not have.
    pub fn begin(output: W, schema: SchemaRef) -> Result<Self, StoreError> {
        let writer = parquet::base().and_then(|properties| {
            ArrowWriter::try_new_with_options(output, schema, parquet::plainly(properties))
        });
        Ok(Self {
            writer: writer.map_err(|error| unwritable(&error))?,
        })
    }

    /// Writes rows.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        self.writer.write(batch).map_err(|error| unwritable(&error))
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Where its end cannot be written.
    pub fn finish(self) -> Result<(), StoreError> {
        self.writer.close().map_err(|error| unwritable(&error))?;
        Ok(())
    }
}

fn unwritable(error: &ParquetError) -> StoreError {
    parquet::unwritable(Path::new("the answer"), error)
}
