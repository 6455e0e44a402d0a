//! Results rows, found by what they say.

use crate::measures::results::{Level, Row, Statistic, Status, Stratum, Unit};
use crate::measures::{comparison, flow};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The measures that were looked up, so that what shows their numbers can say where they come from.
pub(in crate::report) type Measures = Mutex<BTreeSet<&'static str>>;

/// The measures that were noted.
pub(in crate::report) fn noted(measures: Measures) -> BTreeSet<&'static str> {
    measures.into_inner().expect(UNPOISONED)
}

/// Why the lock of noted measures can always be had.
const UNPOISONED: &str = "nothing panics while it holds the measures";

/// The rows of one stratum.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Lookup<'a> {
    rows: &'a [Row],
    stratum: &'a Stratum,
    noted: Option<&'a Measures>,
}

impl<'a> Lookup<'a> {
    /// The rows of everybody.
    pub(in crate::report) const fn new(rows: &'a [Row]) -> Self {
        Self {
            rows,
            stratum: &Stratum::Overall,
            noted: None,
        }
    }

    /// The same rows, and a note of each measure that is looked up.
    pub(in crate::report) const fn noting(self, measures: &'a Measures) -> Self {
        Self {
            noted: Some(measures),
            ..self
        }
    }

    /// The rows of another stratum.
    pub(in crate::report) const fn of_stratum(self, stratum: &'a Stratum) -> Self {
        Self { stratum, ..self }
    }

    /// The stratum.
    pub(in crate::report) const fn stratum(self) -> &'a Stratum {
        self.stratum
    }

    /// The strata beside everybody, in their order.
    pub(in crate::report) fn strata(self) -> Vec<&'a Stratum> {
        // Every stratum has this row.
        let of_flow = self.rows.iter().filter(|row| {
            (row.measure, row.unit, row.item.as_str()) == (flow::FLOW, Unit::Course, "selected")
        });
        of_flow
            .map(|row| &row.stratum)
            .filter(|&stratum| *stratum != Stratum::Overall)
            .collect()
    }

    /// The rows of the comparison of two strata, where there is one.
    pub(in crate::report) fn comparison(self) -> Option<Self> {
        let row = self
            .rows
            .iter()
            .find(|row| row.measure == comparison::RISK_DIFFERENCE)?;
        Some(self.of_stratum(&row.stratum))
    }

    /// The rows of a measure for a unit, in their order.
    pub(in crate::report) fn of(
        self,
        measure: &'static str,
        unit: Unit,
    ) -> impl Iterator<Item = &'a Row> {
        if let Some(noted) = self.noted {
            noted.lock().expect(UNPOISONED).insert(measure);
        }
        self.rows.iter().filter(move |row| {
            row.measure == measure && row.unit == unit && row.stratum == *self.stratum
        })
    }

    /// The row of an item, level and statistic.
    pub(in crate::report) fn row(
        self,
        measure: &'static str,
        unit: Unit,
        item: &str,
        level: Level,
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
        self.row(measure, unit, "all", Level::All, statistic)
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
