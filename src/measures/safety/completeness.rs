//! How complete the record of treated courses is.

use super::deaths::died_within_30_days;
use super::definitions::COMPLETENESS;
use super::order::Ordered;
use super::population::Population;
use crate::facts::{EventRecords, SafetyFacts};
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::measures::rows::Rows;

/// A share of the record.
fn share(item: &str, unit: Unit, (with, all): (i64, i64)) -> Row {
    let mut rows = Rows::new(COMPLETENESS, unit, &Stratum::Overall);
    let value = (all > 0).then(|| with as f64 / all as f64);
    rows.comparison(
        (item, Level::All),
        Statistic::Proportion,
        value,
        None,
        (Some(with), all),
    );
    rows.into_rows().remove(0)
}

/// The completeness of the record of treated courses: what was not collected is not complete.
pub(super) fn rows(
    population: &Population<'_>,
    facts: &SafetyFacts,
    ordered: &Ordered,
) -> Vec<Row> {
    let courses: Vec<usize> = population.courses().collect();
    let n_courses = courses.len() as i64;
    let n =
        |has: &dyn Fn(usize) -> bool| courses.iter().filter(|&&course| has(course)).count() as i64;
    let log = n(&|course| facts.course(course).is_dose_log_complete);
    let starts = n(&|course| ordered.dated.binary_search(&course).is_ok());
    let events = |part: fn(&EventRecords) -> (i64, i64)| {
        let parts = courses
            .iter()
            .map(|&course| part(&facts.course(course).records));
        parts.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    };
    let keys = population.cohort.courses.integers("patient_key");
    let patients = courses.chunk_by(|&a, &b| keys[a] == keys[b]);
    let last = patients.filter_map(|courses| courses.last());
    let followed = last.fold((0, 0), |(with, all), &course| {
        let is_known = died_within_30_days(population.cohort, course).is_some();
        (with + i64::from(is_known), all + 1)
    });
    vec![
        share("dose_log", Unit::Course, (log, n_courses)),
        share("start", Unit::Course, (starts, n_courses)),
        share(
            "toxicity_grade",
            Unit::Course,
            events(|r| (r.graded, r.events)),
        ),
        share(
            "toxicity_onset",
            Unit::Course,
            events(|r| (r.with_onset, r.events)),
        ),
        share(
            "toxicity_resolution",
            Unit::Course,
            events(|r| (r.with_resolution, r.resolvable)),
        ),
        share("followed_30_days", Unit::Patient, followed),
    ]
}
