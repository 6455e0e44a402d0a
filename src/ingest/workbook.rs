//! A sheet of an xlsx workbook as the text that it would be as CSV, so that one judge sees every export.

use super::cells::DecimalMark;
use super::limits::{self, Limit};
use calamine::{DataRef, DataType, Reader, Xlsx, open_workbook_from_rs};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// The names of a workbook's sheets, in their order. A workbook that is unpacked to more than any honest one is refused.
pub(super) fn sheet_names(path: &Path) -> io::Result<Vec<String>> {
    let bytes = read(path)?;
    refuse_bomb(bytes.clone())?;
    Ok(open(bytes)?.sheet_names())
}

/// The cells of a sheet as CSV: a line is a row of the sheet, from its first one on.
pub(super) fn sheet_text(path: &Path, sheet: &str, mark: DecimalMark) -> io::Result<Vec<u8>> {
    let mut workbook = open(read(path)?)?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut lines = Lines::default();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        lines.put(row, column as usize, text_of(cell.get_value(), mark))?;
    }
    lines.end_row()?;
    Ok(lines.text)
}

/// The lines of a sheet as its cells come in, row by row.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// The row that is being filled, from 0.
    row: u32,
    cells: Vec<String>,
    /// Cells of the first row that has any: no later row has fewer.
    width: usize,
}

impl Lines {
    fn put(&mut self, row: u32, column: usize, cell: String) -> io::Result<()> {
        if cell.is_empty() {
            return Ok(());
        }
        if column >= limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        if row < self.row {
            return Err(disordered());
        }
        while self.row < row {
            self.end_row()?;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = cell;
        Ok(())
    }

    /// Writes the row; one without a cell is a blank line, so that the lines after it are the sheet's rows.
    fn end_row(&mut self) -> io::Result<()> {
        if self.cells.is_empty() {
            self.text.push(b'\n');
        } else {
            if self.width == 0 {
                self.width = self.cells.len();
            }
            let width = self.width.max(self.cells.len());
            self.cells.resize(width, String::new());
            let mut writer = csv::Writer::from_writer(&mut self.text);
            writer.write_record(&self.cells)?;
            writer.flush()?;
            drop(writer);
            self.cells.clear();
        }
        self.row += 1;
        if self.text.len() as u64 > limits::UNPACKED_WORKBOOK {
            return Err(Limit::Workbook.exceeded());
        }
        Ok(())
    }
}

fn read(path: &Path) -> io::Result<Cursor<Vec<u8>>> {
    let mut bytes = Vec::new();
    let file = BufReader::new(File::open(path)?);
    file.take(limits::WORKBOOK + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::WORKBOOK {
        return Err(Limit::Workbook.exceeded());
    }
    Ok(Cursor::new(bytes))
}

fn open(bytes: Cursor<Vec<u8>>) -> io::Result<Xlsx<Cursor<Vec<u8>>>> {
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

/// A sheet whose rows do not come in their order.
fn disordered() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "rows of a sheet are out of order",
    )
}

/// What a cell says, as it would stand in a CSV file.
fn text_of(cell: &DataRef<'_>, mark: DecimalMark) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::Float(number) => {
            let text = number.to_string();
            match mark {
                DecimalMark::Point => text,
                DecimalMark::Comma => text.replace('.', ","),
            }
        }
        DataRef::DateTime(_) => cell.as_datetime().map_or_else(String::new, |moment| {
            moment.format("%Y-%m-%d %H:%M:%S").to_string()
        }),
        DataRef::Int(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}
