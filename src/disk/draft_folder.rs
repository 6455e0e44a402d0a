//! A folder that is written whole or not at all: into a temporary sibling that takes its place in one step.

use super::abandoned::{DRAFT, EARLIER, followed, is_kept, sweep};
use super::durable::{make_folders, sync, sync_names};
use super::error::{DiskError, at};
use super::readers::Readers;
use super::underway::{Removal, Underway, remove_under_way};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder while it is written.
#[derive(Debug)]
pub struct DraftFolder {
    draft: TempDir,
    target: PathBuf,
    /// The folder itself, locked: a draft that nobody locks was left by a crash. Where folders cannot be locked, nothing
    /// is ever found abandoned.
    _lock: Option<File>,
    /// Dropped after the draft is gone.
    underway: Underway,
}

impl DraftFolder {
    /// Begins a folder that will be at `target`, or where `target` links to, whose parent is created if missing. Drafts that a
    /// crash left beside it are removed.
    ///
    /// # Errors
    ///
    /// [`DiskError`] where nothing can be written beside the target.
    pub fn begin(target: &Path) -> Result<Self, DiskError> {
        let target = &followed(target).map_err(at(target))?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(at(parent))?;
        put_back(target)?;
        sweep(parent);
        loop {
            let begun = Underway::begin(|| {
                let draft = tempfile::Builder::new().prefix(DRAFT).tempdir_in(parent)?;
                let path = draft.path().to_path_buf();
                let removal: Removal = Box::new(move || remove_under_way(&path));
                Ok((draft, removal))
            });
            let (draft, underway) = begun.map_err(at(parent))?;
            let lock = File::open(draft.path()).ok();
            if is_kept(draft.path(), lock.as_ref()) {
                return Ok(Self {
                    draft,
                    target: target.clone(),
                    _lock: lock,
                    underway,
                });
            }
            // Another run removed it, or is about to.
            drop(draft);
        }
    }

    /// Where to write.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Writes a file in it for these readers, who have the folder that it lies in too where that is not the draft itself;
    /// the folders of its name are created.
    ///
    /// # Errors
    ///
    /// [`DiskError`] where it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8], readers: Readers) -> Result<(), DiskError> {
        let path = self.path().join(name);
        if let Some(folder) = path.parent().filter(|folder| *folder != self.path()) {
            make_folders(self.path(), folder, Readers::Umask)?;
            make_folders(self.path(), &path, readers)?;
        }
        let mut file = readers.create_new(&path).map_err(at(&path))?;
        file.write_all(bytes).map_err(at(&path))
    }

    /// Puts it in its place; an earlier folder there is removed.
    ///
    /// Everything is on the disk before it takes its place, and its place is on the disk before the earlier folder goes.
    ///
    /// # Errors
    ///
    /// [`DiskError`] where the disk fails.
    pub fn commit(self) -> Result<(), DiskError> {
        // What stands first is dropped last.
        let Self {
            underway,
            draft,
            target,
            _lock,
        } = self;
        sync_all(draft.path()).map_err(at(&target))?;
        underway.finish(|| put(draft, &target)).map_err(at(&target))
    }
}

/// Puts a draft in its place.
fn put(draft: TempDir, target: &Path) -> io::Result<()> {
    if !target.try_exists()? {
        fs::rename(draft.path(), target)?;
        let _ = draft.keep();
        return sync_parent(target);
    }
    if exchange(draft.path(), target).is_err() {
        exchange_in_steps(draft.path(), target)?;
    }
    // What has the draft's name now is the earlier folder, unless the disk fails.
    let earlier = draft.keep();
    sync_parent(target)?;
    fs::remove_dir_all(earlier)
}

/// Lets two folders change places in one step, so that one of the two is there at any moment.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(draft: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(
        CWD,
        draft,
        CWD,
        target,
        RenameFlags::EXCHANGE,
    )?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Lets two folders change places where the disk cannot do so in one step. Between the first two steps nothing is at
/// the target; what was there is [put back](put_back) by the next run, should this one end there.
fn exchange_in_steps(draft: &Path, target: &Path) -> io::Result<()> {
    let aside = aside(target);
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(draft, target) {
        fs::rename(&aside, target)?;
        return Err(error);
    }
    fs::rename(&aside, draft)
}

/// Where a folder waits while another takes its place in steps.
fn aside(target: &Path) -> PathBuf {
    // A path that ends in `..` has no name; nothing can take its place either.
    let name = target.file_name().unwrap_or_default();
    let mut aside = OsString::from(EARLIER);
    aside.push(name);
    target.with_file_name(aside)
}

/// Puts a folder back that a crash left aside, or removes it where the other had taken its place.
fn put_back(target: &Path) -> Result<(), DiskError> {
    let aside = aside(target);
    if !aside.try_exists().map_err(at(&aside))? {
        return Ok(());
    }
    let done = if target.try_exists().map_err(at(target))? {
        fs::remove_dir_all(&aside)
    } else {
        fs::rename(&aside, target)
    };
    done.map_err(at(&aside))
}

/// Syncs a folder with all that is in it to the disk.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sync_all(&entry.path())?;
        } else if kind.is_file() {
            sync(&entry.path())?;
        }
    }
    sync_names(folder)
}

/// Syncs a folder's own name to the disk.
fn sync_parent(folder: &Path) -> io::Result<()> {
    folder.parent().map_or(Ok(()), sync_names)
}
