//! The lowest and highest values of courses on treatment, and their values by day.

use crate::facts::{FOLLOWED, HIGHEST, LOWEST};
use crate::measures::results::ExtremeOf;
use crate::measures::results::Level;
use crate::measures::rows::{ORDERED, QUARTILES, Rows};
use crate::measures::scope::Scope;
use crate::model::known;
use std::collections::BTreeMap;

pub(super) fn nadirs(scope: &Scope<'_>, rows: &mut Rows) {
    extremes(scope, rows, &LOWEST, 0);
}

pub(super) fn peaks(scope: &Scope<'_>, rows: &mut Rows) {
    extremes(scope, rows, &HIGHEST, LOWEST.len());
}

/// The value, its hour and the doses given by then, of each of these analytes that has a value; the first has this number.
fn extremes(scope: &Scope<'_>, rows: &mut Rows, analytes: &[&str], first: usize) {
    let parts = &scope.cohort.extremes;
    let frame = &parts.frame;
    let numbers = frame.integers("analyte_number");
    let (values, hours) = (frame.decimals("value"), frame.decimals("hour"));
    let doses = frame.integers("doses_given");
    for (place, analyte) in analytes.iter().enumerate() {
        let of_analyte = scope.courses().flat_map(|course| parts.of(course));
        let number = first + place;
        let of_analyte: Vec<usize> = of_analyte
            .filter(|&row| usize::try_from(numbers[row]) == Ok(number))
            .collect();
        if of_analyte.is_empty() {
            continue;
        }
        let each = |column: &[f64]| of_analyte.iter().map(|&row| column[row]).collect();
        let given = of_analyte.iter().filter_map(|&row| known(doses[row]));
        let given = given.map(|doses| doses as f64).collect();
        let level = Level::Extreme;
        rows.distribution_at(analyte, level(ExtremeOf::Value), each(values), &ORDERED);
        rows.distribution_at(analyte, level(ExtremeOf::Hour), each(hours), &QUARTILES);
        rows.distribution_at(analyte, level(ExtremeOf::Doses), given, &QUARTILES);
    }
}

/// The values of each day, the baseline being day 0.
pub(super) fn by_day(scope: &Scope<'_>, rows: &mut Rows) {
    let parts = &scope.cohort.days;
    let frame = &parts.frame;
    let (numbers, days) = (frame.integers("analyte_number"), frame.integers("day"));
    let values = frame.decimals("value");
    let mut by_day: BTreeMap<(i64, i64), Vec<f64>> = BTreeMap::new();
    for row in scope.courses().flat_map(|course| parts.of(course)) {
        by_day
            .entry((numbers[row], days[row]))
            .or_default()
            .push(values[row]);
    }
    for ((number, day), values) in by_day {
        let analyte = usize::try_from(number)
            .ok()
            .and_then(|number| FOLLOWED.get(number));
        let analyte = analyte.expect("facts number the analytes that are followed");
        rows.distribution_at(analyte, Level::number(day as f64), values, &QUARTILES);
    }
}
