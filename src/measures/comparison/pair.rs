//! The two strata that are compared, and their rows.

use crate::measures::results::{ColumnLevel, Level, Row, Statistic, Stratum, Unit};
use crate::measures::rows::MISSING;
use std::collections::{HashMap, HashSet};

/// The two strata that are compared.
pub(super) struct Pair<'a> {
    /// The later in the order of bytes.
    pub(super) group: &'a Stratum,
    /// The earlier.
    pub(super) reference: &'a Stratum,
    rows: HashMap<Key<'a>, &'a Row>,
}

/// Measure, unit, stratum, item, level and statistic of a row.
type Key<'a> = (&'a str, Unit, &'a Stratum, &'a str, Level, Statistic);

impl<'a> Pair<'a> {
    /// The two strata of these results without a missing level; `None` where there are not exactly two.
    pub(super) fn of(results: &'a [Row]) -> Option<Self> {
        let is_known = |stratum: &&Stratum| {
            let levels = stratum.levels();
            !levels.is_empty() && levels.iter().all(|it| it.level != MISSING)
        };
        let strata = results.iter().map(|row| &row.stratum).filter(is_known);
        let strata: HashSet<&Stratum> = strata.collect();
        let mut strata: Vec<&Stratum> = strata.into_iter().collect();
        strata.sort_by_key(ToString::to_string);
        let [reference, group] = strata[..] else {
            return None;
        };
        let key = |row: &'a Row| -> Key<'a> {
            let (stratum, item) = (&row.stratum, row.item.as_str());
            (
                row.measure,
                row.unit,
                stratum,
                item,
                row.level,
                row.statistic,
            )
        };
        Some(Self {
            group,
            reference,
            rows: results.iter().map(|row| (key(row), row)).collect(),
        })
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

    /// The row of a stratum that stands where this one does in another.
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
