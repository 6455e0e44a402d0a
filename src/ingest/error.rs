//! What can keep an export from being stored.

use super::limits::Limit;
use super::own_conflict::OwnTypes;
use super::privacy::identifiers::FoundIdentifier;
use super::quarantine_limits::Excess;
use super::source::unread::{Likeness, UnreadFile, UnreadSheet};
use crate::notation::{shown, shown_path, thousands};
use crate::terminology::{key, nearest_names};
use std::io;
use std::path::PathBuf;

/// Why an export was refused. No message repeats a value of the data.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A file or folder cannot be read: it is missing, or its disk or permissions fail.
    #[error("{}: cannot be read: {source}", shown_path(path))]
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
    /// A file was changed between two readings, so that no hash is that of its rows.
    #[error("{file}: changed while it was read")]
    Changed {
        /// How messages name the file: its folder and name, and the sheet.
        file: String,
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
    #[error(
        "{}: cannot be read: it is a file, and an export is a folder",
        shown_path(path)
    )]
    File {
        /// The path.
        path: PathBuf,
    },
    /// A folder holds no table of the model.
    #[error(
        "{}: holds no table of the data model{}",
        shown_path(path),
        seen_there(seen)
    )]
    NoExport {
        /// The path.
        path: PathBuf,
        /// The files and sheets that lie there, and in the folders in it.
        seen: Vec<UnreadFile>,
    },
    /// Tables that every export must have are not there.
    #[error("{}: {}{}", shown(folder), no_tables(tables), seen_there(seen))]
    NoTable {
        /// The export folder.
        folder: String,
        /// The tables without a file.
        tables: Vec<&'static str>,
        /// Files and sheets of the folder that are no table.
        seen: Vec<UnreadFile>,
    },
    /// What is not read looks like a table or an export, which would be lost.
    #[error("{place}: {looks}; nothing was stored")]
    LooksLikeTable {
        /// How messages name it: the export's folder, or the folder of exports, and its path in it.
        place: String,
        /// Why it looks so.
        looks: Likeness,
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
    #[error("{}", one_by_one(excesses))]
    TooManyQuarantined {
        /// Of which files, and how many.
        excesses: Vec<Excess>,
    },
    /// Patients have rows, and none of them a course: the identifiers of the two tables are not the same.
    #[error(
        "{}: no patient of `patients` has a course: {} of `patients` and {} of `courses` have no identifier in common; {difference}",
        shown(folder),
        thousands(*patients),
        thousands(*of_courses)
    )]
    NoCommonPatient {
        /// The export folder.
        folder: String,
        /// The number of patients in patients.
        patients: u64,
        /// The number of patients in courses.
        of_courses: u64,
        /// In what their identifiers differ, in words that repeat none of them.
        difference: String,
    },
    /// There are too many own columns, or two of one name.
    #[error("{what}")]
    OwnColumns {
        /// What is wrong.
        what: String,
    },
    /// An own column comes with values of another type than those that stay in the store.
    #[error("{0}")]
    OwnTypes(Box<OwnTypes>),
    /// One site comes in two exports.
    #[error("{} and {} bring the same site", shown(first), shown(second))]
    SiteTwice {
        /// One export folder.
        first: String,
        /// Another.
        second: String,
    },
    /// A file holds direct identifiers.
    #[error("{}", identifiers(file, found))]
    Identifiers {
        /// The path of the file in the export.
        file: String,
        /// The first of each column that has any, as they were found.
        found: Vec<FoundIdentifier>,
    },
    /// A name that people gave has the form of a direct identifier.
    #[error("{what}: has the form of {form}; nothing was stored")]
    IdentifyingName {
        /// Which name it is, without it.
        what: String,
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
            matches!(
                self,
                Self::Identifiers { .. } | Self::IdentifyingName { .. }
            )
        }
    }

    /// The identifiers that were found in columns, those of several errors together.
    #[must_use]
    pub fn identifiers(&self) -> Vec<&FoundIdentifier> {
        if let Self::Several(errors) = self {
            errors.iter().flat_map(Self::identifiers).collect()
        } else if let Self::Identifiers { found, .. } = self {
            found.iter().collect()
        } else {
            Vec::new()
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
                Self::Unreadable { .. }
                    | Self::Changed { .. }
                    | Self::File { .. }
                    | Self::NoRoom { .. }
            )
        }
    }

    /// One error for several; `None` where there is no error.
    pub(super) fn of_all(mut errors: Vec<Self>) -> Option<Self> {
        if errors.len() > 1 {
            Some(Self::Several(errors))
        } else {
            errors.pop()
        }
    }

    /// The same of a piece of a file before which there are so many lines.
    pub(super) fn further_down(mut self, lines: u64) -> Self {
        if let Self::Identifiers { found, .. } = &mut self {
            for identifier in found {
                identifier.line += lines;
            }
        }
        self
    }
}

/// Which tables are missing.
fn no_tables(tables: &[&str]) -> String {
    let tables: Vec<String> = tables.iter().map(|table| format!("`{table}`")).collect();
    match tables.as_slice() {
        [table] => format!("the table {table} is missing"),
        _ => format!("each of the tables {} is missing", tables.join(", ")),
    }
}

/// Files that a message lists.
const FILES: usize = 20;

/// The files and sheets that lie where tables were looked for: those first that may be one.
fn seen_there(seen: &[UnreadFile]) -> String {
    let mut files: Vec<(bool, &str, Vec<String>)> = Vec::new();
    for unread in seen {
        let sheet = unread.sheet.as_ref().map(UnreadSheet::to_string);
        match files.last_mut() {
            Some((is_near, file, sheets)) if *file == unread.file => {
                *is_near |= unread.near.is_some();
                sheets.extend(sheet);
            }
            _ => {
                let sheets = sheet.into_iter().collect();
                files.push((unread.near.is_some(), &unread.file, sheets));
            }
        }
    }
    files.sort_by_key(|(is_near, ..)| !is_near);
    let name = |(_, file, sheets): &(bool, &str, Vec<String>)| match sheets.as_slice() {
        [] => format!("`{file}`"),
        [sheet] => format!("`{file}` with the sheet {sheet}"),
        _ => format!("`{file}` with the sheets {}", sheets.join(" ")),
    };
    let mut names: Vec<String> = files.iter().take(FILES).map(name).collect();
    if files.len() > FILES {
        names.push(format!("and {} more", files.len() - FILES));
    }
    if names.is_empty() {
        String::new()
    } else {
        format!("; not read there: {}", names.join(", "))
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

/// Columns of a file that a message lists.
const LISTED: usize = 100;

/// Which columns hold an identifier, and where: one on the line of the file, several one below the other.
fn identifiers(file: &str, found: &[FoundIdentifier]) -> String {
    let at = |identifier: &FoundIdentifier| {
        let FoundIdentifier { line, column, form } = identifier;
        format!("line {line}: {column}: {form}")
    };
    if let [identifier] = found {
        return format!(
            "{file}: {} is an identifier; nothing was stored",
            at(identifier)
        );
    }
    let mut columns: Vec<String> = found.iter().take(LISTED).map(at).collect();
    if found.len() > LISTED {
        columns.push(format!("and {} more", found.len() - LISTED));
    }
    let (n_columns, columns) = (found.len(), columns.join("\n  "));
    format!("{file}: {n_columns} columns hold identifiers; nothing was stored\n  {columns}")
}

/// Messages one after the other, each as an error of its own.
fn one_by_one<T: ToString>(messages: &[T]) -> String {
    let messages: Vec<String> = messages.iter().map(T::to_string).collect();
    messages.join("\nerror: ")
}
