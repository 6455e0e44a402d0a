//! A column that a rule names, found in the model while compiling.

use crate::model::{Column, Table};

/// A column of a table of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) table: &'static Table,
    /// The position of the column in the table.
    pub(super) index: usize,
}

impl Field {
    /// The column of this name. A name that the table does not have does not compile.
    pub(super) const fn of(table: &'static Table, column: &str) -> Self {
        let index = table.index(column);
        Self { table, index }
    }

    /// The column as the model describes it.
    pub(super) const fn column(self) -> &'static Column {
        &self.table.columns[self.index]
    }
}
