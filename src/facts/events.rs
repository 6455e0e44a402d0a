//! The rows of a part's table of events by course, and which hours count as on treatment.

use super::FactsError;
use crate::model::{FOLLOW_UP_HOURS, Frame, TOLERANCE};
use std::ops::Range;

/// The rows of a table of events, which lie together by course.
pub(super) struct Events {
    pub(super) frame: Frame,
    /// The course of each row, by its index in the part.
    pub(super) courses: Vec<usize>,
}

impl Events {
    /// The rows of a table, of courses whose keys begin with `first_key`.
    ///
    /// # Errors
    ///
    /// [`FactsError::NotSorted`] where rows of a course do not lie together, or lie before the first course.
    pub(super) fn new(frame: Frame, first_key: i64) -> Result<Self, FactsError> {
        let courses: Vec<usize> = frame
            .integers("course_key")
            .iter()
            .map(|key| usize::try_from(key - first_key))
            .collect::<Result<_, _>>()
            .map_err(|_| FactsError::NotSorted)?;
        if courses.is_sorted() {
            Ok(Self { frame, courses })
        } else {
            Err(FactsError::NotSorted)
        }
    }

    /// Each course that has rows, with their range.
    pub(super) fn by_course(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        runs(&self.courses)
    }
}

/// Each key that has rows, with their range; rows of one key lie together.
pub(super) fn runs<T: Copy + PartialEq>(keys: &[T]) -> impl Iterator<Item = (T, Range<usize>)> {
    let mut from = 0;
    keys.chunk_by(|a, b| a == b).map(move |run| {
        let rows = from..from + run.len();
        from = rows.end;
        (run[0], rows)
    })
}

/// Whether an hour lies on treatment: from hour 0 (the first given dose) to 30 days after the last given dose, where that
/// is known.
///
/// Source: the measure book, "on treatment" of `toxicity.*`; 30 days as in the literature of high-dose IL-2.
pub(super) fn is_on_treatment(hour: f64, last_given: Option<f64>) -> bool {
    hour >= -TOLERANCE && starts_in_time(hour, last_given)
}

/// Whether an hour lies at most 30 days after the last given dose, where that is known.
pub(super) fn starts_in_time(hour: f64, last_given: Option<f64>) -> bool {
    starts_by(hour, last_given, FOLLOW_UP_HOURS)
}

/// Whether an hour is at most `hours_after` hours after the last given dose; true where that hour is unknown.
pub(super) fn starts_by(hour: f64, last_given: Option<f64>, hours_after: f64) -> bool {
    last_given.is_none_or(|last| hour <= last + hours_after + TOLERANCE)
}
