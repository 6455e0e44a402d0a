//! A row judged by its table's columns and its file's header: every rule that needs no other row.

use super::cell::{Faults, read_cell};
use super::dictionary::Dictionary;
use super::no_row::no_row;
use super::reference::{Id, Judge, Reference};
use crate::ingest::ledger::{Class, QuarantinedRow};
use crate::ingest::options::Options;
use crate::ingest::rows::typed::{Cell, ColumnBuilder, RowBuffer};
use crate::ingest::text::absent::is_absent;
use crate::ingest::text::cells::{parse_date_time, trim_blanks};
use crate::ingest::text::header::Header;
use crate::ingest::text::records::{Malformed, Records};
use crate::model::{Column, TOLERANCE, Table, TableId};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The columns of a table, sorted by what they are for while its rows are judged.
pub(in crate::ingest) struct RowFrame {
    pub(super) table: &'static Table,
    pub(in crate::ingest) header: Header,
    /// The columns that name the site, and the course or the patient.
    site_column: usize,
    id_column: usize,
    /// Whether the identifier is a column of the table's own, and not that of another table.
    keeps_id: bool,
    /// Columns that the file has, with their fields.
    present: Vec<(usize, usize)>,
    /// Columns with a date-time that may stand in for them, with its field.
    date_times: Vec<(usize, usize)>,
    /// Columns without which a row is quarantined.
    required: Vec<usize>,
    /// Pairs of columns of hours; the second must not lie before the first.
    intervals: Vec<(usize, usize)>,
}

impl RowFrame {
    pub(super) fn of(table: &'static Table, header: Header) -> Self {
        let columns = || table.columns.iter().enumerate();
        let with_fields = |fields: &[Option<usize>]| {
            let fields = fields.iter().enumerate();
            fields
                .filter_map(|(index, field)| Some((index, (*field)?)))
                .collect()
        };
        let id_column = ["course_id", "patient_id"]
            .iter()
            .find_map(|name| table.position(name))
            .expect("rows of every table are of a course or a patient");
        Self {
            table,
            present: with_fields(&header.fields),
            date_times: with_fields(&header.date_times),
            required: columns()
                .filter(|(_, column)| column.is_required())
                .map(|(index, _)| index)
                .collect(),
            site_column: table.index("site_id"),
            id_column,
            keeps_id: matches!(table.id, TableId::Courses | TableId::Patients),
            intervals: table
                .intervals
                .iter()
                .map(|(start, stop)| (table.index(start), table.index(stop)))
                .collect(),
            header,
        }
    }

    /// Whether a column names whose row it is, so that its text is not kept.
    fn is_name(&self, index: usize) -> bool {
        index == self.site_column || (index == self.id_column && !self.keeps_id)
    }

    /// An empty buffer for the rows. Of columns that the file lacks, or that name whose row it is, nothing is kept.
    pub(super) fn buffer(&self) -> RowBuffer {
        let builder = |(index, column): (usize, &Column)| {
            if self.is_name(index) || !self.header.has(index) {
                ColumnBuilder::Nothing
            } else {
                ColumnBuilder::of(column.kind)
            }
        };
        let has_key = self.table.has_key();
        RowBuffer {
            columns: self.table.columns.iter().enumerate().map(builder).collect(),
            owners: Vec::new(),
            lines: has_key.then(Vec::new),
            moments: (has_key && self.header.has_date_times()).then(Vec::new),
        }
    }

    /// Fills `row` with the record's values. Gives what the row refers to, and the date-time of its hour in seconds where
    /// it has one; else why it is quarantined.
    pub(super) fn judge_row(
        &self,
        record: &Records<'_>,
        row: &mut [Cell],
        dictionaries: &mut [Dictionary],
        judge: &mut dyn Judge,
        options: &Options,
    ) -> Result<(Reference, Option<i64>), QuarantinedRow> {
        let reject = |class, column, message: Cow<'static, str>| {
            Err(QuarantinedRow {
                line: record.line(),
                column,
                class,
                message,
            })
        };
        let aside = |class, column, message: &'static str| reject(class, column, message.into());
        if let Some(message) = structural_fault(record, self.header.width) {
            return aside(Class::Structural, "", message);
        }
        if let Some(message) = no_row(record, &self.header, options.decimal) {
            return aside(Class::Structural, "", message);
        }
        let mut faults = Faults::default();
        let columns = self.table.columns;
        for &(index, _) in &self.date_times {
            row[index] = Cell::Absent;
        }
        for &(index, field) in &self.present {
            let column = &columns[index];
            let cell = trim_blanks(record.field(field));
            let to = &mut row[index];
            if !self.is_name(index) {
                let dictionary = &mut dictionaries[index];
                read_cell(cell, column, dictionary, &mut faults, options, to);
            } else if is_absent(cell, column) {
                *to = Cell::Absent;
            } else {
                *to = Cell::Unread;
            }
        }
        let named = |index: usize| {
            let cell = trim_blanks(record.field(self.header.fields[index]?));
            (!matches!(row[index], Cell::Absent)).then_some(cell)
        };
        let id = named(self.id_column).map(|text| match row[self.id_column] {
            Cell::Code(code) => Id {
                text: dictionaries[self.id_column].text(code).as_bytes(),
                code,
            },
            Cell::Absent
            | Cell::Integer(_)
            | Cell::Decimal(_)
            | Cell::Boolean(_)
            | Cell::Unread => Id {
                text,
                code: u32::MAX,
            },
        });
        let reference = judge.refer(named(self.site_column), id);
        let mut moment = None;
        for &(index, field) in &self.date_times {
            let column = &columns[index];
            let cell = trim_blanks(record.field(field));
            if is_absent(cell, column) {
                continue;
            }
            let Some(seconds) = parse_date_time(cell) else {
                let name = column.date_time_name().unwrap_or(column.name);
                faults
                    .wrong_type
                    .get_or_insert((name, "not a local date-time like 2019-03-04 08:15"));
                // Whether the hour is absent does not matter any more: a type error was found.
                if matches!(row[index], Cell::Absent) {
                    row[index] = Cell::Unread;
                }
                continue;
            };
            // Doses keep the date-time even beside an hour: it is what hour 0 is found from.
            moment = Some(seconds);
            if matches!(row[index], Cell::Absent) {
                row[index] = match judge.time_zero(reference) {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "seconds between two dates are far below 2^53"
                    )]
                    Some(time_zero) => Cell::Decimal((seconds - time_zero) as f64 / 3600.0),
                    // The row of a course that is not stored is judged for that, not for its hour.
                    None if matches!(reference, Reference::Unknown(_)) => Cell::Unread,
                    None => Cell::Absent,
                };
            }
        }
        // A cell that could not be read is not `Absent`: its fault is of a later class.
        let is_missing = |index: &&usize| matches!(row[**index], Cell::Absent);
        if let Some(&index) = self.required.iter().find(is_missing) {
            let (column, message) = self.absence(index, record);
            return aside(Class::Missing, column, message);
        }
        if let Some((column, message)) = faults.wrong_type {
            return aside(Class::Type, column, message);
        }
        if let Some((column, message)) = faults.out_of_domain {
            return reject(Class::Domain, column, message.into());
        }
        if let Some((start, stop)) = reversed_interval(&self.intervals, row) {
            let (start, _) = self.column_of(start, record);
            let message = format!("before {}", self.header.name_in_file(start));
            let (stop, _) = self.column_of(stop, record);
            return reject(Class::Domain, stop, message.into());
        }
        if let Some((column, message)) = judge.rule(row, dictionaries) {
            return aside(Class::Domain, column, message);
        }
        Ok((reference, moment))
    }

    /// In which column of a record a required value is absent, and why.
    fn absence(&self, index: usize, record: &Records<'_>) -> (&'static str, &'static str) {
        let (column, cell) = self.column_of(index, record);
        let message = if is_absent(cell, &self.table.columns[index]) {
            "no value"
        } else {
            "no hour 0 to count from: no given dose of its course has a date-time"
        };
        (column, message)
    }

    /// The column from which a record has the value of a column of the model, or would have it, with its cell: that of the
    /// date-time where the hour itself is absent.
    fn column_of<'a>(&self, index: usize, record: &'a Records<'_>) -> (&'static str, &'a [u8]) {
        let column = &self.table.columns[index];
        let cell = |field: Option<usize>| field.map_or(&b""[..], |f| trim_blanks(record.field(f)));
        let (field, date_time) = (self.header.fields[index], self.header.date_times[index]);
        let (hour, moment) = (cell(field), cell(date_time));
        let is_moment = field.is_none() || is_absent(hour, column) && !is_absent(moment, column);
        match column
            .date_time_name()
            .filter(|_| date_time.is_some() && is_moment)
        {
            Some(name) => (name, moment),
            None => (column.name, hour),
        }
    }
}

/// Why a record is not a row of `width` fields; `None` if it is one.
fn structural_fault(record: &Records<'_>, width: usize) -> Option<&'static str> {
    if let Some(malformed) = record.malformed() {
        return Some(match malformed {
            Malformed::UnclosedQuote => "a quote is never closed",
            Malformed::InvalidByte => "a byte that the file's encoding does not have",
            Malformed::Nul => "a NUL byte",
        });
    }
    match record.len().cmp(&width) {
        Ordering::Greater => Some("more fields than the header"),
        Ordering::Less => Some("fewer fields than the header"),
        Ordering::Equal => None,
    }
}

/// The first pair of hours of which the second lies before the first.
fn reversed_interval(intervals: &[(usize, usize)], row: &[Cell]) -> Option<(usize, usize)> {
    let is_reversed = |&(start, stop): &(usize, usize)| match (row[start], row[stop]) {
        (Cell::Decimal(from), Cell::Decimal(to)) => to < from - TOLERANCE,
        _ => false,
    };
    intervals.iter().copied().find(is_reversed)
}
