//! Deaths soon after treatment, and those that are related to it.

use super::population::Population;
use crate::measures::deaths::{RelatedDeath, RelatedDeaths};
use crate::model::{FOLLOW_UP_HOURS, TOLERANCE, known};

/// Whether a patient died at most 720 h after a course's last given dose; a death is that of the patient's last treated
/// course. `None` where the patient's status then is not known.
pub(super) fn died_within_30_days(population: &Population<'_>, course: usize) -> Option<bool> {
    let courses = &population.cohort.courses;
    let whole = |column: &str| known(courses.integers(column)[course]);
    let start = whole("start_day")?;
    let last = Some(courses.decimals("last_given_hour")[course]);
    let until = last.filter(|hour| !hour.is_nan())? + FOLLOW_UP_HOURS;
    let hour = |day: i64| 24.0 * (day - start) as f64;
    if let Some(death) = whole("death_day") {
        return Some(is_last(population, course) && hour(death) <= until + TOLERANCE);
    }
    let contact = whole("last_contact_day")?;
    (hour(contact) >= until - TOLERANCE).then_some(false)
}

/// Whether no later treated course of its patient is in the population.
fn is_last(population: &Population<'_>, course: usize) -> bool {
    let keys = population.cohort.courses.integers("patient_key");
    // The courses of a patient lie together, in their order.
    let mut later = (course + 1..keys.len()).take_while(|&other| keys[other] == keys[course]);
    !later.any(|other| population.contains(other))
}

/// Whether a course's death is related to treatment, as the cohort report counts it.
pub(super) fn related_death(
    population: &Population<'_>,
    deaths: &RelatedDeaths<'_>,
    course: usize,
) -> RelatedDeath {
    deaths.of_course(course, is_last(population, course))
}
