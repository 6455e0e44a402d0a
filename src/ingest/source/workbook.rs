//! A sheet of an xlsx workbook as the text that it would be as CSV, so that one judge sees every export.

use super::cell_references::CellReferences;
use super::parquet_text::UNREADABLE;
use crate::disk::guarded;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::DecimalMark;
use calamine::{Data, DataRef, DataType, Reader, Xlsx, XlsxError, open_workbook_from_rs};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::Range;
use std::path::Path;
use zip::ZipArchive;

/// The names of a workbook's sheets, in their order. A workbook that is unpacked to more than any honest one is refused.
pub(in crate::ingest) fn sheet_names(path: &Path) -> io::Result<Vec<String>> {
    let bytes = read(path)?;
    refuse_bomb(bytes.clone())?;
    Ok(open(bytes)?.sheet_names())
}

/// The cells of a sheet as CSV: a line is a row of the sheet, from its first one on.
///
/// Cells become text as they come and no grid of them is made: one cell far away would make it larger than any memory.
pub(in crate::ingest) fn sheet_text(
    path: &Path,
    sheet: &str,
    mark: DecimalMark,
) -> io::Result<Vec<u8>> {
    let mut workbook = open(read(path)?)?;
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        // A chart on a sheet of its own has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        cells => cells.map_err(broken)?,
    };
    let mut text = SheetText::default();
    while let Some(cell) = guarded(|| cells.next_cell_with_formula_metadata()).map_err(broken)? {
        if matches!(cell.value, DataRef::Empty) && cell.formula.is_some() {
            let what =
                "a formula that was never computed: open it in a spreadsheet program and save it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let (row, column) = cell.pos;
        let value = text_of(&Data::from(cell.value), mark);
        if !value.is_empty() {
            text.put(row, column as usize, value)?;
        }
    }
    text.finish()
}

/// The text of a sheet, as far as its cells have come.
#[derive(Default)]
struct SheetText {
    bytes: Vec<u8>,
    /// The row whose cells come, and these; nothing before the first cell.
    row: u32,
    cells: Vec<String>,
    /// How many cells the first row has that has any.
    width: Option<usize>,
}

impl SheetText {
    fn put(&mut self, row: u32, column: usize, value: String) -> io::Result<()> {
        if column >= limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        if row < self.row || row >= limits::SHEET_ROWS {
            return Err(broken(XlsxError::Unexpected("rows that are out of order")));
        }
        while self.row < row {
            self.end_row()?;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = value;
        Ok(())
    }

    /// Writes the row's line; a row without cells is a blank one, so that lines are the sheet's rows.
    fn end_row(&mut self) -> io::Result<()> {
        if self.cells.is_empty() {
            self.bytes.push(b'\n');
        } else {
            // A sheet has no rows of a width: what stands empty behind the last cell is not there.
            let width = *self.width.get_or_insert(self.cells.len());
            if self.cells.len() < width {
                self.cells.resize(width, String::new());
            }
            let mut writer = csv::WriterBuilder::new()
                .buffer_capacity(512)
                .from_writer(Vec::new());
            writer.write_record(&self.cells)?;
            let line = writer.into_inner();
            self.bytes
                .extend(line.map_err(|error| io::Error::other(error.to_string()))?);
            self.cells.clear();
        }
        self.row += 1;
        if self.bytes.len() as u64 > limits::UNPACKED_WORKBOOK {
            return Err(Limit::Workbook.exceeded());
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<Vec<u8>> {
        if !self.cells.is_empty() {
            self.end_row()?;
        }
        Ok(self.bytes)
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
    guarded(|| open_workbook_from_rs(bytes)).map_err(broken)
}

/// Unpacks every part once without keeping it: what a workbook says of its parts' sizes need not be true.
fn refuse_bomb(bytes: Cursor<Vec<u8>>) -> io::Result<()> {
    let mut archive = ZipArchive::new(bytes).map_err(broken)?;
    if archive.len() > limits::WORKBOOK_PARTS {
        return Err(Limit::Workbook.exceeded());
    }
    let mut left = limits::UNPACKED_WORKBOOK;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let mut references = CellReferences::default();
        let unpacked = io::copy(&mut part.take(left + 1), &mut references).map_err(broken)?;
        if references.has_impossible {
            return Err(broken(XlsxError::Unexpected("a place of a cell")));
        }
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

/// The days that spreadsheet programs know: up to the year 9999.
const DAYS: Range<f64> = 0.0..2_958_466.0;

/// What a cell says, as it would stand in a CSV file.
fn text_of(cell: &Data, mark: DecimalMark) -> String {
    let unreadable = || UNREADABLE.to_owned();
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => {
            let text = number.to_string();
            match mark {
                DecimalMark::Point => text,
                DecimalMark::Comma => text.replace('.', ","),
            }
        }
        // Other numbers are of no calendar, and the greatest of them none that can be counted with.
        Data::DateTime(moment) if DAYS.contains(&moment.as_f64()) => {
            cell.as_datetime().map_or_else(unreadable, |moment| {
                moment.format("%Y-%m-%d %H:%M:%S").to_string()
            })
        }
        Data::DateTime(_) => unreadable(),
        Data::Int(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Error(_) => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn a_moment_of_no_calendar_is_no_moment_and_no_number() {
        let text = |days| {
            let moment = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
            text_of(&Data::DateTime(moment), DecimalMark::Point)
        };
        assert_eq!(text(43_528.343_75), "2019-03-04 08:15:00");
        for days in [-1e15, -1.0, 3e6, 1e300, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(text(days), UNREADABLE, "{days}");
        }
    }
}
