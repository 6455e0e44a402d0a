//! A drawn figure.

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The drawing: one `svg` element, 720 wide.
    pub svg: String,
    /// What it shows, in words with the main numbers, for readers who do not see it.
    pub alt: String,
}
