//! One file's rows, judged and typed: a row is validated whole before any of its values is kept.

use super::dictionary::Dictionary;
use super::frame::RowFrame;
use super::plan::PlannedFile;
use super::reference::{Judge, Reference};
use crate::ingest::error::IngestError;
use crate::ingest::ledger::QuarantinedRow;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::Options;
use crate::ingest::rows::keys::no_reference;
use crate::ingest::rows::partitions::{MemoryBudget, Partitions};
use crate::ingest::rows::typed::{Cell, RowBuffer, SortedDictionary};
use crate::ingest::text::ids::IdColumn;
use crate::ingest::text::moment::TimesOfDay;
use crate::ingest::text::records::Records;
use std::sync::Arc;

/// Rows after which it is looked at how many texts there are.
const LOOK: u64 = 32;

/// A file, or a slice of one, of which each row was judged by every rule that needs no other row.
pub(in crate::ingest) struct JudgedFile {
    /// Records, the header not counted.
    pub(in crate::ingest) read: u64,
    /// Lines of the file or slice.
    pub(in crate::ingest) lines: u64,
    pub(in crate::ingest) quarantined: Vec<QuarantinedRow>,
    /// Rows of a table with a key whose owner is not stored.
    pub(in crate::ingest) orphans: RowBuffer,
    /// How rows of a course name it, and their site.
    pub(in crate::ingest) ids: IdColumn,
    pub(in crate::ingest) sites: IdColumn,
    pub(in crate::ingest) dictionaries: Vec<Dictionary>,
    pub(in crate::ingest) partitions: Partitions,
    /// For each column of date-times, in the table's order: how many values have a time of day.
    pub(in crate::ingest) times: Vec<TimesOfDay>,
}

/// Where judged rows go: the number of parts, the part of each owner, and the memory budget.
pub(in crate::ingest) struct Partitioning<'a> {
    pub(in crate::ingest) parts: usize,
    pub(in crate::ingest) part_of: Option<Arc<Vec<u32>>>,
    pub(in crate::ingest) budget: &'a MemoryBudget,
}

/// Judges records of a file: those behind its header, or those of a slice.
///
/// # Errors
///
/// [`IngestError::Identifiers`] where a cell is one, [`IngestError::NoRoom`] where rows cannot be spilled, and those of
/// [`Records::advance`].
pub(in crate::ingest) fn judge_file(
    file: &PlannedFile<'_>,
    mut records: Records<'_>,
    judge: &mut dyn Judge,
    options: &Options,
    partitioning: &Partitioning<'_>,
) -> Result<JudgedFile, IngestError> {
    let (frame, table) = (&file.frame, file.table());
    let mut screen = file.screen.clone();
    let dictionaries = (0..frame.n_columns()).map(|_| Dictionary::default());
    let mut judged = JudgedFile {
        read: 0,
        lines: 0,
        quarantined: Vec::new(),
        orphans: frame.buffer(),
        ids: IdColumn::new(),
        sites: IdColumn::new(),
        dictionaries: dictionaries.collect(),
        partitions: Partitions::new(
            &frame.buffer(),
            partitioning.parts,
            partitioning.part_of.clone(),
            partitioning.budget,
        ),
        times: vec![TimesOfDay::default(); frame.n_date_times()],
    };
    let no_room = |source| IngestError::NoRoom { source };
    let count = || {
        let counted = file.quarantine_count.add();
        counted.map_err(|error| file.source.failed(error))
    };
    let kept = judged.orphans.kept();
    let mut row = vec![Cell::Absent; frame.n_columns()];
    let look = |dictionaries: &[Dictionary], judge: &dyn Judge| match exceeds(
        frame,
        dictionaries,
        judge,
    ) {
        Some(limit) => Err(file.source.failed(limit.exceeded())),
        None => Ok(()),
    };
    while records.advance()? {
        judged.read += 1;
        if judged.read.is_multiple_of(LOOK) {
            look(&judged.dictionaries, judge)?;
        }
        screen.look_at(&records)?;
        let line = records.line();
        let (dictionaries, times) = (&mut judged.dictionaries, &mut judged.times);
        match frame.judge_row(&records, &mut row, dictionaries, times, judge, options) {
            Ok((Reference::To(owner), moment)) => {
                for (dictionary, cell) in judged.dictionaries.iter_mut().zip(&row) {
                    if let Cell::Code(code) = cell {
                        dictionary.keep(*code);
                    }
                }
                let pushed = judged.partitions.push(&row, owner, line, moment);
                pushed.map_err(no_room)?;
            }
            // Each is listed by its line: without a limit, a file of orphan rows fills memory.
            Ok((Reference::Unknown(owner), moment)) => {
                count()?;
                if table.has_key() {
                    // The key is looked at first.
                    judged.orphans.push(&row, &kept, owner, line, moment);
                } else {
                    judged.quarantined.push(no_reference(table, line));
                }
            }
            Err(row) => {
                count()?;
                judged.quarantined.push(row);
            }
        }
    }
    look(&judged.dictionaries, judge)?;
    screen.end_of_piece();
    judged.lines = records.lines();
    judged.partitions.close().map_err(no_room)?;
    Ok(judged)
}

/// The limit that texts exceed which are in memory.
fn exceeds(frame: &RowFrame, dictionaries: &[Dictionary], judge: &dyn Judge) -> Option<Limit> {
    if judge.bytes_of_names() > limits::DISTINCT_BYTES {
        return Some(Limit::Distinct);
    }
    let mut columns = dictionaries.iter().enumerate();
    columns.find_map(|(index, texts)| texts.exceeds(frame.own_ids.contains(&index)))
}

impl JudgedFile {
    /// Forgets texts of rows that are not kept after all, each with the index of its column.
    pub(in crate::ingest) fn forget(&mut self, codes: Vec<(usize, u32)>) {
        for (column, code) in codes {
            self.dictionaries[column].forget(code);
        }
    }

    /// The sorted dictionary of each column, and the rows.
    pub(in crate::ingest) fn into_rows(self) -> (Vec<SortedDictionary>, Partitions) {
        let dictionaries = self.dictionaries.into_iter();
        let sorted = dictionaries.map(Dictionary::into_sorted).collect();
        (sorted, self.partitions)
    }
}
