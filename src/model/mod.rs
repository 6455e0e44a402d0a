//! The data model as data: tables, columns, kinds, rules; what the store's dictionary prints.
//!
//! An **export** is a folder of these tables, a **store** the same tables as typed Parquet. A name here is the column's
//! name in both, in SQL and in every message.

mod column;
mod support_tables;
mod table;
mod treatment_tables;
mod values;

pub use column::{Column, Kind, Presence, Vocabulary};
pub use support_tables::{
    DIALYSIS, MEASUREMENTS, MEDICATIONS, NOT_ASSESSED, STAYS, TOXICITIES, VASOPRESSORS,
};
pub use table::Table;
pub use treatment_tables::{COURSES, DOSES, PATIENTS};
pub use values::{ABSENT_CODE, ABSENT_INTEGER, Values, is_absent};

/// All tables of the model, in the order in which reports list them.
pub const TABLES: [&Table; 10] = [
    &COURSES,
    &PATIENTS,
    &DOSES,
    &TOXICITIES,
    &NOT_ASSESSED,
    &VASOPRESSORS,
    &DIALYSIS,
    &MEASUREMENTS,
    &MEDICATIONS,
    &STAYS,
];

/// How far two hours, days, rates, ratios or concentrations may lie apart and still be equal.
pub const TOLERANCE: f64 = 1e-9;

/// Hours after the last given dose in which an event still counts as on treatment: 30 days.
pub const FOLLOW_UP_HOURS: f64 = 720.0;

/// Up to this rate, in µg/kg/min, dopamine is given for the kidney and is no vasopressor.
pub const LOW_DOSE_DOPAMINE: f64 = 5.0;

/// The table of this name.
///
/// ```
/// assert_eq!(il2_outcomes::model::table("doses").unwrap().columns[1].name, "course_id");
/// ```
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.name == name)
}
