//! `run.json`: what was run, on what, and what came out.

use super::arguments::Kind;
use super::clock;
use super::failure::Failure;
use super::output::entries;
use super::recorded_options::RecordedOptions;
use super::report_files::{CERTIFICATE_JSON, CERTIFICATE_TEXT, OF_STORE, RUN_JSON, STORE};
use super::review::ReviewRecord;
use crate::disk::{Seal, at, read_plain, sweep};
use crate::facts::{DoseMap, SafetyFacts};
use crate::store::{
    ExportRecord, LedgerRow, Manifest, MappingSource, Snapshot, SourceFile, foreign_entry,
};
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// The list of files of a snapshot.
const MANIFEST: &str = "manifest.json";

/// A run: of which program, with which options, on which files, with which outcome.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RunRecord {
    pub(super) program: String,
    pub(super) version: String,
    pub(super) command: String,
    /// Whether any of its courses never happened.
    #[serde(default)]
    pub(super) simulated: bool,
    pub(super) options: RecordedOptions,
    /// When it ended; the one thing here that changes from run to run.
    pub(super) finished_at: String,
    pub(super) inputs: Vec<FileHash>,
    pub(super) outputs: Vec<FileHash>,
    pub(super) rows: Vec<Conservation>,
    /// The files of mappings that made exports of raw files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) mappings: Vec<MappingRecord>,
}

/// A file and the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileHash {
    pub(super) file: String,
    pub(super) sha256: String,
}

/// Rows read = rows stored + rows quarantined.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Conservation {
    pub(super) file: String,
    pub(super) rows_read: u64,
    /// Absent of a raw file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows_stored: Option<u64>,
    #[serde(rename = "rows_set_aside")]
    pub(super) rows_quarantined: u64,
    /// Rows of a raw file that SQL saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows_in_sql: Option<u64>,
}

/// A file of the mapping that made an export; its text is in the store.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MappingRecord {
    pub(super) export: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) mapping_sha256: String,
    /// JSON: every parameter, and what else the command line said.
    pub(super) parameters: String,
    pub(super) file: String,
    pub(super) sha256: String,
}

impl MappingRecord {
    /// Those of all exports that mappings made.
    pub(super) fn of(manifest: &Manifest) -> Vec<Self> {
        let mut all = Vec::new();
        for export in &manifest.exports {
            let mapping: Option<&MappingSource> = export.mapping.as_ref();
            if let Some(mapping) = mapping {
                all.extend(mapping.files.iter().map(|file| Self {
                    export: export.name.clone(),
                    name: mapping.name.clone(),
                    version: mapping.version.clone(),
                    mapping_sha256: mapping.sha256.clone(),
                    parameters: mapping.parameters.clone(),
                    file: file.file.clone(),
                    sha256: file.sha256.clone(),
                }));
            }
        }
        all
    }
}

impl Conservation {
    /// That of every file of a snapshot's exports.
    pub(super) fn of(manifest: &Manifest) -> Vec<Self> {
        let rows = manifest
            .ledger()
            .into_iter()
            .map(|row: LedgerRow<'_>| Self {
                file: row.file.to_owned(),
                rows_read: row.rows_read,
                rows_stored: row.rows_stored,
                rows_quarantined: row.rows_quarantined,
                rows_in_sql: row.rows_in_sql,
            });
        rows.collect()
    }
}

impl RunRecord {
    /// The record of a report on the snapshot with this manifest.
    pub(super) fn new(
        options: RecordedOptions,
        inputs: Vec<FileHash>,
        manifest: &Manifest,
        outputs: Vec<FileHash>,
    ) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: "report".to_owned(),
            simulated: manifest.is_simulated(),
            options,
            finished_at: clock::timestamp(),
            inputs,
            outputs,
            rows: Conservation::of(manifest),
            mappings: MappingRecord::of(manifest),
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).expect("a record has texts for keys");
        json.push(b'\n');
        json
    }

    /// The record in a folder, where it holds one of this program.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        Self::parse(&read_plain(&folder.join(RUN_JSON)).ok()?).ok()
    }

    /// Whether this version of the program made the report.
    pub(super) fn is_of_this_version(&self) -> bool {
        self.version == env!("CARGO_PKG_VERSION")
    }

    /// The files of the report, without those of its store.
    pub(super) fn outputs_of_report(&self) -> impl Iterator<Item = &FileHash> {
        let outputs = self.outputs.iter();
        outputs.filter(|file| !file.file.starts_with(OF_STORE))
    }

    /// The files of the report's own store.
    pub(super) fn outputs_of_store(&self) -> impl Iterator<Item = &FileHash> {
        let outputs = self.outputs.iter();
        outputs.filter(|file| file.file.starts_with(OF_STORE))
    }

    /// The record that bytes hold; else why they hold none.
    pub(super) fn parse(json: &[u8]) -> Result<Self, String> {
        // What serde says may repeat a value.
        let record: Self = serde_json::from_slice(json)
            .map_err(|error| format!("line {}: no record of a report", error.line()))?;
        if record.program == env!("CARGO_PKG_NAME") && record.command == "report" {
            Ok(record)
        } else {
            Err("program, command: not those of `il2 report`".to_owned())
        }
    }
}

/// The files that a report on a snapshot was made from: the definition that an option names, those of the exports, of a
/// store that was given by its path what was read of it, and the annotations that an option names.
pub(super) fn recorded_inputs(
    options: &RecordedOptions,
    snapshot: &Snapshot,
    is_of_store: bool,
) -> Result<Vec<FileHash>, Failure> {
    let hash = |(name, text): (&str, &str)| FileHash {
        file: name.to_owned(),
        sha256: Seal::of(text.as_bytes()).sha256,
    };
    let mut inputs: Vec<FileHash> = options.definition_file()?.map(hash).into_iter().collect();
    let exports = snapshot.manifest().exports.iter();
    inputs.extend(
        exports
            .flat_map(ExportRecord::sources)
            .map(|file: SourceFile<'_>| FileHash {
                file: file.file.to_owned(),
                sha256: file.sha256.to_owned(),
            }),
    );
    if is_of_store {
        inputs.extend(store_inputs(
            snapshot,
            options.kind != Kind::Safety,
            options.review.is_some(),
        )?);
    }
    let review = options.review.as_ref();
    let events = review.map(ReviewRecord::events_file).transpose()?;
    inputs.extend(events.flatten().map(hash));
    Ok(inputs)
}

/// The manifest of a snapshot and what a report reads of its files, as inputs: the facts, for a cohort report the doses,
/// and for a review some of its tables. A file that is not what the manifest says is refused.
fn store_inputs(
    snapshot: &Snapshot,
    has_cohort: bool,
    has_review: bool,
) -> Result<Vec<FileHash>, Failure> {
    let is_read = |table: &str| {
        table.starts_with("facts_")
            || has_cohort && table == DoseMap::TABLE
            || has_review && SafetyFacts::TABLES.contains(&table)
    };
    let manifest = snapshot.folder().join(MANIFEST);
    let mut inputs = vec![FileHash {
        file: format!("{OF_STORE}{MANIFEST}"),
        sha256: Seal::of_file(&manifest).map_err(at(&manifest))?.sha256,
    }];
    for file in &snapshot.manifest().files {
        let is_of_table = file.path.split_once('/');
        if is_of_table.is_some_and(|(table, _)| is_read(table)) {
            snapshot.compare(&file.path)?;
            inputs.push(FileHash {
                file: format!("{OF_STORE}{}", file.path),
                sha256: file.sha256.clone(),
            });
        }
    }
    inputs.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(inputs)
}

/// The hashes of all files in a folder, links not followed, by their path in it; of its own entries only those that are
/// wanted.
pub(super) fn hash_files(
    folder: &Path,
    prefix: &str,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<FileHash>, Failure> {
    let mut hashes = Vec::new();
    for name in entries(folder)? {
        let (path, name) = (folder.join(&name), name.to_string_lossy());
        if !is_wanted(&name) {
            continue;
        }
        let shown = format!("{prefix}{name}");
        let kind = fs::symlink_metadata(&path).map_err(at(&path))?.file_type();
        if kind.is_dir() {
            hashes.extend(hash_files(&path, &format!("{shown}/"), &|_| true)?);
        } else if kind.is_file() {
            let seal = Seal::of_file(&path).map_err(at(&path))?;
            hashes.push(FileHash {
                file: shown,
                sha256: seal.sha256,
            });
        }
    }
    // `tables.xlsx` comes before what the folder `tables` holds.
    hashes.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(hashes)
}

/// Refuses a folder that holds anything other than an earlier report.
///
/// A file is part of an earlier report where its `run.json` lists it; what the report's own store holds is the store's.
pub(super) fn refuse_foreign(folder: &Path) -> Result<(), Failure> {
    let occupied = |entry: String| Failure::Occupied {
        path: folder.to_path_buf(),
        entry,
    };
    let record = RunRecord::read(folder);
    if record.is_some() {
        // What a killed `il2 verify` left.
        sweep(folder);
    }
    let found = entries(folder)?;
    let Some(first) = found.first() else {
        return Ok(());
    };
    let shown = |name: &OsStr| name.to_string_lossy().into_owned();
    let Some(record) = record else {
        return Err(occupied(shown(first)));
    };
    let is_listed = |file: &str| {
        [CERTIFICATE_JSON, CERTIFICATE_TEXT].contains(&file)
            || record.outputs.iter().any(|output| output.file == file)
    };
    for name in found {
        let (path, name) = (folder.join(&name), shown(&name));
        if path.is_dir() && name != STORE {
            if let Some(file) = unlisted(&path, &name, &is_listed)? {
                return Err(occupied(file));
            }
        } else if name != STORE && name != RUN_JSON && !is_listed(&name) {
            return Err(occupied(name));
        }
    }
    match foreign_entry(&folder.join(STORE)) {
        Some(entry) => Err(occupied(format!("{STORE}/{entry}"))),
        None => Ok(()),
    }
}
/// The first file in a folder of a report, or in those within it, that is not listed; an empty one within it is none of the
/// report's either, and links are not followed.
fn unlisted(
    folder: &Path,
    prefix: &str,
    is_listed: &dyn Fn(&str) -> bool,
) -> Result<Option<String>, Failure> {
    for name in entries(folder)? {
        let path = folder.join(&name);
        let file = format!("{prefix}/{}", name.to_string_lossy());
        let is_folder = fs::symlink_metadata(&path).map_err(at(&path))?.is_dir();
        if is_folder && !entries(&path)?.is_empty() {
            if let Some(found) = unlisted(&path, &file, is_listed)? {
                return Ok(Some(found));
            }
        } else if !is_listed(&file) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
