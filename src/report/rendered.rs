//! The parts of a report and its files, made.

use super::figures::Figure;
use super::tables::Shown;
use std::collections::BTreeSet;

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Its path in the report's folder, for example `figures/dose_retention.svg`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One part of a report, made.
pub(super) enum Made {
    /// With the measures whose numbers it shows.
    Table(Shown, BTreeSet<&'static str>),
    /// `None` where there is nothing to draw.
    Figure(Option<Figure>),
    Block,
}
