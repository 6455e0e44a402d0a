//! What a store keeps of raw files and their mapping, and what `il2 verify` finds where it was altered.

use crate::bench::{il2, in_repository, run, said, scratch};
use crate::mappings_bench::{Ours, has, sha256_of};
use il2_outcomes::disk::Seal;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

#[test]
fn a_store_keeps_the_mapping_with_its_sha256_and_texts() {
    let ours = Ours::new();
    let sql = "SELECT DISTINCT export, name, version, mapping_sha256, parameters FROM mappings";
    let kept = ours.answer(&["--set", "word=held"], sql);
    let sha256 = sha256_of(&ours.path("ours"));
    let row = format!(
        "north,ours,1,{sha256},\"{{\"\"drug\"\":\"\"il-?2\"\",\"\"least\"\":0,\"\"word\"\":\"\"held\"\"}}\"\n"
    );
    assert!(kept.ends_with(&row), "{kept}");
    let files = ours.answer(
        &["--set", "word=held"],
        "SELECT file, sha256, text FROM mappings WHERE file = '_given.sql'",
    );
    has(&files, &["_given.sql,", "-- Rows of the drug."]);
    let raw = ours.answer(
        &["--set", "word=held"],
        "SELECT export, file, \"table\" FROM provenance",
    );
    assert_eq!(raw, "export,file,table\nnorth,north/mar.csv,mar\n");
}

#[test]
fn a_copy_of_a_built_in_mapping_has_its_sha256() {
    let folder = scratch();
    let sha256 = |mapping: &str, store: &str| {
        let store = folder.path().join(store);
        let mut ingest = il2();
        let raw = in_repository("tests/mappings/redcap/raw");
        let ingest = ingest.arg("ingest").arg(raw).args(["--mapping", mapping]);
        run(ingest.arg("--store").arg(&store), 0);
        let mut query = il2();
        let query = query
            .arg("query")
            .arg(store)
            .args(["--format", "csv", "--sql"]);
        let answer = run(query.arg("SELECT DISTINCT mapping_sha256 FROM mappings"), 0);
        String::from_utf8(answer.stdout).unwrap()
    };
    let copy = folder.path().join("copy");
    let mut init = il2();
    run(init.args(["mapping", "init", "redcap"]).arg(&copy), 0);
    let own = sha256("redcap", "a");
    assert_eq!(own, sha256(copy.to_str().unwrap(), "b"));
    assert_eq!(own, format!("mapping_sha256\n{}\n", sha256_of(&copy)));
}

/// Writes a manifest in the place of a store's, sealed.
fn write_manifest(store: &Path, manifest: &Value) {
    let bytes = serde_json::to_vec_pretty(manifest).unwrap();
    let seal = format!("{}  manifest.json\n", Seal::of(&bytes).sha256);
    fs::write(store.join("current/manifest.json"), bytes).unwrap();
    fs::write(store.join("current/manifest.sha256"), seal).unwrap();
}

#[test]
fn a_number_of_either_ledger_that_was_altered_and_sealed_is_found() {
    let ours = Ours::new();
    ours.raw("mar.csv", "pat_id,taken_time,amount\nP1,2031-05-02 10:00,1\nP1,never,1\nP1,2031-05-02 18:00,far\n,2031-05-02 18:00,1\n");
    ours.answer(&[], "SELECT 1");
    let store = ours.path("store");
    let verify = |exit_code| said(&run(il2().arg("verify").arg(&store), exit_code));
    let manifest: Value =
        serde_json::from_slice(&fs::read(store.join("current/manifest.json")).unwrap()).unwrap();
    write_manifest(&store, &manifest);
    verify(0);
    let export = "/exports/0";
    let mut pointers: Vec<String> = [
        "rows_read",
        "rows_in_sql",
        "rows_set_aside",
        "reasons/0/rows",
    ]
    .iter()
    .map(|name| format!("{export}/mapping/raw/0/{name}"))
    .collect();
    let files = manifest
        .pointer(&format!("{export}/files"))
        .unwrap()
        .as_array()
        .unwrap()
        .len();
    assert_eq!(files, 2);
    for file in 0..files {
        for name in ["rows_read", "rows_stored", "rows_set_aside"] {
            pointers.push(format!("{export}/files/{file}/{name}"));
        }
    }
    for pointer in pointers {
        let mut altered = manifest.clone();
        let number = altered
            .pointer_mut(&pointer)
            .unwrap_or_else(|| panic!("{pointer}"));
        *number = json!(number.as_u64().unwrap() + 1);
        write_manifest(&store, &altered);
        has(&verify(5), &["verification failed"]);
    }
    // The text of a SELECT, and the name under which the mapping is kept.
    for pointer in ["mapping/files/0/text", "mapping/sha256"] {
        let mut altered = manifest.clone();
        *altered.pointer_mut(&format!("{export}/{pointer}")).unwrap() = json!("x");
        write_manifest(&store, &altered);
        verify(5);
    }
}

#[test]
fn a_report_of_raw_files_is_verified_and_names_how_its_mapping_was_set() {
    let ours = Ours::new();
    let report = ours.path("report");
    let mut command = il2();
    command
        .arg("report")
        .arg(ours.path("raw"))
        .arg("--out")
        .arg(&report);
    command.arg("--mapping").arg(ours.path("ours"));
    run(command.args(["--set", "least=3", "--dates", "mdy"]), 0);
    let record: Value =
        serde_json::from_slice(&fs::read(report.join("run.json")).unwrap()).unwrap();
    assert_eq!(record["options"]["mapping"], "ours");
    assert_eq!(record["options"]["set"], json!(["least=3"]));
    assert_eq!(record["options"]["dates"], "mdy");
    assert_eq!(record["mappings"][0]["name"], "ours");
    assert!(record["mappings"][0].get("text").is_none());
    let page = fs::read_to_string(report.join("report.html")).unwrap();
    has(&page, &["--mapping ours", "--set least=3", "--dates mdy"]);
    let told = run(il2().arg("verify").arg(&report), 0).stdout;
    let told = String::from_utf8(told).unwrap();
    has(
        &told,
        &[
            "(options.mapping)",
            "(options.set)",
            "(options.dates)",
            "verified: ",
        ],
    );
    // A report of a store names none.
    let sql = "SELECT 1";
    ours.answer(&[], sql);
    let (store, second) = (ours.path("store"), ours.path("second"));
    run(il2().arg("report").arg(&store).arg("--out").arg(&second), 0);
    let record: Value =
        serde_json::from_slice(&fs::read(second.join("run.json")).unwrap()).unwrap();
    assert!(record["options"].get("mapping").is_none());
    assert_eq!(record["mappings"][0]["name"], "ours");
}
