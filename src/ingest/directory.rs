//! Who is who in an export: which course an identifier names, at which site.

use super::sheet::{Cell, Judge, Reference};
use super::words::Words;
use crate::model::{MEASUREMENTS, Table};
use crate::terminology;
use foldhash::{HashMap, HashMapExt};

/// The stored courses of an export, in the order of the store: by site, then by course.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Site and identifier of each course.
    pub(super) courses: Vec<(String, String)>,
    by_id: HashMap<String, Vec<u32>>,
    /// The sites at which a patient has courses.
    patient_sites: HashMap<String, Vec<String>>,
    default_site: String,
}

impl Directory {
    /// A directory of courses, each with its site, identifier and patient.
    pub(super) fn new(
        courses: Vec<(String, String)>,
        patients: &[String],
        default_site: &str,
    ) -> Self {
        let mut by_id: HashMap<String, Vec<u32>> = HashMap::new();
        let mut patient_sites: HashMap<String, Vec<String>> = HashMap::new();
        for (place, ((site, course), patient)) in courses.iter().zip(patients).enumerate() {
            by_id
                .entry(course.clone())
                .or_default()
                .push(u32::try_from(place).unwrap_or(u32::MAX));
            let sites = patient_sites.entry(patient.clone()).or_default();
            if !sites.contains(site) {
                sites.push(site.clone());
            }
        }
        Self {
            courses,
            by_id,
            patient_sites,
            default_site: default_site.to_owned(),
        }
    }

    /// The course of this identifier, at this site where one is named.
    fn find(&self, site: Option<&str>, course: &str) -> Option<u32> {
        let places = self.by_id.get(course)?;
        match (site, places.as_slice()) {
            (None, [place]) => Some(*place),
            (None, _) => None,
            (Some(site), places) => places
                .iter()
                .copied()
                .find(|&place| self.courses[place as usize].0 == site),
        }
    }
}

/// Distinct pairs of a site and an identifier.
#[derive(Debug, Default)]
struct Pairs {
    places: HashMap<(String, String), u32>,
}

impl Pairs {
    fn place(&mut self, site: &str, id: &str) -> u32 {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        *self
            .places
            .entry((site.to_owned(), id.to_owned()))
            .or_insert(next)
    }
}

/// Judges courses and patients: rows that others refer to.
pub(super) struct OwnerJudge<'a> {
    /// Courses already known, when patients are read.
    directory: Option<&'a Directory>,
    default_site: &'a str,
    pairs: Pairs,
    /// The site of each reference, in the order of their places.
    pub(super) sites: Vec<String>,
}

impl<'a> OwnerJudge<'a> {
    pub(super) fn courses(default_site: &'a str) -> Self {
        Self {
            directory: None,
            default_site,
            pairs: Pairs::default(),
            sites: Vec::new(),
        }
    }

    pub(super) fn patients(directory: &'a Directory) -> Self {
        let default_site = &directory.default_site;
        Self {
            directory: Some(directory),
            default_site,
            pairs: Pairs::default(),
            sites: Vec::new(),
        }
    }
}

impl Judge for OwnerJudge<'_> {
    fn refer(
        &mut self,
        sheet: &Words,
        site: Option<u32>,
        id: Option<u32>,
        ids: &Words,
    ) -> Reference {
        let id = id.map_or("", |id| ids.text(id));
        let known = self
            .directory
            .and_then(|directory| directory.patient_sites.get(id));
        let (site, is_ambiguous) = match (site, known.map(Vec::as_slice)) {
            (Some(site), _) => (sheet.text(site), false),
            (None, Some([site])) => (site.as_str(), false),
            (None, Some(_)) => (self.default_site, true),
            (None, None) => (self.default_site, false),
        };
        let place = self.pairs.place(site, id);
        if self.sites.len() <= place as usize {
            self.sites.push(site.to_owned());
        }
        if is_ambiguous {
            Reference::Unknown(place)
        } else {
            Reference::To(place)
        }
    }

    fn has_anchors(&self) -> bool {
        true
    }

    fn anchor(&self, _: Reference) -> Option<i64> {
        None
    }

    fn rule(&mut self, _: &[Cell], _: &[Words]) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// Judges rows that belong to a course.
pub(super) struct CourseJudge<'a> {
    directory: &'a Directory,
    /// Hour 0 of each course in seconds, where date-times give one; `None` while doses are still being read.
    anchors: Option<&'a [Option<i64>]>,
    /// The columns of analyte and unit, in measurements.
    measured: Option<(usize, usize)>,
    /// The site and course of the row before, and what they refer to: rows of one course lie together.
    last: Option<((u32, u32), Reference)>,
    /// References of rows without a site of their own, by the code of their course.
    by_course: Vec<Option<Reference>>,
    by_site_and_course: HashMap<(u32, u32), Reference>,
    unknown: Pairs,
    /// Whether a unit is understood, by the codes of analyte and unit.
    units: HashMap<(u32, u32), bool>,
}

impl<'a> CourseJudge<'a> {
    pub(super) fn new(
        directory: &'a Directory,
        table: &Table,
        anchors: Option<&'a [Option<i64>]>,
    ) -> Self {
        Self {
            directory,
            anchors,
            measured: Some(table)
                .filter(|table| table.name == MEASUREMENTS.name)
                .and_then(|table| table.place("analyte").zip(table.place("unit"))),
            last: None,
            by_course: Vec::new(),
            by_site_and_course: HashMap::new(),
            unknown: Pairs::default(),
            units: HashMap::new(),
        }
    }

    fn look_up(&mut self, site: Option<&str>, course: &str) -> Reference {
        match self.directory.find(site, course) {
            Some(place) => Reference::To(place),
            None => Reference::Unknown(
                self.unknown
                    .place(site.unwrap_or(&self.directory.default_site), course),
            ),
        }
    }
}

impl Judge for CourseJudge<'_> {
    fn refer(
        &mut self,
        sheet: &Words,
        site: Option<u32>,
        id: Option<u32>,
        ids: &Words,
    ) -> Reference {
        let Some(id) = id else {
            return Reference::Unknown(u32::MAX);
        };
        if let Some(site) = site {
            if let Some((named, known)) = self.last
                && named == (site, id)
            {
                return known;
            }
            let known = self.by_site_and_course.get(&(site, id)).copied();
            let reference = known.unwrap_or_else(|| {
                let found = self.look_up(Some(sheet.text(site)), ids.text(id));
                self.by_site_and_course.insert((site, id), found);
                found
            });
            self.last = Some(((site, id), reference));
            return reference;
        }
        let place = id as usize;
        if let Some(Some(known)) = self.by_course.get(place) {
            return *known;
        }
        let reference = self.look_up(None, ids.text(id));
        if self.by_course.len() <= place {
            self.by_course.resize(place + 1, None);
        }
        self.by_course[place] = Some(reference);
        reference
    }

    fn has_anchors(&self) -> bool {
        self.anchors.is_some()
    }

    fn anchor(&self, reference: Reference) -> Option<i64> {
        match reference {
            Reference::To(course) => *self.anchors?.get(course as usize)?,
            Reference::Unknown(_) => None,
        }
    }

    fn rule(&mut self, row: &[Cell], words: &[Words]) -> Option<(&'static str, &'static str)> {
        let (analytes, units) = self.measured?;
        let (Cell::Code(analyte), Cell::Code(unit)) = (row[analytes], row[units]) else {
            return None;
        };
        let is_understood = *self.units.entry((analyte, unit)).or_insert_with(|| {
            let known = terminology::analyte(words[analytes].text(analyte));
            known.is_none_or(|row| {
                terminology::analytes()[row]
                    .in_own_unit(0.0, words[units].text(unit))
                    .is_some()
            })
        });
        (!is_understood).then_some(("unit", "not a unit of this analyte"))
    }
}
