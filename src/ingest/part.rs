//! Parts of an export: some courses of one site with all that belongs to them. Takes judged tables, and gives their rows
//! completed and in the order of the store, a part at a time, however large the export is.
//!
//! A part holds whole patients, so that rules and facts that compare a patient's courses need one part only.

use super::error::IngestError;
use super::ledger::{Collection, FileLedger, Unlisted};
use super::quality::{self, Check};
use super::tables::courses::{CourseOrder, complete_courses};
use super::tables::derive::{column_of_names, derive, unlisted};
use super::tables::events::Events;
use super::tables::identities::count_sites_alike;
use super::tables::owners::Owners;
use super::tables::summary::TableSummary;
use super::tables::table::{Loaded, constant};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, TableId, Values};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Some courses of one site, with all that belongs to them.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its site, an index of the sites of the export.
    pub site: usize,
    /// Its number among the parts of the site, from 0.
    pub number: usize,
    /// All tables of the model, in its order, rows sorted by course (or patient) and value; a table that was not collected
    /// has no rows. Keys count from 0 at each site.
    pub tables: Vec<Frame>,
}

impl Part {
    /// Adds to all keys of courses and patients, which makes them those of a store.
    pub fn add_to_keys(&mut self, offset: i64) {
        for table in &mut self.tables {
            for (name, values) in table.columns_mut() {
                if let ("course_key" | "patient_key", Values::Integer(keys)) = (name, values) {
                    for key in keys.iter_mut().filter(|key| **key != ABSENT_INTEGER) {
                        *key += offset;
                    }
                }
            }
        }
    }
}

/// The rows that make a part.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub(super) site: usize,
    number: usize,
    /// Its courses among those of the export.
    pub(super) courses: Range<usize>,
    /// The key of its first course at the site.
    first: i64,
    patients: Range<usize>,
}

/// Cuts the courses and patients of `sites` sites into parts of `courses_of_part` courses, to which the further courses of
/// the last patient are added. A site without a course is one part.
pub(super) fn parts(
    courses: &Loaded,
    patients: &Loaded,
    sites: usize,
    courses_of_part: usize,
) -> Vec<Bounds> {
    let mut parts = Vec::new();
    for site in 0..sites {
        let of_site = |owners: &[u32]| {
            let from = owners.partition_point(|&owner| (owner as usize) < site);
            from..owners.partition_point(|&owner| owner as usize <= site)
        };
        let (all, mut patient) = (of_site(&courses.owners), of_site(&patients.owners));
        let (ids, names) = courses.frame.texts("patient_id");
        let (patient_ids, patient_names) = patients.frame.texts("patient_id");
        let (mut from, mut number) = (all.start, 0);
        loop {
            let mut to = all.end.min(from + courses_of_part);
            while to < all.end && ids[to] == ids[to - 1] {
                to += 1;
            }
            // Patients come in the order of their identifiers, as courses do.
            let next = (to < all.end).then(|| &names[ids[to] as usize]);
            let is_here = |&row: &usize| {
                next.is_none_or(|next| patient_names[patient_ids[row] as usize] < *next)
            };
            let end = patient.start + patient.clone().take_while(is_here).count();
            parts.push(Bounds {
                site,
                number,
                courses: from..to,
                first: (from - all.start) as i64,
                patients: patient.start..end,
            });
            (patient.start, from, number) = (end, to, number + 1);
            if from >= all.end {
                break;
            }
        }
    }
    parts
}

/// For each of `courses` courses the index of its part.
pub(super) fn part_of(parts: &[Bounds], courses: usize) -> Arc<Vec<u32>> {
    let mut part_of = vec![0; courses];
    for (part, bounds) in (0..).zip(parts) {
        part_of[bounds.courses.clone()].fill(part);
    }
    Arc::new(part_of)
}

/// The rows of an export that are not stored yet, with the bounds of its parts.
#[derive(Debug)]
pub(super) struct PendingRows {
    courses: Owners,
    patients: Owners,
    /// All other tables, in the order of the model.
    events: Vec<Events>,
    parts: Vec<Bounds>,
    order: CourseOrder,
}

/// What the rows of a part add to the export's checks and counts.
#[derive(Debug)]
pub(super) struct PartSummary {
    quality: quality::Findings,
    tables: Vec<Counts>,
}

/// What is counted of the rows of a table.
#[derive(Debug)]
struct Counts {
    rows: usize,
    /// For each column the number of rows with a value.
    filled: Vec<u64>,
    /// Texts of the column of names that rows have, by their index, each with the number of its rows.
    names: Vec<(usize, u64)>,
}

impl Counts {
    fn of(loaded: &Loaded) -> Self {
        Self {
            rows: loaded.frame.rows(),
            filled: loaded.filled.clone(),
            names: count_names(loaded),
        }
    }
}

/// The checks and unlisted names of an export whose rows were all taken.
pub(super) struct ExportSummary {
    pub(super) checks: Vec<Check>,
    pub(super) unlisted: Vec<Unlisted>,
}

impl PendingRows {
    pub(super) fn new(
        courses: Owners,
        patients: Owners,
        events: Vec<Events>,
        parts: Vec<Bounds>,
    ) -> Self {
        Self {
            order: CourseOrder::of(&courses.rows),
            courses,
            patients,
            events,
            parts,
        }
    }

    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Courses and patients with all their rows.
    pub(super) fn owner_frames(&self) -> [&Frame; 2] {
        [&self.courses, &self.patients].map(|owners| &owners.rows.frame)
    }

    /// Courses and patients with all their rows, whose columns may be typed.
    pub(super) fn owner_frames_mut(&mut self) -> [&mut Frame; 2] {
        [&mut self.courses, &mut self.patients].map(|owners| &mut owners.rows.frame)
    }

    /// All tables of the model, in its order, before any part is added.
    fn tables(&self) -> impl Iterator<Item = &TableSummary> {
        let owners = [&self.courses.summary, &self.patients.summary];
        let events = self.events.iter().map(|events| &events.summary);
        owners.into_iter().chain(events)
    }

    /// For each table of the model whether it was collected, in its order.
    pub(super) fn collected(&self) -> Vec<Collection> {
        self.tables().map(TableSummary::collection).collect()
    }

    /// Counts the rows of sites that are written nearly as others; `sites` are those of the export.
    pub(super) fn count_sites_alike<'a>(
        &mut self,
        sites: impl Iterator<Item = &'a str>,
        alike: &BTreeSet<String>,
    ) {
        count_sites_alike(&mut self.courses, &mut self.patients, sites, alike);
    }

    pub(super) fn ledgers(&self) -> Vec<FileLedger> {
        let ledgers = self.tables().filter_map(|table| table.ledger.clone());
        ledgers.collect()
    }

    /// The rows of a part, and its summary. Events are moved out of memory or the spill file: a part is taken once.
    ///
    /// # Errors
    ///
    /// [`IngestError::NoRoom`] where spilled rows cannot be read.
    pub(super) fn part(
        &self,
        part: usize,
        sites: &[&str],
    ) -> Result<(Part, PartSummary), IngestError> {
        let bounds = &self.parts[part];
        let courses = self.courses.rows.slice(&bounds.courses);
        let patients = self.patients.rows.slice(&bounds.patients);
        let ids = courses.frame.column("course_id");
        let weights = courses.frame.decimals("weight_kg");
        let read = |events: &Events| -> Result<Loaded, IngestError> {
            let mut loaded = events
                .part(part, &bounds.courses, ids)
                .map_err(|source| IngestError::NoRoom { source })?;
            let owners = &loaded.owners;
            let weight = |row: usize| weights[owners[row] as usize];
            derive(loaded.table.id, &mut loaded.frame, &events.meanings, weight);
            Ok(loaded)
        };
        let events: Vec<Loaded> = if self.parts.len() == 1 {
            self.events.par_iter().map(read).collect::<Result<_, _>>()?
        } else {
            self.events.iter().map(read).collect::<Result<_, _>>()?
        };
        let mut tables = vec![courses, patients];
        tables.extend(events);
        let summary = PartSummary {
            quality: quality::Findings::of(&tables),
            tables: tables.iter().map(Counts::of).collect(),
        };
        let site = sites[bounds.site];
        let tables = tables
            .into_iter()
            .map(|loaded| self.stored(loaded, bounds, site));
        let part = Part {
            site: bounds.site,
            number: bounds.number,
            tables: tables.collect(),
        };
        Ok((part, summary))
    }

    /// Completes a table as it will be stored: its site, its keys, and of courses what other courses decide.
    fn stored(&self, loaded: Loaded, bounds: &Bounds, site: &str) -> Frame {
        let Loaded {
            table,
            mut frame,
            owners,
            ..
        } = loaded;
        frame.set("site_id", constant(site, frame.rows()));
        match table.id {
            TableId::Courses => {
                let courses = bounds.courses.clone();
                complete_courses(&mut frame, bounds.first, &self.order, courses);
            }
            TableId::Patients => {}
            TableId::Doses
            | TableId::Toxicities
            | TableId::NotAssessed
            | TableId::Vasopressors
            | TableId::Dialysis
            | TableId::Measurements
            | TableId::Medications
            | TableId::Stays => {
                let keys = owners.iter().map(|&owner| bounds.first + i64::from(owner));
                frame.set("course_key", Values::Integer(keys.collect()));
            }
        }
        frame
    }

    /// Adds the summaries of all parts to what the files themselves say.
    pub(super) fn summary(self, parts: Vec<PartSummary>) -> ExportSummary {
        let mut tables: Vec<TableSummary> = self.tables().cloned().collect();
        let of_owners = [Vec::new(), Vec::new()].into_iter();
        let of_events = self
            .events
            .iter()
            .map(|events| vec![0; events.names().len()]);
        let mut names: Vec<Vec<u64>> = of_owners.chain(of_events).collect();
        let mut quality: Option<quality::Findings> = None;
        for part in parts {
            match &mut quality {
                Some(quality) => quality.add(part.quality),
                None => quality = Some(part.quality),
            }
            for ((table, names), counts) in tables.iter_mut().zip(&mut names).zip(part.tables) {
                table.add(counts.rows, &counts.filled);
                for (index, rows) in counts.names {
                    names[index] += rows;
                }
            }
        }
        for ((table, names), events) in tables.iter_mut().zip(&names).skip(2).zip(&self.events) {
            table.unlisted = unlisted(table.table, events.names(), names);
        }
        let quality = quality.expect("an export has at least one part");
        ExportSummary {
            checks: quality.into_checks(&tables),
            unlisted: tables
                .into_iter()
                .flat_map(|table| table.unlisted)
                .collect(),
        }
    }
}

/// The texts of a table's column of names that rows have, by their index, each with the number of its rows.
fn count_names(loaded: &Loaded) -> Vec<(usize, u64)> {
    let Some(field) = column_of_names(loaded.table) else {
        return Vec::new();
    };
    let (codes, words) = loaded.frame.texts(field.column().name);
    let mut rows = vec![0; words.len()];
    for &code in codes.iter().filter(|&&code| code != ABSENT_CODE) {
        rows[code as usize] += 1;
    }
    // A part has few of all names.
    let counted = rows.into_iter().enumerate();
    counted.filter(|(_, rows)| *rows > 0).collect()
}
