//! What is known of patients' ends, beside their doses and events.

use super::chart::{Chart, end_of_day};
use super::check::{Category, Counted, Outcome, Problem};
use super::rule::{Asks, Rule};
use crate::model::{ABSENT_INTEGER, FOLLOW_UP_HOURS, TOLERANCE};

/// The grade of a deadly event.
const DEADLY: i64 = 5;

const PATIENT: Rule = Rule {
    name: "",
    category: Category::Plausibility,
    table: "patients",
    column: "death_day",
    counted: Counted::Patient,
    out_of: "",
    message: "",
    source: "",
    asks: Asks::Columns,
};

pub(super) const RULES: [Rule; 5] = [
    Rule {
        name: "death_before_first_dose",
        out_of: "patients with a day of death and a given dose at a known time",
        message: "patients who died before their first given dose",
        source: "the day of death is a whole day, counted from the start of the first course",
        asks: Asks::Once(death_before_first_dose),
        ..PATIENT
    },
    Rule {
        name: "last_contact_before_last_dose",
        column: "last_contact_day",
        out_of: "patients with a day of last contact and a given dose at a known time",
        message: "patients whose last contact lies before their last given dose",
        source: "a given dose is a contact; survival would be cut off too early",
        asks: Asks::Once(last_contact_before_last_dose),
        ..PATIENT
    },
    Rule {
        name: "death_after_last_contact",
        out_of: "patients with a day of death and one of last contact",
        message: "patients whose death_day lies after their last_contact_day",
        source: "whoever is known to have died was known of on that day",
        asks: Asks::Once(death_after_last_contact),
        ..PATIENT
    },
    Rule {
        name: "grade_5_without_death_day",
        out_of: "patients with an event of grade 5",
        message: "patients with an event of grade 5 and no death_day",
        source: "CTCAE v5.0: grade 5 is death related to the event",
        asks: Asks::Once(grade_5_without_death_day),
        ..PATIENT
    },
    Rule {
        name: "death_on_treatment_without_grade_5",
        out_of: "patients who died between their first given dose and 30 days after the last",
        message: "patients who died within 30 days of their last dose, and have no event of grade 5: of the disease?",
        source: "CTCAE v5.0: a death that is related to an event has grade 5; one of the disease alone may have none",
        asks: Asks::Once(death_on_treatment_without_grade_5),
        ..PATIENT
    },
];

/// For each patient: the first and the last given dose, in hours from the start of the first course.
fn doses_of_patients(chart: &Chart<'_>) -> Result<Vec<Option<(f64, f64)>>, Problem> {
    let mut doses: Vec<Option<(f64, f64)>> = vec![None; chart.rows_of_patients.len()];
    for (course, given) in chart.given()?.iter().enumerate() {
        if let Some(((first, last), start)) = given.hours.zip(chart.starts[course]) {
            let known = &mut doses[chart.patients[course]];
            let (earliest, latest) = known.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
            *known = Some((earliest.min(start + first), latest.max(start + last)));
        }
    }
    Ok(doses)
}

/// Of each patient with a day of this column and given doses: the day, the first dose and the last.
fn days_and_doses(
    chart: &Chart<'_>,
    column: &str,
) -> Result<impl Iterator<Item = (usize, i64, (f64, f64))>, Problem> {
    let days = chart.days_of_patients(column)?.into_iter().enumerate();
    let known = days.zip(doses_of_patients(chart)?);
    Ok(known.filter_map(|((patient, day), doses)| Some((patient, day?, doses?))))
}

fn death_before_first_dose(chart: &Chart<'_>) -> Outcome {
    let known = days_and_doses(chart, "death_day")?;
    let is_before = |(_, day, (first, _))| end_of_day(day) < first - TOLERANCE;
    Ok(known.map(is_before).collect())
}

fn last_contact_before_last_dose(chart: &Chart<'_>) -> Outcome {
    let known = days_and_doses(chart, "last_contact_day")?;
    let is_before = |(_, day, (_, last))| end_of_day(day) < last - TOLERANCE;
    Ok(known.map(is_before).collect())
}

fn death_after_last_contact(chart: &Chart<'_>) -> Outcome {
    let deaths = chart.integers("patients", "death_day")?.iter();
    let days = deaths.zip(chart.integers("patients", "last_contact_day")?);
    let known = days.filter(|(death, contact)| ![death, contact].contains(&&&ABSENT_INTEGER));
    Ok(known.map(|(death, contact)| death > contact).collect())
}

/// For each patient: whether any event has grade 5.
fn has_grade_5(chart: &Chart<'_>) -> Result<Vec<bool>, Problem> {
    let grades = chart.integers("toxicities", "grade")?;
    let mut deadly = vec![false; chart.rows_of_patients.len()];
    for (&course, &grade) in chart.owners("toxicities")?.iter().zip(grades) {
        if grade == DEADLY {
            deadly[chart.patients[course as usize]] = true;
        }
    }
    Ok(deadly)
}

fn grade_5_without_death_day(chart: &Chart<'_>) -> Outcome {
    let deaths = chart.days_of_patients("death_day")?;
    let deadly = has_grade_5(chart)?.into_iter().zip(deaths);
    let deadly = deadly.filter(|(is_deadly, _)| *is_deadly);
    Ok(deadly.map(|(_, death)| death.is_none()).collect())
}

fn death_on_treatment_without_grade_5(chart: &Chart<'_>) -> Outcome {
    let deadly = has_grade_5(chart)?;
    let known = days_and_doses(chart, "death_day")?;
    let is_on_treatment = |(_, day, (first, last)): &(usize, i64, (f64, f64))| {
        end_of_day(*day) >= first - TOLERANCE
            && 24.0 * *day as f64 <= last + FOLLOW_UP_HOURS + TOLERANCE
    };
    let died = known.filter(is_on_treatment);
    Ok(died.map(|(patient, ..)| !deadly[patient]).collect())
}
