//! What can keep facts from being built or read.

use crate::ingest::IngestError;
use crate::store::StoreError;
use polars::prelude::PolarsError;
use std::fmt;

/// Why facts cannot be built or read.
#[derive(Debug)]
pub enum FactsError {
    /// A Parquet file cannot be read.
    Read(PolarsError),
    /// Rows that wait to be stored cannot be had.
    Rows(IngestError),
    /// The facts cannot be written.
    Write(StoreError),
    /// A table of the store is not in the order of its courses.
    NotSorted,
}

impl fmt::Display for FactsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the store cannot be read: {error}"),
            Self::Rows(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
            Self::NotSorted => write!(f, "a table of the store is not in the order of its courses"),
        }
    }
}

impl std::error::Error for FactsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Rows(error) => Some(error),
            Self::Write(error) => Some(error),
            Self::NotSorted => None,
        }
    }
}

impl From<PolarsError> for FactsError {
    fn from(error: PolarsError) -> Self {
        Self::Read(error)
    }
}

impl From<IngestError> for FactsError {
    fn from(error: IngestError) -> Self {
        Self::Rows(error)
    }
}

impl From<StoreError> for FactsError {
    fn from(error: StoreError) -> Self {
        Self::Write(error)
    }
}
