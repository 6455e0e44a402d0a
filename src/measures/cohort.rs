//! The facts of all courses of a snapshot, as measures count them.

use crate::facts::{FactsError, MONITORED, read_parquet};
use crate::model::{ABSENT_INTEGER, Frame};
use crate::store::{SiteRecord, Snapshot};
use crate::terminology::organ_systems;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::PathBuf;

/// Columns of courses and patients that measures read, beside the worst grade of each organ system.
const COURSE_COLUMNS: [&str; 46] = [
    "site_id",
    "patient_id",
    "course_key",
    "patient_key",
    "regimen",
    "start_year",
    "age_years",
    "weight_kg",
    "ecog",
    "care_setting",
    "best_response",
    "sex",
    "race",
    "ethnicity",
    "diagnosis",
    "prior_lines",
    "prior_checkpoint_inhibitor",
    "death_day",
    "last_contact_day",
    "doses_recorded",
    "doses_given",
    "doses_held",
    "doses_stopped",
    "doses_refused",
    "doses_other",
    "doses_planned",
    "treated_cycles",
    "cumulative_miu_per_kg",
    "worst_grade",
    "vasopressor",
    "two_or_more_agents",
    "vasopressor_hours",
    "vasopressor_first_dose",
    "vasopressor_peak_nee",
    "at_risk_of_dialysis",
    "dialysis",
    "dialysis_hours",
    "dialysis_all_ended",
    "last_given_hour",
    "start_day",
    "progression_day",
    "treatment_related_death",
    "kdigo_stage",
    "peak_creatinine_ratio",
    "icu",
    "icu_hours",
];

/// What courses have many of: rows that lie together by course, in the order of courses.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) frame: Frame,
    /// Where the rows of each course begin; one place more than there are courses.
    starts: Vec<usize>,
}

impl Parts {
    fn read(files: &[PathBuf], columns: &[&str], course_keys: &[i64]) -> Result<Self, FactsError> {
        let wanted: Vec<&str> = ["course_key"].iter().chain(columns).copied().collect();
        let frame = read_parquet(files, &wanted)?;
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

/// The facts of all courses of a snapshot, in the order of sites, patients and their courses.
#[derive(Debug)]
pub struct Cohort {
    pub(super) sites: Vec<SiteRecord>,
    /// The place in `sites` of each course's site.
    pub(super) site_of_course: Vec<usize>,
    pub(super) courses: Frame,
    /// Whether each course is selected: measures see no others.
    selected: Vec<bool>,
    pub(super) cycles: Parts,
    pub(super) course_terms: Parts,
    /// All toxicity terms, in the order of their bytes.
    pub(super) terms: Vec<String>,
    /// The place in `terms` of each row of `course_terms`.
    pub(super) term_of_row: Vec<usize>,
    pub(super) severe: Parts,
    pub(super) reasons: Parts,
    pub(super) agents: Parts,
    pub(super) modalities: Parts,
    pub(super) medications: Parts,
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
        let sites = snapshot.manifest().sites.clone();
        let files = |table: &str| snapshot.parts(table);
        let grades: Vec<String> = organ_systems()
            .iter()
            .map(|system| format!("worst_grade_{}", system.name))
            .collect();
        let days = MONITORED.map(|analyte| format!("monitored_days_{analyte}"));
        let columns: Vec<&str> = COURSE_COLUMNS
            .into_iter()
            .chain(["treatment_days"])
            .chain(grades.iter().chain(&days).map(String::as_str))
            .collect();
        let courses = read_parquet(&files("facts_courses"), &columns)?;
        let keys = courses.integers("course_key").to_vec();
        let read = |table: &str, columns: &[&str]| Parts::read(&files(table), columns, &keys);
        let places: HashMap<i64, usize> = sites
            .iter()
            .enumerate()
            .map(|(place, site)| (i64::from(site.number), place))
            .collect();
        let site_of_course = keys
            .iter()
            .map(|key| places.get(&(key >> 32)).copied())
            .collect::<Option<_>>()
            .ok_or(FactsError::NotSorted)?;
        let course_terms = read("facts_course_terms", &["term_number", "worst_grade"])?;
        let (terms, term_of_row) = terms(&sites, snapshot, &course_terms)?;
        Ok(Self {
            site_of_course,
            cycles: read(
                "facts_cycles",
                &[
                    "cycle",
                    "doses_given",
                    "doses_planned",
                    "worst_grade",
                    "vasopressor",
                    "cycle_starts_known",
                ],
            )?,
            terms,
            term_of_row,
            course_terms,
            severe: read(
                "facts_course_organs",
                &[
                    "organ_system_number",
                    "events_ge3",
                    "onset_dose",
                    "follow_up_days",
                    "is_resolved",
                ],
            )?,
            reasons: read("facts_course_reasons", &["organ_system_number", "doses"])?,
            agents: read("facts_course_agents", &["agent"])?,
            modalities: read("facts_course_modalities", &["modality"])?,
            medications: read("facts_course_medications", &["class"])?,
            measures_at_all: sites
                .iter()
                .map(|site| measures_at_all(snapshot, site))
                .collect::<Result<_, _>>()?,
            selected: vec![true; courses.rows()],
            courses,
            sites,
        })
    }

    /// The cohort with only these of its courses selected; `selected` tells of each course, in the order of the facts.
    /// Measures see selected courses alone; the others are still stored, and so in the flow.
    #[must_use]
    pub fn select(mut self, mut selected: Vec<bool>) -> Self {
        selected.resize(self.courses.rows(), false);
        self.selected = selected;
        self
    }

    /// How many courses are selected.
    #[must_use]
    pub fn n_selected(&self) -> usize {
        self.selected.iter().filter(|&&selected| selected).count()
    }

    /// Whether a course is selected, by its place in the cohort.
    #[must_use]
    pub fn is_selected(&self, course: usize) -> bool {
        self.selected[course]
    }

    /// Whether a course is selected and has a given dose.
    pub(super) fn is_treated(&self, course: usize) -> bool {
        self.is_selected(course) && self.courses.integers("doses_given")[course] > 0
    }
}

/// Whether a site measured each of [`MONITORED`] in any stored course.
fn measures_at_all(
    snapshot: &Snapshot,
    site: &SiteRecord,
) -> Result<[bool; MONITORED.len()], FactsError> {
    let names = MONITORED.map(|analyte| format!("measures_{analyte}"));
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let frame = read_parquet(&[snapshot.part("facts_sites", site)], &columns)?;
    Ok(names.map(|name| frame.booleans(&name).first() == Some(&Some(true))))
}

/// Every term of the sites, sorted, and the place of each row's term among them.
fn terms(
    sites: &[SiteRecord],
    snapshot: &Snapshot,
    course_terms: &Parts,
) -> Result<(Vec<String>, Vec<usize>), FactsError> {
    let mut by_site: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for site in sites {
        let frame = read_parquet(
            &[snapshot.part("facts_terms", site)],
            &["term_number", "term"],
        )?;
        let text = |row| frame.text("term", row).unwrap_or_default().to_owned();
        let numbers = frame.integers("term_number").iter().enumerate();
        let terms = numbers.map(|(row, &number)| (number, text(row)));
        by_site.insert(i64::from(site.number), terms.collect());
    }
    let texts = by_site.values().flatten();
    let all: BTreeSet<&str> = texts.map(|(_, text)| text.as_str()).collect();
    let places: HashMap<&str, usize> = all
        .iter()
        .enumerate()
        .map(|(place, term)| (*term, place))
        .collect();
    let by_site: HashMap<(i64, i64), usize> = by_site
        .iter()
        .flat_map(|(&site, terms)| terms.iter().map(move |term| (site, term)))
        .map(|(site, (number, text))| ((site, *number), places[text.as_str()]))
        .collect();
    let keys = course_terms.frame.integers("course_key");
    let numbers = course_terms.frame.integers("term_number");
    let place = |(key, number): (&i64, &i64)| by_site.get(&(key >> 32, *number)).copied();
    let of_row = keys
        .iter()
        .zip(numbers)
        .map(place)
        .collect::<Option<_>>()
        .ok_or(FactsError::NotSorted)?;
    Ok((all.into_iter().map(str::to_owned).collect(), of_row))
}

/// A whole number where there is one.
pub(super) fn known(value: i64) -> Option<i64> {
    (value != ABSENT_INTEGER).then_some(value)
}
