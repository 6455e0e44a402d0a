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
    response_days: &'a [i64],
    progressions: &'a [i64],
    assessments: &'a [i64],
    deaths: &'a [i64],
    contacts: &'a [i64],
}

impl<'a> SurvivalTimes<'a> {
    pub(super) fn new(cohort: &'a Cohort) -> Self {
        let days = |column: &str| cohort.courses.integers(column);
        Self {
            responses: Responses::new(cohort),
            starts: days("start_day"),
            response_days: days("response_day"),
            progressions: days("progression_day"),
            assessments: days("last_assessment_day"),
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

    /// From the first day of such a response, of all of whose courses the day is known, to progression or death.
    pub(super) fn response(
        &self,
        courses: &[usize],
        is_such: impl Fn(Response) -> bool,
    ) -> Option<Time> {
        let responded = |&course: &usize| self.responses.of(course).is_some_and(&is_such);
        let courses_with = courses.iter().copied().filter(responded);
        let day = |course: usize| self.day(course, self.response_days);
        let days: Vec<i64> = courses_with.map(day).collect::<Option<_>>()?;
        let start = days.into_iter().min()?;
        let progressions = self.progressions(courses)?.into_iter();
        let later = progressions.filter(|&day| day >= start);
        let event = later.chain(self.death(courses)).min();
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
        let dated = courses.iter().copied();
        let dated = dated.filter(|&course| known(self.progressions[course]).is_some());
        dated
            .map(|course| self.day(course, self.progressions))
            .collect()
    }

    fn death(&self, courses: &[usize]) -> Option<i64> {
        known(self.deaths[courses[0]])
    }

    fn last_contact(&self, courses: &[usize]) -> Option<i64> {
        known(self.contacts[courses[0]])
    }

    /// The last assessment of the tumor; the last contact where none is known.
    fn last_assessment(&self, courses: &[usize]) -> Option<i64> {
        let last = self.last_assessed(courses);
        last.or_else(|| self.last_contact(courses))
    }

    /// The patient's day of a day of a course.
    fn day(&self, course: usize, days: &[i64]) -> Option<i64> {
        Some(known(self.starts[course])? + known(days[course])?)
    }

    /// Those that are known of days of courses, as the patient's days.
    fn days(&self, courses: &[usize], days: &[i64]) -> impl Iterator<Item = i64> {
        courses.iter().filter_map(|&course| self.day(course, days))
    }

    /// The first day of a response, where one is known.
    pub(super) fn first_response(&self, courses: &[usize]) -> Option<i64> {
        self.days(courses, self.response_days).min()
    }

    /// The first day of a progression, where one is known.
    pub(super) fn first_progression(&self, courses: &[usize]) -> Option<i64> {
        self.days(courses, self.progressions).min()
    }

    /// The last day of an assessment, where one is known.
    pub(super) fn last_assessed(&self, courses: &[usize]) -> Option<i64> {
        self.days(courses, self.assessments).max()
    }
}

/// The time from a day to the event, else to where it is censored. One below 0 is none.
fn time(start: i64, event: Option<i64>, censored: Option<i64>) -> Option<Time> {
    let end = event.or(censored)?;
    (end >= start).then(|| ((end - start) as f64, event.is_some()))
}
