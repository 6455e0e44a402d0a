//! What can keep an export from being stored.

use super::ledger::FileLedger;
use super::limits::Limit;
use crate::notation::{shown, thousands};
use crate::terminology::{key, nearest_names};
use std::fmt::Write;
use std::io;
use std::path::PathBuf;

/// Why an export was refused. No message repeats a value of the data.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A file or folder cannot be read: it is missing, or its disk or permissions fail.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A file is damaged, or is not what its name says.
    #[error("{file}: cannot be read: {what}")]
    Broken {
        /// How messages name the file: its folder and name, and the sheet.
        file: String,
        /// What is wrong, without a value of the data.
        what: String,
    },
    /// Judged rows find no room in the folder of temporary files.
    #[error("rows that wait to be stored cannot be kept in a temporary file: {source}")]
    NoRoom {
        /// The error of the system.
        source: io::Error,
    },
    /// A file exceeds what any honest export needs.
    #[error("{file}: exceeds a limit: {limit}")]
    OverLimit {
        /// How messages name the file: its folder and name, and the sheet.
        file: String,
        /// The limit.
        limit: Limit,
    },
    /// An export is a folder, and this is a file.
    #[error("{}: cannot be read: it is a file, and an export is a folder", path.display())]
    File {
        /// The path.
        path: PathBuf,
    },
    /// A folder holds no table of the model.
    #[error("{}: holds no table of the data model", path.display())]
    NoExport {
        /// The path.
        path: PathBuf,
    },
    /// A table that every export must have is not there.
    #[error("{folder}: the table `{table}` is missing")]
    NoTable {
        /// The export folder.
        folder: String,
        /// The table without a file.
        table: &'static str,
    },
    /// Two files hold the same table.
    #[error("{first} and {second} both hold the table `{table}`")]
    TwoFiles {
        /// The table of both.
        table: &'static str,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// A file is named for a table and has an ending that is not read.
    #[error("{file}: holds the table `{table}` in a form that is not read")]
    OtherEnding {
        /// The path of the file in the export.
        file: String,
        /// The table for which it is named.
        table: &'static str,
    },
    /// A file has no header.
    #[error("{file}: has no header")]
    NoHeader {
        /// The path of the file in the export.
        file: String,
    },
    /// Two columns of a file have the same name.
    #[error("{file}: line {line}: {}", column_twice(*positions, *column))]
    ColumnTwice {
        /// The path of the file in the export.
        file: String,
        /// The line of the header.
        line: u64,
        /// The positions of the two, from 1.
        positions: [usize; 2],
        /// The model's column, where it is one of the model.
        column: Option<&'static str>,
    },
    /// Columns that the table must have are not there.
    #[error("{file}: line {line}: {}", no_columns(columns))]
    NoColumn {
        /// The path of the file in the export.
        file: String,
        /// The line of the header.
        line: u64,
        /// All that are missing.
        columns: Vec<MissingColumn>,
    },
    /// More rows break the model than may be quarantined.
    #[error("{}", over_limit(files, *limit))]
    TooManyQuarantined {
        /// What became of the rows of each such file.
        files: Vec<FileLedger>,
        /// The share that may be quarantined, in 0…1.
        limit: f64,
    },
    /// One site comes in two exports.
    #[error("{first} and {second} bring the same site")]
    SiteTwice {
        /// One export folder.
        first: String,
        /// Another.
        second: String,
    },
    /// A direct identifier stands in the data.
    #[error("{file}: line {line}: {column}: {form} is an identifier; nothing was stored")]
    Identifier {
        /// The path of the file in the export.
        file: String,
        /// The line; the header is 1.
        line: u64,
        /// The column, as the header names it.
        column: String,
        /// What kind of identifier it is.
        form: &'static str,
    },
    /// Several exports were refused, each for its own reason.
    #[error("{}", one_by_one(.0))]
    Several(Vec<IngestError>),
}

impl IngestError {
    /// Whether the refusal protects a person's identity.
    #[must_use]
    pub fn is_privacy(&self) -> bool {
        if let Self::Several(errors) = self {
            errors.iter().any(Self::is_privacy)
        } else {
            matches!(self, Self::Identifier { .. })
        }
    }

    /// Whether the data can be mended, as against a disk that fails.
    #[must_use]
    pub fn is_about_data(&self) -> bool {
        if let Self::Several(errors) = self {
            errors.iter().any(Self::is_about_data)
        } else {
            !matches!(
                self,
                Self::Unreadable { .. } | Self::File { .. } | Self::NoRoom { .. }
            )
        }
    }

    /// The same of a piece of a file before which there are so many lines.
    pub(super) fn further_down(mut self, lines: u64) -> Self {
        if let Self::Identifier { line, .. } = &mut self {
            *line += lines;
        }
        self
    }
}

/// A column that a table must have and a file does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its name.
    pub column: &'static str,
    /// The date-time column that would do as well.
    pub or: Option<&'static str>,
    /// Columns of the file that the model does not name, and whose names are near; they may be shown.
    pub near: Vec<String>,
}

impl MissingColumn {
    /// A missing column, of a file that has these columns beside those of the model.
    pub(super) fn of(column: &'static str, or: Option<&'static str>, unnamed: &[String]) -> Self {
        // What is not near is not shown: where there is no header, the first line holds values.
        let long = unnamed.iter().filter(|name| key(name).len() > 2);
        let near = nearest_names(column, long.map(String::as_str)).into_iter();
        Self {
            column,
            or,
            near: near.map(|name| shown(&name)).collect(),
        }
    }
}

/// What is wrong with a column that has the name of an earlier one.
fn column_twice([first, second]: [usize; 2], column: Option<&str>) -> String {
    match column {
        Some(column) => {
            format!("the column `{column}` is there twice, as columns {first} and {second}")
        }
        // A name that the model does not have may be a value.
        None => format!("the columns {first} and {second} have the same name"),
    }
}

/// Which columns are missing.
fn no_columns(columns: &[MissingColumn]) -> String {
    let name = |missing: &MissingColumn| {
        let or = missing
            .or
            .map_or_else(String::new, |or| format!(" (or `{or}`)"));
        format!("`{}`{or}", missing.column)
    };
    let names: Vec<String> = columns.iter().map(name).collect();
    match names.as_slice() {
        [name] => format!("the column {name} is missing"),
        _ => format!("the columns {} are missing", names.join(", ")),
    }
}

/// Messages one after the other, each as an error of its own.
fn one_by_one<T: ToString>(messages: &[T]) -> String {
    let messages: Vec<String> = messages.iter().map(T::to_string).collect();
    messages.join("\nerror: ")
}

/// Each file over the limit, with its reasons.
fn over_limit(files: &[FileLedger], limit: f64) -> String {
    // Percent with at most six decimals, so that 0.07 reads 7.
    let limit = (limit * 1e8).round() / 1e6;
    let message = |file: &FileLedger| {
        let n_quarantined = file.quarantined.len() as u64;
        let share = 100.0 * n_quarantined as f64 / file.read.max(1) as f64;
        let mut text = format!(
            "{}: {} of {} rows ({share:.1} %) break the data model; at most {limit} % may be set aside",
            file.file,
            thousands(n_quarantined),
            thousands(file.read),
        );
        for reason in file.reasons() {
            let column = match &*reason.column {
                "" => String::new(),
                column => format!("{column}: "),
            };
            write!(
                text,
                "\n{:>5}  {:<10} {column}{}, first at line {}",
                thousands(reason.rows),
                reason.class.name(),
                reason.message,
                reason.first_line,
            )
            .expect("writing to a String does not fail");
        }
        text
    };
    one_by_one(&files.iter().map(message).collect::<Vec<_>>())
}
