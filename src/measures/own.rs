//! Own columns `x_…` of a store as measures of Table 1: their names, definitions and needs, which no list of the program has.

use super::characteristics::{category, column_of, number};
use super::cohort::OwnFacts;
use super::measure::{Measure, nothing_more};
use super::results::{Level, Unit};
use super::rows::{ALL, MISSING, Rows};
use super::scope::Scope;
use super::{characteristics, definition};
use crate::model::{OwnType, Values, is_own_column, known};
use crate::stats::Clusters;
use definition::Definition;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The name by which the book calls the measures of all own columns together.
pub(super) const OWN: &str = "characteristics.x_*";

/// What the book says of the measures of own columns.
pub(super) const DEFINITION: Definition = Definition {
    name: OWN,
    title: "Own columns (x_…)",
    grain: &[Unit::Patient],
    counts: "of a text or a boolean patients of this category, of a number the value: at the patient's first treated course (columns of courses), or of the patient. A text with more than 50 different values in the store has one row: patients with a value",
    out_of: "all treated patients of sites that collected it; of a number those in whom it is known",
    unknown: "the category missing; of a number counted as missing",
    interval: definition::EXACT,
    source: "STROBE, item 14",
};

/// What does not change while the program runs, so that rows can name it.
#[derive(Clone, Copy)]
struct Names {
    measure: &'static str,
    column: &'static str,
    needs: &'static [&'static str],
}

/// The names of each own column that a store had. A store has 128 own columns at most.
static NAMES: Mutex<BTreeMap<String, Names>> = Mutex::new(BTreeMap::new());

fn names_of(column: &str) -> Names {
    let mut all = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    *all.entry(column.to_owned()).or_insert_with(|| {
        let measure: &'static str = format!("characteristics.{column}").leak();
        let need: &'static str = format!("courses.{column}|patients.{column}").leak();
        Names {
            measure,
            column: column_of(measure).expect("it is named so"),
            needs: Box::leak(Box::new([need])),
        }
    })
}

/// The own column that a measure describes; `None` of other measures.
pub(crate) fn own_column_of(measure: &str) -> Option<&str> {
    column_of(measure).filter(|column| is_own_column(column))
}

/// What the measure of an own column needs; `None` of other measures.
pub(super) fn needs(measure: &str) -> Option<&'static [&'static str]> {
    own_column_of(measure).map(|column| names_of(column).needs)
}

/// The measure of an own column.
pub(super) fn measure(OwnFacts { column, is_listed }: &OwnFacts) -> Measure {
    let names = names_of(&column.name);
    let (name, title) = (names.measure, names.column);
    match column.of_type {
        OwnType::Integer | OwnType::Decimal => number(name, title, nothing_more, numbers),
        OwnType::Boolean => category(name, title, nothing_more, booleans),
        OwnType::Text if *is_listed => category(name, title, nothing_more, |scope, rows| {
            characteristics::texts(scope, rows, column_of_rows(rows), &[]);
        }),
        OwnType::Text => {
            let mut many = category(name, title, nothing_more, with_a_value);
            many.definition.counts = "patients with a value at their first treated course: the store has more than 50 different values, which are not listed";
            many.definition.unknown = "patients without a value are in the denominator alone";
            many.definition.interval = "none: no share is estimated";
            many
        }
    }
}

/// The column that rows are about.
fn column_of_rows(rows: &Rows) -> &'static str {
    column_of(rows.measure()).expect("they are of a characteristic")
}

fn numbers(scope: &Scope<'_>, rows: &mut Rows) {
    let values = scope.cohort.courses.column(column_of_rows(rows));
    let value = |course: usize| match values {
        Values::Integer(values) => known(values[course]).map(|value| value as f64),
        Values::Decimal(values) => Some(values[course]).filter(|value| !value.is_nan()),
        Values::Boolean(_) | Values::Text { .. } => None,
    };
    characteristics::numbers(scope, rows, &value);
}

fn booleans(scope: &Scope<'_>, rows: &mut Rows) {
    let values = scope.booleans(column_of_rows(rows));
    let closed = ["false", "true"].map(str::to_owned);
    characteristics::categories(scope, rows, closed.into(), |course| {
        values[course].map(|value| value.to_string())
    });
}

/// How many patients have a text of which there are too many to list them.
fn with_a_value(scope: &Scope<'_>, rows: &mut Rows) {
    let values = scope.cohort.courses.column(column_of_rows(rows));
    let has_value = |courses: &[usize]| {
        let text = values.text(courses[0]);
        text.is_some_and(|text| text != MISSING)
    };
    let (mut all, mut with) = (0, 0);
    for courses in scope.patients() {
        all += 1;
        with += i64::from(has_value(courses));
    }
    rows.proportion(ALL, Level::All, &Clusters::of_single_units(all, with));
    rows.withhold();
}
