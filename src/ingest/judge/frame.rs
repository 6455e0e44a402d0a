//! A row judged by its table's columns and its file's header: every rule that needs no other row.

use super::cell::{Faults, read_cell};
use super::dictionary::Dictionary;
use super::no_row::no_row;
use super::own_cells::{TOO_LONG, read_own_cells};
use super::reference::{Id, Judge, Reference};
use super::structure::structural_fault;
use crate::ingest::ledger::{Class, QuarantinedRow};
use crate::ingest::options::Options;
use crate::ingest::rows::typed::{Cell, ColumnBuilder, RowBuffer};
use crate::ingest::text::absent::is_absent;
use crate::ingest::text::cells::trim_blanks;
use crate::ingest::text::header::Header;
use crate::ingest::text::ids::plain_id;
use crate::ingest::text::moment::{BEYOND, Moment, TimesOfDay, is_hour_of_course, parse_moment};
use crate::ingest::text::records::Records;
use crate::model::{Column, Kind, TOLERANCE, Table, TableId};
use std::borrow::Cow;

/// A column of hours for which date-times may stand in.
struct DateTimes {
    /// The column of hours.
    index: usize,
    /// The field of the date-time.
    field: usize,
    /// Whether something ended then.
    is_end: bool,
    /// Whether all values of the file are known to the day alone.
    knows_day_alone: bool,
}

/// The columns of a table, sorted by what they are for while its rows are judged.
pub(in crate::ingest) struct RowFrame {
    pub(super) table: &'static Table,
    pub(in crate::ingest) header: Header,
    /// The columns that name the site, and the course or the patient.
    site_column: usize,
    id_column: usize,
    /// Whether the identifier is a column of the table's own, and not that of another table.
    keeps_id: bool,
    /// Columns of identifiers that the table keeps.
    pub(super) own_ids: Vec<usize>,
    /// Columns that the file has, with their fields.
    present: Vec<(usize, usize)>,
    /// Columns with a date-time that may stand in for them, with its field.
    date_times: Vec<DateTimes>,
    /// Columns without which a row is quarantined.
    required: Vec<usize>,
    /// Pairs of columns of hours; the second must not lie before the first.
    intervals: Vec<(usize, usize)>,
}

impl RowFrame {
    pub(super) fn of(table: &'static Table, header: Header) -> Self {
        let columns = table.columns.iter().enumerate();
        let required = columns.filter_map(|(index, column)| column.is_required().then_some(index));
        let with_fields = |fields: &[Option<usize>]| {
            let fields = fields.iter().enumerate();
            fields
                .filter_map(|(index, field)| Some((index, (*field)?)))
                .collect()
        };
        let intervals: Vec<(usize, usize)> = table
            .intervals
            .iter()
            .map(|(start, stop)| (table.index(start), table.index(stop)))
            .collect();
        let date_times = header.date_times.iter().enumerate();
        let date_times = date_times.filter_map(|(index, field)| {
            Some(DateTimes {
                index,
                field: (*field)?,
                is_end: intervals.iter().any(|&(_, stop)| stop == index),
                knows_day_alone: false,
            })
        });
        let id_column = ["course_id", "patient_id"]
            .iter()
            .find_map(|name| table.position(name))
            .expect("rows of every table are of a course or a patient");
        let keeps_id = matches!(table.id, TableId::Courses | TableId::Patients);
        let own_ids = ["course_id", "patient_id"].map(|name| table.position(name));
        let own_ids = own_ids.into_iter().flatten();
        Self {
            table,
            present: with_fields(&header.fields),
            date_times: date_times.collect(),
            required: required.collect(),
            site_column: table.index("site_id"),
            id_column,
            keeps_id,
            own_ids: own_ids.filter(|_| keeps_id).collect(),
            intervals,
            header,
        }
    }

    /// How many columns a row has, those that the file adds to the table's among them.
    pub(super) fn n_columns(&self) -> usize {
        self.table.columns.len() + self.header.own.len()
    }

    /// How many columns of date-times there are.
    pub(super) fn n_date_times(&self) -> usize {
        self.date_times.len()
    }

    /// Counts the date-times of a record that has the header's fields, column by column.
    pub(super) fn count_times_of_day(&self, record: &Records<'_>, counts: &mut [TimesOfDay]) {
        if structural_fault(record, self.header.width).is_some() {
            return;
        }
        for (column, counts) in self.date_times.iter().zip(counts) {
            if let Some(moment) = parse_moment(trim_blanks(record.field(column.field))) {
                counts.count(moment);
            }
        }
    }

    /// Says of each column of date-times whether all values of the file are known to the day alone.
    pub(in crate::ingest) fn know_days_alone(&mut self, all: &[TimesOfDay]) {
        for (column, counts) in self.date_times.iter_mut().zip(all) {
            column.knows_day_alone = counts.has_days_alone();
        }
    }

    /// For each column of the table, how many of its date-times have a time of day.
    pub(super) fn times_of_columns(&self, counts: &[TimesOfDay]) -> Vec<(usize, TimesOfDay)> {
        let columns = self.date_times.iter().zip(counts);
        columns
            .map(|(column, counts)| (column.index, *counts))
            .collect()
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
        let own = std::iter::repeat_n(ColumnBuilder::of(Kind::Text), self.header.own.len());
        let columns = self.table.columns.iter().enumerate().map(builder);
        RowBuffer {
            columns: columns.chain(own).collect(),
            owners: Vec::new(),
            lines: has_key.then(Vec::new),
            moments: (has_key && self.header.has_date_times()).then(Vec::new),
        }
    }

    /// Fills `row` with the record's values, and counts its date-times. Gives what the row refers to, and the date-time of
    /// its hour in microseconds where it has one; else why it is quarantined.
    pub(super) fn judge_row(
        &self,
        record: &Records<'_>,
        row: &mut [Cell],
        dictionaries: &mut [Dictionary],
        times: &mut [TimesOfDay],
        judge: &mut dyn Judge,
        options: &Options,
    ) -> Result<(Reference, Option<i64>), QuarantinedRow> {
        let reject = |class, column: Cow<'static, str>, message: Cow<'static, str>| {
            Err(QuarantinedRow {
                line: record.line(),
                column,
                class,
                message,
            })
        };
        let aside = |class, column: &'static str, message: &'static str| {
            reject(class, column.into(), message.into())
        };
        let no_row = || no_row(record, &self.header, options.decimal);
        if let Some(message) = structural_fault(record, self.header.width).or_else(no_row) {
            return aside(Class::Structural, "", message);
        }
        let mut faults = Faults::default();
        let columns = self.table.columns;
        for column in &self.date_times {
            row[column.index] = Cell::Absent;
        }
        for &(index, field) in &self.present {
            let column = &columns[index];
            let cell = trim_blanks(record.field(field));
            let to = &mut row[index];
            let dictionary = &mut dictionaries[index];
            if self.is_name(index) {
                *to = if is_absent(&plain_id(cell), column) {
                    Cell::Absent
                } else {
                    Cell::Unread
                };
            } else if self.own_ids.contains(&index) {
                let id = judge.read_id(index, plain_id(cell));
                read_cell(&id, column, dictionary, &mut faults, options, to);
            } else {
                read_cell(cell, column, dictionary, &mut faults, options, to);
            }
        }
        let (row, own) = row.split_at_mut(columns.len());
        let (dictionaries, of_own) = dictionaries.split_at_mut(columns.len());
        let too_long = read_own_cells(&self.header, record, own, of_own);
        let named = |index: usize| {
            let cell = trim_blanks(record.field(self.header.fields[index]?));
            (!matches!(row[index], Cell::Absent)).then(|| plain_id(cell))
        };
        let (site, id) = (named(self.site_column), named(self.id_column));
        let id = id.as_deref().map(|text| match row[self.id_column] {
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
        let reference = judge.refer(site.as_deref(), id);
        let moment = self.read_date_times(record, row, times, &mut faults, judge, reference);
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
            return reject(Class::Domain, column.into(), message.into());
        }
        if let Some(column) = too_long {
            return reject(Class::Domain, column.to_owned().into(), TOO_LONG.into());
        }
        if let Some((start, stop)) = reversed_interval(&self.intervals, row) {
            let is_of_day = self.begins_in_its_day(start, record, row[stop], judge, reference);
            let (start, _) = self.column_of(start, record);
            let start = self.header.name_in_file(start);
            let message = if is_of_day {
                format!("before hour 0, from which {start} counts: that day, and no time of day")
            } else {
                format!("before {start}")
            };
            let (stop, _) = self.column_of(stop, record);
            return reject(Class::Domain, stop.into(), message.into());
        }
        if let Some((column, message)) = judge.rule(row, dictionaries) {
            return aside(Class::Domain, column, message);
        }
        Ok((reference, moment))
    }

    /// Counts the hours of a record's date-times, where it has no hours, and its times of day. Gives the date-time in
    /// microseconds where there is one.
    fn read_date_times(
        &self,
        record: &Records<'_>,
        row: &mut [Cell],
        times: &mut [TimesOfDay],
        faults: &mut Faults,
        judge: &dyn Judge,
        reference: Reference,
    ) -> Option<i64> {
        let columns = self.table.columns;
        let mut moment = None;
        for (date_times, times) in self.date_times.iter().zip(times) {
            let index = date_times.index;
            let column = &columns[index];
            let cell = trim_blanks(record.field(date_times.field));
            if is_absent(cell, column) {
                continue;
            }
            let name = column.date_time_name().unwrap_or(column.name);
            let read = parse_moment(cell);
            if let Some(read) = read {
                times.count(read);
            }
            let wrong = match read {
                None => Some("not a local date-time like 2019-03-04 08:15"),
                Some(read) if read.is_date && self.table.id == TableId::Doses => Some(
                    "a date without a time: hour 0 needs the time of day, like 2019-03-04 08:15",
                ),
                Some(_) => None,
            };
            let (Some(read), None) = (read, wrong) else {
                let wrong = wrong.map(|message| (name, message));
                faults.wrong_type = faults.wrong_type.or(wrong);
                // Whether the hour is absent does not matter any more: a type error was found.
                if matches!(row[index], Cell::Absent) {
                    row[index] = Cell::Unread;
                }
                continue;
            };
            // Doses keep the date-time even beside an hour: it is what hour 0 is found from.
            moment = Some(read.micros);
            if matches!(row[index], Cell::Absent) {
                row[index] = match judge.time_zero(reference) {
                    Some(time_zero) => Cell::Decimal(date_times.hour(read, time_zero)),
                    // The row of a course that is not stored is judged for that, not for its hour.
                    None if matches!(reference, Reference::Unknown(_)) => Cell::Unread,
                    None => Cell::Absent,
                };
                if matches!(row[index], Cell::Decimal(hour) if !is_hour_of_course(hour)) {
                    let fault = || (name, BEYOND.to_owned());
                    faults.out_of_domain.get_or_insert_with(fault);
                }
            }
        }
        moment
    }

    /// Whether a start is known to the day alone and counts from hour 0, so that an end earlier on that day comes before it.
    fn begins_in_its_day(
        &self,
        start: usize,
        record: &Records<'_>,
        stop: Cell,
        judge: &dyn Judge,
        reference: Reference,
    ) -> bool {
        let mut of_start = self.date_times.iter().filter(|it| it.index == start);
        let (name, cell) = self.column_of(start, record);
        let (Some(date_times), Some(time_zero), Some(moment), Cell::Decimal(stop)) = (
            of_start.next(),
            judge.time_zero(reference),
            parse_moment(cell),
            stop,
        ) else {
            return false;
        };
        name != self.table.columns[start].name
            && (date_times.knows_day_alone || moment.is_date)
            && stop >= moment.hour(time_zero) - TOLERANCE
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

impl DateTimes {
    /// The hour of a moment of this column, in a course whose hour 0 is `time_zero`, in microseconds.
    fn hour(&self, moment: Moment, time_zero: i64) -> f64 {
        if self.knows_day_alone || moment.is_date {
            moment.hour_of_day(time_zero, self.is_end)
        } else {
            moment.hour(time_zero)
        }
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
