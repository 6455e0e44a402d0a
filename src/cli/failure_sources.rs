//! Errors of other rooms as failures of a command.

use super::failure::Failure;
use crate::disk::DiskError;
use crate::facts::FactsError;
use crate::load::LoadError;
use crate::mapping::MappingError;

impl From<DiskError> for Failure {
    fn from(DiskError { path, source }: DiskError) -> Self {
        Self::File { path, source }
    }
}

impl From<FactsError> for Failure {
    fn from(error: FactsError) -> Self {
        Self::Facts(error)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            // Wherever rows are taken, what is wrong with them is worded in the same way.
            LoadError::Rows(error) => Self::Ingest(error),
            LoadError::Facts(error) => Self::Facts(error),
            LoadError::Store(error) => Self::Store(error),
        }
    }
}

impl From<MappingError> for Failure {
    fn from(error: MappingError) -> Self {
        Self::Mapping(Box::new(error))
    }
}
