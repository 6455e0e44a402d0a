//! Grades from values: CTCAE's rules in their grammar, the units, limits and baselines that they need, and the grade of
//! each value of a course.
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

pub use cell::{Bound, Cell, CellError, Comparison, Operand, Quantity, Reference, Test};
pub use course::{CourseValues, Value};
pub use grading::{Graded, Grading, Options, Term, Why};
pub use measured::{Measured, reported_unit};
pub use ranges::{Limits, NormalRanges, RangesError, RangesFault};
pub use rules::{BaselineKind, CtcaeVersion, Rule, RuleError, RuleFault, read_rules, rules};
