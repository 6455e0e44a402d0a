//! Doses tolerated: how many were given, of how many planned, and why the others were not.

use super::definition::{CLUSTERED, Definition};
use super::measure::{Measure, Parts, nothing_more};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, Rows, SUM_AND_DIST};
use super::scope::{Scope, all_and_with};
use crate::facts::NOT_STATED;
use crate::model::DoseStatus;
use crate::stats::Clusters;
use crate::terminology::organ_systems;
use std::collections::BTreeMap;

// The names of its measures.
pub(crate) const DOSES_GIVEN: &str = "exposure.doses_given";
pub(crate) const DOSES_GIVEN_BY_CYCLE: &str = "exposure.doses_given_by_cycle";
pub(crate) const FRACTION_OF_PLANNED: &str = "exposure.fraction_of_planned";
pub(crate) const AT_LEAST: &str = "exposure.at_least";
pub(crate) const COMPLETED: &str = "exposure.completed";
pub(crate) const CUMULATIVE_MIU_PER_KG: &str = "exposure.cumulative_miu_per_kg";
pub(crate) const DOSE_STATUS: &str = "exposure.dose_status";
pub(crate) const REASON: &str = "exposure.reason";
pub(crate) const COURSES: &str = "exposure.courses";

const DESCRIBES: &str = "none: mean, SD (n − 1), median and quartiles (type 7) describe the units";
const PLANNED: &str = "planned doses of a cycle: the larger of planned_doses_per_cycle and the recorded doses, for cycles 1 to planned_cycles, also those without a row; for a further cycle its recorded doses";
const TREATED: &str = "treated units: those with at least one given dose";
const BOOK: &str =
    "given doses as in Robbins PF. J Clin Oncol 2011;29:917 and the HD IL-2 literature";

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: DOSES_GIVEN,
            title: "Doses given",
            grain: &[Unit::Cycle, Unit::Course, Unit::Patient],
            counts: "doses with status given, in each treated unit and in all",
            out_of: TREATED,
            unknown: "a planned dose without a row was not reached, and is not given",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: doses_given,
    },
    Measure {
        definition: Definition {
            name: DOSES_GIVEN_BY_CYCLE,
            title: "Doses given, by cycle number",
            grain: &[Unit::Cycle],
            counts: "doses with status given in each treated cycle of this number",
            out_of: "treated cycles of this number",
            unknown: "a cycle without a given dose is untreated, and is not counted",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: by_cycle_number,
    },
    Measure {
        definition: Definition {
            name: FRACTION_OF_PLANNED,
            title: "Given as a fraction of planned doses",
            grain: &[Unit::Course],
            counts: "given ÷ planned doses of each treated course; and all given over all planned doses",
            out_of: "treated courses; planned doses for the ratio of totals",
            unknown: PLANNED,
            interval: "none: a description, and a ratio of totals",
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: fraction_of_planned,
    },
    Measure {
        definition: Definition {
            name: AT_LEAST,
            title: "Courses that reached each dose",
            grain: &[Unit::Course],
            counts: "treated courses with at least k given doses",
            out_of: "treated courses with at least k planned doses",
            unknown: PLANNED,
            interval: CLUSTERED,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: at_least,
    },
    Measure {
        definition: Definition {
            name: COMPLETED,
            title: "Every planned dose given",
            grain: &[Unit::Course, Unit::Cycle],
            counts: "treated units in which every planned dose was given",
            out_of: TREATED,
            unknown: PLANNED,
            interval: CLUSTERED,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: completed,
    },
    Measure {
        definition: Definition {
            name: CUMULATIVE_MIU_PER_KG,
            title: "Cumulative dose (10⁶ IU/kg)",
            grain: &[Unit::Course, Unit::Patient],
            counts: "the sum of iu_per_kg over given doses ÷ 10⁶",
            out_of: TREATED,
            unknown: "a given dose without iu_per_kg counts with the course's planned_iu_per_kg",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: cumulative,
    },
    Measure {
        definition: Definition {
            name: DOSE_STATUS,
            title: "What became of planned doses",
            grain: &[Unit::Dose],
            counts: "doses given, held, stopped, refused, other; not reached: planned − recorded doses",
            out_of: "planned doses of treated courses",
            unknown: PLANNED,
            interval: "none: a ratio of totals",
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Ratio,
        count: dose_status,
    },
    Measure {
        definition: Definition {
            name: REASON,
            title: "Why doses were held or stopped",
            grain: &[Unit::Dose],
            counts: "doses held or stopped, by the organ system of the reason: a toxicity term, or an organ system by name",
            out_of: "doses held or stopped in treated courses",
            unknown: "unclassified where the reason is neither a term nor an organ system; not_stated where there is none",
            interval: "none: a ratio of totals",
            source: "organ systems: the reporting groups of the HD IL-2 literature over CTCAE v5.0 terms",
        },
        needs: |_| &["doses.reason"],
        first: Statistic::Ratio,
        count: reason,
    },
    Measure {
        definition: Definition {
            name: COURSES,
            title: "Treated courses per patient",
            grain: &[Unit::Patient],
            counts: "treated courses of each treated patient",
            out_of: "treated patients",
            unknown: "an untreated course is not counted",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: courses,
    },
];

fn doses_given(scope: &Scope<'_>, rows: &mut Rows) {
    let given = scope.integers("doses_given");
    let values: Vec<f64> = match rows.unit() {
        Unit::Patient => scope
            .patients()
            .map(|courses| courses.iter().map(|&course| given[course]).sum::<i64>() as f64)
            .collect(),
        Unit::Cycle => {
            let given = scope.cohort.cycles.frame.integers("doses_given");
            scope
                .courses()
                .flat_map(|course| scope.cohort.cycles.of(course))
                .map(|cycle| given[cycle] as f64)
                .collect()
        }
        Unit::Course | Unit::Dose => scope.courses().map(|course| given[course] as f64).collect(),
    };
    rows.distribution(ALL, values, &SUM_AND_DIST);
}

fn by_cycle_number(scope: &Scope<'_>, rows: &mut Rows) {
    let cycles = &scope.cohort.cycles;
    let (numbers, given) = (
        cycles.frame.integers("cycle"),
        cycles.frame.integers("doses_given"),
    );
    let mut by_number: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for cycle in scope.courses().flat_map(|course| cycles.of(course)) {
        by_number
            .entry(numbers[cycle])
            .or_default()
            .push(given[cycle] as f64);
    }
    for (number, values) in by_number {
        rows.distribution(&number.to_string(), values, &DIST);
    }
}

fn fraction_of_planned(scope: &Scope<'_>, rows: &mut Rows) {
    let (given, planned) = (
        scope.integers("doses_given"),
        scope.integers("doses_planned"),
    );
    rows.ratio(
        ALL,
        scope.total("doses_given"),
        scope.total("doses_planned"),
    );
    let fractions = scope
        .courses()
        .map(|course| given[course] as f64 / planned[course] as f64)
        .collect();
    rows.distribution(ALL, fractions, &DIST);
}

fn at_least(scope: &Scope<'_>, rows: &mut Rows) {
    let (given, planned) = (
        scope.integers("doses_given"),
        scope.integers("doses_planned"),
    );
    let mut reached: Vec<Clusters> = Vec::new();
    for courses in scope.patients() {
        let most = courses
            .iter()
            .map(|&course| planned[course])
            .max()
            .expect("a patient has a course");
        for (index, k) in (1..=most).enumerate() {
            let with = |doses: &[i64]| {
                courses
                    .iter()
                    .map(|&course| i64::from(doses[course] >= k))
                    .sum()
            };
            if reached.len() == index {
                reached.push(Clusters::default());
            }
            reached[index].add(with(planned), with(given));
        }
    }
    for (k, clusters) in (1..).zip(&reached) {
        rows.proportion(ALL, Level::number(f64::from(k)), clusters);
    }
}

fn completed(scope: &Scope<'_>, rows: &mut Rows) {
    let unit = rows.unit();
    let clusters = if unit == Unit::Cycle {
        let cycles = &scope.cohort.cycles;
        let (given, planned) = (
            cycles.frame.integers("doses_given"),
            cycles.frame.integers("doses_planned"),
        );
        scope.tally(unit, |courses| {
            let all = courses.iter().flat_map(|&course| cycles.of(course));
            all_and_with(all, |cycle| given[cycle] == planned[cycle])
        })
    } else {
        let (given, planned) = (
            scope.integers("doses_given"),
            scope.integers("doses_planned"),
        );
        scope.tally(unit, |courses| {
            all_and_with(courses.iter().copied(), |c| given[c] == planned[c])
        })
    };
    rows.proportion(ALL, Level::All, &clusters);
}

fn cumulative(scope: &Scope<'_>, rows: &mut Rows) {
    let sizes = scope.decimals("cumulative_miu_per_kg");
    let of_patients = || {
        scope
            .patients()
            .map(|courses| courses.iter().map(|&course| sizes[course]).sum())
    };
    let values = match rows.unit() {
        Unit::Patient => of_patients().collect(),
        Unit::Course | Unit::Cycle | Unit::Dose => {
            scope.courses().map(|course| sizes[course]).collect()
        }
    };
    rows.distribution(ALL, values, &DIST);
}

fn dose_status(scope: &Scope<'_>, rows: &mut Rows) {
    let planned = scope.total("doses_planned");
    for status in DoseStatus::NAMES {
        rows.ratio(status, scope.total(&format!("doses_{status}")), planned);
    }
    rows.ratio(
        "not_reached",
        planned - scope.total("doses_recorded"),
        planned,
    );
}

fn reason(scope: &Scope<'_>, rows: &mut Rows) {
    let reasons = &scope.cohort.reasons;
    let (systems, doses) = (
        reasons.frame.integers("organ_system_number"),
        reasons.frame.integers("doses"),
    );
    let mut by_system: BTreeMap<i64, i64> = BTreeMap::new();
    for row in scope.courses().flat_map(|course| reasons.of(course)) {
        *by_system.entry(systems[row]).or_default() += doses[row];
    }
    let all = by_system.values().sum();
    let items = organ_systems()
        .iter()
        .map(|system| system.name.as_str())
        .chain(["not_stated"]);
    for (number, item) in (0..=NOT_STATED).zip(items) {
        rows.ratio(item, by_system.get(&number).copied().unwrap_or(0), all);
    }
}

fn courses(scope: &Scope<'_>, rows: &mut Rows) {
    rows.distribution(
        ALL,
        scope
            .patients()
            .map(|courses| courses.len() as f64)
            .collect(),
        &DIST,
    );
}

#[cfg(test)]
mod tests;
