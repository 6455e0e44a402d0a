//! outcome: response, survival, deaths.

use super::book::Measure;
use super::curve::Curve;
use super::population::{Patient, Stratum};
use super::rows::Rows;
use super::values::ALLOWED;
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

/// Patients whose best response, or missing response, is counted, by whether it is one of these.
fn with_response(stratum: &Stratum<'_>, rows: &mut Rows, of_evaluable: bool, such: &[&str]) {
    let best = stratum
        .patients
        .iter()
        .map(|patient| best_response(patient));
    let counted = best.filter(|best| !of_evaluable || best.is_some_and(|best| best != "NE"));
    let are = counted.map(|best| best.is_some_and(|best| such.contains(&best)));
    rows.of_patients("all", "all", are);
}

/// What ends a time, and the time itself: from a day of the patient to the event, else to the censoring.
fn time(start: i64, event: Option<i64>, censored: Option<i64>) -> Option<(f64, bool)> {
    let end = event.or(censored)?;
    Some(((end - start) as f64, event.is_some()))
}

fn day(patient: &Patient<'_>, column: &str) -> Option<i64> {
    patient.person.line.integer(column)
}

/// Days from the first treated course's `start_day` to death, else to the last contact.
fn overall(patient: &Patient<'_>) -> Option<(f64, bool)> {
    let start = patient.first().line.integer("start_day")?;
    time(
        start,
        day(patient, "death_day"),
        day(patient, "last_contact_day"),
    )
}

/// Best response PD in a treated course, and no day of progression in any.
fn is_undated(patient: &Patient<'_>) -> bool {
    let has = |column: &str, value: Option<&str>| {
        let mut courses = patient.courses.iter();
        courses.any(|course| match course.line.text(column) {
            None => false,
            Some(text) => value.is_none_or(|value| value == text),
        })
    };
    has("best_response", Some("PD")) && !has("progression_day", None)
}

/// The days of progressions in all treated courses; nothing where one of them is not known: the patient is left out.
fn progressions(patient: &Patient<'_>) -> Option<Vec<i64>> {
    let mut days = Vec::new();
    for course in &patient.courses {
        if let Some(day) = course.line.integer("progression_day") {
            days.push(course.line.integer("start_day")? + day);
        }
    }
    (!is_undated(patient)).then_some(days)
}

/// The latest assessment of the treated courses, without one the last contact.
fn last_assessment(patient: &Patient<'_>) -> Option<i64> {
    let of_courses = patient.courses.iter().filter_map(|course| {
        let after = course.line.integer("last_assessment_day")?;
        Some(course.line.integer("start_day")? + after)
    });
    of_courses
        .max()
        .or_else(|| day(patient, "last_contact_day"))
}

/// From the first treated course's `start_day` to the earliest of progression in any treated course, and death.
fn progression_free(patient: &Patient<'_>) -> Option<(f64, bool)> {
    let start = patient.first().line.integer("start_day")?;
    let mut events = progressions(patient)?;
    events.extend(day(patient, "death_day"));
    time(start, events.into_iter().min(), last_assessment(patient))
}

/// From the earliest day of such a response to the first progression on or after it, and death.
fn duration(patient: &Patient<'_>, such: &[&str]) -> Option<(f64, bool)> {
    let mut days = Vec::new();
    for course in &patient.courses {
        if course
            .line
            .text("best_response")
            .is_some_and(|best| such.contains(&best))
        {
            days.push(course.line.integer("start_day")? + course.line.integer("response_day")?);
        }
    }
    let start = days.into_iter().min()?;
    let mut events = progressions(patient)?;
    events.retain(|&day| day >= start);
    events.extend(day(patient, "death_day"));
    time(start, events.into_iter().min(), last_assessment(patient))
}

const KINDS: [(&str, &[&str]); 2] = [("CR", &["CR"]), ("CR_or_PR", &["CR", "PR"])];

fn cause_of_death(stratum: &Stratum<'_>, rows: &mut Rows) {
    for item in ["treatment", "disease", "other", "unknown", "missing"] {
        let dead = stratum.patients.iter();
        let dead = dead.filter(|patient| day(patient, "death_day").is_some());
        let are = dead
            .map(|patient| patient.person.line.text("death_cause").unwrap_or("missing") == item);
        rows.of_patients(item, "all", are);
    }
}

fn probabilities(rows: &mut Rows, item: &str, curve: &Curve, days: &[i32]) {
    for &days in days {
        let reading = curve.at(f64::from(days));
        rows.probability(item, &days.to_string(), curve, &reading, false);
    }
}

fn curve(stratum: &Stratum<'_>, time: impl Fn(&Patient<'_>) -> Option<(f64, bool)>) -> Curve {
    Curve::of(stratum.patients.iter().filter_map(|patient| time(patient)))
}

/// Whether an event of grade 5 on treatment has one of these attributions; nothing is an absent one.
fn has_fatal(patient: &Patient<'_>, attributions: &[Option<&str>]) -> bool {
    let mut events = patient
        .courses
        .iter()
        .flat_map(|course| course.events_on_treatment());
    events.any(|event| event.is_at_least(5) && attributions.contains(&event.attribution.as_deref()))
}

fn treatment_related_death(stratum: &Stratum<'_>, rows: &mut Rows) {
    let cause = |patient: &Patient<'_>| patient.person.line.text("death_cause").map(str::to_owned);
    let is_attributed = |patient: &Patient<'_>| {
        has_fatal(patient, &[Some("related")]) || cause(patient).as_deref() == Some("treatment")
    };
    let is_not_excluded = |patient: &Patient<'_>| {
        let is_open = has_fatal(patient, &[Some("unknown"), None]);
        let is_another = matches!(cause(patient).as_deref(), Some("disease" | "other"));
        is_attributed(patient) || (is_open && !is_another)
    };
    let patients = || stratum.patients.iter();
    rows.of_patients("attributed", "all", patients().map(|it| is_attributed(it)));
    rows.of_patients(
        "not_excluded",
        "all",
        patients().map(|it| is_not_excluded(it)),
    );
}

/// Days from h of the last treated course to death, else to the last contact.
fn after_the_last_dose(patient: &Patient<'_>) -> Option<(f64, bool)> {
    let h = patient.last().last_given_hour()?;
    let start = patient.last().line.integer("start_day")?;
    let death = day(patient, "death_day");
    let end = death.or_else(|| day(patient, "last_contact_day"))?;
    #[expect(clippy::cast_possible_truncation, reason = "hours of a course are few")]
    let day_of_h = start + ((h + ALLOWED) / 24.0).floor() as i64;
    let days = if end == day_of_h {
        0.0
    } else {
        (24.0 * (end - start) as f64 - h) / 24.0
    };
    (end >= day_of_h).then_some((days, death.is_some()))
}

/// Whether a stratum is by a column that is known only after treatment began.
pub(super) fn is_by_later(stratum: &str) -> bool {
    let later = [
        "best_response",
        "response_confirmed",
        "response_day",
        "progression_day",
        "last_assessment_day",
        "death_day",
        "last_contact_day",
        "death_cause",
    ];
    let mut levels = stratum.split(';').filter_map(|level| level.split_once('='));
    levels.any(|(column, _)| later.contains(&column))
}

/// Whether more than one in 20 has an undated progression.
fn has_undated(stratum: &Stratum<'_>) -> bool {
    let patients = stratum.of_sites_with(UNDATED.needs).patients;
    let undated = patients
        .iter()
        .filter(|patient| is_undated(patient))
        .count();
    undated as f64 > 0.05 * patients.len() as f64 + ALLOWED
}

/// Whether a measure is not estimable in a stratum by a rule of the book.
pub(super) fn is_withheld(measure: &str, stratum: &Stratum<'_>) -> bool {
    let is_progression_free = measure.starts_with("outcome.progression_free_survival");
    let is_survival = is_progression_free
        || ["overall_survival", "duration_of_response", "death_within"]
            .iter()
            .any(|name| measure.starts_with(&format!("outcome.{name}")));
    is_survival && is_by_later(&stratum.name) || is_progression_free && has_undated(stratum)
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
    rows: |stratum, rows| {
        let days = [30, 60, 100, 365, 730, 1095, 1825];
        probabilities(rows, "all", &curve(stratum, overall), &days);
    },
};

const PROGRESSION_FREE: Measure = Measure {
    name: "outcome.progression_free_survival",
    needs: &[
        "patients.death_day",
        "patients.last_contact_day",
        "courses.progression_day",
    ],
    rows: |stratum, rows| {
        let curve = curve(stratum, progression_free);
        probabilities(rows, "all", &curve, &[365, 730, 1095, 1825]);
    },
    ..SURVIVAL
};

const UNDATED: Measure = Measure {
    name: "outcome.progression_undated",
    needs: &["courses.best_response", "courses.progression_day"],
    rows: |stratum, rows| {
        let are = stratum.patients.iter().map(|patient| is_undated(patient));
        rows.of_patients("all", "all", are);
    },
    ..RESPONSE
};

const DURATION: Measure = Measure {
    name: "outcome.duration_of_response",
    needs: &[
        "patients.death_day",
        "patients.last_contact_day",
        "courses.best_response",
        "courses.response_day",
        "courses.progression_day",
    ],
    rows: |stratum, rows| {
        for (item, such) in KINDS {
            let curve = curve(stratum, |patient| duration(patient, such));
            probabilities(rows, item, &curve, &[180, 365, 730]);
        }
    },
    ..SURVIVAL
};

pub(super) const MEASURES: &[Measure] = &[
    RESPONSE,
    Measure {
        name: "outcome.objective_response",
        rows: |stratum, rows| with_response(stratum, rows, false, &["CR", "PR"]),
        ..RESPONSE
    },
    Measure {
        name: "outcome.objective_response_evaluable",
        rows: |stratum, rows| with_response(stratum, rows, true, &["CR", "PR"]),
        ..RESPONSE
    },
    Measure {
        name: "outcome.disease_control",
        rows: |stratum, rows| with_response(stratum, rows, false, &["CR", "PR", "SD"]),
        ..RESPONSE
    },
    SURVIVAL,
    Measure {
        name: "outcome.overall_survival_median",
        first: Median,
        rows: |stratum, rows| rows.median_of_curve("all", &curve(stratum, overall)),
        ..SURVIVAL
    },
    PROGRESSION_FREE,
    Measure {
        name: "outcome.progression_free_survival_median",
        first: Median,
        rows: |stratum, rows| rows.median_of_curve("all", &curve(stratum, progression_free)),
        ..PROGRESSION_FREE
    },
    UNDATED,
    DURATION,
    Measure {
        name: "outcome.duration_of_response_median",
        first: Median,
        rows: |stratum, rows| {
            for (item, such) in KINDS {
                let curve = curve(stratum, |patient| duration(patient, such));
                rows.median_of_curve(item, &curve);
            }
        },
        ..DURATION
    },
    Measure {
        name: "outcome.treatment_related_death",
        needs: &[
            "toxicities.grade",
            "toxicities.attribution|patients.death_cause",
        ],
        rows: treatment_related_death,
        ..RESPONSE
    },
    Measure {
        name: "outcome.death_within",
        needs: &[
            "patients.death_day",
            "patients.last_contact_day",
            "doses.hour",
        ],
        rows: |stratum, rows| {
            let curve = curve(stratum, after_the_last_dose);
            for days in [30, 60, 90] {
                let reading = curve.at(f64::from(days));
                rows.probability("all", &days.to_string(), &curve, &reading, true);
            }
        },
        ..SURVIVAL
    },
    Measure {
        name: "outcome.cause_of_death",
        needs: &["patients.death_day", "patients.death_cause"],
        rows: cause_of_death,
        ..RESPONSE
    },
];
