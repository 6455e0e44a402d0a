//! vasopressor: infusions that support the blood pressure.

use super::book::Measure;
use super::course::{Course, Infusion, Interval, cycle_at, length_of_union, overlap_after_hour_0};
use super::population::Stratum;
use super::rows::{DIST, Rows};
use super::values::{at_most, less};
use il2_outcomes::measures::results::Statistic::{self, Max, Mean, Median, Min, Q1, Q3};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

/// Dopamine at a known peak rate of at most 5 µg/kg/min, which is its unit in the list.
fn is_low_dose_dopamine(infusion: &Infusion) -> bool {
    let is_dopamine = infusion
        .listed
        .is_some_and(|listed| listed.agent == "dopamine");
    is_dopamine && infusion.rate.is_some_and(|rate| at_most(rate, 5.0))
}

/// "An interval counts if it ends at or after hour 0 (or has no end), starts at or before h + 720, its agent is of class
/// `vasopressor` or not in the list, its peak rate is not 0" and, which is left to the caller, "it is not low-dose
/// dopamine".
fn counting_but_for_the_dose(course: &Course) -> impl Iterator<Item = &Infusion> {
    let counts = |infusion: &&Infusion| {
        let during = infusion.during;
        let is_pressor = infusion
            .listed
            .is_none_or(|listed| listed.class == "vasopressor");
        let is_zero = infusion
            .reported_rate
            .is_some_and(|rate| at_most(rate, 0.0));
        is_pressor && !is_zero && during.reaches_hour_0() && course.is_within(720.0, during.start)
    };
    course.infusions.iter().filter(counts)
}

/// The intervals that count.
pub(super) fn counting(course: &Course) -> impl Iterator<Item = &Infusion> {
    counting_but_for_the_dose(course).filter(|infusion| !is_low_dose_dopamine(infusion))
}

/// "An interval counts, and all that do are of agents that are not in the list", of the courses of a unit.
fn used_unlisted_only(courses: &[&Course]) -> bool {
    let mut all = courses
        .iter()
        .flat_map(|course| counting(course))
        .peekable();
    all.peek().is_some() && all.all(|infusion| infusion.listed.is_none())
}

/// "No interval counts, but one would if low-dose dopamine did."
fn used_low_dose_dopamine_only(courses: &[&Course]) -> bool {
    let would = |course: &&Course| counting_but_for_the_dose(course).next().is_some();
    !courses.iter().any(|course| is_user(course)) && courses.iter().any(would)
}

/// A claim about all patients, by their courses.
fn of_patients(stratum: &Stratum<'_>, rows: &mut Rows, claim: fn(&[&Course]) -> bool) {
    let patients = stratum.patients.iter();
    rows.of_patients(
        "all",
        "all",
        patients.map(|patient| claim(&patient.courses)),
    );
}

/// The same about all courses, each by itself.
fn of_courses(stratum: &Stratum<'_>, rows: &mut Rows, claim: fn(&[&Course]) -> bool) {
    let courses = stratum.courses.iter().copied();
    rows.of_courses(
        "all",
        "all",
        courses.map(|course| (course, claim(&[course]))),
    );
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

/// The cycle of the first start, and the given doses of that cycle at or before it.
fn first_cycle_and_dose(course: &Course) -> Option<(i64, f64)> {
    let first = counting(course)
        .map(|infusion| infusion.during.start)
        .reduce(f64::min)?;
    let cycle = cycle_at(&course.starts_of_cycles()?, first);
    let in_cycle = course.given().filter(|dose| dose.cycle == cycle);
    let before = in_cycle.filter(|dose| dose.hour.is_some_and(|hour| at_most(hour, first)));
    Some((cycle, before.count() as f64))
}

fn first_dose(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter();
    let known = courses.filter(|course| course.every_given_dose_has_an_hour());
    let all: Vec<(i64, f64)> = known
        .filter_map(|course| first_cycle_and_dose(course))
        .collect();
    for (level, wanted) in [("cycle_1", Some(1)), ("cycle_2", Some(2)), ("all", None)] {
        let own = all
            .iter()
            .filter(|(cycle, _)| wanted.is_none_or(|wanted| wanted == *cycle));
        let doses: Vec<f64> = own.map(|(_, doses)| *doses).collect();
        rows.statistics_at("all", level, &doses, &[Median, Q1, Q3, Min, Max]);
    }
}

/// "An interval, cut at hour 0, runs until just before its stop (no stop: on and on); one of no length runs at its
/// moment."
fn runs_at(moment: f64, during: Interval) -> bool {
    let start = during.start.max(0.0);
    let stop = during.stop.map_or(f64::INFINITY, |stop| stop.max(0.0));
    if at_most(stop, start) {
        at_most(start, moment) && at_most(moment, stop)
    } else {
        at_most(start, moment) && less(moment, stop)
    }
}

/// "The highest, over moments from hour 0 on, of the sum of the norepinephrine equivalents": sums rise where one starts.
fn peak_equivalent(course: &Course) -> Option<f64> {
    let equivalent = |infusion: &Infusion| Some(infusion.rate? * infusion.listed?.equivalent?);
    let known: Vec<(Interval, f64)> = counting(course)
        .map(|infusion| Some((infusion.during, equivalent(infusion)?)))
        .collect::<Option<_>>()?;
    let sum_at = |moment: f64| -> f64 {
        let running = known.iter().filter(|(during, _)| runs_at(moment, *during));
        running.map(|(_, equivalent)| equivalent).sum()
    };
    let moments = known.iter().map(|(during, _)| during.start.max(0.0));
    moments.map(sum_at).reduce(f64::max)
}

fn peak_equivalents(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter();
    let values: Vec<f64> = courses
        .filter_map(|course| peak_equivalent(course))
        .collect();
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
        name: "vasopressor.use_unlisted_only",
        unit: Unit::Patient,
        rows: |stratum, rows| of_patients(stratum, rows, used_unlisted_only),
        ..USE
    },
    Measure {
        name: "vasopressor.use_unlisted_only",
        rows: |stratum, rows| of_courses(stratum, rows, used_unlisted_only),
        ..USE
    },
    Measure {
        name: "vasopressor.low_dose_dopamine_only",
        unit: Unit::Patient,
        needs: &["vasopressors.peak_rate", "vasopressors.rate_unit"],
        rows: |stratum, rows| of_patients(stratum, rows, used_low_dose_dopamine_only),
        ..USE
    },
    Measure {
        name: "vasopressor.low_dose_dopamine_only",
        needs: &["vasopressors.peak_rate", "vasopressors.rate_unit"],
        rows: |stratum, rows| of_courses(stratum, rows, used_low_dose_dopamine_only),
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
        rows: peak_equivalents,
        ..USE
    },
];
