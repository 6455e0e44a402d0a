//! Courses and patients: files read whole, whose rows others refer to.

use super::table::Loaded;
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::OwnerJudge;
use crate::ingest::judge::file::{FileSlice, Head, Partitioning, judge_file};
use crate::ingest::limits::SetAsideCount;
use crate::ingest::options::Options;
use crate::ingest::rows::keys::{first_of_each_key, quarantine_orphans};
use crate::ingest::rows::partitions::MemoryBudget;
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::Piece;
use crate::model::Table;
use std::sync::Arc;

impl Loaded {
    /// Courses or patients, and the names of their sites, sorted: rows are in the order of the site, of the identifiers in
    /// `by`, which are columns of texts.
    pub(crate) fn owners(
        table: &'static Table,
        source: &Source,
        mut judge: OwnerJudge<'_>,
        by: &[&str],
        options: &Options,
        budget: &MemoryBudget,
    ) -> Result<(Self, Vec<String>), IngestError> {
        let survey = source.survey()?;
        let partitioning = Partitioning {
            parts: 1,
            part_of: None,
            budget,
        };
        let n_set_aside = SetAsideCount::default();
        let slice = FileSlice {
            source,
            survey: &survey,
            piece: Piece::default(),
            n_set_aside: &n_set_aside,
        };
        let Some(mut judged) = judge_file(table, slice, &mut judge, options, &partitioning)? else {
            return Ok((Self::not_collected(table), Vec::new()));
        };
        let no_room = |source| IngestError::NoRoom { source };
        let rows = judged.partitions.take(0).map_err(no_room)?;
        let orphans = std::mem::take(&mut judged.orphans);
        quarantine_orphans(table, orphans, &mut judged.set_aside);
        let kept = first_of_each_key(table, &rows, &mut judged.set_aside, &n_set_aside)
            .map_err(|error| source.failed(error))?;
        let mut rows = rows.take(&kept);
        let (head, texts, _) = Head::of(judged, source, &survey, rows.len() as u64);
        let texts = texts.into_iter();
        let (words, ranks): (Vec<_>, Vec<_>) = texts
            .map(|texts| (Arc::new(texts.words), texts.ranks))
            .unzip();
        rows.rank(&ranks);

        let mut names = judge.names.clone();
        names.sort_unstable();
        let rank = |number: &u32| {
            let rank = names.binary_search(&judge.names[*number as usize]);
            rank.ok().and_then(|rank| u32::try_from(rank).ok())
        };
        let ranks: Vec<u32> = (0..)
            .take(judge.names.len())
            .map(|number| rank(&number).unwrap_or_default())
            .collect();
        let sites: Vec<u32> = rows
            .owners
            .iter()
            .map(|&owner| ranks[judge.sites[owner as usize] as usize])
            .collect();
        let columns = rows.into_columns(table, &words);
        let whole = Self::of(table, head.in_file, columns, sites);
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
            ledger: Some(head.ledger),
            ..whole
        };
        // Column by column: only one of them is held twice.
        for column in whole.columns {
            loaded.columns.push(column.take(&order));
        }
        Ok((loaded, names))
    }
}
