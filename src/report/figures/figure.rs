//! A drawn figure.

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Figure {
    /// The drawing: one `svg` element, 720 wide.
    pub(in crate::report) svg: String,
    /// What it shows, in words with the main numbers, for readers who do not see it.
    pub(in crate::report) alt: String,
}
