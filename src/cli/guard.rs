//! What becomes of a fault of the program itself: it is told by its place, and nothing of the data with it.

use super::failure::Failure;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Mutex;

/// Where the program failed, in the words of its source.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Does the work; where the program itself fails, that is a failure like any other. What it fails with is not shown: it
/// may repeat a value of the data.
pub(super) fn guarded(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    set_hook(Box::new(|panic| {
        if let (Ok(mut place), Some(location)) = (PLACE.lock(), panic.location()) {
            place.get_or_insert_with(|| format!("{}:{}", location.file(), location.line()));
        }
    }));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PLACE.lock().ok().and_then(|mut place| place.take());
        Err(Failure::Internal {
            // A panic in a hook of its own leaves no place.
            place: place.unwrap_or_default(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_is_told_by_its_place_alone() {
        let failure = guarded(|| panic!("patient 219-09-9999")).unwrap_err();
        let told = failure.to_string();
        assert!(told.contains("guard.rs:"), "{told}");
        assert!(!told.contains("219"), "{told}");
        assert_eq!(failure.exit_code(), 1);
        // Other tests tell of theirs as ever.
        let _ = std::panic::take_hook();
    }
}
