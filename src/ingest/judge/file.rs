//! One file's rows, judged and typed: a row is validated whole before any of its values is kept.

use super::cell::{Faults, read_cell};
use super::dictionary::Dictionary;
use super::frame::RowFrame;
use super::reference::{Id, Judge, Reference};
use crate::ingest::error::IngestError;
use crate::ingest::ledger::{Class, FileLedger, SetAside};
use crate::ingest::limits::SetAsideCount;
use crate::ingest::options::Options;
use crate::ingest::privacy::screen::Screen;
use crate::ingest::rows::keys::{OrphanRow, no_reference};
use crate::ingest::rows::partitions::{MemoryBudget, Partitions};
use crate::ingest::rows::typed::{Cell, RowBuffer, SortedDictionary};
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::{Piece, Survey};
use crate::ingest::text::cells::{is_absent, parse_date_time, trim_blanks};
use crate::ingest::text::header::Header;
use crate::ingest::text::open::{head_of, piece_of, refuse_bare_returns};
use crate::ingest::text::records::{Malformed, Records};
use crate::model::{TOLERANCE, Table};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// A file, or a piece of one, of which each row was judged by every rule that needs no other row.
pub(crate) struct JudgedFile {
    pub(crate) table: &'static Table,
    pub(crate) header: Header,
    pub(crate) read: u64,
    /// Lines of the file or piece.
    pub(crate) lines: u64,
    pub(crate) set_aside: Vec<SetAside>,
    /// Rows of a table with a key whose owner is not stored.
    pub(crate) orphans: Vec<OrphanRow>,
    pub(crate) dictionaries: Vec<Dictionary>,
    pub(crate) partitions: Partitions,
    frame: RowFrame,
}

/// A file, or a piece of one, to be judged.
#[derive(Clone, Copy)]
pub(crate) struct FileSlice<'a> {
    pub(crate) source: &'a Source,
    pub(crate) survey: &'a Survey,
    pub(crate) piece: Piece,
    /// How many rows of the whole file are quarantined.
    pub(crate) n_set_aside: &'a SetAsideCount,
}

/// Where judged rows go: the number of parts, the part of each owner, and the memory budget.
pub(crate) struct Partitioning<'a> {
    pub(crate) parts: usize,
    pub(crate) part_of: Option<Arc<Vec<u32>>>,
    pub(crate) budget: &'a MemoryBudget,
}

/// Reads and judges a file, or a piece of one; `None` where its hours are to be counted from time zeros that are not known yet.
pub(crate) fn judge_file(
    table: &'static Table,
    slice: FileSlice<'_>,
    judge: &mut dyn Judge,
    options: &Options,
    partitioning: &Partitioning<'_>,
) -> Result<Option<JudgedFile>, IngestError> {
    let (source, n_set_aside) = (slice.source, slice.n_set_aside);
    let mut records = head_of(source, slice.survey, options)?;
    let mut screen = Screen::new(&source.name, &records)?;
    refuse_bare_returns(source, &records)?;
    let header = Header::read(table, &source.name, &records)?;
    if !judge.knows_time_zero() && header.date_times.iter().any(Option::is_some) {
        return Ok(None);
    }
    if slice.piece != Piece::default() {
        let is_first = slice.piece.from == 0;
        records = piece_of(source, slice.piece, &records)?;
        if is_first {
            records.advance().map_err(|error| source.failed(error))?;
        }
    }
    let has_key = table.has_key();
    let frame = RowFrame::of(table, &header);
    let columns = RowBuffer {
        columns: (0..table.columns.len())
            .map(|index| frame.builder(table, &header, index))
            .collect(),
        owners: Vec::new(),
        lines: has_key.then(Vec::new),
        moments: (has_key && header.date_times.iter().any(Option::is_some)).then(Vec::new),
    };
    let mut judged = JudgedFile {
        table,
        header,
        read: 0,
        lines: 0,
        set_aside: Vec::new(),
        orphans: Vec::new(),
        dictionaries: table
            .columns
            .iter()
            .map(|_| Dictionary::default())
            .collect(),
        partitions: Partitions::new(
            &columns,
            partitioning.parts,
            partitioning.part_of.clone(),
            partitioning.budget,
        ),
        frame,
    };
    let no_room = |source| IngestError::NoRoom { source };
    let mut row = vec![Cell::Absent; table.columns.len()];
    while records.advance().map_err(|error| source.failed(error))? {
        judged.read += 1;
        screen.look_at(&records)?;
        match judged.judge_row(&records, &mut row, judge, options) {
            Ok((Reference::To(owner), moment)) => {
                let line = records.line();
                for (dictionary, cell) in judged.dictionaries.iter_mut().zip(&row) {
                    if let Cell::Code(code) = cell {
                        dictionary.keep(*code);
                    }
                }
                judged
                    .partitions
                    .push(&row, owner, line, moment)
                    .map_err(no_room)?;
            }
            Ok((Reference::Unknown(owner), _)) => {
                // Each is listed by its line: without a limit, a file of orphan rows fills memory.
                n_set_aside.add().map_err(|error| source.failed(error))?;
                if has_key {
                    // The key is looked at first.
                    let orphan = judged.frame.orphan(&row, owner, records.line());
                    judged.orphans.push(orphan);
                } else {
                    judged.set_aside.push(no_reference(table, records.line()));
                }
            }
            Err(row) => {
                n_set_aside.add().map_err(|error| source.failed(error))?;
                judged.set_aside.push(row);
            }
        }
    }
    judged.lines = records.lines();
    judged.partitions.close().map_err(no_room)?;
    Ok(Some(judged))
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

impl JudgedFile {
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
        for &(index, _) in &self.frame.date_times {
            row[index] = Cell::Absent;
        }
        for &(index, field) in &self.frame.present {
            let column = &columns[index];
            let cell = trim_blanks(record.field(field));
            let to = &mut row[index];
            if !self.frame.is_name(index) {
                let dictionary = &mut self.dictionaries[index];
                read_cell(cell, column, dictionary, &mut faults, options, to);
            } else if is_absent(cell, column.name) {
                *to = Cell::Absent;
            } else {
                *to = Cell::Unread;
            }
        }
        let named = |index: usize| {
            let cell = trim_blanks(record.field(self.header.fields[index]?));
            (!matches!(row[index], Cell::Absent)).then_some(cell)
        };
        let id = named(self.frame.id_column).map(|text| match row[self.frame.id_column] {
            Cell::Code(code) => Id {
                text: self.dictionaries[self.frame.id_column]
                    .text(code)
                    .as_bytes(),
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
        let reference = judge.refer(named(self.frame.site_column), id);
        let mut moment = None;
        for &(index, field) in &self.frame.date_times {
            let column = &columns[index];
            let cell = trim_blanks(record.field(field));
            if is_absent(cell, column.name) {
                continue;
            }
            let Some(seconds) = parse_date_time(cell) else {
                faults
                    .wrong_type
                    .get_or_insert((column.name, "not a local date-time like 2019-03-04 08:15"));
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
        if let Some(&index) = self.frame.required.iter().find(is_missing) {
            return aside(Class::Missing, columns[index].name, "no value");
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
        if let Some((column, message)) = judge.rule(row, &self.dictionaries) {
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

/// What a file says beside its rows.
pub(crate) struct Head {
    /// For each column: whether the file has it.
    pub(crate) in_file: Vec<bool>,
    pub(crate) ledger: FileLedger,
}

impl Head {
    /// Closes a file of which so many rows are kept; with it the texts of its columns, and its rows.
    pub(crate) fn of(
        judged: JudgedFile,
        source: &Source,
        survey: &Survey,
        stored: u64,
    ) -> (Self, Vec<SortedDictionary>, Partitions) {
        let JudgedFile {
            table,
            header,
            read,
            mut set_aside,
            dictionaries,
            partitions,
            ..
        } = judged;
        set_aside.sort_by_key(|row| row.line);
        let in_file = (0..table.columns.len()).map(|index| header.has(index));
        let head = Self {
            in_file: in_file.collect(),
            ledger: FileLedger {
                file: source.name.clone(),
                table: table.name,
                sha256: survey.sha256.clone(),
                read,
                stored,
                set_aside,
                unnamed_columns: header.unnamed,
            },
        };
        let texts = dictionaries.into_iter().map(Dictionary::into_sorted);
        (head, texts.collect(), partitions)
    }
}
