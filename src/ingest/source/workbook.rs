//! A sheet of an xlsx workbook as the text that it would be as CSV, so that one judge sees every export.

use super::cell_formats::Shown;
use super::parquet_text::UNREADABLE;
use super::workbook_parts::{broken, check};
use crate::disk::{guarded, open_file};
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::DecimalMark;
use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError,
    open_workbook_from_rs,
};
use chrono::{Datelike, NaiveTime};
use std::fs::File;
use std::io::{self, BufReader, Seek, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tempfile::SpooledTempFile;

/// Bytes of a sheet's text that wait in memory; the text of a longer one waits in a temporary file without a name.
const IN_MEMORY: usize = 16 << 20;

/// Held while a workbook is read: its strings are in memory, and those of several workbooks would be at once.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The names of a workbook's sheets, in their order. A workbook that claims or holds more than any honest one is refused.
pub(in crate::ingest) fn sheet_names(path: &Path) -> io::Result<Vec<String>> {
    check(path)?;
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(open(path)?.sheet_names())
}

/// The text of a sheet, to be read from its start.
pub(in crate::ingest) struct SheetText {
    pub(in crate::ingest) text: SpooledTempFile,
    /// Whether no cell has a value.
    pub(in crate::ingest) is_blank: bool,
}

/// The cells of a sheet as CSV: a line is a row of the sheet, from its first one on.
///
/// Cells become text as they come and no grid of them is made: one cell far away would make it larger than any memory.
pub(in crate::ingest) fn sheet_text(
    path: &Path,
    sheet: &str,
    mark: DecimalMark,
) -> io::Result<SheetText> {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = SheetWriter::new(std::fs::metadata(path)?.len());
    let mut workbook = open(path)?;
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        // A chart on a sheet of its own has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return text.finish(),
        cells => cells.map_err(|_| broken())?,
    };
    let shown: Vec<Shown> = cells.styles().iter().map(Shown::by).collect();
    // The reader of formulas says nothing of styles: where one may matter, the same cells are read for it beside.
    let mut again;
    let mut styles = if shown.iter().all(|shown| *shown == Shown::Moment) {
        None
    } else {
        again = open(path)?;
        Some(again.worksheet_cells_reader(sheet).map_err(|_| broken())?)
    };
    while let Some(cell) =
        guarded(|| cells.next_cell_with_formula_metadata()).map_err(|_| broken())?
    {
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
fn style_of(
    cells: &mut XlsxCellReader<'_, BufReader<File>>,
    place: (u32, u32),
) -> io::Result<usize> {
    let cell = guarded(|| cells.next_cell_with_style_id()).map_err(|_| broken())?;
    match cell {
        Some((cell, style)) if cell.get_position() == place => Ok(style),
        // Cells that are not there twice.
        Some(_) | None => Err(broken()),
    }
}

/// The text of a sheet, as far as its cells have come.
struct SheetWriter {
    text: SpooledTempFile,
    /// How many bytes it has, and may have.
    bytes: u64,
    most: u64,
    /// The row whose cells come, these, and their bytes; nothing before the first cell.
    row: u32,
    cells: Vec<String>,
    row_bytes: usize,
    /// How many cells the first row has that has any.
    width: Option<usize>,
}

impl SheetWriter {
    /// The text of a sheet of a workbook of so many bytes.
    fn new(workbook: u64) -> Self {
        Self {
            text: SpooledTempFile::new(IN_MEMORY),
            bytes: 0,
            most: limits::expansion_of(workbook).min(limits::UNPACKED_WORKBOOK),
            row: 0,
            cells: Vec::new(),
            row_bytes: 0,
            width: None,
        }
    }

    fn put(&mut self, row: u32, column: usize, value: String) -> io::Result<()> {
        if column >= limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        if row < self.row || row >= limits::SHEET_ROWS {
            return Err(broken());
        }
        if value.len() > limits::FIELD {
            return Err(Limit::Field.exceeded());
        }
        while self.row < row {
            self.end_row()?;
        }
        self.row_bytes += value.len();
        if self.row_bytes > limits::RECORD {
            return Err(Limit::Record.exceeded());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = value;
        Ok(())
    }

    /// Writes the row's line; a row without cells is a blank one, so that lines are the sheet's rows.
    fn end_row(&mut self) -> io::Result<()> {
        let mut line = Vec::with_capacity(512);
        if self.cells.is_empty() {
            line.push(b'\n');
        } else {
            // A sheet has no rows of a width: what stands empty behind the last cell is not there.
            let width = *self.width.get_or_insert(self.cells.len());
            if self.cells.len() < width {
                self.cells.resize(width, String::new());
            }
            let mut writer = csv::WriterBuilder::new()
                .buffer_capacity(512)
                .from_writer(&mut line);
            writer.write_record(&self.cells)?;
            writer.flush()?;
            drop(writer);
            self.cells.clear();
        }
        self.row += 1;
        self.row_bytes = 0;
        self.bytes += line.len() as u64;
        if self.bytes > self.most {
            return Err(Limit::Expansion.exceeded());
        }
        self.text.write_all(&line)
    }

    fn finish(mut self) -> io::Result<SheetText> {
        if !self.cells.is_empty() {
            self.end_row()?;
        }
        self.text.rewind()?;
        Ok(SheetText {
            text: self.text,
            is_blank: self.width.is_none(),
        })
    }
}

fn open(path: &Path) -> io::Result<Xlsx<BufReader<File>>> {
    let file = BufReader::new(open_file(path)?);
    guarded(|| open_workbook_from_rs(file)).map_err(|_| broken())
}

/// The days that spreadsheet programs know: up to the year 9999.
const DAYS: Range<f64> = 0.0..2_958_466.0;

/// The serial numbers of 29 February 1900.
const LEAP_DAY: Range<f64> = 60.0..61.0;

/// What a cell says, as it would stand in a CSV file, where its format shows so much of a moment.
fn text_of(cell: &Data, shown: Shown, mark: DecimalMark) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => number_text(*number, mark),
        Data::DateTime(length) if length.is_duration() => length_text(*length, mark),
        // Spreadsheet programs count a 29 February 1900, a day that never was.
        Data::DateTime(moment) if LEAP_DAY.contains(&moment.as_f64()) && is_of_1900(cell) => {
            unreadable()
        }
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

/// Whether a moment is counted from 1900, and not from 1904.
fn is_of_1900(cell: &Data) -> bool {
    cell.as_datetime()
        .is_none_or(|moment| moment.year() == 1900)
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
    fn a_day_that_never_was_is_no_day() {
        let text = |days, is_of_1904| {
            let moment = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_of_1904);
            text_of(&Data::DateTime(moment), Shown::Date, DecimalMark::Point)
        };
        assert_eq!(text(59.0, false), "1900-02-28");
        assert_eq!(text(60.0, false), UNREADABLE);
        assert_eq!(text(60.99, false), UNREADABLE);
        assert_eq!(text(61.0, false), "1900-03-01");
        assert_eq!(text(60.0, true), "1904-03-01");
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
