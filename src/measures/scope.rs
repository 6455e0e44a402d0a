//! Which courses a measure sees: those of one stratum, of sites that collected what it needs.

use super::cohort::{Cohort, Parts};
use super::results::Unit;
use super::strata::{Population, StratumCourses};
use crate::stats::Clusters;
use crate::store::SiteRecord;
use std::collections::BTreeMap;

/// What a measure counts from: the courses of one stratum at sites that collected what it needs.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    pub(super) cohort: &'a Cohort,
    pub(super) stratum: &'a StratumCourses,
    population: &'a Population,
    /// Whether each site collected it, of the sites with a selected course in the stratum.
    collected: Vec<bool>,
}

/// Whether something is true of each site, of those with a selected course in a stratum: others are not looked at, so that
/// strata by site take no longer together than one of all sites. `None` where it is true of none.
fn sites_of_stratum(
    cohort: &Cohort,
    stratum: &StratumCourses,
    is_true: impl Fn(usize) -> bool,
) -> Option<Vec<bool>> {
    let mut of_sites = vec![false; cohort.sites.len()];
    let mut is_any = false;
    for &index in &stratum.selected_sites {
        of_sites[index] = is_true(index);
        is_any |= of_sites[index];
    }
    is_any.then_some(of_sites)
}

impl<'a> Scope<'a> {
    /// The courses for a measure with these needs; `None` where no site with a selected course collected them.
    pub(super) fn new(
        cohort: &'a Cohort,
        stratum: &'a StratumCourses,
        unit: Unit,
        needs: &[&str],
    ) -> Option<Self> {
        let has_all = |site: &SiteRecord| site.has_collected_all(needs);
        let collected = sites_of_stratum(cohort, stratum, |index| has_all(&cohort.sites[index]));
        // Where nothing is selected at all, nothing was left uncollected either.
        let is_known = collected.is_some() || needs.is_empty();
        is_known.then(|| Self {
            cohort,
            stratum,
            population: stratum.population(unit),
            collected: collected.unwrap_or_else(|| vec![false; cohort.sites.len()]),
        })
    }

    /// The same courses at sites that collected this too; `None` where no site with a selected course did.
    pub(super) fn of_sites_with(&self, need: &str) -> Option<Self> {
        let has =
            |index: usize| self.collected[index] && self.cohort.sites[index].has_collected(need);
        let collected = sites_of_stratum(self.cohort, self.stratum, has)?;
        Some(Self { collected, ..*self })
    }

    /// The treated courses of each treated patient.
    pub(super) fn patients(&self) -> impl Iterator<Item = &'a [usize]> {
        let (cohort, population) = (self.cohort, self.population);
        population
            .each_patient()
            .filter(|courses| self.collected[cohort.site_of_course[courses[0]]])
    }

    /// The treated courses.
    pub(super) fn courses(&self) -> impl Iterator<Item = usize> {
        self.patients().flatten().copied()
    }

    /// Counts units with a property: `count` takes a patient's courses, and gives how many are in the denominator and how
    /// many of these have it. A patient is in the denominator with a course that is, and has what one of these has.
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

    /// Counts units with a yes in this column of courses.
    pub(super) fn tally_true(&self, unit: Unit, column: &str) -> Clusters {
        let answers = self.booleans(column);
        self.tally(unit, |courses| {
            all_and_with(courses.iter().copied(), |c| answers[c] == Some(true))
        })
    }

    /// Counts courses with each item of a text column of what they have many of, in the order of items; those that no
    /// course has are left out. A course has an item in one row at most.
    pub(super) fn tally_items(
        &self,
        parts: &'a Parts,
        column: &str,
    ) -> BTreeMap<&'a str, Clusters> {
        let (codes, items) = parts.frame.texts(column);
        let mut with_item = vec![Clusters::default(); items.len()];
        let mut of_patient = vec![0; items.len()];
        for courses in self.patients() {
            of_patient.fill(0);
            for row in courses.iter().flat_map(|&course| parts.of(course)) {
                of_patient[codes[row] as usize] += 1;
            }
            for (clusters, &events) in with_item.iter_mut().zip(&of_patient) {
                clusters.add_events(courses.len() as i64, events);
            }
        }
        let items = items.iter().map(String::as_str).zip(with_item);
        items.filter(|(_, with)| with.events() > 0).collect()
    }

    /// What is known of a column of decimals in the treated courses that count.
    pub(super) fn known_decimals(&self, column: &str, counts: impl Fn(usize) -> bool) -> Vec<f64> {
        let values = self.decimals(column);
        let counted = self.courses().filter(|&course| counts(course));
        let values = counted.map(|course| values[course]);
        values.filter(|value| !value.is_nan()).collect()
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

/// How many courses or cycles there are, and how many of them have a property, as [`Scope::tally`] takes it.
pub(super) fn all_and_with(
    units: impl Iterator<Item = usize>,
    has: impl Fn(usize) -> bool,
) -> (i64, i64) {
    units.fold((0, 0), |(all, with), unit| {
        (all + 1, with + i64::from(has(unit)))
    })
}
