//! laboratory: extreme values, days of severe grades, and the course of values by day.

use super::course::{Course, days_of};
use super::graded::{baseline, is_on_treatment, last, values_of};
use super::measured::Measured;
use super::population::Stratum;
use super::rows::Rows;
use super::values::{ALLOWED, at_most};
use il2_outcomes::measures::results::Statistic::{Max, Median, Min, Q1, Q3};
use std::collections::BTreeSet;

const LOWEST: [&str; 9] = [
    "platelets",
    "hemoglobin",
    "neutrophils",
    "lymphocytes",
    "albumin",
    "sodium",
    "bicarbonate",
    "systolic_bp",
    "spo2",
];
const HIGHEST: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "alt",
    "heart_rate",
    "temperature",
];
const FOLLOWED: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "platelets",
    "albumin",
    "weight",
];

/// The plausible values of an analyte on treatment.
pub(super) fn taken<'a>(
    course: &'a Course,
    analyte: &'a str,
) -> impl Iterator<Item = &'a Measured> + Clone {
    values_of(course, analyte).filter(|value| is_on_treatment(course, value.hour))
}

/// "In the analyte's own unit; of equal extremes the earliest hour. `doses`: given doses with hour ≤ that hour; courses in which
/// a given dose has no hour are left out of it."
fn extremes(stratum: &Stratum<'_>, rows: &mut Rows, analytes: &'static [&str], sign: f64) {
    for analyte in analytes {
        let (mut values, mut hours, mut doses) = (Vec::new(), Vec::new(), Vec::new());
        for course in &stratum.courses {
            let taken: Vec<(f64, f64)> = taken(course, analyte)
                .map(|value| (value.value * sign, value.hour))
                .collect();
            let Some(lowest) = taken.iter().map(|(value, _)| *value).reduce(f64::min) else {
                continue;
            };
            let at_lowest = taken.iter().filter(|(value, _)| at_most(*value, lowest));
            let hour = at_lowest.map(|(_, hour)| *hour).reduce(f64::min).unwrap();
            values.push(lowest * sign);
            hours.push(hour);
            if course.every_given_dose_has_an_hour() {
                let given = course.given();
                let by_then = given.filter(|dose| at_most(dose.hour.unwrap(), hour));
                doses.push(by_then.count() as f64);
            }
        }
        // "An analyte with a value on treatment in the stratum writes all three levels, one without none."
        if !values.is_empty() {
            rows.statistics_at(analyte, "value", &values, &[Median, Q1, Q3, Min, Max]);
            rows.statistics_at(analyte, "hour", &hours, &[Median, Q1, Q3]);
            rows.statistics_at(analyte, "doses", &doses, &[Median, Q1, Q3]);
        }
    }
}

pub(super) fn nadirs(stratum: &Stratum<'_>, rows: &mut Rows) {
    extremes(stratum, rows, &LOWEST, 1.0);
}

pub(super) fn peaks(stratum: &Stratum<'_>, rows: &mut Rows) {
    extremes(stratum, rows, &HIGHEST, -1.0);
}

/// "Days with a value of grade ≥ 3: over days with a graded value (Σ/Σ); then their number, in courses with one."
pub(super) fn severe_days(stratum: &Stratum<'_>, rows: &mut Rows) {
    for place in stratum.grading.key_terms() {
        let days = |course: &Course, least: i64| {
            let values = course.grades.of_term(place);
            let counted =
                values.filter(|value| value.grade >= least && is_on_treatment(course, value.hour));
            days_of(counted.map(|value| value.hour)).len()
        };
        let courses = || stratum.courses.iter();
        let severe: Vec<usize> = courses().map(|course| days(course, 3)).collect();
        let graded: usize = courses().map(|course| days(course, 0)).sum();
        let item = &stratum.grading.terms[place].item;
        rows.ratio(item, severe.iter().sum(), graded);
        let with_one = severe.iter().filter(|&&days| days > 0);
        let numbers: Vec<f64> = with_one.map(|&days| days as f64).collect();
        rows.statistics(item, &numbers, &[Median, Q1, Q3, Max]);
    }
}

/// "Level `0`: the baseline; then each number of a day on treatment that occurs (24 h windows, the first is `1`): the last value on
/// treatment in it (of equal hours the lowest); over courses with one."
pub(super) fn by_day(stratum: &Stratum<'_>, rows: &mut Rows) {
    #[expect(clippy::cast_possible_truncation, reason = "hours of a course are few")]
    let day = |value: &Measured| ((value.hour + ALLOWED) / 24.0).floor() as i64 + 1;
    for analyte in FOLLOWED {
        let courses = || stratum.courses.iter();
        let days: BTreeSet<i64> = courses()
            .flat_map(|course| taken(course, analyte).map(day))
            .collect();
        for level in std::iter::once(0).chain(days) {
            let of_course = |course: &&Course| -> Option<f64> {
                let value = if level == 0 {
                    baseline(course, analyte)
                } else {
                    last(taken(course, analyte).filter(|value| day(value) == level))
                };
                value.map(|value| value.value)
            };
            let values: Vec<f64> = courses().filter_map(of_course).collect();
            // "A level without a course writes no row."
            if !values.is_empty() {
                rows.statistics_at(analyte, &level.to_string(), &values, &[Median, Q1, Q3]);
            }
        }
    }
}
