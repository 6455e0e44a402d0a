//! Families of tests: p-values are adjusted within each.

use crate::measures::toxicity;

/// Tests that are adjusted for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Of organ systems.
    OrganSystems,
    /// Of toxicity terms.
    Terms,
    /// All others.
    Outcomes,
}

impl Family {
    pub(super) const ALL: [Self; 3] = [Self::OrganSystems, Self::Terms, Self::Outcomes];

    /// The family of tests of a measure.
    pub(super) fn of(measure: &str) -> Self {
        match measure {
            toxicity::ORGAN_SYSTEM => Self::OrganSystems,
            toxicity::TERM => Self::Terms,
            _ => Self::Outcomes,
        }
    }
}
