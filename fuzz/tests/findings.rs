//! The program's tests of what was found here, without what they do not need of the program.

extern crate il2_fuzz as il2_outcomes;

mod bench {
    /// A folder that goes away with the test.
    pub(crate) fn scratch() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }
}

#[path = "../../tests/forged.rs"]
mod forged;
