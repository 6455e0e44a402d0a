//! A temporary file without a name: no other process can open it, and it is gone with the process, however that ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A file of which any part may be read while it grows. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct NamelessFile(Mutex<File>);

impl NamelessFile {
    /// An empty file among the temporary ones.
    ///
    /// # Errors
    ///
    /// Where none can be made.
    pub(crate) fn create() -> io::Result<Self> {
        Ok(Self::of(tempfile::tempfile()?))
    }

    /// A file that was written and has no name.
    pub(crate) fn of(file: File) -> Self {
        Self(Mutex::new(file))
    }

    /// At most `most` bytes from a position; none at the end.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    pub(crate) fn read_at(&self, position: u64, most: u64) -> io::Result<Vec<u8>> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(position))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut *file)
            .take(most)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes bytes at the end.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub(crate) fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file();
        file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)
    }

    /// The file, whose position nobody else moves meanwhile.
    fn file(&self) -> MutexGuard<'_, File> {
        // Every use sets the position anew.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
