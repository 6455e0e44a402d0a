//! A drawn figure.

use super::width::FigureWidth;

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Figure {
    /// The drawing: one `svg` element, as wide as the units of its width.
    pub(in crate::report) svg: String,
    /// What it shows, in words with the main numbers, for readers who do not see it.
    pub(in crate::report) alt: String,
    /// How wide it is in print.
    pub(in crate::report) width: FigureWidth,
}
