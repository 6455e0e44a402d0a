//! Strata: the whole population, and the combinations of levels that occur in it.

use super::cohort::Cohort;
use super::groupings::Groupings;
use super::results::{Stratum, Unit};
use std::ops::Range;

/// Treated courses, by patient.
#[derive(Debug, Clone, Default)]
pub(super) struct Population {
    /// Treated courses, those of a patient together and in their order.
    pub(super) treated: Vec<usize>,
    /// The courses of each treated patient, in `treated`.
    pub(super) patients: Vec<Range<usize>>,
}

impl Population {
    /// The treated courses of each treated patient.
    pub(super) fn each_patient(&self) -> impl Iterator<Item = &[usize]> {
        let patients = self.patients.iter();
        patients.map(|range| &self.treated[range.clone()])
    }

    fn add_patient(&mut self, courses: impl Iterator<Item = usize>) {
        let from = self.treated.len();
        self.treated.extend(courses);
        if self.treated.len() > from {
            self.patients.push(from..self.treated.len());
        }
    }
}

/// The treated courses of every treated patient, whatever their sites collected.
pub(super) fn treated_patients(cohort: &Cohort) -> Population {
    let mut everybody = divide(cohort, &[Stratum::Overall], |_| Some(0));
    everybody.swap_remove(0).of_patients
}

/// The courses of one stratum.
#[derive(Debug, Clone)]
pub(super) struct StratumCourses {
    /// The stratum.
    pub(super) stratum: Stratum,
    /// Courses of the store, selected courses, treated courses; and patients by the first of these.
    pub(super) flow: [(i64, i64); 3],
    /// The indices of the sites with a selected course, in their order.
    pub(super) selected_sites: Vec<usize>,
    /// Treated courses of the stratum: what courses, cycles and doses are counted from.
    of_courses: Population,
    /// All treated courses of the patients whose first treated course is of the stratum.
    of_patients: Population,
}

impl StratumCourses {
    fn new(stratum: &Stratum) -> Self {
        Self {
            stratum: stratum.clone(),
            flow: [(0, 0); 3],
            selected_sites: Vec::new(),
            of_courses: Population::default(),
            of_patients: Population::default(),
        }
    }

    /// The courses of a stratum among those of these patients, each given with all their courses, in the order of the cohort.
    pub(super) fn of_patients(
        cohort: &Cohort,
        stratum: &Stratum,
        patients: &[&[usize]],
        is_in: impl Fn(usize) -> bool,
    ) -> Self {
        let mut strata = [Self::new(stratum)];
        for courses in patients {
            add_patient(cohort, courses, &mut strata, &|course| {
                is_in(course).then_some(0)
            });
        }
        let [stratum] = strata;
        stratum
    }

    /// What a measure of this unit counts from.
    pub(super) const fn population(&self, unit: Unit) -> &Population {
        match unit {
            Unit::Patient => &self.of_patients,
            Unit::Course | Unit::Cycle | Unit::Dose => &self.of_courses,
        }
    }
}

/// Everybody, then the strata of all groupings in the order of their texts.
pub(super) fn strata(cohort: &Cohort, groupings: &Groupings) -> Vec<StratumCourses> {
    let mut groups: Vec<StratumCourses> = groupings
        .each()
        .iter()
        .flat_map(|grouping| {
            divide(cohort, &grouping.strata, |course| {
                grouping.of_course[course]
            })
        })
        .collect();
    groups.sort_by_cached_key(|group| group.stratum.to_string());
    let everybody = divide(cohort, &[Stratum::Overall], |_| Some(0));
    everybody.into_iter().chain(groups).collect()
}

/// Divides courses into strata; those of which the stratum is `None` are in none.
fn divide(
    cohort: &Cohort,
    names: &[Stratum],
    stratum_of: impl Fn(usize) -> Option<usize>,
) -> Vec<StratumCourses> {
    let mut strata: Vec<StratumCourses> = names.iter().map(StratumCourses::new).collect();
    let keys = cohort.courses.integers("patient_key");
    let all: Vec<usize> = (0..cohort.courses.rows()).collect();
    for courses in all.chunk_by(|&a, &b| keys[a] == keys[b]) {
        add_patient(cohort, courses, &mut strata, &stratum_of);
    }
    strata
}

/// Adds all courses of a patient to the strata that they are in.
fn add_patient(
    cohort: &Cohort,
    courses: &[usize],
    strata: &mut [StratumCourses],
    stratum_of: &impl Fn(usize) -> Option<usize>,
) {
    count_flow(cohort, courses, strata, stratum_of);
    let treated: Vec<usize> = courses
        .iter()
        .copied()
        .filter(|&course| cohort.is_treated(course))
        .collect();
    // A patient is where their first treated course is, with all treated courses.
    if let Some(index) = treated.first().and_then(|&first| stratum_of(first)) {
        strata[index]
            .of_patients
            .add_patient(treated.iter().copied());
    }
    let mut of_courses: Vec<usize> = treated
        .iter()
        .filter_map(|&course| stratum_of(course))
        .collect();
    of_courses.sort_unstable();
    of_courses.dedup();
    for index in of_courses {
        let of_stratum = treated
            .iter()
            .copied()
            .filter(|&course| stratum_of(course) == Some(index));
        strata[index].of_courses.add_patient(of_stratum);
    }
}

/// Counts the courses of a patient in the flow, each in its stratum; the patient where the first course among those
/// counted is.
fn count_flow(
    cohort: &Cohort,
    courses: &[usize],
    strata: &mut [StratumCourses],
    stratum_of: &impl Fn(usize) -> Option<usize>,
) {
    let steps: [&dyn Fn(usize) -> bool; 3] =
        [&|_| true, &|course| cohort.is_selected(course), &|course| {
            cohort.is_treated(course)
        }];
    for (step, is_counted) in steps.into_iter().enumerate() {
        let mut counted = courses
            .iter()
            .copied()
            .filter(|&course| is_counted(course))
            .peekable();
        if let Some(index) = counted.peek().and_then(|&first| stratum_of(first)) {
            strata[index].flow[step].1 += 1;
        }
        for index in counted.filter_map(stratum_of) {
            strata[index].flow[step].0 += 1;
        }
    }
    for &course in courses.iter().filter(|&&course| cohort.is_selected(course)) {
        if let Some(index) = stratum_of(course) {
            // The courses of a site lie together.
            let (sites, site) = (
                &mut strata[index].selected_sites,
                cohort.site_of_course[course],
            );
            if sites.last() != Some(&site) {
                sites.push(site);
            }
        }
    }
}
