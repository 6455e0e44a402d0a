//! The list of all tables.

use super::choices::ClosedSet;
use super::support_tables::{
    DIALYSIS, MEASUREMENTS, MEDICATIONS, NOT_ASSESSED, STAYS, TOXICITIES, VASOPRESSORS,
};
use super::table::{Table, TableId};
use super::treatment_tables::{COURSES, DOSES, PATIENTS};

/// All tables of the model, in the order in which reports list them: that of [`TableId`].
pub const TABLES: [&Table; TableId::ALL.len()] = {
    let mut tables = [&COURSES; TableId::ALL.len()];
    let mut index = 0;
    while index < tables.len() {
        tables[index] = TableId::ALL[index].table();
        index += 1;
    }
    tables
};

impl TableId {
    /// The table with this identity.
    #[must_use]
    pub const fn table(self) -> &'static Table {
        match self {
            Self::Courses => &COURSES,
            Self::Patients => &PATIENTS,
            Self::Doses => &DOSES,
            Self::Toxicities => &TOXICITIES,
            Self::NotAssessed => &NOT_ASSESSED,
            Self::Vasopressors => &VASOPRESSORS,
            Self::Dialysis => &DIALYSIS,
            Self::Measurements => &MEASUREMENTS,
            Self::Medications => &MEDICATIONS,
            Self::Stays => &STAYS,
        }
    }
}

/// The table of this name.
///
/// ```
/// assert_eq!(il2_outcomes::model::table("doses").unwrap().columns[1].name, "course_id");
/// ```
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TableId::from_name(name).map(TableId::table)
}
