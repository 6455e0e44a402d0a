//! An answer as bytes, in the formats in which people and programs take it.

mod binary;
mod cells;
mod json;
mod text;

use super::engine::QueryBatches;
use super::error::QueryError;
use cells::{Cell, Reader};
use datafusion::arrow::array::RecordBatch;
use std::io::{BufWriter, Write};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns side by side, numbers to the right: for people.
    Table,
    /// As `results.csv` is written; an absent value is an empty cell.
    Csv,
    /// An array of objects; an absent value is `null`.
    Json,
    /// An object a line.
    Ndjson,
    /// A Parquet file.
    Parquet,
    /// An Arrow file, which can be read from any place in it.
    ArrowFile,
    /// An Arrow stream, which is read from its beginning.
    ArrowStream,
    /// A table in Markdown.
    Markdown,
}

/// Writes an answer; gives how many rows it has.
///
/// # Errors
///
/// Where a row has no answer, or the output takes no more.
pub fn write(
    answer: QueryBatches<'_>,
    format: Format,
    output: &mut (dyn Write + Send),
) -> Result<u64, QueryError> {
    let mut output = BufWriter::new(output);
    let rows = match format {
        Format::Table => text::write_table(answer, &mut output),
        Format::Markdown => text::write_markdown(answer, &mut output),
        Format::Csv => write_csv(answer, &mut output),
        Format::Json => json::write_array(answer, &mut output),
        Format::Ndjson => json::write_lines(answer, &mut output),
        Format::Parquet => binary::write_parquet(answer, &mut output),
        Format::ArrowFile => binary::write_arrow_file(answer, &mut output),
        Format::ArrowStream => binary::write_arrow_stream(answer, &mut output),
    }?;
    output.flush().map_err(QueryError::Write)?;
    Ok(rows)
}

/// The rows of a batch as texts, an absent value as an empty one.
pub(super) fn texts(batch: &RecordBatch) -> Result<Vec<Vec<String>>, QueryError> {
    let readers = readers(batch)?;
    let row = |row: usize| {
        let cells = readers.iter().map(|reader| reader.cell(row));
        cells.map(|cell| cell.plain().to_owned()).collect()
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn readers(batch: &RecordBatch) -> Result<Vec<Reader<'_>>, QueryError> {
    let columns = batch.columns().iter();
    columns.map(Reader::new).collect()
}

/// The names of the columns.
fn headings(answer: &QueryBatches<'_>) -> Vec<String> {
    let schema = answer.schema();
    let names = schema.fields().iter().map(|field| field.name().clone());
    names.collect()
}

/// Hands over the rows, cell by cell; gives how many there were.
fn for_each_row(
    answer: QueryBatches<'_>,
    mut take: impl FnMut(&[Cell]) -> std::io::Result<()>,
) -> Result<u64, QueryError> {
    let mut rows = 0;
    for batch in answer {
        let batch = batch?;
        let readers = readers(&batch)?;
        for row in 0..batch.num_rows() {
            let cells: Vec<Cell> = readers.iter().map(|reader| reader.cell(row)).collect();
            take(&cells).map_err(QueryError::Write)?;
        }
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

fn write_csv(answer: QueryBatches<'_>, output: &mut dyn Write) -> Result<u64, QueryError> {
    let mut writer = csv::Writer::from_writer(output);
    let wrong = |error: csv::Error| {
        if let csv::ErrorKind::Io(error) = error.into_kind() {
            error
        } else {
            std::io::ErrorKind::InvalidData.into()
        }
    };
    writer
        .write_record(headings(&answer))
        .map_err(|error| QueryError::Write(wrong(error)))?;
    let rows = for_each_row(answer, |cells| {
        let cells = cells.iter().map(Cell::plain);
        writer.write_record(cells).map_err(wrong)
    })?;
    writer.flush().map_err(QueryError::Write)?;
    Ok(rows)
}
