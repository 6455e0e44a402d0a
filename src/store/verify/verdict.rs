//! All proofs of a store, one after the other, and what became of them.

use super::faults::{Fault, Faults};
use super::site_files::SiteFiles;
use super::{conservation, events, facts, files, owners};
use crate::model::{COURSES, PATIENTS, TABLES};
use crate::store::error::StoreError;
use crate::store::layout::{CURRENT, MANIFEST, SEAL, is_store};
use crate::store::manifest::StoredFile;
use crate::store::snapshot::Snapshot;
use rayon::prelude::*;
use std::path::Path;

/// How often a store is verified anew because an ingest replaced what was looked at.
const TRIES: usize = 3;

/// What became of the proofs.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The snapshot's number.
    pub snapshot: u64,
    /// Its sites.
    pub sites: u64,
    /// Its files, without the manifest and its seal.
    pub files: u64,
    /// Rows of all files.
    pub rows: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files of exports whose rows were accounted for.
    pub exported_files: u64,
    /// Rows of the tables of the model whose keys and references were looked at.
    pub keyed_rows: u64,
    /// Every proof that failed, by file.
    pub faults: Vec<Fault>,
}

/// Proves the snapshot that a store's link points to now.
///
/// # Errors
///
/// Where the folder is no store, or one of a format that this program does not read. What is wrong within a store is a
/// fault, and no error.
pub fn verify(store: &Path) -> Result<Verdict, StoreError> {
    verify_counting(store, &|| {})
}

/// Does what [`verify`] does, and calls `proved` after each file of the snapshot, from any thread.
///
/// # Errors
///
/// Those of [`verify`].
pub fn verify_counting(store: &Path, proved: &(dyn Fn() + Sync)) -> Result<Verdict, StoreError> {
    let mut verdict = verify_once(store, proved)?;
    for _ in 1..TRIES {
        // What two ingests have replaced meanwhile is gone, and was not damaged.
        let is_current = Snapshot::open(store)
            .is_ok_and(|snapshot| snapshot.manifest().snapshot == verdict.snapshot);
        if verdict.faults.is_empty() || is_current {
            break;
        }
        verdict = verify_once(store, proved)?;
    }
    Ok(verdict)
}

fn verify_once(store: &Path, proved: &(dyn Fn() + Sync)) -> Result<Verdict, StoreError> {
    let of_manifest = |what: &str| Verdict {
        faults: vec![Fault::new(MANIFEST, what)],
        ..Verdict::default()
    };
    if !is_store(store) && store.join(CURRENT).is_symlink() {
        return Ok(of_manifest("is missing; nothing else can be verified"));
    }
    let snapshot = match Snapshot::open(store) {
        Ok(snapshot) => snapshot,
        Err(StoreError::Damaged { .. }) => {
            let what = format!("is not what {SEAL} seals; nothing else can be verified");
            return Ok(of_manifest(&what));
        }
        Err(StoreError::Io { path, source }) if path.ends_with(MANIFEST) => {
            return Ok(of_manifest(&format!("cannot be read: {source}")));
        }
        Err(error) => return Err(error),
    };
    let manifest = snapshot.manifest();
    let mut faults = Faults::default();
    let sound = files::prove(&snapshot, &mut faults, proved);
    conservation::prove(&snapshot, &sound, &mut faults);
    let fact_tables = facts::tables(&snapshot);
    let of_sites: Vec<Faults> = manifest
        .sites
        .par_iter()
        .map(|site| {
            prove_site(&SiteFiles {
                snapshot: &snapshot,
                site,
                sound: &sound,
                fact_tables: &fact_tables,
            })
        })
        .collect();
    for found in of_sites {
        faults.join(found);
    }
    let sum = |number: &dyn Fn(&StoredFile) -> u64| manifest.files.iter().map(number).sum();
    let is_keyed = |file: &StoredFile| {
        let table = file.path.split_once('/').map(|(table, _)| table);
        table.is_some_and(|table| crate::model::table(table).is_some())
    };
    Ok(Verdict {
        snapshot: manifest.snapshot,
        sites: manifest.sites.len() as u64,
        files: manifest.files.len() as u64,
        rows: sum(&|file| file.rows),
        bytes: sum(&|file| file.bytes),
        exported_files: manifest.ledger().len() as u64,
        keyed_rows: sum(&|file| if is_keyed(file) { file.rows } else { 0 }),
        faults: faults.sorted(),
    })
}

/// Keys and references of one site. What is not sound is a fault already, and is not read.
fn prove_site(files: &SiteFiles<'_>) -> Faults {
    let mut faults = Faults::default();
    owners::prove_patients(files, &mut faults);
    let Some(courses) = owners::prove_courses(files, &mut faults) else {
        return faults;
    };
    for table in TABLES {
        if table.name != COURSES.name && table.name != PATIENTS.name {
            events::prove(files, table, &courses, &mut faults);
        }
    }
    facts::prove(files, &courses, &mut faults);
    faults
}
