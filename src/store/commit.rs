//! How the next snapshot becomes the one that is read: everything on the disk first, then one rename.
//!
//! The order is what makes a crash harmless. Each file is on the disk when it is closed, each folder before the snapshot
//! gets its name, the name before the link moves. Until the link moves the store is the old one; from then on it is the
//! new one; nothing of the old one is removed before.

use super::describe;
use super::draft::{Draft, UNPOISONED};
use super::error::StoreError;
use super::layout::{CURRENT, MANIFEST, NEXT, SEAL, SNAPSHOTS};
use super::snapshot::{Snapshot, seal_of};
use crate::disk::{
    at, give_readers, link_or_copy, link_to, make_folders, sync_folder, write_synced,
};
use crate::model::Frame;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

impl Draft {
    /// Makes the snapshot the one that is read.
    ///
    /// # Errors
    ///
    /// Where it cannot be written; the store then is as it was. Only where the disk fails after the link has moved is it
    /// the new one already.
    pub fn commit(mut self) -> Result<Snapshot, StoreError> {
        self.keep_other_sites()?;
        for (table, columns) in describe::tables(&self.manifest) {
            self.write(format!("{table}.parquet"), &Frame::new(table, columns))?;
        }
        self.write_manifest()?;
        // What an earlier ingest wrote, of which this snapshot shares files, has the same readers.
        let manifest = self.folder.join(MANIFEST);
        let given = give_readers(&self.store, self.readers, &manifest, &self.folder);
        given.map_err(|error| {
            if error.source.kind() == ErrorKind::PermissionDenied {
                StoreError::OtherOwner { path: error.path }
            } else {
                error.into()
            }
        })?;
        self.sync_folders()?;
        let underway = Arc::clone(&self.underway);
        underway.finish(|| {
            self.name_snapshot()?;
            self.move_link()?;
            self.remove_earlier();
            Ok::<_, StoreError>(())
        })?;
        Snapshot::open(&self.store)
    }

    /// Brings the parts of sites that are not replaced into this snapshot, without copying where the disk can link.
    fn keep_other_sites(&self) -> Result<(), StoreError> {
        let Some(before) = &self.before else {
            return Ok(());
        };
        let sites = self.manifest.sites.iter().map(|site| site.number);
        let exports = self.manifest.exports.iter().map(|export| export.number);
        let written = self.files.lock().expect(UNPOISONED).clone();
        let kept: BTreeSet<String> = sites
            .map(|number| format!("site-{number:05}.parquet"))
            .chain(exports.map(|number| format!("export-{number:05}.parquet")))
            .collect();
        for file in &before.manifest().files {
            let is_kept = file
                .path
                .split_once('/')
                .is_some_and(|(_, name)| kept.contains(name));
            let (from, to) = (
                before.folder().join(&file.path),
                self.folder.join(&file.path),
            );
            // The list knows what was written, also where the disk does not say.
            if !is_kept || written.contains_key(&file.path) {
                continue;
            }
            make_folders(&self.folder, &to, self.readers)?;
            link_or_copy(&from, &to, self.readers)?;
            self.record(file.clone());
        }
        Ok(())
    }

    /// Writes the manifest with the list of files, and its seal.
    fn write_manifest(&mut self) -> Result<(), StoreError> {
        let files = std::mem::take(self.files.get_mut().expect(UNPOISONED));
        self.manifest.files = files.into_values().collect();
        let path = self.folder.join(MANIFEST);
        let json =
            serde_json::to_vec_pretty(&self.manifest).expect("a manifest has texts for keys");
        write_synced(&path, &json, self.readers)?;
        write_synced(
            &self.folder.join(SEAL),
            seal_of(&json).as_bytes(),
            self.readers,
        )?;
        Ok(())
    }

    /// Syncs the names in all folders of the snapshot to the disk; its files are there already.
    fn sync_folders(&self) -> Result<(), StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(at(&self.folder))?;
        for entry in entries {
            let path = entry.map_err(at(&self.folder))?.path();
            if path.is_dir() {
                sync_folder(&path)?;
            }
        }
        sync_folder(&self.folder)?;
        Ok(())
    }

    /// Gives the snapshot its number, and sees to it that whoever follows the link will find it.
    fn name_snapshot(&mut self) -> Result<(), StoreError> {
        let snapshots = self.store.join(SNAPSHOTS);
        let folder = snapshots.join(self.number());
        fs::rename(&self.folder, &folder).map_err(at(&folder))?;
        self.folder = folder;
        sync_folder(&snapshots)?;
        sync_folder(&self.store)?;
        for folder in &self.made {
            match folder.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent)?,
                _ => sync_folder(Path::new("."))?,
            }
        }
        Ok(())
    }

    /// The one step: before it the store is the old one, after it the new one.
    fn move_link(&mut self) -> Result<(), StoreError> {
        let (link, current) = (self.store.join(NEXT), self.store.join(CURRENT));
        let target = Path::new(SNAPSHOTS).join(self.number());
        link_to(&target, &link)?;
        if let Err(error) = fs::rename(&link, &current) {
            let _ = fs::remove_file(&link);
            return Err(at(&current)(error).into());
        }
        self.is_committed = true;
        sync_folder(&self.store)?;
        Ok(())
    }

    /// Removes the snapshots before the one before: what reads the last one can finish.
    ///
    /// The store has changed already: what cannot be removed now is removed by the next ingest.
    fn remove_earlier(&self) {
        let before = self
            .before
            .as_ref()
            .and_then(|snapshot| snapshot.folder().file_name());
        for entry in fs::read_dir(self.store.join(SNAPSHOTS))
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
        {
            let name = entry.file_name();
            if name != *self.number() && Some(name.as_os_str()) != before {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// The snapshot's folder name.
    fn number(&self) -> String {
        format!("{:06}", self.manifest.snapshot)
    }
}
