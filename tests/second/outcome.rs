//! outcome: response, survival, deaths.

use super::book::Measure;
use super::curve::Curve;
use super::population::{Patient, Stratum};
use super::rows::Rows;
use super::values::at_most;
use il2_outcomes::measures::results::Statistic::{Median, Probability, Proportion};
use il2_outcomes::measures::results::Unit;

/// From best to worst.
const RESPONSES: [&str; 5] = ["CR", "PR", "SD", "PD", "NE"];

/// The best over treated courses.
fn best_response(patient: &Patient<'_>) -> Option<&'static str> {
    let has = |response: &&str| {
        let mut courses = patient.courses.iter();
        courses.any(|course| course.line.text("best_response") == Some(response))
    };
    RESPONSES.into_iter().find(has)
}

fn best_responses(stratum: &Stratum<'_>, rows: &mut Rows) {
    for item in RESPONSES.into_iter().chain(["missing"]) {
        let patients = stratum.patients.iter();
        let are = patients.map(|patient| best_response(patient).unwrap_or("missing") == item);
        rows.of_patients(item, "all", are);
    }
}

fn objective_response(stratum: &Stratum<'_>, rows: &mut Rows) {
    let known = stratum
        .patients
        .iter()
        .filter_map(|patient| best_response(patient));
    let are = known.map(|response| ["CR", "PR"].contains(&response));
    rows.of_patients("all", "all", are);
}

/// Days from the first treated course's `start_day` to death, else to the last contact.
fn overall(patient: &Patient<'_>) -> Option<(f64, bool)> {
    let start = patient.first().line.integer("start_day")?;
    let day = |column: &str| patient.person.line.integer(column);
    let death = day("death_day").map(|day| (day, true));
    let (day, is_event) = death.or_else(|| day("last_contact_day").map(|day| (day, false)))?;
    Some(((day - start) as f64, is_event))
}

/// The same to the earliest of progression in any treated course, and death.
fn progression_free(patient: &Patient<'_>) -> Option<(f64, bool)> {
    let start = patient.first().line.integer("start_day")?;
    let mut events: Vec<i64> = patient
        .person
        .line
        .integer("death_day")
        .into_iter()
        .collect();
    for course in &patient.courses {
        if let Some(day) = course.line.integer("progression_day") {
            // A progression in a course of unknown start_day cannot be dated: the patient is left out.
            events.push(course.line.integer("start_day")? + day);
        }
    }
    let event = events.into_iter().min().map(|day| (day, true));
    let contact = || patient.person.line.integer("last_contact_day");
    let (day, is_event) = event.or_else(|| contact().map(|day| (day, false)))?;
    Some(((day - start) as f64, is_event))
}

fn probabilities(rows: &mut Rows, curve: &Curve) {
    for days in [365, 730, 1095, 1825] {
        let reading = curve.at(f64::from(days));
        rows.probability("all", &days.to_string(), curve, &reading, false);
    }
}

fn curve(stratum: &Stratum<'_>, time: impl Fn(&Patient<'_>) -> Option<(f64, bool)>) -> Curve {
    Curve::of(stratum.patients.iter().filter_map(|patient| time(patient)))
}

fn treatment_related_death(stratum: &Stratum<'_>, rows: &mut Rows) {
    let died = |patient: &&Patient<'_>| {
        let mut events = patient
            .courses
            .iter()
            .flat_map(|course| course.events_on_treatment());
        events
            .any(|event| event.is_at_least(5) && event.attribution.as_deref() != Some("unrelated"))
    };
    rows.of_patients("all", "all", stratum.patients.iter().map(died));
}

/// Whether a patient died at most 720 h after the last dose; nothing where that is not known.
fn died_within_30_days(patient: &Patient<'_>) -> Option<bool> {
    let last_hour = patient.last().last_given_hour()?;
    let hours_after = |column: &str| {
        let day = patient.person.line.integer(column)?;
        Some(patient.last().hour_of_day(day)? - last_hour)
    };
    if let Some(hours) = hours_after("death_day") {
        return Some(at_most(hours, 720.0));
    }
    hours_after("last_contact_day")
        .filter(|&hours| at_most(720.0, hours))
        .map(|_| false)
}

const RESPONSE: Measure = Measure {
    name: "outcome.best_response",
    unit: Unit::Patient,
    needs: &["courses.best_response"],
    first: Proportion,
    rows: best_responses,
};

const SURVIVAL: Measure = Measure {
    name: "outcome.overall_survival",
    unit: Unit::Patient,
    needs: &["patients.death_day", "patients.last_contact_day"],
    first: Probability,
    rows: |stratum, rows| probabilities(rows, &curve(stratum, overall)),
};

const PROGRESSION_FREE: Measure = Measure {
    name: "outcome.progression_free_survival",
    needs: &[
        "patients.death_day",
        "patients.last_contact_day",
        "courses.progression_day",
    ],
    rows: |stratum, rows| probabilities(rows, &curve(stratum, progression_free)),
    ..SURVIVAL
};

pub(super) const MEASURES: &[Measure] = &[
    RESPONSE,
    Measure {
        name: "outcome.objective_response",
        rows: objective_response,
        ..RESPONSE
    },
    SURVIVAL,
    Measure {
        name: "outcome.overall_survival_median",
        first: Median,
        rows: |stratum, rows| rows.median_of_curve(&curve(stratum, overall)),
        ..SURVIVAL
    },
    PROGRESSION_FREE,
    Measure {
        name: "outcome.progression_free_survival_median",
        first: Median,
        rows: |stratum, rows| rows.median_of_curve(&curve(stratum, progression_free)),
        ..PROGRESSION_FREE
    },
    Measure {
        name: "outcome.treatment_related_death",
        needs: &["toxicities.grade"],
        rows: treatment_related_death,
        ..RESPONSE
    },
    Measure {
        name: "outcome.death_within_30_days",
        needs: &[
            "patients.death_day",
            "patients.last_contact_day",
            "doses.hour",
        ],
        rows: |stratum, rows| {
            let known = stratum
                .patients
                .iter()
                .filter_map(|patient| died_within_30_days(patient));
            rows.of_patients("all", "all", known);
        },
        ..RESPONSE
    },
];
