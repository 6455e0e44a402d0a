//! Which sheet of a workbook holds a table, where no sheet is named for it.

use super::workbook::{SheetText, sheet_text};
use crate::ingest::options::DecimalMark;
use crate::model::Table;
use crate::terminology::key;
use std::io::Read;
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
    let read = |sheet: usize| match sheet_text(file, &sheets[sheet], DecimalMark::Point) {
        Ok(SheetText { is_blank: true, .. }) => None,
        Ok(SheetText { text, .. }) => Some((sheet, has_header(table, text))),
        Err(_) => Some((sheet, false)),
    };
    let written: Vec<(usize, bool)> = free.iter().filter_map(|sheet| read(*sheet)).collect();
    let headed: Vec<_> = written
        .iter()
        .filter(|(_, has_header)| *has_header)
        .collect();
    match (&written[..], &headed[..]) {
        ([(sheet, _)], _) | (_, [(sheet, _)]) => Ok(*sheet),
        ([], _) => Err("it is named for a table, and none of its sheets has a header"),
        _ => Err("it is named for a table, and no name says which of its sheets holds the table"),
    }
}

/// Whether the text of a sheet begins with the columns that a table must have.
fn has_header(table: &Table, text: impl Read) -> bool {
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
