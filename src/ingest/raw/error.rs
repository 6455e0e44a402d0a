//! Why raw files are no export of a mapping.

use crate::ingest::error::IngestError;
use crate::notation::{shown, shown_path};
use std::path::PathBuf;

/// Why raw files were refused. No message repeats a value of the data.
#[derive(Debug, thiserror::Error)]
pub enum RawError {
    /// Nothing in a folder is a raw file of the mapping.
    #[error(
        "{}: no file is named {}{}",
        shown_path(path),
        one_of(files),
        beside(seen)
    )]
    NoExport {
        /// The folder.
        path: PathBuf,
        /// How files are named.
        files: Vec<String>,
        /// Names of files and folders that lie there.
        seen: Vec<String>,
    },
    /// A table that an export must have is not there.
    #[error(
        "{}: the raw table `{table}` is missing: no file is named {}",
        shown(folder),
        one_of(files)
    )]
    NoFile {
        /// The folder of the export.
        folder: String,
        /// The raw table.
        table: String,
        /// How its files are named.
        files: Vec<String>,
    },
    /// Two files have the one name of a table.
    #[error("{first} and {second} are both the raw table `{table}`")]
    TwoFiles {
        /// The raw table.
        table: String,
        /// One file.
        first: String,
        /// Another.
        second: String,
    },
    /// A file is named for a raw table and has an ending that is not read.
    #[error("{file}: is named for the raw table `{table}` and is in a form that is not read")]
    Ending {
        /// How messages name the file.
        file: String,
        /// The raw table.
        table: String,
    },
    /// A required column is not there, or one that `--set` named.
    #[error("{file}: {}", no_column(column, names, *is_set))]
    NoColumn {
        /// How messages name the file.
        file: String,
        /// The raw table.
        table: String,
        /// The column.
        column: String,
        /// Its other names; the header that was named where one was.
        names: Vec<String>,
        /// Whether `--set` named a header.
        is_set: bool,
        /// Headers of the file that no declared column has.
        others: Vec<String>,
    },
    /// Two headers have the name of a declared column.
    #[error(
        "{file}: columns {} and {} both have the name of the column `{column}`",
        positions[0],
        positions[1]
    )]
    ColumnTwice {
        /// How messages name the file.
        file: String,
        /// The declared column.
        column: String,
        /// The positions of the two, from 1.
        positions: [usize; 2],
    },
    /// A file cannot be read, or holds what no export may.
    #[error(transparent)]
    Ingest(#[from] IngestError),
}

fn no_column(column: &str, names: &[String], is_set: bool) -> String {
    match (is_set, names) {
        (true, [header]) => {
            format!("no header is `{header}`, which `--set` names for the column `{column}`")
        }
        (_, []) => format!("the column `{column}` is missing"),
        _ => format!(
            "the column `{column}` is missing (other names: {})",
            names.join(", ")
        ),
    }
}

/// Names in words: `mar` or `mar_*`.
fn one_of(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => "for it".to_owned(),
    }
}

/// Names that a message lists.
const LISTED: usize = 20;

fn beside(seen: &[String]) -> String {
    if seen.is_empty() {
        return String::new();
    }
    let mut listed: Vec<String> = seen.iter().take(LISTED).map(|name| shown(name)).collect();
    if seen.len() > LISTED {
        listed.push(format!("and {} more", seen.len() - LISTED));
    }
    format!("; it holds {}", listed.join(", "))
}
