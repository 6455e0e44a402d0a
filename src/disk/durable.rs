//! What must be on the disk before something else may happen, and who may write.

use super::error::{DiskError, at};
use super::readers::Readers;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Attempts to take a lock whose folder another process removes meanwhile.
const TRIES: usize = 100;

/// Makes the folders between a draft and a file in it, for these readers. A draft that is gone is not made again: a signal removed it.
///
/// # Errors
///
/// [`DiskError`] where one cannot be made.
pub(crate) fn make_folders(draft: &Path, file: &Path, readers: Readers) -> Result<(), DiskError> {
    let between = file.ancestors().skip(1).take_while(|it| *it != draft);
    let mut between: Vec<&Path> = between.collect();
    between.reverse();
    for folder in between {
        readers.make_folder(folder).map_err(at(folder))?;
    }
    Ok(())
}

/// Writes a file and syncs it to the disk.
///
/// # Errors
///
/// [`DiskError`] where it cannot be created, written or synced.
pub(crate) fn write_synced(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), DiskError> {
    readers
        .create(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(at(path))
}

/// Gives a file a second name, or copies it, for these readers, where the disk has no such links. A file of that name is never written over.
///
/// # Errors
///
/// [`DiskError`] where there is a file of that name, or the disk fails.
pub(crate) fn link_or_copy(from: &Path, to: &Path, readers: Readers) -> Result<(), DiskError> {
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(at(to)(error)),
        Err(_) => {
            let mut source = File::open(from).map_err(at(from))?;
            let mut copy = readers.create_new(to).map_err(at(to))?;
            io::copy(&mut source, &mut copy).map_err(at(to))?;
            copy.sync_all().map_err(at(to))
        }
    }
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

/// Takes the lock file `name` in a folder, which is created if missing, both for these readers; `None` where another process holds it. The lock
/// ends with the file's last use, and so with the process, however that ends.
///
/// # Errors
///
/// [`DiskError`] where the folder or the file cannot be created or locked.
pub(crate) fn lock(folder: &Path, name: &str, readers: Readers) -> Result<Option<File>, DiskError> {
    let path = folder.join(name);
    for _ in 0..TRIES {
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        readers.make_folder(folder).map_err(at(folder))?;
        let file = match readers.create(&path) {
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
pub(crate) fn names_in(folder: &Path) -> Result<Vec<OsString>, DiskError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at(folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(at(folder))?.file_name());
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        fs::write(path("old"), b"old").unwrap();
        fs::write(path("new"), b"new").unwrap();
        assert!(link_or_copy(&path("old"), &path("new"), Readers::Owner).is_err());
        assert_eq!(fs::read(path("new")).unwrap(), b"new");
        link_or_copy(&path("old"), &path("linked"), Readers::Owner).unwrap();
        assert_eq!(fs::read(path("linked")).unwrap(), b"old");
        assert!(link_or_copy(&path("nowhere"), &path("other"), Readers::Owner).is_err());
        assert!(!path("other").exists());
    }
}
