//! Who is who in an export: which course an identifier names, at which site.

use super::dictionary::Dictionary;
use super::reference::{Id, Judge, Reference};
use super::short_key::ShortKey;
use super::unknown_names::UnknownNames;
use crate::ingest::options::DecimalMark;
use crate::ingest::rows::typed::Cell;
use crate::ingest::text::ids::{IdColumn, folded, whole_number};
use crate::model::{MEASUREMENTS, Table, Values};
use crate::terminology;
use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt, HashSet};
use hashbrown::HashTable;
use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::OnceLock;

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
    pub(super) default_site: String,
    /// Whether all identifiers in the file of courses are numbers: those of courses, and those of patients.
    pub(in crate::ingest) are_numbers: AreNumbers,
    /// The identifiers of all courses and the names of sites as [`folded`] writes them: made when a row is of no stored
    /// course.
    spellings: OnceLock<Spellings>,
}

/// Whether all identifiers of a kind are numbers, in the file of courses.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct AreNumbers {
    pub(in crate::ingest) course_ids: bool,
    pub(in crate::ingest) patient_ids: bool,
}

/// What another spelling of a course's identifier, or of a site's name, is found by.
#[derive(Debug)]
struct Spellings {
    courses: HashSet<String>,
    sites: HashSet<String>,
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
        are_numbers: AreNumbers,
    ) -> Self {
        let mut directory = Self {
            by_id: HashTable::with_capacity(site_of.len()),
            by_patient: HashTable::new(),
            sites,
            site_of,
            ids,
            patients,
            default_site: default_site.to_owned(),
            are_numbers,
            spellings: OnceLock::new(),
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

    /// Whether a course is of a patient of this identifier.
    pub(super) fn has_patient(&self, patient: &str) -> bool {
        let is_it = |row: &u32| text(&self.patients, *row) == patient;
        self.by_patient.find(hash(patient), is_it).is_some()
    }

    /// The site at which a patient has courses: none, one, or several.
    pub(super) fn site_of_patient(&self, patient: &str) -> Result<Option<&str>, AmbiguousPatient> {
        let is_it = |row: &u32| text(&self.patients, *row) == patient;
        let mut rows = self.by_patient.iter_hash(hash(patient)).copied();
        match (rows.by_ref().find(is_it), rows.find(is_it)) {
            (None, _) => Ok(None),
            (Some(row), None) => Ok(Some(self.site(row))),
            (Some(_), Some(_)) => Err(AmbiguousPatient),
        }
    }

    fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| {
            let courses = (0..).take(self.site_of.len());
            Spellings {
                courses: courses.map(|row| folded(text(&self.ids, row))).collect(),
                sites: self.sites.iter().map(|site| folded(site)).collect(),
            }
        })
    }

    /// Whether no course has this identifier, and one has it in another spelling.
    fn knows_nearly(&self, course: &str) -> bool {
        let is_it = |row: &u32| text(&self.ids, *row) == course;
        self.by_id.find(hash(course), is_it).is_none()
            && self.spellings().courses.contains(&folded(course))
    }

    /// Whether no course is of this site, and one is of it in another spelling.
    fn knows_site_nearly(&self, site: &str) -> bool {
        let is_known = self
            .sites
            .binary_search_by(|known| known.as_str().cmp(site));
        is_known.is_err() && self.spellings().sites.contains(&folded(site))
    }

    fn site(&self, course: u32) -> &str {
        &self.sites[self.site_of[course as usize] as usize]
    }
}

/// A patient has courses at several sites.
pub(super) struct AmbiguousPatient;

fn text(values: &Values, course: u32) -> &str {
    let text = values.text(course as usize);
    text.expect("a course without an identifier or a patient was rejected")
}

/// The only one of these.
fn only(mut rows: impl Iterator<Item = u32>) -> Option<u32> {
    let first = rows.next();
    first.filter(|_| rows.next().is_none())
}

/// The text of a cell, whose record was found to be UTF-8.
pub(super) fn as_text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).expect("a record with an invalid byte was rejected")
}

/// What the site and the course that a row names refer to, and how they are written.
#[derive(Debug, Clone, Copy)]
struct Found {
    reference: Reference,
    /// Whether the course was found by the whole number of a decimal one.
    is_decimal: bool,
    /// Whether it is of no course, but nearly of one.
    is_alike: bool,
    /// Whether the site is none of a course, but nearly one.
    is_site_alike: bool,
}

/// The site and course that the row before named, and what they refer to.
#[derive(Debug)]
struct LastLookup {
    site: Option<ShortKey>,
    id: ShortKey,
    found: Found,
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
    unknown: UnknownNames,
    /// Whether a unit is understood, by the codes of analyte and unit.
    units: HashMap<(u32, u32), bool>,
    mark: DecimalMark,
    /// Whether `101.0` is `101`, where no course is named `101.0`.
    joins_decimals: bool,
    /// How courses are named, and how sites are.
    pub(in crate::ingest) ids: IdColumn,
    pub(in crate::ingest) sites: IdColumn,
}

impl<'a> CourseJudge<'a> {
    pub(in crate::ingest) fn new(
        directory: &'a Directory,
        table: &Table,
        time_zeros: &'a [Option<i64>],
        mark: DecimalMark,
        joins_decimals: bool,
    ) -> Self {
        Self {
            directory,
            time_zeros,
            measured: Some(table)
                .filter(|table| table.name == MEASUREMENTS.name)
                .and_then(|table| table.position("analyte").zip(table.position("unit"))),
            last: None,
            unknown: UnknownNames::default(),
            units: HashMap::new(),
            mark,
            joins_decimals,
            ids: IdColumn::new(),
            sites: IdColumn::new(),
        }
    }

    fn look_up(&mut self, site: Option<&str>, course: &str) -> Found {
        let found = |reference| Found {
            reference,
            is_decimal: false,
            is_alike: false,
            is_site_alike: false,
        };
        // Files are in the order of courses more often than not: the next one is tried first.
        let next = match self.last.as_ref().map(|last| last.found.reference) {
            Some(Reference::To(index)) => index + 1,
            Some(Reference::Unknown(_)) | None => 0,
        };
        if self.directory.is_it(next, site, course) {
            return found(Reference::To(next));
        }
        if let Some(index) = self.directory.find(site, course) {
            return found(Reference::To(index));
        }
        let digits = whole_number(course.as_bytes(), self.mark).filter(|_| self.joins_decimals);
        let whole = digits.map(as_text);
        let named = whole.unwrap_or(course);
        let reference = match whole.and_then(|whole| self.directory.find(site, whole)) {
            Some(index) => Reference::To(index),
            None => self.unknown(site, named),
        };
        let is_unknown = matches!(reference, Reference::Unknown(_));
        Found {
            reference,
            is_decimal: whole.is_some(),
            is_alike: is_unknown && self.directory.knows_nearly(named),
            is_site_alike: site.is_some_and(|site| self.directory.knows_site_nearly(site)),
        }
    }

    /// The index of a course that is not stored, or could be of several sites.
    fn unknown(&mut self, site: Option<&str>, course: &str) -> Reference {
        let site = site.unwrap_or(&self.directory.default_site);
        Reference::Unknown(self.unknown.index(site, course))
    }
}

impl CourseJudge<'_> {
    /// Counts a row that names a course and perhaps its site.
    fn count(&mut self, found: Found, has_site: bool) {
        self.ids.rows += 1;
        self.ids.decimals += u64::from(found.is_decimal);
        self.ids.alike += u64::from(found.is_alike);
        self.sites.rows += u64::from(has_site);
        self.sites.alike += u64::from(found.is_site_alike);
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
            let found = last.found;
            self.count(found, site.is_some());
            return found.reference;
        }
        self.ids.note(id.text, self.mark);
        let found = self.look_up(site.map(as_text), as_text(id.text));
        self.count(found, site.is_some());
        self.last = names.map(|(site, id)| LastLookup { site, id, found });
        found.reference
    }

    fn read_id<'t>(&mut self, _: usize, id: Cow<'t, [u8]>) -> Cow<'t, [u8]> {
        // Rows of a course keep no identifier of their own.
        id
    }

    fn time_zero(&self, reference: Reference) -> Option<i64> {
        match reference {
            Reference::To(course) => *self.time_zeros.get(course as usize)?,
            Reference::Unknown(_) => None,
        }
    }

    fn bytes_of_names(&self) -> usize {
        self.unknown.bytes()
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
