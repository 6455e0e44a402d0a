//! Columns as Parquet: zstd, statistics of numbers, plain UTF-8, 64-bit numbers.

use super::error::StoreError;
use crate::disk::{Readers, Seal, Sealing, at, guarded, open_file};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, Values, is_absent};
use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, RecordBatch,
    RecordBatchReader, StringArray, UInt32Array,
};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;
use std::fmt::{self, Display};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Rows that become one record batch.
pub(super) const BATCH: usize = 1 << 16;
/// Rows of a row group.
pub(super) const ROW_GROUP: usize = 1 << 18;

/// Columns of which equal values lie together.
const KEYS: [&str; 2] = ["course_key", "patient_key"];

/// The Parquet file of a table, in memory.
///
/// # Errors
///
/// [`StoreError::Parquet`] where the writer refuses the table.
pub fn parquet_bytes(table: &Frame) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    write_columns(&mut bytes, table).map_err(|error| unwritable(Path::new("memory"), &error))?;
    Ok(bytes)
}

/// Writes a Parquet file for these readers and syncs it to the disk.
pub(super) fn write_file(path: &Path, table: &Frame, readers: Readers) -> Result<Seal, StoreError> {
    let mut output = Sealing::new(readers.create(path).map_err(at(path))?);
    write_columns(&mut output, table).map_err(|error| unwritable(path, &error))?;
    seal(path, output)
}

/// Syncs a file that was written to the disk.
pub(super) fn seal(path: &Path, output: Sealing<std::fs::File>) -> Result<Seal, StoreError> {
    let (file, seal) = output.finish();
    file.sync_all().map_err(at(path))?;
    Ok(seal)
}

pub(super) fn unwritable(path: &Path, error: &ParquetError) -> StoreError {
    StoreError::Parquet {
        path: path.to_path_buf(),
        message: error.to_string(),
    }
}

/// Hands over these columns of a Parquet file batch by batch, in the order in which they are asked for.
pub(super) fn for_each_batch(
    path: &Path,
    columns: &[&str],
    mut take: impl FnMut(RecordBatch),
) -> Result<(), StoreError> {
    for batch in batches(path, columns, BATCH)? {
        take(batch?);
    }
    Ok(())
}

/// These columns of a Parquet file, `rows` rows at a time, in the order in which they are asked for. Where none is
/// asked for, a batch still has its number of rows. What is damaged ends them with an error.
pub(super) fn batches(
    path: &Path,
    columns: &[&str],
    rows: usize,
) -> Result<impl Iterator<Item = Result<RecordBatch, StoreError>> + Send + use<>, StoreError> {
    let builder = open(path)?;
    let wanted = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let builder = builder.with_projection(wanted).with_batch_size(rows);
    let mut reader = guarded(|| builder.build()).map_err(|error| unreadable(path, &error))?;
    // The file's own order of columns is not the asked one.
    let schema = reader.schema();
    let columns = columns
        .iter()
        .map(|column| schema.index_of(column))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unreadable(path, &error))?;
    let path = path.to_path_buf();
    let mut is_over = false;
    Ok(std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let batch = match guarded(|| reader.next().transpose()) {
            Ok(None) => return None,
            Ok(Some(batch)) => guarded(|| batch.project(&columns)),
            Err(error) => Err(error),
        };
        let batch = batch.map_err(|error| unreadable(&path, &error));
        is_over = batch.is_err();
        Some(batch)
    }))
}

/// The rows of a Parquet file and the names of its columns, as the file itself states them.
pub(super) fn shape_of(path: &Path) -> Result<(u64, Vec<String>), StoreError> {
    let builder = open(path)?;
    let rows = builder.metadata().file_metadata().num_rows();
    let rows = u64::try_from(rows).map_err(|error| unreadable(path, &error))?;
    let names = builder.schema().fields().iter();
    Ok((rows, names.map(|field| field.name().clone()).collect()))
}

/// A Parquet file of which the footer is whole.
pub(super) fn open(
    path: &Path,
) -> Result<ParquetRecordBatchReaderBuilder<std::fs::File>, StoreError> {
    let file = open_file(path).map_err(at(path))?;
    guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))
        .map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &dyn Display) -> StoreError {
    StoreError::Unreadable {
        path: path.to_path_buf(),
        message: error.to_string(),
    }
}

pub(super) fn schema(table: &Frame) -> SchemaRef {
    let field = |(name, values): (&str, &Values)| Field::new(name, data_type(values), true);
    Arc::new(Schema::new(table.columns().map(field).collect::<Vec<_>>()))
}

/// How a table is written.
pub(super) fn options(table: &Frame) -> Result<ArrowWriterOptions, ParquetError> {
    let mut properties = base()?;
    for (name, values) in table.columns() {
        // Rows lie together by course: keys are few, and grow.
        if KEYS.contains(&name) && matches!(values, Values::Integer(_)) {
            let path = ColumnPath::from(name);
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
        }
        // Each text would be compared with the least and the greatest so far, and nobody skips rows by them.
        if matches!(values, Values::Text { .. }) {
            let path = ColumnPath::from(name);
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::None);
        }
    }
    let properties = properties
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP));
    Ok(plainly(properties))
}

/// What all files of the program have: zstd, and who wrote them.
pub(super) fn base() -> Result<WriterPropertiesBuilder, ParquetError> {
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by(concat!("il2-outcomes ", env!("CARGO_PKG_VERSION")).to_owned()))
}

/// Texts are handed over as dictionaries, which is fast, and stored as plain UTF-8, which every reader knows: without
/// Arrow's own schema in the file nobody takes them for categories.
pub(super) fn plainly(properties: WriterPropertiesBuilder) -> ArrowWriterOptions {
    ArrowWriterOptions::new()
        .with_properties(properties.build())
        .with_skip_arrow_metadata(true)
}

fn write_columns(output: &mut (impl Write + Send), table: &Frame) -> Result<(), ParquetError> {
    let (schema, options) = (schema(table), options(table)?);
    let mut writer = ArrowWriter::try_new_with_options(output, Arc::clone(&schema), options)?;
    let words: Vec<Option<Arc<StringArray>>> =
        table.columns().map(|(_, values)| words(values)).collect();
    let rows = table.rows();
    for from in (0..rows).step_by(BATCH) {
        let to = rows.min(from + BATCH);
        let arrays = table
            .columns()
            .zip(&words)
            .map(|((_, values), words)| array(values, words.as_ref(), from, to));
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays)?)?;
    }
    writer.close()?;
    Ok(())
}

fn data_type(values: &Values) -> DataType {
    match values {
        Values::Integer(_) => DataType::Int64,
        Values::Decimal(_) => DataType::Float64,
        Values::Boolean(_) => DataType::Boolean,
        Values::Text { .. } => {
            DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))
        }
    }
}

pub(super) fn words(values: &Values) -> Option<Arc<StringArray>> {
    match values {
        Values::Text { words, .. } => Some(Arc::new(StringArray::from_iter_values(words.iter()))),
        Values::Integer(_) | Values::Decimal(_) | Values::Boolean(_) => None,
    }
}

/// The rows `from..to` of a column.
pub(super) fn array(
    values: &Values,
    words: Option<&Arc<StringArray>>,
    from: usize,
    to: usize,
) -> Result<ArrayRef, ParquetError> {
    Ok(match values {
        Values::Integer(values) => {
            let rows = &values[from..to];
            let known = known(rows, |&value| value != ABSENT_INTEGER);
            Arc::new(Int64Array::new(rows.to_vec().into(), known))
        }
        Values::Decimal(values) => {
            let rows = &values[from..to];
            let known = known(rows, |&value| !is_absent(value));
            Arc::new(Float64Array::new(rows.to_vec().into(), known))
        }
        Values::Boolean(values) => Arc::new(BooleanArray::from(values[from..to].to_vec())),
        Values::Text { codes, .. } => {
            let rows = &codes[from..to];
            let known = known(rows, |&code| code != ABSENT_CODE);
            let keys = UInt32Array::new(rows.to_vec().into(), known);
            let words = words.expect("a column of texts has words");
            Arc::new(DictionaryArray::<UInt32Type>::try_new(
                keys,
                Arc::clone(words) as ArrayRef,
            )?)
        }
    })
}

/// Which rows have a value, where any has none.
fn known<T>(rows: &[T], is_known: impl Fn(&T) -> bool) -> Option<NullBuffer> {
    // Counting looks at several at a time, where looking for the first that has none cannot.
    let n_known: usize = rows.iter().map(|row| usize::from(is_known(row))).sum();
    if n_known == rows.len() {
        return None;
    }
    let bits = BooleanBuffer::collect_bool(rows.len(), |row| is_known(&rows[row]));
    Some(NullBuffer::new(bits))
}

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
        let writer = base().and_then(|properties| {
            ArrowWriter::try_new_with_options(output, schema, plainly(properties))
        });
        Ok(Self {
            writer: writer.map_err(|error| unanswerable(&error))?,
        })
    }

    /// Writes rows.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        self.writer
            .write(batch)
            .map_err(|error| unanswerable(&error))
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Where its end cannot be written.
    pub fn finish(self) -> Result<(), StoreError> {
        self.writer.close().map_err(|error| unanswerable(&error))?;
        Ok(())
    }
}

fn unanswerable(error: &ParquetError) -> StoreError {
    unwritable(Path::new("the answer"), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_named_for_a_key_may_hold_anything() {
        let values = Values::Decimal(vec![0.5, f64::NAN]);
        let columns = KEYS.map(|name| (name, values.clone()));
        assert!(parquet_bytes(&Frame::new("odd", columns)).is_ok());
    }
}
