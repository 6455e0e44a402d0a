//! Rows of a file quarantined for one reason, as the manifest keeps them.

use crate::ingest::Reason;
use serde::{Deserialize, Serialize};

/// Rows of a file quarantined for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRecord {
    /// The class.
    pub class: String,
    /// The column; empty for structural and key.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// How many.
    pub rows: u64,
    /// The file of the first, where it is another: the raw one of a row that a mapping gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_file: Option<String>,
    /// The first line.
    pub first_line: u64,
}

impl ReasonRecord {
    /// That of rows of this file.
    pub(super) fn of(reason: Reason, file: &str) -> Self {
        Self {
            class: reason.class.name().to_owned(),
            column: reason.column,
            message: reason.message,
            rows: reason.rows,
            first_file: Some(reason.first_file).filter(|first| first != file),
            first_line: reason.first_line,
        }
    }
}
