//! Where data goes: standard output, kept clean for pipes, or a file that is there whole or not at all.

use super::failure::Failure;
use super::run_record::RUN_JSON;
use crate::store::is_store;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Standard output, which ends where its reader has seen enough.
#[derive(Debug)]
pub(super) struct Pipe {
    /// Whether the reader closed its end: that is no failure.
    pub(super) is_closed: bool,
}

impl Pipe {
    pub(super) const fn new() -> Self {
        Self { is_closed: false }
    }

    /// Writes bytes; where the reader has seen enough, that is no failure.
    pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
        let mut pipe = Self::new();
        match pipe.write_all(bytes).and_then(|()| pipe.flush()) {
            Err(error) if !pipe.is_closed => {
                Err(Failure::file(Path::new("standard output"))(error))
            }
            _ => Ok(()),
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = io::stdout().lock().write(bytes);
        self.is_closed |= is_closed(&written);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = io::stdout().lock().flush();
        self.is_closed |= is_closed(&flushed);
        flushed
    }
}

fn is_closed<T>(result: &io::Result<T>) -> bool {
    matches!(result, Err(error) if error.kind() == io::ErrorKind::BrokenPipe)
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// A file while it is written.
#[derive(Debug)]
pub(super) struct OutputFile {
    draft: NamedTempFile,
    target: PathBuf,
    overwrite: bool,
}

impl OutputFile {
    /// Begins a file. One that exists is replaced only where that is asked for, and what lies in a store or a report
    /// never is.
    pub(super) fn begin(target: &Path, overwrite: bool) -> Result<Self, Failure> {
        let target = std::path::absolute(target).map_err(Failure::file(target))?;
        let parent = target.parent().unwrap_or(Path::new("/")).to_path_buf();
        let whole = parent.canonicalize().map_err(Failure::file(&parent))?;
        let is_ours = |folder: &Path| is_store(folder) || folder.join(RUN_JSON).is_file();
        if whole.ancestors().any(is_ours) {
            return Err(Failure::InStore { path: target });
        }
        if target.symlink_metadata().is_ok() && !overwrite {
            return Err(Failure::Exists { path: target });
        }
        let draft = draft_in(&parent).map_err(Failure::file(&target))?;
        Ok(Self {
            draft,
            target,
            overwrite,
        })
    }

    pub(super) fn writer(&mut self) -> &mut std::fs::File {
        self.draft.as_file_mut()
    }

    /// Puts it in its place.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self {
            draft,
            target,
            overwrite,
        } = self;
        let path = target.clone();
        let failed = |error| Failure::file(&path)(error);
        finish(draft.as_file()).map_err(failed)?;
        let kept = if overwrite {
            draft.persist(&target)
        } else {
            draft.persist_noclobber(&target)
        };
        match kept {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Failure::Exists { path: target })
            }
            Err(error) => Err(failed(error.error)),
        }
    }
}

/// Writes a file beside its place and then puts it there, in place of what stood there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(path)(error);
    let mut draft = draft_in(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    draft.write_all(bytes).map_err(failed)?;
    finish(draft.as_file()).map_err(failed)?;
    draft.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A hidden file in a folder, which is gone unless it is put in its place.
fn draft_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".il2-draft-")
        .tempfile_in(folder)
}

/// Readers may read it, and it is on the disk.
fn finish(file: &std::fs::File) -> io::Result<()> {
    open_to_readers(file)?;
    file.sync_all()
}

/// A temporary file is made for its owner alone; one that stays can be read as others can that a shell makes.
#[cfg(unix)]
fn open_to_readers(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_readers(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
