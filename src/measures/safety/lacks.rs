//! What sites did not collect, so that a review cannot have it.

use super::population::Population;
use crate::store::SiteRecord;

/// What some sites did not collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What, as a reader sees it.
    pub what: &'static str,
    /// The sites; none where no site collected it.
    pub sites: Vec<String>,
}

/// What, as a reader sees it, and the tables and columns that it needs.
type Need = (&'static str, &'static [&'static str]);

/// What sentinel events need.
pub(super) const OF_EVENTS: [Need; 5] = [
    ("deaths", &["patients.death_day", "doses.hour"]),
    ("toxicities", &["toxicities"]),
    ("grades of toxicities", &["toxicities.grade"]),
    ("dialysis", &["dialysis"]),
    (
        "unplanned ICU transfers",
        &["stays", "courses.care_setting"],
    ),
];

/// What indicators of support need.
pub(super) const OF_SUPPORT: [Need; 2] = [
    ("vasopressors", &["vasopressors"]),
    ("stays in an ICU", &["stays"]),
];

/// What sites with a treated course did not collect of these.
pub(super) fn lacks(population: &Population<'_>, needs: &[Need]) -> Vec<Lack> {
    let cohort = population.cohort;
    let mut has_course = vec![false; cohort.sites.len()];
    for course in population.courses() {
        has_course[cohort.site_of_course[course]] = true;
    }
    let sites: Vec<_> = cohort
        .sites
        .iter()
        .zip(has_course)
        .filter_map(|(site, has)| has.then_some(site))
        .collect();
    let mut lacks = Vec::new();
    for &(what, needs) in needs {
        // A table that was not collected is named once, without its columns.
        let is_within = |site: &&&SiteRecord| {
            needs[0].starts_with("toxicities.") && !site.has_collected("toxicities")
        };
        let lacking: Vec<String> = sites
            .iter()
            .filter(|site| !needs.iter().all(|need| site.has_collected(need)))
            .filter(|site| !is_within(site))
            .map(|site| site.site_id.clone())
            .collect();
        if !lacking.is_empty() {
            lacks.push(Lack {
                what,
                sites: if lacking.len() == sites.len() {
                    Vec::new()
                } else {
                    lacking
                },
            });
        }
    }
    lacks
}
