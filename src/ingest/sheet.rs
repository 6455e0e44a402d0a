//! One file's rows, judged and typed: a row is validated whole before any of its values is kept.

use super::cells::{is_absent, parse_date_time, trim_blanks};
use super::error::IngestError;
use super::export::Options;
use super::header::{Header, delimiter_of};
use super::judging::{Faults, read_cell};
use super::limits::{self, Limit};
use super::privacy::Screen;
use super::quarantine::{Class, SetAside};
use super::records::{Malformed, Records};
use super::source::{Source, Survey};
use super::words::Words;
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Column, Kind, TOLERANCE, Table};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::io::Read;

/// One value of a row that is being judged.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    Absent,
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Code(u32),
    /// There is something, which is not read: the row will be set aside for it.
    Unread,
}

/// The values of one column while rows arrive.
#[derive(Debug)]
pub(super) enum Growing {
    Integer(Vec<i64>),
    Decimal(Vec<f64>),
    Boolean(Vec<Option<bool>>),
    Code(Vec<u32>),
}

impl Growing {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer { .. } => Self::Integer(Vec::new()),
            Kind::Decimal { .. } | Kind::Hour => Self::Decimal(Vec::new()),
            Kind::Boolean => Self::Boolean(Vec::new()),
            Kind::Text | Kind::Choice(_) | Kind::Word(_) => Self::Code(Vec::new()),
        }
    }

    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Integer(values), Cell::Integer(value)) => values.push(value),
            (Self::Integer(values), _) => values.push(ABSENT_INTEGER),
            (Self::Decimal(values), Cell::Decimal(value)) => values.push(value),
            (Self::Decimal(values), _) => values.push(f64::NAN),
            (Self::Boolean(values), Cell::Boolean(value)) => values.push(Some(value)),
            (Self::Boolean(values), _) => values.push(None),
            (Self::Code(values), Cell::Code(value)) => values.push(value),
            (Self::Code(values), _) => values.push(ABSENT_CODE),
        }
    }
}

/// What the rest of the export knows about a row: which course it is of, and when that course began.
pub(super) trait Judge {
    /// Called with the row's site and identifier before its hours are looked at. The answer is kept with the row.
    fn refer(
        &mut self,
        sheet: &Words,
        site: Option<u32>,
        id: Option<u32>,
        ids: &Words,
    ) -> Reference;

    /// Whether hour 0 of each course is known already, where date-times give one.
    fn has_anchors(&self) -> bool;

    /// Hour 0 of a course in seconds, where date-times give one.
    fn anchor(&self, reference: Reference) -> Option<i64>;

    /// What the table asks beyond its columns; a column and a message where it is not so.
    fn rule(&mut self, row: &[Cell], words: &[Words]) -> Option<(&'static str, &'static str)>;
}

/// The course, or the patient's site, that a row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reference {
    /// The place of what is named.
    To(u32),
    /// It is named, but not stored, or could be several: a place in the judge's own list.
    Unknown(u32),
}

/// The rows of a file that passed every rule which needs no other row.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) table: &'static Table,
    /// The column that names the course, or the patient.
    id_place: usize,
    /// Columns of hours of which the second may not lie before the first.
    intervals: Vec<(usize, usize)>,
    pub(super) header: Header,
    pub(super) read: u64,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) columns: Vec<Growing>,
    pub(super) words: Vec<Words>,
    pub(super) references: Vec<Reference>,
    /// The line of each row, in a table with a key.
    pub(super) lines: Vec<u64>,
    /// The date-time of the row's hour in seconds, in a table with a key.
    pub(super) moments: Vec<Option<i64>>,
}

/// The records of a file, before the first one.
pub(super) fn records_of(
    source: &Source,
    survey: &Survey,
    options: &Options,
) -> Result<Records<'static>, IngestError> {
    let failed = |error| source.failed(error);
    let text = source.open(survey, options.decimal).map_err(failed)?;
    if text.counts_rows {
        // The text was made here, with commas: names of columns may hold any other delimiter.
        let mut records = Records::new(text.input, b',');
        records.count_rows();
        return Ok(records);
    }
    let mut head = Vec::new();
    text.input
        .take(1 << 16)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let first = head
        .split(|&byte| byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let text = source.open(survey, options.decimal).map_err(failed)?;
    let mut records = Records::new(text.input, delimiter_of(first));
    if text.is_converted {
        records.refuse_replacements();
    }
    Ok(records)
}

/// The records of a file, the header being the current one.
fn head_of(
    source: &Source,
    survey: &Survey,
    options: &Options,
) -> Result<Records<'static>, IngestError> {
    let mut records = records_of(source, survey, options)?;
    let has_header = records.advance().map_err(|error| source.failed(error))?;
    if !has_header || records.malformed().is_some() {
        return Err(IngestError::NoHeader {
            file: source.name.clone(),
        });
    }
    if records.len() > limits::COLUMNS {
        return Err(IngestError::OverLimit {
            file: source.name.clone(),
            limit: Limit::Columns,
        });
    }
    Ok(records)
}

/// Reads and judges a whole file; `None` where its hours are to be counted from anchors that are not known yet.
pub(super) fn read_sheet(
    table: &'static Table,
    source: &Source,
    survey: &Survey,
    judge: &mut dyn Judge,
    options: &Options,
) -> Result<Option<Sheet>, IngestError> {
    let mut records = head_of(source, survey, options)?;
    let mut screen = Screen::new(&source.name, &records)?;
    refuse_bare_returns(source, &records)?;
    let header = Header::read(table, &source.name, &records)?;
    if !judge.has_anchors() && header.date_times.iter().any(Option::is_some) {
        return Ok(None);
    }
    let hours = |&(start, stop): &(&str, &str)| Some((table.place(start)?, table.place(stop)?));
    let mut sheet = Sheet {
        table,
        id_place: id_place(table),
        intervals: table.intervals.iter().filter_map(hours).collect(),
        header,
        read: 0,
        set_aside: Vec::new(),
        columns: table
            .columns
            .iter()
            .map(|column| Growing::of(column.kind))
            .collect(),
        words: table.columns.iter().map(|_| Words::default()).collect(),
        references: Vec::new(),
        lines: Vec::new(),
        moments: Vec::new(),
    };
    let has_key = table.has_key();
    let mut row = vec![Cell::Absent; table.columns.len()];
    while records.advance().map_err(|error| source.failed(error))? {
        sheet.read += 1;
        screen.look_at(&records)?;
        match sheet.judge_row(&records, &mut row, judge, options) {
            // In a table with a key, the key is looked at first: see `keys`.
            Ok((Reference::Unknown(_), _)) if !has_key => {
                sheet.set_aside.push(no_reference(table, records.line()));
            }
            Ok((reference, moment)) => {
                for (column, cell) in sheet.columns.iter_mut().zip(&row) {
                    column.push(*cell);
                }
                sheet.references.push(reference);
                if has_key {
                    sheet.lines.push(records.line());
                    sheet.moments.push(moment);
                }
            }
            Err(row) => sheet.set_aside.push(row),
        }
        // Each is told by its line: without a limit, a file of stray lines fills memory.
        if sheet.set_aside.len() > limits::SET_ASIDE {
            return Err(source.failed(Limit::SetAside.exceeded()));
        }
    }
    Ok(Some(sheet))
}

/// Refuses a file whose lines end in a carriage return alone: its rows would be columns of the header.
fn refuse_bare_returns(source: &Source, header: &Records<'_>) -> Result<(), IngestError> {
    let has_bare_return = |place| {
        let name = header.field(place).trim_ascii();
        let is_bare = |at: usize| name[at] == b'\r' && name.get(at + 1) != Some(&b'\n');
        (0..name.len()).any(is_bare)
    };
    if (0..header.len()).any(has_bare_return) {
        return Err(IngestError::Broken {
            file: source.name.clone(),
            what: "a carriage return stands in its header: lines end in LF or CRLF".to_owned(),
        });
    }
    Ok(())
}

/// A row of a course that is not stored, or that could be of two sites.
pub(super) fn no_reference(table: &Table, line: u64) -> SetAside {
    let column = if table.place("course_id").is_some() {
        "course_id"
    } else {
        "patient_id"
    };
    let what = column.trim_end_matches("_id");
    SetAside {
        line,
        column,
        class: Class::Reference,
        message: format!("no such {what}, or one at two sites").into(),
    }
}

/// What keeps a record from being a row of so many fields.
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

impl Sheet {
    /// Fills `row` with the record's values, or says why it is set aside.
    fn judge_row(
        &mut self,
        record: &Records<'_>,
        row: &mut [Cell],
        judge: &mut dyn Judge,
        options: &Options,
    ) -> Result<(Reference, Option<i64>), SetAside> {
        let told = |class, column, message: Cow<'static, str>| {
            Err(SetAside {
                line: record.line(),
                column,
                class,
                message,
            })
        };
        let aside = |class, column, message: &'static str| told(class, column, message.into());
        if let Some(message) = structural_fault(record, self.header.width) {
            return aside(Class::Structural, "", message);
        }
        let mut faults = Faults::default();
        let columns = self.table.columns;
        for (place, column) in columns.iter().enumerate() {
            row[place] = match self.header.fields[place] {
                Some(field) => {
                    let cell = trim_blanks(record.field(field));
                    read_cell(cell, column, &mut self.words[place], &mut faults, options)
                }
                None => Cell::Absent,
            };
        }
        let code = |place: usize| match row[place] {
            Cell::Code(code) => Some(code),
            Cell::Absent
            | Cell::Integer(_)
            | Cell::Decimal(_)
            | Cell::Boolean(_)
            | Cell::Unread => None,
        };
        let ids = &self.words[self.id_place];
        let reference = judge.refer(&self.words[0], code(0), code(self.id_place), ids);
        let mut moment = None;
        for (place, column) in columns.iter().enumerate() {
            let Some(field) = self.header.date_times[place] else {
                continue;
            };
            let cell = trim_blanks(record.field(field));
            if is_absent(cell, column.name) {
                continue;
            }
            let Some(seconds) = parse_date_time(cell) else {
                faults
                    .wrong_type
                    .get_or_insert((column.name, "not a local date-time like 2019-03-04 08:15"));
                // Whether the hour is absent does not matter any more: a type error was found.
                if matches!(row[place], Cell::Absent) {
                    row[place] = Cell::Unread;
                }
                continue;
            };
            // Doses keep the date-time even beside an hour: it is what hour 0 is found from.
            moment = Some(seconds);
            if matches!(row[place], Cell::Absent) {
                row[place] = match judge.anchor(reference) {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "seconds between two dates are far below 2^53"
                    )]
                    Some(anchor) => Cell::Decimal((seconds - anchor) as f64 / 3600.0),
                    // The row of a course that is not stored is judged for that, not for its hour.
                    None if matches!(reference, Reference::Unknown(_)) => Cell::Unread,
                    None => Cell::Absent,
                };
            }
        }
        // A cell that could not be read is not `Absent`: its fault is of a later class.
        let is_missing = |(column, cell): &(&Column, &Cell)| {
            column.is_required() && matches!(cell, Cell::Absent)
        };
        if let Some((column, _)) = columns.iter().zip(row.iter()).find(is_missing) {
            return aside(Class::Missing, column.name, "no value");
        }
        if let Some((column, message)) = faults.wrong_type {
            return aside(Class::Type, column, message);
        }
        if let Some((column, message)) = faults.out_of_domain {
            return told(Class::Domain, column, message.into());
        }
        if let Some((start, stop)) = reversed_interval(&self.intervals, row) {
            let message = format!("before {}", columns[start].name);
            return told(Class::Domain, columns[stop].name, message.into());
        }
        if let Some((column, message)) = judge.rule(row, &self.words) {
            return aside(Class::Domain, column, message);
        }
        Ok((reference, moment))
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

/// The column in which a table names the course of a row, or its patient where it has no course.
fn id_place(table: &Table) -> usize {
    let named = table
        .place("course_id")
        .or_else(|| table.place("patient_id"));
    named.unwrap_or_default()
}
