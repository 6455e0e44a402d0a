//! One table of the model.

use super::column::{Column, Presence};

/// One table of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Its name: of the file in an export and in the store, and in SQL.
    pub name: &'static str,
    /// What one row is.
    pub one_row_per: &'static str,
    /// Its columns, in the order of the store.
    pub columns: &'static [Column],
    /// Pairs of hours of which the second must not lie before the first.
    pub intervals: &'static [(&'static str, &'static str)],
}

impl Table {
    /// The place of a column.
    #[must_use]
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows have a key, so that one may not stand twice.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.columns
            .iter()
            .any(|column| column.presence == Presence::Key)
    }
}
