//! The columns of a table by what they are for while its rows are judged.

use crate::ingest::rows::keys::OrphanRow;
use crate::ingest::rows::typed::{Cell, ColumnBuilder};
use crate::ingest::text::header::Header;
use crate::model::{ABSENT_INTEGER, COURSES, Kind, PATIENTS, Presence, Table};

/// How the rows of a table are looked at.
pub(super) struct RowFrame {
    /// The columns that name the site, and the course or the patient.
    pub(super) site_column: usize,
    pub(super) id_column: usize,
    /// Whether the identifier is a column of the table's own, and not that of another table.
    pub(super) keeps_id: bool,
    /// Columns that the file has, with their fields.
    pub(super) present: Vec<(usize, usize)>,
    /// Columns with a date-time that may stand in for them, with its field.
    pub(super) date_times: Vec<(usize, usize)>,
    /// Columns without which a row is set aside.
    pub(super) required: Vec<usize>,
    /// Columns of whole numbers that are part of the key.
    pub(super) numbers: Vec<usize>,
    /// Columns of hours of which the second may not lie before the first.
    pub(super) intervals: Vec<(usize, usize)>,
}

impl RowFrame {
    pub(super) fn of(table: &Table, header: &Header) -> Self {
        let hours = |&(start, stop): &(&str, &str)| Some((table.place(start)?, table.place(stop)?));
        let named = table
            .place("course_id")
            .or_else(|| table.place("patient_id"));
        let numbers = table.columns.iter().enumerate().filter(|(_, column)| {
            column.presence == Presence::Key && matches!(column.kind, Kind::Integer { .. })
        });
        let indices = |fields: &[Option<usize>]| {
            let fields = fields.iter().enumerate();
            fields
                .filter_map(|(index, field)| Some((index, (*field)?)))
                .collect()
        };
        let required = table.columns.iter().enumerate();
        let required = required.filter(|(_, column)| column.is_required());
        Self {
            present: indices(&header.fields),
            date_times: indices(&header.date_times),
            required: required.map(|(index, _)| index).collect(),
            site_column: table.place("site_id").unwrap_or_default(),
            id_column: named.unwrap_or_default(),
            keeps_id: [COURSES.name, PATIENTS.name].contains(&table.name),
            numbers: numbers.map(|(index, _)| index).collect(),
            intervals: table.intervals.iter().filter_map(hours).collect(),
        }
    }

    /// Whether a column names whose row it is, so that its text is not kept.
    pub(super) fn is_name(&self, index: usize) -> bool {
        index == self.site_column || (index == self.id_column && !self.keeps_id)
    }

    /// The column as it grows: what the file does not have, and what the row's owner tells, is not kept.
    pub(super) fn builder(&self, table: &Table, header: &Header, index: usize) -> ColumnBuilder {
        if self.is_name(index) || !header.has(index) {
            ColumnBuilder::Nothing
        } else {
            ColumnBuilder::of(table.columns[index].kind)
        }
    }

    pub(super) fn orphan(&self, row: &[Cell], owner: u32, line: u64) -> OrphanRow {
        let number = |&index: &usize| match row[index] {
            Cell::Integer(number) => number,
            Cell::Absent | Cell::Decimal(_) | Cell::Boolean(_) | Cell::Code(_) | Cell::Unread => {
                ABSENT_INTEGER
            }
        };
        OrphanRow {
            owner,
            numbers: self.numbers.iter().map(number).collect(),
            line,
        }
    }
}
