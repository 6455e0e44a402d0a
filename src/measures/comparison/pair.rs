//! The two strata that are compared, and their rows.

use crate::measures::results::{ColumnLevel, Level, Row, Statistic, Stratum, Unit};
use std::collections::HashMap;

/// The two strata that are compared.
pub(super) struct Pair<'a> {
    /// The later in the order of bytes.
    pub(super) group: &'a Stratum,
    /// The earlier.
    pub(super) reference: &'a Stratum,
    rows: &'a HashMap<RowKey<'a>, &'a Row>,
}

/// Measure, unit, stratum, item, level and statistic of a row.
type RowKey<'a> = (&'a str, Unit, &'a Stratum, &'a str, Level, Statistic);

/// Results rows by their keys.
pub(super) fn by_key(results: &[Row]) -> HashMap<RowKey<'_>, &Row> {
    results.iter().map(|row| (key(row), row)).collect()
}

fn key(row: &Row) -> RowKey<'_> {
    let (stratum, item) = (&row.stratum, row.item.as_str());
    (
        row.measure,
        row.unit,
        stratum,
        item,
        row.level,
        row.statistic,
    )
}

impl<'a> Pair<'a> {
    pub(super) const fn new(
        reference: &'a Stratum,
        group: &'a Stratum,
        rows: &'a HashMap<RowKey<'a>, &'a Row>,
    ) -> Self {
        Self {
            group,
            reference,
            rows,
        }
    }

    /// The stratum of the comparison's own rows.
    pub(super) fn stratum(&self) -> Stratum {
        let levels = |stratum: &Stratum| stratum.levels().to_vec();
        Stratum::Comparison(levels(self.group), levels(self.reference))
    }

    /// Whether this column distinguishes the strata, alone or with others.
    pub(super) fn is_by(&self, column: &str) -> bool {
        let is_it = |it: &ColumnLevel| it.column == column;
        self.group.levels().iter().any(is_it)
    }

    /// The row of a stratum with the item, level and statistic of this one.
    pub(super) fn like(&self, stratum: &'a Stratum, row: &'a Row) -> Option<&'a Row> {
        self.row(stratum, row, &row.item, row.level, row.statistic)
    }

    /// Another row of a stratum, of the measure and the unit of this one.
    pub(super) fn row(
        &self,
        stratum: &'a Stratum,
        of: &Row,
        item: &'a str,
        level: Level,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.row_of(of.measure, of.unit, stratum, item, level, statistic)
    }

    /// The row of these.
    pub(super) fn row_of(
        &self,
        measure: &'static str,
        unit: Unit,
        stratum: &'a Stratum,
        item: &'a str,
        level: Level,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.rows
            .get(&(measure, unit, stratum, item, level, statistic))
            .copied()
    }
}
