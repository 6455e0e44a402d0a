//! One measure: its definition, what it needs, and how its rows are counted.

use super::definition::Definition;
use super::results::{Level, Statistic, Unit};
use super::rows::Rows;
use super::scope::Scope;

/// One measure of the book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// What it counts, in words.
    pub(super) definition: Definition,
    /// Tables, and columns as `table.column`, without which it cannot be counted for a unit; `a|b` where either will do.
    pub(super) needs: fn(Unit) -> &'static [&'static str],
    /// The first statistic named in its row of the book.
    pub(super) first: Statistic,
    /// Counts it for one unit.
    pub(super) count: fn(&Scope<'_>, &mut Rows),
}

/// The rows of a measure that are parts of a whole, which sum to their denominator or to another row: no risks of their
/// own, so that two strata are not compared in them. A family lists those of its proportions as `PARTS`, beside its
/// `MEASURES`; other proportions are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// The name of the measure.
    measure: &'static str,
    /// Which of its levels are parts.
    is_part: fn(Level) -> bool,
}

impl Parts {
    /// All rows of a measure.
    pub(super) const fn all(measure: &'static str) -> Self {
        let is_part = |_: Level| true;
        Self { measure, is_part }
    }

    /// The worst grades of units, beside levels such as any grade, which are no parts.
    pub(super) const fn worst_grades(measure: &'static str) -> Self {
        let is_part = |level: Level| matches!(level, Level::Number(_) | Level::Unknown);
        Self { measure, is_part }
    }

    /// Whether rows of this measure and level are parts.
    pub(super) fn contains(&self, measure: &str, level: Level) -> bool {
        self.measure == measure && (self.is_part)(level)
    }
}

/// What a measure needs that counts from courses and doses alone.
pub(super) const fn nothing_more(_: Unit) -> &'static [&'static str] {
    &[]
}
