//! laboratory: grades from values, by term and organ system.

use super::book::Measure;
use super::course::Course;
use super::ctcae::Term;
use super::graded::is_on_treatment;
use super::population::{Patient, Stratum};
use super::rows::Rows;
use super::terms::TERMINOLOGY;
use super::toxicity::is_assessed;
use super::{laboratory_course, value_recovery};
use il2_outcomes::measures::results::Statistic::{Count, Median, Probability, Proportion, Ratio};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeMap;

const ANY_LEVELS: [&str; 3] = ["any", "ge3", "ge4"];
const LEVELS: [&str; 7] = ["any", "ge3", "ge4", "1", "2", "3", "4"];

fn is_at(level: &str, grade: i64) -> bool {
    match level {
        "any" => grade >= 1,
        "ge3" => grade >= 3,
        "ge4" => grade >= 4,
        exactly => grade.to_string() == exactly,
    }
}

/// The highest grade of a course on treatment, of terms of which something is true; nothing without a graded value.
fn worst(stratum: &Stratum<'_>, course: &Course, is_meant: impl Fn(&Term) -> bool) -> Option<i64> {
    let values = course.grades.values.iter();
    let meant = values.filter(|value| {
        is_on_treatment(course, value.hour) && is_meant(&stratum.grading.terms[value.term])
    });
    meant.map(|value| value.grade).max()
}

/// The highest grade of a term on treatment.
fn worst_of(stratum: &Stratum<'_>, course: &Course, place: usize) -> Option<i64> {
    let name = &stratum.grading.terms[place].name;
    worst(stratum, course, |term| term.name == *name)
}

/// The rows of one item of both units, from what a course has.
fn of_unit(
    stratum: &Stratum<'_>,
    rows: &mut Rows,
    (item, levels): (&str, &[&str]),
    unit: Unit,
    grade: impl Fn(&Course) -> Option<i64>,
) {
    if unit == Unit::Patient {
        let worst = |patient: &&Patient<'_>| -> Option<i64> {
            let courses = patient.courses.iter();
            courses.filter_map(|course| grade(course)).max()
        };
        let grades: Vec<i64> = stratum.patients.iter().filter_map(worst).collect();
        for level in levels {
            rows.of_patients(item, level, grades.iter().map(|&grade| is_at(level, grade)));
        }
    } else {
        let courses = stratum.courses.iter();
        let grades: Vec<(&Course, i64)> = courses
            .filter_map(|&course| Some((course, grade(course)?)))
            .collect();
        for level in levels {
            let are = grades
                .iter()
                .map(|&(course, grade)| (course, is_at(level, grade)));
            rows.of_courses(item, level, are);
        }
    }
}

fn version(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter();
    let graded = courses.filter(|course| worst(stratum, course, |_| true).is_some());
    rows.count(stratum.grading.version, graded.count());
}

/// "Item: term (open list)": by the bytes of the items that occur.
fn grades(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    let of_patients = stratum.patients.iter().flat_map(|patient| &patient.courses);
    let courses: Vec<&Course> = if unit == Unit::Patient {
        of_patients.copied().collect()
    } else {
        stratum.courses.clone()
    };
    let terms = stratum.grading.terms.iter().enumerate();
    let occurring: BTreeMap<&str, usize> = terms
        .filter(|&(place, _)| {
            let mut courses = courses.iter();
            courses.any(|course| worst_of(stratum, course, place).is_some())
        })
        .map(|(place, term)| (term.item.as_str(), place))
        .collect();
    for (item, place) in occurring {
        of_unit(stratum, rows, (item, &LEVELS), unit, |course| {
            worst_of(stratum, course, place)
        });
    }
}

/// "Highest grade of an emergent value on treatment (none: 0), over courses with a graded value on treatment and a baseline
/// grade."
fn emergent(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    for place in stratum.grading.key_terms() {
        let item = &stratum.grading.terms[place].item;
        of_unit(stratum, rows, (item, &ANY_LEVELS), unit, |course| {
            worst_of(stratum, course, place)?;
            course.grades.baseline(place)?;
            let values = course.grades.of_term(place);
            let emergent = values.filter(|value| {
                is_on_treatment(course, value.hour) && course.grades.is_emergent(value)
            });
            Some(emergent.map(|value| value.grade).max().unwrap_or(0))
        });
    }
}

fn organ_systems(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    for system in stratum.grading.organ_systems() {
        of_unit(stratum, rows, (system, &LEVELS), unit, |course| {
            worst(stratum, course, |term| term.counts_in(system))
        });
    }
}

fn shift(stratum: &Stratum<'_>, rows: &mut Rows) {
    for place in stratum.grading.key_terms() {
        let mut cells: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for course in &stratum.courses {
            let worst = worst_of(stratum, course, place);
            if let (Some(baseline), Some(worst)) = (course.grades.baseline(place), worst) {
                *cells.entry((baseline, worst)).or_default() += 1;
            }
        }
        let item = &stratum.grading.terms[place].item;
        for ((baseline, worst), courses) in cells {
            rows.count_at(item, &format!("{baseline}>{worst}"), courses);
        }
    }
}

/// Whether a course has a reported event on treatment of grade ≥ 3, of a term or an organ system of which something is true.
fn is_reported(course: &Course, is_meant: impl Fn(&str, &str) -> bool) -> bool {
    let mut events = course.events_on_treatment();
    events.any(|event| event.is_at_least(3) && is_meant(&event.term, &event.organ_system))
}

fn agreement(stratum: &Stratum<'_>, rows: &mut Rows) {
    for system in stratum.grading.organ_systems() {
        // The terms that count in the organ system and of which the course has a grade ≥ this on treatment.
        let terms_at = |course: &Course, least: i64| -> Vec<&str> {
            let terms = stratum.grading.terms.iter().enumerate();
            let at = terms.filter(|(place, term)| {
                term.counts_in(system)
                    && worst_of(stratum, course, *place).is_some_and(|grade| grade >= least)
            });
            at.map(|(_, term)| term.name.as_str()).collect()
        };
        let severe: Vec<(&Course, Vec<&str>)> = stratum
            .courses
            .iter()
            .filter(|course| is_assessed(course, system))
            .map(|&course| (course, terms_at(course, 3)))
            .filter(|(_, terms)| !terms.is_empty())
            .collect();
        let as_term = severe.iter().map(|(course, terms)| {
            (
                *course,
                is_reported(course, |term, _| terms.contains(&term)),
            )
        });
        rows.of_courses(system, "term_reported", as_term);
        let as_system = severe
            .iter()
            .map(|(course, _)| (*course, is_reported(course, |_, own| own == system)));
        rows.of_courses(system, "system_reported", as_system);
        let found = stratum.courses.iter().filter_map(|&course| {
            let looked_for: Vec<&str> = terms_at(course, 0)
                .into_iter()
                .filter(|name| is_reported(course, |term, _| term == *name))
                .collect();
            let severe = terms_at(course, 3);
            let is_found = looked_for.iter().any(|term| severe.contains(term));
            (!looked_for.is_empty()).then_some((course, is_found))
        });
        rows.of_courses(system, "laboratory_found", found);
    }
}

/// "By a reported event or by a graded value"; "an event without a grade counts as `any`".
fn combined(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    for system in &TERMINOLOGY.organ_systems {
        of_unit(stratum, rows, (system, &ANY_LEVELS), unit, |course| {
            let by_value = worst(stratum, course, |term| term.counts_in(system));
            let events = course.events_on_treatment();
            let of_system = events.filter(|event| event.organ_system == *system);
            let by_event = of_system.map(|event| event.grade.unwrap_or(1)).max();
            if by_value.is_none() && !is_assessed(course, system) {
                return None;
            }
            Some(by_value.max(by_event).unwrap_or(0))
        });
    }
}

const VERSION: Measure = Measure {
    name: "laboratory.version",
    unit: Unit::Course,
    needs: &["measurements"],
    first: Count,
    rows: version,
};

const GRADE: Measure = Measure {
    name: "laboratory.grade",
    first: Proportion,
    ..VERSION
};

const EMERGENT: Measure = Measure {
    name: "laboratory.emergent",
    ..GRADE
};

const ORGAN_SYSTEM: Measure = Measure {
    name: "laboratory.organ_system",
    ..GRADE
};

const COMBINED: Measure = Measure {
    name: "laboratory.combined",
    needs: &["measurements", "toxicities.grade"],
    ..GRADE
};

pub(super) const MEASURES: &[Measure] = &[
    VERSION,
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| grades(stratum, rows, Unit::Patient),
        ..GRADE
    },
    Measure {
        rows: |stratum, rows| grades(stratum, rows, Unit::Course),
        ..GRADE
    },
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| emergent(stratum, rows, Unit::Patient),
        ..EMERGENT
    },
    Measure {
        rows: |stratum, rows| emergent(stratum, rows, Unit::Course),
        ..EMERGENT
    },
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| organ_systems(stratum, rows, Unit::Patient),
        ..ORGAN_SYSTEM
    },
    Measure {
        rows: |stratum, rows| organ_systems(stratum, rows, Unit::Course),
        ..ORGAN_SYSTEM
    },
    Measure {
        name: "laboratory.shift",
        rows: shift,
        ..VERSION
    },
    Measure {
        name: "laboratory.agreement",
        rows: agreement,
        ..COMBINED
    },
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| combined(stratum, rows, Unit::Patient),
        ..COMBINED
    },
    Measure {
        rows: |stratum, rows| combined(stratum, rows, Unit::Course),
        ..COMBINED
    },
    Measure {
        name: "laboratory.nadir",
        first: Median,
        rows: laboratory_course::nadirs,
        ..VERSION
    },
    Measure {
        name: "laboratory.peak",
        first: Median,
        rows: laboratory_course::peaks,
        ..VERSION
    },
    Measure {
        name: "laboratory.recovered_by",
        first: Probability,
        rows: value_recovery::recovered_by,
        ..VERSION
    },
    Measure {
        name: "laboratory.severe_days",
        first: Ratio,
        rows: laboratory_course::severe_days,
        ..VERSION
    },
];

/// What `curves.csv` has of values.
pub(super) const CURVES: &[Measure] = &[Measure {
    name: "laboratory.by_day",
    first: Median,
    rows: laboratory_course::by_day,
    ..VERSION
}];
