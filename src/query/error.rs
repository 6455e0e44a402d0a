//! Why a predicate selects no courses and a query has no answer, as facts; no value of the data is among them.

use crate::facts::FactsError;
use crate::ingest::IngestError;
use crate::store::StoreError;
use std::fmt;
use thiserror::Error;

/// Why a predicate selects no courses.
#[derive(Debug, Error)]
pub enum PredicateError {
    /// It is no SQL expression.
    #[error("not an SQL expression: {message}")]
    NotSql {
        /// What the parser expected, and where.
        message: String,
    },
    /// It is longer than any predicate needs.
    #[error("more than {most} operators, keywords and parentheses")]
    TooLong {
        /// The most operators, keywords and parentheses that it may have.
        most: usize,
    },
    /// It names an unknown column.
    #[error("unknown column `{column}`: not a column of courses or patients")]
    NoColumn {
        /// As it was written.
        column: String,
        /// Own columns `x_…` of the store, where it was looked into.
        own: Vec<String>,
    },
    /// It is neither true nor false of a course.
    #[error("a course is selected where it is true, and it is of type {data_type}")]
    NotBoolean {
        /// The type that it has instead.
        data_type: String,
    },
    /// It holds what a predicate over one course cannot hold.
    #[error("{what} is not answered for one course by itself")]
    NotOfOneCourse {
        /// A subquery, an aggregate, …
        what: &'static str,
    },
    /// It calls a function that a predicate may not call.
    #[error("`{name}` {why}")]
    NoFunction {
        /// The name of the function.
        name: String,
        /// Why it may not be called.
        why: &'static str,
    },
    /// It cannot be understood: an unknown function, types that do not go together.
    #[error("{message}")]
    Invalid {
        /// What the engine says of it.
        message: String,
    },
    /// It fails for some course: a division by zero, a number out of range, a cast. The course's values are not repeated.
    #[error(
        "it has no answer for at least one course: a division by zero, a number out of range or a cast that fails"
    )]
    EvaluationFailed,
    /// It makes longer texts than it may.
    #[error(
        "it makes texts that are longer than 1 MiB, or than 64 MiB in a few thousand rows together"
    )]
    LongTexts,
    /// It cannot be computed. The courses' values are not repeated.
    #[error("it cannot be computed")]
    NotComputed,
    /// The store cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// A position in a text, both numbers from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a query has no answer.
#[derive(Debug, Error)]
pub enum QueryError {
    /// No query of the library has this name.
    #[error("unknown query `{name}`")]
    NoQuery {
        /// As it was typed.
        name: String,
        /// The names that are nearest.
        nearest: Vec<String>,
    },
    /// The text has no SQL.
    #[error("there is no SQL")]
    Empty,
    /// It is larger than can be planned.
    #[error("the query has more than {most} {what}")]
    TooLarge {
        /// What it has too many of.
        what: &'static str,
        /// The most that it may have.
        most: usize,
    },
    /// It is no SQL.
    #[error("{}not SQL: {message}", before(.position))]
    NotSql {
        /// What the parser expected.
        message: String,
        /// Where, if known.
        position: Option<LineColumn>,
    },
    /// It is a statement that is not one `SELECT`, or has a clause that would be ignored.
    #[error("{}{statement} is refused: a query is one SELECT, and queries are read-only", before(.position))]
    Refused {
        /// The statement or clause, `DROP TABLE`.
        statement: String,
        /// Where it begins, if known.
        position: Option<LineColumn>,
    },
    /// It names a file, an address or a function that would read one.
    #[error("{}`{name}` is refused: a query reads the tables of the store and nothing else", before(.position))]
    Outside {
        /// The name of the file, address or function.
        name: String,
        /// Where, if known.
        position: Option<LineColumn>,
    },
    /// It names an unknown table.
    #[error("{}unknown table `{name}`", before(.position))]
    NoTable {
        /// As it was written.
        name: String,
        /// Where, if known.
        position: Option<LineColumn>,
        /// The names that are nearest.
        nearest: Vec<String>,
        /// All tables.
        known: Vec<String>,
    },
    /// It names an unknown column.
    #[error("{}unknown column `{name}`", before(.position))]
    NoColumn {
        /// As it was written.
        name: String,
        /// Where, if known.
        position: Option<LineColumn>,
        /// The names that are nearest.
        nearest: Vec<String>,
        /// All columns in reach there.
        known: Vec<String>,
    },
    /// It calls an unknown function.
    #[error("{}there is no function `{name}`", before(.position))]
    NoFunction {
        /// The name of the function.
        name: String,
        /// Where, if known.
        position: Option<LineColumn>,
        /// The names that are nearest.
        nearest: Vec<String>,
    },
    /// It has a form whose answer the engine has wrong, or does not have.
    #[error("{}{form} is not supported", before(.position))]
    NotAnswered {
        /// The form.
        form: String,
        /// The form that has the right answer.
        instead: String,
        /// Where, if known.
        position: Option<LineColumn>,
    },
    /// Two columns have one name.
    #[error("{}two columns {}", before(.position), named(.name))]
    TwoColumns {
        /// The name; empty where they have none but their expression.
        name: String,
        /// Where it is first, if known.
        position: Option<LineColumn>,
    },
    /// A subquery that is a value has more than one row.
    #[error("a subquery that is a value has more than one row")]
    SeveralRows,
    /// It cannot be understood.
    #[error("{}{message}", before(.position))]
    Invalid {
        /// What the engine says of it.
        message: String,
        /// Where, if known.
        position: Option<LineColumn>,
    },
    /// It fails for some row: a division by zero, a number out of range, a cast. The row's values are not repeated.
    #[error(
        "the query has no answer for at least one row: a division by zero, a number out of range or a cast that fails"
    )]
    EvaluationFailed,
    /// It needs more memory than it may have.
    #[error("the query needs more memory than it may have")]
    Memory,
    /// A table that others bring cannot be read.
    #[error("{0}")]
    Source(#[from] IngestError),
    /// It makes longer texts than it may.
    #[error(
        "the query makes texts that are longer than 1 MiB, or than 64 MiB in a few thousand rows together"
    )]
    LongTexts,
    /// Rows that do not fit in memory cannot be written to the disk.
    #[error("rows that do not fit in memory cannot be written to a temporary file: {0}")]
    Spill(#[source] std::io::Error),
    /// The system gives no thread to run it.
    #[error("the system gives the program no thread: {0}")]
    NoThread(#[source] std::io::Error),
    /// It cannot be computed. The rows' values are not repeated.
    #[error("the query cannot be computed")]
    NotComputed,
    /// The line `Parameters` at the head of a file cannot be read.
    #[error("the line `Parameters` at its head: {message}")]
    Header {
        /// What is wrong with it.
        message: String,
    },
    /// A name that no parameter can have.
    #[error("`{name}` is no name of a parameter")]
    ParameterName {
        /// As it was given.
        name: String,
    },
    /// A parameter is given twice.
    #[error("parameter `{name}` is given twice")]
    ParameterTwice {
        /// The name of the parameter.
        name: String,
    },
    /// A parameter is given that the query does not have.
    #[error("there is no parameter `{name}`")]
    NoParameter {
        /// As it was given.
        name: String,
        /// The parameters that the query has.
        known: Vec<String>,
    },
    /// The query names a parameter that is not given.
    #[error("parameter `{name}` is not given")]
    Unbound {
        /// Its name, with `$`.
        name: String,
    },
    /// The value of a parameter is not of its type.
    #[error("parameter `{name}`: not of type {of_type}")]
    ParameterValue {
        /// The name of the parameter.
        name: String,
        /// The type that it must have.
        of_type: &'static str,
    },
    /// The store cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The facts cannot be read.
    #[error("{0}")]
    Facts(#[from] FactsError),
    /// The answer cannot be written.
    #[error("the answer cannot be written: {0}")]
    Write(#[source] std::io::Error),
}

/// The position as a message begins with it; nothing where it is not known.
#[expect(clippy::ref_option, reason = "fields are handed over by reference")]
fn before(position: &Option<LineColumn>) -> String {
    position.map_or_else(String::new, |position| format!("{position}: "))
}

fn named(name: &str) -> String {
    if name.is_empty() {
        return "have one name".to_owned();
    }
    format!("are named `{name}`")
}
