//! The predicate of the room `query`, taken in by path file by file: the rest of the room asks rooms that are not here.

#[path = "../../src/query/error.rs"]
mod error;
#[path = "../../src/query/explain.rs"]
mod explain;
#[path = "../../src/query/predicate.rs"]
mod predicate;
#[path = "../../src/query/tokens.rs"]
mod tokens;

pub use error::PredicateError;
pub use predicate::Predicate;
