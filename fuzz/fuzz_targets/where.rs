//! A predicate: any text is refused with a reason or selects courses, and its opposite selects others.

#![no_main]

use il2_fuzz::bench::work_alone;
use il2_fuzz::query::Predicate;
use il2_fuzz::store::Snapshot;
use il2_fuzz::whole_store::WholeStore;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static STORE: LazyLock<(WholeStore, Snapshot)> = LazyLock::new(|| {
    let store = WholeStore::new();
    let snapshot = Snapshot::open(&store.path()).expect("a store");
    (store, snapshot)
});

fuzz_target!(init: work_alone(), |data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Some(is) = selected(text) else {
        return;
    };
    assert_eq!(is, selected(text).unwrap_or_default(), "asked twice");
    // What is neither true nor false of a course is unknown. A comment ends with its line.
    let (is_not, is_unknown) = (
        selected(&format!("NOT (\n{text}\n)")),
        selected(&format!("(\n{text}\n) IS NULL")),
    );
    if let (Some(is_not), Some(is_unknown)) = (is_not, is_unknown) {
        for (place, is) in is.iter().enumerate() {
            let answers = [*is, is_not[place], is_unknown[place]];
            let given = answers.iter().filter(|answer| **answer).count();
            assert_eq!(given, 1, "course {place} of {text:?}: {answers:?}");
        }
    }
});

/// Whether each course is selected; nothing where the predicate is refused or has no answer.
fn selected(text: &str) -> Option<Vec<bool>> {
    let predicate = Predicate::parse(text)
        .map_err(|error| drop(error.to_string()))
        .ok()?;
    let selected = predicate
        .select(&STORE.1)
        .map_err(|error| drop(error.to_string()))
        .ok()?;
    assert_eq!(selected.len(), 5);
    Some(selected)
}
