//! What can keep facts from being counted or read.

use crate::store::StoreError;
use polars::prelude::PolarsError;

/// Why facts cannot be counted or read.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A Parquet file is damaged, or lacks a column.
    #[error("the store cannot be read: {0}")]
    Read(#[from] PolarsError),
    /// A file of the store cannot be opened.
    #[error(transparent)]
    Open(#[from] StoreError),
    /// A table of the store is not in the order of its courses, or names what the store does not have.
    #[error("a table of the store is not in the order of its courses")]
    NotSorted,
}
