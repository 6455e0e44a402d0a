//! The columns of a table by what they are for while its rows are judged.

use crate::ingest::rows::keys::Stray;
use crate::ingest::rows::typed::{Cell, Growing};
use crate::ingest::text::header::Header;
use crate::model::{ABSENT_INTEGER, COURSES, Kind, PATIENTS, Presence, Table};

/// How the rows of a table are looked at.
pub(super) struct RowFrame {
    /// The columns that name the site, and the course or the patient.
    pub(super) site_place: usize,
    pub(super) id_place: usize,
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
        let places = |fields: &[Option<usize>]| {
            let fields = fields.iter().enumerate();
            fields
                .filter_map(|(place, field)| Some((place, (*field)?)))
                .collect()
        };
        let required = table.columns.iter().enumerate();
        let required = required.filter(|(_, column)| column.is_required());
        Self {
            present: places(&header.fields),
            date_times: places(&header.date_times),
            required: required.map(|(place, _)| place).collect(),
            site_place: table.place("site_id").unwrap_or_default(),
            id_place: named.unwrap_or_default(),
            keeps_id: [COURSES.name, PATIENTS.name].contains(&table.name),
            numbers: numbers.map(|(place, _)| place).collect(),
            intervals: table.intervals.iter().filter_map(hours).collect(),
        }
    }

    /// Whether a column names whose row it is, so that its text is not kept.
    pub(super) fn is_name(&self, place: usize) -> bool {
        place == self.site_place || (place == self.id_place && !self.keeps_id)
    }

    /// The column as it grows: what the file does not have, and what the row's owner tells, is not kept.
    pub(super) fn growing(&self, table: &Table, header: &Header, place: usize) -> Growing {
        if self.is_name(place) || !header.has(place) {
            Growing::Nothing
        } else {
            Growing::of(table.columns[place].kind)
        }
    }

    pub(super) fn stray(&self, row: &[Cell], owner: u32, line: u64) -> Stray {
        let number = |&place: &usize| match row[place] {
            Cell::Integer(number) => number,
            Cell::Absent | Cell::Decimal(_) | Cell::Boolean(_) | Cell::Code(_) | Cell::Unread => {
                ABSENT_INTEGER
            }
        };
        Stray {
            owner,
            numbers: self.numbers.iter().map(number).collect(),
            line,
        }
    }
}
