//! A fault of the program itself: reported with its location in the source, and without anything of the data.

use super::failure::Failure;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Mutex;

/// Where the program failed, in the words of its source.
static LOCATION: Mutex<Option<String>> = Mutex::new(None);

/// Does the work; where the program itself fails, that is a failure like any other. What it fails with is not shown: it
/// may repeat a value of the data.
pub(super) fn guarded(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    set_hook(Box::new(|panic| {
        if let (Ok(mut first), Some(location)) = (LOCATION.lock(), panic.location()) {
            first.get_or_insert_with(|| format!("{}:{}", location.file(), location.line()));
        }
    }));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let location = LOCATION.lock().ok().and_then(|mut first| first.take());
        Err(Failure::Internal {
            // A panic in a hook of its own leaves no location.
            location: location.unwrap_or_default(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_shows_its_location_alone() {
        let failure = guarded(|| panic!("patient 219-09-9999")).unwrap_err();
        let shown = failure.to_string();
        assert!(shown.contains("guard.rs:"), "{shown}");
        assert!(!shown.contains("219"), "{shown}");
        assert_eq!(failure.exit_code(), 1);
        // Other tests report theirs as ever.
        let _ = std::panic::take_hook();
    }
}
