//! Courses and patients: files read whole, whose rows others refer to.

use super::table::Loaded;
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::OwnerJudge;
use crate::ingest::judge::file::{Partitioning, judge_file};
use crate::ingest::judge::plan::PlannedFile;
use crate::ingest::options::Options;
use crate::ingest::rows::keys::{first_of_each_key, quarantine_orphans};
use crate::ingest::rows::partitions::MemoryBudget;
use crate::ingest::source::folder::Source;
use crate::model::Table;
use std::sync::Arc;

impl Loaded {
    /// Courses or patients, in the order of their sites and of the identifiers in `by`, two columns of texts at most; and
    /// the names of their sites, sorted.
    ///
    /// # Errors
    ///
    /// Those of [`Source::survey`], [`PlannedFile::of`] and [`judge_file`].
    pub(crate) fn owners(
        table: &'static Table,
        source: &Source,
        mut judge: OwnerJudge<'_>,
        by: &[&str],
        options: &Options,
        budget: &MemoryBudget,
    ) -> Result<(Self, Vec<String>), IngestError> {
        let (file, records) = PlannedFile::of(table, source, source.survey()?, options)?;
        let partitioning = Partitioning {
            parts: 1,
            part_of: None,
            budget,
        };
        let mut judged = judge_file(&file, records, &mut judge, options, &partitioning)?;
        let no_room = |source| IngestError::NoRoom { source };
        let rows = judged.partitions.take(0).map_err(no_room)?;
        quarantine_orphans(table, judged.orphans.drain(..), &mut judged.set_aside);
        let kept = first_of_each_key(table, &rows, &mut judged.set_aside, &file.n_set_aside)
            .map_err(|error| source.failed(error))?;
        let mut rows = rows.take(&kept);
        let ledger = file.ledger(judged.read, std::mem::take(&mut judged.set_aside));
        let (texts, _) = judged.into_rows();
        let (words, ranks): (Vec<_>, Vec<_>) = texts
            .into_iter()
            .map(|texts| (Arc::new(texts.words), texts.ranks))
            .unzip();
        rows.rank(&ranks);

        let mut names = judge.names.clone();
        names.sort_unstable();
        let rank = |name| {
            let rank = names.binary_search(name);
            u32::try_from(rank.expect("these are the same names, sorted")).expect("fewer than rows")
        };
        let ranks: Vec<u32> = judge.names.iter().map(rank).collect();
        let sites: Vec<u32> = rows
            .owners
            .iter()
            .map(|&owner| ranks[judge.sites[owner as usize] as usize])
            .collect();
        let columns = rows.into_columns(table, &words);
        let whole = Self::of(table, file.in_file(), columns, sites);
        let keys: Vec<&[u32]> = by.iter().map(|column| whole.codes(column)).collect();
        let mut order: Vec<u32> = (0..).take(whole.rows).collect();
        order.sort_by_key(|&row| {
            let row = row as usize;
            let mut codes = keys.iter().map(|codes| codes[row]);
            (whole.owners[row], codes.next(), codes.next())
        });
        let owners = order.iter().map(|&row| whole.owners[row as usize]);
        let mut loaded = Self {
            owners: owners.collect(),
            columns: Vec::with_capacity(whole.columns.len()),
            ledger: Some(ledger),
            ..whole
        };
        // Column by column: only one of them is held twice.
        for column in whole.columns {
            loaded.columns.push(column.take(&order));
        }
        Ok((loaded, names))
    }
}
