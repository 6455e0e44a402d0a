//! Which courses a measure sees: those of one stratum, of sites that collected what it needs.

use super::cohort::Cohort;
use super::results::Unit;
use crate::stats::Clusters;
use std::ops::Range;

/// The courses of one stratum, by patient.
#[derive(Debug)]
pub(super) struct Stratum {
    /// `overall`, or `name=level`.
    pub(super) name: String,
    /// Courses of the store, selected courses, treated courses; and the patients who have one.
    pub(super) flow: [(i64, i64); 3],
    /// Whether each site has a selected course.
    selected_sites: Vec<bool>,
    /// Treated courses, those of a patient together and in their order.
    treated: Vec<usize>,
    /// The courses of each treated patient, in `treated`.
    patients: Vec<Range<usize>>,
}

impl Stratum {
    /// All courses of the store.
    pub(super) fn overall(cohort: &Cohort) -> Self {
        let all: Vec<usize> = (0..cohort.courses.rows()).collect();
        let mut selected_sites = vec![false; cohort.sites.len()];
        for &course in &all {
            selected_sites[cohort.site_of_course[course]] = true;
        }
        let treated: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&course| cohort.is_treated(course))
            .collect();
        let patients = by_patient(cohort, &treated);
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let stored = (count(all.len()), count(by_patient(cohort, &all).len()));
        let flow = [
            stored,
            stored,
            (count(treated.len()), count(patients.len())),
        ];
        Self {
            name: "overall".to_owned(),
            flow,
            selected_sites,
            treated,
            patients,
        }
    }
}

/// The runs of courses that belong to one patient.
fn by_patient(cohort: &Cohort, courses: &[usize]) -> Vec<Range<usize>> {
    let keys = cohort.courses.integers("patient_key");
    let mut from = 0;
    courses
        .chunk_by(|&a, &b| keys[a] == keys[b])
        .map(|run| {
            let range = from..from + run.len();
            from = range.end;
            range
        })
        .collect()
}

/// What a measure counts from: the courses of one stratum at sites that collected what it needs.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) cohort: &'a Cohort,
    pub(super) stratum: &'a Stratum,
    /// Whether each site collected it.
    collected: Vec<bool>,
}

impl<'a> Scope<'a> {
    /// The courses for a measure with these needs; `None` where no site with a selected course collected them.
    pub(super) fn new(cohort: &'a Cohort, stratum: &'a Stratum, needs: &[&str]) -> Option<Self> {
        let collected: Vec<bool> = cohort
            .sites
            .iter()
            .map(|site| needs.iter().all(|need| site.has_collected(need)))
            .collect();
        let is_collected = collected
            .iter()
            .zip(&stratum.selected_sites)
            .any(|(&has, &selected)| has && selected);
        // Where nothing is selected at all, nothing was left uncollected either.
        let is_known = is_collected || needs.is_empty();
        is_known.then_some(Self {
            cohort,
            stratum,
            collected,
        })
    }

    /// The treated courses of each treated patient.
    pub(super) fn patients(&self) -> impl Iterator<Item = &'a [usize]> {
        let (cohort, treated) = (self.cohort, &self.stratum.treated);
        self.stratum
            .patients
            .iter()
            .map(|range| &treated[range.clone()])
            .filter(|courses| self.collected[cohort.site_of_course[courses[0]]])
    }

    /// The treated courses.
    pub(super) fn courses(&self) -> impl Iterator<Item = usize> {
        self.patients().flatten().copied()
    }

    /// Counts units with a property: `count` tells of a patient's courses how many are in the denominator and how many
    /// of these have it. A patient is in the denominator with a course that is, and has what one of these has.
    pub(super) fn tally(&self, unit: Unit, count: impl Fn(&[usize]) -> (i64, i64)) -> Clusters {
        let mut clusters = Clusters::default();
        for courses in self.patients() {
            let (units, events) = count(courses);
            match unit {
                Unit::Patient => clusters.add(units.min(1), events.min(1)),
                Unit::Course | Unit::Cycle | Unit::Dose => clusters.add(units, events),
            }
        }
        clusters
    }

    /// Whole numbers of courses.
    pub(super) fn integers(&self, column: &str) -> &'a [i64] {
        self.cohort.courses.integers(column)
    }

    /// Decimals of courses.
    pub(super) fn decimals(&self, column: &str) -> &'a [f64] {
        self.cohort.courses.decimals(column)
    }

    /// Booleans of courses.
    pub(super) fn booleans(&self, column: &str) -> &'a [Option<bool>] {
        self.cohort.courses.booleans(column)
    }

    /// The sum of whole numbers over all treated courses.
    pub(super) fn total(&self, column: &str) -> i64 {
        let values = self.integers(column);
        self.courses().map(|course| values[course]).sum()
    }
}
