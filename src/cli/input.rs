//! Texts that the command line names: SQL, a definition, a list of events.

use super::failure::Failure;
use crate::disk::{at, read_small, read_small_from};
use std::io::{self, Read};
use std::path::Path;

/// The text of a file.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    read_small(path).map_err(failed(path))
}

/// The text of what is open already, and is called by this path.
pub(super) fn text_from(input: impl Read, path: &Path) -> Result<String, Failure> {
    read_small_from(input).map_err(failed(path))
}

/// A file that the system does not read is one thing, one that is no text of the command line another.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |error| match error.raw_os_error() {
        Some(_) => at(path)(error).into(),
        None => Failure::NoText {
            path: path.to_path_buf(),
            what: error.to_string(),
        },
    }
}
