//! A store proved, with how much of it is done: what `il2 verify` of a store and of a report share.

use super::pace::Pace;
use super::speech::Progress;
use crate::store::{Snapshot, StoreError, Verdict, verify_counting};
use std::path::Path;

/// Proves a store, and shows how many of its files are done.
pub(super) fn verify_store(store: &Path, progress: &Progress) -> Result<Verdict, StoreError> {
    // Where it cannot be opened the proof says why.
    if let Ok(snapshot) = Snapshot::open(store) {
        progress.counting(Pace {
            what: "verifying the store",
            units: "files",
            total: snapshot.manifest().files.len() as u64,
            scale: 1,
        });
    }
    verify_counting(store, &|| progress.advance(1))
}
