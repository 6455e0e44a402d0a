//! What can be wrong with a predicate.

use crate::store::StoreError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use std::fmt;

/// Why a predicate selects no courses.
#[derive(Debug)]
pub enum PredicateError {
    /// It is no SQL expression.
    NotSql {
        /// What the parser expected, and where.
        message: String,
    },
    /// It is longer than any question needs.
    TooLong {
        /// How many operators, keywords and parentheses it may have.
        most: usize,
    },
    /// It names a column that there is not.
    NoColumn {
        /// As it was written.
        column: String,
    },
    /// It is neither true nor false of a course.
    NotBoolean {
        /// The type that it has instead.
        data_type: String,
    },
    /// It holds what a predicate over one course cannot hold.
    NotOfOneCourse {
        /// A subquery, an aggregate, …
        what: &'static str,
    },
    /// It calls a function that is not called here.
    NoFunction {
        /// Its name.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// It cannot be understood: an unknown function, types that do not go together.
    Invalid {
        /// Why.
        message: String,
    },
    /// It has no answer for some course: a division by zero, a cast that fails. What the course holds is not told.
    EvaluationFailed,
    /// It cannot be computed. What the courses hold is not told.
    NotComputed,
    /// The store cannot be read.
    Store(StoreError),
}

impl PredicateError {
    /// What `DataFusion` says of a predicate, as a fact.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else there is to say is said in its words"
    )]
    pub(super) fn of(error: &DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::SQL(error, _) => Self::NotSql {
                message: first_line(error.to_string().trim_start_matches("sql parser error: ")),
            },
            DataFusionError::SchemaError(error, _) => match error.as_ref() {
                SchemaError::FieldNotFound { field, .. } => Self::NoColumn {
                    column: field.flat_name(),
                },
                SchemaError::AmbiguousReference { .. }
                | SchemaError::DuplicateQualifiedField { .. }
                | SchemaError::DuplicateUnqualifiedField { .. } => Self::Invalid {
                    message: first_line(&error.to_string()),
                },
            },
            // A table is named in a subquery only.
            DataFusionError::Plan(message) if message.starts_with("table '") => {
                Self::NotOfOneCourse { what: "a subquery" }
            }
            other => Self::Invalid {
                message: first_line(other.message().as_ref()),
            },
        }
    }

    /// Why a predicate that makes sense has no answer.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what does not fail in arithmetic or a cast is not told apart"
    )]
    pub(super) fn of_evaluation(error: &DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ArrowError(..) => Self::EvaluationFailed,
            _ => Self::NotComputed,
        }
    }
}

/// Messages go on with suggestions and traces; what is wrong stands in the first line.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.trim().trim_end_matches('.').to_owned()
}

impl fmt::Display for PredicateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSql { message } => write!(f, "not an SQL expression: {message}"),
            Self::TooLong { most } => write!(
                f,
                "more than {most} operators, keywords and parentheses"
            ),
            Self::NoColumn { column } => {
                write!(f, "`{column}` is no column of courses or patients")
            }
            Self::NotBoolean { data_type } => {
                write!(f, "a course is selected where it is true, and it is of type {data_type}")
            }
            Self::NotOfOneCourse { what } => {
                write!(f, "{what} is not answered for one course by itself")
            }
            Self::NoFunction { name, why } => write!(f, "`{name}` {why}"),
            Self::Invalid { message } => f.write_str(message),
            Self::EvaluationFailed => f.write_str(
                "it has no answer for at least one course: a division by zero, a number out of range or a cast that fails",
            ),
            Self::NotComputed => f.write_str("it cannot be computed"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PredicateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::NotSql { .. }
            | Self::TooLong { .. }
            | Self::NoColumn { .. }
            | Self::NotBoolean { .. }
            | Self::NotOfOneCourse { .. }
            | Self::NoFunction { .. }
            | Self::Invalid { .. }
            | Self::EvaluationFailed
            | Self::NotComputed => None,
        }
    }
}

impl From<StoreError> for PredicateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
