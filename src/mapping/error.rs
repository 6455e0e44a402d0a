//! Why a mapping cannot be used, or does not fit the raw data, as facts with fields; no value of the data is among them.

use crate::ingest::IngestError;
use crate::ingest::raw::RawError;
use crate::notation::{shown, shown_path};
use crate::query::{LineColumn, QueryError};
use std::io;
use std::path::PathBuf;

/// What is wrong, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The mapping or the command line.
    Usage,
    /// The raw data do not fit.
    Data,
    /// An identifier.
    Privacy,
    /// The disk, the memory, or the program itself.
    Machine,
}

/// Why a mapping was refused, or what it read.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// No built-in mapping has this name.
    #[error("there is no mapping `{}`", shown(name))]
    Unknown {
        /// As it was typed.
        name: String,
        /// Names of built-in ones that are near.
        nearest: Vec<String>,
        /// All of them.
        known: Vec<String>,
    },
    /// A folder or file of a mapping cannot be read.
    #[error("{}: {source}", shown_path(path))]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder that a mapping would be copied to holds something.
    #[error("{}: exists and is not empty; nothing was written", shown_path(path))]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Something is wrong with a mapping or with how it is set.
    #[error("mapping {mapping}: {slip}")]
    Slip {
        /// How messages name the mapping: `` `mar` `` or `./ours`.
        mapping: String,
        /// What.
        slip: Box<Slip>,
    },
    /// The raw files do not fit.
    #[error("{}", one_by_one(mapping, errors))]
    Raw {
        /// How messages name the mapping.
        mapping: String,
        /// What is wrong with each.
        errors: Vec<RawError>,
    },
    /// A SELECT fails on a value.
    #[error("mapping {mapping}: {file}: {error}")]
    Failed {
        /// How messages name the mapping.
        mapping: String,
        /// The file with the SELECT.
        file: String,
        /// Why, without the value.
        error: Box<QueryError>,
    },
    /// Identifiers that the mapping itself found, or what it read cannot be kept.
    #[error("mapping {mapping}: {error}")]
    Ingest {
        /// How messages name the mapping.
        mapping: String,
        /// What.
        error: Box<IngestError>,
    },
    /// The system gives no thread to run queries.
    #[error("{0}")]
    Engine(Box<QueryError>),
}

/// What is wrong with a mapping or with how it is set.
#[derive(Debug, thiserror::Error)]
pub enum Slip {
    /// A file is none of a mapping's.
    #[error("{}: is no file of a mapping", shown(file))]
    File {
        /// Its name.
        file: String,
    },
    /// A file that every mapping has is missing.
    #[error("{file} is missing")]
    NoFile {
        /// Its name.
        file: &'static str,
    },
    /// A file cannot be understood.
    #[error("{file}: {}{message}", before(position))]
    Text {
        /// Its name.
        file: String,
        /// Where, if known.
        position: Option<LineColumn>,
        /// What is wrong.
        message: String,
    },
    /// Two tables have one name.
    #[error("two tables are named `{name}`: {first} and {second}")]
    TwoTables {
        /// The name.
        name: String,
        /// What one of them is.
        first: String,
        /// What the other is.
        second: String,
    },
    /// Views read each other in a circle.
    #[error("views read each other in a circle: {}", names.join(", "))]
    Circle {
        /// Their files.
        names: Vec<String>,
    },
    /// A SELECT cannot be planned.
    #[error("{file}: {error}")]
    Sql {
        /// Its file.
        file: String,
        /// Why.
        error: Box<QueryError>,
    },
    /// A SELECT gives a column that its table does not have.
    #[error(
        "{file}: {}{table} has no column `{column}`{}",
        before(position),
        perhaps(nearest)
    )]
    NoColumn {
        /// Its file.
        file: String,
        /// Where, if known.
        position: Option<LineColumn>,
        /// The table of the model, or what the file gives.
        table: String,
        /// The column.
        column: String,
        /// Columns of the table that are near.
        nearest: Vec<String>,
    },
    /// An option `--set` names nothing that the mapping has.
    #[error(
        "--set: there is no parameter or column `{}`{}",
        shown(key),
        perhaps(nearest)
    )]
    NoKey {
        /// As it was typed.
        key: String,
        /// What is near.
        nearest: Vec<String>,
    },
    /// An option `--set` is given twice for one thing.
    #[error("--set: `{}` is set twice", shown(key))]
    KeyTwice {
        /// As it was typed.
        key: String,
    },
    /// An option `--set` has no value.
    #[error("--set: `{}` is not `name=value`", shown(text))]
    NoValue {
        /// As it was typed.
        text: String,
    },
    /// The value of a parameter is not one that it may have.
    #[error("parameter `{name}`: {message}")]
    Value {
        /// The parameter.
        name: String,
        /// What it must be.
        message: String,
    },
    /// No order of dates has this name.
    #[error("--dates: is one of iso, mdy and dmy")]
    Dates,
    /// The source is a store.
    #[error("{}: is a store, and a mapping reads raw files", shown_path(path))]
    Store {
        /// The folder.
        path: PathBuf,
    },
}

impl Slip {
    /// The slip of a mapping that messages name so.
    pub(super) fn of(self, mapping: &str) -> MappingError {
        MappingError::Slip {
            mapping: mapping.to_owned(),
            slip: Box::new(self),
        }
    }
}

impl MappingError {
    /// What is wrong, as the exit code says it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let of_ingest = |error: &IngestError| match () {
            () if error.is_privacy() => Refusal::Privacy,
            () if error.is_about_data() => Refusal::Data,
            () => Refusal::Machine,
        };
        match self {
            Self::Unknown { .. }
            | Self::Unreadable { .. }
            | Self::NotEmpty { .. }
            | Self::Slip { .. } => Refusal::Usage,
            Self::Raw { errors, .. } => {
                let refusals = errors.iter().map(|error| match error {
                    RawError::Ingest(error) => of_ingest(error),
                    RawError::NoExport { .. }
                    | RawError::NoFile { .. }
                    | RawError::TwoFiles { .. }
                    | RawError::Ending { .. }
                    | RawError::NoColumn { .. }
                    | RawError::ColumnTwice { .. } => Refusal::Data,
                });
                let refusals: Vec<Refusal> = refusals.collect();
                let first = [Refusal::Privacy, Refusal::Data].into_iter();
                let mut first = first.filter(|refusal| refusals.contains(refusal));
                first.next().unwrap_or(Refusal::Machine)
            }
            Self::Failed { error, .. } => {
                if let QueryError::Source(error) = error.as_ref() {
                    of_ingest(error)
                } else if is_of_data(error) {
                    Refusal::Data
                } else {
                    Refusal::Machine
                }
            }
            Self::Ingest { error, .. } => of_ingest(error),
            Self::Engine(_) => Refusal::Machine,
        }
    }
}

/// Whether a query fails on the values that it reads.
const fn is_of_data(error: &QueryError) -> bool {
    matches!(
        error,
        QueryError::EvaluationFailed
            | QueryError::SeveralRows
            | QueryError::LongTexts
            | QueryError::NotComputed
    )
}

fn one_by_one(mapping: &str, errors: &[RawError]) -> String {
    let errors = errors
        .iter()
        .map(|error| format!("mapping {mapping}: {error}"));
    errors.collect::<Vec<_>>().join("\nerror: ")
}

#[expect(clippy::ref_option, reason = "fields are handed over by reference")]
fn before(position: &Option<LineColumn>) -> String {
    position.map_or_else(String::new, |position| format!("{position}: "))
}

fn perhaps(nearest: &[String]) -> String {
    let names: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("; perhaps {}", names.join(" or "))
}
