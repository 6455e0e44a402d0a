//! What a course has many of, as tables of the store, each declared once: its name, its columns, how its rows come about.

use super::cycle_record::EndReason;
use super::graded_terms::TermFacts;
use super::part_facts::PartFacts;
use super::severe_events::{Ending, Severe};
use super::worst::Worst;
use crate::model::{ABSENT_INTEGER, Frame, Values};
use crate::stats;
use crate::terminology::{dialysis_modalities, medication_classes};

/// A table of what a course has many of. Its rows lie together by course, in the order of `facts_courses`, and have the
/// `patient_key` and `course_key` of their course before these columns.
#[derive(Debug, Clone, Copy)]
pub struct SisterTable {
    /// Its name in the store.
    pub name: &'static str,
    /// Its columns beside the keys, in the order of the store.
    pub columns: &'static [&'static str],
}

/// Treated cycles.
pub const CYCLES: SisterTable = SisterTable {
    name: "facts_cycles",
    columns: &[
        "cycle",
        "doses_given",
        "doses_planned",
        "worst_grade",
        "vasopressor",
        "cycle_starts_known",
        "outcome",
        "end_reason",
        "leak_albumin",
        "leak_weight_gain",
        "leak_pressure",
        "net_fluid_liters",
    ],
};

/// Toxicity terms.
pub const TERMS: SisterTable = SisterTable {
    name: "facts_course_terms",
    columns: &["term_number", "worst_grade"],
};

/// Organ systems with an event of grade ≥ 3.
pub const ORGANS: SisterTable = SisterTable {
    name: "facts_course_organs",
    columns: &[
        "organ_system_number",
        "events_ge3",
        "onset_cycle",
        "onset_dose",
        "follow_up_days",
        "is_resolved",
        "has_died",
        "days_to_resolution",
        "resolution_recorded",
    ],
};

/// Organ systems for which doses were held or stopped.
pub const REASONS: SisterTable = SisterTable {
    name: "facts_course_reasons",
    columns: &["organ_system_number", "doses"],
};

/// Vasopressors.
pub const AGENTS: SisterTable = SisterTable {
    name: "facts_course_agents",
    columns: &["agent"],
};

/// Modalities of dialysis.
pub const MODALITIES: SisterTable = SisterTable {
    name: "facts_course_modalities",
    columns: &["modality"],
};

/// Classes of supportive medication.
pub const MEDICATIONS: SisterTable = SisterTable {
    name: "facts_course_medications",
    columns: &["class"],
};

/// Terms of which there is a graded value on treatment.
pub const LABORATORY: SisterTable = SisterTable {
    name: "facts_course_laboratory",
    columns: &[
        "term_row",
        "grade",
        "baseline_grade",
        "emergent_grade",
        "graded_days",
        "severe_days",
        "recovery_days",
        "is_recovered",
        "has_died",
    ],
};

/// Lowest and highest values on treatment.
pub const EXTREMES: SisterTable = SisterTable {
    name: "facts_course_extremes",
    columns: &["analyte_number", "value", "hour", "doses_given"],
};

/// Values by day.
pub const DAYS: SisterTable = SisterTable {
    name: "facts_course_days",
    columns: &["analyte_number", "day", "value"],
};

/// Vital signs.
pub const SIGNS: SisterTable = SisterTable {
    name: "facts_course_signs",
    columns: &["sign_number", "levels"],
};

/// The columns of [`LABORATORY`] beside the keys.
pub(super) fn laboratory_columns(rows: &[(usize, &TermFacts)]) -> [Values; 9] {
    let grade = |grade: Option<u8>| grade.map_or(ABSENT_INTEGER, i64::from);
    let ends = |term: &TermFacts, ending| Some(term.recovery?.1 == ending);
    [
        integers(rows, |term| term.term as i64),
        integers(rows, |term| i64::from(term.grade)),
        integers(rows, |term| grade(term.baseline_grade)),
        integers(rows, |term| grade(term.emergent_grade)),
        integers(rows, |term| term.graded_days),
        integers(rows, |term| term.severe_days),
        decimals(rows, |term| Some(term.recovery?.0)),
        known_booleans(rows, |term| ends(term, stats::Ending::OfInterest)),
        known_booleans(rows, |term| ends(term, stats::Ending::Competing)),
    ]
}

/// The sister tables of a part: its courses in this order.
pub(super) fn sister_tables(courses: &Frame, facts: &PartFacts, order: &[usize]) -> Vec<Frame> {
    let all = Sisters { courses, order };
    let cycles = all.rows(|course| {
        let (doses, toxicity) = (&facts.doses[course], &facts.toxicity[course]);
        let by_cycle = toxicity
            .by_cycle
            .iter()
            .zip(&facts.vasopressors[course].by_cycle);
        let (starts_known, is_assessed) = (doses.knows_cycle_starts(), toxicity.is_assessed());
        let leaks = &facts.laboratory[course].leaks;
        assert_eq!(leaks.len(), doses.cycles.len(), "each cycle has its parts");
        let cycles = doses.cycles.iter().zip(by_cycle).zip(leaks);
        cycles.map(move |((cycle, (worst, pressor)), leak)| {
            let worst = is_assessed.then_some(*worst);
            (cycle, worst, *pressor, starts_known, leak)
        })
    });
    let terms = all.rows(|course| facts.toxicity[course].by_term.iter());
    let organs = all.rows(|course| facts.toxicity[course].severe.iter());
    let onset = |severe: &Severe| severe.first?.cycle_and_dose;
    let fate = |severe: &Severe| Some(severe.first?.fate);
    let followed = |severe: &Severe| severe.first?.fate.followed;
    let ends = |severe: &Severe, ending| followed(severe).is_some_and(|it| it.ending == ending);
    let reasons = all.rows(|course| facts.doses[course].reasons.iter());
    let mut tables = Vec::from([
        all.table(
            &CYCLES,
            &cycles,
            [
                integers(&cycles, |(cycle, ..)| cycle.number),
                integers(&cycles, |(cycle, ..)| cycle.given),
                integers(&cycles, |(cycle, ..)| cycle.planned),
                integers(&cycles, |(_, worst, ..)| {
                    worst.map_or(ABSENT_INTEGER, Worst::stored)
                }),
                booleans(&cycles, |(_, _, pressor, ..)| *pressor),
                booleans(&cycles, |(.., starts_known, _)| *starts_known),
                optional_texts(&cycles, |(cycle, ..)| Some(cycle.outcome.name())),
                optional_texts(&cycles, |(cycle, ..)| cycle.end_reason.map(EndReason::name)),
                known_booleans(&cycles, |(.., leak)| leak.albumin),
                integers(&cycles, |(.., leak)| {
                    leak.weight_gain.unwrap_or(ABSENT_INTEGER)
                }),
                known_booleans(&cycles, |(.., leak)| leak.pressure),
                decimals(&cycles, |(.., leak)| leak.net_fluid),
            ],
        ),
        all.table(
            &TERMS,
            &terms,
            [
                integers(&terms, |(term, _)| i64::from(*term)),
                integers(&terms, |(_, worst)| worst.stored()),
            ],
        ),
        all.table(
            &ORGANS,
            &organs,
            [
                integers(&organs, |(system, _)| *system),
                integers(&organs, |(_, severe)| severe.events),
                integers(&organs, |(_, severe)| {
                    onset(severe).map_or(ABSENT_INTEGER, |(cycle, _)| cycle)
                }),
                integers(&organs, |(_, severe)| {
                    onset(severe).map_or(ABSENT_INTEGER, |(_, dose)| dose)
                }),
                decimals(&organs, |(_, severe)| {
                    followed(severe).map(|followed| followed.days)
                }),
                booleans(&organs, |(_, severe)| ends(severe, Ending::Resolved)),
                booleans(&organs, |(_, severe)| ends(severe, Ending::Died)),
                decimals(&organs, |(_, severe)| fate(severe)?.days_to_resolution),
                known_booleans(&organs, |(_, severe)| Some(fate(severe)?.is_recorded)),
            ],
        ),
        all.table(
            &REASONS,
            &reasons,
            [
                integers(&reasons, |(system, _)| *system),
                integers(&reasons, |(_, doses)| *doses),
            ],
        ),
    ]);
    tables.extend(support_tables(&all, facts));
    tables.extend(value_tables(&all, facts));
    tables
}

/// The tables of what supported a course.
fn support_tables(all: &Sisters<'_>, facts: &PartFacts) -> [Frame; 3] {
    let agents = all.rows(|course| facts.vasopressors[course].agents.iter());
    let modalities = all.rows(|course| facts.dialysis[course].modalities.iter());
    let classes = all.rows(|course| facts.care[course].medication_classes.iter());
    [
        all.table(&AGENTS, &agents, [texts(&agents, |agent| agent)]),
        all.table(
            &MODALITIES,
            &modalities,
            [texts(&modalities, |index| {
                &dialysis_modalities()[**index].code
            })],
        ),
        all.table(
            &MEDICATIONS,
            &classes,
            [texts(&classes, |index| &medication_classes()[**index])],
        ),
    ]
}

/// The tables of what values show.
fn value_tables(all: &Sisters<'_>, facts: &PartFacts) -> [Frame; 4] {
    let graded = all.rows(|course| facts.laboratory[course].terms.iter());
    let extremes = all.rows(|course| facts.laboratory[course].extremes.iter());
    let days = all.rows(|course| facts.laboratory[course].days.iter());
    let signs = all.rows(|course| facts.laboratory[course].signs.iter());
    [
        all.table(&LABORATORY, &graded, laboratory_columns(&graded)),
        all.table(
            &EXTREMES,
            &extremes,
            [
                integers(&extremes, |extreme| extreme.analyte as i64),
                decimals(&extremes, |extreme| Some(extreme.value)),
                decimals(&extremes, |extreme| Some(extreme.hour)),
                integers(&extremes, |extreme| extreme.doses.unwrap_or(ABSENT_INTEGER)),
            ],
        ),
        all.table(
            &DAYS,
            &days,
            [
                integers(&days, |day| day.analyte as i64),
                integers(&days, |day| day.day),
                decimals(&days, |day| Some(day.value)),
            ],
        ),
        all.table(
            &SIGNS,
            &signs,
            [
                integers(&signs, |(sign, _)| *sign as i64),
                integers(&signs, |(_, levels)| *levels),
            ],
        ),
    ]
}

/// Courses in the order of the store.
struct Sisters<'a> {
    courses: &'a Frame,
    order: &'a [usize],
}

impl Sisters<'_> {
    /// What courses have many of, in the order of courses, each with the index of its course.
    fn rows<T, I: Iterator<Item = T>>(&self, of_course: impl Fn(usize) -> I) -> Vec<(usize, T)> {
        let order = self.order.iter();
        order
            .flat_map(|&course| of_course(course).map(move |row| (course, row)))
            .collect()
    }

    /// A table of such rows, with the keys of their courses.
    fn table<T, const N: usize>(
        &self,
        declared: &SisterTable,
        rows: &[(usize, T)],
        columns: [Values; N],
    ) -> Frame {
        assert_eq!(declared.columns.len(), N, "columns of {}", declared.name);
        let keys = ["patient_key", "course_key"].map(|name| {
            let keys = self.courses.integers(name);
            let of_row = rows.iter().map(|(course, _)| keys[*course]);
            (name, Values::Integer(of_row.collect()))
        });
        let columns = declared.columns.iter().copied().zip(columns);
        Frame::new(declared.name, keys.into_iter().chain(columns))
    }
}

fn each<T, V>(rows: &[(usize, T)], value: impl Fn(&T) -> V) -> Vec<V> {
    rows.iter().map(|(_, row)| value(row)).collect()
}

fn integers<T>(rows: &[(usize, T)], value: impl Fn(&T) -> i64) -> Values {
    Values::Integer(each(rows, value))
}

fn decimals<T>(rows: &[(usize, T)], value: impl Fn(&T) -> Option<f64>) -> Values {
    Values::Decimal(each(rows, |row| value(row).unwrap_or(f64::NAN)))
}

fn known_booleans<T>(rows: &[(usize, T)], value: impl Fn(&T) -> Option<bool>) -> Values {
    Values::Boolean(each(rows, value))
}

fn booleans<T>(rows: &[(usize, T)], value: impl Fn(&T) -> bool) -> Values {
    Values::Boolean(each(rows, |row| Some(value(row))))
}

fn optional_texts<'a, T>(
    rows: &'a [(usize, T)],
    value: impl Fn(&'a T) -> Option<&'static str>,
) -> Values {
    Values::from_texts(rows.iter().map(|(_, row)| value(row)))
}

fn texts<'a, T>(rows: &'a [(usize, T)], value: impl Fn(&'a T) -> &'a str) -> Values {
    Values::from_texts(rows.iter().map(|(_, row)| Some(value(row))))
}
