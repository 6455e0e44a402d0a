//! toxicity: events on treatment.

use super::book::Measure;
use super::course::{Course, Event, cycle_at};
use super::population::Stratum;
use super::rows::Rows;
use super::severe;
use super::terms::TERMINOLOGY;
use il2_outcomes::measures::results::Statistic::{self, Median};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeMap;

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
    for &course in stratum
        .courses
        .iter()
        .filter(|course| is_assessed_at_all(course))
    {
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

/// "A course for which this holds for every organ system but `unclassified`, and that has no event on treatment at all,
/// is left out."
pub(super) fn is_assessed_at_all(course: &Course) -> bool {
    let mut named = TERMINOLOGY
        .organ_systems
        .iter()
        .filter(|name| *name != "unclassified");
    course.events_on_treatment().next().is_some()
        || named.any(|organ_system| is_assessed(course, organ_system))
}

/// Patients with a course that was assessed.
fn assessed_patients<'a>(stratum: &'a Stratum<'_>) -> impl Iterator<Item = &'a [&'a Course]> {
    let patients = stratum
        .patients
        .iter()
        .map(|patient| patient.courses.as_slice());
    patients.filter(|courses| courses.iter().any(|course| is_assessed_at_all(course)))
}

fn any_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let worst: Vec<Worst> = assessed_patients(stratum)
        .map(|courses| worst_over(courses, |_| true))
        .collect();
    levels_of_patients(rows, "all", &ANY_LEVELS, &worst);
}

fn any_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter().copied();
    let worst: Vec<(&Course, Worst)> = courses
        .filter(|course| is_assessed_at_all(course))
        .map(|course| (course, worst_of(course, |_| true)))
        .collect();
    levels_of_courses(rows, "all", &ANY_LEVELS, &worst);
}

/// Whether an event is one of an item of the overview.
type IsItem = fn(&Event) -> bool;

const GRADES: [(&str, IsItem); 4] = [
    ("any", |_| true),
    ("ge3", |event| event.is_at_least(3)),
    ("ge4", |event| event.is_at_least(4)),
    ("fatal", |event| event.is_at_least(5)),
];
const RELATED: [(&str, IsItem); 2] = [
    ("related", is_related),
    ("related_ge3", |event| {
        is_related(event) && event.is_at_least(3)
    }),
];
const ACTIONS: [(&str, IsItem); 2] = [
    ("led_to_hold", |event| {
        event.action.as_deref() == Some("dose_held")
    }),
    ("led_to_stop", |event| {
        event.action.as_deref() == Some("course_stopped")
    }),
];

fn is_related(event: &Event) -> bool {
    event.attribution.as_deref() == Some("related")
}

/// The items of the overview, each over the units of sites that collected what it needs.
fn overview(
    stratum: &Stratum<'_>,
    rows: &mut Rows,
    write: fn(&Stratum<'_>, &mut Rows, &str, IsItem),
) {
    let parts: [(&[(&str, IsItem)], &str); 3] = [
        (&GRADES, "toxicities.grade"),
        (&RELATED, "toxicities.attribution"),
        (&ACTIONS, "toxicities.action"),
    ];
    for (items, need) in parts {
        let needs = ["toxicities.grade", need];
        if stratum.is_collected(&needs) {
            for &(item, is_item) in items {
                write(&stratum.of_sites_with(&needs), rows, item, is_item);
            }
        }
    }
}

fn overview_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    overview(stratum, rows, |stratum, rows, item, is_item| {
        let has = |courses: &[&Course]| {
            let mut courses = courses.iter();
            courses.any(|course| course.events_on_treatment().any(is_item))
        };
        rows.of_patients(item, "all", assessed_patients(stratum).map(has));
    });
}

fn overview_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    overview(stratum, rows, |stratum, rows, item, is_item| {
        let courses = stratum.courses.iter().copied();
        let assessed = courses.filter(|course| is_assessed_at_all(course));
        let has = assessed.map(|course| (course, course.events_on_treatment().any(is_item)));
        rows.of_courses(item, "all", has);
    });
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

/// The terms that occur on treatment in these courses, each with its organ system.
fn terms<'a>(courses: impl Iterator<Item = &'a Course>) -> BTreeMap<&'a str, &'a str> {
    courses
        .flat_map(Course::events_on_treatment)
        .map(|event| (event.term.as_str(), event.organ_system.as_str()))
        .collect()
}

fn terms_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.patients.iter().flat_map(|patient| &patient.courses);
    for (term, organ_system) in terms(courses.copied()) {
        let assessed = stratum.patients.iter().filter(|patient| {
            let mut courses = patient.courses.iter();
            courses.any(|course| is_assessed(course, organ_system))
        });
        let worst: Vec<Worst> = assessed
            .map(|patient| worst_over(&patient.courses, |event| event.term == term))
            .collect();
        levels_of_patients(rows, term, &LEVELS, &worst);
    }
}

fn terms_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    for (term, organ_system) in terms(stratum.courses.iter().copied()) {
        let courses = stratum.courses.iter().copied();
        let worst: Vec<(&Course, Worst)> = courses
            .filter(|course| is_assessed(course, organ_system))
            .map(|course| (course, worst_of(course, |event| event.term == term)))
            .collect();
        levels_of_courses(rows, term, &LEVELS, &worst);
    }
}

const ANY: Measure = Measure {
    name: "toxicity.any",
    unit: Unit::Patient,
    needs: &["toxicities.grade"],
    first: Statistic::Proportion,
    rows: any_of_patients,
};

const RESOLVED_BY: Measure = Measure {
    name: "toxicity.resolved_by",
    unit: Unit::Course,
    needs: &[
        "toxicities.grade",
        "toxicities.onset_hour",
        "toxicities.resolved_hour",
    ],
    first: Statistic::Probability,
    rows: severe::resolved_by,
};

pub(super) const MEASURES: &[Measure] = &[
    ANY,
    Measure {
        unit: Unit::Course,
        rows: any_of_courses,
        ..ANY
    },
    Measure {
        unit: Unit::Cycle,
        needs: &["toxicities.grade", "toxicities.onset_hour", "doses.hour"],
        rows: any_of_cycles,
        ..ANY
    },
    Measure {
        name: "toxicity.overview",
        rows: overview_of_patients,
        ..ANY
    },
    Measure {
        name: "toxicity.overview",
        unit: Unit::Course,
        rows: overview_of_courses,
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
        rows: severe::onset_dose,
    },
    RESOLVED_BY,
    Measure {
        name: "toxicity.died_unresolved_by",
        rows: severe::died_unresolved_by,
        ..RESOLVED_BY
    },
    Measure {
        name: "toxicity.resolved_at_least",
        first: Statistic::Proportion,
        rows: severe::resolved_at_least,
        ..RESOLVED_BY
    },
    Measure {
        name: "toxicity.resolution_recorded",
        first: Statistic::Proportion,
        rows: severe::resolution_recorded,
        ..RESOLVED_BY
    },
    Measure {
        name: "toxicity.rate",
        unit: Unit::Course,
        needs: &["toxicities.grade"],
        first: Statistic::Rate,
        rows: severe::rate,
    },
];
