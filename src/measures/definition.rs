//! What each measure counts, in the words that its documentation, the report and the schema print.

use super::results::Unit;

/// The definition of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name, for example `toxicity.organ_system`.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// The units of analysis it is computed for, in the order of the rows.
    pub grain: &'static [Unit],
    /// What the numerator or the value is.
    pub counts: &'static str,
    /// What the denominator is.
    pub out_of: &'static str,
    /// What becomes of units whose answer is not known.
    pub unknown: &'static str,
    /// How the interval is made, or why there is none.
    pub interval: &'static str,
    /// Where the definition or formula comes from.
    pub source: &'static str,
}
