//! The facts of all courses of a snapshot, as measures count them.

use super::immortal_time;
use crate::facts::{
    AGENTS, CYCLES, DAYS, EXTREMES, FactsError, LABORATORY, MEDICATIONS, MODALITIES, MONITORED,
    ORGANS, REASONS, SIGNS, SisterTable, SiteFacts, TERMS, different_values, measured_columns,
    read_own_columns, read_parquet, regraded,
};
use crate::grades::{Grading, Options, Term as LaboratoryTerm};
use crate::model::{Frame, OWN_VALUES, OwnColumn, OwnType};
use crate::store::{SiteRecord, Snapshot};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// What courses have many of: rows that lie together by course, in the order of courses.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) frame: Frame,
    /// Where the rows of each course begin; one more than there are courses.
    starts: Vec<usize>,
}

impl Parts {
    fn read(
        snapshot: &Snapshot,
        table: &SisterTable,
        course_keys: &[i64],
    ) -> Result<Self, FactsError> {
        let columns: Vec<&str> = [&["course_key"], table.columns].concat();
        Self::new(
            read_parquet(&snapshot.parts(table.name)?, &columns)?,
            course_keys,
        )
    }

    /// The rows of a table in the order of these courses.
    fn new(frame: Frame, course_keys: &[i64]) -> Result<Self, FactsError> {
        let keys = frame.integers("course_key");
        let mut starts = Vec::with_capacity(course_keys.len() + 1);
        let mut row = 0;
        for course in course_keys {
            starts.push(row);
            while keys.get(row) == Some(course) {
                row += 1;
            }
        }
        starts.push(row);
        if row == frame.rows() {
            Ok(Self { frame, starts })
        } else {
            Err(FactsError::NotSorted)
        }
    }

    /// The rows of a course.
    pub(super) fn of(&self, course: usize) -> Range<usize> {
        self.starts[course]..self.starts[course + 1]
    }
}

/// An own column of a store.
#[derive(Debug)]
pub(super) struct OwnFacts {
    pub(super) column: OwnColumn,
    /// Whether its values are few enough to be listed.
    pub(super) is_listed: bool,
}

/// The facts of all courses of a snapshot, in the order of sites, patients and their courses.
#[derive(Debug)]
pub struct Cohort {
    pub(super) sites: Vec<SiteRecord>,
    /// The index in `sites` of each course's site.
    pub(super) site_of_course: Vec<usize>,
    pub(super) courses: Frame,
    /// Whether each course is selected: measures see no others.
    selected: Vec<bool>,
    /// Whether what they are selected by is known only after treatment began.
    is_selected_by_later: bool,
    /// Whether each course has a given dose.
    is_dosed: Vec<bool>,
    pub(super) cycles: Parts,
    pub(super) course_terms: Parts,
    /// All toxicity terms, in the order of their bytes.
    pub(super) terms: Vec<String>,
    /// The index in `terms` of each row of `course_terms`.
    pub(super) term_of_row: Vec<usize>,
    pub(super) severe: Parts,
    pub(super) reasons: Parts,
    pub(super) agents: Parts,
    pub(super) modalities: Parts,
    pub(super) medications: Parts,
    /// What values were graded by.
    grading: Options,
    /// The terms that values can grade in that version, in the order of reports.
    pub(super) laboratory_terms: Vec<LaboratoryTerm>,
    pub(super) laboratory: Parts,
    pub(super) extremes: Parts,
    pub(super) days: Parts,
    pub(super) signs: Parts,
    /// The own columns of the store, in the order of their names; `courses` has their values.
    pub(super) own: Vec<OwnFacts>,
    /// Whether each site measured each of [`MONITORED`] in any stored course.
    pub(super) measures_at_all: Vec<[bool; MONITORED.len()]>,
}

impl Cohort {
    /// Reads the facts of a snapshot.
    ///
    /// # Errors
    ///
    /// Where a file of the store cannot be read.
    pub fn read(snapshot: &Snapshot) -> Result<Self, FactsError> {
        Self::graded_by(snapshot, &Options::default())
    }

    /// Reads the facts of a snapshot, with values graded by these options. Other options than those of an ingest cost a pass
    /// over the stored measurements.
    ///
    /// # Errors
    ///
    /// Where a file of the store cannot be read.
    pub fn graded_by(snapshot: &Snapshot, options: &Options) -> Result<Self, FactsError> {
        let grading = Grading::new(options.clone());
        let sites = snapshot.manifest().sites.clone();
        let columns = measured_columns();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let courses = read_parquet(&snapshot.parts("facts_courses")?, &columns)?;
        let (courses, own) = with_own_columns(snapshot, courses)?;
        let keys = courses.integers("course_key").to_vec();
        let read = |table| Parts::read(snapshot, table, &keys);
        let numbers = sites.iter().map(|site| i64::from(site.number));
        let indices: HashMap<i64, usize> = numbers.zip(0..).collect();
        let site_of_course = keys
            .iter()
            .map(|key| indices.get(&(key >> 32)).copied())
            .collect::<Option<_>>()
            .ok_or(FactsError::NotSorted)?;
        let known: Vec<SiteFacts> = sites
            .iter()
            .map(|site| SiteFacts::read(snapshot, site))
            .collect::<Result<_, _>>()?;
        let course_terms = read(&TERMS)?;
        let given = courses.integers("doses_given");
        let (terms, term_of_row) = terms(&sites, &known, &course_terms)?;
        Ok(Self {
            site_of_course,
            cycles: read(&CYCLES)?,
            terms,
            term_of_row,
            course_terms,
            severe: read(&ORGANS)?,
            reasons: read(&REASONS)?,
            agents: read(&AGENTS)?,
            modalities: read(&MODALITIES)?,
            medications: read(&MEDICATIONS)?,
            grading: options.clone(),
            laboratory_terms: grading.terms().to_vec(),
            laboratory: if *options == Options::default() {
                read(&LABORATORY)?
            } else {
                Parts::new(regraded(snapshot, &grading)?, &keys)?
            },
            extremes: read(&EXTREMES)?,
            days: read(&DAYS)?,
            signs: read(&SIGNS)?,
            own,
            measures_at_all: known.iter().map(|site| site.measured).collect(),
            selected: vec![true; courses.rows()],
            is_selected_by_later: false,
            is_dosed: given.iter().map(|&given| given > 0).collect(),
            courses,
            sites,
        })
    }

    /// The cohort with only these of its courses selected, those for which a predicate is true: `selected` has one answer
    /// per course, in the order of the facts. Measures see selected courses alone; the others are still stored, and so in
    /// the flow.
    #[must_use]
    pub fn select(mut self, mut selected: Vec<bool>, predicate: &str) -> Self {
        selected.resize(self.courses.rows(), false);
        self.selected = selected;
        self.is_selected_by_later = immortal_time::is_named_in(predicate);
        self
    }

    /// Whether courses are selected by what is known only after treatment began: then survival is not estimated.
    #[must_use]
    pub const fn is_selected_by_later(&self) -> bool {
        self.is_selected_by_later
    }

    /// Whether each site collected all of these tables and columns (`table.column`), of `a|b` either.
    pub(super) fn sites_with(&self, needs: &[&str]) -> Vec<bool> {
        let sites = self.sites.iter();
        sites.map(|site| site.has_collected_all(needs)).collect()
    }

    /// What values were graded by.
    #[must_use]
    pub const fn grading(&self) -> &Options {
        &self.grading
    }

    /// How many courses are selected.
    #[must_use]
    pub fn n_selected(&self) -> usize {
        self.selected.iter().filter(|&&selected| selected).count()
    }

    /// The names of the sites with a selected course.
    #[must_use]
    pub fn selected_sites(&self) -> BTreeSet<&str> {
        let selected = (0..self.selected.len()).filter(|&course| self.selected[course]);
        let sites = selected.map(|course| &self.sites[self.site_of_course[course]]);
        sites.map(|site| site.site_id.as_str()).collect()
    }

    /// Whether a course is selected, by its index in the cohort.
    #[must_use]
    pub fn is_selected(&self, course: usize) -> bool {
        self.selected[course]
    }

    /// Whether a course is selected and has a given dose.
    pub(super) fn is_treated(&self, course: usize) -> bool {
        self.selected[course] && self.is_dosed[course]
    }
}

/// The facts of courses with the own columns of the store, and these.
fn with_own_columns(
    snapshot: &Snapshot,
    courses: Frame,
) -> Result<(Frame, Vec<OwnFacts>), FactsError> {
    let mut columns = snapshot.manifest().own_columns();
    if columns.is_empty() {
        return Ok((courses, Vec::new()));
    }
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    let values = read_own_columns(snapshot, &columns.iter().collect::<Vec<_>>())?;
    let of_facts = courses.columns();
    let of_facts = of_facts.map(|(name, values)| (name.to_owned(), values.clone()));
    let of_own = columns.iter().map(|column| column.name.clone()).zip(values);
    let frame = Frame::new("facts_courses", of_facts.chain(of_own));
    let own = columns.into_iter().map(|column| {
        let is_text = column.of_type == OwnType::Text;
        let is_listed = !is_text || different_values(snapshot, &column)? <= OWN_VALUES;
        Ok(OwnFacts { column, is_listed })
    });
    Ok((frame, own.collect::<Result<_, FactsError>>()?))
}

/// Every term of the sites, sorted, and the index of each row's term among them.
fn terms(
    sites: &[SiteRecord],
    known: &[SiteFacts],
    course_terms: &Parts,
) -> Result<(Vec<String>, Vec<usize>), FactsError> {
    let all: BTreeSet<&str> = known
        .iter()
        .flat_map(|site| site.events().values().map(String::as_str))
        .collect();
    let indices: HashMap<&str, usize> = all.iter().copied().zip(0..).collect();
    let of_sites = sites.iter().zip(known);
    let by_site: HashMap<(i64, i64), usize> = of_sites
        .flat_map(|(site, known)| known.events().iter().map(move |term| (site.number, term)))
        .map(|(site, (number, term))| ((site.into(), (*number).into()), indices[term.as_str()]))
        .collect();
    let keys = course_terms.frame.integers("course_key");
    let numbers = course_terms.frame.integers("term_number");
    let index = |(key, number): (&i64, &i64)| by_site.get(&(key >> 32, *number)).copied();
    let of_row = keys
        .iter()
        .zip(numbers)
        .map(index)
        .collect::<Option<_>>()
        .ok_or(FactsError::NotSorted)?;
    Ok((all.into_iter().map(str::to_owned).collect(), of_row))
}
