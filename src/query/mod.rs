//! SQL over a store, by `DataFusion`: the predicate that selects courses, and the library of queries.
//!
//! The one room in which SQL is read. A predicate sees courses with the columns of their patients, defaults applied, and
//! nothing else: no other table, no file, no clock, no chance. A query is one `SELECT` over the tables of a store, its
//! facts, its results, the tables of the program and the views of the library; it writes nothing and reads nothing else.

mod agreement;
mod answer;
mod catalog;
mod columns;
mod embedded;
mod engine;
mod error;
mod explain;
mod fault;
pub mod formats;
mod in_order;
mod library;
mod library_files;
mod parameters;
mod population;
mod predicate;
mod statement;
mod stored;

pub use agreement::{
    COUNTED, Difference, Recount, ResultRow, differences, parse_results, read_results_parquet,
    recount, result_rows,
};
pub use embedded::{MEASURES, QUALITY_RULES, QUERIES, RESULTS, TextTable, text_table, text_tables};
pub use engine::{Asked, Engine, MEMORY};
pub use error::PredicateError;
pub use fault::{Place, QueryError};
pub use library::{HEADER, Query, library, query, twins, views};
pub use parameters::{Parameter, ParameterType, ParameterValue};
pub use population::Population;
pub use predicate::Predicate;
