//! The engine's errors as facts with positions: no plan and no value of the data goes through here.

use super::engine_words::{miscalled_function, name_of_two, plain_words};
use super::error::{LineColumn, PredicateError, QueryError};
use super::tokens::{position_of, tokens};
use crate::model::is_own_column;
use crate::store::StoreError;
use crate::terminology::nearest_names;
use datafusion::arrow::error::ArrowError;
use datafusion::common::{Column, SchemaError};
use datafusion::error::DataFusionError;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// What the engine says where a subquery that is a value has more than one row.
const SEVERAL_ROWS: &str = "subquery returned more than one row";

/// An error of this program on its way through the engine.
#[derive(Debug, thiserror::Error)]
#[error("the query cannot be computed")]
struct Carried(Mutex<Option<QueryError>>);

/// An error of this program, to be carried through the engine.
pub(super) fn carried(error: QueryError) -> DataFusionError {
    DataFusionError::External(Box::new(Carried(Mutex::new(Some(error)))))
}

/// An error of the store, to be carried through the engine.
pub(super) fn carry(error: StoreError) -> DataFusionError {
    carried(error.into())
}

/// What is wrong with a predicate, before it is evaluated.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error is given in plain words"
)]
pub(super) fn explain_predicate(error: &DataFusionError) -> PredicateError {
    match error.find_root() {
        DataFusionError::SQL(error, _) => PredicateError::NotSql {
            message: sentence(error.to_string().trim_start_matches("sql parser error: ")),
        },
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound {
                field,
                valid_fields,
            } => {
                let names = valid_fields.iter().map(|column| column.name.clone());
                let own: BTreeSet<String> = names.filter(|name| is_own_column(name)).collect();
                PredicateError::NoColumn {
                    column: field.flat_name(),
                    own: own.into_iter().collect(),
                }
            }
            SchemaError::AmbiguousReference { .. }
            | SchemaError::DuplicateQualifiedField { .. }
            | SchemaError::DuplicateUnqualifiedField { .. } => PredicateError::Invalid {
                message: "a column is in courses and in patients; write `courses.` or `patients.` before it"
                    .to_owned(),
            },
        },
        // A table is named in a subquery only.
        DataFusionError::Plan(message) if message.starts_with("table '") => {
            PredicateError::NotOfOneCourse { what: "a subquery" }
        }
        DataFusionError::External(carried) => explain_carried(carried.as_ref()),
        other => PredicateError::Invalid {
            message: invalid_predicate(&other.message()),
        },
    }
}

/// What is wrong with a predicate, by what the engine says of it.
fn invalid_predicate(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("Invalid function '") {
        let name = rest.split('\'').next().unwrap_or(rest);
        let near = nearest_function(rest);
        let perhaps = near.map_or_else(String::new, |near| format!(", perhaps `{near}`"));
        return format!("there is no function `{name}`{perhaps}");
    }
    if let Some(name) = miscalled_function(message) {
        return format!("`{name}` does not accept values of these types, or this number of values");
    }
    match plain_words(message) {
        Some(words) => words.to_owned(),
        None => "it has a form of SQL that is not supported".to_owned(),
    }
}

/// Why a valid predicate has no answer.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only failures of arithmetic and casts are named"
)]
pub(super) fn explain_evaluation(error: &DataFusionError) -> PredicateError {
    match error.find_root() {
        DataFusionError::ArrowError(..) => PredicateError::EvaluationFailed,
        DataFusionError::External(carried) => explain_carried(carried.as_ref()),
        _ => PredicateError::NotComputed,
    }
}

fn explain_carried(error: &(dyn std::error::Error + Send + Sync + 'static)) -> PredicateError {
    if matches!(carried_in(error), QueryError::LongTexts) {
        PredicateError::LongTexts
    } else {
        PredicateError::NotComputed
    }
}

/// What is wrong with a query of this text, before it is run.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error is given in plain words"
)]
pub(super) fn explain(error: &DataFusionError, text: &str) -> QueryError {
    let given = error
        .diagnostic()
        .and_then(|diagnostic| diagnostic.span)
        .map(|span| LineColumn {
            line: span.start.line,
            column: span.start.column,
        });
    let find = |name: &str| given.or_else(|| position_of(&tokens(text).ok()?, name));
    match error.find_root() {
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound {
                field,
                valid_fields,
            } => no_column(field, valid_fields, find(&field.name)),
            SchemaError::AmbiguousReference { field } => QueryError::Invalid {
                message: format!("`{}` could be a column of more than one table", field.name),
                position: find(&field.name),
            },
            SchemaError::DuplicateQualifiedField { name, .. }
            | SchemaError::DuplicateUnqualifiedField { name } => QueryError::TwoColumns {
                name: name.clone(),
                position: find(name),
            },
        },
        DataFusionError::Plan(message) | DataFusionError::NotImplemented(message) => {
            invalid(message, given, &find)
        }
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory,
        DataFusionError::External(carried) => match carried_in(carried.as_ref()) {
            QueryError::TwoColumns { name, .. } => QueryError::TwoColumns {
                position: find(&name),
                name,
            },
            other => other,
        },
        DataFusionError::ArrowError(..) => QueryError::EvaluationFailed,
        DataFusionError::SQL(error, _) => QueryError::NotSql {
            message: sentence(&error.to_string()),
            position: given,
        },
        DataFusionError::Execution(message) if message.contains(SEVERAL_ROWS) => {
            QueryError::SeveralRows
        }
        // Internal errors may hold anything, and be wrapped in anything.
        DataFusionError::Internal(_) | DataFusionError::Execution(_) => QueryError::NotComputed,
        other => invalid(&other.message(), given, &find),
    }
}

/// What fails while a query is run: only the kind of the failure.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only failures of arithmetic and casts are named"
)]
pub(super) fn explain_run(error: &DataFusionError) -> QueryError {
    match error.find_root() {
        DataFusionError::ArrowError(error, _) if let Some(error) = of_disk(error) => {
            QueryError::Spill(error)
        }
        DataFusionError::IoError(error) => QueryError::Spill(error.kind().into()),
        DataFusionError::ArrowError(..) => QueryError::EvaluationFailed,
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory,
        DataFusionError::External(carried) => carried_in(carried.as_ref()),
        DataFusionError::NotImplemented(_) => not_supported(None),
        DataFusionError::Execution(message) if message.contains(SEVERAL_ROWS) => {
            QueryError::SeveralRows
        }
        _ => QueryError::NotComputed,
    }
}

/// What the disk says where rows cannot be written to it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error is about values"
)]
fn of_disk(error: &ArrowError) -> Option<std::io::Error> {
    match error {
        ArrowError::IoError(_, error) => Some(error.kind().into()),
        _ => None,
    }
}

fn carried_in(error: &(dyn std::error::Error + Send + Sync + 'static)) -> QueryError {
    let carried = error.downcast_ref::<Carried>();
    let taken = carried.and_then(|carried| carried.0.lock().ok()?.take());
    taken.unwrap_or(QueryError::NotComputed)
}

fn no_column(field: &Column, valid: &[Column], position: Option<LineColumn>) -> QueryError {
    let known: Vec<String> = valid.iter().map(|column| column.name.clone()).collect();
    QueryError::NoColumn {
        name: field.flat_name().replace('"', ""),
        position,
        nearest: nearest_names(&field.name, known.iter().map(String::as_str)),
        known,
    }
}

/// What is wrong in the engine's words; an unknown function and an absent parameter are recognized by these.
fn invalid(
    message: &str,
    given: Option<LineColumn>,
    find: &dyn Fn(&str) -> Option<LineColumn>,
) -> QueryError {
    let quoted = |from: &str| from.split('\'').next().unwrap_or(from).to_owned();
    if let Some(rest) = message.strip_prefix("Invalid function '") {
        let name = quoted(rest);
        return QueryError::NoFunction {
            position: find(&name),
            name,
            nearest: nearest_function(rest).into_iter().collect(),
        };
    }
    if let Some(rest) = message.strip_prefix("table function '") {
        let name = quoted(rest);
        return QueryError::NoFunction {
            position: find(&name),
            name,
            nearest: Vec::new(),
        };
    }
    if let Some(rest) = message.strip_prefix("No value found for placeholder with name ") {
        return QueryError::Unbound {
            name: rest.trim().to_owned(),
        };
    }
    if message.contains("must appear in the GROUP BY clause")
        && let Some(column) = message.split('"').nth(1)
    {
        let name = column.rsplit('.').next().unwrap_or(column);
        return QueryError::Invalid {
            message: format!("`{column}` must be in GROUP BY or in an aggregate function"),
            position: find(name),
        };
    }
    if let Some(name) = name_of_two(message) {
        return QueryError::TwoColumns {
            name: name.to_owned(),
            position: find(name),
        };
    }
    if let Some(name) = miscalled_function(message) {
        return QueryError::Invalid {
            message: format!(
                "`{name}` does not accept values of these types, or this number of values"
            ),
            position: find(name),
        };
    }
    match plain_words(message) {
        Some(words) => QueryError::Invalid {
            message: words.to_owned(),
            position: given,
        },
        None => not_supported(given),
    }
}

/// The function that the engine holds for the nearest to an unknown one.
fn nearest_function(message: &str) -> Option<String> {
    let (_, near) = message.split_once("Did you mean '")?;
    near.split('\'').next().map(str::to_owned)
}

/// What is said where nothing better is known.
fn not_supported(position: Option<LineColumn>) -> QueryError {
    QueryError::NotAnswered {
        form: "a form of SQL that the query has".to_owned(),
        instead: "write it in simpler steps, each a query in WITH, and join them".to_owned(),
        position,
    }
}

/// The first line without its full stop: suggestions and traces follow it.
fn sentence(message: &str) -> String {
    let line = message.lines().next().unwrap_or(message);
    line.trim().trim_end_matches('.').to_owned()
}
