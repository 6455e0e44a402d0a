//! One export folder, read whole: courses first, then what belongs to them.

use super::bins::Room;
use super::cells::DecimalMark;
use super::directory::{Directory, OwnerJudge};
use super::error::IngestError;
use super::events::{Anchors, Events, Reading};
use super::loaded::Loaded;
use super::part::{Findings, Part, Waiting, part_of, parts};
use super::quality::{self, Check};
use super::quarantine::{FileLedger, Unlisted, Warning};
use super::source::{Folder, Source, Survey, folder_name};
use crate::model::{COURSES, DOSES, PATIENTS, TABLES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// What ingest is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site of rows for which nothing else says one; else the folder's name.
    pub site: Option<String>,
    /// The share of a file's rows that may be set aside, in 0…1.
    pub max_quarantine: f64,
    /// The latest year in which a course may have started.
    pub latest_year: i64,
    /// What stands before the decimals of a number.
    pub decimal: DecimalMark,
}

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

/// Whether a table was collected.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The table.
    pub table: &'static Table,
    /// Whether the export contains it.
    pub is_collected: bool,
    /// For each column: whether it was collected.
    pub columns: Vec<bool>,
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
    waiting: Waiting,
}

impl Export {
    /// Takes all rows, part by part and several at a time; then what is asked of them is known.
    ///
    /// # Errors
    ///
    /// Where waiting rows cannot be read, or `take` fails.
    pub fn take<E: From<IngestError> + Send>(
        &mut self,
        take: impl Fn(Part) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let waiting = std::mem::take(&mut self.waiting);
        let sites: Vec<&str> = self.sites.iter().map(|s| s.site_id.as_str()).collect();
        // In their order, or nearly: what is written of later parts waits for the earlier ones.
        let findings: Vec<Findings> = (0..waiting.parts())
            .par_bridge()
            .map(|part| {
                let (part, findings) = waiting.part(part, &sites)?;
                take(part)?;
                Ok(findings)
            })
            .collect::<Result<_, E>>()?;
        let whole = waiting.whole(findings);
        self.checks = whole.checks;
        self.unlisted = whole.unlisted;
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
    read_within(folder, options, &Room::default())
}

/// The same, while so much room for waiting rows is shared with other exports.
pub(super) fn read_within(
    folder: &Path,
    options: &Options,
    room: &Room,
) -> Result<Export, IngestError> {
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
        Loaded::owners(&COURSES, course_source, judge, &by, options, room)?;
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
            Loaded::owners(&PATIENTS, source, judge, &["patient_id"], options, room)?
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

    let parts = parts(&courses, &patients, names.len());
    let part_of = part_of(&parts, courses.rows);
    let ranges: Vec<Range<usize>> = parts.iter().map(|part| part.courses.clone()).collect();
    let reading = Reading {
        directory: &directory,
        parts: &ranges,
        part_of: &part_of,
        options,
        room,
    };
    let events = read_events(&sources, reading)?;
    let sites = names.into_iter().enumerate().map(|(place, site_id)| {
        let of_site = || parts.iter().filter(move |part| part.site == place);
        Site {
            site_id,
            courses: of_site().map(|part| part.courses.len() as u64).sum(),
            parts: of_site().count(),
        }
    });
    let (sites, waiting) = (
        sites.collect(),
        Waiting::new(courses, patients, events, parts),
    );
    Ok(Export {
        name,
        sites,
        collected: waiting.collected(),
        ledgers: waiting.ledgers(),
        unlisted: Vec::new(),
        checks: Vec::new(),
        warnings: Vec::new(),
        unread_files,
        waiting,
    })
}

/// Makes places among some names those among all names.
fn renumber(places: &mut [u32], some: &[String], all: &[String]) {
    let place = |name: &String| all.binary_search(name).ok();
    let among_all: Vec<u32> = some
        .iter()
        .map(|name| place(name).and_then(|place| u32::try_from(place).ok()))
        .map(Option::unwrap_or_default)
        .collect();
    for place in places {
        *place = among_all[*place as usize];
    }
}

/// A table that was read, or waits.
enum Found {
    /// Doses, and hour 0 of each course.
    Doses(Events, Anchors),
    Others(Events),
    /// Its hours are counted from the doses of each course: it is read when these are known.
    Waiting(Survey),
}

/// Reads doses and all tables of events, several at a time, the longest first. They come in the order of the model.
fn read_events(
    sources: &[Option<Source>],
    reading: Reading<'_>,
) -> Result<Vec<Events>, IngestError> {
    let first = |table: usize| -> Result<Found, IngestError> {
        let table_of_model = TABLES[table];
        let Some(source) = &sources[table] else {
            return Ok(Found::Others(Events::not_collected(table_of_model)));
        };
        let survey = source.survey()?;
        if table_of_model.name == DOSES.name {
            let (doses, anchors) = Events::doses(source, &survey, reading)?;
            return Ok(Found::Doses(doses, anchors));
        }
        let events = Events::others(table_of_model, source, &survey, None, reading)?;
        Ok(events.map_or(Found::Waiting(survey), Found::Others))
    };
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
    let mut found: Vec<(usize, Result<Found, IngestError>)> = order
        .into_iter()
        .par_bridge()
        .map(|table| (table, first(table)))
        .collect();
    // In the order of the model, whichever was read first: of several errors the same one is told.
    found.sort_unstable_by_key(|(table, _)| *table);
    let mut anchors = Anchors::new();
    let mut tables = Vec::new();
    for (table, found) in found {
        tables.push((
            table,
            match found? {
                Found::Doses(doses, of_courses) => {
                    anchors = of_courses;
                    Found::Others(doses)
                }
                found @ (Found::Others(_) | Found::Waiting(_)) => found,
            },
        ));
    }
    let second = |(table, found): (usize, Found)| -> Result<Events, IngestError> {
        let table_of_model = TABLES[table];
        match (found, &sources[table]) {
            (Found::Others(events) | Found::Doses(events, _), _) => Ok(events),
            (Found::Waiting(survey), Some(source)) => {
                let anchors = Some(&anchors);
                let events = Events::others(table_of_model, source, &survey, anchors, reading)?;
                Ok(events.unwrap_or_else(|| Events::not_collected(table_of_model)))
            }
            (Found::Waiting(_), None) => Ok(Events::not_collected(table_of_model)),
        }
    };
    tables.into_par_iter().map(second).collect()
}
