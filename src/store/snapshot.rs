//! A snapshot that is read: a folder of Parquet that does not change.

use super::error::StoreError;
use super::layout::{CURRENT, MANIFEST, SEAL, site_file};
use super::manifest::{FORMAT, Manifest, SiteRecord};
use super::own_batches::OwnFields;
use super::parquet::BATCH;
use super::written::{WrittenFile, WrittenFiles, written_files};
use crate::disk::{Seal, at, read_plain};
use arrow::array::RecordBatch;
use rayon::prelude::*;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A snapshot of a store, opened for reading.
#[derive(Debug, Clone)]
pub struct Snapshot {
    folder: PathBuf,
    manifest: Manifest,
    written: Arc<WrittenFiles>,
}

impl Snapshot {
    /// Opens the snapshot to which the store's link points now; a later ingest does not change what is read.
    ///
    /// # Errors
    ///
    /// Where the folder is no store, or cannot be read.
    pub fn open(store: &Path) -> Result<Self, StoreError> {
        let manifest = store.join(CURRENT).join(MANIFEST);
        match std::fs::metadata(&manifest) {
            Ok(metadata) if metadata.is_file() => {}
            // Where the disk fails, a store is not taken for none.
            Err(error) if !is_absence(error.kind()) => return Err(at(&manifest)(error).into()),
            Ok(_) | Err(_) => {
                return Err(StoreError::NoStore {
                    path: store.to_path_buf(),
                });
            }
        }
        let folder = store.join(CURRENT).canonicalize().map_err(at(store))?;
        Self::open_folder(folder)
    }

    /// Opens a snapshot's own folder.
    pub(super) fn open_folder(folder: PathBuf) -> Result<Self, StoreError> {
        let path = folder.join(MANIFEST);
        let bytes = read_plain(&path).map_err(at(&path))?;
        let (is_sealed, format) = (has_seal(&folder, &bytes), Manifest::format_of(&bytes));
        match format {
            // A store of another format may have no seal, or another.
            Some(format) if format != FORMAT && (is_sealed || !folder.join(SEAL).exists()) => {
                return Err(StoreError::OtherFormat {
                    path: folder,
                    format,
                });
            }
            _ if !is_sealed => return Err(StoreError::Damaged { path }),
            _ => {}
        }
        let read = serde_json::from_slice(&bytes).map_err(std::io::Error::from);
        let manifest = read.and_then(|manifest: Manifest| {
            let what = "it has numbers that no store has";
            let impossible = std::io::Error::new(ErrorKind::InvalidData, what);
            manifest
                .is_countable()
                .then_some(manifest)
                .ok_or(impossible)
        });
        let manifest = manifest.map_err(at(&path))?;
        let written = Arc::new(written_files(&folder, &manifest.files));
        Ok(Self {
            folder,
            manifest,
            written,
        })
    }

    /// What the snapshot holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The snapshot's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The Parquet files of a table, in the order of the sites' names, each compared with the manifest.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one is not what was written; where it cannot be read.
    pub fn parts(&self, table: &str) -> Result<Vec<PathBuf>, StoreError> {
        let sites = self.manifest.sites.par_iter();
        let parts: Vec<_> = sites.map(|site| self.part(table, site)).collect();
        // Of several that are damaged, the first is named, however many threads compare them.
        parts.into_iter().collect()
    }

    /// Columns of a table as Arrow batches, one site's rows after the other's. Own columns are of the store's types, and
    /// absent at sites that lack them.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or lacks a column.
    pub fn batches(&self, table: &str, columns: &[&str]) -> Result<Vec<RecordBatch>, StoreError> {
        let own = OwnFields::of(&self.manifest, table);
        let mut batches = Vec::new();
        for file in self.parts(table)? {
            for batch in own.batches(&file, columns, BATCH)? {
                batches.push(batch?);
            }
        }
        Ok(batches)
    }

    /// The Parquet file of one site's rows of a table, compared with the manifest.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where it is not what was written; where it cannot be read.
    pub fn part(&self, table: &str, site: &SiteRecord) -> Result<PathBuf, StoreError> {
        let name = site_file(table, site.number);
        let written = self.written(&name)?;
        written.compare()?;
        Ok(written.path().to_path_buf())
    }

    /// Compares a file with the manifest, as far as that was not done already.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where it is not what was written; where it cannot be read.
    pub(crate) fn compare(&self, file: &str) -> Result<(), StoreError> {
        self.written(file)?.compare()
    }

    /// A file of the manifest's list, by its path in the snapshot. What is not listed was not written.
    pub(super) fn written(&self, file: &str) -> Result<&Arc<WrittenFile>, StoreError> {
        self.written.get(file).ok_or_else(|| StoreError::Damaged {
            path: self.folder.join(file),
        })
    }
}

/// Whether an error says that nothing is there.
const fn is_absence(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The line that seals a manifest, as `sha256sum --check` reads it.
pub(super) fn seal_of(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", Seal::of(manifest).sha256)
}

/// Whether a manifest is the one that was written.
fn has_seal(folder: &Path, manifest: &[u8]) -> bool {
    read_plain(&folder.join(SEAL)).is_ok_and(|seal| seal == seal_of(manifest).as_bytes())
}
