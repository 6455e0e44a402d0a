//! A file or folder that the system does not read or write.

use crate::notation::shown_path;
use std::io;
use std::path::{Path, PathBuf};

/// What the system says of a path: it is missing, full, or not for this user.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", shown_path(path))]
pub struct DiskError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

/// Gives an error of the system the path that it is about.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    move |source| DiskError {
        path: path.to_path_buf(),
        source,
    }
}
