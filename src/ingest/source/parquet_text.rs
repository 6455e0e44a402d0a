//! A Parquet file as the text that it would be as CSV, so that one judge sees every export.

use super::parquet_pages::{check_metadata, rows_at_a_time};
use crate::disk::guarded;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::DecimalMark;
use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::ChunkReader;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

/// What stands for a value that has no text.
pub(in crate::ingest) const UNREADABLE: &str = "#";
/// Bytes of text that are made at a time, a row more or less.
const TEXT: usize = 1 << 22;
/// Rows that are read at a time of a file that this program wrote.
const ROWS: usize = 8192;

/// Reads the rows of a Parquet file as CSV.
pub(in crate::ingest) struct ParquetText {
    batches: ParquetRecordBatchReader,
    /// The rows that are at hand, and the first of them that is not text yet.
    batch: Option<(RecordBatch, usize)>,
    mark: DecimalMark,
    text: Vec<u8>,
    /// How much of `text` was read.
    position: usize,
    /// How many bytes were made, and may be: a file of few bytes may repeat one long text in each row.
    made: u64,
    most: u64,
}

impl ParquetText {
    /// Opens a file, whose columns must be of plain types.
    pub(in crate::ingest) fn open(file: File, mark: DecimalMark) -> io::Result<Self> {
        let mut file = file;
        check_metadata(&mut file)?;
        let most = limits::expansion_of(file.metadata()?.len());
        let metadata = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()));
        let metadata = metadata.map_err(broken)?;
        if metadata.schema().fields().len() > limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        let text = header(metadata.schema())?;
        let options = ArrowReaderOptions::new().with_schema(shared(metadata.schema()));
        let parquet = Arc::clone(metadata.metadata());
        let groups = parquet.row_groups();
        refuse_unread_codecs(groups)?;
        let rows = rows_at_a_time(file.try_clone()?, groups)?;
        let metadata = guarded(|| ArrowReaderMetadata::try_new(Arc::clone(&parquet), options));
        let metadata = metadata.map_err(broken)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let batches = guarded(|| builder.with_batch_size(rows).build()).map_err(broken)?;
        Ok(Self {
            batches,
            batch: None,
            mark,
            made: text.len() as u64,
            text,
            position: 0,
            most,
        })
    }

    /// Opens a file that this program wrote, without the columns of these names.
    pub(in crate::ingest) fn of_own<R: ChunkReader + 'static>(
        file: R,
        without: &[&str],
        mark: DecimalMark,
    ) -> io::Result<Self> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(broken)?;
        let fields = builder.schema().fields().iter().enumerate();
        let fields = fields.filter(|(_, field)| !without.contains(&field.name().as_str()));
        let (kept, fields): (Vec<usize>, Vec<_>) = fields
            .map(|(index, field)| (index, Arc::clone(field)))
            .unzip();
        let text = header(&Schema::new(fields))?;
        let projection = ProjectionMask::roots(builder.parquet_schema(), kept);
        let batches = builder.with_projection(projection).with_batch_size(ROWS);
        Ok(Self {
            batches: batches.build().map_err(broken)?,
            batch: None,
            mark,
            made: text.len() as u64,
            text,
            position: 0,
            most: u64::MAX,
        })
    }
}

impl ParquetText {
    /// Makes text of a batch's rows from this one on, as far as it goes; the first row that is left.
    fn write_rows(&mut self, batch: &RecordBatch, from: usize) -> io::Result<usize> {
        // Moments as the data model reads them; one with a zone is left as it is, to be judged.
        let options = FormatOptions::default()
            .with_null("")
            .with_display_error(false)
            .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
            .with_datetime_format(Some("%Y-%m-%d %H:%M:%S%.f"));
        let columns = batch
            .columns()
            .iter()
            .map(|column| {
                let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
                let of = column.data_type();
                Ok((formatter, is_decimal(of), is_date(of)))
            })
            .collect::<Result<Vec<_>, ArrowError>>()
            .map_err(broken)?;
        self.text.clear();
        let mut writer = csv::Writer::from_writer(&mut self.text);
        let mut cell = String::new();
        let (mut next, mut made) = (from, 0);
        while next < batch.num_rows() && made < TEXT {
            for (column, is_decimal, is_date) in &columns {
                cell.clear();
                if column.value(next).write(&mut cell).is_err() {
                    // A moment that no calendar has: there is something, and it is of the wrong type.
                    UNREADABLE.clone_into(&mut cell);
                }
                if cell.len() > limits::FIELD {
                    return Err(Limit::Field.exceeded());
                }
                if columns.len() == 1 && cell.trim().is_empty() {
                    // A line of blanks would be no row. The writer quotes an only cell that is empty.
                    cell.clear();
                }
                if *is_date && let Some(date) = cell.strip_suffix(" 00:00:00") {
                    cell.truncate(date.len());
                }
                if *is_decimal && let Some(digits) = whole_digits(&cell) {
                    cell = digits;
                }
                if *is_decimal && self.mark == DecimalMark::Comma {
                    cell = cell.replace('.', ",");
                }
                made += cell.len();
                writer.write_field(&cell)?;
            }
            writer.write_record(None::<&[u8]>)?;
            next += 1;
        }
        writer.flush()?;
        drop(writer);
        self.made += self.text.len() as u64;
        if self.made > self.most {
            return Err(Limit::Expansion.exceeded());
        }
        Ok(next)
    }
}

impl Read for ParquetText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position == self.text.len() {
            let Some((batch, from)) = self.batch.take() else {
                let batch = guarded(|| self.batches.next().transpose()).map_err(broken)?;
                let Some(batch) = batch else {
                    return Ok(0);
                };
                self.batch = Some((batch, 0));
                continue;
            };
            let next = self.write_rows(&batch, from)?;
            self.batch = (next < batch.num_rows()).then_some((batch, next));
            self.position = 0;
        }
        let read = (&self.text[self.position..]).read(buffer)?;
        self.position += read;
        Ok(read)
    }
}

/// A file that is no Parquet file, or a damaged one. What it holds is not repeated.
pub(in crate::ingest) fn broken<E>(_: E) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a whole Parquet file")
}

/// The same columns, where texts share the bytes of their pages: a long text that is repeated is one.
pub(in crate::ingest) fn shared(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| {
        let of_texts = if let DataType::Dictionary(_, values) = field.data_type() {
            values
        } else {
            field.data_type()
        };
        let field = field.as_ref().clone();
        if of_texts.is_string() {
            field.with_data_type(DataType::Utf8View)
        } else {
            field
        }
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Refuses a file with a column that is packed in a way that is not read. Of Brotli, the library's reader unpacks whatever
/// comes, however much it is.
pub(in crate::ingest) fn refuse_unread_codecs(groups: &[RowGroupMetaData]) -> io::Result<()> {
    let chunks = groups.iter().flat_map(RowGroupMetaData::columns);
    let codec = |chunk: &ColumnChunkMetaData| match chunk.compression() {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4
        | Compression::ZSTD(_)
        | Compression::LZ4_RAW => None,
    };
    let Some(codec) = chunks.into_iter().find_map(codec) else {
        return Ok(());
    };
    let what = format!(
        "it is packed with {codec}, which is not read; write it again packed with zstd, snappy or gzip, or as CSV"
    );
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

/// The names of the columns as a line of CSV, where each column is one of cells.
fn header(schema: &Schema) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (number, field) in (1..).zip(schema.fields()) {
        if !is_plain(field.data_type()) {
            let what = format!(
                "column {number} holds no plain values, but {}",
                kind(field.data_type())
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        writer.write_field(field.name())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

/// Whether a value of this type is the value of one cell.
pub(in crate::ingest) fn is_plain(data_type: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = data_type {
        return is_plain(values);
    }
    data_type.is_numeric()
        || data_type.is_string()
        || matches!(
            data_type,
            DataType::Null
                | DataType::Boolean
                | DataType::Date32
                | DataType::Date64
                | DataType::Timestamp(..)
        )
}

/// A type in a word.
pub(in crate::ingest) fn kind(data_type: &DataType) -> &'static str {
    if data_type.is_nested() {
        "lists or structures"
    } else if data_type.is_temporal() {
        "times or intervals"
    } else {
        "bytes"
    }
}

/// A whole number that is written with an exponent, in its digits, as a text file has it.
fn whole_digits(cell: &str) -> Option<String> {
    let value: f64 = cell.contains('e').then(|| cell.parse().ok()).flatten()?;
    (value.fract() == 0.0 && value.abs() < 1e18).then(|| format!("{value:.0}"))
}

/// Whether values of this type are dates that are counted in a part of a day, and so written with a time.
fn is_date(data_type: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = data_type {
        return is_date(values);
    }
    matches!(data_type, DataType::Date64)
}

/// Whether values of this type have decimals.
fn is_decimal(data_type: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = data_type {
        return is_decimal(values);
    }
    data_type.is_numeric() && !data_type.is_integer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, StringArray};
    use parquet::arrow::ArrowWriter;

    /// The text of a file of one column of this text, in so many rows.
    fn read(text: &str, rows: usize) -> io::Result<u64> {
        let texts = StringArray::from_iter_values(std::iter::repeat_n(text, rows));
        let batch = RecordBatch::try_from_iter([("note", Arc::new(texts) as ArrayRef)]).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        io::Seek::rewind(&mut file).unwrap();
        let mut text = ParquetText::open(file, DecimalMark::Point)?;
        io::copy(&mut text, &mut io::sink())
    }

    #[test]
    fn a_long_text_in_many_rows_is_no_longer_than_a_packed_text_may_be() {
        let text = "x".repeat(100_000);
        assert_eq!(read(&text, 600).unwrap(), 5 + 600 * 100_001);
        let error = read(&text, 700).unwrap_err();
        assert_eq!(Limit::of(&error), Some(Limit::Expansion));
        let error = read(&"x".repeat((1 << 20) + 1), 1).unwrap_err();
        assert_eq!(Limit::of(&error), Some(Limit::Field));
    }

    #[test]
    fn a_whole_number_is_written_in_its_digits() {
        let digits = |cell| whole_digits(cell);
        let whole = Some("10876905498115302".to_owned());
        assert_eq!(digits("1.0876905498115302e16"), whole);
        for other in ["1.5e-7", "1e300", "31.0", "", "true"] {
            assert_eq!(digits(other), None, "{other}");
        }
    }
}
