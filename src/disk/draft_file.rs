//! A file that is written whole or not at all: into a temporary sibling that takes its place in one step.

use super::abandoned::{DRAFT, is_kept, sweep};
use super::error::{DiskError, at};
use super::readers::Readers;
use super::underway::{Removal, Underway};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// A file while it is written, gone unless it is committed.
#[derive(Debug)]
pub struct DraftFile {
    draft: NamedTempFile,
    target: PathBuf,
    /// Dropped after the draft is gone.
    underway: Underway,
}

impl DraftFile {
    /// Begins a file that will be at `target`, in a folder that exists, for these readers. Drafts that a crash left beside it are removed.
    ///
    /// # Errors
    ///
    /// [`DiskError`] where nothing can be written beside the target.
    pub fn begin(target: &Path, readers: Readers) -> Result<Self, DiskError> {
        let folder = target.parent().unwrap_or(Path::new("."));
        let mut builder = Builder::new();
        builder.prefix(DRAFT);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(
            readers.of_file(),
        ));
        #[cfg(not(unix))]
        let _ = readers;
        sweep(folder);
        loop {
            let begun = Underway::begin(|| {
                let draft = builder.tempfile_in(folder)?;
                let path = draft.path().to_path_buf();
                // Nothing can be done about a disk that fails; the next run cleans what is left.
                let removal: Removal = Box::new(move || drop(fs::remove_file(&path)));
                Ok((draft, removal))
            });
            let (draft, underway) = begun.map_err(at(target))?;
            if is_kept(draft.path(), Some(draft.as_file())) {
                return Ok(Self {
                    draft,
                    target: target.to_path_buf(),
                    underway,
                });
            }
            // Another run removed it, or is about to.
            drop(draft);
        }
    }

    /// Where to write.
    pub fn writer(&mut self) -> &mut File {
        self.draft.as_file_mut()
    }

    /// Syncs the file to the disk and puts it in its place.
    ///
    /// # Errors
    ///
    /// [`DiskError`] where the disk fails, and, unless `overwrite`, where the target exists: its source is then of the kind
    /// [`AlreadyExists`](std::io::ErrorKind::AlreadyExists).
    pub fn commit(self, overwrite: bool) -> Result<(), DiskError> {
        // What stands first is dropped last.
        let Self {
            underway,
            draft,
            target,
        } = self;
        draft.as_file().sync_all().map_err(at(&target))?;
        let kept = underway.finish(|| {
            if overwrite {
                draft.persist(&target)
            } else {
                draft.persist_noclobber(&target)
            }
        });
        kept.map_err(|error| at(&target)(error.error))?;
        Ok(())
    }
}

/// Writes files beside their places and then puts them there, in place of what was there. A signal ends the run before all
/// of them are in their places or after it.
///
/// # Errors
///
/// [`DiskError`] where one cannot be written.
pub(crate) fn replace_all(files: &[(&Path, &[u8])], readers: Readers) -> Result<(), DiskError> {
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        let mut draft = DraftFile::begin(path, readers)?;
        let written = draft.writer().write_all(bytes);
        let synced = written.and_then(|()| draft.writer().sync_all());
        synced.map_err(at(path))?;
        drafts.push(draft);
    }
    // What stands first is dropped last.
    let (underway, drafts): (Vec<Underway>, Vec<_>) = drafts
        .into_iter()
        .map(|it| (it.underway, (it.draft, it.target)))
        .unzip();
    Underway::finish_all(&underway, || {
        for (draft, target) in drafts {
            let kept = draft.persist(&target);
            kept.map_err(|error| at(&target)(error.error))?;
        }
        Ok(())
    })
}
