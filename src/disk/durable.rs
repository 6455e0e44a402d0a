//! The disk: what must be on it before something else may happen, and who may write.

use super::LOCK;
use super::error::StoreError;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// How often a lock is asked for anew because the folder went away meanwhile.
const TRIES: usize = 100;

/// Writes a file and sees it to the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    File::create(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(StoreError::io(path))
}

/// Sees a file to the disk.
pub(super) fn sync_file(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(path))
}

/// Sees the names in a folder to the disk.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    sync_file(path)
}

/// Only Unix sees a folder to the disk by its own.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
pub(super) fn sync_folder(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Takes the one right to write a store, whose folder is made where it is not there. It ends with the file's last use,
/// and so with the program, however that ends.
pub(super) fn lock(store: &Path) -> Result<File, StoreError> {
    let path = store.join(LOCK);
    let busy = || StoreError::Busy {
        path: store.to_path_buf(),
    };
    for _ in 0..TRIES {
        fs::create_dir_all(store).map_err(StoreError::io(store))?;
        let file = match File::create(&path) {
            // Another ingest that failed took its new store away.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            file => file.map_err(StoreError::io(&path))?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(source)) => return Err(StoreError::Io { path, source }),
        }
    }
    Err(busy())
}

/// Whether a file is the one that stands at a path: a lock on a file that was removed keeps nobody out.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(found)) => (held.dev(), held.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Makes a link to a folder.
#[cfg(unix)]
pub(super) fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Makes a link to a folder.
#[cfg(windows)]
pub(super) fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
