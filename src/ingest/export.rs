//! One export folder, read whole: courses first, then what belongs to them.

use super::error::IngestError;
use super::judge::course_index::{Directory, OwnerJudge};
use super::judge::file::{FileSlice, JudgedFile};
use super::ledger::{Collection, FileLedger, Unlisted, Warning};
use super::limits::SetAsideCount;
use super::options::Options;
use super::part::{Part, PartSummary, PendingRows, part_of, parts};
use super::quality::{self, Check};
use super::rows::partitions::MemoryBudget;
use super::source::folder::{Folder, Source, folder_name};
use super::source::survey::{Piece, Survey};
use super::tables::events::{Events, ExportContext, TimeZeros, read_piece};
use super::tables::table::Loaded;
use crate::model::{COURSES, DOSES, PATIENTS, TABLES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// What one export says of one site.
#[derive(Debug, Clone)]
pub struct Site {
    /// The site.
    pub site_id: String,
    /// How many courses are stored.
    pub courses: u64,
    /// In how many parts its rows come.
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
    /// What was asked of the export's quality, and what came out; known when the rows were taken.
    pub checks: Vec<Check>,
    /// What is odd, and was kept; known when the rows were taken.
    pub warnings: Vec<Warning>,
    /// Files of the folder, and sheets of its workbooks, that are no table of the model, and were not read.
    pub unread_files: Vec<String>,
    pending: PendingRows,
}

impl Export {
    /// Takes all rows, part by part and several at a time; after it checks, warnings and unlisted names are known.
    ///
    /// # Errors
    ///
    /// Where waiting rows cannot be read, or `take` fails.
    pub fn take<E: From<IngestError> + Send>(
        &mut self,
        take: impl Fn(Part) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let pending = std::mem::take(&mut self.pending);
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
        self.warnings = quality::warnings(&self.checks);
        Ok(())
    }
}

/// Reads one export folder. Rows that break the model are set aside, whatever their share.
///
/// # Errors
///
/// Where a file cannot be read, a required table or column is missing, or an identifier stands in the data.
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
        ..
    } = Folder::read(folder)?;
    match faults.len() {
        0 => {}
        1 => return Err(faults.remove(0)),
        _ => return Err(IngestError::Several(faults)),
    }
    let source = |table: &Table| {
        sources[TABLES
            .iter()
            .position(|t| t.name == table.name)
            .unwrap_or_default()]
        .as_ref()
    };
    let required = |table: &'static Table| {
        source(table).ok_or(IngestError::NoTable {
            folder: name.clone(),
            table: table.name,
        })
    };
    let course_source = required(&COURSES)?;
    required(&DOSES)?;
    let default_site = options.site.clone().unwrap_or_else(|| name.clone());

    let judge = OwnerJudge::courses(&default_site);
    let by = ["patient_id", "course_id"];
    let (mut courses, course_sites) =
        Loaded::owners(&COURSES, course_source, judge, &by, options, budget)?;
    let id = |column: &str| {
        let values = courses.column(column).cloned();
        values.unwrap_or_else(|| Values::from_texts(std::iter::empty()))
    };
    let directory = Directory::new(
        course_sites,
        courses.owners.clone(),
        id("course_id"),
        id("patient_id"),
        &default_site,
    );
    let (mut patients, patient_sites) = match source(&PATIENTS) {
        Some(source) => {
            let judge = OwnerJudge::patients(&directory);
            Loaded::owners(&PATIENTS, source, judge, &["patient_id"], options, budget)?
        }
        None => (Loaded::not_collected(&PATIENTS), Vec::new()),
    };
    let mut names: Vec<String> = [&directory.sites[..], &patient_sites].concat();
    names.sort_unstable();
    names.dedup();
    // An export without any row is its site's all the same: nothing is left of what it held.
    if names.is_empty() {
        names.push(default_site.clone());
    }
    renumber(&mut courses.owners, &directory.sites, &names);
    renumber(&mut patients.owners, &patient_sites, &names);

    let parts = parts(&courses, &patients, names.len(), portions.courses);
    let part_of = part_of(&parts, courses.rows);
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
        pending,
    })
}

/// Turns indices of some names into indices of all names, which are sorted and hold these.
fn renumber(indices: &mut [u32], some: &[String], all: &[String]) {
    let index = |name: &String| all.binary_search(name).ok();
    let among_all: Vec<u32> = some
        .iter()
        .map(|name| index(name).and_then(|index| u32::try_from(index).ok()))
        .map(Option::unwrap_or_default)
        .collect();
    for index in indices {
        *index = among_all[*index as usize];
    }
}

/// A judged piece, with the indices of its table and of the piece; `None` where its hours are counted from the doses of each course,
/// and it is read when these are known.
type Found = (usize, usize, Result<Option<JudgedFile>, IngestError>);

/// Reads doses and all tables of events, several pieces at a time, the longest tables first. They come in the order of
/// the model.
fn read_events(
    sources: &[Option<Source>],
    context: ExportContext<'_>,
) -> Result<Vec<Events>, IngestError> {
    let size = |table: &usize| {
        let source = sources[*table].as_ref();
        source.and_then(|source| std::fs::metadata(&source.path).ok().map(|file| file.len()))
    };
    let from = TABLES
        .iter()
        .position(|table| table.name == DOSES.name)
        .unwrap_or_default();
    let mut order: Vec<usize> = (from..TABLES.len()).collect();
    order.sort_by_key(|table| std::cmp::Reverse(size(table)));
    let mut surveyed: Vec<(usize, &Source, Result<Survey, IngestError>)> = order
        .iter()
        .filter_map(|&table| Some((table, sources[table].as_ref()?)))
        .par_bridge()
        .map(|(table, source)| (table, source, source.survey()))
        .collect();
    // In the order of the model, whichever was read first: of several errors the same one is told.
    surveyed.sort_unstable_by_key(|(table, ..)| *table);
    let mut files: Vec<Option<File<'_>>> = TABLES.iter().map(|_| None).collect();
    for (table, source, survey) in surveyed {
        let survey = survey?;
        let pieces = if TABLES[table].has_key() {
            vec![Piece::default()]
        } else {
            source
                .pieces(&survey, context.bytes)
                .map_err(|error| source.failed(error))?
        };
        files[table] = Some(File {
            source,
            survey,
            pieces,
            n_set_aside: SetAsideCount::default(),
        });
    }
    let mut found = read_pieces(&order, &files, None, context)?;
    let doses = found[from].take();
    let close = |table: usize, judged_files: Vec<JudgedFile>| match &files[table] {
        Some(file) => {
            let (source, survey, n) = (file.source, &file.survey, &file.n_set_aside);
            Events::close(TABLES[table], source, survey, judged_files, n, context)
        }
        None => Ok((Events::not_collected(TABLES[table]), TimeZeros::new())),
    };
    let (doses, time_zeros) = close(from, doses.unwrap_or_default())?;
    order.retain(|&table| table != from && found[table].is_none());
    let late = read_pieces(&order, &files, Some(&time_zeros), context)?;
    let others: Vec<Events> = found
        .into_par_iter()
        .zip(late)
        .enumerate()
        .skip(from + 1)
        .map(|(table, (judged_files, late))| {
            close(table, judged_files.or(late).unwrap_or_default())
        })
        .map(|closed| closed.map(|(events, _)| events))
        .collect::<Result<_, _>>()?;
    Ok(std::iter::once(doses).chain(others).collect())
}

/// A file that was surveyed, in the pieces in which it is read.
struct File<'a> {
    source: &'a Source,
    survey: Survey,
    pieces: Vec<Piece>,
    n_set_aside: SetAsideCount,
}

/// Reads these tables, in their order, several pieces at a time. For each table of the model its pieces; `None` where it
/// is not among these, or waits for the time zeros.
fn read_pieces(
    tables: &[usize],
    files: &[Option<File<'_>>],
    time_zeros: Option<&TimeZeros>,
    context: ExportContext<'_>,
) -> Result<Vec<Option<Vec<JudgedFile>>>, IngestError> {
    let pieces = tables.iter().flat_map(|&table| {
        let pieces = files[table].as_ref().map_or(&[][..], |file| &file.pieces);
        let pieces = pieces.iter().enumerate();
        pieces.map(move |(index, piece)| (table, index, *piece))
    });
    let read = |(table, index, piece): (usize, usize, Piece)| -> Option<Found> {
        let file = files[table].as_ref()?;
        let slice = FileSlice {
            source: file.source,
            survey: &file.survey,
            piece,
            n_set_aside: &file.n_set_aside,
        };
        let judged = read_piece(TABLES[table], slice, time_zeros, context);
        Some((table, index, judged))
    };
    let mut read: Vec<Found> = pieces.par_bridge().filter_map(read).collect();
    read.sort_unstable_by_key(|(table, index, _)| (*table, *index));
    let mut found: Vec<Option<Vec<JudgedFile>>> = files.iter().map(|_| None).collect();
    let mut lines = 0;
    for (table, index, judged) in read {
        if index == 0 {
            lines = 0;
        }
        if let Some(mut judged) = judged.map_err(|error| error.further_down(lines))? {
            for row in &mut judged.set_aside {
                row.line += lines;
            }
            lines += judged.lines;
            found[table].get_or_insert_default().push(judged);
        }
    }
    Ok(found)
}

#[cfg(test)]
#[path = "export/tests.rs"]
mod tests;
