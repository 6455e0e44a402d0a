//! Who may read what is written.

use super::error::{DiskError, at};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Who may read a file or a folder from its first byte on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone: it holds rows of patients. A file is 0600, a folder 0700, where the system has such permissions.
    Owner,
    /// Whoever the umask lets.
    Umask,
}

impl Readers {
    /// Permissions of a file, of which the umask takes away.
    #[cfg(unix)]
    pub(super) const fn of_file(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::Umask => 0o666,
        }
    }

    /// Creates a file; one that is there is emptied, and keeps its permissions.
    ///
    /// # Errors
    ///
    /// The system's own.
    pub(crate) fn create(self, path: &Path) -> io::Result<File> {
        self.open(OpenOptions::new().create(true).truncate(true), path)
    }

    /// Creates a file that is not there yet.
    pub(super) fn create_new(self, path: &Path) -> io::Result<File> {
        self.open(OpenOptions::new().create_new(true), path)
    }

    fn open(self, options: &mut OpenOptions, path: &Path) -> io::Result<File> {
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(options, self.of_file());
        options.write(true).open(path)
    }

    /// Makes a folder; one that is there is left as it is.
    pub(super) fn make_folder(self, path: &Path) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        if self == Self::Owner {
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        }
        match builder.create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }
}

/// Gives a folder, and all that is in it, the permissions that what was written into it just now has: those of a file, and
/// those of a folder, for these readers.
///
/// # Errors
///
/// [`DiskError`] where the folder cannot be read, or, where only the owner may read, something belongs to another user.
#[cfg(unix)]
pub(crate) fn give_readers(
    folder: &Path,
    readers: Readers,
    file: &Path,
    of_folders: &Path,
) -> Result<(), DiskError> {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| {
        let found = fs::symlink_metadata(path).map_err(at(path))?;
        Ok::<_, DiskError>(found.permissions().mode() & 0o777)
    };
    let (of_file, of_folder) = (mode(file)?, mode(of_folders)?);
    // Behind a link there is the folder that is meant.
    let folder = &folder.canonicalize().map_err(at(folder))?;
    let give = |path: &Path, wanted: u32| {
        if mode(path)? == wanted {
            return Ok(());
        }
        match fs::set_permissions(path, fs::Permissions::from_mode(wanted)) {
            // Whoever shares a folder does not take it from its owner.
            Err(_) if readers == Readers::Umask => Ok(()),
            given => given.map_err(at(path)),
        }
    };
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(at(&folder))? {
            let entry = entry.map_err(at(&folder))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(at(&folder))?);
            if kind.is_dir() {
                give(&path, of_folder)?;
                folders.push(path);
            } else if kind.is_file() {
                give(&path, of_file)?;
            }
        }
    }
    // The folder itself may have more readers than the umask leaves, and writers: it was there before.
    match readers {
        Readers::Owner => give(folder, of_folder),
        Readers::Umask => give(folder, mode(folder)? | of_folder),
    }
}

/// Elsewhere a file has the permissions of its folder.
#[cfg(not(unix))]
pub(crate) fn give_readers(_: &Path, _: Readers, _: &Path, _: &Path) -> Result<(), DiskError> {
    Ok(())
}
