//! What the engine says is wrong, as facts with places: no plan and no value of the data goes through here.

use super::fault::{Place, QueryError};
use super::tokens::{place_of, tokens};
use crate::store::StoreError;
use crate::terminology::nearest_names;
use datafusion::common::{Column, SchemaError};
use datafusion::error::DataFusionError;

/// An error of the store on its way through the engine.
#[derive(Debug)]
pub(super) struct Carried(pub(super) std::sync::Mutex<Option<QueryError>>);

impl std::fmt::Display for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the store cannot be read")
    }
}

impl std::error::Error for Carried {}

/// An error of the store, to be carried through the engine.
pub(super) fn carry(error: StoreError) -> DataFusionError {
    DataFusionError::External(Box::new(Carried(std::sync::Mutex::new(Some(error.into())))))
}

/// What the engine says of a question of this text before it is run.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else there is to say is said in its words"
)]
pub(super) fn explain(error: &DataFusionError, text: &str) -> QueryError {
    let told = error
        .diagnostic()
        .and_then(|diagnostic| diagnostic.span)
        .map(|span| Place {
            line: span.start.line,
            column: span.start.column,
        });
    let find = |name: &str| told.or_else(|| place_of(&tokens(text).ok()?, name));
    match error.find_root() {
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound {
                field,
                valid_fields,
            } => no_column(field, valid_fields, find(&field.name)),
            SchemaError::AmbiguousReference { field } => QueryError::Invalid {
                message: format!("`{}` could be a column of more than one table", field.name),
                place: find(&field.name),
            },
            SchemaError::DuplicateQualifiedField { name, .. }
            | SchemaError::DuplicateUnqualifiedField { name } => QueryError::Invalid {
                message: format!("two columns are named `{name}`"),
                place: find(name),
            },
        },
        DataFusionError::Plan(message) | DataFusionError::NotImplemented(message) => {
            invalid(message, told, &find)
        }
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory,
        DataFusionError::External(carried) => carried_in(carried.as_ref()),
        DataFusionError::ArrowError(..) => QueryError::EvaluationFailed,
        DataFusionError::SQL(error, _) => QueryError::NotSql {
            message: first_line(&error.to_string()),
            place: told,
        },
        // Internal errors may hold anything, and be wrapped in anything.
        DataFusionError::Internal(_) | DataFusionError::Execution(_) => QueryError::NotComputed,
        other => invalid(&other.message(), told, &find),
    }
}

/// What the engine says while a question is run: nothing of it but what kind of failure it is.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what does not fail in arithmetic or a cast is not told apart"
)]
pub(super) fn explain_run(error: &DataFusionError) -> QueryError {
    match error.find_root() {
        DataFusionError::ArrowError(..) => QueryError::EvaluationFailed,
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory,
        DataFusionError::External(carried) => carried_in(carried.as_ref()),
        DataFusionError::NotImplemented(message) => QueryError::Invalid {
            message: first_line(message),
            place: None,
        },
        _ => QueryError::NotComputed,
    }
}

fn carried_in(error: &(dyn std::error::Error + Send + Sync + 'static)) -> QueryError {
    let carried = error.downcast_ref::<Carried>();
    let taken = carried.and_then(|carried| carried.0.lock().ok()?.take());
    taken.unwrap_or(QueryError::NotComputed)
}

fn no_column(field: &Column, valid: &[Column], place: Option<Place>) -> QueryError {
    let known: Vec<String> = valid.iter().map(|column| column.name.clone()).collect();
    QueryError::NoColumn {
        name: field.flat_name().replace('"', ""),
        place,
        nearest: nearest_names(&field.name, known.iter().map(String::as_str)),
        known,
    }
}

/// What is wrong in the engine's words; a function that there is not is told as such.
fn invalid(message: &str, told: Option<Place>, find: &dyn Fn(&str) -> Option<Place>) -> QueryError {
    if let Some(rest) = message.strip_prefix("Invalid function '") {
        let name = rest.split('\'').next().unwrap_or_default();
        let offered = rest.split("Did you mean '").nth(1);
        let nearest = offered.and_then(|rest| rest.split('\'').next());
        return QueryError::NoFunction {
            name: name.to_owned(),
            place: told.or_else(|| find(name)),
            nearest: nearest.map(str::to_owned).into_iter().collect(),
        };
    }
    if let Some(rest) = message.strip_prefix("table function '") {
        let name = rest.split('\'').next().unwrap_or_default();
        return QueryError::NoFunction {
            name: name.to_owned(),
            place: told.or_else(|| find(name)),
            nearest: Vec::new(),
        };
    }
    if let Some(rest) = message.strip_prefix("No value found for placeholder with name ") {
        return QueryError::Unbound {
            name: rest.trim().to_owned(),
        };
    }
    if message.contains("must appear in the GROUP BY clause") {
        let column = message.split('"').nth(1).unwrap_or_default();
        let name = column.rsplit('.').next().unwrap_or_default();
        return QueryError::Invalid {
            message: format!("`{column}` must stand in GROUP BY or in an aggregate function"),
            place: find(name).or(told),
        };
    }
    if message.contains("failed to match any signature") || message.contains("No function matches")
    {
        let name = message.split('\'').nth(1).unwrap_or_default();
        return QueryError::Invalid {
            message: format!("`{name}` does not take values of these types, or not so many"),
            place: told.or_else(|| find(name)),
        };
    }
    QueryError::Invalid {
        message: first_line(message),
        place: told,
    }
}

/// Messages go on with suggestions, plans and traces; what is wrong stands in the first line.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("Internal error: ");
    // No expression as the engine holds it, and no plan.
    let line = line.split(": [").next().unwrap_or_default();
    if ["{ ", "Literal(", "Projection:", "TableScan"]
        .iter()
        .any(|dump| line.contains(dump))
    {
        return "it cannot be understood".to_owned();
    }
    line.trim().trim_end_matches('.').to_owned()
}
