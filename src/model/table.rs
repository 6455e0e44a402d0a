//! One table of the model.

use super::choices::closed_set;
use super::column::{Column, Presence};

closed_set! {
    /// A table of the model, in the order in which reports list them.
    pub enum TableId {
        /// One row per course.
        Courses = "courses",
        /// One row per patient.
        Patients = "patients",
        /// One row per planned infusion.
        Doses = "doses",
        /// One row per adverse event.
        Toxicities = "toxicities",
        /// One row per organ system that was not assessed in a course.
        NotAssessed = "not_assessed",
        /// One row per vasopressor infusion.
        Vasopressors = "vasopressors",
        /// One row per dialysis treatment.
        Dialysis = "dialysis",
        /// One row per laboratory value or vital sign.
        Measurements = "measurements",
        /// One row per supportive medication.
        Medications = "medications",
        /// One row per stay in a unit.
        Stays = "stays",
    }
}

/// One table of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Which one it is; its index in [`super::TABLES`].
    pub id: TableId,
    /// Its name: of the file in an export and in the store, and in SQL.
    pub name: &'static str,
    /// What one row is.
    pub one_row_per: &'static str,
    /// Its columns, in the order of the store.
    pub columns: &'static [Column],
    /// Pairs of hours; the second must not lie before the first.
    pub intervals: &'static [(&'static str, &'static str)],
}

impl Table {
    /// The index of a column that the table is known to have. In a `const`, a wrong name does not compile.
    ///
    /// ```
    /// use il2_outcomes::model::DOSES;
    /// const STATUS: usize = DOSES.index("status");
    /// assert_eq!(DOSES.columns[STATUS].name, "status");
    /// ```
    ///
    /// ```compile_fail
    /// # use il2_outcomes::model::DOSES;
    /// const STATUS: usize = DOSES.index("state");
    /// ```
    ///
    /// # Panics
    ///
    /// Where the table has no column of this name.
    #[must_use]
    #[track_caller]
    pub const fn index(&self, column: &str) -> usize {
        let mut index = 0;
        while index < self.columns.len() {
            if is_same(self.columns[index].name.as_bytes(), column.as_bytes()) {
                return index;
            }
            index += 1;
        }
        panic!("no column of this name in the table");
    }

    /// The index of a column; `None` where the table has none of this name.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows have a key, so that none may occur twice.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.columns
            .iter()
            .any(|column| column.presence == Presence::Key)
    }
}

/// `==` of slices is not `const`.
const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
