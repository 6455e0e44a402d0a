//! One file's rows, judged and typed: a row is validated whole before any of its values is kept.

use super::bins::{Bins, Room};
use super::cells::{is_absent, parse_date_time, trim_blanks};
use super::error::IngestError;
use super::export::Options;
use super::finish::no_reference;
use super::header::Header;
use super::judging::{Faults, read_cell};
use super::limits::SetAsideCount;
use super::opened::{head_of, piece_of, refuse_bare_returns};
use super::privacy::Screen;
use super::quarantine::{Class, SetAside};
use super::records::{Malformed, Records};
use super::rows::{Cell, Growing, Rows};
use super::source::Source;
use super::survey::{Piece, Survey};
use super::words::Words;
use crate::model::{ABSENT_INTEGER, COURSES, Kind, PATIENTS, Presence, TOLERANCE, Table};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// What the rest of the export knows about a row: which course it is of, and when that course began.
pub(super) trait Judge {
    /// Called with the row's site and identifier before its hours are looked at. The answer is kept with the row.
    fn refer(&mut self, site: Option<&[u8]>, id: Option<Id<'_>>) -> Reference;

    /// Whether hour 0 of each course is known already, where date-times give one.
    fn has_anchors(&self) -> bool;

    /// Hour 0 of a course in seconds, where date-times give one.
    fn anchor(&self, reference: Reference) -> Option<i64>;

    /// What the table asks beyond its columns; a column and a message where it is not so.
    fn rule(&mut self, row: &[Cell], words: &[Words]) -> Option<(&'static str, &'static str)>;
}

/// What names the course or the patient of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Id<'a> {
    pub(super) text: &'a [u8],
    /// Its place among the texts of its column, in a table of courses or patients.
    pub(super) code: u32,
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
pub(super) struct Sheet {
    pub(super) table: &'static Table,
    pub(super) header: Header,
    pub(super) read: u64,
    /// Lines of the file, or of the piece of it.
    pub(super) lines: u64,
    pub(super) set_aside: Vec<SetAside>,
    /// Rows of a table with a key that name nothing which is stored.
    pub(super) strays: Vec<Stray>,
    pub(super) words: Vec<Words>,
    pub(super) bins: Bins,
    frame: RowFrame,
}

/// How the rows of a table are looked at.
struct RowFrame {
    /// The columns that name the site, and the course or the patient.
    site_place: usize,
    id_place: usize,
    /// Whether the identifier is a column of the table's own, and not that of another table.
    keeps_id: bool,
    /// Columns that the file has, with their fields.
    present: Vec<(usize, usize)>,
    /// Columns with a date-time that may stand in for them, with its field.
    date_times: Vec<(usize, usize)>,
    /// Columns without which a row is set aside.
    required: Vec<usize>,
    /// Columns of whole numbers that are part of the key.
    numbers: Vec<usize>,
    /// Columns of hours of which the second may not lie before the first.
    intervals: Vec<(usize, usize)>,
}

/// A row with a key that names nothing which is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stray {
    /// What it names: a place in the judge's own list.
    pub(super) owner: u32,
    /// The rest of its key.
    pub(super) numbers: Vec<i64>,
    pub(super) line: u64,
}

/// A file, or a piece of one, that is read.
#[derive(Clone, Copy)]
pub(super) struct Reads<'a> {
    pub(super) source: &'a Source,
    pub(super) survey: &'a Survey,
    pub(super) piece: Piece,
    /// Rows of the whole file that are set aside.
    pub(super) n_set_aside: &'a SetAsideCount,
}

/// Where judged rows go: how many parts there are, which one each owner is of, and how much room there is.
pub(super) struct Parting<'a> {
    pub(super) parts: usize,
    pub(super) part_of: Option<Arc<Vec<u32>>>,
    pub(super) room: &'a Room,
}

/// Reads and judges a file, or a piece of one; `None` where its hours are to be counted from anchors that are not known yet.
pub(super) fn read_sheet(
    table: &'static Table,
    reads: Reads<'_>,
    judge: &mut dyn Judge,
    options: &Options,
    parting: &Parting<'_>,
) -> Result<Option<Sheet>, IngestError> {
    let (source, n_set_aside) = (reads.source, reads.n_set_aside);
    let mut records = head_of(source, reads.survey, options)?;
    let mut screen = Screen::new(&source.name, &records)?;
    refuse_bare_returns(source, &records)?;
    let header = Header::read(table, &source.name, &records)?;
    if !judge.has_anchors() && header.date_times.iter().any(Option::is_some) {
        return Ok(None);
    }
    if reads.piece != Piece::default() {
        let is_first = reads.piece.from == 0;
        records = piece_of(source, reads.piece, &records)?;
        if is_first {
            records.advance().map_err(|error| source.failed(error))?;
        }
    }
    let has_key = table.has_key();
    let frame = RowFrame::of(table, &header);
    let columns = Rows {
        columns: (0..table.columns.len())
            .map(|place| frame.growing(table, &header, place))
            .collect(),
        owners: Vec::new(),
        lines: has_key.then(Vec::new),
        moments: (has_key && header.date_times.iter().any(Option::is_some)).then(Vec::new),
    };
    let mut sheet = Sheet {
        table,
        header,
        read: 0,
        lines: 0,
        set_aside: Vec::new(),
        strays: Vec::new(),
        words: table.columns.iter().map(|_| Words::default()).collect(),
        bins: Bins::new(
            &columns,
            parting.parts,
            parting.part_of.clone(),
            parting.room,
        ),
        frame,
    };
    let no_room = |source| IngestError::NoRoom { source };
    let mut row = vec![Cell::Absent; table.columns.len()];
    while records.advance().map_err(|error| source.failed(error))? {
        sheet.read += 1;
        screen.look_at(&records)?;
        match sheet.judge_row(&records, &mut row, judge, options) {
            Ok((Reference::To(owner), moment)) => {
                let line = records.line();
                for (words, cell) in sheet.words.iter_mut().zip(&row) {
                    if let Cell::Code(code) = cell {
                        words.keep(*code);
                    }
                }
                sheet
                    .bins
                    .push(&row, owner, line, moment)
                    .map_err(no_room)?;
            }
            Ok((Reference::Unknown(owner), _)) => {
                // Each is told by its line: without a limit, a file of stray lines fills memory.
                n_set_aside.add().map_err(|error| source.failed(error))?;
                if has_key {
                    // The key is looked at first.
                    let stray = sheet.frame.stray(&row, owner, records.line());
                    sheet.strays.push(stray);
                } else {
                    sheet.set_aside.push(no_reference(table, records.line()));
                }
            }
            Err(row) => {
                n_set_aside.add().map_err(|error| source.failed(error))?;
                sheet.set_aside.push(row);
            }
        }
    }
    sheet.lines = records.lines();
    sheet.bins.close().map_err(no_room)?;
    Ok(Some(sheet))
}

impl RowFrame {
    fn of(table: &Table, header: &Header) -> Self {
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
    fn is_name(&self, place: usize) -> bool {
        place == self.site_place || (place == self.id_place && !self.keeps_id)
    }

    /// The column as it grows: what the file does not have, and what the row's owner tells, is not kept.
    fn growing(&self, table: &Table, header: &Header, place: usize) -> Growing {
        if self.is_name(place) || !header.has(place) {
            Growing::Nothing
        } else {
            Growing::of(table.columns[place].kind)
        }
    }

    fn stray(&self, row: &[Cell], owner: u32, line: u64) -> Stray {
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
        for &(place, _) in &self.frame.date_times {
            row[place] = Cell::Absent;
        }
        for &(place, field) in &self.frame.present {
            let column = &columns[place];
            let cell = trim_blanks(record.field(field));
            let to = &mut row[place];
            if !self.frame.is_name(place) {
                let words = &mut self.words[place];
                read_cell(cell, column, words, &mut faults, options, to);
            } else if is_absent(cell, column.name) {
                *to = Cell::Absent;
            } else {
                *to = Cell::Unread;
            }
        }
        let named = |place: usize| {
            let cell = trim_blanks(record.field(self.header.fields[place]?));
            (!matches!(row[place], Cell::Absent)).then_some(cell)
        };
        let id = named(self.frame.id_place).map(|text| match row[self.frame.id_place] {
            Cell::Code(code) => Id {
                text: self.words[self.frame.id_place].text(code).as_bytes(),
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
        let reference = judge.refer(named(self.frame.site_place), id);
        let mut moment = None;
        for &(place, field) in &self.frame.date_times {
            let column = &columns[place];
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
        let is_missing = |place: &&usize| matches!(row[**place], Cell::Absent);
        if let Some(&place) = self.frame.required.iter().find(is_missing) {
            return aside(Class::Missing, columns[place].name, "no value");
        }
        if let Some((column, message)) = faults.wrong_type {
            return aside(Class::Type, column, message);
        }
        if let Some((column, message)) = faults.out_of_domain {
            return told(Class::Domain, column, message.into());
        }
        if let Some((start, stop)) = reversed_interval(&self.frame.intervals, row) {
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
