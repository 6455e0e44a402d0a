//! Grades from values once more: by another version, by other ranges, or with what is clinical assumed, from the stored
//! tables.
//!
//! A store keeps measurements as they were reported, with their units and limits, and of each course what grades need
//! beside them, so that no export is read again. It costs one pass over the stored measurements.

use super::FactsError;
use super::course_values::values_of;
use super::dialysis::DialysisFacts;
use super::events::runs;
use super::follow_up::CourseDeath;
use super::frame::read_parquet;
use super::graded_terms::{GradedCourse, TermFacts};
use super::intervals::intervals;
use super::sister_tables::{LABORATORY, laboratory_columns};
use crate::grades::{Grading, Measured};
use crate::model::{Frame, Values};
use crate::store::Snapshot;
use std::collections::HashMap;

/// What `facts_courses` holds for it.
const OF_COURSES: [&str; 7] = [
    "course_key",
    "sex",
    "start_day",
    "death_day",
    "last_given_hour",
    "at_risk_of_dialysis",
    "counted_until_hour",
];
const OF_DIALYSIS: [&str; 4] = ["course_key", "is_dialysis", "start_hour", "stop_hour"];
const OF_MEASUREMENTS: [&str; 8] = [
    "course_key",
    "hour",
    "value",
    "lower_limit",
    "upper_limit",
    "listed_analyte",
    "listed_unit",
    "standard_value",
];

/// The table [`LABORATORY`] of a snapshot, graded once more: `course_key` and its columns, in the order of `facts_courses`.
///
/// # Errors
///
/// Where a file of the store cannot be read.
pub fn regraded(snapshot: &Snapshot, grading: &Grading) -> Result<Frame, FactsError> {
    let courses = read_parquet(&snapshot.parts("facts_courses")?, &OF_COURSES)?;
    let keys = courses.integers("course_key");
    let index_of: HashMap<i64, usize> = keys.iter().copied().zip(0..).collect();
    let dialysis = dialysis(snapshot, &courses, &index_of)?;
    let sexes = courses.choices("sex");
    let last_given = courses.column("last_given_hour");
    let deaths = deaths(&courses);
    let mut terms: Vec<Vec<TermFacts>> = vec![Vec::new(); keys.len()];
    // A file at a time: measurements are the largest table.
    for file in snapshot.parts("measurements")? {
        let measurements = read_parquet(&[file], &OF_MEASUREMENTS)?;
        let measured = Measured::new(&measurements);
        for (key, rows) in runs(measurements.integers("course_key")) {
            let Some(&index) = index_of.get(&key) else {
                return Err(FactsError::NotSorted);
            };
            let course = GradedCourse {
                values: &values_of(&measured, rows, sexes[index]),
                last_given: last_given.decimal(index),
                dialysis: &dialysis[index],
                death: deaths[index],
            };
            terms[index] = course.terms(grading);
        }
    }
    let rows = terms.iter().enumerate();
    let rows: Vec<(usize, &TermFacts)> = rows
        .flat_map(|(index, terms)| terms.iter().map(move |term| (index, term)))
        .collect();
    let of_rows = rows.iter().map(|(index, _)| keys[*index]).collect();
    let columns = LABORATORY.columns.iter().zip(laboratory_columns(&rows));
    let columns = columns.map(|(name, values)| (*name, values));
    let all = std::iter::once(("course_key", Values::Integer(of_rows))).chain(columns);
    Ok(Frame::new(LABORATORY.name, all))
}

/// The dialysis of each course: whether it was at risk, and its intervals.
fn dialysis(
    snapshot: &Snapshot,
    courses: &Frame,
    index_of: &HashMap<i64, usize>,
) -> Result<Vec<DialysisFacts>, FactsError> {
    let at_risk = courses.booleans("at_risk_of_dialysis").iter();
    let mut dialysis: Vec<DialysisFacts> = at_risk
        .map(|at_risk| DialysisFacts {
            // Where dialysis was not collected, nobody counts who recovered off it.
            at_risk: *at_risk != Some(false),
            ..DialysisFacts::default()
        })
        .collect();
    let stored = read_parquet(&snapshot.parts("dialysis")?, &OF_DIALYSIS)?;
    let is_dialysis = stored.booleans("is_dialysis");
    let interval = intervals(&stored);
    for (key, rows) in runs(stored.integers("course_key")) {
        if let Some(&index) = index_of.get(&key) {
            let counting = rows.filter(|&row| is_dialysis[row] == Some(true));
            dialysis[index].intervals = counting.map(&interval).collect();
        }
    }
    Ok(dialysis)
}

/// The death of each course's patient.
fn deaths(courses: &Frame) -> Vec<CourseDeath> {
    let death = |index| CourseDeath {
        day: courses
            .integer("death_day", index)
            .zip(courses.integer("start_day", index))
            .map(|(death, start)| death - start),
        counted_until: courses
            .decimal("counted_until_hour", index)
            .unwrap_or(f64::NEG_INFINITY),
    };
    (0..courses.rows()).map(death).collect()
}
