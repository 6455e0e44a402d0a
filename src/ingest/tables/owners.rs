//! Courses and patients: files read whole, whose rows others refer to.

use super::summary::TableSummary;
use super::table::Loaded;
use crate::ingest::error::IngestError;
use crate::ingest::judge::file::{Partitioning, judge_file};
use crate::ingest::judge::owner_judge::OwnerJudge;
use crate::ingest::judge::plan::PlannedFile;
use crate::ingest::options::Options;
use crate::ingest::rows::keys::{KeyedRows, quarantine_orphans, rows_differ};
use crate::ingest::rows::partitions::MemoryBudget;
use crate::ingest::source::folder::Source;
use crate::model::{Frame, Table};
use std::sync::Arc;

/// Courses or patients: all rows of the export.
#[derive(Debug)]
pub(in crate::ingest) struct Owners {
    pub(in crate::ingest) summary: TableSummary,
    pub(in crate::ingest) rows: Loaded,
    /// The names of their sites, sorted; owners of rows are indices of them.
    pub(in crate::ingest) sites: Vec<String>,
}

impl Owners {
    pub(in crate::ingest) fn not_collected(table: &'static Table) -> Self {
        Self {
            summary: TableSummary::not_collected(table),
            rows: Loaded::not_collected(table),
            sites: Vec::new(),
        }
    }

    /// Courses or patients, in the order of their sites and of the identifiers in `by`, two columns of texts at most; and
    /// the names of their sites, sorted.
    ///
    /// # Errors
    ///
    /// Those of [`Source::survey`], [`PlannedFile::of`] and [`judge_file`].
    pub(in crate::ingest) fn read(
        table: &'static Table,
        source: &Source,
        mut judge: OwnerJudge<'_>,
        by: &[&str],
        options: &Options,
        budget: &MemoryBudget,
    ) -> Result<Self, IngestError> {
        let partitioning = Partitioning {
            parts: 1,
            part_of: None,
            budget,
        };
        let read = |judge: &mut OwnerJudge<'_>| {
            let (file, records) = PlannedFile::of(table, source, source.survey()?, options)?;
            let judged = judge_file(&file, records, judge, options, &partitioning)?;
            Ok::<_, IngestError>((file, judged))
        };
        let (mut file, mut judged) = read(&mut judge)?;
        // Only after the last row is it known whether all identifiers are numbers.
        if let Some(stricter) = judge.stricter() {
            judge = stricter;
            (file, judged) = read(&mut judge)?;
        }
        let no_room = |source| IngestError::NoRoom { source };
        let rows = judged.partitions.take(0).map_err(no_room)?;
        quarantine_orphans(table, &judged.orphans, &mut judged.quarantined);
        let mut keyed = KeyedRows::of(table, &rows, |run| rows_differ(table, run.len()));
        for _ in &keyed.dropped {
            let counted = file.quarantine_count.add();
            counted.map_err(|error| source.failed(error))?;
        }
        judged.quarantined.append(&mut keyed.quarantined);
        judged.forget(rows.codes(&keyed.dropped));
        let mut rows = rows.take(&keyed.kept);
        let ledger = file.ledger(judged.read, std::mem::take(&mut judged.quarantined))?;
        let (texts, _) = judged.into_rows();
        let (words, ranks): (Vec<_>, Vec<_>) = texts
            .into_iter()
            .map(|texts| (Arc::new(texts.words), texts.ranks))
            .unzip();
        rows.rank(&ranks);

        let mut sites: Vec<u32> = rows
            .owners
            .iter()
            .map(|&reference| judge.sites[reference as usize])
            .collect();
        let mut names = judge.names.clone();
        names.sort_unstable();
        renumber(&mut sites, &judge.names, &names);
        let own = file.own_columns();
        let frame = Frame::with_own(table, &own, rows.into_columns(table, &words));
        let keys: Vec<&[u32]> = by.iter().map(|column| frame.texts(column).0).collect();
        let mut order: Vec<u32> = (0..).take(sites.len()).collect();
        order.sort_by_key(|&row| {
            let row = row as usize;
            let mut codes = keys.iter().map(|codes| codes[row]);
            (sites[row], codes.next(), codes.next())
        });
        let sites = order.iter().map(|&row| sites[row as usize]).collect();
        let mut summary = TableSummary::new(table, file.in_file(), Some(ledger));
        summary.open_keys = keyed.open_keys;
        summary.ids = judge.id_columns();
        summary.own = own;
        Ok(Self {
            rows: Loaded::of(table, file.in_file(), frame.take(&order), sites),
            summary,
            sites: names,
        })
    }

    /// Makes the owners of rows indices of these names, which are sorted and hold all sites.
    pub(in crate::ingest) fn renumber_sites(&mut self, names: &[String]) {
        renumber(&mut self.rows.owners, &self.sites, names);
    }
}

/// Turns indices of some names into indices of all names, which are sorted and hold these.
fn renumber(indices: &mut [u32], some: &[String], all: &[String]) {
    let index = |name: &String| {
        let index = all.binary_search(name).expect("all names hold these");
        u32::try_from(index).expect("there are fewer sites than rows")
    };
    let among_all: Vec<u32> = some.iter().map(index).collect();
    for index in indices {
        *index = among_all[*index as usize];
    }
}
