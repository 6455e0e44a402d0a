//! Writes xlsx workbooks, as spreadsheet programs do, for the tests of what is read.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One cell of a sheet.
pub(crate) enum Cell {
    Text(String),
    /// A number, in the sheet's own binary form.
    Number(f64),
    /// A moment: days since 30 December 1899, in a cell that is formatted as one.
    Moment(f64),
    /// The same, in a cell that shows the date alone.
    Date(f64),
    /// A length of time in days, in a cell that shows it as hours and minutes.
    Length(f64),
    /// A time of day as a part of a day.
    TimeOfDay(f64),
}

impl Cell {
    /// A number where the text is one, else the text; nothing where there is nothing.
    pub(crate) fn of(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        Some(
            text.parse()
                .map_or_else(|_| Self::Text(text.to_owned()), Self::Number),
        )
    }
}

/// A sheet by name; of each row its cells, of which some may be empty.
pub(crate) type Sheet<'a> = (&'a str, Vec<Vec<Option<Cell>>>);

/// The rows of a CSV text as cells.
pub(crate) fn cells(csv: &str) -> Vec<Vec<Option<Cell>>> {
    csv.lines()
        .map(|line| line.split(',').map(Cell::of).collect())
        .collect()
}

/// Writes a workbook of these sheets.
pub(crate) fn write(path: &Path, sheets: &[Sheet<'_>]) {
    let sheets: Vec<RawSheet<'_>> = sheets
        .iter()
        .map(|(name, rows)| (*name, "", sheet_of(&rows_of(rows))))
        .collect();
    write_raw(path, &sheets);
}

/// A sheet by name, further attributes of its entry in the workbook, and its XML.
pub(crate) type RawSheet<'a> = (&'a str, &'a str, String);

/// The XML of a sheet, from that of its rows.
pub(crate) fn sheet_of(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// Writes a workbook of sheets whose XML is given.
pub(crate) fn write_raw(path: &Path, sheets: &[RawSheet<'_>]) {
    let mut archive = ZipWriter::new(File::create(path).unwrap());
    let mut part = |name: &str, text: &str| {
        archive
            .start_file(
                name,
                SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
            )
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let (mut types, mut relations, mut list) = (String::new(), String::new(), String::new());
    for (number, (name, attributes, _)) in (1..).zip(sheets) {
        let name = escaped(name);
        write!(types, r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#).unwrap();
        write!(relations, r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#).unwrap();
        write!(
            list,
            r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}" {attributes}/>"#
        )
        .unwrap();
    }
    part(
        "[Content_Types].xml",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{types}</Types>"#
        ),
    );
    part(
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    part(
        "xl/workbook.xml",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{list}</sheets></workbook>"#
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#
        ),
    );
    // Style 1 is a moment: 22 is the built-in format m/d/yy h:mm. The others are a date, a length, and a time of day.
    part(
        "xl/styles.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
    );
    for (number, (_, _, xml)) in (1..).zip(sheets) {
        part(&format!("xl/worksheets/sheet{number}.xml"), xml);
    }
    archive.finish().unwrap();
}

/// The XML of rows.
pub(crate) fn rows_of(rows: &[Vec<Option<Cell>>]) -> String {
    let mut xml = String::new();
    for (row, cells) in (1..).zip(rows) {
        write!(xml, r#"<row r="{row}">"#).unwrap();
        for (column, cell) in ('A'..='Z').zip(cells) {
            match cell {
                None => {}
                Some(Cell::Text(text)) => write!(
                    xml,
                    r#"<c r="{column}{row}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(text)
                )
                .unwrap(),
                Some(Cell::Number(number)) => {
                    write!(xml, r#"<c r="{column}{row}"><v>{number}</v></c>"#).unwrap();
                }
                Some(Cell::Moment(days)) => push_styled(&mut xml, column, row, 1, *days),
                Some(Cell::Date(days)) => push_styled(&mut xml, column, row, 2, *days),
                Some(Cell::Length(days)) => push_styled(&mut xml, column, row, 3, *days),
                Some(Cell::TimeOfDay(days)) => push_styled(&mut xml, column, row, 4, *days),
            }
        }
        xml.push_str("</row>");
    }
    xml
}

fn push_styled(xml: &mut String, column: char, row: u32, style: u32, days: f64) {
    write!(xml, r#"<c r="{column}{row}" s="{style}"><v>{days}</v></c>"#).unwrap();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
