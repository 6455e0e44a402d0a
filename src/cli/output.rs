//! Where data goes: standard output, kept clean for pipes, or a file that is there whole or not at all.

use super::failure::Failure;
use super::report_files::RUN_JSON;
use crate::disk::{DraftFile, Readers, at, names_in};
use crate::query::formats::{Format, write_text_table};
use crate::query::{QueryError, TextTable};
use crate::store::is_store;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Whether a folder is a store or a report.
pub(super) fn is_ours(folder: &Path) -> bool {
    is_store(folder) || folder.join(RUN_JSON).is_file()
}

/// Standard output, which ends where its reader has seen enough.
#[derive(Debug)]
pub(super) struct Pipe {
    /// Whether the reader closed its end: that is no failure.
    is_closed: bool,
}

impl Pipe {
    /// Prints bytes.
    pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
        Self::print_with(|pipe| {
            let written = pipe.write_all(bytes).and_then(|()| pipe.flush());
            written.map_err(QueryError::Write)
        })
    }

    /// Prints a table that the program brings itself.
    pub(super) fn print_table(table: &TextTable, format: Format) -> Result<(), Failure> {
        Self::print_with(|pipe| write_text_table(table, format, pipe))
    }

    /// Prints what `write` writes; where the reader has seen enough, that is no failure.
    pub(super) fn print_with<T>(
        write: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<(), Failure> {
        let mut pipe = Self { is_closed: false };
        match write(&mut pipe) {
            Err(_) if pipe.is_closed => Ok(()),
            Err(QueryError::Write(error)) => Err(at(Path::new("standard output"))(error).into()),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(()),
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

/// An answer's file while it is written.
#[derive(Debug)]
pub(super) struct OutputFile {
    draft: DraftFile,
    target: PathBuf,
    overwrite: bool,
}

impl OutputFile {
    /// Begins a file for these readers. One that exists is replaced only where that is asked for, and what lies in a store or a report
    /// never is.
    pub(super) fn begin(target: &Path, overwrite: bool, readers: Readers) -> Result<Self, Failure> {
        let target = std::path::absolute(target).map_err(at(target))?;
        let parent = target.parent().unwrap_or(Path::new("/"));
        let whole = parent.canonicalize().map_err(at(parent))?;
        if whole.ancestors().any(is_ours) {
            return Err(Failure::InStore { path: target });
        }
        // Only a file is replaced, and nothing else takes an answer: not a folder, a device or a pipe.
        let is_other = target.exists() && !target.is_file();
        if target.symlink_metadata().is_ok() && (is_other || !overwrite) {
            return Err(Failure::Exists { path: target });
        }
        Ok(Self {
            draft: DraftFile::begin(&target, readers)?,
            target,
            overwrite,
        })
    }

    pub(super) fn writer(&mut self) -> &mut std::fs::File {
        self.draft.writer()
    }

    /// Puts it in its place.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let path = self.target;
        self.draft.commit(self.overwrite).map_err(|error| {
            if error.source.kind() == io::ErrorKind::AlreadyExists {
                Failure::Exists { path }
            } else {
                error.into()
            }
        })
    }
}

/// The names in an output folder, sorted; none where it does not exist.
pub(super) fn entries(folder: &Path) -> Result<Vec<OsString>, Failure> {
    match names_in(folder) {
        Err(error) if error.source.kind() == io::ErrorKind::NotADirectory => {
            Err(Failure::NotAFolder {
                path: folder.to_path_buf(),
            })
        }
        names => Ok(names?),
    }
}

/// Refuses an output whose path, or a folder of it, is a link to nothing: before any work, and not after it.
pub(super) fn refuse_dead_link(path: &Path) -> Result<(), Failure> {
    let there = path
        .ancestors()
        .find(|part| part.symlink_metadata().is_ok());
    match there {
        Some(link) if link.is_symlink() && !link.exists() => Err(Failure::DeadLink {
            path: link.to_path_buf(),
        }),
        Some(_) | None => Ok(()),
    }
}
