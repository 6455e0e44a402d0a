//! SQL over a store, by `DataFusion`: the predicate that selects courses.
//!
//! The one room in which SQL is read. A predicate sees courses with the columns of their patients, defaults applied, and
//! nothing else: no other table, no file, no clock, no chance.

mod columns;
mod error;
mod predicate;

pub use error::PredicateError;
pub use predicate::Predicate;
