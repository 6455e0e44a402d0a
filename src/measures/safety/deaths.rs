//! Deaths soon after treatment.

use super::population::Population;
use crate::model::{FOLLOW_UP_HOURS, TOLERANCE, known};

/// Whether a patient died at most 720 h after a course's last given dose; a death is that of the patient's last treated
/// course. `None` where the patient's status then is not known.
pub(super) fn died_within_30_days(population: &Population<'_>, course: usize) -> Option<bool> {
    let courses = &population.cohort.courses;
    let whole = |column: &str| known(courses.integers(column)[course]);
    let keys = courses.integers("patient_key");
    let start = whole("start_day")?;
    let last = Some(courses.decimals("last_given_hour")[course]);
    let until = last.filter(|hour| !hour.is_nan())? + FOLLOW_UP_HOURS;
    let hour = |day: i64| 24.0 * (day - start) as f64;
    // The courses of a patient lie together, in their order.
    let is_followed = (course + 1..keys.len())
        .take_while(|&other| keys[other] == keys[course])
        .any(|other| population.contains(other));
    if let Some(death) = whole("death_day") {
        return Some(!is_followed && hour(death) <= until + TOLERANCE);
    }
    let contact = whole("last_contact_day")?;
    (hour(contact) >= until - TOLERANCE).then_some(false)
}
