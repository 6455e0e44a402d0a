//! Tables of events: rows of courses, which wait in parts until these are stored.

use super::derive::{Meanings, column_of_names};
use super::table::{Columns, Loaded};
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::{CourseJudge, Directory};
use crate::ingest::judge::file::{FileSlice, Head, JudgedFile, Partitioning, judge_file};
use crate::ingest::ledger::{FileLedger, SetAside};
use crate::ingest::limits::{Limit, SetAsideCount};
use crate::ingest::options::Options;
use crate::ingest::rows::keys::{first_of_each_key, quarantine_orphans};
use crate::ingest::rows::order::{in_order, is_identity};
use crate::ingest::rows::partitions::{MemoryBudget, Partitions};
use crate::ingest::rows::typed::{ColumnBuilder, RowBuffer, SortedDictionary};
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::Survey;
use crate::model::{ABSENT_INTEGER, DOSES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// For each course its hour 0 (the first given dose), in seconds; `None` where no date-time gives one.
pub(crate) type TimeZeros = Vec<Option<i64>>;

/// The courses, parts and options of an export, which reading its tables of events needs.
#[derive(Clone, Copy)]
pub(crate) struct ExportContext<'a> {
    pub(crate) directory: &'a Directory,
    /// The courses of each part.
    pub(crate) parts: &'a [Range<usize>],
    pub(crate) part_of: &'a Arc<Vec<u32>>,
    pub(crate) options: &'a Options,
    pub(crate) budget: &'a MemoryBudget,
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
    /// The rows of each piece of the file, and for each column the index of each of their codes among its texts.
    pieces: Vec<(Partitions, Vec<Vec<u32>>)>,
    pub(crate) ledger: Option<FileLedger>,
}

/// Reads a piece of a table of events; `None` where its hours are to be counted from time zeros that are not known yet.
/// Hours of doses are counted when all are read.
pub(crate) fn read_piece(
    table: &'static Table,
    slice: FileSlice<'_>,
    time_zeros: Option<&TimeZeros>,
    context: ExportContext<'_>,
) -> Result<Option<JudgedFile>, IngestError> {
    let time_zeros = if table.name == DOSES.name {
        Some(&[][..])
    } else {
        time_zeros.map(Vec::as_slice)
    };
    let mut judge = CourseJudge::new(context.directory, table, time_zeros);
    let partitioning = Partitioning {
        parts: context.parts.len(),
        part_of: Some(Arc::clone(context.part_of)),
        budget: context.budget,
    };
    judge_file(table, slice, &mut judge, context.options, &partitioning)
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
        judged_files: Vec<JudgedFile>,
        n_set_aside: &SetAsideCount,
        context: ExportContext<'_>,
    ) -> Result<(Self, TimeZeros), IngestError> {
        let mut time_zeros = TimeZeros::new();
        let mut whole = Self::not_collected(table);
        let mut texts = Vec::new();
        for mut judged in judged_files {
            if table.has_key() {
                time_zeros.extend(settle_all(&mut judged, source, n_set_aside, context)?);
            }
            let stored = judged.read - judged.set_aside.len() as u64;
            let (head, of_piece, partitions) = Head::of(judged, source, survey, stored);
            texts.push(of_piece);
            whole.pieces.push((partitions, Vec::new()));
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
        for index in 0..table.columns.len() {
            let of_pieces = texts
                .iter_mut()
                .map(|texts| std::mem::take(&mut texts[index]));
            let (words, ranks) = merge(of_pieces.collect());
            whole.words[index] = Arc::new(words);
            for ((_, of_piece), ranks) in whole.pieces.iter_mut().zip(ranks) {
                of_piece.push(ranks);
            }
        }
        whole.meanings = Meanings::of(table, &whole.words);
        Ok((whole, time_zeros))
    }

    /// The texts of the column of names.
    pub(crate) fn names(&self) -> &[String] {
        let index = column_of_names(self.table).and_then(|column| self.table.place(column));
        let words = index.and_then(|index| self.words.get(index));
        words.map_or(&[], |words| words)
    }

    /// The rows of a part that holds these courses. They are taken: nobody gets them twice.
    pub(crate) fn part(
        &self,
        part: usize,
        courses: &Range<usize>,
        ids: &Values,
    ) -> std::io::Result<Loaded> {
        let mut rows: Option<RowBuffer> = None;
        for (partitions, ranks) in &self.pieces {
            let mut more = partitions.take(part)?;
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
        let kept: Vec<&Values> = is_kept.iter().map(|&index| &columns[index]).collect();
        let order = in_order(&owners, &kept);
        if !is_identity(&order, owners.len()) {
            owners = order.iter().map(|&row| owners[row as usize]).collect();
            for index in is_kept {
                columns[index] = columns[index].take(&order);
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

/// The texts of all pieces of a column in the order of their bytes, and for each piece the index of each of its codes among
/// them.
fn merge(mut pieces: Vec<SortedDictionary>) -> (Vec<String>, Vec<Vec<u32>>) {
    if pieces.len() == 1 {
        let SortedDictionary { words, ranks } = pieces.remove(0);
        return (words, vec![ranks]);
    }
    let mut all: Vec<String> = pieces
        .iter()
        .flat_map(|texts| texts.words.clone())
        .collect();
    all.sort_unstable();
    all.dedup();
    let among_all = |SortedDictionary { words, mut ranks }: SortedDictionary| {
        let index = |word| all.binary_search(word).unwrap_or_default();
        let indices: Vec<usize> = words.iter().map(index).collect();
        for rank in &mut ranks {
            // A code without a rank is of no kept row.
            if let Some(&index) = indices.get(*rank as usize) {
                *rank = u32::try_from(index).unwrap_or_default();
            }
        }
        ranks
    };
    let ranks = pieces.into_iter().map(among_all).collect();
    (all, ranks)
}

/// Looks at the keys of all rows of a table, and finds hour 0 of each course.
fn settle_all(
    judged: &mut JudgedFile,
    source: &Source,
    n_set_aside: &SetAsideCount,
    context: ExportContext<'_>,
) -> Result<TimeZeros, IngestError> {
    let table = judged.table;
    let given = table
        .place("status")
        .map(|index| judged.dictionaries[index].code("given"));
    let orphans = std::mem::take(&mut judged.orphans);
    quarantine_orphans(table, orphans, &mut judged.set_aside);
    let settled: Vec<(Vec<SetAside>, TimeZeros)> = (0..context.parts.len())
        .into_par_iter()
        .map(|part| {
            settle(
                table,
                &judged.partitions,
                part,
                &context.parts[part],
                given,
                n_set_aside,
            )
        })
        .collect::<std::io::Result<_>>()
        .map_err(|error| settling_failed(source, error))?;
    let mut time_zeros = TimeZeros::new();
    for (set_aside, of_part) in settled {
        judged.set_aside.extend(set_aside);
        time_zeros.extend(of_part);
    }
    Ok(time_zeros)
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
    partitions: &Partitions,
    part: usize,
    courses: &Range<usize>,
    given: Option<u32>,
    n_set_aside: &SetAsideCount,
) -> std::io::Result<(Vec<SetAside>, TimeZeros)> {
    let mut rows = partitions.take(part)?;
    let mut set_aside = Vec::new();
    let kept = first_of_each_key(table, &rows, &mut set_aside, n_set_aside)?;
    if !is_identity(&kept, rows.len()) {
        rows = rows.take(&kept);
    }
    let mut time_zeros = vec![None; courses.len()];
    count_hours(table, &mut rows, courses.start, given, &mut time_zeros);
    partitions.put_back(part, rows)?;
    Ok((set_aside, time_zeros))
}

/// Finds hour 0 of each course, and the hours of rows that have a date-time alone.
fn count_hours(
    table: &Table,
    rows: &mut RowBuffer,
    first: usize,
    given: Option<u32>,
    time_zeros: &mut [Option<i64>],
) {
    let RowBuffer {
        columns,
        owners,
        moments: Some(moments),
        ..
    } = rows
    else {
        return;
    };
    let index = |column| table.place(column).unwrap_or_default();
    let known = |moment: i64| Some(moment).filter(|&moment| moment != ABSENT_INTEGER);
    if let ColumnBuilder::Code(status) = &columns[index("status")] {
        for ((&owner, &status), &moment) in owners.iter().zip(status).zip(moments.iter()) {
            if let (true, Some(moment)) = (Some(status) == given, known(moment)) {
                let time_zero = &mut time_zeros[owner as usize - first];
                *time_zero = Some(time_zero.map_or(moment, |earliest| earliest.min(moment)));
            }
        }
    }
    if let ColumnBuilder::Decimal(hours) = &mut columns[index("hour")] {
        for ((&owner, hour), &moment) in owners.iter().zip(hours).zip(moments.iter()) {
            let time_zero = time_zeros[owner as usize - first];
            if let (true, Some(moment), Some(time_zero)) = (hour.is_nan(), known(moment), time_zero)
            {
                *hour = (moment - time_zero) as f64 / 3600.0;
            }
        }
    }
}
