//! Tables of events: rows of courses, which wait in parts until these are stored.

use super::derive::{Meanings, column_of_names};
use super::table::{Columns, Loaded};
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::{CourseJudge, Directory};
use crate::ingest::judge::file::{Head, Parting, Reads, Sheet, read_sheet};
use crate::ingest::ledger::{FileLedger, SetAside};
use crate::ingest::limits::{Limit, SetAsideCount};
use crate::ingest::options::Options;
use crate::ingest::rows::keys::{first_of_each_key, set_strays_aside};
use crate::ingest::rows::order::{in_order, is_identity};
use crate::ingest::rows::partitions::{Bins, Room};
use crate::ingest::rows::typed::{Growing, Rows, Texts};
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::Survey;
use crate::model::{ABSENT_INTEGER, DOSES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Hour 0 of each course in seconds, where date-times give one.
pub(crate) type Anchors = Vec<Option<i64>>;

/// What reading a table of events needs to know of its export.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) directory: &'a Directory,
    /// The courses of each part.
    pub(crate) parts: &'a [Range<usize>],
    pub(crate) part_of: &'a Arc<Vec<u32>>,
    pub(crate) options: &'a Options,
    pub(crate) room: &'a Room,
    /// Bytes of a piece of a file.
    pub(crate) bytes: u64,
}

/// A table of events of which the rows were judged.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) table: &'static Table,
    pub(crate) is_collected: bool,
    /// For each column: whether the file has it.
    pub(crate) in_file: Vec<bool>,
    /// For each column: its texts, in the order of their bytes.
    words: Vec<Arc<Vec<String>>>,
    pub(crate) meanings: Meanings,
    /// The rows of each piece of the file, and for each column the places of their codes among its texts.
    pieces: Vec<(Bins, Vec<Vec<u32>>)>,
    pub(crate) ledger: Option<FileLedger>,
}

/// Reads a piece of a table of events; `None` where its hours are to be counted from anchors that are not known yet.
/// Hours of doses are counted when all are read.
pub(crate) fn read_piece(
    table: &'static Table,
    reads: Reads<'_>,
    anchors: Option<&Anchors>,
    reading: Reading<'_>,
) -> Result<Option<Sheet>, IngestError> {
    let anchors = if table.name == DOSES.name {
        Some(&[][..])
    } else {
        anchors.map(Vec::as_slice)
    };
    let mut judge = CourseJudge::new(reading.directory, table, anchors);
    let parting = Parting {
        parts: reading.parts.len(),
        part_of: Some(Arc::clone(reading.part_of)),
        room: reading.room,
    };
    read_sheet(table, reads, &mut judge, reading.options, &parting)
}

impl Events {
    pub(crate) fn not_collected(table: &'static Table) -> Self {
        Self {
            table,
            is_collected: false,
            in_file: vec![false; table.columns.len()],
            words: vec![Arc::default(); table.columns.len()],
            meanings: Meanings::default(),
            pieces: Vec::new(),
            ledger: None,
        }
    }

    /// Closes a table of which all pieces were read, in their order. With it hour 0 of each course, where its date-times
    /// give one. A table with a key is read in one piece.
    pub(crate) fn close(
        table: &'static Table,
        source: &Source,
        survey: &Survey,
        sheets: Vec<Sheet>,
        n_set_aside: &SetAsideCount,
        reading: Reading<'_>,
    ) -> Result<(Self, Anchors), IngestError> {
        let mut anchors = Anchors::new();
        let mut whole = Self::not_collected(table);
        let mut texts = Vec::new();
        for mut sheet in sheets {
            if table.has_key() {
                anchors.extend(settle_all(&mut sheet, source, n_set_aside, reading)?);
            }
            let stored = sheet.read - sheet.set_aside.len() as u64;
            let (head, of_piece, bins) = Head::of(sheet, source, survey, stored);
            texts.push(of_piece);
            whole.pieces.push((bins, Vec::new()));
            whole.is_collected = true;
            whole.in_file = head.in_file;
            match &mut whole.ledger {
                Some(known) => {
                    known.read += head.ledger.read;
                    known.stored += head.ledger.stored;
                    known.set_aside.extend(head.ledger.set_aside);
                }
                none => *none = Some(head.ledger),
            }
        }
        for place in 0..table.columns.len() {
            let of_pieces = texts
                .iter_mut()
                .map(|texts| std::mem::take(&mut texts[place]));
            let (words, ranks) = merge(of_pieces.collect());
            whole.words[place] = Arc::new(words);
            for ((_, of_piece), ranks) in whole.pieces.iter_mut().zip(ranks) {
                of_piece.push(ranks);
            }
        }
        whole.meanings = Meanings::of(table, &whole.words);
        Ok((whole, anchors))
    }

    /// The texts of the column of names.
    pub(crate) fn names(&self) -> &[String] {
        let place = column_of_names(self.table).and_then(|column| self.table.place(column));
        let words = place.and_then(|place| self.words.get(place));
        words.map_or(&[], |words| words)
    }

    /// The rows of a part that holds these courses. They are taken: nobody gets them twice.
    pub(crate) fn part(
        &self,
        part: usize,
        courses: &Range<usize>,
        ids: &Values,
    ) -> std::io::Result<Loaded> {
        let mut rows: Option<Rows> = None;
        for (bins, ranks) in &self.pieces {
            let mut more = bins.take(part)?;
            more.rank(ranks);
            match &mut rows {
                Some(rows) => rows.append(&more),
                none => *none = Some(more),
            }
        }
        let Some(rows) = rows else {
            return Ok(Loaded::not_collected(self.table));
        };
        let first = u32::try_from(courses.start).unwrap_or_default();
        let mut owners: Vec<u32> = rows.owners.iter().map(|owner| owner - first).collect();
        let is_kept = rows.kept();
        let mut columns = rows.into_columns(self.table, &self.words);
        let kept: Vec<&Values> = is_kept.iter().map(|&place| &columns[place]).collect();
        let order = in_order(&owners, &kept);
        if !is_identity(&order, owners.len()) {
            owners = order.iter().map(|&row| owners[row as usize]).collect();
            for place in is_kept {
                columns[place] = columns[place].take(&order);
            }
        }
        let mut access = Columns {
            table: self.table,
            values: &mut columns,
        };
        access.set("course_id", ids.take(&owners));
        Ok(Loaded::of(
            self.table,
            self.in_file.clone(),
            columns,
            owners,
        ))
    }
}

/// The texts of all pieces of a column in the order of their bytes, and for each piece the places of its codes among them.
fn merge(mut pieces: Vec<Texts>) -> (Vec<String>, Vec<Vec<u32>>) {
    if pieces.len() == 1 {
        let Texts { words, ranks } = pieces.remove(0);
        return (words, vec![ranks]);
    }
    let mut all: Vec<String> = pieces
        .iter()
        .flat_map(|texts| texts.words.clone())
        .collect();
    all.sort_unstable();
    all.dedup();
    let among_all = |Texts { words, mut ranks }: Texts| {
        let place = |word| all.binary_search(word).unwrap_or_default();
        let places: Vec<usize> = words.iter().map(place).collect();
        for rank in &mut ranks {
            // A text that no row of the piece bears has no place.
            if let Some(&place) = places.get(*rank as usize) {
                *rank = u32::try_from(place).unwrap_or_default();
            }
        }
        ranks
    };
    let ranks = pieces.into_iter().map(among_all).collect();
    (all, ranks)
}

/// Looks at the keys of all rows of a table, and finds hour 0 of each course.
fn settle_all(
    sheet: &mut Sheet,
    source: &Source,
    n_set_aside: &SetAsideCount,
    reading: Reading<'_>,
) -> Result<Anchors, IngestError> {
    let table = sheet.table;
    let given = table
        .place("status")
        .map(|place| sheet.words[place].code("given"));
    let strays = std::mem::take(&mut sheet.strays);
    set_strays_aside(table, strays, &mut sheet.set_aside);
    let settled: Vec<(Vec<SetAside>, Anchors)> = (0..reading.parts.len())
        .into_par_iter()
        .map(|part| {
            settle(
                table,
                &sheet.bins,
                part,
                &reading.parts[part],
                given,
                n_set_aside,
            )
        })
        .collect::<std::io::Result<_>>()
        .map_err(|error| settling_failed(source, error))?;
    let mut anchors = Anchors::new();
    for (set_aside, of_part) in settled {
        sheet.set_aside.extend(set_aside);
        anchors.extend(of_part);
    }
    Ok(anchors)
}

/// Why the rows of a table could not be settled.
fn settling_failed(source: &Source, error: std::io::Error) -> IngestError {
    if Limit::of(&error).is_some() {
        source.failed(error)
    } else {
        IngestError::NoRoom { source: error }
    }
}

/// Looks at the keys of a part's rows and puts them in their order. With it hour 0 of each of its courses in seconds,
/// where date-times give one, from which the rows' own date-times become hours.
fn settle(
    table: &Table,
    bins: &Bins,
    part: usize,
    courses: &Range<usize>,
    given: Option<u32>,
    n_set_aside: &SetAsideCount,
) -> std::io::Result<(Vec<SetAside>, Anchors)> {
    let mut rows = bins.take(part)?;
    let mut set_aside = Vec::new();
    let kept = first_of_each_key(table, &rows, &mut set_aside, n_set_aside)?;
    if !is_identity(&kept, rows.len()) {
        rows = rows.take(&kept);
    }
    let mut anchors = vec![None; courses.len()];
    count_hours(table, &mut rows, courses.start, given, &mut anchors);
    bins.put_back(part, rows)?;
    Ok((set_aside, anchors))
}

/// Finds hour 0 of each course, and the hours of rows that have a date-time alone.
fn count_hours(
    table: &Table,
    rows: &mut Rows,
    first: usize,
    given: Option<u32>,
    anchors: &mut [Option<i64>],
) {
    let Rows {
        columns,
        owners,
        moments: Some(moments),
        ..
    } = rows
    else {
        return;
    };
    let place = |column| table.place(column).unwrap_or_default();
    let known = |moment: i64| Some(moment).filter(|&moment| moment != ABSENT_INTEGER);
    if let Growing::Code(status) = &columns[place("status")] {
        for ((&owner, &status), &moment) in owners.iter().zip(status).zip(moments.iter()) {
            if let (true, Some(moment)) = (Some(status) == given, known(moment)) {
                let anchor = &mut anchors[owner as usize - first];
                *anchor = Some(anchor.map_or(moment, |earliest| earliest.min(moment)));
            }
        }
    }
    if let Growing::Decimal(hours) = &mut columns[place("hour")] {
        for ((&owner, hour), &moment) in owners.iter().zip(hours).zip(moments.iter()) {
            let anchor = anchors[owner as usize - first];
            if let (true, Some(moment), Some(anchor)) = (hour.is_nan(), known(moment), anchor) {
                *hour = (moment - anchor) as f64 / 3600.0;
            }
        }
    }
}
