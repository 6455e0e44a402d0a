//! A moment in the columns of OMOP.

use super::chart::{CourseChart, Row};
use super::raw::{date, date_time};

/// A moment as a date and a date-time.
#[derive(Default)]
pub(super) struct Moment {
    pub(super) date: String,
    pub(super) time: String,
}

/// Three minutes on: no record is at midnight, which would be a date without a time of day.
pub(super) fn shifted(minutes: i64) -> i64 {
    minutes + 3
}

impl Moment {
    /// The moment of a minute.
    pub(super) fn of(minutes: i64) -> Self {
        Self {
            date: date(minutes),
            time: format!("{}:00", date_time(minutes)),
        }
    }

    /// The moment of an hour of a row; without one both are empty.
    pub(super) fn at(course: &CourseChart, row: &Row, column: &str) -> Self {
        let minute = course.minute(row, column);
        minute.map_or_else(Self::default, |minute| Self::of(shifted(minute)))
    }
}
