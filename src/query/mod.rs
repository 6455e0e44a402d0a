//! SQL over a store, by `DataFusion`: the predicate that selects courses, and the library of queries.
//!
//! The one room in which SQL is read. A predicate sees courses with the columns of their patients, defaults applied, and
//! nothing else: no other table, no file, no clock, no chance. A query is one `SELECT` over the tables of a store, its
//! facts, its results, the tables of the program and the views of the library; it writes nothing and reads nothing else.

mod agreement;
mod arguments;
mod catalog;
mod clock;
mod cross_joins;
mod embedded;
mod engine;
mod engine_words;
mod error;
mod explain;
pub mod formats;
mod functions;
mod in_order;
mod library;
mod own_values;
mod parameters;
mod patterns;
mod plan_rules;
mod precedence;
mod predicate;
mod rewrite;
mod session;
mod size;
mod sort_keys;
mod spilled;
mod statement;
mod stored;
mod stratified_cohort;
mod threads;
mod tokens;
mod using;
mod workbench;

pub use agreement::{Difference, Recount, ResultRow};
pub(crate) use agreement::{
    differences, parse_results, read_results_parquet, recount, result_rows,
};
pub use embedded::TextTable;
pub(crate) use embedded::{MEASURES, QUALITY_RULES, QUERIES, RESULTS, text_table, text_tables};
pub use engine::{Engine, MEMORY, QueryBatches, QueryText};
pub use error::{LineColumn, PredicateError, QueryError};
pub(crate) use functions::is_time_zone;
pub use library::{Query, library};
pub(crate) use library::{queries_for, query, views};
pub(crate) use parameters::{ParameterType, ParameterValue};
pub(crate) use patterns::{Pattern, is_pattern};
pub use predicate::Predicate;
pub use stratified_cohort::StratifiedCohort;
pub(crate) use threads::{MOST_THREADS, probe_threads};
pub(crate) use workbench::{
    Prepared, ReadText, Tables, Workbench, carried_source, parameters_provider, place_of,
    terminology_tables, text_provider, times_named,
};
