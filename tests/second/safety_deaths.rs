//! Deaths of a safety review, soon after treatment and related to it, and failures of the lungs.

use super::course::{Course, Event};
use super::safety::Review;
use super::values::at_most;

const RESPIRATORY_FAILURE: [&str; 2] =
    ["Respiratory failure", "Adult respiratory distress syndrome"];

/// "An event on treatment of Respiratory failure or Adult respiratory distress syndrome of grade ≥ 4 or of unknown grade."
pub(super) fn has_respiratory_failure(course: &Course) -> bool {
    course.events_on_treatment().any(|event| {
        RESPIRATORY_FAILURE.contains(&event.term.as_str())
            && (event.grade.is_none() || event.is_at_least(4))
    })
}

impl Review<'_> {
    /// Whether it is the patient's last treated course, of whatever regimen.
    fn is_last(&self, course: &Course) -> bool {
        let treated = self.data.courses.iter().filter(|own| own.is_treated());
        let mut of_patient = treated.filter(|own| own.patient == course.patient);
        of_patient.all(|own| own.order <= course.order)
    }

    /// Whether the patient died within 720 h of the last given dose, as the last treated course tells it.
    pub(super) fn died(&self, course: &Course) -> Option<bool> {
        let until = course.last_given_hour()? + 720.0;
        let hour = |column: &str| {
            let day = self.data.persons[course.patient].line.integer(column)?;
            course.hour_of_day(day)
        };
        if self.data.persons[course.patient]
            .line
            .integer("death_day")
            .is_some()
        {
            let death = hour("death_day")?;
            return Some(self.is_last(course) && at_most(death, until));
        }
        at_most(until, hour("last_contact_day")?).then_some(false)
    }

    fn cause_of_death(&self, course: &Course) -> Option<&str> {
        self.data.persons[course.patient].line.text("death_cause")
    }

    /// "An on-treatment event of grade 5 with attribution `related`, or `death_cause` `treatment`"; that "counts in the
    /// patient's last treated course alone".
    pub(super) fn is_attributed(&self, course: &Course) -> bool {
        let mut events = course.events_on_treatment();
        let is_related =
            |event: &Event| event.is_at_least(5) && event.attribution.as_deref() == Some("related");
        events.any(is_related)
            || self.cause_of_death(course) == Some("treatment") && self.is_last(course)
    }

    /// "These, and … an on-treatment event of grade 5 whose attribution is `unknown` or absent and a `death_cause` that is
    /// neither `disease` nor `other`."
    pub(super) fn is_not_excluded(&self, course: &Course) -> bool {
        let mut events = course.events_on_treatment();
        let is_open = |event: &Event| {
            let attribution = event.attribution.as_deref();
            event.is_at_least(5) && matches!(attribution, None | Some("unknown"))
        };
        let cause = self.cause_of_death(course);
        self.is_attributed(course)
            || events.any(is_open) && !matches!(cause, Some("disease" | "other"))
    }
}
