//! Stores whose manifest was changed and sealed again are refused, and lose nothing; Parquet files are read or refused,
//! whatever became of their bytes.

use crate::bench::scratch;
use il2_outcomes::disk::Seal;
use il2_outcomes::ingest::{DecimalMark, Options, QuarantineLimits, read_export};
use il2_outcomes::load;
use il2_outcomes::model::{Frame, Values};
use il2_outcomes::store::{Draft, Snapshot, StoredPart, parquet_bytes, verify};
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

const OPTIONS: Options = Options {
    site: None,
    max_quarantine: QuarantineLimits::of(1.0),
    latest_year: 2026,
    decimal: DecimalMark::Point,
};

/// Puts a small number in the place of a byte, then of one so many further on: lengths and places become negative, too.
fn spoil_bytes(path: &Path, step: usize, mut look: impl FnMut()) {
    let bytes = fs::read(path).unwrap();
    for place in (0..bytes.len()).step_by(step) {
        let mut spoiled = bytes.clone();
        spoiled[place] = 1;
        fs::write(path, spoiled).unwrap();
        look();
    }
}

/// An export of two courses without doses.
fn export(folder: &Path) {
    let ids = Values::from_texts(["C1", "C2"].into_iter().map(Some));
    let columns = ["course_id", "patient_id"].map(|name| (name, ids.clone()));
    fs::write(
        folder.join("courses.parquet"),
        parquet_bytes(&Frame::new("courses", columns)).unwrap(),
    )
    .unwrap();
    fs::write(
        folder.join("doses.csv"),
        "course_id,cycle,dose_number,status\n",
    )
    .unwrap();
}

#[test]
fn an_exported_parquet_file_is_read_or_refused_whatever_is_spoiled() {
    let folder = scratch();
    export(folder.path());
    let mut refused = 0;
    spoil_bytes(&folder.path().join("courses.parquet"), 3, || {
        refused += usize::from(read_export(folder.path(), &OPTIONS).is_err());
    });
    assert!(refused > 50, "{refused}");
}

#[test]
fn a_stored_parquet_file_is_read_or_refused_whatever_is_spoiled() {
    let (folder, store) = (scratch(), scratch());
    export(folder.path());
    let export = read_export(folder.path(), &OPTIONS).unwrap();
    let mut draft = Draft::begin(store.path()).unwrap();
    load::store(&mut draft, &mut [export]).unwrap();
    let snapshot = draft.commit().unwrap();
    let courses = snapshot.part("courses", &snapshot.manifest().sites[0]);
    let courses = courses.unwrap();
    let mut refused = 0;
    spoil_bytes(&courses, 3, || {
        // Whoever forged the list of files as well gets as far as this.
        let part = StoredPart::of_file(&courses);
        let read = part.batches(&["site_id", "course_id", "course_key"]);
        let read = read.and_then(Iterator::collect::<Result<Vec<_>, _>>);
        refused += usize::from(read.is_err());
    });
    assert!(refused > 50, "{refused}");
}
