//! toxicity: events on treatment.

use super::book::Measure;
use super::course::{Course, Event, cycle_at};
use super::curve::Curve;
use super::population::Stratum;
use super::rows::Rows;
use super::terms::TERMINOLOGY;
use super::values::{at_most, less};
use il2_outcomes::measures::results::Statistic::{self, Max, Median, Min, Q1, Q3};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

const ANY_LEVELS: [&str; 4] = ["any", "ge3", "ge4", "5"];
const LEVELS: [&str; 9] = ["any", "ge3", "ge4", "1", "2", "3", "4", "5", "unknown"];

/// The worst that a unit had.
#[derive(Clone, Copy)]
enum Worst {
    Nothing,
    /// Only events without a grade.
    Unknown,
    Grade(i64),
}

impl Worst {
    /// "A unit whose events all lack a grade has maximum grade `unknown`; otherwise ungraded events do not change the
    /// maximum."
    fn of<'a>(events: impl Iterator<Item = &'a Event>) -> Self {
        let grades: Vec<Option<i64>> = events.map(|event| event.grade).collect();
        match grades.iter().flatten().max() {
            Some(&grade) => Self::Grade(grade),
            None if grades.is_empty() => Self::Nothing,
            None => Self::Unknown,
        }
    }

    /// Whether a level of the book is true of it.
    fn is(self, level: &str) -> bool {
        match (level, self) {
            ("any", worst) => !matches!(worst, Self::Nothing),
            ("ge3", Self::Grade(grade)) => grade >= 3,
            ("ge4", Self::Grade(grade)) => grade >= 4,
            ("unknown", worst) => matches!(worst, Self::Unknown),
            (exactly, Self::Grade(grade)) => exactly == grade.to_string(),
            (_, Self::Nothing | Self::Unknown) => false,
        }
    }
}

/// The worst of a course's events of which something is true.
fn worst_of(course: &Course, is_meant: impl Fn(&Event) -> bool) -> Worst {
    Worst::of(course.events_on_treatment().filter(|event| is_meant(event)))
}

/// The worst over several courses.
fn worst_over(courses: &[&Course], is_meant: impl Fn(&Event) -> bool) -> Worst {
    let events = courses
        .iter()
        .flat_map(|course| course.events_on_treatment());
    Worst::of(events.filter(|event| is_meant(event)))
}

fn levels_of_patients(rows: &mut Rows, item: &str, levels: &[&str], worst: &[Worst]) {
    for level in levels {
        rows.of_patients(item, level, worst.iter().map(|worst| worst.is(level)));
    }
}

fn levels_of_courses(rows: &mut Rows, item: &str, levels: &[&str], worst: &[(&Course, Worst)]) {
    for level in levels {
        let are = worst
            .iter()
            .map(|(course, worst)| (*course, worst.is(level)));
        rows.of_courses(item, level, are);
    }
}

fn any_of_cycles(stratum: &Stratum<'_>, rows: &mut Rows) {
    let mut worst = Vec::new();
    for &course in &stratum.courses {
        for (starts, cycle) in course
            .starts_of_cycles()
            .iter()
            .flat_map(|starts| starts.iter().map(move |(cycle, _)| (starts, *cycle)))
        {
            // An event without an onset began in no known cycle.
            let began = |event: &Event| {
                event
                    .onset
                    .is_some_and(|onset| cycle_at(starts, onset) == cycle)
            };
            worst.push((course, worst_of(course, began)));
        }
    }
    levels_of_courses(rows, "all", &ANY_LEVELS, &worst);
}

/// Whether a course counts for an organ system: it is not in `not_assessed`, or has an event nevertheless.
pub(super) fn is_assessed(course: &Course, organ_system: &str) -> bool {
    let mut events = course.events_on_treatment();
    !course.not_assessed.contains(organ_system)
        || events.any(|event| event.organ_system == organ_system)
}

fn organ_systems_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let is_meant = |event: &Event| event.organ_system == *organ_system;
        let patients = stratum.patients.iter();
        let assessed = patients.filter(|patient| {
            let mut courses = patient.courses.iter();
            courses.any(|course| is_assessed(course, organ_system))
        });
        let worst: Vec<Worst> = assessed
            .map(|patient| worst_over(&patient.courses, is_meant))
            .collect();
        levels_of_patients(rows, organ_system, &LEVELS, &worst);
    }
}

fn organ_systems_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let courses = stratum.courses.iter().copied();
        let assessed = courses.filter(|course| is_assessed(course, organ_system));
        let worst: Vec<(&Course, Worst)> = assessed
            .map(|course| {
                (
                    course,
                    worst_of(course, |event| event.organ_system == *organ_system),
                )
            })
            .collect();
        levels_of_courses(rows, organ_system, &LEVELS, &worst);
    }
}

/// The terms that occur on treatment in these courses.
fn terms<'a>(courses: impl Iterator<Item = &'a Course>) -> BTreeSet<&'a str> {
    courses
        .flat_map(Course::events_on_treatment)
        .map(|event| event.term.as_str())
        .collect()
}

fn terms_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.patients.iter().flat_map(|patient| &patient.courses);
    for term in terms(courses.copied()) {
        let patients = stratum.patients.iter();
        let worst: Vec<Worst> = patients
            .map(|patient| worst_over(&patient.courses, |event| event.term == term))
            .collect();
        levels_of_patients(rows, term, &LEVELS, &worst);
    }
}

fn terms_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    for term in terms(stratum.courses.iter().copied()) {
        let courses = stratum.courses.iter().copied();
        let worst: Vec<(&Course, Worst)> = courses
            .map(|course| (course, worst_of(course, |event| event.term == term)))
            .collect();
        levels_of_courses(rows, term, &LEVELS, &worst);
    }
}

/// A first event of grade ≥ 3: its onset, and when it resolved where that is known.
struct First {
    onset: f64,
    resolved: Option<f64>,
}

/// "First event: the earliest onset, of equal ones the last to resolve; events without an onset are passed over."
fn first_severe(course: &Course, organ_system: &str) -> Option<First> {
    let severe = course
        .events_on_treatment()
        .filter(|event| event.organ_system == organ_system && event.is_at_least(3));
    let with_onset: Vec<(f64, &Event)> = severe
        .filter_map(|event| Some((event.onset?, event)))
        .collect();
    let onset = with_onset
        .iter()
        .map(|(onset, _)| *onset)
        .reduce(f64::min)?;
    let first = with_onset.iter().filter(|(own, _)| at_most(*own, onset));
    // An event that is not known to have resolved resolves after all others.
    let resolved: Option<Vec<f64>> = first.map(|(_, event)| event.resolved).collect();
    Some(First {
        onset,
        resolved: resolved.and_then(|hours| hours.into_iter().reduce(f64::max)),
    })
}

fn onset_dose(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let courses = stratum.courses.iter();
        let values: Vec<f64> = courses
            .filter(|course| course.every_given_dose_has_an_hour())
            .filter_map(|course| {
                let first = first_severe(course, organ_system)?;
                Some(course.given_until(first.onset) as f64)
            })
            .collect();
        rows.statistics(organ_system, &values, &[Median, Q1, Q3, Min, Max]);
    }
}

/// Hours from the onset to the resolution, or to where the course was last looked at; nothing where it is left out.
fn followed(course: &Course, last_contact_day: Option<i64>, first: &First) -> Option<(f64, bool)> {
    if let Some(resolved) = first.resolved {
        return Some((resolved - first.onset, true));
    }
    let contact = last_contact_day.and_then(|day| course.hour_of_day(day));
    let is_later = |hour: &f64| less(first.onset, *hour);
    let censored = contact
        .filter(is_later)
        .or_else(|| course.largest_hour.filter(is_later))?;
    Some((censored - first.onset, false))
}

fn resolved_by(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let times = stratum.courses.iter().filter_map(|course| {
            let first = first_severe(course, organ_system)?;
            let last_contact_day = stratum.person_of(course).line.integer("last_contact_day");
            let (hours, is_event) = followed(course, last_contact_day, &first)?;
            Some((hours / 24.0, is_event))
        });
        let curve = Curve::of(times);
        for days in [7, 14, 30] {
            let reading = curve.at(f64::from(days));
            rows.probability(organ_system, &days.to_string(), &curve, &reading, true);
        }
    }
}

fn rate(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let severe = |course: &Course| {
            let events = course.events_on_treatment();
            events
                .filter(|event| event.organ_system == *organ_system && event.is_at_least(3))
                .count()
        };
        let courses = stratum.courses.iter().copied();
        rows.rate(
            organ_system,
            courses.map(|course| (course, severe(course))),
            100.0,
        );
    }
}

const ANY: Measure = Measure {
    name: "toxicity.any",
    unit: Unit::Patient,
    needs: &["toxicities.grade"],
    first: Statistic::Proportion,
    rows: |stratum, rows| {
        let worst = |courses: &[&Course]| worst_over(courses, |_| true);
        let patients = stratum.patients.iter();
        let worst: Vec<Worst> = patients.map(|patient| worst(&patient.courses)).collect();
        levels_of_patients(rows, "all", &ANY_LEVELS, &worst);
    },
};

pub(super) const MEASURES: &[Measure] = &[
    ANY,
    Measure {
        unit: Unit::Course,
        rows: |stratum, rows| {
            let courses = stratum.courses.iter().copied();
            let worst: Vec<(&Course, Worst)> = courses
                .map(|course| (course, worst_of(course, |_| true)))
                .collect();
            levels_of_courses(rows, "all", &ANY_LEVELS, &worst);
        },
        ..ANY
    },
    Measure {
        unit: Unit::Cycle,
        needs: &["toxicities.grade", "toxicities.onset_hour", "doses.hour"],
        rows: any_of_cycles,
        ..ANY
    },
    Measure {
        name: "toxicity.organ_system",
        rows: organ_systems_of_patients,
        ..ANY
    },
    Measure {
        name: "toxicity.organ_system",
        unit: Unit::Course,
        rows: organ_systems_of_courses,
        ..ANY
    },
    Measure {
        name: "toxicity.term",
        rows: terms_of_patients,
        ..ANY
    },
    Measure {
        name: "toxicity.term",
        unit: Unit::Course,
        rows: terms_of_courses,
        ..ANY
    },
    Measure {
        name: "toxicity.onset_dose",
        unit: Unit::Course,
        needs: &["toxicities.grade", "toxicities.onset_hour", "doses.hour"],
        first: Median,
        rows: onset_dose,
    },
    Measure {
        name: "toxicity.resolved_by",
        unit: Unit::Course,
        needs: &[
            "toxicities.grade",
            "toxicities.onset_hour",
            "toxicities.resolved_hour",
        ],
        first: Statistic::Probability,
        rows: resolved_by,
    },
    Measure {
        name: "toxicity.rate",
        unit: Unit::Course,
        needs: &["toxicities.grade"],
        first: Statistic::Rate,
        rows: rate,
    },
];
