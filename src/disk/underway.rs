//! What this run has on the disk that is not in its place yet: a signal that ends the run leaves nothing of it.
//!
//! One lock keeps beginnings, last steps and the end apart. Where the end has the lock nothing begins any more and nothing
//! takes its place: whoever tries waits for the end of the process.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

static LEDGER: Mutex<Ledger> = Mutex::new(Ledger {
    next: 0,
    entries: BTreeMap::new(),
    has_written: false,
});

struct Ledger {
    next: u64,
    entries: BTreeMap<u64, Removal>,
    /// Whether anything took its place.
    has_written: bool,
}

/// Removes what is not in its place, while other threads may still write it.
pub(crate) type Removal = Box<dyn Fn() + Send>;

fn ledger() -> MutexGuard<'static, Ledger> {
    // Nothing that runs under the lock leaves a ledger that is half changed.
    LEDGER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something on the disk that is not in its place yet. Dropped, it is no longer removed where a signal ends the run: drop
/// it after what it is about.
pub(crate) struct Underway(u64);

impl fmt::Debug for Underway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Underway").field(&self.0).finish()
    }
}

impl Underway {
    /// Makes something on the disk, and keeps how it is removed; no signal ends the run between the two. What `make` calls
    /// must neither begin nor finish anything else.
    ///
    /// # Errors
    ///
    /// Those of `make`.
    pub(crate) fn begin<T, E>(
        make: impl FnOnce() -> Result<(T, Removal), E>,
    ) -> Result<(T, Self), E> {
        let mut ledger = ledger();
        let (written, removal) = make()?;
        let number = ledger.next;
        ledger.next += 1;
        ledger.entries.insert(number, removal);
        Ok((written, Self(number)))
    }

    /// Takes the last step, by which everything is in its place: a signal ends the run before it or after it, and after it
    /// nothing is removed. What `step` calls must neither begin nor finish anything else.
    ///
    /// # Errors
    ///
    /// Those of `step`.
    pub(crate) fn finish<T, E>(&self, step: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        Self::finish_all(std::slice::from_ref(self), step)
    }

    /// Takes the last step of several, as [`finish`](Self::finish) does of one.
    ///
    /// # Errors
    ///
    /// Those of `step`.
    pub(super) fn finish_all<T, E>(
        all: &[Self],
        step: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut ledger = ledger();
        let done = step()?;
        for Self(number) in all {
            ledger.entries.remove(number);
        }
        ledger.has_written = true;
        Ok(done)
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        ledger().entries.remove(&self.0);
    }
}

/// Removes a folder that other threads still write in: under another name first, where none of their paths leads.
pub(crate) fn remove_under_way(folder: &Path) {
    let mut name = folder.as_os_str().to_owned();
    name.push(ENDED);
    let ended = Path::new(&name);
    let folder = match fs::rename(folder, ended) {
        Ok(()) => ended,
        Err(_) => folder,
    };
    // Nothing can be done here about a disk that fails; the next run cleans what is left.
    let _ = fs::remove_dir_all(folder);
}

/// How the name of a folder ends that a signal's end removes.
const ENDED: &str = "-ended";

/// The thread that ends the run.
static ENDED_BY: OnceLock<ThreadId> = OnceLock::new();

/// Ends what this run does on the disk: removes what is not in its place yet, and gives whether anything took its place.
/// From now on nothing begins, nothing takes its place and nothing is dropped. Where another thread ends the run already,
/// this one waits for the end of the process.
pub(crate) fn end() -> bool {
    if ENDED_BY.get() == Some(&thread::current().id()) {
        return false;
    }
    let ledger = ledger();
    let _ = ENDED_BY.set(thread::current().id());
    // A store that took its place in a report that has none yet is not there.
    let has_written = ledger.has_written && ledger.entries.is_empty();
    for removal in ledger.entries.values() {
        removal();
    }
    // The lock is held to the end of the process.
    std::mem::forget(ledger);
    has_written
}
