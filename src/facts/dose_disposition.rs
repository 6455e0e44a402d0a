//! What became of a planned dose, as the measure book names it.

use crate::model::closed_set;

closed_set! {
    /// What became of a planned dose.
    pub enum DoseDisposition {
        /// It was given.
        Given = "given",
        /// It was not given, and a later dose of its cycle was.
        HeldThenResumed = "held_then_resumed",
        /// It was not given, and no later dose of its cycle was.
        AfterTheEnd = "after_the_end",
        /// It is of a cycle without a given dose.
        NotBegun = "not_begun",
    }
}
