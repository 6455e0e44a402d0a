//! Grades from values: CTCAE's rules in their grammar, units, limits and baselines.
//!
//! A grade from values is what the values alone prove, a lower bound: what no value shows (symptoms, intervention) is
//! taken as absent, unless a report assumes it.

mod cell;
#[cfg(test)]
mod cell_tests;
mod course;
mod evaluate;
mod grading;
#[cfg(test)]
mod grading_tests;
mod measured;
mod ranges;
mod rules;

pub use cell::{Bound, Reference, Test};
pub use course::{ALBUMIN_WITHIN, BASELINE_WITHIN, CourseValues, Value};
pub use grading::{Grading, Options, Term};
pub use measured::{Measured, reported_unit};
pub use ranges::{Limits, NormalRanges};
pub use rules::{CtcaeVersion, Rule, rules};
