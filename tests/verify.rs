//! `il2 verify` proves a store, and tells what is wrong with one that is not as it was written.

use crate::bench::{Taken, copy, il2, in_repository, options, run, said, scratch, stored, taken};
use il2_outcomes::ingest::{find_exports, read_exports};
use il2_outcomes::load::{store_part, store_site};
use il2_outcomes::model::{Frame, Values};
use il2_outcomes::store::{Draft, Snapshot, StoreError, verify};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The files of the snapshot that a store shows.
fn files(store: &Path) -> Vec<PathBuf> {
    let current = store.join("current").canonicalize().unwrap();
    let names = crate::bench::files(&current).into_iter();
    names.map(|(name, _)| current.join(name)).collect()
}

/// What `il2 verify` says of a store that is not sound.
fn accused(store: &Path) -> String {
    said(&run(il2().arg("verify").arg(store), 5))
}

/// A store of an export whose rows were changed after they were judged; what is wrong with it.
fn faults_of(change: impl FnOnce(&mut Taken), with_facts: bool) -> Vec<String> {
    let folder = scratch();
    let options = options(0.05);
    let tiny = find_exports(&in_repository("data-samples/tiny")).unwrap();
    let mut tiny = taken(read_exports(&tiny, &options).unwrap().remove(0));
    tiny.parts[0].add_to_keys(1 << 32);
    change(&mut tiny);
    let mut draft = Draft::begin(folder.path()).unwrap();
    let site = draft.enter(std::slice::from_ref(&tiny.export))[0].remove(0);
    let part = tiny.parts.remove(0);
    if with_facts {
        let known = store_part(&draft, &site, 1, part).unwrap();
        store_site(&draft, &site, &known).unwrap();
    } else {
        draft.write_part(&site, 1, &part).unwrap();
    }
    draft.leave(&[tiny.export]).unwrap();
    draft.commit().unwrap();
    let verdict = verify(folder.path()).unwrap();
    verdict.faults.iter().map(ToString::to_string).collect()
}

/// A column of an export's table.
fn column<'a>(export: &'a mut Taken, table: &str, column: &str) -> &'a mut Values {
    let tables = export.parts[0].tables.iter_mut();
    let mut columns = tables
        .filter(|stored| stored.name() == table)
        .flat_map(Frame::columns_mut);
    columns.find(|(name, _)| *name == column).unwrap().1
}

/// Writes one row's value over another's.
fn repeat(values: &mut Values, from: usize, to: usize) {
    match values {
        Values::Integer(values) => values[to] = values[from],
        Values::Text { codes, .. } => codes[to] = codes[from],
        Values::Decimal(_) | Values::Boolean(_) => panic!("no key"),
    }
}

#[track_caller]
fn assert_told(faults: &[String], expected: &str) {
    let is_told = faults.iter().any(|fault| fault.starts_with(expected));
    assert!(is_told, "{expected} is not told: {faults:?}");
}

#[test]
fn a_store_is_proved_with_a_certificate() {
    let folder = scratch();
    stored(&in_repository("data-samples/program"), folder.path());
    stored(&in_repository("data-samples/tiny"), folder.path());
    let told = said(&run(il2().arg("verify").arg(folder.path()), 0));
    for word in ["files", "conservation", "keys", "references", "snapshot 2"] {
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn every_flipped_byte_is_found() {
    let folder = scratch();
    stored(&in_repository("data-samples/tiny"), folder.path());
    let files = files(folder.path());
    // A fixed sequence, so that a failure can be looked at again.
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let flips = files.len().max(200);
    for flip in 0..flips {
        let path = &files[flip % files.len()];
        let bytes = fs::read(path).unwrap();
        let mut flipped = bytes.clone();
        let place = random(bytes.len());
        flipped[place] ^= 1 << random(8);
        fs::remove_file(path).unwrap();
        fs::write(path, &flipped).unwrap();
        let faults = verify(folder.path()).unwrap().faults;
        let name = path.file_name().unwrap().to_string_lossy();
        let is_named = |file: &str| file.ends_with(&*name) || name == "manifest.sha256";
        assert!(
            faults.iter().any(|fault| is_named(&fault.file)),
            "{} at {place}: {faults:?}",
            path.display()
        );
        fs::write(path, &bytes).unwrap();
    }
    assert!(verify(folder.path()).unwrap().faults.is_empty());
}

#[test]
fn every_truncated_file_is_found() {
    let folder = scratch();
    stored(&in_repository("data-samples/tiny"), folder.path());
    for path in files(folder.path()) {
        let bytes = fs::read(&path).unwrap();
        for length in [0, 1, 4, bytes.len() / 2, bytes.len() - 8, bytes.len() - 1] {
            fs::write(&path, &bytes[..length.min(bytes.len() - 1)]).unwrap();
            let faults = verify(folder.path()).unwrap().faults;
            assert!(!faults.is_empty(), "{} at {length}", path.display());
        }
        fs::write(&path, [&bytes[..], b"\0"].concat()).unwrap();
        let faults = verify(folder.path()).unwrap().faults;
        assert!(!faults.is_empty(), "{} with one byte more", path.display());
        fs::write(&path, &bytes).unwrap();
    }
}

#[test]
fn all_that_is_wrong_is_told_and_no_value_of_the_data() {
    let folder = scratch();
    stored(&in_repository("data-samples/tiny"), folder.path());
    let current = folder.path().join("current");
    fs::remove_file(current.join("stays/site-00001.parquet")).unwrap();
    fs::write(current.join("notes.txt"), "x").unwrap();
    fs::write(current.join("doses/site-00001.parquet"), "x").unwrap();
    let told = accused(folder.path());
    assert!(told.contains("error: stays/site-00001.parquet: is missing\n"));
    assert!(told.contains("error: notes.txt: is not in the list of files\n"));
    assert!(told.contains("error: doses/site-00001.parquet: has 1 bytes; "));
    assert!(told.contains("verification failed: 3 problems\n"), "{told}");
    assert!(told.contains("hint: "), "{told}");
    let mut json = il2();
    json.args(["--message-format", "json", "verify"])
        .arg(folder.path());
    let told = said(&run(&mut json, 5));
    assert_eq!(told.lines().count(), 4);
    assert!(told.lines().all(|line| line.starts_with('{')), "{told}");
    assert!(told.contains("\"exit_code\":5"), "{told}");
}

#[test]
fn a_manifest_that_is_gone_or_damaged_is_told_and_nothing_is_swept_away() {
    let folder = scratch();
    let store = folder.path().join("store");
    stored(&in_repository("data-samples/tiny"), &store);
    let manifest = store.join("current/manifest.json");
    let bytes = fs::read(&manifest).unwrap();
    fs::write(&manifest, [&bytes[..], b"\n"].concat()).unwrap();
    assert!(accused(&store).contains("manifest.json: is not what manifest.sha256 seals"));
    // Nobody reads from it, and nobody builds on it.
    let out = folder.path().join("out");
    let told = said(&run(
        il2().arg("report").arg(&store).arg("--out").arg(&out),
        5,
    ));
    assert!(told.contains("is not what was written"), "{told}");
    fs::remove_file(&manifest).unwrap();
    assert!(accused(&store).contains("manifest.json: is missing"));
    let refused = Draft::begin(&store);
    assert!(matches!(refused, Err(StoreError::Damaged { .. })));
    assert!(store.join("current/doses/site-00001.parquet").exists());
}

#[test]
fn a_store_of_an_earlier_format_is_told_what_to_do() {
    let folder = scratch();
    stored(&in_repository("data-samples/tiny"), folder.path());
    let current = folder.path().join("current");
    fs::remove_file(current.join("manifest.sha256")).unwrap();
    fs::write(current.join("manifest.json"), "{\"format\": 1}").unwrap();
    let told = said(&run(il2().arg("verify").arg(folder.path()), 1));
    assert!(told.contains("is a store of format 1"), "{told}");
    assert!(told.contains("hint: ingest the exports again"), "{told}");
    run(il2().arg("verify").arg(folder.path().join("nowhere")), 2);
}

#[test]
fn rows_that_were_lost_are_found() {
    let ledger = |tiny: &mut Taken| tiny.export.ledgers[0].stored += 1;
    let faults = faults_of(ledger, true);
    assert_told(
        &faults,
        "manifest.json: tiny/courses.csv: rows read are not",
    );
    assert_told(&faults, "manifest.json: tiny: courses: ");
    let faults = faults_of(
        |export| {
            let doses = &mut export.parts[0].tables[2];
            let but_first = doses
                .columns()
                .map(|(name, values)| (name.to_owned(), values.slice(1..values.len())));
            *doses = Frame::new("doses", but_first.collect::<Vec<_>>());
        },
        true,
    );
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_told(&faults, "manifest.json: tiny: doses: ");
    let faults = faults_of(|_| {}, false);
    assert_told(
        &faults,
        "facts_courses/site-00001.parquet: is not in the list",
    );
}

#[test]
fn keys_that_stand_twice_and_rows_without_their_course_are_found() {
    let found = |table: &str, name: &str, from, to, what: &str| {
        let faults = faults_of(
            |export| repeat(column(export, table, name), from, to),
            false,
        );
        assert_told(&faults, &format!("{table}/site-00001.parquet: {what}"));
    };
    found(
        "courses",
        "course_id",
        0,
        1,
        "course_id is absent or a duplicate",
    );
    found(
        "courses",
        "course_key",
        0,
        1,
        "course_key is not the course's place",
    );
    found(
        "courses",
        "patient_id",
        0,
        4,
        "patient_key and patient_id do not belong",
    );
    found(
        "patients",
        "patient_id",
        0,
        1,
        "patient_id is absent, a duplicate",
    );
    found(
        "doses",
        "dose_number",
        0,
        1,
        "the key is a duplicate or out of order",
    );
    found(
        "doses",
        "course_id",
        0,
        19,
        "course_id is not that of course_key",
    );
    let stray = |export: &mut Taken| match column(export, "toxicities", "course_key") {
        Values::Integer(keys) => keys[0] = 99,
        Values::Decimal(_) | Values::Boolean(_) | Values::Text { .. } => panic!("no key"),
    };
    let faults = faults_of(stray, false);
    assert_told(
        &faults,
        "toxicities/site-00001.parquet: course_key is of no course of the site",
    );
}

#[test]
fn rows_of_a_replaced_site_are_accounted_for() {
    let folder = scratch();
    let store = folder.path().join("store");
    stored(&in_repository("data-samples/program"), &store);
    let sites = |store| Snapshot::open(store).unwrap().manifest().sites.clone();
    let replaced = &sites(&store)[0].site_id;
    let export = folder.path().join("again");
    copy(&in_repository("data-samples/tiny"), &export);
    let mut ingest = il2();
    ingest.arg("ingest").arg(&export).arg("--store").arg(&store);
    run(ingest.args(["--replace", "--site", replaced]), 0);
    assert_eq!(sites(&store).len(), 5);
    run(il2().arg("verify").arg(&store), 0);
}

#[test]
fn ingests_at_once_take_turns_or_are_told_and_the_store_is_whole() {
    let folder = scratch();
    let store = folder.path().join("store");
    let sites: Vec<String> = (0..6).map(|number| format!("site{number}")).collect();
    let started: Vec<_> = sites
        .iter()
        .map(|site| {
            let mut ingest = il2();
            ingest.arg("ingest").arg(in_repository("data-samples/tiny"));
            ingest.args(["--site", site, "--store"]).arg(&store);
            ingest.stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut stored: Vec<&String> = Vec::new();
    for (site, ingest) in sites.iter().zip(started) {
        let output = ingest.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => stored.push(site),
            Some(1) => assert!(said(&output).contains("another ingest is writing this store")),
            code => panic!("{code:?}: {}", said(&output)),
        }
    }
    assert!(!stored.is_empty());
    run(il2().arg("verify").arg(&store), 0);
    let snapshot = Snapshot::open(&store).unwrap();
    let found: Vec<&String> = snapshot
        .manifest()
        .sites
        .iter()
        .map(|s| &s.site_id)
        .collect();
    assert_eq!(found, stored);
}

#[test]
fn what_a_crash_left_in_a_store_is_swept_by_the_next_ingest() {
    let folder = scratch();
    let tiny = in_repository("data-samples/tiny");
    let (clean, crashed) = (folder.path().join("clean"), folder.path().join("crashed"));
    for store in [&clean, &crashed] {
        stored(&tiny, store);
    }
    // A draft, a snapshot to which no link points, and a link that was not moved yet.
    for left in ["draft/doses", "000002/doses"] {
        let left = crashed.join("snapshots").join(left);
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join("site-00001.parquet"), "half").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("snapshots/000002", crashed.join(".next")).unwrap();
    run(il2().arg("verify").arg(&crashed), 0);
    for store in [&clean, &crashed] {
        stored(&in_repository("data-samples/published"), store);
    }
    let (clean, crashed) = (crate::bench::files(&clean), crate::bench::files(&crashed));
    crate::bench::assert_same_files(&clean, &crashed, "a crash left something");
}
