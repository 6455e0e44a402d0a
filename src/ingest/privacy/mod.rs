//! The screen for direct identifiers, before anything is kept.

mod identifiers;
pub(super) mod screen;
