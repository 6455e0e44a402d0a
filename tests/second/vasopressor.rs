//! vasopressor: infusions that support the blood pressure.

use super::book::Measure;
use super::course::{Course, Infusion, Interval, cycle_at, length_of_union, overlap_after_hour_0};
use super::population::Stratum;
use super::rows::{DIST, Rows};
use super::values::at_most;
use il2_outcomes::measures::results::Statistic::{self, Max, Mean, Median, Min, Q1, Q3};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

/// Whether an infusion is one of a vasopressor: of that class or not in the list, and no low-dose dopamine.
fn is_vasopressor(infusion: &Infusion) -> bool {
    infusion.listed.is_none_or(|listed| {
        // The unit of dopamine in the list is µg/kg/min.
        let is_low =
            listed.agent == "dopamine" && infusion.rate.is_some_and(|rate| at_most(rate, 5.0));
        listed.class == "vasopressor" && !is_low
    })
}

/// "An interval counts if it ends at or after hour 0 (or has no end), starts at or before h + 720."
pub(super) fn counting(course: &Course) -> impl Iterator<Item = &Infusion> {
    let counts = |infusion: &&Infusion| {
        let during = infusion.during;
        is_vasopressor(infusion) && during.reaches_hour_0() && course.is_within(720.0, during.start)
    };
    course.infusions.iter().filter(counts)
}

pub(super) fn is_user(course: &Course) -> bool {
    counting(course).next().is_some()
}

fn use_of_cycles(stratum: &Stratum<'_>, rows: &mut Rows) {
    let mut are = Vec::new();
    for &course in &stratum.courses {
        let Some(starts) = course.starts_of_cycles() else {
            continue;
        };
        for &(cycle, _) in &starts {
            let mut began =
                counting(course).map(|infusion| cycle_at(&starts, infusion.during.start));
            are.push((course, began.any(|own| own == cycle)));
        }
    }
    rows.of_courses("all", "all", are.into_iter());
}

/// The listed name, or `unclassified`.
fn agent(infusion: &Infusion) -> &str {
    infusion
        .listed
        .map_or("unclassified", |listed| listed.agent.as_str())
}

fn agents(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = || stratum.courses.iter().copied();
    let occurring: BTreeSet<&str> = courses().flat_map(counting).map(agent).collect();
    for item in occurring {
        let are = courses().map(|course| (course, counting(course).any(|own| agent(own) == item)));
        rows.of_courses(item, "all", are);
    }
}

fn two_agents_at_once(course: &Course) -> bool {
    // Agents that are not in the list differ by name.
    let agent = |infusion: &Infusion| match infusion.listed {
        Some(listed) => (true, listed.agent.clone()),
        None => (false, infusion.name.clone()),
    };
    counting(course).any(|a| {
        counting(course).any(|b| agent(a) != agent(b) && overlap_after_hour_0(a.during, b.during))
    })
}

fn hours(stratum: &Stratum<'_>, rows: &mut Rows) {
    let users = stratum.courses.iter().filter(|course| is_user(course));
    let hours = |course: &&Course| {
        let intervals: Vec<Interval> = counting(course).map(|infusion| infusion.during).collect();
        length_of_union(&intervals, 0.0)
    };
    let values: Vec<f64> = users.filter_map(hours).collect();
    rows.statistics("all", &values, &DIST);
}

fn first_dose(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter();
    let doses = |course: &&Course| {
        let starts = counting(course).map(|infusion| infusion.during.start);
        Some(course.given_until(starts.reduce(f64::min)?) as f64)
    };
    let values: Vec<f64> = courses
        .filter(|course| course.every_given_dose_has_an_hour())
        .filter_map(doses)
        .collect();
    rows.statistics("all", &values, &[Median, Q1, Q3, Min, Max]);
}

fn peak_equivalent(stratum: &Stratum<'_>, rows: &mut Rows) {
    let equivalent = |infusion: &Infusion| Some(infusion.rate? * infusion.listed?.equivalent?);
    let highest = |course: &&Course| counting(course).filter_map(equivalent).reduce(f64::max);
    let values: Vec<f64> = stratum.courses.iter().filter_map(highest).collect();
    rows.statistics("all", &values, &[Median, Q1, Q3, Max]);
}

const USE: Measure = Measure {
    name: "vasopressor.use",
    unit: Unit::Course,
    needs: &["vasopressors"],
    first: Statistic::Proportion,
    rows: |stratum, rows| {
        let courses = stratum.courses.iter().copied();
        rows.of_courses(
            "all",
            "all",
            courses.map(|course| (course, is_user(course))),
        );
    },
};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| {
            let patients = stratum.patients.iter();
            let are = patients.map(|patient| patient.courses.iter().any(|course| is_user(course)));
            rows.of_patients("all", "all", are);
        },
        ..USE
    },
    USE,
    Measure {
        unit: Unit::Cycle,
        needs: &["vasopressors", "doses.hour"],
        rows: use_of_cycles,
        ..USE
    },
    Measure {
        name: "vasopressor.agent",
        rows: agents,
        ..USE
    },
    Measure {
        name: "vasopressor.two_or_more_agents",
        rows: |stratum, rows| {
            let courses = stratum.courses.iter().copied();
            let are = courses.map(|course| (course, two_agents_at_once(course)));
            rows.of_courses("all", "all", are);
        },
        ..USE
    },
    Measure {
        name: "vasopressor.hours",
        needs: &["vasopressors", "vasopressors.stop_hour"],
        first: Mean,
        rows: hours,
        ..USE
    },
    Measure {
        name: "vasopressor.first_dose",
        needs: &["vasopressors", "doses.hour"],
        first: Median,
        rows: first_dose,
        ..USE
    },
    Measure {
        name: "vasopressor.peak_nee",
        needs: &["vasopressors.peak_rate", "vasopressors.rate_unit"],
        first: Median,
        rows: peak_equivalent,
        ..USE
    },
];
