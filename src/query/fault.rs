//! Why a question gets no answer, as facts; no value of the data is among them.

use crate::facts::FactsError;
use crate::store::StoreError;
use std::fmt;

/// Where in the SQL, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// Why a question gets no answer.
#[derive(Debug)]
pub enum QueryError {
    /// There is no query of this name.
    NoQuery {
        /// As it was asked for.
        name: String,
        /// The names that are nearest.
        nearest: Vec<String>,
    },
    /// There is no SQL.
    Empty,
    /// It is longer than any question needs.
    TooLong {
        /// How many operators, keywords and parentheses it may have.
        most: usize,
    },
    /// It is no SQL.
    NotSql {
        /// What the parser expected.
        message: String,
        /// Where.
        place: Option<Place>,
    },
    /// It is a statement that is not one `SELECT`.
    Refused {
        /// The statement, `DROP TABLE`.
        statement: String,
        /// Where it begins.
        place: Option<Place>,
    },
    /// It names a file, an address or what would read one.
    Outside {
        /// What is named.
        name: String,
        /// Where.
        place: Option<Place>,
    },
    /// It names a table that there is not.
    NoTable {
        /// As it was written.
        name: String,
        /// Where.
        place: Option<Place>,
        /// The names that are nearest.
        nearest: Vec<String>,
        /// All tables that there are.
        known: Vec<String>,
    },
    /// It names a column that there is not.
    NoColumn {
        /// As it was written.
        name: String,
        /// Where.
        place: Option<Place>,
        /// The names that are nearest.
        nearest: Vec<String>,
        /// All columns that could be meant there.
        known: Vec<String>,
    },
    /// It calls a function that there is not.
    NoFunction {
        /// Its name.
        name: String,
        /// Where.
        place: Option<Place>,
        /// The names that are nearest.
        nearest: Vec<String>,
    },
    /// It cannot be understood.
    Invalid {
        /// Why.
        message: String,
        /// Where.
        place: Option<Place>,
    },
    /// It has no answer for some row: a division by zero, a cast that fails. What the row holds is not told.
    EvaluationFailed,
    /// It needs more memory than it may have.
    Memory,
    /// It cannot be computed. What the rows hold is not told.
    NotComputed,
    /// The head of a file declares parameters in words that cannot be read.
    Header {
        /// Which.
        message: String,
    },
    /// A name that no parameter can have.
    ParameterName {
        /// As it was given.
        name: String,
    },
    /// A parameter is given twice.
    ParameterTwice {
        /// Which.
        name: String,
    },
    /// A parameter is given that the query does not have.
    NoParameter {
        /// Which.
        name: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// The query names a parameter that is not given.
    Unbound {
        /// Which, `$name`.
        name: String,
    },
    /// The value of a parameter is not of its type.
    ParameterValue {
        /// Which.
        name: String,
        /// Of which type it must be.
        of_type: &'static str,
    },
    /// The store cannot be read.
    Store(StoreError),
    /// The facts cannot be read.
    Facts(FactsError),
    /// The answer cannot be written.
    Write(std::io::Error),
}

impl QueryError {
    /// Where in the SQL, where that is known.
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        match self {
            Self::NotSql { place, .. }
            | Self::Refused { place, .. }
            | Self::Outside { place, .. }
            | Self::NoTable { place, .. }
            | Self::NoColumn { place, .. }
            | Self::NoFunction { place, .. }
            | Self::Invalid { place, .. } => *place,
            Self::NoQuery { .. }
            | Self::Empty
            | Self::TooLong { .. }
            | Self::EvaluationFailed
            | Self::Memory
            | Self::NotComputed
            | Self::Header { .. }
            | Self::ParameterName { .. }
            | Self::ParameterTwice { .. }
            | Self::NoParameter { .. }
            | Self::Unbound { .. }
            | Self::ParameterValue { .. }
            | Self::Store(_)
            | Self::Facts(_)
            | Self::Write(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place() {
            write!(f, "{place}: ")?;
        }
        match self {
            Self::NoQuery { name, .. } => write!(f, "there is no query `{name}`"),
            Self::Empty => f.write_str("there is no SQL"),
            Self::TooLong { most } => {
                write!(f, "more than {most} operators, keywords and parentheses")
            }
            Self::NotSql { message, .. } => write!(f, "not SQL: {message}"),
            Self::Refused { statement, .. } => {
                write!(f, "{statement} is refused: a query is one SELECT, and a store is only read")
            }
            Self::Outside { name, .. } => {
                write!(f, "`{name}` is refused: a query reads the tables of the store and nothing else")
            }
            Self::NoTable { name, .. } => write!(f, "there is no table `{name}`"),
            Self::NoColumn { name, .. } => write!(f, "there is no column `{name}`"),
            Self::NoFunction { name, .. } => write!(f, "there is no function `{name}`"),
            Self::Invalid { message, .. } => f.write_str(message),
            Self::EvaluationFailed => f.write_str(
                "the query has no answer for at least one row: a division by zero, a number out of range or a cast that fails",
            ),
            Self::Memory => f.write_str("the query needs more memory than it may have"),
            Self::NotComputed => f.write_str("the query cannot be computed"),
            Self::Header { message } => write!(f, "the line `Parameters` at its head: {message}"),
            Self::ParameterName { name } => write!(f, "`{name}` is no name of a parameter"),
            Self::ParameterTwice { name } => write!(f, "parameter `{name}` is given twice"),
            Self::NoParameter { name, .. } => write!(f, "there is no parameter `{name}`"),
            Self::Unbound { name } => write!(f, "parameter `{name}` is not given"),
            Self::ParameterValue { name, of_type } => {
                write!(f, "parameter `{name}`: not of type {of_type}")
            }
            Self::Store(error) => error.fmt(f),
            Self::Facts(error) => error.fmt(f),
            Self::Write(error) => write!(f, "the answer cannot be written: {error}"),
        }
    }
}

impl std::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Facts(error) => Some(error),
            Self::Write(error) => Some(error),
            Self::NoQuery { .. }
            | Self::Empty
            | Self::TooLong { .. }
            | Self::NotSql { .. }
            | Self::Refused { .. }
            | Self::Outside { .. }
            | Self::NoTable { .. }
            | Self::NoColumn { .. }
            | Self::NoFunction { .. }
            | Self::Invalid { .. }
            | Self::EvaluationFailed
            | Self::Memory
            | Self::NotComputed
            | Self::Header { .. }
            | Self::ParameterName { .. }
            | Self::ParameterTwice { .. }
            | Self::NoParameter { .. }
            | Self::Unbound { .. }
            | Self::ParameterValue { .. } => None,
        }
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<FactsError> for QueryError {
    fn from(error: FactsError) -> Self {
        Self::Facts(error)
    }
}
