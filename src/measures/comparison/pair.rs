//! The two strata that are compared, and their rows.

use crate::measures::results::{Row, Statistic, Unit};
use crate::measures::rows::MISSING;
use crate::measures::strata::OVERALL;
use std::collections::HashMap;

/// The two strata that are compared.
pub(super) struct Pair<'a> {
    /// The later in the order of bytes.
    pub(super) group: &'a str,
    /// The earlier.
    pub(super) reference: &'a str,
    rows: HashMap<Place<'a>, &'a Row>,
}

/// Where a row stands: measure, unit, stratum, item, level, statistic.
type Place<'a> = (&'a str, Unit, &'a str, &'a str, &'a str, Statistic);

impl<'a> Pair<'a> {
    /// The two strata of these results without a missing level; `None` where there are not exactly two.
    pub(super) fn of(results: &'a [Row]) -> Option<Self> {
        let is_known = |stratum: &&str| {
            let mut levels = stratum.split(';').filter_map(|part| part.split_once('='));
            *stratum != OVERALL && levels.all(|(_, level)| level != MISSING)
        };
        let strata = results.iter().map(|row| row.stratum.as_str());
        let mut strata: Vec<&str> = strata.filter(is_known).collect();
        strata.sort_unstable();
        strata.dedup();
        let [reference, group] = strata[..] else {
            return None;
        };
        let place = |row: &'a Row| -> Place<'a> {
            let (stratum, item, level) = (&row.stratum, &row.item, &row.level);
            (row.measure, row.unit, stratum, item, level, row.statistic)
        };
        Some(Self {
            group,
            reference,
            rows: results.iter().map(|row| (place(row), row)).collect(),
        })
    }

    /// The stratum of the comparison's own rows.
    pub(super) fn stratum(&self) -> String {
        format!("{} vs {}", self.group, self.reference)
    }

    /// Whether the strata are told apart by this column, alone or with others.
    pub(super) fn is_by(&self, column: &str) -> bool {
        let parts = self
            .group
            .split(';')
            .filter_map(|part| part.split_once('='));
        parts.into_iter().any(|(name, _)| name == column)
    }

    /// The row of a stratum that stands where this one does in another.
    pub(super) fn like(&self, stratum: &'a str, row: &'a Row) -> Option<&'a Row> {
        self.row(stratum, row, &row.item, &row.level, row.statistic)
    }

    /// Another row of a stratum, of the measure and the unit of this one.
    pub(super) fn row(
        &self,
        stratum: &'a str,
        of: &Row,
        item: &'a str,
        level: &'a str,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.row_of(of.measure, of.unit, stratum, item, level, statistic)
    }

    /// The row of these.
    pub(super) fn row_of(
        &self,
        measure: &'static str,
        unit: Unit,
        stratum: &'a str,
        item: &'a str,
        level: &'a str,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.rows
            .get(&(measure, unit, stratum, item, level, statistic))
            .copied()
    }
}
