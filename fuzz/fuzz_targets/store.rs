//! A store that was damaged, by accident or on purpose: it is opened and verified, and what is wrong is told.

#![no_main]

use arbitrary::Unstructured;
use il2_fuzz::bench::work_alone;
use il2_fuzz::store::{Draft, Snapshot, verify};
use il2_fuzz::whole_store::WholeStore;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static STORE: LazyLock<WholeStore> = LazyLock::new(|| {
    let store = WholeStore::new();
    store.mend();
    let verdict = verify(&store.path()).expect("a store");
    assert_eq!(verdict.faults, [], "the store that was written");
    store
});

fuzz_target!(init: work_alone(), |data: &[u8]| {
    let mut bytes = Unstructured::new(data);
    let is_sealed = damage(&mut bytes);
    let path = STORE.path();
    let is_whole = STORE.is_whole();
    let verdict = verify(&path);
    match &verdict {
        Ok(verdict) if verdict.faults.is_empty() => {
            assert!(is_whole || is_sealed, "a damaged store was found to be whole");
        }
        Ok(_) | Err(_) => assert!(!is_whole, "a whole store was found to be damaged: {verdict:?}"),
    }
    if let Ok(snapshot) = Snapshot::open(&path) {
        for table in ["courses", "facts_courses"] {
            drop(snapshot.batches(table, &["site_id", "course_id"]));
        }
    }
    // The next ingest begins, finds what it builds on, and gives up.
    if let Ok(mut draft) = Draft::begin(&path) {
        drop(draft.enter(&[]));
        drop(draft.leave(&[]));
    }
    assert_eq!(STORE.is_whole(), is_whole, "an ingest that gave up changed the store");
    STORE.mend();
});

/// Damages the store, once or several times.
fn damage(bytes: &mut Unstructured<'_>) -> bool {
    let mut is_sealed = false;
    for _ in 0..4 {
        if bytes.is_empty() {
            break;
        }
        is_sealed |= STORE.damage(bytes).unwrap_or_default();
    }
    is_sealed
}
