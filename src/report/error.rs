//! What can keep a report from being made.

use super::figures::FigureError;
use std::fmt;

/// Why a report cannot be made.
#[derive(Debug)]
pub enum ReportError {
    /// A figure cannot be drawn.
    Figure(FigureError),
    /// The page cannot be laid out.
    Page {
        /// What the template engine says.
        message: String,
    },
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(error) => error.fmt(f),
            Self::Page { message } => write!(f, "the page cannot be laid out: {message}"),
        }
    }
}

impl std::error::Error for ReportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Figure(error) => Some(error),
            Self::Page { .. } => None,
        }
    }
}

impl From<FigureError> for ReportError {
    fn from(error: FigureError) -> Self {
        Self::Figure(error)
    }
}
