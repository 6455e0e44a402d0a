//! What must not outlive this run: its drafts, which may hold rows of patients. A run that gives up while another thread
//! still writes removes them before it ends.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The drafts that this process writes now.
static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Attempts to remove a folder into which another thread writes meanwhile.
const TRIES: usize = 10;

/// A file or folder that is removed should this run end while it exists; forgotten when this is dropped.
#[derive(Debug)]
pub(super) struct Leftover(PathBuf);

impl Leftover {
    pub(super) fn at(path: &Path) -> Self {
        paths().insert(path.to_path_buf());
        Self(path.to_path_buf())
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        paths().remove(&self.0);
    }
}

fn paths() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A set of paths is whole after every step, whatever thread failed.
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every draft of this process. What cannot be removed is left for the next run, which sweeps.
pub(crate) fn remove_leftovers() {
    let left: Vec<PathBuf> = paths().iter().cloned().collect();
    for path in left {
        for _ in 0..TRIES {
            let removed = match path.symlink_metadata() {
                Ok(found) if found.is_dir() => fs::remove_dir_all(&path),
                Ok(_) => fs::remove_file(&path),
                Err(_) => break,
            };
            if removed.is_ok() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    // The one test of this: drafts of other tests of this process would be removed as well.
    #[test]
    fn what_is_dropped_is_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("draft");
        let leftover = Leftover::at(&path);
        assert!(paths().contains(&path));
        drop(leftover);
        assert!(!paths().contains(&path));
    }
}
