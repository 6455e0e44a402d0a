//! Which sheet of a workbook holds a table, where no sheet is named for it.

use super::workbook::sheet_text;
use crate::ingest::options::DecimalMark;
use crate::model::Table;
use crate::terminology::key;
use std::path::Path;

/// The sheet of a workbook that holds the table for which the workbook is named and no sheet is; what is wrong where it
/// cannot be told.
pub(super) fn sheet_of(
    file: &Path,
    table: &Table,
    sheets: &[String],
    tables: &[Option<usize>],
) -> Result<usize, &'static str> {
    let free = (0..sheets.len()).filter(|sheet| tables[*sheet].is_none());
    let free: Vec<usize> = free.collect();
    if let ([sheet], 1) = (&free[..], sheets.len()) {
        return Ok(*sheet);
    }
    // A sheet that cannot be read is no empty one.
    let text = |sheet: usize| sheet_text(file, &sheets[sheet], DecimalMark::Point).ok();
    let texts = free.iter().map(|sheet| (*sheet, text(*sheet)));
    let is_blank = |text: &[u8]| text.trim_ascii().is_empty();
    let written: Vec<(usize, Option<Vec<u8>>)> = texts
        .filter(|(_, text)| !text.as_deref().is_some_and(is_blank))
        .collect();
    let has_header = |(_, text): &&(usize, Option<Vec<u8>>)| {
        text.as_deref().is_some_and(|text| has_header(table, text))
    };
    let headed: Vec<_> = written.iter().filter(has_header).collect();
    match (&written[..], &headed[..]) {
        ([(sheet, _)], _) | (_, [(sheet, _)]) => Ok(*sheet),
        ([], _) => Err("it is named for a table, and none of its sheets has a header"),
        _ => Err("it is named for a table, and no name says which of its sheets holds the table"),
    }
}

/// Whether the text of a sheet begins with the columns that a table must have.
fn has_header(table: &Table, text: &[u8]) -> bool {
    let mut lines = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text);
    let first = lines.records().find_map(Result::ok).into_iter();
    let names: Vec<String> = first
        .flat_map(|line| {
            line.iter()
                .map(|name| key(name).into_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let has = |name: &str| names.iter().any(|it| *it == key(name));
    let required = table.columns.iter().filter(|column| column.is_required());
    let mut required = required.filter(|column| column.is_exported());
    required.all(|column| has(column.name) || column.date_time_name().is_some_and(has))
}
