//! Every alteration of a report that is resealed in `run.json` is found, and so is every alteration of `run.json` but of
//! what the certificate takes on trust.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::cli::arguments::{Arguments, Command};
use crate::cli::report;
use clap::Parser;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

/// A report of every kind on the smallest sample, with its files as they are made again.
struct Tiny {
    folder: tempfile::TempDir,
    json: Vec<u8>,
    record: RunRecord,
    snapshot: Snapshot,
    made: Vec<(String, Vec<u8>)>,
    progress: Progress,
}

impl Tiny {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("report");
        let export = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/tiny");
        let typed = ["il2", "-q", "report", export, "--kind", "all", "--out"];
        let typed = typed.into_iter().chain(out.to_str());
        let arguments = Arguments::try_parse_from(typed).unwrap();
        let Command::Report(of_report) = &arguments.command else {
            unreachable!("it is typed above");
        };
        let voice = Voice::new(&arguments.speech);
        let progress = voice.progress("computing");
        report::run(of_report, voice, &Watch::default()).unwrap();
        let json = fs::read(out.join(RUN_JSON)).unwrap();
        let record = RunRecord::parse(&json).unwrap();
        let snapshot = Snapshot::open(&out.join("store")).unwrap();
        let content = ReportContent::of(&record.options, &Watch::default()).unwrap();
        let cohort = cohort(&snapshot, None, &Watch::default()).unwrap();
        let numbers = ReportNumbers::compute(&content, cohort, &snapshot, &progress).unwrap();
        let made = Mutex::default();
        let keep = |name: &str, bytes: &[u8]| {
            let file = (name.to_owned(), bytes.to_vec());
            Vec::push(&mut made.lock().unwrap(), file);
            Ok(())
        };
        numbers.make_files(&content, &snapshot, &keep).unwrap();
        Self {
            folder,
            json,
            record,
            snapshot,
            made: made.into_inner().unwrap(),
            progress,
        }
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    /// What is found in the report's files, given the lines of a record.
    fn of_files(&self, record: &RunRecord) -> Vec<String> {
        let outputs = OutputProof::begin(&self.report()).unwrap();
        for (name, bytes) in &self.made {
            outputs.compare(name, bytes).unwrap();
        }
        outputs.faults(record.outputs_of_report(), true)
    }

    /// What is found where `run.json` holds this.
    fn of_record(&self, json: &Value) -> Vec<String> {
        let bytes = serde_json::to_vec(json).unwrap();
        let record = match RunRecord::parse(&bytes) {
            Ok(record) => record,
            Err(fault) => return vec![fault],
        };
        let report = self.report();
        let verification = Verification {
            report: &report,
            store: &report.join("store"),
            json: &bytes,
            record: &record,
        };
        let mut faults = verification.record_faults(&self.snapshot).unwrap();
        let as_made: Value = serde_json::from_slice(&self.json).unwrap();
        // Options alone change what is made.
        if as_made["options"] == json["options"] {
            faults.extend(self.of_files(&record));
            return faults;
        }
        let outputs = OutputProof::begin(&report).unwrap();
        match make_again(&record, &self.snapshot, Some(&outputs), &self.progress).unwrap() {
            Ok(_) => faults.extend(outputs.faults(record.outputs_of_report(), true)),
            Err(fault) => faults.push(fault),
        }
        faults
    }

    /// The record with one line resealed.
    fn resealed(&self, name: &str, sha256: Option<String>) -> RunRecord {
        let mut record = RunRecord::parse(&self.json).unwrap();
        record.outputs.retain(|file| file.file != name);
        record.outputs.extend(sha256.map(|sha256| FileHash {
            file: name.to_owned(),
            sha256,
        }));
        record
    }
}

#[test]
fn every_altered_file_is_found_although_run_json_has_its_new_hash() {
    let tiny = Tiny::new();
    assert_eq!(tiny.of_files(&tiny.record), [""; 0]);
    assert_eq!(tiny.made.len(), tiny.record.outputs_of_report().count());
    assert!(tiny.made.len() > 60, "{}", tiny.made.len());
    for (name, bytes) in &tiny.made {
        let path = tiny.report().join(name);
        let middle = bytes.len() / 2;
        let mut altered = bytes.clone();
        let place = if std::str::from_utf8(bytes).is_ok() {
            let end = bytes[middle..].iter().position(|byte| *byte == b'\n');
            let end = middle + end.unwrap();
            altered.splice(end..end, *b" no patient died");
            let lines = bytes[..end].iter().filter(|byte| **byte == b'\n');
            format!("line {}", lines.count() + 1)
        } else {
            altered[middle] ^= 1;
            format!("byte {}", middle + 1)
        };
        fs::write(&path, &altered).unwrap();
        let record = tiny.resealed(name, Some(Seal::of(&altered).sha256));
        let what = "is not what this program makes from the store and the options of run.json";
        let altered = [format!("{name}: {what}, first at {place}")];
        assert_eq!(tiny.of_files(&record), altered);
        // A file that is gone with its line.
        fs::remove_file(&path).unwrap();
        let gone = [format!("{name}: is missing, and is not in run.json")];
        assert_eq!(tiny.of_files(&tiny.resealed(name, None)), gone);
        fs::write(&path, bytes).unwrap();
    }
    // A file that came with a line.
    for name in [
        "figures/survival_by_hand.png",
        "summary.csv",
        "other/notes.txt",
    ] {
        let path = tiny.report().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "x").unwrap();
        let record = tiny.resealed(name, Some(Seal::of(b"x").sha256));
        let what = "is no file of a report with the options of run.json";
        assert_eq!(tiny.of_files(&record), [format!("{name}: {what}")]);
        fs::remove_file(&path).unwrap();
    }
}

/// Changes every value of a record, one after another, adds to every list and takes from it, and gives each record with
/// the entry that was changed.
fn alterations(record: &Value) -> Vec<(String, Value)> {
    fn walk(value: &Value, path: &str, change: &dyn Fn(&str, Value)) {
        match value {
            Value::Object(entries) => {
                for (name, inner) in entries {
                    let dot = if path.is_empty() { "" } else { "." };
                    let change_inner = |path: &str, changed: Value| {
                        let mut entries = entries.clone();
                        entries.insert(name.clone(), changed);
                        change(path, Value::Object(entries));
                    };
                    walk(inner, &format!("{path}{dot}{name}"), &change_inner);
                }
                let mut more = entries.clone();
                more.insert("more".to_owned(), json!(1));
                change(&format!("{path} with more"), Value::Object(more));
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let mut fewer = items.clone();
                    fewer.remove(index);
                    change(&format!("{path} without [{index}]"), Value::Array(fewer));
                    let change_inner = |path: &str, changed: Value| {
                        let mut items = items.clone();
                        items[index] = changed;
                        change(path, Value::Array(items));
                    };
                    walk(item, &format!("{path}[{index}]"), &change_inner);
                }
                let mut more = items.clone();
                more.push(items.first().cloned().unwrap_or(json!("x")));
                change(&format!("{path} with more"), Value::Array(more));
            }
            Value::Null => change(path, json!("x")),
            Value::Bool(is_so) => change(path, json!(!is_so)),
            Value::Number(number) => match number.as_u64() {
                Some(number) => change(path, json!(number + 1)),
                None => change(path, json!(number.as_f64().unwrap() * 2.0)),
            },
            Value::String(text) => change(path, json!(format!("{text}x"))),
        }
    }
    let all = Mutex::new(Vec::new());
    let keep = |path: &str, changed| all.lock().unwrap().push((path.to_owned(), changed));
    walk(record, "", &keep);
    all.into_inner().unwrap()
}

/// What a certificate takes on trust of a report with neither a definition nor annotations.
const ON_TRUST: [&str; 5] = [
    "finished_at",
    "options.source",
    "options.site",
    "options.max_quarantine",
    "options.decimal",
];

#[test]
fn every_altered_entry_of_run_json_is_found_or_named_as_taken_on_trust() {
    let tiny = Tiny::new();
    let as_made: Value = serde_json::from_slice(&tiny.json).unwrap();
    assert_eq!(tiny.of_record(&as_made), [""; 0]);
    let named: Vec<&str> = on_trust(&tiny.record, true)
        .iter()
        .map(|it| it.what)
        .collect();
    assert_eq!(named, [&ON_TRUST[..], &["store"]].concat());
    let mut all = alterations(&as_made);
    // Values that another report could have.
    let with = |pointers: &[(&str, Value)]| {
        let mut altered = as_made.clone();
        for (pointer, value) in pointers {
            *altered.pointer_mut(pointer).unwrap() = value.clone();
        }
        (format!("{pointers:?}"), altered)
    };
    let review = "/options/review";
    all.extend([
        with(&[("/options/kind", json!("cohort"))]),
        with(&[("/options/kind", json!("safety"))]),
        with(&[("/options/kind", json!("cohort")), (review, json!(null))]),
        with(&[("/options/by", json!(["sex"]))]),
        with(&[("/options/by", json!(["none"]))]),
        with(&[("/options/where", json!("ecog < 9"))]),
        with(&[("/options/where", json!("course_id IS NOT NULL"))]),
        with(&[("/options/review/baseline", json!("1..1"))]),
        with(&[("/options/review/rules", json!("none"))]),
        with(&[("/options/review/rules", json!("nelson"))]),
        with(&[("/options/review/eras", json!(["1..1", "2..2"]))]),
        with(&[("/options/review/rebase", json!(["2"]))]),
        with(&[("/options/review/p0", json!([["serious_harm", 0.02]]))]),
        with(&[("/options/review/courses_a_year", json!(41.0))]),
    ]);
    assert!(all.len() > 300, "{}", all.len());
    let is_on_trust = |path: &str| ON_TRUST.contains(&path);
    let missed: Vec<&str> = all
        .iter()
        .filter(|(path, json)| !is_on_trust(path) && tiny.of_record(json).is_empty())
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(missed, [""; 0]);
}
