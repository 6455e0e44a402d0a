//! Who is who in an export: which course an identifier names, at which site.

use super::dictionary::Dictionary;
use super::reference::{Id, Judge, Reference};
use super::short_key::ShortKey;
use crate::ingest::rows::typed::Cell;
use crate::model::{MEASUREMENTS, Table, Values};
use crate::terminology;
use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// The stored courses of an export, in the order of the store: by site, then by patient, then by course.
#[derive(Debug)]
pub(in crate::ingest) struct Directory {
    /// The names of all sites, sorted.
    pub(in crate::ingest) sites: Vec<String>,
    /// The site of each course, an index of `sites`.
    pub(in crate::ingest) site_of: Vec<u32>,
    ids: Values,
    patients: Values,
    /// Rows of courses, by their identifier.
    by_id: HashTable<u32>,
    /// Rows of each patient's first course at a site, by the patient's identifier.
    by_patient: HashTable<u32>,
    default_site: String,
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

impl Directory {
    /// A directory of courses, each with its site, an index of `sites`, its identifier and its patient.
    pub(in crate::ingest) fn new(
        sites: Vec<String>,
        site_of: Vec<u32>,
        ids: Values,
        patients: Values,
        default_site: &str,
    ) -> Self {
        let mut directory = Self {
            by_id: HashTable::with_capacity(site_of.len()),
            by_patient: HashTable::new(),
            sites,
            site_of,
            ids,
            patients,
            default_site: default_site.to_owned(),
        };
        for course in (0..).take(directory.site_of.len()) {
            let id = text(&directory.ids, course);
            let rehash = |&other: &u32| hash(text(&directory.ids, other));
            directory.by_id.insert_unique(hash(id), course, rehash);
            let patient = text(&directory.patients, course);
            let is_before = |before: u32| {
                directory.site_of[before as usize] == directory.site_of[course as usize]
                    && text(&directory.patients, before) == patient
            };
            if !course.checked_sub(1).is_some_and(is_before) {
                let rehash = |&other: &u32| hash(text(&directory.patients, other));
                directory
                    .by_patient
                    .insert_unique(hash(patient), course, rehash);
            }
        }
        directory
    }

    /// The course of this identifier, at this site where one is named.
    fn find(&self, site: Option<&str>, course: &str) -> Option<u32> {
        let hash = hash(course);
        let is_it = |row: &u32| text(&self.ids, *row) == course;
        match site {
            Some(site) => {
                let is_of_site = |row: &u32| self.site(*row) == site;
                self.by_id
                    .find(hash, |row| is_it(row) && is_of_site(row))
                    .copied()
            }
            None => only(self.by_id.iter_hash(hash).copied().filter(is_it)),
        }
    }

    /// Whether this is the course of this identifier, at this site where one is named, and no other can be meant.
    fn is_it(&self, row: u32, site: Option<&str>, course: &str) -> bool {
        site.is_some_and(|site| self.has(row) && self.site(row) == site)
            && text(&self.ids, row) == course
    }

    fn has(&self, row: u32) -> bool {
        (row as usize) < self.site_of.len()
    }

    /// The site at which a patient has courses: none, one, or several.
    fn site_of_patient(&self, patient: &str) -> Result<Option<&str>, AmbiguousPatient> {
        let is_it = |row: &u32| text(&self.patients, *row) == patient;
        let mut rows = self.by_patient.iter_hash(hash(patient)).copied();
        match (rows.by_ref().find(is_it), rows.find(is_it)) {
            (None, _) => Ok(None),
            (Some(row), None) => Ok(Some(self.site(row))),
            (Some(_), Some(_)) => Err(AmbiguousPatient),
        }
    }

    fn site(&self, course: u32) -> &str {
        &self.sites[self.site_of[course as usize] as usize]
    }
}

/// A patient has courses at several sites.
struct AmbiguousPatient;

fn text(values: &Values, course: u32) -> &str {
    let text = values.text(course as usize);
    text.expect("a course without an identifier or a patient was rejected")
}

/// The only one of these.
fn only(mut rows: impl Iterator<Item = u32>) -> Option<u32> {
    let first = rows.next();
    first.filter(|_| rows.next().is_none())
}

/// Judges courses and patients: rows that others refer to.
pub(in crate::ingest) struct OwnerJudge<'a> {
    /// Courses already known, when patients are read.
    directory: Option<&'a Directory>,
    default_site: &'a str,
    /// The names of sites, in the order of their numbers.
    pub(in crate::ingest) names: Vec<String>,
    numbers: HashMap<String, u32>,
    /// The index of what rows refer to, by the number of the site and the code of the identifier.
    references: HashMap<(u32, u32), u32>,
    /// The number of the site of each reference.
    pub(in crate::ingest) sites: Vec<u32>,
}

impl<'a> OwnerJudge<'a> {
    pub(in crate::ingest) fn courses(default_site: &'a str) -> Self {
        Self {
            directory: None,
            default_site,
            names: Vec::new(),
            numbers: HashMap::new(),
            references: HashMap::new(),
            sites: Vec::new(),
        }
    }

    pub(in crate::ingest) fn patients(directory: &'a Directory) -> Self {
        Self {
            directory: Some(directory),
            ..Self::courses(&directory.default_site)
        }
    }

    fn number(&mut self, site: &str) -> u32 {
        if let Some(&number) = self.numbers.get(site) {
            return number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer sites than 2^32");
        self.names.push(site.to_owned());
        self.numbers.insert(site.to_owned(), number);
        number
    }
}

impl Judge for OwnerJudge<'_> {
    fn refer(&mut self, site: Option<&[u8]>, id: Option<Id<'_>>) -> Reference {
        let Some(id) = id else {
            // The row is rejected for it.
            return Reference::Unknown(u32::MAX);
        };
        let default_site = self.default_site;
        let (site, is_ambiguous) = match (site, self.directory) {
            (Some(site), _) => (as_text(site), false),
            (None, None) => (default_site, false),
            (None, Some(directory)) => match directory.site_of_patient(as_text(id.text)) {
                Ok(site) => (site.unwrap_or(default_site), false),
                Err(AmbiguousPatient) => (default_site, true),
            },
        };
        let number = self.number(site);
        let next = u32::try_from(self.references.len()).expect("fewer rows than 2^32");
        let index = *self.references.entry((number, id.code)).or_insert(next);
        if self.sites.len() <= index as usize {
            self.sites.push(number);
        }
        if is_ambiguous {
            Reference::Unknown(index)
        } else {
            Reference::To(index)
        }
    }

    fn time_zero(&self, _: Reference) -> Option<i64> {
        None
    }

    fn rule(&mut self, _: &[Cell], _: &[Dictionary]) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// The text of a cell, whose record was found to be UTF-8.
fn as_text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).expect("a record with an invalid byte was rejected")
}

/// The site and course that the row before named, and what they refer to.
#[derive(Debug)]
struct LastLookup {
    site: Option<ShortKey>,
    id: ShortKey,
    reference: Reference,
}

impl LastLookup {
    /// The names that distinguish a course, where they are short.
    fn names(site: Option<&[u8]>, id: &[u8]) -> Option<(Option<ShortKey>, ShortKey)> {
        let site = match site {
            Some(site) => Some(ShortKey::of(site)?),
            None => None,
        };
        Some((site, ShortKey::of(id)?))
    }
}

/// For each course its hour 0 (the first given dose), in seconds; `None` where no date-time gives one.
pub(in crate::ingest) type TimeZeros = Vec<Option<i64>>;

/// Judges rows that belong to a course.
pub(in crate::ingest) struct CourseJudge<'a> {
    directory: &'a Directory,
    /// Hour 0 of each course in seconds, where date-times give one; empty before doses are read.
    time_zeros: &'a [Option<i64>],
    /// The columns of analyte and unit, in measurements.
    measured: Option<(usize, usize)>,
    /// The site and course of the row before, and what they refer to: rows of one course lie together.
    last: Option<LastLookup>,
    /// Names of courses that are not stored, or are of several sites.
    unknown: HashMap<(String, String), u32>,
    /// Whether a unit is understood, by the codes of analyte and unit.
    units: HashMap<(u32, u32), bool>,
}

impl<'a> CourseJudge<'a> {
    pub(in crate::ingest) fn new(
        directory: &'a Directory,
        table: &Table,
        time_zeros: &'a [Option<i64>],
    ) -> Self {
        Self {
            directory,
            time_zeros,
            measured: Some(table)
                .filter(|table| table.name == MEASUREMENTS.name)
                .and_then(|table| table.position("analyte").zip(table.position("unit"))),
            last: None,
            unknown: HashMap::new(),
            units: HashMap::new(),
        }
    }

    fn look_up(&mut self, site: Option<&str>, course: &str) -> Reference {
        // Files are in the order of courses more often than not: the next one is tried first.
        let next = match &self.last {
            Some(LastLookup {
                reference: Reference::To(index),
                ..
            }) => index + 1,
            Some(_) | None => 0,
        };
        if self.directory.is_it(next, site, course) {
            return Reference::To(next);
        }
        if let Some(index) = self.directory.find(site, course) {
            return Reference::To(index);
        }
        let next = u32::try_from(self.unknown.len()).expect("fewer rows than 2^32");
        let site = site.unwrap_or(&self.directory.default_site).to_owned();
        let index = self
            .unknown
            .entry((site, course.to_owned()))
            .or_insert(next);
        Reference::Unknown(*index)
    }
}

impl Judge for CourseJudge<'_> {
    fn refer(&mut self, site: Option<&[u8]>, id: Option<Id<'_>>) -> Reference {
        let Some(id) = id else {
            // The row is rejected for it.
            return Reference::Unknown(u32::MAX);
        };
        let names = LastLookup::names(site, id.text);
        if let (Some(names), Some(last)) = (names, &self.last)
            && names == (last.site, last.id)
        {
            return last.reference;
        }
        let reference = self.look_up(site.map(as_text), as_text(id.text));
        self.last = names.map(|(site, id)| LastLookup {
            site,
            id,
            reference,
        });
        reference
    }

    fn time_zero(&self, reference: Reference) -> Option<i64> {
        match reference {
            Reference::To(course) => *self.time_zeros.get(course as usize)?,
            Reference::Unknown(_) => None,
        }
    }

    fn rule(
        &mut self,
        row: &[Cell],
        dictionaries: &[Dictionary],
    ) -> Option<(&'static str, &'static str)> {
        let (analytes, units) = self.measured?;
        let (Cell::Code(analyte), Cell::Code(unit)) = (row[analytes], row[units]) else {
            return None;
        };
        let is_understood = *self.units.entry((analyte, unit)).or_insert_with(|| {
            let known = terminology::analyte(dictionaries[analytes].text(analyte));
            known.is_none_or(|row| {
                terminology::analytes()[row]
                    .in_own_unit(0.0, dictionaries[units].text(unit))
                    .is_some()
            })
        });
        (!is_understood).then_some(("unit", "not a unit of this analyte"))
    }
}
