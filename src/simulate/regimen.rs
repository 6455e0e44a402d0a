//! The kind of course that a site gives.

/// The kind of course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Regimen {
    HighDose,
    AfterTil,
}
