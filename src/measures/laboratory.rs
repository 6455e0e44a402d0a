//! Grades from values: how often, how badly, from which baseline, and how far reports agree with them.

mod by_system;
mod by_term;
mod extremes;
mod level_tallies;
mod term_rows;
#[cfg(test)]
mod tests;

use super::definition::{BY_PATIENT_AND_COURSE, CLUSTERED, Definition};
use super::measure::{Measure, Parts};
use super::results::{Statistic, Unit};

// The names of its measures.
pub(crate) const VERSION: &str = "laboratory.version";
pub(crate) const GRADE: &str = "laboratory.grade";
pub(crate) const EMERGENT: &str = "laboratory.emergent";
pub(crate) const ORGAN_SYSTEM: &str = "laboratory.organ_system";
pub(crate) const SHIFT: &str = "laboratory.shift";
pub(crate) const AGREEMENT: &str = "laboratory.agreement";
pub(crate) const COMBINED: &str = "laboratory.combined";
pub(crate) const NADIR: &str = "laboratory.nadir";
pub(crate) const PEAK: &str = "laboratory.peak";
pub(crate) const BY_DAY: &str = "laboratory.by_day";
pub(crate) const RECOVERED_BY: &str = "laboratory.recovered_by";
pub(crate) const SEVERE_DAYS: &str = "laboratory.severe_days";

const UNITS: &[Unit] = &[Unit::Patient, Unit::Course];
const HIGHEST: &str = "units by the highest grade from values after hour 0 and up to 720 h after the last given dose: a lower bound, for symptoms, intervention and other things that no value shows are taken as absent";
const WITH_A_VALUE: &str =
    "treated units with a graded value on treatment: not measured is not grade 0";
const UNGRADED: &str = "a value that cannot be true, total calcium without an albumin within 24 h, and a value whose grade needs a limit or a baseline that is not known have no grade";
const RULES: &str = "CTCAE of the version that the report names, as `il2 schema ctcae_lab_grades` has it; normal ranges where a row reports none: American Board of Internal Medicine, 2024 to 2026";
const DESCRIBED: &str = "none: median and quartiles (type 7) describe the courses";

const fn needs(_: Unit) -> &'static [&'static str] {
    &["measurements"]
}

const fn needs_events(_: Unit) -> &'static [&'static str] {
    &["measurements", "toxicities", "toxicities.grade"]
}

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[
    Parts::worst_grades(GRADE),
    Parts::worst_grades(ORGAN_SYSTEM),
];

/// Of a term or an organ system.
const GRADES: Measure = Measure {
    definition: Definition {
        name: GRADE,
        title: "Grades from values, by term",
        grain: UNITS,
        counts: HIGHEST,
        out_of: WITH_A_VALUE,
        unknown: UNGRADED,
        interval: BY_PATIENT_AND_COURSE,
        source: RULES,
    },
    needs,
    first: Statistic::Proportion,
    count: by_term::grades,
};

/// Of extreme values.
const EXTREME: Measure = Measure {
    definition: Definition {
        name: NADIR,
        title: "Lowest values",
        grain: &[Unit::Course],
        counts: "the lowest value after hour 0 and up to 720 h after the last given dose, in the analyte's own unit; the earliest hour of it; doses given by then",
        out_of: "treated courses with a value on treatment; doses: those in which every given dose has an hour",
        unknown: "values that cannot be true are passed over",
        interval: DESCRIBED,
        source: "measurements as exported",
    },
    needs,
    first: Statistic::Median,
    count: extremes::nadirs,
};

pub(super) const DAYS: Measure = Measure {
    definition: Definition {
        name: BY_DAY,
        title: "Laboratory values by day",
        counts: "day 0: the baseline; from 1 on: the last value of each window of 24 h from hour 0 on treatment, of equal hours the lowest, in the analyte's own unit",
        out_of: "treated courses with a value of that day",
        ..EXTREME.definition
    },
    count: extremes::by_day,
    ..EXTREME
};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: VERSION,
            title: "Courses with a graded value",
            grain: &[Unit::Course],
            counts: "courses with a graded value on treatment, by the version of CTCAE that the report grades by",
            out_of: "treated courses",
            interval: "none: a count",
            ..GRADES.definition
        },
        first: Statistic::Count,
        count: by_term::version,
        ..GRADES
    },
    GRADES,
    Measure {
        definition: Definition {
            name: EMERGENT,
            title: "Grades from values that emerged on treatment",
            counts: "units by the highest grade of an emergent value: one of grade ≥ 1 above the grade of the baseline, or above a high or low baseline by whose rule it was graded",
            out_of: "treated courses with a graded value on treatment and a graded baseline; patients with such a course",
            ..GRADES.definition
        },
        count: by_term::emergent,
        ..GRADES
    },
    Measure {
        definition: Definition {
            name: ORGAN_SYSTEM,
            title: "Grades from values, by organ system",
            ..GRADES.definition
        },
        count: by_system::grades,
        ..GRADES
    },
    Measure {
        definition: Definition {
            name: SHIFT,
            title: "Shift from baseline",
            grain: &[Unit::Course],
            counts: "courses by the grade of the baseline and the highest grade on treatment",
            out_of: "treated courses with both",
            interval: "none: a count",
            ..GRADES.definition
        },
        first: Statistic::Count,
        count: by_term::shifts,
        ..GRADES
    },
    Measure {
        definition: Definition {
            name: AGREEMENT,
            title: "Agreement of reports with values",
            grain: &[Unit::Course],
            counts: "term_reported: a reported event of grade ≥ 3 on treatment of a term with such a value; system_reported: of any term of the organ system; laboratory_found: values of grade ≥ 3 of a term that was reported",
            out_of: "reported: treated courses with a grade ≥ 3 from values in the organ system; laboratory_found: those with a reported event of grade ≥ 3 on treatment of a term of which there is a graded value",
            unknown: "courses in which the organ system was not assessed, and which have no event of it, are left out of the first two; reported grades are compared as they are, whatever their version",
            interval: CLUSTERED,
            source: RULES,
        },
        needs: needs_events,
        first: Statistic::Proportion,
        count: by_system::agreement,
    },
    Measure {
        definition: Definition {
            name: COMBINED,
            title: "Toxicity by organ system, reported or by values",
            grain: UNITS,
            counts: "units by the worse of the reported events on treatment and the grades from values",
            out_of: "treated units in which the organ system was assessed, or which have an event or a graded value of it",
            unknown: "an event without a grade counts as any grade",
            interval: BY_PATIENT_AND_COURSE,
            source: RULES,
        },
        needs: needs_events,
        first: Statistic::Proportion,
        count: by_system::combined,
    },
    EXTREME,
    Measure {
        definition: Definition {
            name: PEAK,
            title: "Highest values",
            counts: "the highest value after hour 0 and up to 720 h after the last given dose, in the analyte's own unit; the earliest hour of it; doses given by then",
            ..EXTREME.definition
        },
        count: extremes::peaks,
        ..EXTREME
    },
    Measure {
        definition: Definition {
            name: RECOVERED_BY,
            title: "Severe values recovered by day",
            grain: &[Unit::Course],
            counts: "the Aalen–Johansen estimate of recovery from the first hour of grade ≥ 3 on treatment: the first later hour at which every graded value of the term is of grade ≤ 1 or not above the baseline's grade, death before it competing; creatinine only at an hour without dialysis from 168 h before to 168 h after it",
            out_of: "treated courses with a grade ≥ 3 on treatment and no such baseline; of creatinine those at risk of dialysis at sites that collected it",
            unknown: "what neither recovery nor a death up to 720 h after the last given dose ended is censored at the last graded value, and left out without a later one; relapse is not looked for",
            interval: "the variance of the Aalen–Johansen estimate on the log–log scale, 95%",
            source: "Aalen OO, Johansen S. Scand J Stat 1978;5:141",
        },
        needs,
        first: Statistic::Probability,
        count: by_term::recovered,
    },
    Measure {
        definition: Definition {
            name: SEVERE_DAYS,
            title: "Days with a severe value",
            grain: &[Unit::Course],
            counts: "windows of 24 h from hour 0 with a value of grade ≥ 3 on treatment; then their number in a course",
            out_of: "those with a graded value; the number: treated courses with one",
            interval: DESCRIBED,
            ..GRADES.definition
        },
        first: Statistic::Ratio,
        count: by_term::severe_days,
        ..GRADES
    },
];
