//! The case mix: who was treated, beside charts that are not adjusted for it.

use super::definitions::CASE_MIX;
use super::order::Ordered;
use crate::measures::cohort::Cohort;
use crate::measures::results::{DiagnosisGroup, Level, Row, Statistic, Stratum, Unit};
use crate::measures::rows::Rows;
use crate::model::{Frame, known};
use crate::stats::Clusters;
use std::collections::BTreeMap;

/// The statistics of ages.
const QUARTILES: [Statistic; 3] = [Statistic::Median, Statistic::Q1, Statistic::Q3];

/// The level of courses without a value.
const MISSING: &str = "missing";

/// The case mix of the courses at these indices of the review.
pub(super) fn rows(
    cohort: &Cohort,
    ordered: &Ordered,
    stratum: &Stratum,
    indices: &[usize],
) -> Vec<Row> {
    let courses: Vec<usize> = indices
        .iter()
        .map(|&index| ordered.courses[index])
        .collect();
    // Courses of sites that collected a column; `None` where there is none.
    let collected = |need: &str| -> Option<Vec<usize>> {
        let has =
            |course: &&usize| cohort.sites[cohort.site_of_course[**course]].has_collected(need);
        let own: Vec<usize> = courses.iter().filter(has).copied().collect();
        (!own.is_empty() || courses.is_empty()).then_some(own)
    };
    let mut rows = Vec::new();
    let mut add = |item: &str, first, of: &dyn Fn(&mut Rows, &[usize]), need: &str| {
        let mut own = Rows::new(CASE_MIX, Unit::Course, stratum);
        match collected(need) {
            Some(courses) => of(&mut own, &courses),
            None => own.not_collected(first),
        }
        let is_absent = collected(need).is_none();
        rows.extend(own.into_rows().into_iter().map(|row| Row {
            item: if is_absent {
                item.to_owned()
            } else {
                row.item.clone()
            },
            ..row
        }));
    };
    let ecog = cohort.courses.integers("ecog");
    let of_ecog = |course: usize| match known(ecog[course]) {
        Some(score @ 0..=1) => Level::number(score as f64),
        Some(_) => Level::GradeAtLeast(2),
        None => Level::Missing,
    };
    let scores = [
        Level::number(0.0),
        Level::number(1.0),
        Level::GradeAtLeast(2),
        Level::Missing,
    ];
    add(
        "ecog",
        Statistic::Proportion,
        &|rows, courses| shares(rows, "ecog", cohort, courses, &scores, &of_ecog),
        "courses.ecog",
    );
    let of_diagnosis = |course: usize| match text(&cohort.courses, "diagnosis", course) {
        Some("melanoma") => Level::Diagnosis(DiagnosisGroup::Melanoma),
        Some("renal_cell_carcinoma") => Level::Diagnosis(DiagnosisGroup::RenalCellCarcinoma),
        Some(MISSING) | None => Level::Missing,
        Some(_) => Level::Diagnosis(DiagnosisGroup::Other),
    };
    let diagnoses = [
        Level::Diagnosis(DiagnosisGroup::Melanoma),
        Level::Diagnosis(DiagnosisGroup::RenalCellCarcinoma),
        Level::Diagnosis(DiagnosisGroup::Other),
        Level::Missing,
    ];
    add(
        "diagnosis",
        Statistic::Proportion,
        &|rows, courses| {
            shares(
                rows,
                "diagnosis",
                cohort,
                courses,
                &diagnoses,
                &of_diagnosis,
            );
        },
        "patients.diagnosis",
    );
    let ages = cohort.courses.integers("age_years");
    add(
        "age_years",
        Statistic::Median,
        &|rows, courses| {
            let ages = courses.iter().filter_map(|&course| known(ages[course]));
            rows.distribution(
                "age_years",
                ages.map(|age| age as f64).collect(),
                &QUARTILES,
            );
        },
        "courses.age_years",
    );
    rows
}

/// The text of a column; `None` where no site has the column.
fn text<'a>(courses: &'a Frame, column: &str, course: usize) -> Option<&'a str> {
    let (codes, texts) = courses.texts(column);
    texts.get(*codes.get(course)? as usize).map(String::as_str)
}

/// The share of the courses with each level.
fn shares(
    rows: &mut Rows,
    item: &str,
    cohort: &Cohort,
    courses: &[usize],
    levels: &[Level],
    level_of: &dyn Fn(usize) -> Level,
) {
    let keys = cohort.courses.integers("patient_key");
    for &level in levels {
        let mut by_patient: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for &course in courses {
            let sum = by_patient.entry(keys[course]).or_default();
            *sum = (sum.0 + i64::from(level_of(course) == level), sum.1 + 1);
        }
        let mut clusters = Clusters::default();
        for (events, units) in by_patient.into_values() {
            clusters.add(units, events);
        }
        rows.proportion(item, level, &clusters);
    }
}
