//! The mapping that made an export of raw files, as the manifest keeps it.

use super::reason_record::ReasonRecord;
use crate::ingest::{MappedExport, RawFile};
use serde::{Deserialize, Serialize};

/// The mapping that made an export of raw files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingSource {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the lines `<sha256>  <file>` of its files, in byte order of their names.
    pub sha256: String,
    /// JSON: every parameter, and what else the command line said.
    pub parameters: String,
    /// Its files, in byte order of their names.
    pub files: Vec<MappingFileRecord>,
    /// The raw files, in byte order of their names.
    pub raw: Vec<RawRecord>,
}

/// A file of a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingFileRecord {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// A raw file: every row was seen by SQL or quarantined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawRecord {
    /// Folder and file.
    pub file: String,
    /// The raw table that it is of.
    pub table: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Records read.
    pub rows_read: u64,
    /// Rows that SQL saw.
    pub rows_in_sql: u64,
    /// Rows quarantined.
    #[serde(rename = "rows_set_aside")]
    pub rows_quarantined: u64,
    /// Rows that SQL saw and no row names that the mapping gave, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_unnamed: Option<u64>,
    /// Headers of columns that the mapping does not declare.
    pub undeclared_columns: Vec<String>,
    /// Rows quarantined, by reason.
    pub reasons: Vec<ReasonRecord>,
}

impl From<&RawFile> for RawRecord {
    fn from(raw: &RawFile) -> Self {
        let reason = |reason| ReasonRecord::of(reason, &raw.file);
        Self {
            file: raw.file.clone(),
            table: raw.table.clone(),
            sha256: raw.sha256.clone(),
            rows_read: raw.rows,
            rows_in_sql: raw.rows_in_sql(),
            rows_quarantined: raw.quarantined.len() as u64,
            rows_unnamed: raw.unnamed_rows,
            undeclared_columns: raw.undeclared.clone(),
            reasons: raw.reasons().into_iter().map(reason).collect(),
        }
    }
}

impl From<&MappedExport> for MappingSource {
    fn from(export: &MappedExport) -> Self {
        let mapping = &export.mapping;
        let files = mapping.files.iter().map(|file| MappingFileRecord {
            file: file.file.clone(),
            sha256: file.sha256.clone(),
            text: file.text.clone(),
        });
        Self {
            name: mapping.name.clone(),
            version: mapping.version.clone(),
            sha256: mapping.sha256.clone(),
            parameters: mapping.parameters.clone(),
            files: files.collect(),
            raw: export.raw.iter().map(Into::into).collect(),
        }
    }
}

impl MappingSource {
    /// Its counts of rows.
    pub(super) fn counts(&self) -> impl Iterator<Item = u64> {
        self.raw.iter().flat_map(|raw| {
            let reasons = raw.reasons.iter().map(|reason| reason.rows);
            let rows = [raw.rows_read, raw.rows_in_sql, raw.rows_quarantined];
            reasons.chain(rows).chain(raw.rows_unnamed)
        })
    }
}
