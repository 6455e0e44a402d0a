//! `run.json`: what was run, on what, and what came out.

use super::arguments::{Decimal, Kind, Report};
use super::clock;
use super::failure::Failure;
use super::output::entries;
use super::report_files::{
    CERTIFICATE_JSON, CERTIFICATE_TEXT, OF_STORE, RUN_JSON, STORE, file_name,
};
use super::review::ReviewRecord;
use crate::disk::{Seal, at, read_plain, sweep};
use crate::ingest::QuarantineLimits;
use crate::measures::safety::ReviewOptions;
use crate::store::{Manifest, Snapshot, foreign_entry};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
}

/// The options of a report.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordedOptions {
    pub(super) kind: Kind,
    /// The last part of the source's path.
    pub(super) source: String,
    pub(super) by: Vec<String>,
    #[serde(default)]
    pub(super) p_values: bool,
    #[serde(rename = "where", default)]
    pub(super) selection: Option<String>,
    pub(super) title: Option<String>,
    pub(super) definition: Option<String>,
    pub(super) site: Option<String>,
    pub(super) max_quarantine: f64,
    /// The shares of single classes, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) max_quarantine_of_class: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) decimal: Decimal,
    /// The options of the safety review, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) review: Option<ReviewRecord>,
}

impl RecordedOptions {
    /// The options as typed, of files their names alone.
    pub(super) fn of(arguments: &Report, limits: &QuarantineLimits) -> Self {
        let of_class = limits.of_class.iter();
        Self {
            kind: arguments.kind,
            source: file_name(&arguments.source),
            by: arguments.by.clone(),
            p_values: arguments.p_values,
            selection: arguments.selection.clone(),
            title: arguments.title.clone(),
            definition: arguments.definition.as_deref().map(file_name),
            site: arguments.reading.site.clone(),
            max_quarantine: limits.share,
            max_quarantine_of_class: of_class
                .map(|(class, share)| (class.name().to_owned(), *share))
                .collect(),
            decimal: arguments.reading.decimal,
            review: ReviewRecord::of(arguments),
        }
    }

    /// The options of the safety review; `None` where there is none.
    pub(super) fn review_options(&self) -> Option<ReviewOptions> {
        let review = self.review.as_ref()?;
        Some(review.options(self.selection.is_some(), self.p_values))
    }
}

/// A file and the SHA-256 of its bytes.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileHash {
    pub(super) file: String,
    pub(super) sha256: String,
}

/// Rows read = rows stored + rows quarantined.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Conservation {
    pub(super) file: String,
    pub(super) rows_read: u64,
    pub(super) rows_stored: u64,
    #[serde(rename = "rows_set_aside")]
    pub(super) rows_quarantined: u64,
}

impl RunRecord {
    /// The record of a report on the snapshot with this manifest.
    pub(super) fn new(
        options: RecordedOptions,
        inputs: Vec<FileHash>,
        manifest: &Manifest,
        outputs: Vec<FileHash>,
    ) -> Self {
        let files = manifest.exports.iter().flat_map(|export| &export.files);
        let rows = files.map(|file| Conservation {
            file: file.file.clone(),
            rows_read: file.rows_read,
            rows_stored: file.rows_stored,
            rows_quarantined: file.rows_quarantined,
        });
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: "report".to_owned(),
            simulated: manifest.is_simulated(),
            options,
            finished_at: clock::timestamp(),
            inputs,
            outputs,
            rows: rows.collect(),
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).expect("a record has texts for keys");
        json.push(b'\n');
        json
    }

    /// The record in a folder, where it holds one of this program.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let record: Self =
            serde_json::from_slice(&read_plain(&folder.join(RUN_JSON)).ok()?).ok()?;
        (record.program == env!("CARGO_PKG_NAME") && record.command == "report").then_some(record)
    }
}

/// The manifest of a snapshot and those of its files that are wanted by the names of their tables, as inputs: a file that
/// is not what the manifest says is refused.
pub(super) fn store_inputs(
    snapshot: &Snapshot,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<FileHash>, Failure> {
    let manifest = snapshot.folder().join(MANIFEST);
    let mut inputs = vec![FileHash {
        file: format!("{OF_STORE}{MANIFEST}"),
        sha256: Seal::of_file(&manifest).map_err(at(&manifest))?.sha256,
    }];
    for file in &snapshot.manifest().files {
        let is_of_table = file.path.split_once('/');
        if is_of_table.is_some_and(|(table, _)| is_wanted(table)) {
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
            for inner in entries(&path)? {
                let file = format!("{name}/{}", shown(&inner));
                if !is_listed(&file) {
                    return Err(occupied(file));
                }
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
