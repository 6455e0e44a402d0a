//! The data model as data: tables, columns, kinds, rules; what the store's dictionary prints.
//!
//! An **export** is a folder of these tables, a **store** the same tables as typed Parquet. A name here is the column's
//! name in both, in SQL and in every message.

mod choices;
mod column;
mod field;
mod frame;
mod limits;
mod own;
mod support_tables;
mod table;
mod tables;
mod treatment_tables;
mod values;

pub(crate) use choices::ResponseCriteria;
pub use choices::{
    Action, Attribution, CareSetting, CauseOfDeath, ClosedSet, DoseStatus, Plan, PlanSource,
    Regimen, Response, Sex,
};
pub(crate) use choices::{closed_set, named};
pub use column::{Column, Kind, Presence, Vocabulary};
pub use field::Field;
pub use frame::Frame;
pub use limits::{
    FOLLOW_UP_HOURS, LOW_DOSE_DOPAMINE, TOLERANCE, day_of_hour, is_no_dose, is_no_infusion,
};
pub use own::{
    OWN_COLUMNS, OWN_MEANING, OWN_VALUES, OwnColumn, OwnType, all_own_columns, is_own_column,
};
pub use support_tables::{
    DIALYSIS, MEASUREMENTS, MEDICATIONS, NOT_ASSESSED, STAYS, TOXICITIES, VASOPRESSORS,
};
pub use table::{Table, TableId};
pub use tables::{TABLES, table};
pub use treatment_tables::{COURSES, DOSES, PATIENTS};
pub use values::{ABSENT_CODE, ABSENT_INTEGER, Values, is_absent, known};
