//! The screen for direct identifiers, before anything is kept.

mod ages;
mod check_digits;
mod dates;
pub(super) mod glance;
pub(super) mod headers;
pub(super) mod identifiers;
mod machines;
pub(super) mod names;
mod numbers;
mod plain;
mod postal;
pub(super) mod screen;
