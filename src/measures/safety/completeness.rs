//! How complete the record of treated courses is.

use super::definitions::COMPLETENESS;
use super::indicators::died_within_30_days;
use super::order::Ordered;
use crate::facts::{EventRecords, SafetyFacts};
use crate::measures::cohort::Cohort;
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::measures::rows::Rows;

const MEASURE: &str = COMPLETENESS;

/// A share of the record; `None` where nobody collected it.
fn share(item: &str, unit: Unit, counts: Option<(i64, i64)>) -> Row {
    let mut rows = Rows::new(MEASURE, unit, &Stratum::Overall);
    match counts {
        Some((with, all)) => {
            let value = (all > 0).then(|| with as f64 / all as f64);
            rows.comparison(
                (item, Level::All),
                Statistic::Proportion,
                value,
                None,
                (Some(with), all),
            );
        }
        None => rows.not_collected(Statistic::Proportion),
    }
    let mut row = rows.into_rows().remove(0);
    item.clone_into(&mut row.item);
    row
}

/// The completeness of the record of treated courses.
pub(super) fn rows(cohort: &Cohort, facts: &SafetyFacts, ordered: &Ordered) -> Vec<Row> {
    let treated: Vec<usize> = (0..cohort.courses.rows())
        .filter(|&course| cohort.is_treated(course))
        .collect();
    // Courses of sites that collected something; `None` where there is none.
    let of_sites = |needs: &[&str]| -> Option<Vec<usize>> {
        let has = |course: &&usize| {
            let site = &cohort.sites[cohort.site_of_course[**course]];
            needs.iter().all(|need| site.has_collected(need))
        };
        let courses: Vec<usize> = treated.iter().filter(has).copied().collect();
        (!courses.is_empty() || treated.is_empty()).then_some(courses)
    };
    let n = |courses: &[usize], has: &dyn Fn(usize) -> bool| {
        courses.iter().filter(|&&course| has(course)).count() as i64
    };
    let log = of_sites(&["doses.hour"]).map(|courses| {
        let with = n(&courses, &|course| {
            facts.course(course).is_dose_log_complete
        });
        (with, courses.len() as i64)
    });
    let starts = of_sites(ordered.needs()).map(|courses| {
        let is_dated = |course: usize| ordered.dated.binary_search(&course).is_ok();
        (n(&courses, &is_dated), courses.len() as i64)
    });
    let events = |needs: &[&str], part: fn(&EventRecords) -> (i64, i64)| {
        of_sites(needs).map(|courses| {
            let parts = courses
                .iter()
                .map(|&course| part(&facts.course(course).records));
            parts.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
        })
    };
    let follow_up = of_sites(&[
        "patients.death_day",
        "patients.last_contact_day",
        "doses.hour",
    ]);
    let keys = cohort.courses.integers("patient_key");
    let followed = follow_up.map(|courses| {
        let patients = courses.chunk_by(|&a, &b| keys[a] == keys[b]);
        let last = patients.filter_map(|courses| courses.last());
        last.fold((0, 0), |(with, all), &course| {
            let is_known = died_within_30_days(cohort, course).is_some();
            (with + i64::from(is_known), all + 1)
        })
    });
    vec![
        share("dose_log", Unit::Course, log),
        share("start", Unit::Course, starts),
        share(
            "toxicity_grade",
            Unit::Course,
            events(&["toxicities", "toxicities.grade"], |r| {
                (r.graded, r.events)
            }),
        ),
        share(
            "toxicity_onset",
            Unit::Course,
            events(&["toxicities", "toxicities.onset_hour"], |r| {
                (r.with_onset, r.events)
            }),
        ),
        share(
            "toxicity_resolution",
            Unit::Course,
            events(&["toxicities", "toxicities.resolved_hour"], |r| {
                (r.with_resolution, r.resolvable)
            }),
        ),
        share("followed_30_days", Unit::Patient, followed),
    ]
}
