//! Libraries that read files: one that fails at a damaged file, where it should say so, is no fault of this program.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a library reads; nothing where it fails, and then what it read from is not read any further.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_fails_has_read_nothing() {
        assert_eq!(guarded(|| 1), Some(1));
        let nothing: Option<u8> =
            guarded(|| panic!("column start and length should not be negative"));
        assert_eq!(nothing, None);
    }
}
