//! What can keep an export from being loaded.

use crate::facts::FactsError;
use crate::ingest::IngestError;
use crate::store::StoreError;

/// Why an export cannot be loaded into a store.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Rows that wait in a temporary file cannot be read.
    #[error(transparent)]
    Rows(#[from] IngestError),
    /// Facts cannot be counted.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// A file cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
