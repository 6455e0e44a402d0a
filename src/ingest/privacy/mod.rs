//! The screen for direct identifiers, before anything is kept.

pub(super) mod identifiers;
pub(super) mod screen;
