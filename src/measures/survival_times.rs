//! How long each patient was followed, in days, and whether to the event.

use super::cohort::Cohort;
use super::outcome::Responses;
use crate::model::{Response, known};

/// Days, and whether the event ended them; else the patient is censored.
pub(super) type Time = (f64, bool);

/// The days from which the times of patients are made, by course. A patient's day is `start_day` and the day of the course
/// together.
#[derive(Debug)]
pub(super) struct SurvivalTimes<'a> {
    responses: Responses<'a>,
    starts: &'a [i64],
    progressions: &'a [i64],
    deaths: &'a [i64],
    contacts: &'a [i64],
}

impl<'a> SurvivalTimes<'a> {
    pub(super) fn new(cohort: &'a Cohort) -> Self {
        let days = |column: &str| cohort.courses.integers(column);
        Self {
            responses: Responses::new(cohort),
            starts: days("start_day"),
            progressions: days("progression_day"),
            deaths: days("death_day"),
            contacts: days("last_contact_day"),
        }
    }

    /// From the first of these courses to death; `None` where the patient is left out. So are all times that follow.
    pub(super) fn overall(&self, courses: &[usize]) -> Option<Time> {
        let start = known(self.starts[courses[0]])?;
        time(start, self.death(courses), self.last_contact(courses))
    }

    /// From the first of these courses to progression or death.
    pub(super) fn progression_free(&self, courses: &[usize]) -> Option<Time> {
        let start = known(self.starts[courses[0]])?;
        let progressions = self.progressions(courses)?.into_iter();
        let event = progressions.chain(self.death(courses)).min();
        time(start, event, self.last_assessment(courses))
    }

    /// Whether a patient has a course with the response PD, and none with a day of progression.
    pub(super) fn is_progression_undated(&self, courses: &[usize]) -> bool {
        let mut all = courses.iter();
        let has_progressed =
            |&course: &usize| self.responses.of(course) == Some(Response::Progressive);
        all.any(has_progressed)
            && courses
                .iter()
                .all(|&course| known(self.progressions[course]).is_none())
    }

    /// The days of all progressions; `None` where one has no day.
    fn progressions(&self, courses: &[usize]) -> Option<Vec<i64>> {
        if self.is_progression_undated(courses) {
            return None;
        }
        let day = |&course: &usize| {
            let after = known(self.progressions[course])?;
            Some(known(self.starts[course]).map(|start| start + after))
        };
        courses.iter().filter_map(day).collect()
    }

    fn death(&self, courses: &[usize]) -> Option<i64> {
        known(self.deaths[courses[0]])
    }

    fn last_contact(&self, courses: &[usize]) -> Option<i64> {
        known(self.contacts[courses[0]])
    }

    /// The last assessment of the tumor; the last contact where none is known.
    fn last_assessment(&self, courses: &[usize]) -> Option<i64> {
        self.last_contact(courses)
    }
}

/// The time from a day to the event, else to where it is censored. One below 0 is none.
fn time(start: i64, event: Option<i64>, censored: Option<i64>) -> Option<Time> {
    let end = event.or(censored)?;
    (end >= start).then(|| ((end - start) as f64, event.is_some()))
}
