//! Whether `run.json` says of a report's sources what its store says, and nothing else.
//!
//! Takes the record and the snapshot that the report was made from; gives faults that name the entry of `run.json`.

use super::failure::Failure;
use super::report_files::{OF_STORE, RUN_JSON, STORE};
use super::run_record::{
    Conservation, FileHash, MappingRecord, RunRecord, hash_files, recorded_inputs,
};
use crate::store::Snapshot;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The record of a report beside its sources.
#[derive(Debug)]
pub(super) struct RecordProof<'a> {
    pub(super) record: &'a RunRecord,
    /// The bytes of `run.json`.
    pub(super) json: &'a [u8],
    /// The store, and its snapshot that the report was made from.
    pub(super) store: &'a Path,
    pub(super) snapshot: &'a Snapshot,
    /// Whether the store is the report's own, made with it from exports.
    pub(super) is_own: bool,
}

impl RecordProof<'_> {
    /// What is not as it should be.
    pub(super) fn faults(&self) -> Result<Vec<String>, Failure> {
        let (record, manifest) = (self.record, self.snapshot.manifest());
        let mut faults = Vec::new();
        // Another version may write other entries.
        if record.is_of_this_version() {
            let written: Value = serde_json::from_slice(self.json).expect("it was parsed before");
            let read = serde_json::to_value(record).expect("a record has texts for keys");
            compare_values("", &read, &written, &mut faults);
        }
        if self.is_own && record.version != manifest.program_version {
            let what = "is not the version that wrote the report's store";
            faults.push(format!("{RUN_JSON}: version: {what}"));
        }
        if record.simulated != manifest.is_simulated() {
            let what = "is not what the store says";
            faults.push(format!("{RUN_JSON}: simulated: {what}"));
        }
        self.compare_inputs(&mut faults)?;
        let rows = Conservation::of(manifest);
        compare_lists("rows", &rows, &record.rows, |row| &row.file, &mut faults);
        let mappings = MappingRecord::of(manifest);
        let listed = &record.mappings;
        compare_lists("mappings", &mappings, listed, |it| &it.file, &mut faults);
        if self.is_own {
            let there = hash_files(self.store, OF_STORE, &|_| true)?;
            let listed: Vec<FileHash> = record.outputs_of_store().cloned().collect();
            compare_lists("outputs", &there, &listed, |file| &file.file, &mut faults);
        }
        Ok(faults)
    }

    /// Files that options name are proved by their recorded texts, which another version may not have recorded.
    fn compare_inputs(&self, faults: &mut Vec<String>) -> Result<(), Failure> {
        let record = self.record;
        if record.is_of_this_version() {
            match recorded_inputs(&record.options, self.snapshot, !self.is_own) {
                Ok(inputs) => {
                    compare_lists("inputs", &inputs, &record.inputs, |it| &it.file, faults);
                }
                // The options are proved by what they give.
                Err(Failure::Option { .. }) => {}
                Err(failure) => return Err(failure),
            }
            return Ok(());
        }
        let options = record.options.of_numbers_alone();
        let inputs = recorded_inputs(&options, self.snapshot, !self.is_own)?;
        let named = record.options.named_files();
        let listed = record.inputs.iter();
        let listed = listed.filter(|file| !named.contains(&file.file.as_str()));
        let listed: Vec<FileHash> = listed.cloned().collect();
        compare_lists("inputs", &inputs, &listed, |it| &it.file, faults);
        Ok(())
    }
}

/// Whether a report has a store of its own: it lies there, or `run.json` lists it.
pub(super) fn has_own_store(report: &Path, record: &RunRecord) -> bool {
    report.join(STORE).symlink_metadata().is_ok() || record.outputs_of_store().next().is_some()
}

/// Compares a list of `run.json` with what it should be, entry by entry, by the names of their files.
fn compare_lists<T: PartialEq>(
    list: &str,
    expected: &[T],
    listed: &[T],
    name: impl Fn(&T) -> &str,
    faults: &mut Vec<String>,
) {
    if expected == listed {
        return;
    }
    let by_name = |entries: &'_ [T]| {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            by_name
                .entry(name(entry).to_owned())
                .or_default()
                .push(index);
        }
        by_name
    };
    let (expected_by, listed_by) = (by_name(expected), by_name(listed));
    let names: BTreeSet<&String> = expected_by.keys().chain(listed_by.keys()).collect();
    let before = faults.len();
    for name in names {
        let indices = |by: &BTreeMap<String, Vec<usize>>| by.get(name).cloned();
        let what = match (indices(&expected_by), indices(&listed_by)) {
            (Some(_), None) => "is missing",
            (None, _) => "is nothing that the report was made with",
            (Some(expected), Some(listed)) if expected.len() > listed.len() => {
                "is missing where it is there more than once"
            }
            (Some(expected), Some(listed)) if expected.len() < listed.len() => {
                "is there more than once"
            }
            (Some(of_expected), Some(of_listed)) => {
                let mut pairs = of_expected.iter().zip(&of_listed);
                if pairs.all(|(a, b)| expected[*a] == listed[*b]) {
                    continue;
                }
                "is not what the report was made with"
            }
        };
        faults.push(format!("{RUN_JSON}: {list}: {name}: {what}"));
    }
    if faults.len() == before {
        faults.push(format!("{RUN_JSON}: {list}: not in the order of the store"));
    }
}

/// Compares what `run.json` holds with what a record of this program holds, entry by entry.
fn compare_values(path: &str, read: &Value, written: &Value, faults: &mut Vec<String>) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let names: BTreeSet<&String> = read.keys().chain(written.keys()).collect();
            for name in names {
                let dot = if path.is_empty() { "" } else { "." };
                let inner = format!("{path}{dot}{name}");
                match (read.get(name), written.get(name)) {
                    (Some(read), Some(written)) => compare_values(&inner, read, written, faults),
                    (Some(_), None) => faults.push(format!("{RUN_JSON}: {inner}: is missing")),
                    (None, _) => {
                        faults.push(format!("{RUN_JSON}: {inner}: is no entry of a record"));
                    }
                }
            }
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            for (index, (read, written)) in read.iter().zip(written).enumerate() {
                compare_values(&format!("{path}[{index}]"), read, written, faults);
            }
        }
        _ if read == written => {}
        _ => faults.push(format!(
            "{RUN_JSON}: {path}: is not as this program writes it"
        )),
    }
}
