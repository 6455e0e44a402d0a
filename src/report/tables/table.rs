//! One table: what a reader sees, and the same as CSV.

use super::cell::Cell;
use crate::measures::results::{Method, Row, Unit};
use crate::report::wording;
use std::ops::Range;

/// What becomes of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Shown {
    /// It is shown.
    Table(Table),
    /// Nobody collected what it needs: that is said.
    NotCollected,
    /// There is nothing to say.
    Nothing,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report) struct Table {
    /// Headings; the first column names the row.
    pub(in crate::report) headings: Vec<String>,
    /// Heads above the headings after the first, each with the number of columns that it spans; none where there is one
    /// row of headings.
    pub(in crate::report) heads: Vec<(String, usize)>,
    /// Columns that the page leaves out and the CSV file has.
    pub(in crate::report) off_page: Range<usize>,
    /// Rows, each with as many cells as there are headings.
    pub(in crate::report) rows: Vec<TableRow>,
    /// Footnotes.
    pub(in crate::report) notes: Vec<String>,
    /// Whether cells other than the first are numbers.
    pub(in crate::report) is_numeric: bool,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct TableRow {
    /// What the row belongs to, where rows are grouped under a heading of their own.
    pub(in crate::report) group: Option<String>,
    /// Its cells.
    pub(in crate::report) cells: Vec<Cell>,
}

impl Table {
    pub(in crate::report) fn new(headings: &[&str]) -> Self {
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        Self {
            headings,
            is_numeric: true,
            ..Self::default()
        }
    }

    /// A table whose cells are words.
    pub(in crate::report) fn of_words(headings: &[&str]) -> Self {
        Self {
            is_numeric: false,
            ..Self::new(headings)
        }
    }

    pub(in crate::report) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(TableRow { group: None, cells });
    }

    pub(in crate::report) fn row_of(&mut self, group: &str, cells: Vec<Cell>) {
        self.rows.push(TableRow {
            group: Some(group.to_owned()),
            cells,
        });
    }

    pub(in crate::report) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Says how the intervals of these rows were made, each method once.
    pub(in crate::report) fn note_methods<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        let mut methods: Vec<(Method, Vec<Unit>)> = Vec::new();
        for row in rows {
            let Some(method) = row.method else { continue };
            match methods.iter_mut().find(|(known, _)| *known == method) {
                Some((_, units)) if units.contains(&row.unit) => {}
                Some((_, units)) => units.push(row.unit),
                None => methods.push((method, vec![row.unit])),
            }
        }
        methods.sort_by_key(|(method, _)| *method != Method::ClopperPearson);
        let texts = of_methods(&methods);
        if !texts.is_empty() {
            self.note(format!("95% CI: {}.", texts.join("; ")));
        }
    }

    /// The table, or that there is nothing to say where it has no row.
    pub(in crate::report) fn shown(self) -> Shown {
        if self.rows.is_empty() {
            Shown::Nothing
        } else {
            Shown::Table(self)
        }
    }

    /// The headings, each after the head above it.
    pub(super) fn full_headings(&self) -> Vec<String> {
        let heads = self
            .heads
            .iter()
            .flat_map(|(head, span)| std::iter::repeat_n(head.as_str(), *span));
        let mut heads = std::iter::once("").chain(heads);
        let full = self.headings.iter().map(|heading| {
            let head = heads.next().filter(|head| !head.is_empty());
            head.map_or_else(|| heading.clone(), |head| format!("{head}: {heading}"))
        });
        full.collect()
    }
}

/// Methods, each with the units that it is for. A unit of which a patient may have several has Clopper–Pearson limits in a
/// column where every patient has one: `for patients, Clopper–Pearson; for courses, Wilson, or Clopper–Pearson in a column
/// where every patient has one`.
fn of_methods(methods: &[(Method, Vec<Unit>)]) -> Vec<String> {
    let named = |units: &[Unit]| {
        let names: Vec<String> = units
            .iter()
            .map(|unit| wording::units(*unit).to_owned())
            .collect();
        wording::list(&names)
    };
    let of = |wanted| {
        let units = methods.iter().find(|(method, _)| *method == wanted);
        units.map_or(&[][..], |(_, units)| units)
    };
    let (exact, several) = (of(Method::ClopperPearson), of(Method::RaoScottWilson));
    let mut texts = Vec::new();
    for (method, units) in methods {
        let said = wording::method(*method);
        let rates = matches!(method, Method::RaoScottGarwood | Method::Garwood);
        if *method == Method::ClopperPearson {
            let own: Vec<Unit> = units
                .iter()
                .copied()
                .filter(|unit| !several.contains(unit))
                .collect();
            if !own.is_empty() {
                texts.push(format!("for {}, {said}", named(&own)));
            }
        } else if rates {
            texts.push(format!("for rates, {said}"));
        } else if *method == Method::RaoScottWilson && units.iter().any(|it| exact.contains(it)) {
            let exact = wording::method(Method::ClopperPearson);
            texts.push(format!(
                "for {}, {said}, or {exact} in a column where every patient has one",
                named(units)
            ));
        } else {
            texts.push(format!("for {}, {said}", named(units)));
        }
    }
    texts
}
