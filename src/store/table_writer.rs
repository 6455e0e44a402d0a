//! A table of Arrow batches as one Parquet file, for what is asked of a store.

use super::error::StoreError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::fmt;
use std::io::Write;

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
        let writer = options()
            .and_then(|options| ArrowWriter::try_new_with_options(output, schema, options));
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

/// As the store's own files are: zstd, plain UTF-8, and no second schema.
fn options() -> Result<ArrowWriterOptions, ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by(concat!("il2-outcomes ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    Ok(ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true))
}

fn unwritable(error: &ParquetError) -> StoreError {
    StoreError::Parquet {
        path: "the answer".into(),
        message: error.to_string(),
    }
}
