//! The files of a snapshot as its manifest lists them: each is compared with it, once, before anything reads it.

use super::error::StoreError;
use super::layout::CURRENT;
use super::manifest::StoredFile;
use crate::disk::{Seal, at};
use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file of a snapshot, with what its manifest says of its bytes.
#[derive(Debug)]
pub(super) struct WrittenFile {
    path: PathBuf,
    /// The folder of the snapshot.
    snapshot: Arc<Path>,
    seal: Seal,
    /// Whether it was compared in this run, and is what was written.
    is_sound: Mutex<bool>,
}

/// The files of a snapshot, by their path in it.
pub(super) type WrittenFiles = HashMap<String, Arc<WrittenFile>>;

/// The files that a manifest lists.
pub(super) fn written_files(snapshot: &Path, listed: &[StoredFile]) -> WrittenFiles {
    let folder: Arc<Path> = snapshot.into();
    let written = |file: &StoredFile| {
        let written = WrittenFile {
            path: snapshot.join(&file.path),
            snapshot: Arc::clone(&folder),
            seal: Seal {
                bytes: file.bytes,
                sha256: file.sha256.clone(),
            },
            is_sound: Mutex::new(false),
        };
        (file.path.clone(), Arc::new(written))
    };
    listed.iter().map(written).collect()
}

impl WrittenFile {
    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Compares its bytes with the manifest, once in a run: whoever asks meanwhile waits.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where they are others or the file is missing, [`StoreError::Replaced`] where an ingest has
    /// taken the snapshot away, [`StoreError::Io`] where the file cannot be read.
    pub(super) fn compare(&self) -> Result<(), StoreError> {
        // Whoever panicked with the lock has not compared the file.
        let mut is_sound = self.is_sound.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_sound {
            return Ok(());
        }
        let path = self.path.clone();
        *is_sound = match self.has_its_bytes() {
            Ok(is_sound) => is_sound,
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(at(&path)(error).into());
            }
            Err(_) if self.is_replaced() => return Err(StoreError::Replaced { path }),
            Err(_) => false,
        };
        is_sound.then_some(()).ok_or(StoreError::Damaged { path })
    }

    fn has_its_bytes(&self) -> io::Result<bool> {
        let metadata = fs::symlink_metadata(&self.path)?;
        // Of a file of another length, no byte needs to be read.
        let may_be = metadata.is_file() && metadata.len() == self.seal.bytes;
        Ok(may_be && Seal::of_file(&self.path)? == self.seal)
    }

    /// Whether the store's link points to another snapshot by now.
    fn is_replaced(&self) -> bool {
        let store = self.snapshot.ancestors().nth(2);
        let current = store.map(|store| store.join(CURRENT).canonicalize());
        current.is_some_and(|current| current.is_ok_and(|folder| folder != *self.snapshot))
    }
}
