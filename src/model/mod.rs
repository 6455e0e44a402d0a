//! The data model as data: tables, columns, kinds, rules; what the store's dictionary prints.
//!
//! An **export** is a folder of these tables, a **store** the same tables as typed Parquet. A name here is the column's
//! name in both, in SQL and in every message.

mod choices;
mod column;
mod field;
mod frame;
mod support_tables;
mod table;
mod tables;
mod treatment_tables;
mod values;

pub use choices::{
    Action, Attribution, CareSetting, ClosedSet, DoseStatus, Plan, Regimen, Response, Sex,
};
pub use column::{Column, Kind, Presence, Vocabulary};
pub use field::Field;
pub use frame::Frame;
pub use support_tables::{
    DIALYSIS, MEASUREMENTS, MEDICATIONS, NOT_ASSESSED, STAYS, TOXICITIES, VASOPRESSORS,
};
pub use table::{Table, TableId};
pub use tables::{TABLES, table};
pub use treatment_tables::{COURSES, DOSES, PATIENTS};
pub use values::{ABSENT_CODE, ABSENT_INTEGER, Values, is_absent, known};

/// How far two hours, days, rates, ratios or concentrations may lie apart and still be equal.
pub const TOLERANCE: f64 = 1e-9;

/// Hours after the last given dose in which an event still counts as on treatment: 30 days.
pub const FOLLOW_UP_HOURS: f64 = 720.0;

/// Up to this rate, in µg/kg/min, dopamine is given for the kidney and is no vasopressor.
pub const LOW_DOSE_DOPAMINE: f64 = 5.0;
