//! A column of a table that is named in code, found while compiling.

use super::column::Column;
use super::table::Table;

/// A column of a table of the model.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The table that has the column.
    pub table: &'static Table,
    /// The position of the column in the table.
    pub index: usize,
}

impl Field {
    /// The column of this name. In a `const`, a name that the table does not have does not compile.
    ///
    /// ```
    /// use il2_outcomes::model::{DOSES, Field};
    /// const HOUR: Field = Field::of(&DOSES, "hour");
    /// assert_eq!(HOUR.column().unit, "h");
    /// ```
    ///
    /// # Panics
    ///
    /// Where the table has no column of this name.
    #[must_use]
    pub const fn of(table: &'static Table, column: &str) -> Self {
        let index = table.index(column);
        Self { table, index }
    }

    /// The column as the model describes it.
    #[must_use]
    pub const fn column(self) -> &'static Column {
        &self.table.columns[self.index]
    }
}
