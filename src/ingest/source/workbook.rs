//! A sheet of an xlsx workbook as the text that it would be as CSV, so that one judge sees every export.

use super::cell_formats::Shown;
use super::cell_references::CellReferences;
use super::parquet_text::UNREADABLE;
use crate::disk::guarded;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::DecimalMark;
use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError,
    open_workbook_from_rs,
};
use chrono::NaiveTime;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
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
    let bytes = read(path)?;
    let mut workbook = open(bytes.clone())?;
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        // A chart on a sheet of its own has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        cells => cells.map_err(broken)?,
    };
    let shown: Vec<Shown> = cells.styles().iter().map(Shown::by).collect();
    // The reader of formulas says nothing of styles: where one may matter, the same cells are read for it beside.
    let mut again;
    let mut styles = if shown.iter().all(|shown| *shown == Shown::Moment) {
        None
    } else {
        again = open(bytes)?;
        Some(again.worksheet_cells_reader(sheet).map_err(broken)?)
    };
    let mut text = SheetText::default();
    while let Some(cell) = guarded(|| cells.next_cell_with_formula_metadata()).map_err(broken)? {
        if matches!(cell.value, DataRef::Empty) && cell.formula.is_some() {
            let what =
                "a formula that was never computed: open it in a spreadsheet program and save it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let (row, column) = cell.pos;
        let style = match &mut styles {
            None => None,
            Some(styles) => Some(style_of(styles, cell.pos)?),
        };
        let shown = style.and_then(|style| shown.get(style)).copied();
        let value = text_of(
            &Data::from(cell.value),
            shown.unwrap_or(Shown::Moment),
            mark,
        );
        if !value.is_empty() {
            text.put(row, column as usize, value)?;
        }
    }
    text.finish()
}

/// The style of the next cell, which is at this place.
fn style_of(cells: &mut XlsxCellReader<'_, Bytes>, place: (u32, u32)) -> io::Result<usize> {
    let cell = guarded(|| cells.next_cell_with_style_id()).map_err(broken)?;
    match cell {
        Some((cell, style)) if cell.get_position() == place => Ok(style),
        Some(_) | None => Err(broken(XlsxError::Unexpected(
            "cells that are not there twice",
        ))),
    }
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

/// The bytes of a workbook; clones share them.
type Bytes = Cursor<Arc<[u8]>>;

fn read(path: &Path) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    let file = BufReader::new(File::open(path)?);
    file.take(limits::WORKBOOK + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::WORKBOOK {
        return Err(Limit::Workbook.exceeded());
    }
    Ok(Cursor::new(bytes.into()))
}

fn open(bytes: Bytes) -> io::Result<Xlsx<Bytes>> {
    guarded(|| open_workbook_from_rs(bytes)).map_err(broken)
}

/// Unpacks every part once without keeping it: what a workbook says of its parts' sizes need not be true.
fn refuse_bomb(bytes: Bytes) -> io::Result<()> {
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

/// What a cell says, as it would stand in a CSV file, where its format shows so much of a moment.
fn text_of(cell: &Data, shown: Shown, mark: DecimalMark) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => number_text(*number, mark),
        Data::DateTime(length) if length.is_duration() => length_text(*length, mark),
        // Other numbers are of no calendar, and the greatest of them none that can be counted with.
        Data::DateTime(moment) if DAYS.contains(&moment.as_f64()) => {
            let is_first_day = moment.as_f64() < 1.0;
            cell.as_datetime().map_or_else(unreadable, |moment| {
                let is_midnight = moment.time() == NaiveTime::MIN;
                let format = match shown {
                    Shown::Date if is_midnight => "%Y-%m-%d",
                    // A time of day is no moment of any day, and no length either.
                    Shown::TimeOfDay if is_first_day => "%H:%M:%S%.f",
                    Shown::Date | Shown::TimeOfDay | Shown::Moment => "%Y-%m-%d %H:%M:%S%.f",
                };
                moment.format(format).to_string()
            })
        }
        Data::DateTime(_) => unreadable(),
        Data::DateTimeIso(text) => match text.split_once(['T', ' ']) {
            Some((date, time)) if shown == Shown::Date && is_midnight(time) => date.to_owned(),
            _ => text.clone(),
        },
        Data::Int(_) | Data::String(_) | Data::Bool(_) | Data::DurationIso(_) | Data::Error(_) => {
            cell.to_string()
        }
    }
}

fn unreadable() -> String {
    UNREADABLE.to_owned()
}

fn number_text(number: f64, mark: DecimalMark) -> String {
    let text = number.to_string();
    match mark {
        DecimalMark::Point => text,
        DecimalMark::Comma => text.replace('.', ","),
    }
}

/// A length of time (`[h]:mm`) in hours, to the millisecond.
fn length_text(length: ExcelDateTime, mark: DecimalMark) -> String {
    const MILLISECONDS_OF_DAY: f64 = 86_400_000.0;
    const MILLISECONDS_OF_HOUR: f64 = 3_600_000.0;
    let days = length.as_f64();
    if days.abs() >= DAYS.end || days.is_nan() {
        return unreadable();
    }
    number_text(
        (days * MILLISECONDS_OF_DAY).round() / MILLISECONDS_OF_HOUR,
        mark,
    )
}

/// Whether the time of an ISO 8601 date-time is the first of its day.
fn is_midnight(time: &str) -> bool {
    time.starts_with("00:00") && time.chars().all(|sign| matches!(sign, '0' | ':' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn a_moment_of_no_calendar_is_no_moment_and_no_number() {
        let text = |days| {
            let moment = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
            text_of(&Data::DateTime(moment), Shown::Moment, DecimalMark::Point)
        };
        assert_eq!(text(43_528.343_75), "2019-03-04 08:15:00");
        for days in [-1e15, -1.0, 3e6, 1e300, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(text(days), UNREADABLE, "{days}");
        }
    }

    #[test]
    fn a_cell_is_a_date_a_time_of_day_or_a_length_by_its_format() {
        let moment = |days, shown| {
            let moment = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
            text_of(&Data::DateTime(moment), shown, DecimalMark::Point)
        };
        assert_eq!(moment(43_528.0, Shown::Date), "2019-03-04");
        assert_eq!(moment(43_528.0, Shown::Moment), "2019-03-04 00:00:00");
        // A time of day that the format hides is there.
        assert_eq!(moment(43_528.343_75, Shown::Date), "2019-03-04 08:15:00");
        assert_eq!(
            moment(0.229_166_666_666_666_66, Shown::TimeOfDay),
            "05:30:00"
        );
        let iso = |text: &str, shown| {
            text_of(
                &Data::DateTimeIso(text.to_owned()),
                shown,
                DecimalMark::Point,
            )
        };
        assert_eq!(iso("2019-03-04T00:00:00", Shown::Date), "2019-03-04");
        assert_eq!(
            iso("2019-03-04T00:00:00", Shown::Moment),
            "2019-03-04T00:00:00"
        );
        let length = |days, mark| {
            let length = ExcelDateTime::new(days, ExcelDateTimeType::TimeDelta, false);
            text_of(&Data::DateTime(length), Shown::Moment, mark)
        };
        assert_eq!(length(0.229_166_666_666_666_66, DecimalMark::Point), "5.5");
        assert_eq!(length(1.25, DecimalMark::Comma), "30");
        assert_eq!(length(-0.5, DecimalMark::Point), "-12");
        assert_eq!(length(1e300, DecimalMark::Point), UNREADABLE);
    }
}
