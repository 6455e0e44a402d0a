//! Parts of an export: some courses of one site with all that belongs to them, so that rows are put in their order,
//! looked at, stored and counted a part at a time, however large the export is.
//!
//! A part holds whole patients: what is asked of a patient's courses is asked within a part.

use super::error::IngestError;
use super::ledger::{Collection, FileLedger, Unlisted};
use super::quality::{self, Check};
use super::tables::courses::{CourseOrder, complete_courses};
use super::tables::derive::{column_of_names, derive, unlisted};
use super::tables::events::Events;
use super::tables::table::{Columns, Loaded, collected, constant};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Rows of one table, as they will be stored.
#[derive(Debug, Clone)]
pub struct SiteTable {
    /// The table.
    pub table: &'static Table,
    /// Its columns, in the order of the model, rows sorted by course (or patient) and value.
    pub columns: Vec<Values>,
}

/// Some courses of one site, with all that belongs to them.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its site, an index of the sites of the export.
    pub site: usize,
    /// Its number among the parts of the site, from 0.
    pub number: usize,
    /// All tables of the model, in its order; a table that was not collected has no rows. Keys count from 0 at each site.
    pub tables: Vec<SiteTable>,
}

impl Part {
    /// Adds to all keys of courses and patients, which makes them those of a store.
    pub fn add_to_keys(&mut self, offset: i64) {
        for table in &mut self.tables {
            for (column, values) in table.table.columns.iter().zip(&mut table.columns) {
                if let ("course_key" | "patient_key", Values::Integer(keys)) = (column.name, values)
                {
                    for key in keys.iter_mut().filter(|key| **key != ABSENT_INTEGER) {
                        *key += offset;
                    }
                }
            }
        }
    }
}

/// Which rows make a part.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub(super) site: usize,
    number: usize,
    /// Its courses among those of the export.
    pub(super) courses: Range<usize>,
    /// The key of its first course at the site.
    first: usize,
    patients: Range<usize>,
}

/// Cuts the courses and patients of so many sites in parts: so many courses, and those that follow of the last patient.
/// A site without a course is a part.
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
        let ids = courses.codes("patient_id");
        let (mut from, mut number) = (all.start, 0);
        loop {
            let mut to = all.end.min(from + courses_of_part);
            while to < all.end && ids[to] == ids[to - 1] {
                to += 1;
            }
            // Patients come in the order of their identifiers, as courses do.
            let next = courses.column("patient_id").filter(|_| to < all.end);
            let next = next.and_then(|ids| ids.text(to));
            let is_here = |row: &usize| {
                let id = patients.column("patient_id").and_then(|ids| ids.text(*row));
                next.is_none_or(|next| id.is_some_and(|id| id < next))
            };
            let end = patient.start + patient.clone().take_while(is_here).count();
            parts.push(Bounds {
                site,
                number,
                courses: from..to,
                first: from - all.start,
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

/// The part of each of so many courses.
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
    courses: Loaded,
    patients: Loaded,
    /// All other tables, in the order of the model.
    events: Vec<Events>,
    parts: Vec<Bounds>,
    order: CourseOrder,
}

impl Default for PendingRows {
    /// No rows: all were taken.
    fn default() -> Self {
        let none = Loaded::not_collected;
        Self::new(
            none(&crate::model::COURSES),
            none(&crate::model::PATIENTS),
            Vec::new(),
            Vec::new(),
        )
    }
}

/// What the rows of a part add to the export's checks and counts.
#[derive(Debug)]
pub(super) struct PartSummary {
    quality: quality::Findings,
    /// For each table the number of rows, and for each column the number of those with a value.
    rows: Vec<(usize, Vec<u64>)>,
    /// For each table the number of rows with each text of its column of names.
    names: Vec<Vec<u64>>,
}

/// The checks and unlisted names of an export whose rows were all taken.
pub(super) struct ExportSummary {
    pub(super) checks: Vec<Check>,
    pub(super) unlisted: Vec<Unlisted>,
}

impl PendingRows {
    pub(super) fn new(
        courses: Loaded,
        patients: Loaded,
        events: Vec<Events>,
        parts: Vec<Bounds>,
    ) -> Self {
        Self {
            order: CourseOrder::of(&courses),
            courses,
            patients,
            events,
            parts,
        }
    }

    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Which tables were collected.
    pub(super) fn collected(&self) -> Vec<Collection> {
        let owners = [&self.courses, &self.patients];
        let owners = owners.map(|loaded| (loaded.table, loaded.is_collected, &loaded.in_file));
        let events = self.events.iter();
        let events = events.map(|events| (events.table, events.is_collected, &events.in_file));
        let collection = |(table, is_collected, in_file): (&'static Table, bool, &Vec<bool>)| {
            let columns = if is_collected {
                collected(table, in_file)
            } else {
                vec![false; table.columns.len()]
            };
            Collection {
                table,
                is_collected,
                columns,
            }
        };
        owners.into_iter().chain(events).map(collection).collect()
    }

    pub(super) fn ledgers(&self) -> Vec<FileLedger> {
        let owners = [&self.courses, &self.patients].map(|loaded| loaded.ledger.clone());
        let events = self.events.iter().map(|events| events.ledger.clone());
        owners.into_iter().chain(events).flatten().collect()
    }

    /// The rows of a part, and its summary. Events are taken: a part is asked for once.
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
        let courses = self.courses.slice(&bounds.courses);
        let patients = self.patients.slice(&bounds.patients);
        let ids = courses.column("course_id").cloned();
        let ids = ids.unwrap_or_else(|| Values::from_texts(std::iter::empty()));
        let weight = courses.column("weight_kg");
        let read = |events: &Events| -> Result<(Loaded, Vec<u64>), IngestError> {
            let no_room = |source| IngestError::NoRoom { source };
            let loaded = events.part(part, &bounds.courses, &ids);
            let mut loaded = loaded.map_err(no_room)?;
            let names = count_names(&loaded);
            let owners = &loaded.owners;
            let weights = |row: usize| {
                let course = owners[row] as usize;
                let weight = weight.and_then(|weight| weight.decimal(course));
                weight.unwrap_or(f64::NAN)
            };
            let mut columns = Columns {
                table: events.table,
                values: &mut loaded.columns,
            };
            derive(&mut columns, &events.meanings, &weights);
            Ok((loaded, names))
        };
        let events: Vec<(Loaded, Vec<u64>)> = if self.parts.len() == 1 {
            self.events.par_iter().map(read).collect::<Result<_, _>>()?
        } else {
            self.events.iter().map(read).collect::<Result<_, _>>()?
        };
        let (mut tables, mut names) = (vec![courses, patients], vec![Vec::new(), Vec::new()]);
        for (loaded, of_table) in events {
            tables.push(loaded);
            names.push(of_table);
        }
        let summary = PartSummary {
            quality: quality::Findings::of(&tables),
            rows: tables
                .iter()
                .map(|loaded| (loaded.rows, loaded.filled.clone()))
                .collect(),
            names,
        };
        let site = sites.get(bounds.site).copied().unwrap_or_default();
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

    /// A table as it will be stored, with what its site and its other rows decide.
    fn stored(&self, loaded: Loaded, bounds: &Bounds, site: &str) -> SiteTable {
        let Loaded {
            table,
            rows,
            mut columns,
            owners,
            ..
        } = loaded;
        let mut access = Columns {
            table,
            values: &mut columns,
        };
        let first = i64::try_from(bounds.first).unwrap_or_default();
        match table.name {
            "courses" => {
                complete_courses(
                    &mut access,
                    site,
                    first,
                    &self.order,
                    bounds.courses.clone(),
                );
            }
            "patients" => access.set("site_id", constant(site, rows)),
            _ => {
                access.set("site_id", constant(site, rows));
                let keys = owners.iter().map(|&owner| first + i64::from(owner));
                access.set("course_key", Values::Integer(keys.collect()));
            }
        }
        SiteTable { table, columns }
    }

    /// Adds the summaries of all parts to what the files themselves say.
    pub(super) fn summary(self, summaries: Vec<PartSummary>) -> ExportSummary {
        let mut quality: Option<quality::Findings> = None;
        let owners = [self.courses, self.patients].map(|loaded| Loaded {
            is_collected: loaded.is_collected,
            in_file: loaded.in_file,
            ledger: loaded.ledger,
            ..Loaded::not_collected(loaded.table)
        });
        let events = self.events.iter().map(|events| Loaded {
            is_collected: events.is_collected,
            in_file: events.in_file.clone(),
            ledger: events.ledger.clone(),
            ..Loaded::not_collected(events.table)
        });
        let mut tables: Vec<Loaded> = owners.into_iter().chain(events).collect();
        let mut names: Vec<Vec<u64>> = vec![Vec::new(); tables.len()];
        for summary in summaries {
            match &mut quality {
                Some(quality) => quality.add(summary.quality),
                None => quality = Some(summary.quality),
            }
            for (table, (rows, filled)) in tables.iter_mut().zip(summary.rows) {
                table.rows += rows;
                add(&mut table.filled, &filled);
            }
            for (names, of_part) in names.iter_mut().zip(summary.names) {
                add(names, &of_part);
            }
        }
        for ((table, names), events) in tables.iter_mut().zip(&names).skip(2).zip(&self.events) {
            table.unlisted = unlisted(table.table, events.names(), names);
        }
        let quality = quality.expect("an export has at least one part");
        let checks = quality.into_checks(&tables);
        let unlisted = tables.into_iter().flat_map(|table| table.unlisted);
        ExportSummary {
            checks,
            unlisted: unlisted.collect(),
        }
    }
}

/// Adds numbers to those at the same indices.
fn add(numbers: &mut Vec<u64>, more: &[u64]) {
    if numbers.len() < more.len() {
        numbers.resize(more.len(), 0);
    }
    for (number, more) in numbers.iter_mut().zip(more) {
        *number += more;
    }
}

/// The rows that bear each text of a table's column of names.
fn count_names(loaded: &Loaded) -> Vec<u64> {
    let Some(Values::Text { codes, words }) =
        column_of_names(loaded.table).and_then(|column| loaded.column(column))
    else {
        return Vec::new();
    };
    let mut rows = vec![0; words.len()];
    for &code in codes.iter().filter(|&&code| code != ABSENT_CODE) {
        rows[code as usize] += 1;
    }
    rows
}
