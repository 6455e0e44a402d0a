//! The next snapshot, while it is written: nobody sees it before it is whole.

use super::describe;
use super::error::StoreError;
use super::layout::{
    CURRENT, DRAFT, LOCK, MANIFEST, NEXT, SNAPSHOTS, foreign_entry, is_store, quarantine_file,
    site_file,
};
use super::manifest::{ExportRecord, FORMAT, Manifest, SiteRecord, StoredFile, WarningRecord};
use super::mapping_source::MappingSource;
use super::own_record::OwnRecord;
use super::parquet::write_file;
use super::parted::OpenFile;
use super::site_record::site_record;
use super::snapshot::Snapshot;
use crate::disk::{Readers, Removal, Underway, at, lock, make_folders, remove_under_way};
use crate::ingest::{Export, Part};
use crate::model::{self, Frame, OwnColumn};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Why a lock of a draft is never poisoned.
pub(super) const UNPOISONED: &str = "a thread that panics ends the ingest";

/// The next snapshot of a store, not yet visible. Dropped without [`commit`](Self::commit), it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    pub(super) store: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) readers: Readers,
    pub(super) before: Option<Snapshot>,
    pub(super) manifest: Manifest,
    /// What was written so far, by path.
    pub(super) files: Mutex<BTreeMap<String, StoredFile>>,
    /// Files of which parts are still to come, by path.
    open: Mutex<BTreeMap<String, Arc<Mutex<OpenFile>>>>,
    /// The number of the first export that is entered.
    first_export: u32,
    /// Folders that were not there, the store's own first.
    pub(super) made: Vec<PathBuf>,
    pub(super) is_committed: bool,
    _lock: File,
    /// Dropped after the draft is gone.
    pub(super) underway: Arc<Underway>,
}

impl Draft {
    /// Begins the next snapshot of a store, which its owner alone may read, or the first one where the folder is not there
    /// or empty.
    ///
    /// # Errors
    ///
    /// Where the folder holds something else, cannot be written, or another ingest is writing it.
    pub fn begin(store: &Path) -> Result<Self, StoreError> {
        Self::begin_for(store, Readers::Owner)
    }

    /// Begins the next snapshot of a store that these readers may read, as [`begin`](Self::begin) does.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub fn begin_for(store: &Path, readers: Readers) -> Result<Self, StoreError> {
        // One that the disk does not show is not made here, and is not removed either.
        let is_missing = |folder: &&Path| {
            !folder.as_os_str().is_empty() && folder.try_exists().is_ok_and(|exists| !exists)
        };
        let made = store.ancestors().take_while(is_missing);
        let made: Vec<PathBuf> = made.map(Path::to_path_buf).collect();
        if !is_store(store) && (foreign_entry(store).is_some() || store.is_file()) {
            return Err(StoreError::Foreign {
                path: store.to_path_buf(),
            });
        }
        let folder = store.join(SNAPSHOTS).join(DRAFT);
        let (lock, underway) = Underway::begin(|| {
            let lock = lock(store, LOCK, readers)?.ok_or_else(|| StoreError::Busy {
                path: store.to_path_buf(),
            })?;
            let (folder, store, made) = (folder.clone(), store.to_path_buf(), made.clone());
            let removal: Removal = Box::new(move || {
                remove_under_way(&folder);
                remove_made(&store, &made);
            });
            Ok::<_, StoreError>((lock, removal))
        })?;
        // Only now: what another ingest has just committed is what this one builds on.
        let before = before(store)?;
        sweep(store, before.as_ref())?;
        make_folders(store, &folder.join(MANIFEST), readers)?;
        let mut manifest = before
            .as_ref()
            .map(|snapshot| snapshot.manifest().clone())
            // The first snapshot of a store follows none.
            .unwrap_or_default();
        manifest.format = FORMAT;
        manifest.snapshot += 1;
        env!("CARGO_PKG_VERSION").clone_into(&mut manifest.program_version);
        Ok(Self {
            store: store.to_path_buf(),
            folder,
            readers,
            before,
            manifest,
            files: Mutex::default(),
            open: Mutex::default(),
            first_export: 0,
            made,
            is_committed: false,
            _lock: lock,
            underway: Arc::new(underway),
        })
    }

    /// Numbers all sites of the exports: a site that the store holds already is replaced. Gives the sites of each export,
    /// whose rows are to be written.
    pub fn enter(&mut self, exports: &[Export]) -> Vec<Vec<SiteRecord>> {
        let mut next_site = self
            .manifest
            .sites
            .iter()
            .map(|site| site.number + 1)
            .max()
            .unwrap_or(1);
        let before = self.manifest.exports.iter();
        let before = before.map(|export| export.number).max().unwrap_or(0);
        self.first_export = before + 1;
        let known = std::mem::take(&mut self.manifest.sites).into_iter();
        let mut known: BTreeMap<String, SiteRecord> =
            known.map(|site| (site.site_id.clone(), site)).collect();
        let stored = self.stored_rows();
        let mut entered = Vec::new();
        for (number, export) in (self.first_export..).zip(exports) {
            let mut of_export = Vec::new();
            for site in &export.sites {
                let site_number = known.remove(&site.site_id).map_or_else(
                    || {
                        next_site += 1;
                        next_site - 1
                    },
                    |before| self.replace(before, &stored),
                );
                of_export.push(site_record(export, site, site_number, number));
            }
            entered.push(of_export);
        }
        let records = entered.iter().flatten().cloned();
        self.manifest.sites = known.into_values().chain(records).collect();
        self.manifest
            .sites
            .sort_by(|a, b| a.site_id.cmp(&b.site_id));
        entered
    }

    /// The own columns of the sites that stay when these come, each with its site.
    pub fn staying_own_columns(&self, exports: &[Export]) -> Vec<(String, OwnColumn)> {
        let comes = |site: &&SiteRecord| {
            let mut coming = exports.iter().flat_map(|export| &export.sites);
            coming.any(|it| it.site_id == site.site_id)
        };
        let staying = self.manifest.sites.iter().filter(|site| !comes(site));
        let columns = staying.flat_map(|site| {
            let columns = site.own_columns.iter().filter_map(OwnRecord::column);
            columns.map(|column| (site.site_id.clone(), column))
        });
        columns.collect()
    }

    /// Writes the tables of one of a site's `parts` parts. Its keys are the store's.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub fn write_part(
        &self,
        site: &SiteRecord,
        parts: usize,
        part: &Part,
    ) -> Result<(), StoreError> {
        let mut tables = part.tables.iter();
        tables.try_for_each(|table| self.append(site, part.number, parts, table))
    }

    /// Closes what was entered, when all rows were taken: what became of the rows of each file, and what was found.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub fn leave(&mut self, exports: &[Export]) -> Result<(), StoreError> {
        let brought = (self.first_export..).zip(exports);
        for (number, export) in brought {
            self.manifest.exports.push(ExportRecord {
                number,
                name: export.name.clone(),
                is_simulated: export.is_simulated,
                replaced_sites: Vec::new(),
                replaced_rows: BTreeMap::new(),
                files: export.ledgers.iter().map(Into::into).collect(),
                unlisted: export.unlisted.iter().map(Into::into).collect(),
                warnings: warnings(export),
                mapping: export.mapped.as_ref().map(MappingSource::from),
                checks: export.checks.iter().map(Into::into).collect(),
            });
            self.write_quarantine(export, number)?;
        }
        let stored: HashSet<u32> = self.manifest.sites.iter().map(|site| site.export).collect();
        // An export without a site is in the ledger of the snapshot that it made.
        let first = self.first_export;
        self.manifest
            .exports
            .retain(|export| stored.contains(&export.number) || export.number >= first);
        Ok(())
    }

    /// The rows of each stored site by tables of the model, by its number.
    fn stored_rows(&self) -> HashMap<u32, Vec<(String, u64)>> {
        let mut rows: HashMap<u32, Vec<(String, u64)>> = HashMap::new();
        for file in &self.manifest.files {
            let of_site = file.table_and_site();
            if let Some((table, site)) = of_site.filter(|(table, _)| model::table(table).is_some())
            {
                let of_site = rows.entry(site).or_default();
                of_site.push((table.to_owned(), file.rows));
            }
        }
        rows
    }

    /// Takes a site's place, whose export's files still count its rows; gives its number to the one that follows.
    fn replace(&mut self, before: SiteRecord, stored: &HashMap<u32, Vec<(String, u64)>>) -> u32 {
        let of_site = |export: &&mut ExportRecord| export.number == before.export;
        if let Some(export) = self.manifest.exports.iter_mut().find(of_site) {
            export.replaced_sites.push(before.site_id);
            for (table, rows) in stored.get(&before.number).into_iter().flatten() {
                *export.replaced_rows.entry(table.clone()).or_default() += rows;
            }
        }
        before.number
    }

    /// Writes one site's rows of a table.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write_table(&self, site: &SiteRecord, table: &Frame) -> Result<(), StoreError> {
        self.write(site_file(table.name(), site.number), table)
    }

    /// Writes the rows of one of the `parts` parts of a site's table. Parts may come in any order, several at a time; they
    /// are written in their own.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    ///
    /// # Panics
    ///
    /// Where the writing of another part has panicked.
    pub fn append(
        &self,
        site: &SiteRecord,
        part: usize,
        parts: usize,
        table: &Frame,
    ) -> Result<(), StoreError> {
        let name = site_file(table.name(), site.number);
        let path = self.folder.join(&name);
        let file = {
            let mut open = self.open.lock().expect(UNPOISONED);
            if let Some(file) = open.get(&name) {
                Arc::clone(file)
            } else {
                make_folders(&self.folder, &path, self.readers)?;
                let file = Arc::new(Mutex::new(OpenFile::begin(&path, table, self.readers)?));
                open.insert(name.clone(), Arc::clone(&file));
                file
            }
        };
        let to = file.lock().expect(UNPOISONED).encoder();
        let encoded = to.encode(&path, table)?;
        let mut file = file.lock().expect(UNPOISONED);
        if let Some((seal, rows)) = file.put(part, parts, table.rows() as u64, encoded)? {
            drop(file);
            let mut open = self.open.lock().expect(UNPOISONED);
            open.remove(&name);
            self.record(StoredFile {
                path: name,
                sha256: seal.sha256,
                rows,
                bytes: seal.bytes,
            });
        }
        Ok(())
    }

    /// Writes a file of the snapshot, and records it.
    pub(super) fn write(&self, name: String, table: &Frame) -> Result<(), StoreError> {
        let path = self.folder.join(&name);
        make_folders(&self.folder, &path, self.readers)?;
        let seal = write_file(&path, table, self.readers)?;
        self.record(StoredFile {
            path: name,
            sha256: seal.sha256,
            rows: table.rows() as u64,
            bytes: seal.bytes,
        });
        Ok(())
    }

    /// Records a file that the snapshot holds.
    pub(super) fn record(&self, file: StoredFile) {
        let mut files = self.files.lock().expect(UNPOISONED);
        files.insert(file.path.clone(), file);
    }

    /// Writes where the quarantined rows of an export are and why, and no value of theirs.
    fn write_quarantine(&self, export: &Export, number: u32) -> Result<(), StoreError> {
        let rows = Frame::new("quarantine", describe::quarantine([export]));
        self.write(quarantine_file(number), &rows)
    }
}

/// What is odd about an export, and what its mapping says that a person should look at.
fn warnings(export: &Export) -> Vec<WarningRecord> {
    let notes = export.mapped.iter().flat_map(|mapped| &mapped.notes);
    let odd = export.warnings.iter().map(Into::into);
    odd.chain(notes.map(WarningRecord::from)).collect()
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_committed {
            return;
        }
        // Nothing can be done here about a disk that fails; the next ingest cleans what is left.
        let _ = fs::remove_dir_all(&self.folder);
        remove_made(&self.store, &self.made);
    }
}

/// Removes the store's folder, and those above it, where they were not there before and hold nothing else.
fn remove_made(store: &Path, made: &[PathBuf]) {
    if made.iter().any(|folder| folder == store) {
        // Nothing can be done here about a disk that fails.
        let _ = fs::remove_dir(store.join(SNAPSHOTS));
        let _ = fs::remove_file(store.join(LOCK));
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The snapshot on which the next one builds; none where the store has none.
///
/// Only where the disk says that there is no link is there no snapshot: else all of them would be swept away.
fn before(store: &Path) -> Result<Option<Snapshot>, StoreError> {
    let link = store.join(CURRENT);
    match fs::symlink_metadata(&link) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(&link)(error).into()),
        Ok(_) => match Snapshot::open(store) {
            // The snapshots may still be worth something to someone.
            Err(StoreError::NoStore { .. }) => Err(StoreError::Damaged { path: link }),
            opened => Ok(Some(opened?)),
        },
    }
}

/// Removes what a crash left: no link ever pointed to it. Called while nobody else may write.
fn sweep(store: &Path, before: Option<&Snapshot>) -> Result<(), StoreError> {
    let current = before.map_or(0, |snapshot| snapshot.manifest().snapshot);
    // Whatever number its manifest says.
    let read = before.and_then(|snapshot| snapshot.folder().file_name());
    let link = store.join(NEXT);
    if link.is_symlink() {
        fs::remove_file(&link).map_err(at(&link))?;
    }
    let snapshots = store.join(SNAPSHOTS);
    let entries = match fs::read_dir(&snapshots) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(at(&snapshots))?,
    };
    for entry in entries {
        let entry = entry.map_err(at(&snapshots))?;
        let name = entry.file_name();
        if Some(name.as_os_str()) == read {
            continue;
        }
        let number = name.to_str().and_then(|name| name.parse::<u64>().ok());
        let is_draft = name.to_string_lossy().starts_with(DRAFT);
        if is_draft || number.is_some_and(|number| number > current) {
            fs::remove_dir_all(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}
