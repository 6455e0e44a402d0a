//! Libraries that read files: one that panics at a damaged file, where it should return an error, is no fault of this
//! program.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a library has not read what it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unread<E> {
    /// It panicked: what it reads is damaged.
    #[error("it is damaged")]
    Damaged,
    /// It returned an error.
    #[error("{0}")]
    Failed(E),
}

/// What a library reads. After an error, what it read from must not be read any further.
///
/// # Errors
///
/// [`Unread::Failed`] with the library's own error, [`Unread::Damaged`] where it panics.
pub(crate) fn guarded<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Unread<E>> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(Unread::Failed),
        Err(_) => Err(Unread::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_panics_has_read_nothing() {
        assert_eq!(guarded(|| Ok::<_, u8>(1)), Ok(1));
        assert_eq!(guarded(|| Err::<u8, _>(2)), Err(Unread::Failed(2)));
        let read: Result<u8, Unread<u8>> =
            guarded(|| panic!("column start and length should not be negative"));
        assert_eq!(read, Err(Unread::Damaged));
    }
}
