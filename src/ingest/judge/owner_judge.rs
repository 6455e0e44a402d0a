//! Judges courses and patients: rows that others refer to.

use super::course_index::{AmbiguousPatient, Directory, as_text};
use super::dictionary::Dictionary;
use super::reference::{Id, Judge, Reference};
use crate::ingest::options::DecimalMark;
use crate::ingest::rows::typed::Cell;
use crate::ingest::text::absent::is_absent_in_any;
use crate::ingest::text::ids::{IdColumn, whole_number};
use crate::model::{COURSES, PATIENTS};
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;

/// Bytes that a site takes beside its name.
const OF_A_SITE: usize = 128;

/// A column of identifiers that a table of courses or patients keeps.
#[derive(Debug, Clone, Copy)]
struct OwnIds {
    column: usize,
    /// Whether `101.0` is `101`.
    joins_decimals: bool,
    found: IdColumn,
}

/// Judges courses and patients: rows that others refer to.
pub(in crate::ingest) struct OwnerJudge<'a> {
    /// Courses already known, when patients are read.
    directory: Option<&'a Directory>,
    default_site: &'a str,
    mark: DecimalMark,
    ids: Vec<OwnIds>,
    /// The names of sites, in the order of their numbers.
    pub(in crate::ingest) names: Vec<String>,
    bytes_of_sites: usize,
    numbers: HashMap<String, u32>,
    /// The index of what rows refer to, by the number of the site and the code of the identifier.
    references: HashMap<(u32, u32), u32>,
    /// The number of the site of each reference.
    pub(in crate::ingest) sites: Vec<u32>,
}

impl<'a> OwnerJudge<'a> {
    pub(in crate::ingest) fn courses(default_site: &'a str, mark: DecimalMark) -> Self {
        let columns = [COURSES.index("course_id"), COURSES.index("patient_id")];
        Self::of(
            None,
            default_site,
            mark,
            &columns.map(|column| (column, true)),
        )
    }

    pub(in crate::ingest) fn patients(directory: &'a Directory, mark: DecimalMark) -> Self {
        let columns = [(PATIENTS.index("patient_id"), true)];
        Self::of(Some(directory), &directory.default_site, mark, &columns)
    }

    fn of(
        directory: Option<&'a Directory>,
        default_site: &'a str,
        mark: DecimalMark,
        columns: &[(usize, bool)],
    ) -> Self {
        let ids = columns.iter().map(|&(column, joins_decimals)| OwnIds {
            column,
            joins_decimals,
            found: IdColumn::new(),
        });
        Self {
            directory,
            default_site,
            mark,
            ids: ids.collect(),
            names: Vec::new(),
            bytes_of_sites: 0,
            numbers: HashMap::new(),
            references: HashMap::new(),
            sites: Vec::new(),
        }
    }

    /// A judge for the same file before its first row, which takes `101.0` for `101` in no column where other rows turned
    /// out to be no numbers; `None` where this one did not either.
    pub(in crate::ingest) fn stricter(&self) -> Option<Self> {
        // What is a number in the file of courses is one in that of patients too.
        let may_join = self
            .directory
            .is_some_and(|directory| directory.are_numbers.patient_ids);
        let joins = |ids: &OwnIds| ids.joins_decimals && (ids.found.are_numbers || may_join);
        let has_joined = |ids: &OwnIds| ids.found.decimals > 0 && !joins(ids);
        let columns: Vec<_> = self
            .ids
            .iter()
            .map(|ids| (ids.column, joins(ids)))
            .collect();
        let judge = Self::of(self.directory, self.default_site, self.mark, &columns);
        self.ids.iter().any(has_joined).then_some(judge)
    }

    /// The columns of identifiers, each as it was read.
    pub(in crate::ingest) fn id_columns(&self) -> Vec<(usize, IdColumn)> {
        self.ids.iter().map(|ids| (ids.column, ids.found)).collect()
    }

    fn number(&mut self, site: &str) -> u32 {
        if let Some(&number) = self.numbers.get(site) {
            return number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer sites than 2^32");
        self.bytes_of_sites += site.len() + OF_A_SITE;
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

    fn read_id<'t>(&mut self, column: usize, id: Cow<'t, [u8]>) -> Cow<'t, [u8]> {
        let Some(ids) = self.ids.iter_mut().find(|ids| ids.column == column) else {
            return id;
        };
        if is_absent_in_any(&id) {
            return id;
        }
        ids.found.rows += 1;
        ids.found.note(&id, self.mark);
        let is_known = |directory: &Directory| directory.has_patient(as_text(&id));
        if !ids.joins_decimals || self.directory.is_some_and(is_known) {
            return id;
        }
        match whole_number(&id, self.mark) {
            Some(digits) => {
                ids.found.decimals += 1;
                Cow::Owned(digits.to_vec())
            }
            None => id,
        }
    }

    fn time_zero(&self, _: Reference) -> Option<i64> {
        None
    }

    fn bytes_of_names(&self) -> usize {
        self.bytes_of_sites
    }

    fn rule(&mut self, _: &[Cell], _: &[Dictionary]) -> Option<(&'static str, &'static str)> {
        None
    }
}
