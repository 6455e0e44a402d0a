//! The patient of each course of a part, and what is known of the course through the patient.

use crate::model::{Frame, Sex};
use std::collections::HashMap;

/// The row of each course's patient in the patients table.
pub(super) fn patient_rows(courses: &Frame, patients: &Frame) -> Vec<Option<usize>> {
    let [of_courses, of_patients] = [courses, patients].map(|table| table.column("patient_id"));
    let rows: HashMap<&str, usize> = (0..patients.rows())
        .filter_map(|row| Some((of_patients.text(row)?, row)))
        .collect();
    (0..courses.rows())
        .map(|course| rows.get(of_courses.text(course)?).copied())
        .collect()
}

/// The sex of each course's patient.
pub(super) fn sexes(patients: &Frame, patient_of: &[Option<usize>]) -> Vec<Option<Sex>> {
    let sexes = patients.choices("sex");
    patient_of.iter().map(|row| sexes[(*row)?]).collect()
}

/// Days from the start of each course to a day of its patient; `None` where either is unknown.
pub(super) fn days_from_start(
    courses: &Frame,
    patients: &Frame,
    patient_of: &[Option<usize>],
    day: &str,
) -> Vec<Option<i64>> {
    let (days, starts) = (patients.column(day), courses.column("start_day"));
    let of_course = |(course, patient): (usize, &Option<usize>)| {
        Some(days.integer((*patient)?)? - starts.integer(course)?)
    };
    patient_of.iter().enumerate().map(of_course).collect()
}
