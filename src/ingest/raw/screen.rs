//! The screen of raw files: columns that are named for an identifier, and values that as a whole have the form of one.
//!
//! Raw files may hold full dates, shifted ones; so dates and ages are not looked at, and neither is a part of a text.

use super::layout::Layout;
use super::matching::matches;
use super::rows::RawRows;
use super::values::RawCell;
use crate::ingest::limits;
use crate::ingest::privacy::glance::{LEAST, is_plain_moment};
use crate::ingest::privacy::headers::names_raw_identifier;
use crate::ingest::privacy::identifiers::{FoundIdentifier, raw_form_of};
use crate::ingest::text::absent::is_absent_in_any;
use crate::ingest::text::cells::trim_blanks;
use crate::notation::shown;

/// How many cells are remembered as cleared.
const CLEARED: usize = 256;

/// What the cells of a raw file are screened for.
pub(super) struct RawScreen {
    columns: Vec<ScreenedColumn>,
    /// Cells that were looked at lately and are none.
    cleared: Vec<(usize, Vec<u8>)>,
    found: Vec<FoundIdentifier>,
}

struct ScreenedColumn {
    header: String,
    /// Whether its header names an identifier, so that any value is one.
    is_named: bool,
    /// Whether nothing in it is looked at: it is no identifier, or one was found.
    is_passed: bool,
}

impl RawScreen {
    /// The screen of a file of a table. `not_identifiers` are names of columns that are none, as `table.column`.
    pub(super) fn new(
        table: &str,
        layout: &Layout,
        rows: &RawRows,
        declared: &[String],
        not_identifiers: &[String],
    ) -> Self {
        let mut found = Vec::new();
        let headers = rows.headers().iter().enumerate();
        let columns = headers.map(|(field, header)| {
            let header = header.trim();
            let own = super::layout::header_name(header);
            let mut fields = layout.fields.iter();
            let column = fields.position(|it| *it == Some(field));
            let column = column.map(|column| &declared[column]);
            let is_exempt = |name: &str| {
                let place = format!("{table}.{name}");
                let mut patterns = not_identifiers.iter();
                patterns.any(|pattern| matches(&pattern.to_lowercase(), &place))
            };
            let is_exempt = is_exempt(&own) || column.is_some_and(|name| is_exempt(name));
            // A file without a header begins with a row.
            let form = raw_form_of(header.as_bytes()).filter(|_| !is_exempt);
            if let Some(form) = form {
                found.push(FoundIdentifier {
                    line: rows.header_line(),
                    column: format!("column {}", field + 1),
                    form,
                });
            }
            ScreenedColumn {
                header: header.to_owned(),
                is_named: column.is_none() && names_raw_identifier(header),
                is_passed: is_exempt || form.is_some(),
            }
        });
        Self {
            columns: columns.collect(),
            cleared: vec![(0, Vec::new()); CLEARED],
            found,
        }
    }

    /// Looks at every cell of a row.
    pub(super) fn look_at(&mut self, rows: &RawRows) {
        for field in 0..rows.len() {
            // A row may have more cells than the header.
            let (is_named, is_passed) = match self.columns.get(field) {
                Some(column) => (column.is_named, column.is_passed),
                None => (false, false),
            };
            if is_passed || self.found.len() >= limits::COLUMNS {
                continue;
            }
            let form = match rows.cell(field) {
                RawCell::Absent => None,
                RawCell::Text(bytes) if is_named => {
                    let has_value = !is_absent_in_any(trim_blanks(&bytes));
                    has_value.then_some(NAMED)
                }
                RawCell::Text(bytes) => self.form(field, &bytes),
                RawCell::Integer(_)
                | RawCell::Digits(_)
                | RawCell::Decimal(_)
                | RawCell::Boolean(_)
                | RawCell::Date(_)
                | RawCell::Moment(_)
                | RawCell::Unreadable => is_named.then_some(NAMED),
            };
            let Some(form) = form else {
                continue;
            };
            let column = match self.columns.get_mut(field) {
                Some(column) => {
                    column.is_passed = true;
                    shown(&column.header)
                }
                None => format!("column {}", field + 1),
            };
            self.found.push(FoundIdentifier {
                line: rows.line(),
                column,
                form,
            });
        }
    }

    /// The form of an identifier that a cell as a whole has.
    fn form(&mut self, field: usize, bytes: &[u8]) -> Option<&'static str> {
        if bytes.len() < LEAST {
            return None;
        }
        let cell = trim_blanks(bytes);
        if cell.len() < LEAST || is_plain_moment(cell) {
            return None;
        }
        let ends = usize::from(cell[0]) + 7 * usize::from(cell[cell.len() - 1]);
        let (of_field, known) = &mut self.cleared[(ends + 31 * cell.len() + field) % CLEARED];
        if *of_field == field && known == cell {
            return None;
        }
        let form = raw_form_of(cell);
        if form.is_none() {
            *of_field = field;
            known.clear();
            known.extend_from_slice(cell);
        }
        form
    }

    /// The first identifier of each column that has any.
    pub(super) fn found(self) -> Vec<FoundIdentifier> {
        self.found
    }
}

/// What a value is whose column is named for an identifier.
const NAMED: &str = "a column that is named for an identifier";
