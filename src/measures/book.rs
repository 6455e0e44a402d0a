//! The measure book: all measures in their order, their definitions, and their rows for a cohort.

use super::cohort::Cohort;
use super::curves::{MEASURES as CURVES, OVERALL_SURVIVAL_CURVE, PROGRESSION_FREE_SURVIVAL_CURVE};
use super::definition::Definition;
use super::groupings::Groupings;
use super::measure::Measure;
use super::results::{Row, Unit};
use super::rows::Rows;
use super::scope::Scope;
use super::strata::{StratumCourses, strata};
use super::{
    capillary_leak, care, characteristics, comparison, deaths, dialysis, duration_of_response,
    exposure, flow, immortal_time, kidney, laboratory, outcome, own, safety, survival, toxicity,
    vasopressor, vital_signs,
};
use rayon::prelude::*;

/// Measures of time lived, which are not estimated in strata, or of courses, that are chosen by what came later.
const SURVIVAL: [&str; 9] = [
    survival::OVERALL_SURVIVAL,
    survival::OVERALL_SURVIVAL_MEDIAN,
    survival::PROGRESSION_FREE_SURVIVAL,
    survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
    duration_of_response::DURATION_OF_RESPONSE,
    duration_of_response::DURATION_OF_RESPONSE_MEDIAN,
    deaths::DEATH_WITHIN,
    OVERALL_SURVIVAL_CURVE,
    PROGRESSION_FREE_SURVIVAL_CURVE,
];

/// The measures before those of own columns, in the order of the book.
const BEFORE_OWN: [&[Measure]; 2] = [flow::MEASURES, characteristics::MEASURES];

/// The measures after those of own columns, in the order of the book.
fn after_own() -> impl Iterator<Item = &'static Measure> {
    let families = [
        exposure::MEASURES,
        toxicity::MEASURES,
        vasopressor::MEASURES,
        dialysis::MEASURES,
        kidney::MEASURES,
        outcome::MEASURES,
        survival::MEASURES,
        duration_of_response::MEASURES,
        deaths::MEASURES,
        care::MEASURES,
        laboratory::MEASURES,
        vital_signs::MEASURES,
        capillary_leak::MEASURES,
    ];
    families.into_iter().flatten()
}

/// All measures but those of own columns, in the order of the book.
fn measures() -> impl Iterator<Item = &'static Measure> {
    BEFORE_OWN.into_iter().flatten().chain(after_own())
}

/// All measures of a cohort, in the order of the book.
fn measures_of(cohort: &Cohort) -> Vec<Measure> {
    let before = BEFORE_OWN.into_iter().flatten().copied();
    let own = cohort.own.iter().map(own::measure);
    before.chain(own).chain(after_own().copied()).collect()
}

/// The definitions of all measures, in the order of the book, of own columns that of all together; then those of
/// comparisons, of the curves and of the safety review.
#[must_use]
pub fn definitions() -> Vec<Definition> {
    let of = |measure: &Measure| measure.definition;
    BEFORE_OWN
        .into_iter()
        .flatten()
        .map(of)
        .chain([own::DEFINITION])
        .chain(after_own().map(of))
        .chain(comparison::DEFINITIONS)
        .chain(CURVES.iter().map(|measure| measure.definition))
        .chain(safety::DEFINITIONS)
        .collect()
}

/// The definitions of all measures of a cohort, as [`definitions`] has them, but with one for each own column.
#[must_use]
pub fn definitions_of(cohort: &Cohort) -> Vec<Definition> {
    let own = || cohort.own.iter().map(|own| own::measure(own).definition);
    let definitions = definitions().into_iter();
    definitions
        .flat_map(|definition| {
            if definition.name == own::OWN {
                own().collect()
            } else {
                vec![definition]
            }
        })
        .collect()
}

/// Tables, and columns as `table.column`, without which a measure of the book or of the curves cannot be counted for a unit;
/// `a|b` where either will do. Nothing where there is no such measure.
pub(crate) fn needs(measure: &str, unit: Unit) -> &'static [&'static str] {
    let mut all = measures().chain(CURVES);
    let found = all.find(|it| it.definition.name == measure);
    let of_book = || found.map_or(&[][..], |it| (it.needs)(unit));
    own::needs(measure).unwrap_or_else(of_book)
}

/// Computes every measure, in the order of the book, for everybody and for each stratum of the groupings. The same cohort
/// gives the same rows for any number of threads.
#[must_use]
pub fn compute(cohort: &Cohort, groupings: &Groupings) -> Vec<Row> {
    rows_of(&measures_of(cohort), cohort, groupings, NOT_COUNTED)
}

/// Does what [`compute`] does, and says before it in how many steps, a measure of a unit in a stratum each, and after each
/// step that it is done.
#[must_use]
pub fn compute_counting(cohort: &Cohort, groupings: &Groupings, counted: Counted<'_>) -> Vec<Row> {
    rows_of(&measures_of(cohort), cohort, groupings, counted)
}

/// Who follows how far a computation is.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    /// Takes the number of steps, before the first.
    pub begin: &'a dyn Fn(u64),
    /// Takes a number of steps that are done, from any thread.
    pub done: &'a (dyn Fn(u64) + Sync),
}

/// Nobody.
const NOT_COUNTED: Counted<'static> = Counted {
    begin: &|_| {},
    done: &|_| {},
};

/// Computes the curves that figures draw, whole, for everybody and for each stratum of the groupings: no measures of the
/// book, but what some of these read off at a few times.
#[must_use]
pub fn curves(cohort: &Cohort, groupings: &Groupings) -> Vec<Row> {
    rows_of(CURVES, cohort, groupings, NOT_COUNTED)
}

fn rows_of(
    measures: &[Measure],
    cohort: &Cohort,
    groupings: &Groupings,
    counted: Counted<'_>,
) -> Vec<Row> {
    let strata = strata(cohort, groupings);
    let of_unit = |measure, unit: Unit| strata.iter().map(move |stratum| (measure, unit, stratum));
    let work: Vec<(&Measure, Unit, &StratumCourses)> = measures
        .iter()
        .flat_map(|measure| {
            measure
                .definition
                .grain
                .iter()
                .map(move |&unit| (measure, unit))
        })
        .flat_map(|(measure, unit)| of_unit(measure, unit))
        .collect();
    (counted.begin)(work.len() as u64);
    let done = counted.done;
    let rows: Vec<Vec<Row>> = work
        .into_par_iter()
        .map(|(measure, unit, stratum)| {
            let rows = rows_in(cohort, measure, unit, stratum);
            done(1);
            rows
        })
        .collect();
    rows.into_iter().flatten().collect()
}

/// The rows of a measure for one unit in one stratum.
pub(super) fn rows_in(
    cohort: &Cohort,
    measure: &Measure,
    unit: Unit,
    stratum: &StratumCourses,
) -> Vec<Row> {
    let mut rows = Rows::new(measure.definition.name, unit, &stratum.stratum);
    let needs = own::needs(measure.definition.name).unwrap_or_else(|| (measure.needs)(unit));
    match Scope::new(cohort, stratum, unit, needs) {
        Some(scope) => (measure.count)(&scope, &mut rows),
        None => rows.not_collected(measure.first),
    }
    let is_by_later = cohort.is_selected_by_later() || immortal_time::divides(&stratum.stratum);
    if is_by_later && SURVIVAL.contains(&measure.definition.name) {
        rows.withhold();
    }
    rows.into_rows()
}

/// The measure of this name, of those of a cohort.
pub(super) fn in_book(cohort: &Cohort, name: &str) -> Option<Measure> {
    let mut measures = measures_of(cohort).into_iter();
    measures.find(|measure| measure.definition.name == name)
}

/// Computes one measure of the book, as [`compute`] does; no row where there is none of this name.
#[must_use]
pub fn compute_measure(cohort: &Cohort, groupings: &Groupings, name: &str) -> Vec<Row> {
    let found = in_book(cohort, name);
    rows_of(found.as_slice(), cohort, groupings, NOT_COUNTED)
}
