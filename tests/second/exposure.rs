//! exposure: doses tolerated.

use super::book::Measure;
use super::course::{Course, Dose};
use super::cycle_end::{Cycle, cycles};
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use super::terms::TERMINOLOGY;
use super::values::at_most;
use il2_outcomes::measures::results::Statistic::{Mean, Proportion, Ratio};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

fn of_courses(stratum: &Stratum<'_>, value: impl Fn(&Course) -> f64) -> Vec<f64> {
    stratum.courses.iter().map(|course| value(course)).collect()
}

/// The treated courses with a plan.
fn with_plan<'a>(stratum: &'a Stratum<'_>) -> impl Iterator<Item = &'a Course> {
    let courses = stratum.courses.iter().copied();
    courses.filter(|course| course.has_plan())
}

/// A number of each patient: the sum over the treated courses.
fn of_patients(stratum: &Stratum<'_>, value: impl Fn(&Course) -> f64) -> Vec<f64> {
    let sum = |patient: &&Patient<'_>| patient.courses.iter().map(|course| value(course)).sum();
    stratum.patients.iter().map(sum).collect()
}

fn given(course: &Course) -> f64 {
    course.given().count() as f64
}

fn miu_per_kg(course: &Course) -> f64 {
    course.given().map(|dose| dose.iu_per_kg).sum::<f64>() / 1e6
}

fn doses_given(rows: &mut Rows, values: &[f64]) {
    rows.sum("all", values);
    rows.statistics("all", values, &DIST);
}

fn doses_given_by_cycle(stratum: &Stratum<'_>, rows: &mut Rows) {
    let numbers: BTreeSet<i64> = stratum.cycles().map(|(_, cycle)| cycle).collect();
    for number in numbers {
        let of_number = stratum.cycles().filter(|(_, cycle)| *cycle == number);
        let values: Vec<f64> = of_number
            .map(|(course, cycle)| course.given_in(cycle) as f64)
            .collect();
        rows.statistics(&number.to_string(), &values, &DIST);
    }
}

fn fraction_of_planned(stratum: &Stratum<'_>, rows: &mut Rows) {
    rows.ratio(
        "all",
        with_plan(stratum)
            .map(|course| course.given().count())
            .sum(),
        with_plan(stratum).map(Course::planned).sum(),
    );
    let fraction = |course: &Course| given(course) / course.planned() as f64;
    let fractions: Vec<f64> = with_plan(stratum).map(fraction).collect();
    rows.statistics("all", &fractions, &DIST);
}

fn at_least(stratum: &Stratum<'_>, rows: &mut Rows) {
    let Some(largest) = with_plan(stratum).map(Course::planned).max() else {
        rows.of_courses("all", "all", std::iter::empty());
        return;
    };
    for k in 1..=largest {
        let planned = with_plan(stratum).filter(|course| course.planned() >= k);
        let are = planned.map(|course| (course, course.given().count() >= k));
        rows.of_courses("all", &k.to_string(), are);
    }
}

fn dose_status(stratum: &Stratum<'_>, rows: &mut Rows) {
    let planned = with_plan(stratum).map(Course::planned).sum();
    let recorded = || with_plan(stratum).flat_map(|course| &course.doses);
    for status in ["given", "held", "stopped", "refused", "other"] {
        let n = recorded().filter(|dose| dose.status == status).count();
        rows.ratio(status, n, planned);
    }
    rows.ratio("not_reached", planned - recorded().count(), planned);
}

fn reason(stratum: &Stratum<'_>, rows: &mut Rows) {
    let not_given = |dose: &&Dose| ["held", "stopped"].contains(&dose.status.as_str());
    let doses = stratum.courses.iter().flat_map(|course| &course.doses);
    let reason = |dose: &Dose| {
        let reason = dose.reason.as_deref();
        reason.map_or("not_stated", |reason| {
            TERMINOLOGY.organ_system_of_reason(reason)
        })
    };
    let reasons: Vec<&str> = doses.filter(not_given).map(reason).collect();
    let items = TERMINOLOGY.organ_systems.iter().map(String::as_str);
    for item in items.chain(["not_stated"]) {
        let n = reasons.iter().filter(|reason| **reason == item).count();
        rows.ratio(item, n, reasons.len());
    }
}

fn cycle_outcome(stratum: &Stratum<'_>, rows: &mut Rows) {
    for item in ["completed", "to_the_end", "ended_early", "not_begun"] {
        let are = cycles(stratum).into_iter();
        let are = are.map(|cycle| (cycle.course, cycle.outcome() == item));
        rows.of_courses(item, "all", are);
    }
}

fn end_reason(stratum: &Stratum<'_>, rows: &mut Rows) {
    let ended = || {
        let cycles = cycles(stratum).into_iter();
        cycles.filter(|cycle| cycle.outcome() == "ended_early")
    };
    let systems = TERMINOLOGY.organ_systems.iter().map(String::as_str);
    let systems = systems.filter(|system| *system != "unclassified");
    for item in systems.chain(["refused", "not_stated"]) {
        let are = ended().map(|cycle| (cycle.course, cycle.end_reason() == item));
        rows.of_courses(item, "all", are);
    }
}

fn dose_disposition(stratum: &Stratum<'_>, rows: &mut Rows) {
    let cycles = cycles(stratum).into_iter();
    let doses: Vec<&str> = cycles.flat_map(Cycle::dispositions).collect();
    for item in ["given", "held_then_resumed", "after_the_end", "not_begun"] {
        let n = doses.iter().filter(|dose| **dose == item).count();
        rows.ratio(item, n, doses.len());
    }
}

/// A ratio of the doses that deviate.
fn deviating(rows: &mut Rows, item: &str, are: impl Iterator<Item = bool>) {
    let are: Vec<bool> = are.collect();
    rows.ratio(item, are.iter().filter(|is| **is).count(), are.len());
}

fn dose_deviation(stratum: &Stratum<'_>, rows: &mut Rows) {
    if stratum.is_collected(&["doses.iu_per_kg"]) {
        let sites = stratum.of_sites_with(&["doses.iu_per_kg"]);
        let of_course = |course: &&'_ Course| {
            let planned = course
                .line
                .decimal("planned_iu_per_kg")
                .expect("it has a default");
            let known = course.given().filter(|dose| dose.has_iu_per_kg);
            let ratios = known.map(|dose| dose.iu_per_kg / planned);
            ratios
                .map(|ratio| !at_most((ratio - 1.0).abs(), 0.1))
                .collect::<Vec<bool>>()
        };
        let are = sites.courses.iter().flat_map(of_course);
        deviating(rows, "beyond_10_percent", are);
    }
    if stratum.is_collected(&["doses.hour"]) {
        let sites = stratum.of_sites_with(&["doses.hour"]);
        let mut are = Vec::new();
        for (course, cycle) in sites.cycles() {
            let given = course.given().filter(|dose| dose.cycle == cycle);
            let hours: Vec<Option<f64>> = given.map(|dose| dose.hour).collect();
            for pair in hours.windows(2) {
                if let (Some(before), Some(after)) = (pair[0], pair[1]) {
                    are.push(!at_most(7.0, after - before));
                }
            }
        }
        deviating(rows, "interval_under_7_h", are.into_iter());
    }
    let are = with_plan(stratum).flat_map(|course| {
        let planned = course.line.integer("planned_doses_per_cycle").unwrap();
        course.given().map(move |dose| dose.number > planned)
    });
    deviating(rows, "above_the_plan", are);
}

fn plan(stratum: &Stratum<'_>, rows: &mut Rows) {
    for item in ["exported", "default", "none"] {
        let courses = stratum.courses.iter();
        let are = courses.map(|course| (*course, course.plan() == item));
        rows.of_courses(item, "all", are);
    }
}

const DOSES_GIVEN: Measure = Measure {
    name: "exposure.doses_given",
    unit: Unit::Cycle,
    needs: &[],
    first: Mean,
    rows: |stratum, rows| {
        let cycles = stratum.cycles();
        let values: Vec<f64> = cycles
            .map(|(course, cycle)| course.given_in(cycle) as f64)
            .collect();
        doses_given(rows, &values);
    },
};

const AT_LEAST: Measure = Measure {
    name: "exposure.at_least",
    unit: Unit::Course,
    needs: &[],
    first: Proportion,
    rows: at_least,
};

const CUMULATIVE: Measure = Measure {
    name: "exposure.cumulative_miu_per_kg",
    unit: Unit::Course,
    needs: &[],
    first: Mean,
    rows: |stratum, rows| rows.statistics("all", &of_courses(stratum, miu_per_kg), &DIST),
};

const DOSE_STATUS: Measure = Measure {
    name: "exposure.dose_status",
    unit: Unit::Dose,
    needs: &[],
    first: Ratio,
    rows: dose_status,
};

pub(super) const MEASURES: &[Measure] = &[
    DOSES_GIVEN,
    Measure {
        unit: Unit::Course,
        rows: |stratum, rows| doses_given(rows, &of_courses(stratum, given)),
        ..DOSES_GIVEN
    },
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| doses_given(rows, &of_patients(stratum, given)),
        ..DOSES_GIVEN
    },
    Measure {
        name: "exposure.doses_given_by_cycle",
        rows: doses_given_by_cycle,
        ..DOSES_GIVEN
    },
    Measure {
        name: "exposure.fraction_of_planned",
        unit: Unit::Course,
        rows: fraction_of_planned,
        ..DOSES_GIVEN
    },
    AT_LEAST,
    Measure {
        name: "exposure.completed",
        rows: |stratum, rows| {
            let is_completed = |course: &&Course| course.given().count() == course.planned();
            let are = with_plan(stratum).map(|course| (course, is_completed(&course)));
            rows.of_courses("all", "all", are);
        },
        ..AT_LEAST
    },
    Measure {
        name: "exposure.completed",
        unit: Unit::Cycle,
        rows: |stratum, rows| {
            let is_completed =
                |course: &Course, cycle| course.given_in(cycle) == course.planned_in(cycle);
            let cycles = stratum.cycles().filter(|(course, _)| course.has_plan());
            let are = cycles.map(|(course, cycle)| (course, is_completed(course, cycle)));
            rows.of_courses("all", "all", are);
        },
        ..AT_LEAST
    },
    Measure {
        name: "exposure.cycle_outcome",
        unit: Unit::Cycle,
        rows: cycle_outcome,
        ..AT_LEAST
    },
    Measure {
        name: "exposure.end_reason",
        unit: Unit::Cycle,
        needs: &["doses.reason"],
        rows: end_reason,
        ..AT_LEAST
    },
    Measure {
        name: "exposure.dose_disposition",
        rows: dose_disposition,
        ..DOSE_STATUS
    },
    CUMULATIVE,
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| rows.statistics("all", &of_patients(stratum, miu_per_kg), &DIST),
        ..CUMULATIVE
    },
    DOSE_STATUS,
    Measure {
        name: "exposure.reason",
        needs: &["doses.reason"],
        rows: reason,
        ..DOSE_STATUS
    },
    Measure {
        name: "exposure.courses",
        unit: Unit::Patient,
        rows: |stratum, rows| rows.statistics("all", &of_patients(stratum, |_| 1.0), &DIST),
        ..DOSES_GIVEN
    },
    Measure {
        name: "exposure.plan",
        rows: plan,
        ..AT_LEAST
    },
    Measure {
        name: "exposure.dose_deviation",
        rows: dose_deviation,
        ..DOSE_STATUS
    },
];
