//! A table whose columns are groups of patients, built line by line.

use super::at_risk::{FEW, LEAST_AT_RISK};
use super::cell::Cell;
use super::columns::{
    Column, ON_PAGE, Split, columns, leaves_all_out, of_til, pooled, small_groups,
};
use super::line::Line;
use super::lookup::Lookup;
use super::sites_of_rows::SitesOfRows;
use super::table::{Shown, Table, TableRow};
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::wording::{self, NE, NR};
use std::ops::Range;

/// A page is as wide as this number of columns of numbers.
const WIDEST: usize = 9;

/// A table that is being built.
#[derive(Debug)]
pub(super) struct ByGroup<'a> {
    columns: Vec<Column<'a>>,
    table: Table,
    /// What the heads count.
    unit: Unit,
    /// The columns of each group.
    span: usize,
    /// The rows that are shown with an interval.
    rows: Vec<&'a Row>,
    is_collected: bool,
    has_denominators: bool,
    has_counts: bool,
    /// How many sites collected what each row needs.
    sites: SitesOfRows,
    /// What the notes say of columns that pool what should not be pooled.
    pooled: Vec<String>,
    /// What they say of columns of very few patients.
    small: Option<String>,
}

impl<'a> ByGroup<'a> {
    /// A table with one column for each group; the heads count these units.
    pub(super) fn new(results: Lookup<'a>, first: &str, split: Split, unit: Unit) -> Self {
        Self::with_headings(results, first, split, unit, &[])
    }

    /// A table with these columns for each group.
    pub(super) fn with_headings(
        results: Lookup<'a>,
        first: &str,
        split: Split,
        unit: Unit,
        headings: &[&str],
    ) -> Self {
        let columns = columns(results, split);
        let heads: Vec<String> = columns.iter().map(|column| column.head(unit)).collect();
        let span = headings.len().max(1);
        let mut table = Table::new(&[first]);
        if headings.is_empty() {
            table.headings.extend(heads);
        } else {
            for head in heads {
                table.heads.push((head, span));
                table
                    .headings
                    .extend(headings.iter().map(|&heading| heading.to_owned()));
            }
        }
        table.off_page = off_page(&columns, span);
        Self {
            pooled: pooled(columns.iter().map(Column::named), split, "column"),
            small: small_groups(columns.iter().map(Column::named)),
            columns,
            table,
            unit,
            span,
            rows: Vec::new(),
            is_collected: false,
            has_denominators: false,
            has_counts: false,
            sites: SitesOfRows::default(),
        }
    }

    /// Adds a line.
    pub(super) fn line(&mut self, line: &Line) {
        self.add(None, &line.label, std::slice::from_ref(line));
    }

    /// Adds a line under the heading of its group of lines.
    pub(super) fn line_of(&mut self, group: &str, line: &Line) {
        self.add(Some(group), &line.label, std::slice::from_ref(line));
    }

    /// Adds a row that shows these lines of each group, one for each of its columns.
    pub(super) fn row(&mut self, group: Option<&str>, label: &str, lines: &[Line]) {
        self.add(group, label, lines);
    }

    fn add(&mut self, group: Option<&str>, label: &str, lines: &[Line]) {
        debug_assert_eq!(lines.len(), self.span, "a line for each column of a group");
        let shown: Vec<_> = lines
            .iter()
            .filter_map(|line| line.cells(&self.columns, self.unit))
            .collect();
        if shown.len() < lines.len() {
            return;
        }
        let mut cells: Vec<Cell> = vec![label.into()];
        for column in 0..self.columns.len() {
            cells.extend(shown.iter().map(|line| line.cells[column].clone()));
        }
        for line in shown {
            self.is_collected |= line.is_collected;
            self.has_denominators |= line.has_denominators;
            self.rows.extend(line.rows);
        }
        self.has_counts |= lines.iter().any(Line::shows_share);
        if let (Some(line), Some(column)) = (lines.first(), self.columns.first()) {
            let sites = line.sites(column.lookup);
            self.sites.add(group, label, sites);
        }
        match group {
            Some(group) => self.table.row_of(group, cells),
            None => self.table.row(cells),
        }
    }

    /// Adds a cell at the end of the last row.
    pub(super) fn extend_last(&mut self, cells: impl IntoIterator<Item = Cell>) {
        if let Some(row) = self.table.rows.last_mut() {
            row.cells.extend(cells);
        }
    }

    /// Adds a heading after those of the groups.
    pub(super) fn heading(&mut self, heading: &str) {
        self.table.headings.push(heading.to_owned());
    }

    pub(super) fn rows_so_far(&self) -> usize {
        self.table.rows.len()
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.table.note(note);
    }

    /// Adds these notes.
    pub(super) fn notes_of(&mut self, notes: impl IntoIterator<Item = String>) {
        self.table.notes.extend(notes);
    }

    /// Notes that blood counts are low after lymphodepletion, where a column is of patients who had it.
    pub(super) fn note_til(&mut self) {
        let groups = self.columns.iter().map(|column| column.lookup);
        if let Some(note) = of_til(groups).filter(|_| self.pooled.is_empty()) {
            self.table.note(note);
        }
    }

    /// Lines of a group that nobody collected any of become one.
    fn one_row_for_uncollected_groups(&mut self) {
        let rows = std::mem::take(&mut self.table.rows);
        for group in rows.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
            if group.len() > 1 && group.iter().all(is_uncollected) {
                let mut row = group[0].clone();
                row.cells.fill(Cell::default());
                row.cells[0] = "Not collected".into();
                self.table.rows.push(row);
            } else {
                self.table.rows.extend_from_slice(group);
            }
        }
    }

    /// The table with what its numbers are; that nobody collected it, or that there is nothing to say.
    pub(super) fn shown(mut self) -> Shown {
        if self.table.rows.is_empty() {
            return Shown::Nothing;
        }
        if !self.is_collected {
            return Shown::NotCollected;
        }
        self.one_row_for_uncollected_groups();
        if self.has_counts {
            self.table.note(if self.has_denominators {
                "n (%), or n/N (%) where N differs from the column heading."
            } else {
                "n (%)."
            });
        }
        self.table.note_methods(self.rows.iter().copied());
        let is_without = |row: &&Row| {
            row.statistic == Statistic::Probability
                && row.lower.is_none()
                && row.value.is_some_and(|share| share <= 0.0 || share >= 1.0)
        };
        if self.rows.iter().any(is_without) {
            self.table
                .note("Estimates of 0% and 100% from a curve have no 95% CI.");
        }
        let is_marked = |line: &String| line.ends_with(FEW);
        let has_few = self.table.rows.iter().any(|row| {
            let mut lines = row.cells.iter().flat_map(|cell| &cell.lines);
            lines.any(is_marked)
        });
        if has_few {
            self.table.note(format!(
                "{FEW} Fewer than {LEAST_AT_RISK} at risk at that time: the estimate is unstable."
            ));
        }
        let says = |word: &str| {
            let cells = self.table.rows.iter().flat_map(|row| row.cells.iter());
            cells.flat_map(|cell| &cell.lines).any(|line| {
                line.split([' ', '–'])
                    .any(|piece| piece.trim_end_matches(FEW) == word)
            })
        };
        let abbreviations = [(NE, "NE, not estimable"), (NR, "NR, not reached")];
        let abbreviations: Vec<&str> = abbreviations
            .into_iter()
            .filter(|(word, _)| says(word))
            .map(|(_, meaning)| meaning)
            .collect();
        if !abbreviations.is_empty() {
            self.table.note(format!("{}.", abbreviations.join("; ")));
        }
        self.table.notes.extend(self.sites.note());
        self.table.notes.extend(self.pooled);
        self.table.notes.extend(self.small);
        match self.table.off_page.len() / self.span {
            0 => {}
            _ if n_groups(&self.columns) <= ON_PAGE => {
                self.table
                    .note("All patients together: in the CSV file of this table.");
            }
            n => self.table.note(format!(
                "{n} more groups are in the CSV file of this table and in results.csv."
            )),
        }
        self.table.shown()
    }
}

/// Whether nobody collected what a row shows.
fn is_uncollected(row: &TableRow) -> bool {
    let mut cells = row.cells.iter().skip(1);
    cells.all(|cell| cell.lines.iter().all(|line| line == wording::NOT_COLLECTED))
}

/// The columns that the page leaves out: groups beyond those that fit, else the one for all beside several wide groups.
pub(super) fn off_page(columns: &[Column<'_>], span: usize) -> Range<usize> {
    let groups = n_groups(columns);
    let after_groups = 1 + groups * span;
    if groups > ON_PAGE {
        1 + ON_PAGE * span..after_groups
    } else if groups > 1 && columns.len() * span > WIDEST {
        after_groups..1 + columns.len() * span
    } else {
        0..0
    }
}

/// How many columns are groups, and not all.
fn n_groups(columns: &[Column<'_>]) -> usize {
    if leaves_all_out(columns) {
        columns.len()
    } else {
        columns.len() - 1
    }
}

/// Units that a table is about, for its note: `treated patients`.
pub(super) fn treated(unit: Unit) -> String {
    format!("treated {}", wording::units(unit))
}
