//! Tables of events: rows of courses, which wait in parts until these are stored.

use super::derive::{Meanings, column_of_names};
use super::doses::{OrderedDoses, order_doses};
use super::summary::TableSummary;
use super::table::Loaded;
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::{CourseJudge, Directory, TimeZeros};
use crate::ingest::judge::file::{JudgedFile, Partitioning, judge_file};
use crate::ingest::judge::plan::{FileSlice, PlannedFile};
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::Options;
use crate::ingest::rows::order::{in_order, is_identity};
use crate::ingest::rows::partitions::{MemoryBudget, Partitions};
use crate::ingest::rows::typed::{RowBuffer, SortedDictionary};
use crate::ingest::text::ids::IdColumn;
use crate::ingest::text::moment::TimesOfDay;
use crate::model::{ABSENT_CODE, Frame, Table, Values};
use std::ops::Range;
use std::sync::Arc;

/// The courses, parts and options of an export, which reading its tables of events needs.
#[derive(Clone, Copy)]
pub(in crate::ingest) struct ExportContext<'a> {
    pub(in crate::ingest) directory: &'a Directory,
    /// The courses of each part.
    pub(in crate::ingest) parts: &'a [Range<usize>],
    pub(in crate::ingest) part_of: &'a Arc<Vec<u32>>,
    pub(in crate::ingest) options: &'a Options,
    pub(in crate::ingest) budget: &'a MemoryBudget,
    /// Bytes of a piece of a file.
    pub(in crate::ingest) bytes: u64,
    /// Whether `101.0` names the course `101`.
    pub(in crate::ingest) joins_decimals: bool,
    /// Takes the bytes of each piece that was judged.
    pub(in crate::ingest) judged: &'a (dyn Fn(u64) + Sync),
}

/// A table of events whose rows were judged.
#[derive(Debug)]
pub(in crate::ingest) struct Events {
    pub(in crate::ingest) summary: TableSummary,
    /// For each column: its texts, in the order of their bytes.
    words: Vec<Arc<Vec<String>>>,
    pub(in crate::ingest) meanings: Meanings,
    /// The rows of each piece of the file, and for each column the index of each of their codes among its texts.
    pieces: Vec<(Partitions, Vec<Vec<u32>>)>,
}

/// Judges a slice of a table of events. Without time zeros its date-times do not become hours: those of doses do when
/// all doses are read, and other files with date-times wait for these.
pub(in crate::ingest) fn judge_slice<'a>(
    file: &PlannedFile<'a>,
    slice: FileSlice<'a>,
    time_zeros: &[Option<i64>],
    context: ExportContext<'_>,
) -> Result<JudgedFile, IngestError> {
    let mark = context.options.decimal;
    let (directory, joins_decimals) = (context.directory, context.joins_decimals);
    let mut judge = CourseJudge::new(directory, file.table(), time_zeros, mark, joins_decimals);
    let partitioning = Partitioning {
        parts: context.parts.len(),
        part_of: Some(Arc::clone(context.part_of)),
        budget: context.budget,
    };
    let records = slice.records(file)?;
    let mut judged = judge_file(file, records, &mut judge, context.options, &partitioning)?;
    (judged.ids, judged.sites) = (judge.ids, judge.sites);
    Ok(judged)
}

/// Whether a decimal number was taken for the whole number of a course although not all names of courses are numbers,
/// neither in this file nor in that of courses: which is known when all slices are judged.
pub(in crate::ingest) fn joined_too_much(
    judged: &[JudgedFile],
    context: ExportContext<'_>,
) -> bool {
    let mut all = IdColumn::new();
    for slice in judged {
        all.add(slice.ids);
    }
    all.decimals > 0 && !all.are_numbers && !context.directory.are_numbers.course_ids
}

impl Events {
    pub(in crate::ingest) fn not_collected(table: &'static Table) -> Self {
        Self {
            summary: TableSummary::not_collected(table),
            words: vec![Arc::default(); table.columns.len()],
            meanings: Meanings::default(),
            pieces: Vec::new(),
        }
    }

    /// Closes a table whose slices were all judged, in their order. Gives hour 0 of each course as well, where date-times
    /// of doses give one.
    ///
    /// # Errors
    ///
    /// [`IngestError::OverLimit`] where too many rows have a duplicate key, or a column has too many texts;
    /// [`IngestError::NoRoom`].
    pub(in crate::ingest) fn close(
        file: &PlannedFile<'_>,
        judged: Vec<JudgedFile>,
        context: ExportContext<'_>,
    ) -> Result<(Self, TimeZeros), IngestError> {
        let table = file.table();
        let mut doses = OrderedDoses::default();
        let mut whole = Self::not_collected(table);
        let (mut texts, mut read, mut quarantined) = (Vec::new(), 0, Vec::new());
        let [mut ids, mut sites] = [IdColumn::new(); 2];
        let mut times: Vec<TimesOfDay> = Vec::new();
        for mut slice in judged {
            times.resize(slice.times.len(), TimesOfDay::default());
            for (times, of_slice) in times.iter_mut().zip(&slice.times) {
                times.add(*of_slice);
            }
            if table.has_key() {
                // A table with a key is one slice.
                doses = order_doses(file, &mut slice, context.parts)?;
            }
            read += slice.read;
            ids.add(slice.ids);
            sites.add(slice.sites);
            quarantined.append(&mut slice.quarantined);
            let (of_slice, partitions) = slice.into_rows();
            texts.push(of_slice);
            whole.pieces.push((partitions, Vec::new()));
        }
        let ledger = file.ledger(read, quarantined)?;
        whole.summary = TableSummary::new(table, file.in_file(), Some(ledger));
        whole.summary.times = file.times_of_columns(&times);
        whole.summary.open_keys = doses.open_keys;
        whole.summary.ids = vec![
            (table.index("course_id"), ids),
            (table.index("site_id"), sites),
        ];
        for index in 0..table.columns.len() {
            let of_pieces = texts
                .iter_mut()
                .map(|texts| std::mem::take(&mut texts[index]));
            let (words, ranks) = merge(of_pieces.collect());
            if words.len() > limits::DISTINCT {
                return Err(file.source.failed(Limit::Distinct.exceeded()));
            }
            whole.words[index] = Arc::new(words);
            for ((_, of_piece), ranks) in whole.pieces.iter_mut().zip(ranks) {
                of_piece.push(ranks);
            }
        }
        whole.meanings = Meanings::of(table, &whole.words);
        Ok((whole, doses.time_zeros))
    }

    /// The texts of the column of names.
    pub(in crate::ingest) fn names(&self) -> &[String] {
        match column_of_names(self.summary.table) {
            Some(field) => &self.words[field.index],
            None => &[],
        }
    }

    /// The rows of a part that holds these courses. They are taken: nobody gets them twice.
    pub(in crate::ingest) fn part(
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
        let table = self.summary.table;
        let Some(rows) = rows else {
            return Ok(Loaded::not_collected(table));
        };
        let first = u32::try_from(courses.start).expect("courses are fewer than 2^32");
        let mut owners: Vec<u32> = rows.owners.iter().map(|owner| owner - first).collect();
        let is_kept = rows.kept();
        let mut columns = rows.into_columns(table, &self.words);
        let kept: Vec<&Values> = is_kept.iter().map(|&index| &columns[index]).collect();
        // Rows with a key come in its order, which no value can change.
        let order = if table.has_key() {
            Vec::new()
        } else {
            in_order(&owners, &kept)
        };
        if !order.is_empty() && !is_identity(&order, owners.len()) {
            owners = order.iter().map(|&row| owners[row as usize]).collect();
            for index in is_kept {
                columns[index] = columns[index].take(&order);
            }
        }
        let mut frame = Frame::of(table, columns);
        frame.set("course_id", ids.take(&owners));
        let in_file = self.summary.in_file.clone();
        Ok(Loaded::of(table, in_file, frame, owners))
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
    let index = |word: &String| {
        let index = all.binary_search(word).expect("all texts hold these");
        u32::try_from(index).expect("texts of a column are fewer than 2^32")
    };
    let among_all = |SortedDictionary { words, mut ranks }: SortedDictionary| {
        let indices: Vec<u32> = words.iter().map(index).collect();
        // A code without a rank is of no kept row.
        for rank in ranks.iter_mut().filter(|rank| **rank != ABSENT_CODE) {
            *rank = indices[*rank as usize];
        }
        ranks
    };
    let ranks = pieces.into_iter().map(among_all).collect();
    (all, ranks)
}
