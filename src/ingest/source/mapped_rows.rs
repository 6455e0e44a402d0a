//! Rows that a mapping gave, in a temporary Parquet file without a name, each with its place in the raw files.

use super::parquet_text::ParquetText;
use crate::disk::NamelessFile;
use crate::ingest::ledger::Place;
use crate::ingest::mapped::{FILE, LINE};
use crate::ingest::options::DecimalMark;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, SchemaRef};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// The rows of a table that a mapping gave, in the order in which they are judged.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct MappedRows {
    file: Positioned,
    /// SHA-256 of the file of the mapping that gave them.
    sha256: String,
    /// The positions of columns of dates, among those that are judged.
    dates: Arc<Vec<usize>>,
}

impl PartialEq for MappedRows {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file.0, &other.file.0)
    }
}

impl Eq for MappedRows {}

impl MappedRows {
    /// Those in this file, given by a file of a mapping with this SHA-256.
    ///
    /// # Errors
    ///
    /// Where it is no Parquet file.
    pub(in crate::ingest) fn new(file: File, sha256: &str) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        let file = Positioned(Arc::new(NamelessFile::of(file)), bytes);
        let builder = ParquetRecordBatchReaderBuilder::try_new(file.clone()).map_err(broken)?;
        let judged = builder.schema().fields().iter();
        let judged = judged.filter(|field| ![FILE, LINE].contains(&field.name().as_str()));
        let is_date =
            |data_type: &DataType| matches!(data_type, DataType::Date32 | DataType::Date64);
        let dates = judged
            .enumerate()
            .filter(|(_, field)| is_date(field.data_type()));
        let dates = dates.map(|(index, _)| index).collect();
        Ok(Self {
            file,
            sha256: sha256.to_owned(),
            dates: Arc::new(dates),
        })
    }

    /// SHA-256 of the file of the mapping that gave them.
    pub(in crate::ingest) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether a column, by its position among those that are judged, holds dates.
    pub(in crate::ingest) fn has_dates(&self, column: usize) -> bool {
        self.dates.contains(&column)
    }

    /// The rows as text, without their places.
    pub(super) fn text(&self, mark: DecimalMark) -> io::Result<ParquetText> {
        ParquetText::of_own(self.file.clone(), &[FILE, LINE], mark)
    }

    /// The places of the rows on these lines of the text, of which the header is the first; none of a row that has no place
    /// in a raw file.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    pub(in crate::ingest) fn places(
        &self,
        lines: impl IntoIterator<Item = u64>,
    ) -> io::Result<BTreeMap<u64, Place>> {
        let mut wanted: Vec<u64> = lines.into_iter().filter(|line| *line > 1).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut places = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(places);
        }
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(self.file.clone()).map_err(broken)?;
        let own: Vec<usize> = positions(builder.schema());
        let mask = ProjectionMask::roots(builder.parquet_schema(), own);
        let (mut before, mut wanted) = (2, wanted.into_iter().peekable());
        for batch in builder.with_projection(mask).build().map_err(broken)? {
            let batch: RecordBatch = batch.map_err(broken)?;
            let rows = batch.num_rows() as u64;
            let (Some(files), Some(numbers)) =
                (batch.column_by_name(FILE), batch.column_by_name(LINE))
            else {
                return Ok(places);
            };
            let (Some(files), Some(numbers)) = (
                files.as_string_opt::<i32>(),
                numbers.as_primitive_opt::<Int64Type>(),
            ) else {
                return Err(broken(()));
            };
            while let Some(line) = wanted.next_if(|line| *line < before + rows) {
                let row = usize::try_from(line - before).map_err(broken)?;
                let has_place = files.is_valid(row) && numbers.is_valid(row);
                if let Some(number) = Some(row)
                    .filter(|_| has_place)
                    .map(|row| numbers.value(row))
                    && let Ok(number) = u64::try_from(number)
                {
                    let file = files.value(row).to_owned();
                    places.insert(line, Place { file, line: number });
                }
            }
            before += rows;
        }
        Ok(places)
    }
}

/// The positions of the columns that are places.
fn positions(schema: &SchemaRef) -> Vec<usize> {
    let fields = schema.fields().iter().enumerate();
    let places = fields.filter(|(_, field)| [FILE, LINE].contains(&field.name().as_str()));
    places.map(|(index, _)| index).collect()
}

/// A file without a name that is read at positions, by several readers, and its bytes.
#[derive(Debug, Clone)]
struct Positioned(Arc<NamelessFile>, u64);

/// One of its readers.
struct From {
    file: Arc<NamelessFile>,
    position: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.read_at(self.position, buffer.len() as u64)?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.position += bytes.len() as u64;
        Ok(bytes.len())
    }
}

impl Length for Positioned {
    fn len(&self) -> u64 {
        self.1
    }
}

impl ChunkReader for Positioned {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(From {
            file: Arc::clone(&self.0),
            position: start,
        }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.0.read_at(start, length as u64)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("the file is shorter".to_owned()));
        }
        Ok(bytes.into())
    }
}

/// A file that is not what was written.
fn broken<E>(_: E) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "not the rows that the mapping gave",
    )
}
