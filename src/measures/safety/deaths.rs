//! Deaths soon after treatment, and those that are related to it.

use crate::measures::cohort::Cohort;
use crate::measures::deaths::{RelatedDeath, RelatedDeaths};
use crate::model::{FOLLOW_UP_HOURS, TOLERANCE, known};

/// Whether a patient died at most 720 h after a course's last given dose; a death is that of the patient's last treated
/// course. `None` where the patient's status then is not known.
pub(super) fn died_within_30_days(cohort: &Cohort, course: usize) -> Option<bool> {
    let courses = &cohort.courses;
    let whole = |column: &str| known(courses.integers(column)[course]);
    let start = whole("start_day")?;
    let last = Some(courses.decimals("last_given_hour")[course]);
    let until = last.filter(|hour| !hour.is_nan())? + FOLLOW_UP_HOURS;
    let hour = |day: i64| 24.0 * (day - start) as f64;
    if let Some(death) = whole("death_day") {
        return Some(is_last(cohort, course) && hour(death) <= until + TOLERANCE);
    }
    let contact = whole("last_contact_day")?;
    (hour(contact) >= until - TOLERANCE).then_some(false)
}

/// Whether it is the patient's last treated course, of all that are selected: a death after a later course of another
/// regimen is not that of this one.
fn is_last(cohort: &Cohort, course: usize) -> bool {
    let keys = cohort.courses.integers("patient_key");
    // The courses of a patient lie together, in their order.
    let mut later = (course + 1..keys.len()).take_while(|&other| keys[other] == keys[course]);
    !later.any(|other| cohort.is_treated(other))
}

/// Whether a course's death is related to treatment, as the cohort report counts it.
pub(super) fn related_death(
    cohort: &Cohort,
    deaths: &RelatedDeaths<'_>,
    course: usize,
) -> RelatedDeath {
    deaths.of_course(course, is_last(cohort, course))
}
