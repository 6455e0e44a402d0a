//! How long a course is observed, and which death ends what began in it.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use crate::model::{FOLLOW_UP_HOURS, TOLERANCE, day_of_hour};

/// The follow-up of the courses of a part, by the index of the course.
pub(super) struct FollowUp {
    /// Days from the start of the course to the patient's death; `None` without a death, or where the start is unknown.
    pub(super) death_days: Vec<Option<i64>>,
    /// Days from the start of the course to the patient's last contact, likewise.
    pub(super) contact_days: Vec<Option<i64>>,
    /// The largest hour in any hour column of the course's tables; −∞ for a course without hours.
    pub(super) largest_hour: Vec<f64>,
    /// The largest hour in any hour column of the course's tables that is at most 720 h after its last given dose; −∞
    /// for a course without hours.
    pub(super) observed_until: Vec<f64>,
    /// 720 h after the last given dose; the largest hour of the course's tables where that dose has no hour.
    pub(super) counted_until: Vec<f64>,
}

/// The death of a course's patient, and until when it ends what began in the course.
#[derive(Debug, Clone, Copy)]
pub(super) struct CourseDeath {
    /// Days from the start of the course to it; `None` without a death, or where the start is unknown.
    pub(super) day: Option<i64>,
    /// 720 h after the last given dose; the largest hour of the course's tables where that dose has no hour; −∞ for a course
    /// without hours.
    pub(super) counted_until: f64,
}

impl FollowUp {
    /// From the days to death and to the last contact, and all hours of the courses: their tables, each with its hour columns.
    pub(super) fn new(
        death_days: Vec<Option<i64>>,
        contact_days: Vec<Option<i64>>,
        doses: &[DoseHistory],
        timed: &[(&Events, &[&str])],
    ) -> Self {
        let mut largest = vec![f64::NEG_INFINITY; doses.len()];
        let mut observed_until = largest.clone();
        for (events, columns) in timed {
            for column in *columns {
                for (&course, &hour) in events.courses.iter().zip(events.frame.decimals(column)) {
                    // An absent hour is NaN, which `max` passes over.
                    largest[course] = largest[course].max(hour);
                    if starts_in_time(hour, doses[course].last_given_hour) {
                        observed_until[course] = observed_until[course].max(hour);
                    }
                }
            }
        }
        let counted_until = doses.iter().zip(&largest).map(|(doses, &largest)| {
            let last = doses.last_given_hour;
            last.map_or(largest, |hour| hour + FOLLOW_UP_HOURS)
        });
        Self {
            death_days,
            contact_days,
            observed_until,
            counted_until: counted_until.collect(),
            largest_hour: largest,
        }
    }

    /// The hour until which a course is observed.
    pub(super) fn observed_until(&self, course: usize) -> f64 {
        self.observed_until[course]
    }

    /// The last hour at which a resolution counts in time.
    pub(super) fn counted_until(&self, course: usize) -> f64 {
        self.counted_until[course]
    }

    /// The start of the day of the patient's death, as an hour of the course.
    pub(super) fn day_of_death(&self, course: usize) -> Option<f64> {
        self.death_days[course].map(|day| 24.0 * day as f64)
    }

    /// The last hour at which anything is known of the patient: of the death, of the last contact, of any row of the
    /// course's tables. −∞ where nothing is.
    pub(super) fn known_until(&self, course: usize) -> f64 {
        let contact = self.contact_days[course].map(|day| 24.0 * day as f64);
        let days = [self.day_of_death(course), contact].into_iter().flatten();
        days.fold(self.largest_hour[course], f64::max)
    }

    /// The death of a course's patient.
    pub(super) fn death(&self, course: usize) -> CourseDeath {
        CourseDeath {
            day: self.death_days[course],
            counted_until: self.counted_until[course],
        }
    }
}

impl CourseDeath {
    /// The hour of the death: the start of its day, or 12 h after the onset where the patient died on the day of the onset.
    pub(super) fn hour(self, onset: f64) -> Option<f64> {
        let day = self.day?;
        if day == day_of_hour(onset) {
            Some(onset + 12.0)
        } else {
            Some(24.0 * day as f64)
        }
    }

    /// Its hour, where it ends what began at `onset` and did not resolve: on the day of the onset, or after it and while
    /// resolutions count.
    ///
    /// Source: the measure book, toxicity, "Resolution".
    pub(super) fn that_ends(self, onset: f64) -> Option<f64> {
        let death = self.hour(onset)?;
        let is_same_day = self.day == Some(day_of_hour(onset));
        let is_in_time = death > onset && death <= self.counted_until + TOLERANCE;
        (is_same_day || is_in_time).then_some(death)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn died_on(day: i64) -> FollowUp {
        FollowUp {
            death_days: vec![Some(day)],
            contact_days: vec![None],
            largest_hour: vec![300.0],
            observed_until: vec![300.0],
            counted_until: vec![744.0],
        }
    }

    #[test]
    fn a_death_on_the_day_of_the_onset_comes_12_hours_later() {
        let ending = |day, onset| died_on(day).death(0).that_ends(onset);
        assert_eq!(ending(0, 23.0), Some(35.0));
        assert_eq!(ending(1, 23.0), Some(24.0));
        // Day 31 begins at hour 744, the last that counts; an event of that day is ended on it all the same.
        assert_eq!(ending(31, 23.0), Some(744.0));
        assert_eq!(ending(31, 744.0), Some(756.0));
    }

    #[test]
    fn what_is_known_of_a_patient_is_known_until_the_last_of_it() {
        let seen = FollowUp {
            contact_days: vec![Some(40)],
            ..died_on(20)
        };
        let known = [died_on(2), died_on(20), seen].map(|patient| Some(patient.known_until(0)));
        assert_eq!(known, [Some(300.0), Some(480.0), Some(960.0)]);
    }

    #[test]
    fn a_death_before_the_onset_or_too_late_ends_nothing() {
        let (early, late) = (died_on(0).death(0), died_on(32).death(0));
        assert_eq!(early.that_ends(24.0), None);
        assert_eq!(late.that_ends(24.0), None);
        // They are known, and nothing resolves after them.
        assert_eq!(early.hour(24.0), Some(0.0));
        assert_eq!(late.hour(24.0), Some(768.0));
    }
}
