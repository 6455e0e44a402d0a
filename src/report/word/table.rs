//! A table as Word draws it: rules above and below the head and at the end, and none between columns.

use super::columns::{Need, overflow, widths};
use super::paper::Lengths;
use crate::report::tables::{Table, TableRow};
use crate::report::wording::unbroken;
use serde::Serialize;

/// A table as the template takes it.
#[derive(Debug, Serialize)]
pub(super) struct WordTable {
    /// The sum of the widths of its columns.
    pub(super) width: u32,
    pub(super) widths: Vec<u32>,
    rows: Vec<WordRow>,
    pub(super) is_wide: bool,
}

#[derive(Debug, Serialize)]
struct WordRow {
    is_head: bool,
    is_group: bool,
    cells: Vec<WordCell>,
}

#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template takes them")]
struct WordCell {
    lines: Vec<String>,
    width: u32,
    span: usize,
    align: &'static str,
    indent: u32,
    has_rule_above: bool,
    has_rule_below: bool,
    is_head: bool,
    /// Whether it is of the last row of the table.
    is_last: bool,
    /// Whether the row is kept on a page with the next one.
    is_kept: bool,
}

/// The indent of a row under the heading of its group.
const INDENT: u32 = 140;

/// So many rows at the end of a table are on the page of its notes.
const KEPT: usize = 3;
/// A table of so many rows is on one page.
const SHORT: usize = 14;

impl WordTable {
    /// A table of a page, without the columns that the page leaves out.
    pub(super) fn of(table: &Table, paper: Lengths) -> Self {
        let columns: Vec<usize> = (0..table.headings.len())
            .filter(|column| !table.off_page.contains(column))
            .collect();
        let needs: Vec<Need> = columns
            .iter()
            .map(|&column| {
                let head = unbroken(&table.headings[column]);
                let head = std::iter::once(head.as_str());
                let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
                let lines = cells.flat_map(|cell| cell.lines.iter().map(String::as_str));
                let is_label = column == 0;
                let indent = if is_label { f64::from(INDENT) } else { 0.0 };
                Need::of(head, lines, is_label || !table.is_numeric, indent)
            })
            .collect();
        let is_wide = overflow(&needs, paper.text(false));
        let widths = widths(&needs, paper.text(is_wide));
        let layout = Layout {
            table,
            columns: &columns,
            widths: &widths,
        };
        Self {
            width: widths.iter().sum(),
            rows: layout.rows(),
            widths,
            is_wide,
        }
    }
}

/// The columns of a table that are shown, and their widths.
struct Layout<'a> {
    table: &'a Table,
    columns: &'a [usize],
    widths: &'a [u32],
}

impl Layout<'_> {
    fn rows(&self) -> Vec<WordRow> {
        let mut rows: Vec<WordRow> = self.heads().into_iter().collect();
        let has_heads = !rows.is_empty();
        let mut head = self.row(
            self.columns
                .iter()
                .map(|&column| vec![unbroken(&self.table.headings[column])]),
        );
        head.is_head = true;
        for cell in &mut head.cells {
            cell.is_head = true;
            cell.is_kept = true;
            cell.has_rule_above = !has_heads;
            cell.has_rule_below = true;
        }
        rows.push(head);
        let mut last: Option<&String> = None;
        for (index, row) in self.table.rows.iter().enumerate() {
            if let Some(group) = row.group.as_ref().filter(|group| last != Some(*group)) {
                rows.push(self.group(group));
            }
            last = row.group.as_ref();
            let n_after = self.table.rows.len() - index - 1;
            let mut body = self.body(row, n_after == 0);
            // The last rows stay with the notes, and the rows of a short table with each other.
            let is_short = n_after > 0 && self.table.rows.len() <= SHORT;
            if is_short || (n_after < KEPT && !self.table.notes.is_empty()) {
                for cell in &mut body.cells {
                    cell.is_kept = true;
                }
            }
            rows.push(body);
        }
        rows
    }

    /// The row of heads that span columns, where there are some.
    fn heads(&self) -> Option<WordRow> {
        if self.table.heads.is_empty() {
            return None;
        }
        let mut cells = vec![self.cell(0, Vec::new())];
        let mut first = 1;
        for (text, span) in &self.table.heads {
            let own = first..first + span;
            first += span;
            let shown: Vec<usize> = (0..self.columns.len())
                .filter(|&index| own.contains(&self.columns[index]))
                .collect();
            let Some(&index) = shown.first() else {
                continue;
            };
            cells.push(WordCell {
                width: shown.iter().map(|&index| self.widths[index]).sum(),
                span: shown.len(),
                align: "center",
                has_rule_below: true,
                ..self.cell(index, vec![unbroken(text)])
            });
        }
        for cell in &mut cells {
            cell.is_head = true;
            cell.is_kept = true;
            cell.has_rule_above = true;
        }
        Some(WordRow {
            is_head: true,
            is_group: false,
            cells,
        })
    }

    fn group(&self, group: &str) -> WordRow {
        let cell = WordCell {
            width: self.widths.iter().sum(),
            span: self.widths.len(),
            is_kept: true,
            ..self.cell(0, vec![group.to_owned()])
        };
        WordRow {
            is_head: false,
            is_group: true,
            cells: vec![cell],
        }
    }

    fn body(&self, row: &TableRow, is_last: bool) -> WordRow {
        let texts = self.columns.iter().map(|&column| {
            let cell = row.cells.get(column);
            cell.map_or_else(Vec::new, |cell| cell.lines.clone())
        });
        let mut shown = self.row(texts);
        for cell in &mut shown.cells {
            cell.has_rule_below = is_last;
            cell.is_last = is_last;
        }
        if row.group.is_some()
            && let Some(label) = shown.cells.first_mut()
        {
            label.indent = INDENT;
        }
        shown
    }

    fn row(&self, texts: impl Iterator<Item = Vec<String>>) -> WordRow {
        WordRow {
            is_head: false,
            is_group: false,
            cells: texts
                .enumerate()
                .map(|(index, lines)| self.cell(index, lines))
                .collect(),
        }
    }

    fn cell(&self, index: usize, lines: Vec<String>) -> WordCell {
        WordCell {
            lines,
            width: self.widths[index],
            span: 1,
            align: if index > 0 && self.table.is_numeric {
                "right"
            } else {
                "left"
            },
            indent: 0,
            has_rule_above: false,
            has_rule_below: false,
            is_head: false,
            is_last: false,
            is_kept: false,
        }
    }
}
