//! JSON: an array of objects, or an object a line. Columns keep their order.

use super::cells::{Batches, Cell, for_each_row, headings};
use crate::query::error::QueryError;
use datafusion::arrow::datatypes::Schema;
use std::io::{self, Write};

pub(super) fn write_array(
    schema: &Schema,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let names = names(schema);
    let mut lead = "[\n  ";
    let rows = for_each_row(batches, |cells| {
        output.write_all(lead.as_bytes())?;
        lead = ",\n  ";
        write_object(&names, cells, output)
    })?;
    let end = if rows == 0 { "[]\n" } else { "\n]\n" };
    output
        .write_all(end.as_bytes())
        .map_err(QueryError::Write)?;
    Ok(rows)
}

pub(super) fn write_lines(
    schema: &Schema,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let names = names(schema);
    for_each_row(batches, |cells| {
        write_object(&names, cells, output)?;
        output.write_all(b"\n")
    })
}

/// The names of the columns, quoted.
fn names(schema: &Schema) -> Vec<String> {
    headings(schema).into_iter().map(quoted).collect()
}

fn write_object(names: &[String], cells: &[Cell], output: &mut dyn Write) -> io::Result<()> {
    let mut lead = "{";
    for (name, cell) in names.iter().zip(cells) {
        write!(output, "{lead}{name}:{}", value(cell))?;
        lead = ",";
    }
    output.write_all(b"}")
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Absent | Cell::NoNumber(_) => "null".to_owned(),
        Cell::Number(number) => number.clone(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Text(text) => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
