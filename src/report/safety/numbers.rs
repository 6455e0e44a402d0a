//! The review's rows, looked up by what they say.

use super::names;
use crate::measures::results::Row;

/// The page's rows, looked up by what they say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) rows: &'a [Row],
}

impl<'a> Numbers<'a> {
    /// The first row of a measure of an item whose stratum begins so.
    pub(super) fn of(self, measure: &str, item: &str, stratum: &str) -> Option<&'a Row> {
        self.rows.iter().find(|row| {
            row.measure == measure && row.item == item && row.stratum.starts_with(stratum)
        })
    }

    /// An indicator in the stratum that begins so.
    pub(super) fn indicator(self, key: &str, stratum: &str) -> Option<&'a Row> {
        let (name, system) = names::split(key);
        self.of(names::measure(name)?, system.unwrap_or("all"), stratum)
    }

    /// Rows of an indicator's chart.
    pub(super) fn chart(self, key: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows
            .iter()
            .filter(move |row| row.measure == "safety.chart" && row.item == key)
    }

    /// The value of a level of an indicator's chart.
    pub(super) fn chart_value(self, key: &str, level: &str) -> Option<f64> {
        let is_it =
            |row: &&Row| row.measure == "safety.chart" && row.item == key && row.level == level;
        self.rows.iter().find(is_it)?.value
    }

    /// The periods of a stratum of the whole review: `2016..2019` of `baseline=2016..2019`.
    pub(super) fn periods(self, of: &str) -> Option<&'a str> {
        let row = self.of("safety.courses", "all", of)?;
        row.stratum.strip_prefix(of)?.strip_prefix('=')
    }

    /// Courses of a stratum.
    pub(super) fn courses(self, of: &str) -> Option<f64> {
        self.of("safety.courses", "all", of)?.value
    }
}
