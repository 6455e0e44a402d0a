//! What can keep a figure from being drawn.

use crate::measures::results::Level;
use thiserror::Error;

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FigureError {
    /// A row contradicts itself or its neighbors.
    #[error("{measure}, item `{item}`, level `{level}`: {fault}")]
    Row {
        /// The row's measure.
        measure: &'static str,
        /// Its item.
        item: String,
        /// Its level.
        level: Level,
        /// What is wrong with it.
        fault: RowFault,
    },
    /// The SVG cannot be written.
    #[error("the figure cannot be drawn: {message}")]
    Svg {
        /// What the drawing library says.
        message: String,
    },
    /// The SVG cannot be made a PDF.
    #[error("the figure cannot be made a PDF: {message}")]
    Pdf {
        /// What it holds, or what the library says.
        message: String,
    },
    /// The SVG cannot be made a PNG.
    #[error("the figure cannot be made a PNG: {message}")]
    Png {
        /// What the rendering library says.
        message: String,
    },
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RowFault {
    /// Its status is `ok`, but its value, numerator or denominator is absent.
    #[error("status `ok` without value, numerator and denominator")]
    NumberAbsent,
    /// Its value is not its numerator out of its denominator, or these are no part and whole.
    #[error("value, numerator and denominator do not agree")]
    NumbersDisagree,
    /// Its level is no number of doses, or of days.
    #[error("the level is no number of what it should count")]
    LevelNoNumber,
    /// More courses had this many doses than had one dose fewer.
    #[error("the numerator is above that of the level before")]
    MoreThanLevelBefore,
    /// Its denominator is not that of the item's other levels.
    #[error("the denominator is not that of the other levels")]
    OtherDenominator,
}
