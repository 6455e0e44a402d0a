//! One export folder, read whole: courses first, then what belongs to them.

use super::error::IngestError;
use super::judge::course_index::{Directory, OwnerJudge, TimeZeros};
use super::judge::file::JudgedFile;
use super::judge::plan::{FileSlice, PlannedFile};
use super::ledger::{Collection, FileLedger, Unlisted, Warning};
use super::options::Options;
use super::part::{Part, PartSummary, PendingRows, part_of, parts};
use super::quality::{self, Check};
use super::rows::partitions::MemoryBudget;
use super::source::folder::{Folder, Source, folder_name};
use super::source::survey::Piece;
use super::source::unread::UnreadFile;
use super::tables::events::{Events, ExportContext, judge_slice};
use super::tables::owners::Owners;
use super::text::moment::TimesOfDay;
use crate::model::{COURSES, DOSES, PATIENTS, TABLES, Table, TableId};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;

/// A site of an export.
#[derive(Debug, Clone)]
pub struct Site {
    /// The identifier of the site.
    pub site_id: String,
    /// The number of its courses that are stored.
    pub courses: u64,
    /// The number of parts in which its rows come.
    pub parts: usize,
}

/// One export folder, judged. Its rows wait, in memory or in temporary files, until they are taken.
#[derive(Debug)]
pub struct Export {
    /// The folder's name.
    pub name: String,
    /// Its sites, in the order of their names.
    pub sites: Vec<Site>,
    /// All tables of the model, in its order.
    pub collected: Vec<Collection>,
    /// What became of the rows of each file.
    pub ledgers: Vec<FileLedger>,
    /// Names that the terminology does not have; known when the rows were taken.
    pub unlisted: Vec<Unlisted>,
    /// The checks of its quality, those that passed among them; known when the rows were taken.
    pub checks: Vec<Check>,
    /// Failed checks, whose rows were kept; known when the rows were taken.
    pub warnings: Vec<Warning>,
    /// Files of the folder, and sheets of its workbooks, that are no table of the model, and were not read.
    pub unread_files: Vec<UnreadFile>,
    /// Whether a file of the folder says that its courses never happened.
    pub is_simulated: bool,
    /// `None` once they were taken.
    pending: Option<PendingRows>,
}

impl Export {
    /// Takes all rows, part by part and several at a time; after it checks, warnings and unlisted names are known.
    ///
    /// # Errors
    ///
    /// Where waiting rows cannot be read, or `take` fails.
    ///
    /// # Panics
    ///
    /// Where rows were taken before.
    pub fn take<E: From<IngestError> + Send>(
        &mut self,
        take: impl Fn(Part) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let pending = self.pending.take().expect("rows are taken once");
        let sites: Vec<&str> = self.sites.iter().map(|s| s.site_id.as_str()).collect();
        // In their order, or nearly: what is written of later parts waits for the earlier ones.
        let summaries: Vec<PartSummary> = (0..pending.parts())
            .par_bridge()
            .map(|part| {
                let (part, summary) = pending.part(part, &sites)?;
                take(part)?;
                Ok(summary)
            })
            .collect::<Result<_, E>>()?;
        let summary = pending.summary(summaries);
        self.checks = summary.checks;
        self.unlisted = summary.unlisted;
        self.warnings = quality::warnings(&self.checks, &self.ledgers);
        Ok(())
    }
}

/// Reads one export folder. Rows that break the model are quarantined, whatever their share.
///
/// # Errors
///
/// Where a file cannot be read, a required table or column is missing, or the data hold an identifier.
pub fn read_export(folder: &Path, options: &Options) -> Result<Export, IngestError> {
    read_within(folder, options, &Portions::default())
}

/// In which portions exports are read and taken.
#[derive(Debug, Clone)]
pub(super) struct Portions {
    /// Courses of a part.
    courses: usize,
    /// Bytes of a piece of a file.
    bytes: u64,
    /// Memory for rows that wait.
    budget: MemoryBudget,
}

impl Default for Portions {
    fn default() -> Self {
        Self {
            courses: 4096,
            bytes: 32 << 20,
            budget: MemoryBudget::default(),
        }
    }
}

/// Reads one export folder in these portions; exports that are read together share the memory budget.
pub(super) fn read_within(
    folder: &Path,
    options: &Options,
    portions: &Portions,
) -> Result<Export, IngestError> {
    let budget = &portions.budget;
    let name = folder_name(folder);
    let Folder {
        tables: sources,
        mut faults,
        unread: unread_files,
        is_simulated,
        ..
    } = Folder::read(folder)?;
    match faults.len() {
        0 => {}
        1 => return Err(faults.remove(0)),
        _ => return Err(IngestError::Several(faults)),
    }
    let source = |table: &Table| sources[table.id as usize].as_ref();
    let (Some(course_source), Some(_)) = (source(&COURSES), source(&DOSES)) else {
        let required = [&COURSES, &DOSES].into_iter();
        let missing = required.filter(|table| source(table).is_none());
        return Err(IngestError::NoTable {
            folder: name,
            tables: missing.map(|table| table.name).collect(),
            seen: unread_files,
        });
    };
    let default_site = options.site.clone().unwrap_or_else(|| name.clone());

    let judge = OwnerJudge::courses(&default_site);
    let by = ["patient_id", "course_id"];
    let mut courses = Owners::read(&COURSES, course_source, judge, &by, options, budget)?;
    let directory = Directory::new(
        courses.sites.clone(),
        courses.rows.owners.clone(),
        courses.rows.frame.column("course_id").clone(),
        courses.rows.frame.column("patient_id").clone(),
        &default_site,
    );
    let mut patients = match source(&PATIENTS) {
        Some(source) => {
            let judge = OwnerJudge::patients(&directory);
            Owners::read(&PATIENTS, source, judge, &["patient_id"], options, budget)?
        }
        None => Owners::not_collected(&PATIENTS),
    };
    let mut names: Vec<String> = [&courses.sites[..], &patients.sites].concat();
    names.sort_unstable();
    names.dedup();
    // An export without any row replaces what the store holds of its site: the site is named all the same.
    if names.is_empty() {
        names.push(default_site.clone());
    }
    courses.renumber_sites(&names);
    patients.renumber_sites(&names);

    let parts = parts(&courses.rows, &patients.rows, names.len(), portions.courses);
    let part_of = part_of(&parts, courses.rows.owners.len());
    let ranges: Vec<Range<usize>> = parts.iter().map(|part| part.courses.clone()).collect();
    let context = ExportContext {
        directory: &directory,
        parts: &ranges,
        part_of: &part_of,
        options,
        budget,
        bytes: portions.bytes,
    };
    let events = read_events(&sources, context)?;
    let sites = names.into_iter().enumerate().map(|(site, site_id)| {
        let of_site = || parts.iter().filter(move |part| part.site == site);
        Site {
            site_id,
            courses: of_site().map(|part| part.courses.len() as u64).sum(),
            parts: of_site().count(),
        }
    });
    let (sites, pending) = (
        sites.collect(),
        PendingRows::new(courses, patients, events, parts),
    );
    Ok(Export {
        name,
        sites,
        collected: pending.collected(),
        ledgers: pending.ledgers(),
        unlisted: Vec::new(),
        checks: Vec::new(),
        warnings: Vec::new(),
        unread_files,
        is_simulated,
        pending: Some(pending),
    })
}

/// Reads doses and all tables of events, several slices at a time, the longest tables first. They come in the order of
/// the model.
///
/// Files whose hours are counted from the first given dose are read in a second round, when doses are known.
fn read_events(
    sources: &[Option<Source>],
    context: ExportContext<'_>,
) -> Result<Vec<Events>, IngestError> {
    let size = |table: &usize| {
        let source = sources[*table].as_ref();
        source.and_then(|source| std::fs::metadata(&source.path).ok().map(|file| file.len()))
    };
    let mut order: Vec<usize> = (TableId::Doses as usize..TABLES.len()).collect();
    order.sort_by_key(|table| Reverse(size(table)));
    let mut plans: Vec<(usize, Result<Plan<'_>, IngestError>)> = order
        .iter()
        .filter_map(|&table| Some((table, sources[table].as_ref()?)))
        .par_bridge()
        .map(|(table, source)| (table, plan(TABLES[table], source, context)))
        .collect();
    // In the order of the model, whichever was read first: the same one of several errors is reported.
    plans.sort_unstable_by_key(|(table, _)| *table);
    let mut planned: Vec<Option<Plan<'_>>> = TABLES.iter().map(|_| None).collect();
    for (table, plan) in plans {
        planned[table] = Some(plan?);
    }
    let mut files: Vec<Option<PlannedFile<'_>>> = TABLES.iter().map(|_| None).collect();
    let (mut now, mut later, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for table in order {
        match planned[table].take() {
            None => {}
            Some(Err(error)) => refused.push((table, 0, Err(error))),
            Some(Ok((file, slices))) => {
                let waits = file.frame.header.has_date_times() && table != TableId::Doses as usize;
                let round = if waits { &mut later } else { &mut now };
                let slices = slices.into_iter().enumerate();
                round.extend(slices.map(|(number, slice)| (table, number, slice)));
                files[table] = Some(file);
            }
        }
    }
    let mut judged = judge_slices(now, refused, &files, &[], context)?;
    let close =
        |files: &[Option<PlannedFile<'_>>], table: usize, judged: Vec<JudgedFile>| match &files
            [table]
        {
            Some(file) => Events::close(file, judged, context),
            None => Ok((Events::not_collected(TABLES[table]), TimeZeros::new())),
        };
    let doses = TableId::Doses as usize;
    let (doses, time_zeros) = close(&files, doses, std::mem::take(&mut judged[doses]))?;
    let slices = later
        .iter()
        .map(|(table, number, slice)| (*table, *number, slice.piece()));
    let known = times_of_day(&slices.collect::<Vec<_>>(), &files, context)?;
    for (file, times) in files.iter_mut().zip(&known) {
        if let Some(file) = file {
            file.frame.know_days_alone(times);
        }
    }
    let later = judge_slices(later, Vec::new(), &files, &time_zeros, context)?;
    let others: Vec<Events> = judged
        .into_par_iter()
        .zip(later)
        .enumerate()
        .skip(TableId::Doses as usize + 1)
        .map(|(table, (now, later))| close(&files, table, if now.is_empty() { later } else { now }))
        .map(|closed| closed.map(|(events, _)| events))
        .collect::<Result<_, _>>()?;
    Ok(std::iter::once(doses).chain(others).collect())
}

/// For each table of the model of which there are slices (each the indices of its table and of it, and the piece of the
/// file; the whole file where it is none), how many date-times of each column of its file have a time of day, as far as that shows
/// whether any has.
fn times_of_day(
    slices: &[(usize, usize, Option<Piece>)],
    files: &[Option<PlannedFile<'_>>],
    context: ExportContext<'_>,
) -> Result<Vec<Vec<TimesOfDay>>, IngestError> {
    let of_slice = |&(table, number, piece): &(usize, usize, Option<Piece>)| {
        let file = files[table].as_ref().expect("a slice is of a file");
        (table, number, file.times_of_day(piece, context.options))
    };
    let mut counted: Vec<_> = slices.par_iter().map(of_slice).collect();
    // Of several errors the first in the model's order is reported.
    counted.sort_unstable_by_key(|(table, number, _)| (*table, *number));
    let mut of_tables: Vec<Vec<TimesOfDay>> = files.iter().map(|_| Vec::new()).collect();
    for (table, _, times) in counted {
        let times = times?;
        let known = &mut of_tables[table];
        known.resize(times.len(), TimesOfDay::default());
        for (known, times) in known.iter_mut().zip(times) {
            known.add(times);
        }
    }
    Ok(of_tables)
}

/// A file and the slices in which it is read; an error where its header is refused.
type Plan<'a> = Result<(PlannedFile<'a>, Vec<FileSlice<'a>>), IngestError>;

/// Reads a file once for its fingerprint and its header, and cuts it. An error of the header is kept: rows of tables
/// before it in the model are refused first.
fn plan<'a>(
    table: &'static Table,
    source: &'a Source,
    context: ExportContext<'_>,
) -> Result<Plan<'a>, IngestError> {
    let survey = source.survey()?;
    let planned = PlannedFile::of(table, source, survey, context.options);
    Ok(planned.and_then(|(file, records)| {
        let slices = file.slices(records, context.bytes)?;
        Ok((file, slices))
    }))
}

/// What became of a slice, with the indices of its table and of it.
type Judged = (usize, usize, Result<JudgedFile, IngestError>);

/// Judges slices, each with the indices of its table and of it, several at a time. For each table of the model its
/// slices, in their order. Of several errors, those in `refused` included, the first in the model's order is reported.
fn judge_slices<'a>(
    slices: Vec<(usize, usize, FileSlice<'a>)>,
    refused: Vec<Judged>,
    files: &[Option<PlannedFile<'a>>],
    time_zeros: &[Option<i64>],
    context: ExportContext<'_>,
) -> Result<Vec<Vec<JudgedFile>>, IngestError> {
    let judge = |(table, number, slice): (usize, usize, FileSlice<'a>)| -> Judged {
        let file = files[table].as_ref().expect("a slice is of a file");
        (table, number, judge_slice(file, slice, time_zeros, context))
    };
    let mut judged: Vec<Judged> = slices.into_iter().par_bridge().map(judge).collect();
    judged.extend(refused);
    judged.sort_unstable_by_key(|(table, number, _)| (*table, *number));
    let mut of_tables: Vec<Vec<JudgedFile>> = files.iter().map(|_| Vec::new()).collect();
    let mut lines = 0;
    for (table, number, slice) in judged {
        if number == 0 {
            lines = 0;
        }
        let mut slice = slice.map_err(|error| error.further_down(lines))?;
        for row in &mut slice.quarantined {
            row.line += lines;
        }
        lines += slice.lines;
        of_tables[table].push(slice);
    }
    Ok(of_tables)
}

#[cfg(test)]
#[path = "export/tests.rs"]
mod tests;
