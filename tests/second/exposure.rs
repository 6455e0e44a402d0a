//! exposure: doses tolerated.

use super::book::Measure;
use super::course::{Course, Dose};
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use super::terms::TERMINOLOGY;
use il2_outcomes::measures::results::Statistic::{Mean, Proportion, Ratio};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

fn of_courses(stratum: &Stratum<'_>, value: impl Fn(&Course) -> f64) -> Vec<f64> {
    stratum.courses.iter().map(|course| value(course)).collect()
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
    let courses = || stratum.courses.iter();
    rows.ratio(
        "all",
        courses().map(|course| course.given().count()).sum(),
        courses().map(|course| course.planned()).sum(),
    );
    let fraction = |course: &Course| given(course) / course.planned() as f64;
    rows.statistics("all", &of_courses(stratum, fraction), &DIST);
}

fn at_least(stratum: &Stratum<'_>, rows: &mut Rows) {
    let largest = stratum.courses.iter().map(|course| course.planned()).max();
    for k in 1..=largest.unwrap_or(0) {
        let planned = stratum
            .courses
            .iter()
            .filter(|course| course.planned() >= k);
        let are = planned.map(|course| (*course, course.given().count() >= k));
        rows.of_courses("all", &k.to_string(), are);
    }
}

fn dose_status(stratum: &Stratum<'_>, rows: &mut Rows) {
    let planned = stratum.courses.iter().map(|course| course.planned()).sum();
    let recorded = || stratum.courses.iter().flat_map(|course| &course.doses);
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
            let courses = stratum.courses.iter().copied();
            rows.of_courses(
                "all",
                "all",
                courses.map(|course| (course, is_completed(&course))),
            );
        },
        ..AT_LEAST
    },
    Measure {
        name: "exposure.completed",
        unit: Unit::Cycle,
        rows: |stratum, rows| {
            let is_completed =
                |course: &Course, cycle| course.given_in(cycle) == course.planned_in(cycle);
            let cycles = stratum.cycles();
            let are = cycles.map(|(course, cycle)| (course, is_completed(course, cycle)));
            rows.of_courses("all", "all", are);
        },
        ..AT_LEAST
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
];
