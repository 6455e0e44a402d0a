//! What must be on the disk before something else may happen, and who may write.

use super::error::{DiskError, at};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Attempts to take a lock whose folder another process removes meanwhile.
const TRIES: usize = 100;

/// Writes a file and syncs it to the disk.
///
/// # Errors
///
/// [`DiskError`] where it cannot be created, written or synced.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    File::create(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(at(path))
}

/// Syncs a file to the disk.
///
/// # Errors
///
/// [`DiskError`] where it cannot be opened or synced.
pub(crate) fn sync_file(path: &Path) -> Result<(), DiskError> {
    sync(path).map_err(at(path))
}

/// Syncs the names in a folder to the disk. Only Unix does so by itself; elsewhere nothing is done.
///
/// # Errors
///
/// [`DiskError`] where it cannot be opened or synced.
pub(crate) fn sync_folder(path: &Path) -> Result<(), DiskError> {
    sync_names(path).map_err(at(path))
}

pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { sync(folder) } else { Ok(()) }
}

/// Takes the lock file `name` in a folder, which is created if missing; `None` where another process holds it. The lock
/// ends with the file's last use, and so with the process, however that ends.
///
/// # Errors
///
/// [`DiskError`] where the folder or the file cannot be created or locked.
pub(crate) fn lock(folder: &Path, name: &str) -> Result<Option<File>, DiskError> {
    let path = folder.join(name);
    for _ in 0..TRIES {
        fs::create_dir_all(folder).map_err(at(folder))?;
        let file = match File::create(&path) {
            // Another process that failed removed the folder that it had made.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            file => file.map_err(at(&path))?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(Some(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(at(&path)(error)),
        }
    }
    Ok(None)
}

/// Whether a file is the one at a path: a lock on a file that was removed keeps nobody out.
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
///
/// # Errors
///
/// [`DiskError`] where the link cannot be created.
pub(crate) fn link_to(target: &Path, link: &Path) -> Result<(), DiskError> {
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    let linked = std::os::windows::fs::symlink_dir(target, link);
    linked.map_err(at(link))
}

/// The names in a folder, sorted; none where it does not exist.
///
/// # Errors
///
/// [`DiskError`] where it cannot be read, or is a file.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<String>, DiskError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}
