//! `tables.xlsx`: each table of a report on a sheet, every number in a cell of its own.
//!
//! No cell is a formula: texts are written as texts, whatever they begin with.

use super::about::About;
use super::document::{Document, DocumentContent};
use super::error::ReportError;
use super::rendered::RenderedFile;
use super::tables::{Sheet, Value};
use crate::measures::definition::Definition;
use crate::measures::results::{Row, to_csv};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};
use std::collections::BTreeSet;

/// A column is at most so many letters wide; longer texts wrap.
const WIDEST: f64 = 60.0;
/// And at least so many.
const NARROWEST: f64 = 8.0;
/// A sheet's name has at most so many letters.
const LONGEST_NAME: usize = 31;

/// The workbook of a report: contents, each table of its pages, every results row, and the definitions of its measures.
///
/// `date` is in seconds since 1970, UTC; the document says when it was made by it.
///
/// # Errors
///
/// Where the library refuses what is written, for example a text of more than 32,767 letters.
pub(crate) fn workbook(
    documents: &[Document],
    rows: &[Row],
    measures: &[Definition],
    about: &About,
    date: i64,
) -> Result<RenderedFile, ReportError> {
    let bytes = write(documents, rows, measures, about, date);
    Ok(RenderedFile {
        path: "tables.xlsx".to_owned(),
        bytes: bytes.map_err(|error| ReportError::Workbook {
            message: error.to_string(),
        })?,
    })
}

fn write(
    documents: &[Document],
    rows: &[Row],
    measures: &[Definition],
    about: &About,
    date: i64,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(about.title.as_deref().unwrap_or("Tables"))
        .set_comment(format!("il2-outcomes {}", about.program_version))
        .set_creation_datetime(&ExcelDateTime::from_timestamp(date)?);
    workbook.set_properties(&properties);
    let parts = documents.iter().enumerate().flat_map(|(index, document)| {
        // Each page numbers its own tables.
        let of_page = if index > 0 { " (safety review)" } else { "" };
        document.parts().map(move |part| (part, of_page))
    });
    let tables = parts.filter_map(|(part, of_page)| match &part.content {
        DocumentContent::Table(table) => Some((part, of_page, table)),
        DocumentContent::Figure(_) => None,
    });
    let tables: Vec<_> = tables.collect();
    let mut contents = SheetWriter::new("contents", &["sheet", "table", "title", "notes"])?;
    if about.is_simulated {
        contents.text(2, "Simulated data: no patient was treated.")?;
        contents.next();
    }
    for (part, of_page, table) in &tables {
        let name = sheet_name(&part.name);
        contents.link(0, &name)?;
        let label = format!("{}{of_page}", part.label);
        let texts = [&label, &part.title, &table.notes.join(" ")];
        for (column, text) in (1..).zip(texts) {
            contents.text(column, text)?;
        }
        contents.next();
    }
    for (name, title) in [
        (
            RESULTS,
            "Every number of the report, with its numerator, denominator, interval and method",
        ),
        (
            DEFINITIONS,
            "What each measure counts, out of how many, and its source",
        ),
    ] {
        contents.link(0, name)?;
        contents.text(2, title)?;
        contents.next();
    }
    workbook.push_worksheet(contents.finish(false)?);
    for (part, _, table) in &tables {
        workbook.push_worksheet(of_table(&sheet_name(&part.name), &Sheet::of(table))?);
    }
    workbook.push_worksheet(of_results(rows)?);
    workbook.push_worksheet(of_definitions(rows, measures)?);
    workbook.save_to_buffer()
}

/// The sheet of all rows.
const RESULTS: &str = "results";
/// The sheet of all definitions.
const DEFINITIONS: &str = "definitions";

/// The name of the sheet of a table; Excel bounds its length.
pub(super) fn sheet_name(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

fn of_table(name: &str, sheet: &Sheet) -> Result<Worksheet, XlsxError> {
    let headings: Vec<&str> = sheet.headings.iter().map(String::as_str).collect();
    let mut writer = SheetWriter::new(name, &headings)?;
    for row in &sheet.rows {
        for (column, value) in (0..).zip(row) {
            match value {
                Value::Text(text) => writer.text(column, text)?,
                Value::Number(_, digits) => writer.number(column, digits)?,
            }
        }
        writer.next();
    }
    writer.finish(false)
}

/// The results rows as `results.csv` has them.
fn of_results(rows: &[Row]) -> Result<Worksheet, XlsxError> {
    let bytes = to_csv(rows);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let headings = reader.headers().expect(OWN_CSV).clone();
    let headings: Vec<&str> = headings.iter().collect();
    let is_number: Vec<bool> = headings
        .iter()
        .map(|heading| ["value", "lower", "upper", "numerator", "denominator"].contains(heading))
        .collect();
    let mut writer = SheetWriter::new(RESULTS, &headings)?;
    for record in reader.records() {
        if writer.is_full() {
            writer.text(0, "More rows than a sheet holds: see results.csv")?;
            writer.next();
            break;
        }
        for ((column, text), is_number) in (0..).zip(&record.expect(OWN_CSV)).zip(&is_number) {
            match (*is_number).then(|| text.parse::<f64>()) {
                Some(Ok(number)) => writer.exact(column, number)?,
                _ => writer.text(column, text)?,
            }
        }
        writer.next();
    }
    writer.finish(true)
}

const OWN_CSV: &str = "the program reads what it writes";

fn of_definitions(rows: &[Row], measures: &[Definition]) -> Result<Worksheet, XlsxError> {
    let shown: BTreeSet<&str> = rows.iter().map(|row| row.measure).collect();
    let headings = [
        "measure", "title", "unit", "counts", "out_of", "unknown", "interval", "source",
    ];
    let mut writer = SheetWriter::new(DEFINITIONS, &headings)?;
    for measure in measures.iter().filter(|it| shown.contains(it.name)) {
        let units: Vec<&str> = measure.grain.iter().map(|unit| unit.name()).collect();
        let texts = [
            measure.name,
            measure.title,
            &units.join(", "),
            measure.counts,
            measure.out_of,
            measure.unknown,
            measure.interval,
            measure.source,
        ];
        for (column, text) in (0..).zip(texts) {
            writer.text(column, text)?;
        }
        writer.next();
    }
    writer.finish(false)
}

/// A sheet that is being written, row by row under its headings.
struct SheetWriter {
    sheet: Worksheet,
    row: u32,
    /// The width of each column in letters.
    widths: Vec<f64>,
}

impl SheetWriter {
    fn new(name: &str, headings: &[&str]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_border_bottom(FormatBorder::Thin);
        for (column, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(0, column, *heading, &head)?;
        }
        // A heading wraps: half of it gives the width.
        let width = |heading: &&str| (heading.chars().count() as f64 / 2.0).max(NARROWEST);
        Ok(Self {
            sheet,
            row: 1,
            widths: headings.iter().map(width).collect(),
        })
    }

    const fn next(&mut self) {
        self.row += 1;
    }

    /// Whether one more row, and nothing after it, fits.
    const fn is_full(&self) -> bool {
        self.row >= 1_048_575
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        self.widen(column, text);
        let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        self.sheet
            .write_string_with_format(self.row, column, text, &format)?;
        Ok(())
    }

    /// A number as the page rounds it, with its decimals.
    fn number(&mut self, column: u16, digits: &str) -> Result<(), XlsxError> {
        let decimals = digits
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let format = match decimals {
            0 => "#,##0".to_owned(),
            _ => format!("0.{}", "0".repeat(decimals)),
        };
        let format = Format::new()
            .set_num_format(format)
            .set_align(FormatAlign::Top);
        self.widen(column, digits);
        let number: f64 = digits
            .parse()
            .expect("a number of a table is decimal digits");
        self.sheet
            .write_number_with_format(self.row, column, number, &format)?;
        Ok(())
    }

    /// A number with all its digits.
    fn exact(&mut self, column: u16, number: f64) -> Result<(), XlsxError> {
        self.sheet.write_number(self.row, column, number)?;
        Ok(())
    }

    /// A link to a sheet of the workbook.
    fn link(&mut self, column: u16, name: &str) -> Result<(), XlsxError> {
        self.widen(column, name);
        let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        self.sheet.write_url(self.row, column, url)?;
        Ok(())
    }

    fn widen(&mut self, column: u16, text: &str) {
        let width = (text.chars().count() as f64 + 1.0).min(WIDEST);
        let known = &mut self.widths[usize::from(column)];
        *known = known.max(width);
    }

    /// The sheet, its headings and first column always in view.
    fn finish(mut self, has_filters: bool) -> Result<Worksheet, XlsxError> {
        for (column, width) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        self.sheet.set_freeze_panes(1, 1)?;
        if has_filters {
            let last = u16::try_from(self.widths.len() - 1).expect("a sheet has few columns");
            self.sheet.autofilter(0, 0, self.row - 1, last)?;
        }
        Ok(self.sheet)
    }
}
