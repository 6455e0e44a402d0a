//! A sheet of an xlsx workbook as the text that it would be as CSV, so that one judge sees every export.

use super::cells::DecimalMark;
use super::limits::{self, Limit};
use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// The names of a workbook's sheets, in their order.
pub(super) fn sheet_names(path: &Path) -> io::Result<Vec<String>> {
    Ok(open(path)?.sheet_names())
}

/// The cells of a sheet as CSV: a line is a row of the sheet, from its first one on.
pub(super) fn sheet_text(path: &Path, sheet: &str, mark: DecimalMark) -> io::Result<Vec<u8>> {
    let mut workbook = open(path)?;
    let range = workbook.worksheet_range(sheet).map_err(broken)?;
    let (Some(_), Some((last_row, last_column))) = (range.start(), range.end()) else {
        return Ok(Vec::new());
    };
    if last_column as usize >= limits::COLUMNS {
        return Err(Limit::Columns.exceeded());
    }
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let mut width = None;
    for row in 0..=last_row {
        let mut cells: Vec<String> = (0..=last_column)
            .map(|column| {
                range
                    .get_value((row, column))
                    .map(|cell| text_of(cell, mark))
                    .unwrap_or_default()
            })
            .collect();
        // A sheet has no rows of a width: what stands empty behind the last cell is not there.
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            // A blank line, so that the lines after it are the sheet's rows.
            writer.flush()?;
            writer = blank_line(writer)?;
            continue;
        }
        let header = *width.get_or_insert(cells.len());
        if cells.len() < header {
            cells.resize(header, String::new());
        }
        writer.write_record(&cells)?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

/// The same writer with a blank line more.
fn blank_line(writer: csv::Writer<Vec<u8>>) -> io::Result<csv::Writer<Vec<u8>>> {
    let mut text = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    text.push(b'\n');
    Ok(csv::WriterBuilder::new().flexible(true).from_writer(text))
}

fn open(path: &Path) -> io::Result<Xlsx<Cursor<Vec<u8>>>> {
    let mut bytes = Vec::new();
    let file = BufReader::new(File::open(path)?);
    file.take(limits::WORKBOOK + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::WORKBOOK {
        return Err(Limit::Workbook.exceeded());
    }
    let bytes = Cursor::new(bytes);
    refuse_bomb(bytes.clone())?;
    open_workbook_from_rs(bytes).map_err(broken)
}

/// Unpacks every part once without keeping it: what a workbook says of its parts' sizes need not be true.
fn refuse_bomb(bytes: Cursor<Vec<u8>>) -> io::Result<()> {
    let mut archive = ZipArchive::new(bytes).map_err(broken)?;
    if archive.len() > limits::WORKBOOK_PARTS {
        return Err(Limit::Workbook.exceeded());
    }
    let mut left = limits::UNPACKED_WORKBOOK;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(broken)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(broken)?;
        left = left
            .checked_sub(unpacked)
            .ok_or_else(|| Limit::Workbook.exceeded())?;
    }
    Ok(())
}

/// A file that is no workbook, or a damaged one. What it holds is not repeated.
fn broken(_: impl std::error::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a whole xlsx workbook")
}

/// What a cell says, as it would stand in a CSV file.
fn text_of(cell: &Data, mark: DecimalMark) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => {
            let text = number.to_string();
            match mark {
                DecimalMark::Point => text,
                DecimalMark::Comma => text.replace('.', ","),
            }
        }
        Data::DateTime(_) => cell.as_datetime().map_or_else(
            || cell.to_string(),
            |moment| moment.format("%Y-%m-%d %H:%M:%S").to_string(),
        ),
        Data::Int(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Error(_) => cell.to_string(),
    }
}
