//! The lowest and highest values of courses on treatment, and their values by day.

use crate::facts::{FOLLOWED, HIGHEST, LOWEST};
use crate::measures::results::ExtremeOf;
use crate::measures::results::Level;
use crate::measures::rows::{ORDERED, QUARTILES, Rows};
use crate::measures::scope::Scope;
use crate::model::known;

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
    let mut of_analytes = vec![Vec::new(); analytes.len()];
    for row in scope.courses().flat_map(|course| parts.of(course)) {
        let number = usize::try_from(numbers[row]).expect("facts number analytes from 0");
        let index = number.checked_sub(first);
        if let Some(rows) = index.and_then(|index| of_analytes.get_mut(index)) {
            rows.push(row);
        }
    }
    for (analyte, of_analyte) in analytes.iter().zip(of_analytes) {
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
    // By analyte and day: days are few, where hours are what a course has.
    let mut by_day: Vec<Vec<Vec<f64>>> = vec![Vec::new(); FOLLOWED.len()];
    let index = |number: i64| usize::try_from(number).expect("facts number from 0");
    for row in scope.courses().flat_map(|course| parts.of(course)) {
        let (days_of, day) = (&mut by_day[index(numbers[row])], index(days[row]));
        if days_of.len() <= day {
            days_of.resize(day + 1, Vec::new());
        }
        days_of[day].push(values[row]);
    }
    for (analyte, days) in FOLLOWED.iter().zip(by_day) {
        let with_values = days.into_iter().enumerate();
        for (day, values) in with_values.filter(|(_, values)| !values.is_empty()) {
            rows.distribution_at(analyte, Level::number(day as f64), values, &QUARTILES);
        }
    }
}
