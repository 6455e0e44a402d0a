//! Rules of deaths and last contacts, compared with doses and events.

use super::check::{Counted, NotApplicable, Outcome};
use super::part_view::{DEATH_DAY, PartView, end_of_day};
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{
    ABSENT_CODE, ABSENT_INTEGER, FOLLOW_UP_HOURS, Field, PATIENTS, TOLERANCE, TOXICITIES, known,
};

const LAST_CONTACT_DAY: Field = Field::of(&PATIENTS, "last_contact_day");
const DEATH_CAUSE: Field = Field::of(&PATIENTS, "death_cause");
pub(super) const GRADE: Field = Field::of(&TOXICITIES, "grade");

/// The grade of a fatal event.
pub(super) const FATAL: i64 = 5;

pub(super) const RULES: [Rule; 6] = [
    Rule {
        name: "death_before_first_dose",
        counted: Counted::Patient,
        out_of: "patients with a day of death and a given dose at a known time",
        message: "patients who died before their first given dose",
        source: "the day of death has no hour and is counted from the start of the first course",
        evaluation: Evaluation::Once(DEATH_DAY, death_before_first_dose),
        ..PLAUSIBILITY
    },
    Rule {
        name: "last_contact_before_last_dose",
        counted: Counted::Patient,
        out_of: "patients with a day of last contact and a given dose at a known time",
        message: "patients whose last contact is before their last given dose",
        source: "a given dose is a contact; survival would be cut off too early",
        evaluation: Evaluation::Once(LAST_CONTACT_DAY, last_contact_before_last_dose),
        ..PLAUSIBILITY
    },
    Rule {
        name: "death_after_last_contact",
        counted: Counted::Patient,
        out_of: "patients with a day of death and one of last contact",
        message: "patients whose death_day is after their last_contact_day",
        source: "a known day of death is a contact on that day",
        evaluation: Evaluation::Once(DEATH_DAY, death_after_last_contact),
        ..PLAUSIBILITY
    },
    Rule {
        name: "death_cause_without_death_day",
        counted: Counted::Patient,
        out_of: "patients with a cause of death",
        message: "patients with a death_cause and no death_day",
        source: "a patient without a day of death counts as alive and has no cause of death",
        evaluation: Evaluation::Once(DEATH_CAUSE, death_cause_without_death_day),
        ..PLAUSIBILITY
    },
    Rule {
        name: "grade_5_without_death_day",
        counted: Counted::Patient,
        out_of: "patients with an event of grade 5",
        message: "patients with an event of grade 5 and no death_day",
        source: "CTCAE v5.0: grade 5 is death related to the event",
        evaluation: Evaluation::Once(DEATH_DAY, grade_5_without_death_day),
        ..PLAUSIBILITY
    },
    Rule {
        name: "death_on_treatment_without_grade_5",
        counted: Counted::Patient,
        out_of: "patients who died between their first given dose and 30 days after the last",
        message: "patients who died within 30 days of their last dose and have no event of grade 5: did they die of the disease?",
        source: "CTCAE v5.0: a death related to an event is grade 5; a death from disease alone may have no event",
        evaluation: Evaluation::Once(DEATH_DAY, death_on_treatment_without_grade_5),
        ..PLAUSIBILITY
    },
];

/// For each patient: the first and the last given dose, in hours from the start of the first course.
fn doses_of_patients(view: &PartView<'_>) -> Result<Vec<Option<(f64, f64)>>, NotApplicable> {
    let mut doses: Vec<Option<(f64, f64)>> = vec![None; view.rows_of_patients.len()];
    for (course, given) in view.given()?.iter().enumerate() {
        if let Some(((first, last), start)) = given.hours.zip(view.starts[course]) {
            let known = &mut doses[view.patients[course]];
            let (earliest, latest) = known.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
            *known = Some((earliest.min(start + first), latest.max(start + last)));
        }
    }
    Ok(doses)
}

/// Each patient with a day in this column and given doses: the patient's index, the day, the first dose and the last.
fn days_and_doses(
    view: &PartView<'_>,
    field: Field,
) -> Result<impl Iterator<Item = (usize, i64, (f64, f64))>, NotApplicable> {
    let days = view.days_of_patients(field)?.into_iter().enumerate();
    let known = days.zip(doses_of_patients(view)?);
    Ok(known.filter_map(|((patient, day), doses)| Some((patient, day?, doses?))))
}

fn death_before_first_dose(view: &PartView<'_>) -> Outcome {
    let known = days_and_doses(view, DEATH_DAY)?;
    let is_before = |(_, day, (first, _))| end_of_day(day) < first - TOLERANCE;
    Ok(known.map(is_before).collect())
}

fn last_contact_before_last_dose(view: &PartView<'_>) -> Outcome {
    let known = days_and_doses(view, LAST_CONTACT_DAY)?;
    let is_before = |(_, day, (_, last))| end_of_day(day) < last - TOLERANCE;
    Ok(known.map(is_before).collect())
}

fn death_after_last_contact(view: &PartView<'_>) -> Outcome {
    let contacts = view.integers(LAST_CONTACT_DAY)?;
    let days = view.integers(DEATH_DAY)?.iter().zip(contacts);
    let both = days.filter_map(|(&death, &contact)| known(death).zip(known(contact)));
    Ok(both.map(|(death, contact)| death > contact).collect())
}

fn death_cause_without_death_day(view: &PartView<'_>) -> Outcome {
    let (causes, _) = view.texts(DEATH_CAUSE)?;
    let rows = causes.iter().zip(view.integers(DEATH_DAY)?);
    let with_cause = rows.filter(|(cause, _)| **cause != ABSENT_CODE);
    Ok(with_cause.map(|(_, &day)| day == ABSENT_INTEGER).collect())
}

/// For each patient: whether any event has grade 5.
fn has_grade_5(view: &PartView<'_>) -> Result<Vec<bool>, NotApplicable> {
    let grades = view.integers(GRADE)?;
    let mut is_fatal = vec![false; view.rows_of_patients.len()];
    for (&course, &grade) in view.owners(&TOXICITIES)?.iter().zip(grades) {
        if grade == FATAL {
            is_fatal[view.patients[course as usize]] = true;
        }
    }
    Ok(is_fatal)
}

fn grade_5_without_death_day(view: &PartView<'_>) -> Outcome {
    let deaths = view.days_of_patients(DEATH_DAY)?;
    let patients = has_grade_5(view)?.into_iter().zip(deaths);
    let with_grade_5 = patients.filter(|(has_grade_5, _)| *has_grade_5);
    Ok(with_grade_5.map(|(_, death)| death.is_none()).collect())
}

fn death_on_treatment_without_grade_5(view: &PartView<'_>) -> Outcome {
    let has_grade_5 = has_grade_5(view)?;
    let known = days_and_doses(view, DEATH_DAY)?;
    let is_on_treatment = |(_, day, (first, last)): &(usize, i64, (f64, f64))| {
        end_of_day(*day) >= first - TOLERANCE
            && 24.0 * *day as f64 <= last + FOLLOW_UP_HOURS + TOLERANCE
    };
    let died = known.filter(is_on_treatment);
    Ok(died.map(|(patient, ..)| !has_grade_5[patient]).collect())
}
