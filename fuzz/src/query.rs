//! The predicate of the room `query`, taken in by path file by file: the rest of the room asks rooms that are not here.

#[path = "../../src/query/functions/bounded.rs"]
mod bounded;
#[path = "../../src/query/rewrite/division.rs"]
mod division;
#[path = "../../src/query/engine_words.rs"]
mod engine_words;
#[path = "../../src/query/error.rs"]
mod error;
#[path = "../../src/query/explain.rs"]
mod explain;
#[path = "../../src/query/precedence.rs"]
mod precedence;
#[path = "../../src/query/predicate.rs"]
mod predicate;
#[path = "../../src/query/tokens.rs"]
mod tokens;

/// Of the functions, what a predicate needs.
mod functions {
    pub(super) use super::bounded::{bounded_functions, with_bounded_texts};
}

/// Of the rewriting of queries, what a predicate needs.
mod rewrite {
    pub(super) use super::division::with_decimal_division;
}

pub use error::PredicateError;
pub use predicate::Predicate;
