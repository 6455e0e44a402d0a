//! Results rows, found by what they say.

use crate::measures::results::{Row, Statistic, Status, Unit};

/// The rows of the stratum `overall`.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Lookup<'a> {
    rows: &'a [Row],
}

impl<'a> Lookup<'a> {
    pub(in crate::report) const fn new(rows: &'a [Row]) -> Self {
        Self { rows }
    }

    /// The rows of a measure for a unit, in their order.
    pub(in crate::report) fn of(
        self,
        measure: &'static str,
        unit: Unit,
    ) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| {
            row.measure == measure && row.unit == unit && row.stratum == "overall"
        })
    }

    /// One row.
    pub(in crate::report) fn row(
        self,
        measure: &'static str,
        unit: Unit,
        item: &str,
        level: &str,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.of(measure, unit)
            .find(|row| row.item == item && row.level == level && row.statistic == statistic)
    }

    /// A row whose item and level are `all`.
    pub(in crate::report) fn only(
        self,
        measure: &'static str,
        unit: Unit,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.row(measure, unit, "all", "all", statistic)
    }

    /// Whether the measure was collected for the unit; `None` where it has no row.
    pub(in crate::report) fn is_collected(self, measure: &'static str, unit: Unit) -> Option<bool> {
        self.of(measure, unit)
            .next()
            .map(|row| row.status != Status::NotCollected)
    }

    /// The items of a measure, in their order.
    pub(in crate::report) fn items(self, measure: &'static str, unit: Unit) -> Vec<&'a str> {
        let mut items: Vec<&str> = self
            .of(measure, unit)
            .map(|row| row.item.as_str())
            .collect();
        items.dedup();
        items
    }

    /// Whether any row is of this measure.
    pub(in crate::report) fn has(self, measure: &str) -> bool {
        self.rows.iter().any(|row| row.measure == measure)
    }
}
