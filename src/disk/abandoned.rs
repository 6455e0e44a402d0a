//! Drafts that a crash left: they may hold patients' data, and the next run removes them.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// How the names of files and folders that are being written begin.
pub(super) const DRAFT: &str = ".il2-draft-";
/// How the names of folders begin that wait while another takes their place in steps.
pub(super) const EARLIER: &str = ".il2-earlier-";

/// Whether a file or folder of this name is being written, or was when a run ended.
pub(crate) fn is_draft(name: &str) -> bool {
    name.starts_with(DRAFT) || name.starts_with(EARLIER)
}

/// Removes the drafts of files and folders in a folder that nobody writes any more. What cannot be removed is left.
pub(crate) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let is_draft = entry.file_name().to_string_lossy().starts_with(DRAFT);
        if !is_draft || !(kind.is_dir() || kind.is_file()) {
            continue;
        }
        let path = entry.path();
        let lock = File::open(&path);
        // A draft that is being written is locked.
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = if kind.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
        }
    }
}

/// Removes the drafts beside a file or folder that will be written.
pub(crate) fn sweep_beside(target: &Path) {
    if let Some(folder) = followed(target).as_deref().ok().and_then(Path::parent) {
        sweep(folder);
    }
}

/// The whole path of what will be written: a link to a folder is followed, a link to nothing is an error.
pub(super) fn followed(target: &Path) -> std::io::Result<PathBuf> {
    // `.` cannot be renamed, its whole path can; behind a slash at the end a link would be no link.
    let whole: PathBuf = std::path::absolute(target)?.components().collect();
    if whole.is_symlink() {
        whole.canonicalize()
    } else {
        Ok(whole)
    }
}

/// Whether a new draft belongs to this run: it is locked, and no other run took it for abandoned before it was. Where
/// files cannot be locked, nothing is ever found abandoned.
pub(super) fn is_kept(path: &Path, lock: Option<&File>) -> bool {
    let is_locked =
        lock.is_none_or(|lock| !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
    is_locked && path.exists()
}
