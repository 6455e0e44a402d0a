//! Each question of the measure book: its numerator, its denominator, its method.
//!
//! A measure counts from facts, never from events, and returns [`results::Row`]s. Every one is computed over treated
//! units at sites that collected what it needs; where no site did, one row says so.

mod book;
pub(crate) mod capillary_leak;
pub(crate) mod care;
pub(crate) mod characteristics;
mod codebook;
mod cohort;
pub(crate) mod comparison;
mod courses;
pub(crate) mod curves;
pub(crate) mod deaths;
pub mod definition;
pub(crate) mod dialysis;
pub(crate) mod duration_of_response;
pub(crate) mod exposure;
pub(crate) mod flow;
mod groupings;
mod immortal_time;
pub(crate) mod kidney;
pub(crate) mod laboratory;
mod measure;
mod members;
pub(crate) mod onset;
pub(crate) mod outcome;
pub(crate) mod overview;
pub(crate) mod own;
mod patient_lines;
mod patients;
mod record_table;
pub(crate) mod resolution;
pub mod results;
mod rows;
pub mod safety;
mod scope;
mod strata;
pub(crate) mod survival;
mod survival_times;
#[cfg(test)]
mod tiny;
pub(crate) mod toxicity;
mod value_columns;
pub(crate) mod vasopressor;
pub(crate) mod vital_signs;

pub(crate) use book::needs;
pub use book::{
    Counted, compute, compute_counting, compute_measure, curves, definitions, definitions_of,
};
pub use codebook::codebook;
pub use cohort::Cohort;
pub use comparison::compare::compare;
pub use courses::course_table;
pub use groupings::{By, GroupingError, Groupings};
pub use members::{Member, NoMembers, members};
pub use patient_lines::{CourseLine, PatientLine, patient_lines};
pub use patients::patient_table;
