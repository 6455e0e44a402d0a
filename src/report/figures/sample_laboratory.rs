//! Rows of laboratory values for tests: values by day, and shifts from baseline, of cohorts of any size.

use super::sample_curves::row;
use crate::facts::FOLLOWED;
use crate::measures::results::{Level, Row, Statistic, Status, Unit};
use crate::terminology::laboratory_terms;

/// The quartiles of an analyte on one day, of so many courses.
pub(super) fn day(analyte: &str, day: u32, [q1, median, q3]: [f64; 3], courses: i64) -> Vec<Row> {
    let statistics = [
        (Statistic::Median, median),
        (Statistic::Q1, q1),
        (Statistic::Q3, q3),
    ];
    let rows = statistics.map(|(statistic, value)| Row {
        level: Level::number(f64::from(day)),
        statistic,
        value: Some(value),
        denominator: Some(courses),
        status: Status::Ok,
        ..row("laboratory.by_day", Unit::Course, analyte, "all")
    });
    rows.to_vec()
}

/// Courses of a term from one grade to another.
pub(super) fn shift(term: &str, from: u8, to: u8, courses: i64) -> Row {
    Row {
        level: Level::Shift(from, to),
        statistic: Statistic::Count,
        value: Some(courses as f64),
        status: Status::Ok,
        ..row("laboratory.shift", Unit::Course, term, "all")
    }
}

/// Values of each analyte on many days, and shifts of each key term, of this many courses.
pub(super) fn laboratory(courses: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    for (analyte, scale) in FOLLOWED.iter().zip([1.0, 0.7, 240.0, 4.1, 82.0]) {
        for number in (0..60).filter(|number| number % 14 < 9) {
            let left = courses * i64::from(60 - number) / 60;
            let height = 1.0 + f64::from(number % 14) / 20.0;
            let quartiles = [0.9, 1.0, 1.3].map(|share| share * height * scale);
            rows.extend(day(analyte, number, quartiles, left));
        }
    }
    let terms = laboratory_terms().iter().filter(|term| term.is_key);
    for (term, number) in terms.zip(0..) {
        let cells = (0..5).flat_map(|from| (0..5).map(move |to| (from, to)));
        for (from, to) in cells.filter(|(from, _)| *from <= number % 5) {
            let share = i64::from(1 + from + to);
            rows.push(shift(&term.name, from, to, courses / (5 * share)));
        }
    }
    rows
}
