//! dialysis: courses at risk of it, and their dialysis.

use super::book::Measure;
use super::course::{Course, Interval, Treatment, length_of_union};
use super::data::Person;
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use super::terms::TERMINOLOGY;
use super::values::{at_most, less};
use il2_outcomes::measures::results::Statistic::{self, Mean};
use il2_outcomes::measures::results::Unit;

/// Intervals whose modality is dialysis.
pub(super) fn dialysis(course: &Course) -> impl Iterator<Item = &Treatment> {
    let is_dialysis = |treatment: &&Treatment| TERMINOLOGY.dialysis.contains(&treatment.modality);
    course.treatments.iter().filter(is_dialysis)
}

/// "Unless `baseline_dialysis` is true or an interval of a dialysis modality starts before hour 0."
pub(super) fn is_at_risk(course: &Course) -> bool {
    let on_dialysis = course.line.text("baseline_dialysis") == Some("true");
    !on_dialysis && dialysis(course).all(|treatment| at_most(0.0, treatment.during.start))
}

pub(super) fn at_risk<'a>(stratum: &Stratum<'a>) -> impl Iterator<Item = &'a Course> {
    let courses: Vec<&Course> = stratum.courses.clone();
    courses.into_iter().filter(|course| is_at_risk(course))
}

/// "An interval counts if its modality is dialysis and it starts in 0 … h + 720."
pub(super) fn counting(course: &Course) -> impl Iterator<Item = &Treatment> {
    dialysis(course).filter(|treatment| course.is_from_0_within(720.0, treatment.during.start))
}

pub(super) fn is_user(course: &Course) -> bool {
    counting(course).next().is_some()
}

fn use_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let needed = |patient: &&Patient<'_>| {
        let at_risk: Vec<&&Course> = patient
            .courses
            .iter()
            .filter(|course| is_at_risk(course))
            .collect();
        (!at_risk.is_empty()).then(|| at_risk.iter().any(|course| is_user(course)))
    };
    rows.of_patients("all", "all", stratum.patients.iter().filter_map(needed));
}

fn modalities(stratum: &Stratum<'_>, rows: &mut Rows) {
    for modality in &TERMINOLOGY.dialysis {
        let had =
            |course: &Course| counting(course).any(|treatment| treatment.modality == *modality);
        rows.of_courses(
            modality,
            "all",
            at_risk(stratum).map(|course| (course, had(course))),
        );
    }
}

fn rate(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = at_risk(stratum).map(|course| (course, usize::from(is_user(course))));
    rows.rate("all", courses, 1000.0);
}

/// "Item: category of modality: the union of counting intervals of that category, among users of it with an end to each of
/// these."
fn hours(stratum: &Stratum<'_>, rows: &mut Rows) {
    for category in &TERMINOLOGY.dialysis_categories {
        let hours = |course: &Course| {
            let own = counting(course)
                .filter(|treatment| TERMINOLOGY.category(&treatment.modality) == *category);
            let intervals: Vec<Interval> = own.map(|treatment| treatment.during).collect();
            length_of_union(&intervals, 0.0).filter(|_| !intervals.is_empty())
        };
        let values: Vec<f64> = at_risk(stratum).filter_map(hours).collect();
        rows.statistics(category, &values, &DIST);
    }
}

/// Whether dialysis ended and the patient lived 168 h without it; nothing where it cannot be said.
fn ended(course: &Course, person: &Person) -> Option<bool> {
    let stops: Option<Vec<f64>> = counting(course)
        .map(|treatment| treatment.during.stop)
        .collect();
    // "No: a counting interval has no end"
    let Some(stops) = stops else {
        return Some(false);
    };
    let end = stops.into_iter().reduce(f64::max)?;
    let day = |column: &str| course.hour_of_day(person.line.integer(column)?);
    let death = day("death_day");
    // "or a dialysis interval of the course starts after E; or the patient died before E + 168."
    if dialysis(course).any(|treatment| less(end, treatment.during.start))
        || death.is_some_and(|death| less(death, end + 168.0))
    {
        return Some(false);
    }
    let mut known = course
        .hours
        .iter()
        .copied()
        .chain(death)
        .chain(day("last_contact_day"));
    known.any(|hour| at_most(end + 168.0, hour)).then_some(true)
}

fn ended_of_users(stratum: &Stratum<'_>, rows: &mut Rows) {
    let users = at_risk(stratum).filter(|course| is_user(course));
    let said = users.filter_map(|course| Some((course, ended(course, stratum.person_of(course))?)));
    rows.of_courses("all", "all", said);
}

const USE: Measure = Measure {
    name: "dialysis.use",
    unit: Unit::Course,
    needs: &["dialysis"],
    first: Statistic::Proportion,
    rows: |stratum, rows| {
        let are = at_risk(stratum).map(|course| (course, is_user(course)));
        rows.of_courses("all", "all", are);
    },
};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        unit: Unit::Patient,
        rows: use_of_patients,
        ..USE
    },
    USE,
    Measure {
        name: "dialysis.modality",
        rows: modalities,
        ..USE
    },
    Measure {
        name: "dialysis.rate",
        first: Statistic::Rate,
        rows: rate,
        ..USE
    },
    Measure {
        name: "dialysis.hours",
        needs: &["dialysis.stop_hour"],
        first: Mean,
        rows: hours,
        ..USE
    },
    Measure {
        name: "dialysis.ended",
        needs: &["dialysis.stop_hour"],
        rows: ended_of_users,
        ..USE
    },
];
