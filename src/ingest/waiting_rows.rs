//! Rows that wait in a temporary Parquet file without a name, and may be read by several readers at once.

use crate::disk::NamelessFile;
use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;

/// Rows of a group, of which the columns are in memory at a time.
const GROUP: usize = 1 << 17;

/// Writes rows to a file without a name.
pub(crate) struct RowsWriter {
    writer: ArrowWriter<File>,
    rows: u64,
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

impl RowsWriter {
    /// An empty file of these columns.
    ///
    /// # Errors
    ///
    /// Where none can be made.
    pub(crate) fn create(schema: &SchemaRef) -> io::Result<Self> {
        // Nobody looks for a value in what is read from its start to its end, and only texts repeat.
        let mut properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(GROUP))
            .set_statistics_enabled(EnabledStatistics::None);
        let fields = schema.fields().iter();
        for field in fields.filter(|field| !field.data_type().is_string()) {
            let column = ColumnPath::from(vec![field.name().clone()]);
            properties = properties.set_column_dictionary_enabled(column, false);
        }
        let file = tempfile::tempfile()?;
        let writer = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties.build()));
        Ok(Self {
            writer: writer.map_err(failed)?,
            rows: 0,
        })
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(failed)
    }

    /// The file, to be read from its start.
    ///
    /// # Errors
    ///
    /// Where it cannot be written to its end.
    pub(crate) fn finish(self) -> io::Result<File> {
        let mut file = self.writer.into_inner().map_err(failed)?;
        file.rewind()?;
        Ok(file)
    }

    /// The rows, to be read by several readers.
    ///
    /// # Errors
    ///
    /// Where they cannot be written to their end.
    pub(crate) fn finish_shared(self) -> io::Result<WaitingRows> {
        let rows = self.rows;
        let mut file = self.finish()?;
        let bytes = NamelessFile::create()?;
        let mut length = 0;
        let mut block = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut block)?;
            if read == 0 {
                break;
            }
            length += read as u64;
            bytes.append(&block[..read])?;
        }
        Ok(WaitingRows {
            bytes: SharedBytes {
                file: Arc::new(bytes),
                length,
            },
            rows,
        })
    }
}

/// Rows in a file.
#[derive(Debug, Clone)]
pub(crate) struct WaitingRows {
    bytes: SharedBytes,
    rows: u64,
}

impl WaitingRows {
    /// How many.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The rows, with the columns of these numbers in this order.
    pub(crate) fn batches(
        &self,
        columns: &[usize],
    ) -> io::Result<impl Iterator<Item = io::Result<RecordBatch>> + Send + use<>> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(self.bytes.clone());
        let builder = builder.map_err(failed)?;
        let schema = Arc::clone(builder.schema());
        let mut sorted = columns.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mask = ProjectionMask::roots(builder.parquet_schema(), sorted.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(8_192).build();
        let reader = reader.map_err(failed)?;
        let places: Vec<usize> = columns
            .iter()
            .filter_map(|column| sorted.iter().position(|it| it == column))
            .collect();
        let fields = columns.iter().map(|column| schema.field(*column).clone());
        let wanted = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Ok(reader.map(move |batch| {
            let batch = batch.and_then(|batch| batch.project(&places));
            let batch = batch.map_err(failed)?;
            batch.with_schema(Arc::clone(&wanted)).map_err(failed)
        }))
    }
}

/// Bytes that several readers read, each from a position of its own.
#[derive(Debug, Clone)]
struct SharedBytes {
    file: Arc<NamelessFile>,
    length: u64,
}

impl Length for SharedBytes {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for SharedBytes {
    type T = Reading;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(Reading {
            bytes: self.clone(),
            at: start,
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        Ok(self.file.read_at(start, length as u64)?.into())
    }
}

/// A reader at a position.
struct Reading {
    bytes: SharedBytes,
    at: u64,
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.bytes.file.read_at(self.at, buffer.len() as u64)?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}
