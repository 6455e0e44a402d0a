//! Data quality beyond quarantined rows: rules that are evaluated for every export.
//!
//! A rule has a name that stays, a unit in which it counts, a denominator and a reason. Evaluated for an export it becomes
//! a check, which passes, fails or is not applicable; a check that passes is reported as well. Categories are those of
//! Kahn and others, *A harmonized data quality assessment terminology and framework for the secondary use of electronic
//! health record data* (eGEMs 2016;4(1):1244).
//!
//! Rows that fail are kept, and make a warning: they may be true. Rules are evaluated over the rows of each part of an
//! export, which holds whole patients, and the shares are added; what files say is evaluated once.

mod check;
mod collected;
mod completeness;
mod conformance_rules;
mod course_rules;
mod dose_rules;
mod evaluate;
mod event_rules;
mod grade_rules;
mod identity_rules;
mod laboratory_rules;
mod measurement_rules;
mod part_view;
mod patient_rules;
mod rule;
#[cfg(test)]
mod tests;
mod time_rules;

pub use check::{Category, Check, Share, State};
pub use evaluate::rules;
pub(super) use evaluate::{Findings, warnings};
pub use time_rules::{AFTER_THE_WINDOW, BEFORE_HOUR_0, KNOWN_TO_THE_DAY};
