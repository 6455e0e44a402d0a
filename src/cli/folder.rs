//! A folder that is written whole or not at all: into a temporary sibling that is renamed.

use super::failure::Failure;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How folders that are being written begin.
const DRAFT: &str = ".il2-";
/// The file in a draft that is locked while it is written; a draft that nobody locks was left by a crash.
const LOCK: &str = ".draft";

/// A folder while it is written.
#[derive(Debug)]
pub(super) struct Folder {
    draft: TempDir,
    target: PathBuf,
    lock: File,
}

impl Folder {
    /// Begins a folder that will stand at `target`.
    pub(super) fn begin(target: &Path) -> Result<Self, Failure> {
        // `.` cannot be renamed; its whole path can.
        let target = &std::path::absolute(target).map_err(Failure::file(target))?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(Failure::file(parent))?;
        remove_abandoned(parent);
        let draft = tempfile::Builder::new()
            .prefix(DRAFT)
            .tempdir_in(parent)
            .map_err(Failure::file(parent))?;
        let path = draft.path().join(LOCK);
        let lock = File::create(&path).map_err(Failure::file(&path))?;
        // Where a disk knows no locks, nothing is ever found abandoned.
        let _ = lock.try_lock();
        Ok(Self {
            draft,
            target: target.clone(),
            lock,
        })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Writes a file in it.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::file(parent))?;
        }
        fs::write(&path, bytes).map_err(Failure::file(&path))
    }

    /// Puts it in its place; what stood there is gone.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self {
            draft,
            target,
            lock,
        } = self;
        let failed = || Failure::file(&target);
        fs::remove_file(draft.path().join(LOCK)).map_err(failed())?;
        drop(lock);
        open_to_readers(draft.path()).map_err(failed())?;
        // The earlier folder moves aside first, so that one of the two stands there at any moment but one.
        let earlier = if target.exists() {
            let aside = draft.path().with_extension("earlier");
            fs::rename(&target, &aside).map_err(failed())?;
            Some(aside)
        } else {
            None
        };
        let written = draft.keep();
        if let Err(error) = fs::rename(&written, &target) {
            if let Some(aside) = earlier {
                fs::rename(aside, &target).map_err(failed())?;
            }
            let _ = fs::remove_dir_all(&written);
            return Err(failed()(error));
        }
        match earlier {
            Some(aside) => fs::remove_dir_all(aside).map_err(failed()),
            None => Ok(()),
        }
    }
}

/// Removes drafts that a crash left in a folder: they may hold patients' data. A draft that is being written is locked.
fn remove_abandoned(parent: &Path) {
    for entry in fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        if entry.file_name().to_string_lossy().starts_with(DRAFT) {
            let lock = File::open(entry.path().join(LOCK));
            if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Whether a file of a draft is part of what is written.
pub(super) fn is_content(name: &str) -> bool {
    name != LOCK
}

/// A temporary folder is made for its owner alone; a folder that stays has the permissions of any other.
#[cfg(unix)]
fn open_to_readers(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let probe = folder.join(".probe");
    fs::create_dir(&probe)?;
    let permissions = fs::metadata(&probe)?.permissions();
    fs::remove_dir(&probe)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(permissions.mode()))
}

#[cfg(not(unix))]
fn open_to_readers(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The names in a folder, sorted; none where it does not exist.
pub(super) fn entries(folder: &Path) -> Result<Vec<String>, Failure> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    if !folder.is_dir() {
        return Err(Failure::NotAFolder {
            path: folder.to_path_buf(),
        });
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let entry = entry.map_err(Failure::file(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}
