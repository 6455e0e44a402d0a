//! What a report and a query read of a store is compared with its manifest first: of a damaged store there is no number.

use crate::bench::{copy, files, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::facts::SafetyFacts;
use il2_outcomes::store::{Draft, Snapshot, StoreError};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Bits that are turned over in the files of each table.
const BITS: usize = 2;

/// A store of two sites, and what is made of it.
struct Sound {
    folder: tempfile::TempDir,
}

impl Sound {
    fn new() -> Self {
        let folder = scratch();
        let export = folder.path().join("export");
        for site in ["north", "south"] {
            copy(&in_repository("data-samples/tiny"), &export.join(site));
        }
        stored(&export, &folder.path().join("store"));
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn report(&self) -> Command {
        let mut command = il2();
        command
            .arg("report")
            .arg(self.path("store"))
            .args(["--kind", "all", "-q", "--out"])
            .arg(self.path("out"));
        command
    }

    fn query(&self, sql: &str) -> Command {
        let mut command = il2();
        command
            .arg("query")
            .arg(self.path("store"))
            .args(["--format", "csv", "--sql", sql]);
        command
    }

    /// All Parquet files of the snapshot, by their path in it.
    fn parquet(&self) -> Vec<(String, Vec<u8>)> {
        let current = self.path("store/current").canonicalize().unwrap();
        let mut found = files(&current);
        found.retain(|(name, _)| name.ends_with(".parquet"));
        found
    }

    fn stored(&self, name: &str) -> PathBuf {
        self.path("store/current").join(name)
    }
}

#[track_caller]
fn refused(output: &Output, file: &str, what: &str) {
    assert_eq!(output.status.code(), Some(5), "{what}: {}", said(output));
    assert!(output.stdout.is_empty(), "{what}: an answer was begun");
    let told = said(output);
    let is_named = told.contains(file) && told.contains("is not what was written");
    assert!(is_named, "{what}: {told}");
    assert!(!told.contains("itself failed"), "{what}: {told}");
}

#[test]
fn of_a_file_with_one_bit_turned_over_there_is_no_number_and_no_answer() {
    let sound = Sound::new();
    let mut random: u64 = 9;
    let (mut n_reports, mut n_bits) = (0, 0);
    for (name, bytes) in sound.parquet() {
        let table = name.split(['/', '.']).next().unwrap();
        for _ in 0..BITS {
            // Numerical Recipes' congruential generator: the same bits every time.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let place = usize::try_from(random >> 33).unwrap() % bytes.len();
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << (random % 8);
            fs::write(sound.stored(&name), damaged).unwrap();
            n_bits += 1;
            let what = format!("{name}, byte {place}");
            let sql = format!("SELECT * FROM {table} LIMIT 1");
            refused(&sound.query(&sql).output().unwrap(), &name, &what);
            // A report reads the facts, and for its review some other tables.
            if table.starts_with("facts_") || SafetyFacts::TABLES.contains(&table) {
                refused(&sound.report().output().unwrap(), &name, &what);
                n_reports += 1;
            }
            fs::write(sound.stored(&name), &bytes).unwrap();
        }
    }
    assert!(n_bits > 100 && n_reports > 50, "{n_bits}, {n_reports}");
}

#[test]
fn a_file_that_is_missing_shorter_or_none_is_refused_by_its_name() {
    let sound = Sound::new();
    let name = "facts_courses/site-00002.parquet";
    let path = sound.stored(name);
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let look = |what: &str| {
        refused(&sound.report().output().unwrap(), name, what);
        let query = "SELECT count(*) FROM facts_courses";
        refused(&sound.query(query).output().unwrap(), name, what);
    };
    look("missing");
    fs::create_dir(&path).unwrap();
    look("a folder");
    fs::remove_dir(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    look("shorter");
    fs::write(&path, &bytes).unwrap();
    run(&mut sound.report(), 0);
}

#[test]
fn a_predicate_is_not_evaluated_on_damaged_facts() {
    let sound = Sound::new();
    let path = sound.stored("facts_courses/site-00001.parquet");
    let mut bytes = fs::read(&path).unwrap();
    bytes[40] ^= 4;
    fs::write(&path, bytes).unwrap();
    let mut query = sound.query("SELECT 1 AS one");
    query.args(["--where", "course_id IS NOT NULL"]);
    refused(
        &query.output().unwrap(),
        "facts_courses/site-00001",
        "--where",
    );
}

#[test]
fn a_snapshot_that_two_ingests_have_replaced_is_no_damaged_one() {
    let folder = scratch();
    let store = folder.path().join("store");
    let snapshot = stored(&in_repository("data-samples/tiny"), &store);
    let again = |store: &Path| Draft::begin(store).unwrap().commit().unwrap();
    again(&store);
    assert!(snapshot.batches("courses", &["course_id"]).is_ok());
    let snapshot = Snapshot::open(&store).unwrap();
    again(&store);
    again(&store);
    let read = snapshot.batches("courses", &["course_id"]);
    assert!(matches!(read, Err(StoreError::Replaced { .. })), "{read:?}");
}
