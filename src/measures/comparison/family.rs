//! Families of tests: p-values are adjusted within each.

use crate::measures::toxicity;
use crate::model::named;

named! {
    /// Tests that are adjusted for one another.
    pub(crate) enum Family {
        /// Of organ systems.
        OrganSystems = "organ systems",
        /// Of toxicity terms.
        Terms = "terms",
        /// All others.
        Outcomes = "outcomes",
    }
}

impl Family {
    pub(super) const ALL: [Self; 3] = [Self::OrganSystems, Self::Terms, Self::Outcomes];

    /// The family of tests of a measure.
    pub(crate) fn of(measure: &str) -> Self {
        match measure {
            toxicity::ORGAN_SYSTEM => Self::OrganSystems,
            toxicity::TERM => Self::Terms,
            _ => Self::Outcomes,
        }
    }
}
