//! The next snapshot, while it is written: nobody sees it before it is whole.

use super::describe;
use super::error::StoreError;
use super::manifest::{ExportRecord, FORMAT, Manifest, SiteRecord};
use super::parquet::{NamedColumn, write_file};
use super::snapshot::{Snapshot, foreign_entry, is_store, part_path};
use super::{CURRENT, LOCK, MANIFEST, NEXT, SNAPSHOTS};
use crate::ingest::{Export, Site};
use crate::model::{ABSENT_INTEGER, Values};
use rayon::prelude::*;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Names of snapshots that are not whole yet.
const DRAFT: &str = "draft";

/// The next snapshot of a store, not yet visible. Dropped without [`commit`](Self::commit), it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    store: PathBuf,
    folder: PathBuf,
    before: Option<Snapshot>,
    manifest: Manifest,
    is_new: bool,
    is_committed: bool,
    _lock: File,
}

impl Draft {
    /// Begins the next snapshot of a store, or the first one where the folder is not there or empty.
    ///
    /// # Errors
    ///
    /// Where the folder holds something else, cannot be written, or another ingest is writing it.
    pub fn begin(store: &Path) -> Result<Self, StoreError> {
        let is_new = !store.exists();
        if !is_store(store) && (foreign_entry(store).is_some() || store.is_file()) {
            return Err(StoreError::Foreign {
                path: store.to_path_buf(),
            });
        }
        let folder = store.join(SNAPSHOTS).join(DRAFT);
        fs::create_dir_all(store.join(SNAPSHOTS)).map_err(StoreError::io(store))?;
        let lock_path = store.join(LOCK);
        let lock = File::create(&lock_path).map_err(StoreError::io(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Busy {
                    path: store.to_path_buf(),
                });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::Io {
                    path: lock_path,
                    source,
                });
            }
        }
        // Only now: what another ingest has just committed is what this one builds on.
        let before = if is_store(store) {
            Some(Snapshot::open(store)?)
        } else {
            None
        };
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(StoreError::io(&folder))?;
        }
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let mut manifest = before
            .as_ref()
            .map(|snapshot| snapshot.manifest().clone())
            .unwrap_or_default();
        manifest.format = FORMAT;
        manifest.snapshot += 1;
        env!("CARGO_PKG_VERSION").clone_into(&mut manifest.program_version);
        Ok(Self {
            store: store.to_path_buf(),
            folder,
            before,
            manifest,
            is_new,
            is_committed: false,
            _lock: lock,
        })
    }

    /// Writes the tables of all sites of the exports; a site that the store holds already is replaced.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub fn add(&mut self, exports: &[Export]) -> Result<Vec<SiteRecord>, StoreError> {
        let mut next_site = self
            .manifest
            .sites
            .iter()
            .map(|site| site.number + 1)
            .max()
            .unwrap_or(1);
        let exports_before = self
            .manifest
            .exports
            .iter()
            .map(|export| export.number)
            .max();
        let mut work: Vec<(SiteRecord, &Site)> = Vec::new();
        for (number, export) in (exports_before.unwrap_or(0) + 1..).zip(exports) {
            for site in &export.sites {
                let known = self
                    .manifest
                    .sites
                    .iter()
                    .position(|record| record.site_id == site.site_id);
                let site_number = known.map_or_else(
                    || {
                        next_site += 1;
                        next_site - 1
                    },
                    |place| {
                        let before = self.manifest.sites.remove(place);
                        let of_site = |export: &&mut ExportRecord| export.number == before.export;
                        if let Some(export) = self.manifest.exports.iter_mut().find(of_site) {
                            export.replaced_sites.push(before.site_id);
                        }
                        before.number
                    },
                );
                work.push((record(site, site_number, number), site));
            }
            self.manifest.exports.push(ExportRecord {
                number,
                name: export.name.clone(),
                replaced_sites: Vec::new(),
                files: export.ledgers.iter().map(Into::into).collect(),
                unlisted: export.unlisted.iter().map(Into::into).collect(),
                warnings: export.warnings.iter().map(Into::into).collect(),
            });
            self.write_quarantine(export, number)?;
        }
        let records: Vec<SiteRecord> = work.iter().map(|(record, _)| record.clone()).collect();
        self.manifest.sites.extend(records.iter().cloned());
        self.manifest
            .sites
            .sort_by(|a, b| a.site_id.cmp(&b.site_id));
        let stored: Vec<u32> = self.manifest.sites.iter().map(|site| site.export).collect();
        // An export without a site is told of in the ledger of the snapshot that it made.
        let first_brought = exports_before.unwrap_or(0) + 1;
        let brought = first_brought..first_brought + u32::try_from(exports.len()).unwrap_or(0);
        self.manifest
            .exports
            .retain(|export| stored.contains(&export.number) || brought.contains(&export.number));
        let parts: Vec<_> = work
            .iter()
            .flat_map(|(record, site)| site.tables.iter().map(move |table| (record, table)))
            .collect();
        parts.into_par_iter().try_for_each(|(site, table)| {
            let offset = i64::from(site.number) << 32;
            let columns: Vec<Values> = table
                .table
                .columns
                .iter()
                .zip(&table.columns)
                .map(|(column, values)| match (column.name, values) {
                    ("course_key" | "patient_key", Values::Integer(keys)) => {
                        let shift = |&key: &i64| {
                            if key == ABSENT_INTEGER {
                                key
                            } else {
                                key + offset
                            }
                        };
                        Values::Integer(keys.iter().map(shift).collect())
                    }
                    _ => values.clone(),
                })
                .collect();
            let named = table.table.columns.iter().zip(&columns);
            let named: Vec<_> = named
                .map(|(column, values)| NamedColumn {
                    name: column.name,
                    values,
                })
                .collect();
            self.write_part(table.table.name, site, &named)
        })?;
        Ok(records)
    }

    /// Writes one site's rows of a table.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write_part(
        &self,
        table: &str,
        site: &SiteRecord,
        columns: &[NamedColumn<'_>],
    ) -> Result<(), StoreError> {
        let path = part_path(&self.folder, table, site.number);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(StoreError::io(parent))?;
        write_file(&path, columns)
    }

    /// The file of one site's rows of a table, in the snapshot that is being written.
    #[must_use]
    pub fn part(&self, table: &str, site: &SiteRecord) -> PathBuf {
        part_path(&self.folder, table, site.number)
    }

    /// Makes the snapshot the one that is read.
    ///
    /// # Errors
    ///
    /// Where it cannot be written; the store then is as it was.
    pub fn commit(mut self) -> Result<Snapshot, StoreError> {
        self.keep_other_sites()?;
        for (table, columns) in describe::tables(&self.manifest) {
            let named: Vec<_> = columns
                .iter()
                .map(|(name, values)| NamedColumn { name, values })
                .collect();
            write_file(&self.folder.join(format!("{table}.parquet")), &named)?;
        }
        let path = self.folder.join(MANIFEST);
        let json = serde_json::to_vec_pretty(&self.manifest).map_err(|error| StoreError::Io {
            path: path.clone(),
            source: error.into(),
        })?;
        fs::write(&path, json).map_err(StoreError::io(&path))?;
        sync(&path)?;
        for entry in fs::read_dir(&self.folder)
            .map_err(StoreError::io(&self.folder))?
            .filter_map(Result::ok)
        {
            if entry.path().is_dir() {
                sync(&entry.path())?;
            }
        }
        sync(&self.folder)?;

        let snapshots = self.store.join(SNAPSHOTS);
        let name = format!("{:06}", self.manifest.snapshot);
        let place = snapshots.join(&name);
        if place.exists() {
            // Left by a crash between this rename and the next: nothing points to it.
            fs::remove_dir_all(&place).map_err(StoreError::io(&place))?;
        }
        fs::rename(&self.folder, &place).map_err(StoreError::io(&place))?;
        sync(&snapshots)?;
        let link = self.store.join(NEXT);
        if link.is_symlink() {
            fs::remove_file(&link).map_err(StoreError::io(&link))?;
        }
        link_to(&Path::new(SNAPSHOTS).join(&name), &link).map_err(StoreError::io(&link))?;
        let current = self.store.join(CURRENT);
        fs::rename(&link, &current).map_err(StoreError::io(&current))?;
        sync(&self.store)?;
        self.is_committed = true;

        let before = self
            .before
            .as_ref()
            .and_then(|snapshot| snapshot.folder().file_name());
        // The store has changed already: what cannot be removed now is removed by the next ingest.
        for entry in fs::read_dir(&snapshots)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
        {
            if entry.file_name() != *name && Some(entry.file_name().as_os_str()) != before {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Snapshot::open(&self.store)
    }

    /// Brings the parts of sites that are not replaced into this snapshot, without copying where the disk can link.
    fn keep_other_sites(&self) -> Result<(), StoreError> {
        let Some(before) = &self.before else {
            return Ok(());
        };
        for entry in fs::read_dir(before.folder())
            .map_err(StoreError::io(before.folder()))?
            .filter_map(Result::ok)
        {
            let from = entry.path();
            if !from.is_dir() {
                continue;
            }
            let to = self.folder.join(entry.file_name());
            fs::create_dir_all(&to).map_err(StoreError::io(&to))?;
            for part in fs::read_dir(&from)
                .map_err(StoreError::io(&from))?
                .filter_map(Result::ok)
            {
                let name = part.file_name();
                let stays =
                    |number: u32, kind: &str| *name == *format!("{kind}-{number:05}.parquet");
                let is_kept = self
                    .manifest
                    .sites
                    .iter()
                    .any(|site| stays(site.number, "site"))
                    || self
                        .manifest
                        .exports
                        .iter()
                        .any(|export| stays(export.number, "export"));
                let target = to.join(&name);
                if is_kept && !target.exists() && fs::hard_link(part.path(), &target).is_err() {
                    fs::copy(part.path(), &target).map_err(StoreError::io(&target))?;
                    sync(&target)?;
                }
            }
        }
        Ok(())
    }

    /// The rows of an export that were set aside: where and why, and no value of theirs.
    fn write_quarantine(&self, export: &Export, number: u32) -> Result<(), StoreError> {
        let folder = self.folder.join("quarantine");
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let columns = describe::quarantine(&export.ledgers);
        let named: Vec<_> = columns
            .iter()
            .map(|(name, values)| NamedColumn { name, values })
            .collect();
        write_file(&folder.join(format!("export-{number:05}.parquet")), &named)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_committed {
            return;
        }
        // Nothing can be done here about a disk that fails; the next ingest cleans what is left.
        let _ = fs::remove_dir_all(&self.folder);
        if self.is_new {
            let _ = fs::remove_file(self.store.join(LOCK));
            let _ = fs::remove_dir(self.store.join(SNAPSHOTS));
            let _ = fs::remove_dir(&self.store);
        }
    }
}

fn record(site: &Site, number: u32, export: u32) -> SiteRecord {
    let mut collected = Vec::new();
    for table in site.tables.iter().filter(|table| table.is_collected) {
        collected.push(table.table.name.to_owned());
        let columns = table
            .table
            .columns
            .iter()
            .zip(&table.collected)
            .filter(|(_, is_collected)| **is_collected);
        collected
            .extend(columns.map(|(column, _)| format!("{}.{}", table.table.name, column.name)));
    }
    let courses = site
        .tables
        .first()
        .and_then(|table| table.columns.first())
        .map_or(0, Values::len) as u64;
    SiteRecord {
        site_id: site.site_id.clone(),
        number,
        export,
        courses,
        collected,
    }
}

/// Sees a file or folder to the disk.
fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(path))
}

#[cfg(unix)]
fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
