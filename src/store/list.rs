//! The list of rows that were quarantined as a Parquet file of its own, for who does not make a store.

use super::describe::quarantine;
use super::error::StoreError;
use super::parquet::{parquet_bytes, shape_of};
use crate::ingest::FileLedger;
use crate::model::Frame;
use std::path::Path;

/// The columns of a list of rows that were quarantined.
pub(crate) const QUARANTINE_COLUMNS: [&str; 6] =
    ["file", "line", "column", "class", "rule", "message"];

/// The rows of these files that were quarantined, as a Parquet file. It holds no cell values, as the store's does not.
///
/// # Errors
///
/// Where the file cannot be made.
pub(crate) fn list_of_rows(files: &[FileLedger]) -> Result<Vec<u8>, StoreError> {
    parquet_bytes(&Frame::new("quarantine", quarantine(files)))
}

/// Whether a file is a Parquet file of these columns and no others.
#[must_use]
pub(crate) fn is_list_of_rows(path: &Path) -> bool {
    shape_of(path).is_ok_and(|(_, columns)| columns == QUARANTINE_COLUMNS)
}
