//! What can keep a store from being read or written.

use crate::disk::DiskError;
use crate::notation::shown_path;
use std::io;
use std::path::PathBuf;

/// Why a store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of the store cannot be read or written.
    #[error("{}: {source}", shown_path(path))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A Parquet file cannot be written.
    #[error("{}: cannot be written: {message}", shown_path(path))]
    Parquet {
        /// The path of the file.
        path: PathBuf,
        /// What the writer says.
        message: String,
    },
    /// A Parquet file is damaged, or lacks a column.
    #[error("{}: cannot be read: {message}", shown_path(path))]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// What the reader says.
        message: String,
    },
    /// The folder is no store.
    #[error("{}: is not a store", shown_path(path))]
    NoStore {
        /// The folder.
        path: PathBuf,
    },
    /// The folder exists and holds something that is no store.
    #[error("{}: exists and is not a store", shown_path(path))]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// The store was written by a program that this one does not know.
    #[error(
        "{}: is a store of format {format}, which this program does not read",
        shown_path(path)
    )]
    OtherFormat {
        /// The snapshot's folder.
        path: PathBuf,
        /// The store's format.
        format: u32,
    },
    /// A part of the store is not what was written: it was edited, or the disk fails.
    #[error("{}: is not what was written", shown_path(path))]
    Damaged {
        /// The path of the file.
        path: PathBuf,
    },
    /// A later ingest has taken away the snapshot that is read.
    #[error(
        "{}: is gone: the store was changed while it was read",
        shown_path(path)
    )]
    Replaced {
        /// The path of the file.
        path: PathBuf,
    },
    /// A part of the store belongs to another user: it cannot be closed to others.
    #[error(
        "{}: belongs to another user, and cannot be closed to others",
        shown_path(path)
    )]
    OtherOwner {
        /// The file or folder.
        path: PathBuf,
    },
    /// Another ingest is writing the store.
    #[error("{}: another ingest is writing this store", shown_path(path))]
    Busy {
        /// The store.
        path: PathBuf,
    },
}

impl From<DiskError> for StoreError {
    fn from(DiskError { path, source }: DiskError) -> Self {
        Self::Io { path, source }
    }
}
