//! Stores whose manifest was changed and sealed again: they are refused, and lose nothing.

use crate::bench::scratch;
use il2_outcomes::ingest::Seal;
use il2_outcomes::store::{Draft, Snapshot, verify};
use std::fs;
use std::path::Path;

/// A store of no export, in whose manifest one text stands for another.
fn forge(store: &Path, text: &str, by: &str) {
    Draft::begin(store).unwrap().commit().unwrap();
    let manifest = store.join("current/manifest.json");
    let forged = fs::read_to_string(&manifest).unwrap();
    assert_eq!(forged.matches(text).count(), 1, "{text}");
    let forged = forged.replace(text, by);
    let seal = format!("{}  manifest.json\n", Seal::of(forged.as_bytes()).sha256);
    fs::write(&manifest, &forged).unwrap();
    fs::write(store.join("current/manifest.sha256"), seal).unwrap();
}

#[test]
fn numbers_that_no_store_has_are_refused() {
    let site = r#""sites": [{"site_id": "a", "number": 4294967295, "export": 1, "courses": 0, "collected": []}]"#;
    let export = r#""exports": [{"number": 4294967295, "name": "a", "files": [], "unlisted": [], "warnings": []}]"#;
    let file =
        r#""files": [{"path": "a", "sha256": "", "rows": 18446744073709551615, "bytes": 1},"#;
    for (text, by) in [
        (r#""snapshot": 1"#, r#""snapshot": 18446744073709551615"#),
        (r#""sites": []"#, site),
        (r#""exports": []"#, export),
        (r#""files": ["#, file),
    ] {
        let folder = scratch();
        forge(folder.path(), text, by);
        let verdict = verify(folder.path()).unwrap();
        let told: Vec<String> = verdict.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["manifest.json: cannot be read: it has numbers that no store has"],
            "{by}"
        );
        assert!(Draft::begin(folder.path()).is_err(), "{by}");
    }
}

#[test]
fn the_snapshot_that_is_read_is_not_swept_away_whatever_its_number() {
    let folder = scratch();
    forge(folder.path(), r#""snapshot": 1"#, r#""snapshot": 0"#);
    drop(Draft::begin(folder.path()).unwrap());
    assert!(Snapshot::open(folder.path()).is_ok());
}
