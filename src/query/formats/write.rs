//! The one writer of tables: an answer's batches, or a table of texts, in each format.

use super::cells::{Batches, Cell, for_each_row, headings};
use super::{binary, json, text};
use crate::query::embedded::text_batch;
use crate::query::engine::QueryBatches;
use crate::query::error::QueryError;
use crate::query::text_table::TextTable;
use datafusion::arrow::datatypes::SchemaRef;
use std::io::{BufWriter, Write};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns side by side, numbers to the right: for people.
    Table,
    /// The same without a line below the headings: for tables of long texts.
    Listing,
    /// As `results.csv` is written; an absent value is an empty cell.
    Csv,
    /// An array of objects; an absent value is `null`.
    Json,
    /// An object a line.
    Ndjson,
    /// A Parquet file.
    Parquet,
    /// An Arrow file, which can be read from any position in it.
    ArrowFile,
    /// An Arrow stream, which is read from its beginning.
    ArrowStream,
    /// A table in Markdown.
    Markdown,
}

/// Writes an answer; gives the number of its rows.
///
/// # Errors
///
/// Those of the answer where a row cannot be computed; [`QueryError::Write`] where the output takes no more.
pub fn write(
    mut answer: QueryBatches<'_>,
    format: Format,
    output: &mut (dyn Write + Send),
) -> Result<u64, QueryError> {
    write_batches(&answer.schema(), &mut answer, format, output)
}

/// Writes a table of texts, in which an empty cell is an absent value; gives the number of its rows.
///
/// # Errors
///
/// [`QueryError::Write`] where the output takes no more.
pub fn write_text_table(
    table: &TextTable,
    format: Format,
    output: &mut (dyn Write + Send),
) -> Result<u64, QueryError> {
    let batch = text_batch(table);
    write_batches(
        &batch.schema(),
        &mut std::iter::once(Ok(batch)),
        format,
        output,
    )
}

fn write_batches(
    schema: &SchemaRef,
    batches: Batches<'_>,
    format: Format,
    output: &mut (dyn Write + Send),
) -> Result<u64, QueryError> {
    let mut output = BufWriter::new(output);
    let rows = match format {
        Format::Table => text::write_table(schema, batches, true, &mut output),
        Format::Listing => text::write_table(schema, batches, false, &mut output),
        Format::Markdown => text::write_markdown(schema, batches, &mut output),
        Format::Csv => write_csv(schema, batches, &mut output),
        Format::Json => json::write_array(schema, batches, &mut output),
        Format::Ndjson => json::write_lines(schema, batches, &mut output),
        Format::Parquet => binary::write_parquet(schema, batches, &mut output),
        Format::ArrowFile => binary::write_arrow_file(schema, batches, &mut output),
        Format::ArrowStream => binary::write_arrow_stream(schema, batches, &mut output),
    }?;
    output.flush().map_err(QueryError::Write)?;
    Ok(rows)
}

fn write_csv(
    schema: &SchemaRef,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let mut writer = csv::Writer::from_writer(output);
    let wrong = |error: csv::Error| {
        if let csv::ErrorKind::Io(error) = error.into_kind() {
            error
        } else {
            std::io::ErrorKind::InvalidData.into()
        }
    };
    writer
        .write_record(headings(schema))
        .map_err(|error| QueryError::Write(wrong(error)))?;
    let rows = for_each_row(batches, |cells| {
        let cells = cells.iter().map(Cell::plain);
        writer.write_record(cells).map_err(wrong)
    })?;
    writer.flush().map_err(QueryError::Write)?;
    Ok(rows)
}
