//! What can keep a figure from being drawn.

use std::fmt;

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureError {
    /// A row contradicts itself or its neighbours.
    Row {
        /// The row's measure.
        measure: &'static str,
        /// Its item.
        item: String,
        /// Its level.
        level: String,
        /// What is wrong with it.
        fault: RowFault,
    },
    /// The SVG cannot be written.
    Svg {
        /// What the drawing library says.
        message: String,
    },
    /// The SVG cannot be made a PNG.
    Png {
        /// What the rendering library says.
        message: String,
    },
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// Its status is `ok`, but its value, numerator or denominator is absent.
    NumberAbsent,
    /// Its value is not its numerator out of its denominator, or these are no part and whole.
    NumbersDisagree,
    /// Its level is no number of doses, or of days.
    LevelNoNumber,
    /// More courses had this many doses than had one dose fewer.
    MoreThanLevelBefore,
    /// Its denominator is not that of the item's other levels.
    OtherDenominator,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NumberAbsent => "status `ok` without value, numerator and denominator",
            Self::NumbersDisagree => "value, numerator and denominator do not agree",
            Self::LevelNoNumber => "the level is no number of what it should count",
            Self::MoreThanLevelBefore => "the numerator is above that of the level before",
            Self::OtherDenominator => "the denominator is not that of the other levels",
        })
    }
}

impl fmt::Display for FigureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row {
                measure,
                item,
                level,
                fault,
            } => write!(f, "{measure}, item `{item}`, level `{level}`: {fault}"),
            Self::Svg { message } => write!(f, "the figure cannot be drawn: {message}"),
            Self::Png { message } => write!(f, "the figure cannot be made a PNG: {message}"),
        }
    }
}

impl std::error::Error for FigureError {}
