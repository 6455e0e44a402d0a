//! What can keep a store from being read or written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a store cannot be read or written.
#[derive(Debug)]
pub enum StoreError {
    /// A file or folder of the store cannot be read or written.
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A Parquet file cannot be written.
    Parquet {
        /// Which.
        path: PathBuf,
        /// What the writer says.
        message: String,
    },
    /// A Parquet file cannot be read, or lacks a column.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the reader says.
        message: String,
    },
    /// The folder is no store.
    NoStore {
        /// Which.
        path: PathBuf,
    },
    /// The folder exists and holds something that is no store.
    Foreign {
        /// Which.
        path: PathBuf,
    },
    /// The store was written by a program that this one does not know.
    OtherFormat {
        /// Which.
        path: PathBuf,
        /// The store's format.
        format: u32,
    },
    /// A part of the store is not what was written.
    Damaged {
        /// Which.
        path: PathBuf,
    },
    /// Another ingest is writing the store.
    Busy {
        /// Which.
        path: PathBuf,
    },
}

impl StoreError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Parquet { path, message } => {
                write!(f, "{}: cannot be written: {message}", path.display())
            }
            Self::Unreadable { path, message } => {
                write!(f, "{}: cannot be read: {message}", path.display())
            }
            Self::NoStore { path } => write!(f, "{}: is not a store", path.display()),
            Self::Foreign { path } => write!(f, "{}: exists and is not a store", path.display()),
            Self::OtherFormat { path, format } => {
                write!(
                    f,
                    "{}: is a store of format {format}, which this program does not read",
                    path.display()
                )
            }
            Self::Damaged { path } => write!(f, "{}: is not what was written", path.display()),
            Self::Busy { path } => write!(
                f,
                "{}: another ingest is writing this store",
                path.display()
            ),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Parquet { .. }
            | Self::Unreadable { .. }
            | Self::NoStore { .. }
            | Self::Foreign { .. }
            | Self::OtherFormat { .. }
            | Self::Damaged { .. }
            | Self::Busy { .. } => None,
        }
    }
}
