//! The values of each course of a part, as they are graded.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use crate::grades::{CourseValues, Measured, Value};
use crate::model::{Sex, TOLERANCE};
use std::ops::Range;

/// The plausible values of every course of a part, by the index of the course, whose patients have these sexes.
pub(super) fn course_values(sexes: &[Option<Sex>], measurements: &Events) -> Vec<CourseValues> {
    let measured = Measured::new(&measurements.frame);
    let mut rows_of = vec![0..0; sexes.len()];
    for (course, rows) in measurements.by_course() {
        rows_of[course] = rows;
    }
    let courses = rows_of.into_iter().zip(sexes);
    courses
        .map(|(rows, &sex)| values_of(&measured, rows, sex))
        .collect()
}

/// The plausible values of a course among these rows, whose patient has this sex.
pub(super) fn values_of(
    measured: &Measured<'_>,
    rows: Range<usize>,
    sex: Option<Sex>,
) -> CourseValues {
    let values = rows.filter_map(|row| measured.plausible(row));
    CourseValues::new(sex, values.collect())
}

/// Whether a value at this hour was taken on treatment: after hour 0, at which it was drawn before the dose, and at most 30
/// days after the last given dose.
///
/// Source: the measure book, grades from values, "On treatment".
pub(super) fn is_taken_on_treatment(hour: f64, last_given: Option<f64>) -> bool {
    hour > TOLERANCE && starts_in_time(hour, last_given)
}

/// The values of an analyte on treatment, by hour and value in its own unit.
pub(super) fn on_treatment<'a>(
    values: &'a CourseValues,
    analyte: usize,
    doses: &DoseHistory,
) -> impl DoubleEndedIterator<Item = &'a Value> + Clone {
    let last = doses.last_given_hour;
    let all = values.of_analyte(analyte).iter();
    all.filter(move |value| is_taken_on_treatment(value.hour, last))
}

/// Of values by hour and size, each run that was taken at one hour.
pub(super) fn by_hour<'a>(
    values: impl Iterator<Item = &'a Value>,
) -> impl Iterator<Item = (f64, Vec<f64>)> {
    let mut values = values.peekable();
    std::iter::from_fn(move || {
        let first = values.next()?;
        let mut of_hour = vec![first.own];
        while let Some(next) = values.next_if(|next| next.hour <= first.hour + TOLERANCE) {
            of_hour.push(next.own);
        }
        Some((first.hour, of_hour))
    })
}
