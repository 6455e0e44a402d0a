//! A snapshot that is read: a folder of Parquet that does not change.

use super::error::StoreError;
use super::layout::{CURRENT, MANIFEST, SEAL, is_store, site_file};
use super::manifest::{FORMAT, Manifest, SiteRecord};
use super::parquet::read_file;
use crate::disk::{Seal, at};
use arrow::array::RecordBatch;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A snapshot of a store, opened for reading.
#[derive(Debug, Clone)]
pub struct Snapshot {
    folder: PathBuf,
    manifest: Manifest,
}

impl Snapshot {
    /// Opens the snapshot to which the store's link points now; a later ingest does not change what is read.
    ///
    /// # Errors
    ///
    /// Where the folder is no store, or cannot be read.
    pub fn open(store: &Path) -> Result<Self, StoreError> {
        if !is_store(store) {
            return Err(StoreError::NoStore {
                path: store.to_path_buf(),
            });
        }
        let folder = store.join(CURRENT).canonicalize().map_err(at(store))?;
        Self::open_folder(folder)
    }

    /// Opens a snapshot's own folder.
    pub(super) fn open_folder(folder: PathBuf) -> Result<Self, StoreError> {
        let path = folder.join(MANIFEST);
        let bytes = std::fs::read(&path).map_err(at(&path))?;
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
        Ok(Self { folder, manifest })
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

    /// The Parquet files of a table, in the order of the sites' names.
    #[must_use]
    pub fn parts(&self, table: &str) -> Vec<PathBuf> {
        self.manifest
            .sites
            .iter()
            .map(|site| self.part(table, site))
            .collect()
    }

    /// Columns of a table as Arrow batches, one site's rows after the other's.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or lacks a column.
    pub fn batches(&self, table: &str, columns: &[&str]) -> Result<Vec<RecordBatch>, StoreError> {
        let mut batches = Vec::new();
        for file in self.parts(table) {
            batches.extend(read_file(&file, columns)?);
        }
        Ok(batches)
    }

    /// The Parquet file of one site's rows of a table.
    #[must_use]
    pub fn part(&self, table: &str, site: &SiteRecord) -> PathBuf {
        self.folder.join(site_file(table, site.number))
    }
}

/// The line that seals a manifest, as `sha256sum --check` reads it.
pub(super) fn seal_of(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", Seal::of(manifest).sha256)
}

/// Whether a manifest is the one that was written.
fn has_seal(folder: &Path, manifest: &[u8]) -> bool {
    std::fs::read(folder.join(SEAL)).is_ok_and(|seal| seal == seal_of(manifest).as_bytes())
}
