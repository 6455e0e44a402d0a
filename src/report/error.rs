//! What can keep a report from being made.

use super::figures::FigureError;

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A figure cannot be drawn: its rows contradict each other, or a library refused.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// A table does not fit into a workbook.
    #[error("tables.xlsx cannot be written: {message}")]
    Workbook {
        /// What the library says.
        message: String,
    },
    /// The template engine cannot lay the page out: the template is at fault.
    #[error("the page cannot be laid out: {message}")]
    Page {
        /// What the template engine says.
        message: String,
    },
}
