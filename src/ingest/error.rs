//! What can keep an export from being stored.

use super::ledger::FileLedger;
use super::limits::Limit;
use crate::notation::thousands;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why an export was refused. No message repeats a value of the data.
#[derive(Debug)]
pub enum IngestError {
    /// A file or folder cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is damaged, or is not what its name says.
    Broken {
        /// Which.
        file: String,
        /// What is wrong, without a value of the data.
        what: String,
    },
    /// Judged rows find no room in the folder of temporary files.
    NoRoom {
        /// What the system says.
        source: io::Error,
    },
    /// A file exceeds what any honest export needs.
    OverLimit {
        /// Which.
        file: String,
        /// Which limit.
        limit: Limit,
    },
    /// An export is a folder, and this is a file.
    File {
        /// Which.
        path: PathBuf,
    },
    /// A folder holds no table of the model.
    NoExport {
        /// Which.
        path: PathBuf,
    },
    /// A table that every export must have is not there.
    NoTable {
        /// The export folder.
        folder: String,
        /// The table.
        table: &'static str,
    },
    /// Two files hold the same table.
    TwoFiles {
        /// The table.
        table: &'static str,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// A file is named for a table and has an ending that is not read.
    OtherEnding {
        /// The file.
        file: String,
        /// The table.
        table: &'static str,
    },
    /// A file has no header.
    NoHeader {
        /// The file.
        file: String,
    },
    /// A header name stands twice.
    ColumnTwice {
        /// The file.
        file: String,
        /// Its position, from 1.
        position: usize,
        /// The model's column, where it is one of the model.
        column: Option<&'static str>,
    },
    /// A column that the table must have is not there.
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
        /// The date-time column that would do as well.
        or: Option<String>,
    },
    /// More rows break the model than may be set aside.
    TooManySetAside {
        /// What became of the rows of each such file.
        files: Vec<FileLedger>,
        /// The share that may be set aside, in 0…1.
        limit: f64,
    },
    /// One site comes in two exports.
    SiteTwice {
        /// One export folder.
        first: String,
        /// Another.
        second: String,
    },
    /// A direct identifier stands in the data.
    Identifier {
        /// The file.
        file: String,
        /// The line; the header is 1.
        line: u64,
        /// The column, as the header names it.
        column: String,
        /// What kind of identifier it is.
        form: &'static str,
    },
    /// Several exports were refused, each for its own reason.
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

    /// What would mend it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => Some("check the path and the permission to read it".to_owned()),
            Self::NoRoom { .. } => Some(
                "make room for about as much as the export's own text, or name another folder for temporary files in TMPDIR".to_owned(),
            ),
            Self::Broken { .. } => Some("export it again, or name it for what it is".to_owned()),
            Self::OverLimit { limit: Limit::Workbook, .. } => {
                Some("save its sheets as CSV files, each named for its table".to_owned())
            }
            Self::OverLimit { .. } => Some("is a quote or a line end missing? Else split the export by site".to_owned()),
            Self::File { .. } => Some("name the folder that holds it".to_owned()),
            Self::NoExport { .. } => Some(
                "an export is a folder with `courses.csv` and `doses.csv`, or a folder of such folders".to_owned(),
            ),
            Self::NoTable { table, .. } => Some(format!("add `{table}.csv`; a header alone says that nothing happened")),
            Self::TwoFiles { .. } => Some("keep one of the two".to_owned()),
            Self::OtherEnding { .. } => {
                Some("export it as .csv or .tsv, plain or as .gz or .zst, as .parquet, or as a sheet of an .xlsx workbook; or take it away".to_owned())
            }
            Self::NoHeader { .. } => Some("the first line names the columns".to_owned()),
            Self::ColumnTwice { .. } => Some("rename or remove one of the two".to_owned()),
            Self::NoColumn { .. } => Some("the first line must name it".to_owned()),
            Self::TooManySetAside { files, .. } => {
                let share = |file: &FileLedger| {
                    (100 * file.set_aside.len() as u64).div_ceil(file.read.max(1))
                };
                let most = files.iter().map(share).max().unwrap_or(100);
                let has_commas = files
                    .iter()
                    .flat_map(FileLedger::reasons)
                    .any(|reason| reason.message.starts_with("not a decimal number (with a point)"));
                let commas = if has_commas {
                    "numbers such as `1,5` are read with `--decimal comma`; "
                } else {
                    ""
                };
                Some(format!(
                    "{commas}`il2 check EXPORT --rows rejected.csv` lists them; `--max-quarantine {most}%` accepts them"
                ))
            }
            Self::SiteTwice { .. } => Some("ingest the exports one after the other, or give the rows a site_id".to_owned()),
            Self::Identifier { .. } => Some("de-identify the export: ages of 91 and over are written 90+, dates stand in columns that end in _at, shifted".to_owned()),
            Self::Several(_) => None,
        }
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => {
                write!(f, "{}: cannot be read: {source}", path.display())
            }
            Self::NoRoom { source } => write!(
                f,
                "rows that wait to be stored cannot be kept in a temporary file: {source}"
            ),
            Self::Broken { file, what } => write!(f, "{file}: cannot be read: {what}"),
            Self::OverLimit { file, limit } => write!(f, "{file}: exceeds a limit: {limit}"),
            Self::File { path } => write!(
                f,
                "{}: cannot be read: it is a file, and an export is a folder",
                path.display()
            ),
            Self::NoExport { path } => {
                write!(f, "{}: holds no table of the data model", path.display())
            }
            Self::NoTable { folder, table } => {
                write!(f, "{folder}: the table `{table}` is missing")
            }
            Self::TwoFiles {
                table,
                first,
                second,
            } => write!(f, "{first} and {second} both hold the table `{table}`"),
            Self::OtherEnding { file, table } => {
                write!(
                    f,
                    "{file}: holds the table `{table}` in a form that is not read"
                )
            }
            Self::NoHeader { file } => write!(f, "{file}: has no header"),
            Self::ColumnTwice {
                file,
                position,
                column: Some(column),
            } => {
                write!(
                    f,
                    "{file}: line 1: the column `{column}` stands twice, again at place {position}"
                )
            }
            Self::ColumnTwice {
                file,
                position,
                column: None,
            } => {
                write!(
                    f,
                    "{file}: line 1: the column at place {position} has the name of an earlier one"
                )
            }
            Self::NoColumn {
                file,
                column,
                or: None,
            } => write!(f, "{file}: line 1: the column `{column}` is missing"),
            Self::NoColumn {
                file,
                column,
                or: Some(or),
            } => {
                write!(
                    f,
                    "{file}: line 1: the column `{column}` (or `{or}`) is missing"
                )
            }
            Self::TooManySetAside { files, limit } => write_over_limit(f, files, *limit),
            Self::SiteTwice { first, second } => {
                write!(f, "{first} and {second} bring the same site")
            }
            Self::Identifier {
                file,
                line,
                column,
                form,
            } => {
                write!(
                    f,
                    "{file}: line {line}: {column}: {form} is an identifier; nothing was stored"
                )
            }
            Self::Several(errors) => {
                for (index, error) in errors.iter().enumerate() {
                    if index > 0 {
                        write!(f, "\nerror: ")?;
                    }
                    write!(f, "{error}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Unreadable { source, .. } = self {
            Some(source)
        } else {
            None
        }
    }
}

/// Each file over the limit, with its reasons.
fn write_over_limit(f: &mut fmt::Formatter<'_>, files: &[FileLedger], limit: f64) -> fmt::Result {
    // Percent with at most six decimals, so that 0.07 reads 7.
    let limit = (limit * 1e8).round() / 1e6;
    for (index, file) in files.iter().enumerate() {
        if index > 0 {
            write!(f, "\nerror: ")?;
        }
        let share = 100.0 * file.set_aside.len() as f64 / file.read.max(1) as f64;
        write!(
            f,
            "{}: {} of {} rows ({share:.1} %) break the data model; at most {limit} % may be set aside",
            file.file,
            thousands(file.set_aside.len() as u64),
            thousands(file.read),
        )?;
        for reason in file.reasons() {
            let column = if reason.column.is_empty() {
                String::new()
            } else {
                format!("{}: ", reason.column)
            };
            write!(
                f,
                "\n{:>5}  {:<10} {column}{}, first at line {}",
                thousands(reason.rows),
                reason.class.name(),
                reason.message,
                reason.first_line,
            )?;
        }
    }
    Ok(())
}
