//! One export folder, read whole: courses first, then what belongs to them.

use super::error::IngestError;
use super::judge::course_index::{AreNumbers, Directory};
use super::judge::owner_judge::OwnerJudge;
use super::ledger::{Collection, FileLedger, QuarantineEntry, Unlisted, Warning};
use super::mapped::{MappedExport, RawFile};
use super::options::{DecimalMark, Options};
use super::own::type_columns;
use super::part::{Bounds, Part, PartSummary, PendingRows, part_of, parts};
use super::quality::{self, Check};
use super::rows::partitions::MemoryBudget;
use super::source::folder::{Folder, Source, folder_name};
use super::source::reading::Reading;
use super::source::unread::UnreadFile;
use super::tables::events::ExportContext;
use super::tables::identities::{
    count_alike, count_sites_alike, demand_common_patient, sites_alike,
};
use super::tables::owners::Owners;
use super::tables::rounds::read_events;
use super::text::ids::site_name;
use crate::model::{COURSES, DOSES, Frame, OwnColumn, PATIENTS, Table};
use rayon::prelude::*;
use std::collections::BTreeSet;
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
    /// The decimal mark of its numbers.
    pub(super) decimal: DecimalMark,
    /// Its own columns, with the types that they have in the store; known when they were typed.
    pub own: Vec<OwnColumn>,
    /// What a mapping made it of; `None` where its files are tables of the model. Its tables were judged.
    pub mapped: Option<MappedExport>,
    /// `None` once they were taken.
    pending: Option<PendingRows>,
}

impl Export {
    /// Counts the rows of those of its sites that are written nearly as others; rows are not taken yet.
    pub(super) fn note_sites_alike(&mut self, alike: &BTreeSet<String>) {
        let sites = self.sites.iter().map(|site| site.site_id.as_str());
        if let Some(pending) = &mut self.pending {
            pending.count_sites_alike(sites, alike);
        }
    }

    /// Courses and patients before their rows are taken, by the names of their tables.
    pub(super) fn owner_frames(&self) -> impl Iterator<Item = (&'static str, &Frame)> {
        let frames = self.pending.iter().flat_map(PendingRows::owner_frames);
        [COURSES.name, PATIENTS.name].into_iter().zip(frames)
    }

    /// Gives its own columns the types of these, before its rows are taken.
    pub fn type_own_columns(&mut self, columns: &[OwnColumn]) {
        let Some(pending) = &mut self.pending else {
            return;
        };
        for frame in pending.owner_frames_mut() {
            type_columns(frame, columns, self.decimal);
            let has = |column: &&OwnColumn| {
                let mut names = frame.columns().map(|(name, _)| name);
                column.table == frame.name() && names.any(|name| name == column.name)
            };
            let own = columns.iter().filter(has).map(|column| {
                let has_values = frame.column(&column.name).has_values();
                OwnColumn {
                    has_values,
                    ..column.clone()
                }
            });
            self.own.extend(own.collect::<Vec<_>>());
        }
    }

    /// All quarantined rows: those of raw files that SQL did not see, then those of each table.
    pub fn quarantine(&self) -> impl Iterator<Item = QuarantineEntry<'_>> {
        let raw = self.mapped.iter().flat_map(|mapped| &mapped.raw);
        let raw = raw.flat_map(RawFile::quarantine);
        raw.chain(self.ledgers.iter().flat_map(FileLedger::quarantine))
    }

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
    read_within(folder, options, &Portions::default(), &|_| {})
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

/// Reads one export folder in these portions; exports that are read together share the memory budget. `judged` takes the
/// bytes of each piece that was judged.
pub(super) fn read_within(
    folder: &Path,
    options: &Options,
    portions: &Portions,
    judged: &(dyn Fn(u64) + Sync),
) -> Result<Export, IngestError> {
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
    let sources = Sources {
        name,
        tables: sources,
        unread: unread_files,
        is_simulated,
    };
    judge(sources, options, portions, judged)
}

/// The tables of an export where they lie, and what lies beside them.
pub(super) struct Sources {
    /// The folder's name.
    pub(super) name: String,
    /// Where each table lies, in the order of the model.
    pub(super) tables: Vec<Option<Source>>,
    /// Files and sheets that are no table.
    pub(super) unread: Vec<UnreadFile>,
    /// Whether its courses never happened.
    pub(super) is_simulated: bool,
}

/// Judges the tables of an export in these portions; `judged` takes the bytes of each piece that was judged.
pub(super) fn judge(
    sources: Sources,
    options: &Options,
    portions: &Portions,
    judged: &(dyn Fn(u64) + Sync),
) -> Result<Export, IngestError> {
    let budget = &portions.budget;
    let Sources {
        name,
        tables: sources,
        unread: unread_files,
        is_simulated,
    } = sources;
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
    let reading = Reading::begin(&sources)?;
    let default_site = site_name(options.site.as_ref().unwrap_or(&name));

    let mark = options.decimal;
    let judge = OwnerJudge::courses(&default_site, mark);
    let by = ["patient_id", "course_id"];
    let mut courses = Owners::read(&COURSES, course_source, judge, &by, options, budget)?;
    let are_numbers = |column| {
        let ids = courses.summary.id_column(COURSES.index(column));
        ids.are_numbers
    };
    let directory = Directory::new(
        courses.sites.clone(),
        courses.rows.owners.clone(),
        courses.rows.frame.column("course_id").clone(),
        courses.rows.frame.column("patient_id").clone(),
        &default_site,
        AreNumbers {
            course_ids: are_numbers("course_id"),
            patient_ids: are_numbers("patient_id"),
        },
    );
    let mut patients = match source(&PATIENTS) {
        Some(source) => {
            let judge = OwnerJudge::patients(&directory, mark);
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
    demand_common_patient(&name, &courses, &patients, &names)?;
    count_alike(&mut courses, &mut patients);
    let own = names.iter().map(String::as_str);
    let alike = sites_alike(&own.clone().collect());
    count_sites_alike(&mut courses, &mut patients, own, &alike);

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
        joins_decimals: true,
        judged,
    };
    let events = read_events(&sources, context)?;
    let sites = sites(names, &parts);
    let pending = PendingRows::new(courses, patients, events, parts);
    let ledgers = pending.ledgers();
    reading.end(&ledgers)?;
    Ok(Export {
        name,
        sites,
        collected: pending.collected(),
        ledgers,
        unlisted: Vec::new(),
        checks: Vec::new(),
        warnings: Vec::new(),
        unread_files,
        is_simulated,
        decimal: options.decimal,
        own: Vec::new(),
        mapped: None,
        pending: Some(pending),
    })
}

/// The sites of these names, of whose rows there are these parts.
fn sites(names: Vec<String>, parts: &[Bounds]) -> Vec<Site> {
    let site = |(site, site_id)| {
        let of_site = || parts.iter().filter(move |part| part.site == site);
        Site {
            site_id,
            courses: of_site().map(|part| part.courses.len() as u64).sum(),
            parts: of_site().count(),
        }
    };
    names.into_iter().enumerate().map(site).collect()
}

#[cfg(test)]
#[path = "export/tests.rs"]
mod tests;
