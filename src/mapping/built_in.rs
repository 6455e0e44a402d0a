//! The mappings that the program brings: `mappings/NAME` with what they share, as `build.rs` composed them.

/// Each built-in mapping: its name, and its files with their texts.
pub(super) type BuiltIn = (&'static str, &'static [(&'static str, &'static str)]);

/// All of them, in byte order of their names.
pub(super) const BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/mappings.rs"));

/// The names of the built-in mappings.
#[must_use]
pub fn built_in() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).collect()
}
