//! Why a number of a report is not explained.

use super::hints::offer;
use crate::measures::NoMembers;
use crate::notation::shown_path;
use std::path::PathBuf;

/// Why a number is not explained.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExplainFailure {
    /// The folder is no report.
    #[error(
        "{}: is a store, and a number to explain is of a report",
        shown_path(path)
    )]
    NoReport { path: PathBuf },
    /// The results of a report cannot be read.
    #[error("{}: {fault}", shown_path(path))]
    NotResults { path: PathBuf, fault: String },
    /// No row of the results is meant.
    #[error("{option}: {has}")]
    NoNumber {
        option: &'static str,
        /// How many rows match.
        has: String,
        nearest: Vec<String>,
        known: String,
    },
    /// A number of a report is not the one that its store gives.
    #[error("{}: the store gives another number", shown_path(path))]
    OtherNumber { path: PathBuf },
    /// A number has no list of units.
    #[error("no list of patients or courses: {0}")]
    NoMembers(#[from] NoMembers),
}

impl ExplainFailure {
    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::NoReport { .. } | Self::NoNumber { .. } | Self::NoMembers(_) => 2,
            Self::NotResults { .. } | Self::OtherNumber { .. } => 5,
        }
    }

    pub(super) fn hint(&self) -> String {
        match self {
            Self::NoReport { .. } => "name the folder that `il2 report --out` made".to_owned(),
            Self::NoNumber { nearest, known, .. } => offer(nearest, &format!("there are {known}")),
            Self::NotResults { .. } | Self::OtherNumber { .. } => {
                "`il2 verify REPORT_DIR` lists all that differs".to_owned()
            }
            Self::NoMembers(_) => "of a comparison, explain the same number in each of its strata; of the safety review, series.csv and sentinel.csv list courses and events".to_owned(),
        }
    }
}
