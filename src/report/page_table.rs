//! A table as a template takes it: the columns that a page shows, and where groups of rows begin.

use super::tables::{ANY_EVENT, Table};
use super::wording::unbroken;
use serde::Serialize;

/// A table of at most this number of rows is not broken across printed pages.
const SHORT: usize = 16;
/// Tables of at most this number of columns lie side by side.
const NARROW: usize = 4;
/// A table of more rows than these is as tall as several others.
const TALL: usize = 16;
/// A table of more rows than these is set close.
const LONG: usize = 40;

/// A table as a template takes it.
#[derive(Debug, Serialize)]
pub(super) struct PageTable {
    headings: Vec<String>,
    /// Heads above the headings after the first, with the columns that each spans.
    heads: Vec<PageHead>,
    rows: Vec<PageRow>,
    notes: Vec<String>,
    is_numeric: bool,
    /// How it is laid out: names of classes of the style sheet.
    classes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct PageHead {
    text: String,
    span: usize,
}

#[derive(Debug, Serialize)]
struct PageRow {
    /// The heading above this row, where a group begins.
    group: Option<String>,
    is_grouped: bool,
    /// Whether it is the row of its group as a whole.
    is_head: bool,
    cells: Vec<Vec<String>>,
}

/// A table as a template takes it; columns that the page leaves out are not in it.
pub(super) fn page_table(table: &Table) -> PageTable {
    let mut last: Option<&String> = None;
    let is_on_page = |column: &usize| !table.off_page.contains(column);
    let rows = table.rows.iter().map(|row| {
        let begins = row.group.as_ref().filter(|group| last != Some(*group));
        last = row.group.as_ref();
        let mut cells: Vec<Vec<String>> = (0..row.cells.len())
            .filter(is_on_page)
            .map(|column| row.cells[column].lines.clone())
            .collect();
        let is_of_all = cells.first().is_some_and(|first| first[..] == [ANY_EVENT]);
        let head = begins.filter(|_| is_of_all);
        if let (Some(group), Some(first)) = (head, cells.first_mut()) {
            *first = vec![group.clone()];
        }
        PageRow {
            group: begins.filter(|_| !is_of_all).cloned(),
            is_grouped: row.group.is_some(),
            is_head: head.is_some(),
            cells,
        }
    });
    let n_columns = table.headings.len() - table.off_page.len();
    PageTable {
        rows: rows.collect(),
        headings: (0..table.headings.len())
            .filter(is_on_page)
            .map(|column| unbroken(&table.headings[column]))
            .collect(),
        heads: heads_on_page(table),
        notes: table.notes.clone(),
        is_numeric: table.is_numeric,
        classes: classes(table.rows.len(), n_columns > NARROW || !table.is_numeric),
    }
}

/// The heads whose columns the page shows.
fn heads_on_page(table: &Table) -> Vec<PageHead> {
    let mut column = 1;
    let mut heads = Vec::new();
    for (text, span) in &table.heads {
        if !table.off_page.contains(&column) {
            heads.push(PageHead {
                text: unbroken(text),
                span: *span,
            });
        }
        column += span;
    }
    heads
}

/// How a table of this number of rows is laid out; a wide one has a row of the page to itself.
fn classes(n_rows: usize, is_wide: bool) -> Vec<&'static str> {
    let classes = [
        ("short", n_rows <= SHORT),
        ("long", n_rows > LONG),
        ("wide", is_wide),
        ("tall", n_rows > TALL && !is_wide),
    ];
    let classes = classes.into_iter().filter(|(_, is_so)| *is_so);
    classes.map(|(class, _)| class).collect()
}
