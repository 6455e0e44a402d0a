//! A snapshot that is read: a folder of Parquet that does not change.

use super::error::StoreError;
use super::layout::{CURRENT, LOCK, MANIFEST, NEXT, SEAL, SNAPSHOTS};
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

/// Whether the folder looks like a store.
#[must_use]
pub(crate) fn is_store(folder: &Path) -> bool {
    folder.join(CURRENT).join(MANIFEST).is_file()
}

/// The first name in a folder, in the order of bytes, that is no part of a store; `None` also where it cannot be read.
#[must_use]
pub(crate) fn foreign_entry(folder: &Path) -> Option<String> {
    let is_ours = |name: &String| [CURRENT, SNAPSHOTS, LOCK, NEXT].contains(&name.as_str());
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !is_ours(name)).min()
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
        if !has_seal(&folder, &bytes) {
            // A store of another format may have no seal, or another.
            return Err(match Manifest::format_of(&bytes) {
                Some(format) if format != FORMAT && !folder.join(SEAL).exists() => {
                    StoreError::OtherFormat {
                        path: folder,
                        format,
                    }
                }
                _ => StoreError::Damaged { path },
            });
        }
        // A manifest that states no format has none that this program reads: 0.
        let format = Manifest::format_of(&bytes).unwrap_or_default();
        if format != FORMAT {
            return Err(StoreError::OtherFormat {
                path: folder,
                format,
            });
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
        self.folder.join(part_name(table, site.number))
    }
}

/// Where a site's rows of a table lie in a snapshot.
pub(super) fn part_name(table: &str, number: u32) -> String {
    format!("{table}/site-{number:05}.parquet")
}

/// The line that seals a manifest, as `sha256sum --check` reads it.
pub(super) fn seal_of(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", Seal::of(manifest).sha256)
}

/// Whether a manifest is the one that was written.
fn has_seal(folder: &Path, manifest: &[u8]) -> bool {
    std::fs::read(folder.join(SEAL)).is_ok_and(|seal| seal == seal_of(manifest).as_bytes())
}
