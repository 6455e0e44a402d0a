//! Laboratory values by day of the course: what figures draw and tables show of them.

use super::at_risk::LEAST_AT_RISK;
use super::lookup::Lookup;
use crate::measures::laboratory::BY_DAY;
use crate::measures::results::{Row, Statistic, Unit};

/// The values of an analyte on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct LaboratoryDay {
    /// 0: the baseline; from 1 on, periods of 24 h from the first dose given.
    pub(in crate::report) day: i64,
    /// Courses with a value.
    pub(in crate::report) courses: i64,
    /// First quartile, median and third quartile, in the analyte's own unit.
    pub(in crate::report) quartiles: [f64; 3],
}

impl LaboratoryDay {
    /// Whether enough courses have a value for quartiles that describe a group, and no single course.
    pub(in crate::report) const fn is_shown(&self) -> bool {
        self.courses >= LEAST_AT_RISK
    }
}

/// The days on which courses of a group have a value of an analyte, in order.
pub(in crate::report) fn laboratory_days(results: Lookup<'_>, analyte: &str) -> Vec<LaboratoryDay> {
    let rows = results.of(BY_DAY, Unit::Course);
    let rows: Vec<&Row> = rows.filter(|row| row.item == analyte).collect();
    // The statistics of a level follow each other.
    let levels = rows.chunk_by(|a, b| a.level == b.level);
    levels.filter_map(laboratory_day).collect()
}

/// The day of the rows of one level; `None` where a quartile has no value.
fn laboratory_day(rows: &[&Row]) -> Option<LaboratoryDay> {
    let value = |statistic| {
        let mut rows = rows.iter();
        rows.find(|row| row.statistic == statistic)?.value
    };
    // Days are whole numbers.
    #[expect(clippy::cast_possible_truncation, reason = "a day of a course")]
    let day = rows[0].level.as_number()?.round() as i64;
    Some(LaboratoryDay {
        day,
        courses: rows[0].denominator?,
        quartiles: [
            value(Statistic::Q1)?,
            value(Statistic::Median)?,
            value(Statistic::Q3)?,
        ],
    })
}
