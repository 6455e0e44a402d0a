//! A store changes wholly or not at all, and any engine reads it.

use crate::bench::{copy, files, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::facts::read_parquet;
use il2_outcomes::measures::{Cohort, Groupings, compute};
use il2_outcomes::store::Snapshot;
use std::fs;

#[test]
fn ingesting_a_site_again_replaces_what_the_store_held_of_it() {
    let folder = scratch();
    let (store, export) = (folder.path().join("store"), folder.path().join("tiny"));
    copy(&in_repository("data-samples/tiny"), &export);
    run(
        il2()
            .arg("ingest")
            .arg(in_repository("data-samples/published"))
            .arg("--store")
            .arg(&store),
        0,
    );
    run(
        il2().arg("ingest").arg(&export).arg("--store").arg(&store),
        0,
    );
    let courses = |store| {
        Snapshot::open(store)
            .unwrap()
            .manifest()
            .sites
            .iter()
            .map(|site| site.courses)
            .sum::<u64>()
    };
    assert_eq!(courses(&store), 32 + 5);
    // The site's next export has one course less.
    let table = fs::read_to_string(export.join("courses.csv")).unwrap();
    let kept = table
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("T4"));
    let without: String = kept.collect();
    fs::write(export.join("courses.csv"), without).unwrap();
    run(
        il2()
            .args(["ingest", "--replace", "--max-quarantine", "50%"])
            .arg(&export)
            .arg("--store")
            .arg(&store),
        0,
    );
    assert_eq!(courses(&store), 32 + 4);
}

#[test]
fn a_snapshot_that_is_open_stays_readable_while_the_next_is_written() {
    let folder = scratch();
    let before = stored(&in_repository("data-samples/tiny"), folder.path());
    let rows = compute(&Cohort::read(&before).unwrap(), &Groupings::default());
    stored(&in_repository("data-samples/published"), folder.path());
    assert_eq!(
        compute(&Cohort::read(&before).unwrap(), &Groupings::default()),
        rows
    );
    let after = Snapshot::open(folder.path()).unwrap();
    assert_eq!(after.manifest().sites.len(), 4);
}

#[test]
fn a_refused_export_leaves_the_store_as_it_was() {
    let folder = scratch();
    let store = folder.path().join("store");
    run(
        il2()
            .arg("ingest")
            .arg(in_repository("data-samples/tiny"))
            .arg("--store")
            .arg(&store),
        0,
    );
    let before = files(&store);
    run(
        il2()
            .arg("ingest")
            .arg(in_repository("data-samples/refused/domain_grade"))
            .arg("--store")
            .arg(&store),
        3,
    );
    assert_eq!(files(&store), before);
}

#[test]
fn a_folder_with_something_else_is_no_store() {
    let folder = scratch();
    fs::write(folder.path().join("thesis.tex"), "x").unwrap();
    let tiny = in_repository("data-samples/tiny");
    let output = run(
        il2()
            .arg("ingest")
            .arg(tiny)
            .arg("--store")
            .arg(folder.path()),
        2,
    );
    assert!(
        said(&output).contains("hint: name a new or an empty folder"),
        "{}",
        said(&output)
    );
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn every_row_that_was_read_is_stored_or_set_aside() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/program"), folder.path());
    let ledger = read_parquet(
        &[snapshot.folder().join("ledger.parquet")],
        &["rows_read", "rows_stored", "rows_set_aside"],
    )
    .unwrap();
    assert!(ledger.rows() > 30);
    let (read, stored, aside) = (
        ledger.integers("rows_read"),
        ledger.integers("rows_stored"),
        ledger.integers("rows_set_aside"),
    );
    for row in 0..ledger.rows() {
        assert_eq!(read[row], stored[row] + aside[row]);
    }
    assert!(aside.iter().sum::<i64>() > 0);
    let quarantine = read_parquet(
        &[snapshot.folder().join("quarantine/export-00001.parquet")],
        &["file", "line"],
    );
    assert!(quarantine.unwrap().rows() > 0);
    // The tables hold what the ledger says.
    let manifest = snapshot.manifest();
    let doses = manifest
        .sites
        .iter()
        .map(|site| snapshot.part("doses", site).unwrap())
        .collect::<Vec<_>>();
    let files = manifest.exports.iter().flat_map(|export| &export.files);
    let told: u64 = files
        .filter(|file| file.table == "doses")
        .map(|file| file.rows_stored)
        .sum();
    assert_eq!(
        read_parquet(&doses, &["course_key"]).unwrap().rows() as u64,
        told
    );
}

#[test]
fn rows_of_a_replaced_site_are_told_apart() {
    let folder = scratch();
    let store = folder.path().join("store");
    let ingest = |name: &str, courses: &str, doses: &str| {
        let export = folder.path().join(name);
        fs::create_dir_all(&export).unwrap();
        fs::write(export.join("courses.csv"), courses).unwrap();
        fs::write(export.join("doses.csv"), doses).unwrap();
        run(
            il2().arg("ingest").arg(export).arg("--store").arg(&store),
            0,
        );
    };
    let header = "site_id,course_id,patient_id\n";
    let doses = "course_id,cycle,dose_number,status\n";
    ingest(
        "both",
        &format!("{header}elm,E1,P1\nfir,F1,P2\n"),
        &format!("{doses}E1,1,1,given\nF1,1,1,given\n"),
    );
    ingest(
        "second",
        &format!("{header}fir,F2,P3\n"),
        &format!("{doses}F2,1,1,given\n"),
    );
    let snapshot = Snapshot::open(&store).unwrap();
    assert_eq!(snapshot.manifest().exports[0].replaced_sites, ["fir"]);
    let out = folder.path().join("out");
    run(il2().arg("report").arg(&store).arg("--out").arg(&out), 0);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("A later export replaced fir; rows of both for a replaced site"));
    let results = fs::read_to_string(out.join("results.csv")).unwrap();
    assert!(
        results.contains("cohort.flow,course,overall,stored,all,count,2,"),
        "{results}"
    );
}
