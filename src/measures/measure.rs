//! One measure: its definition, what it needs, and how its rows are counted.

use super::definition::Definition;
use super::results::{Statistic, Unit};
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

/// What a measure needs that counts from courses and doses alone.
pub(super) const fn nothing_more(_: Unit) -> &'static [&'static str] {
    &[]
}
