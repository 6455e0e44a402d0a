//! What a snapshot holds, and where it came from.

use super::layout::site_file;
use super::mapping_source::MappingSource;
use super::own_record::OwnRecord;
use super::reason_record::ReasonRecord;
use crate::ingest::quality::Check;
use crate::ingest::{FileLedger, Note, Unlisted, Warning};
use crate::model::{OwnColumn, all_own_columns};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// The format of stores that this program writes. Format 1 did not list its files; format 2 had fewer columns, and did
/// not say what is simulated; format 3 did not have the events that a name joins; format 4 had no
/// mappings; format 5 had nothing that is counted from values.
pub(super) const FORMAT: u32 = 6;

/// All rows and bytes of a store together are fewer.
const MOST_COUNTED: u64 = 1 << 48;

/// What a snapshot holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The store's format.
    pub format: u32,
    /// The snapshot's number, from 1.
    pub snapshot: u64,
    /// The program's version.
    pub program_version: String,
    /// Sites in the order of their names.
    pub sites: Vec<SiteRecord>,
    /// Exports of which a site is stored, in the order in which they came.
    pub exports: Vec<ExportRecord>,
    /// All files of the snapshot but the manifest and its seal, in the order of their paths.
    pub files: Vec<StoredFile>,
}

impl Manifest {
    /// The format that a manifest states, whatever else stands in it.
    pub(super) fn format_of(bytes: &[u8]) -> Option<u32> {
        #[derive(Deserialize)]
        struct Stated {
            format: u32,
        }
        let stated: Stated = serde_json::from_slice(bytes).ok()?;
        Some(stated.format)
    }

    /// Whether any of its courses never happened: a site that is stored came in a simulated export.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        let stored: HashSet<u32> = self.sites.iter().map(|site| site.export).collect();
        let mut simulated = self.exports.iter().filter(|export| export.is_simulated);
        simulated.any(|export| stored.contains(&export.number))
    }

    /// The own columns of all sites, in the order of tables and names.
    #[must_use]
    pub fn own_columns(&self) -> Vec<OwnColumn> {
        let of_sites = self.sites.iter().flat_map(|site| &site.own_columns);
        let of_sites: Vec<OwnColumn> = of_sites.filter_map(OwnRecord::column).collect();
        all_own_columns(of_sites.iter())
    }

    /// Whether its numbers are those of a store, so that they can be counted on and added up.
    pub(super) fn is_countable(&self) -> bool {
        let of_files = self.files.iter().flat_map(|file| [file.rows, file.bytes]);
        let of_exports = self.exports.iter().flat_map(|export| {
            let files = export.files.iter().flat_map(|file| {
                let reasons = file.reasons.iter().map(|reason| reason.rows);
                reasons.chain([file.rows_read, file.rows_stored, file.rows_quarantined])
            });
            let raw = export.mapping.iter().flat_map(MappingSource::counts);
            files
                .chain(raw)
                .chain(export.replaced_rows.values().copied())
        });
        let counts = of_files.chain(of_exports).chain([self.snapshot]);
        // The number of a site is the upper half of its keys.
        let numbers = self.sites.iter().map(|site| site.number);
        let mut numbers = numbers.chain(self.exports.iter().map(|export| export.number));
        counts.fold(0, u64::saturating_add) <= MOST_COUNTED
            && numbers.all(|number| number < i32::MAX.unsigned_abs())
    }
}

/// One Parquet file of a snapshot, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its path in the snapshot.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its rows.
    pub rows: u64,
    /// Its length.
    pub bytes: u64,
}

impl StoredFile {
    /// The table and the number of the site whose rows of it this file holds; `None` where it is no file of a site.
    pub(super) fn table_and_site(&self) -> Option<(&str, u32)> {
        let (table, file) = self.path.split_once('/')?;
        let number = file.strip_prefix("site-")?.strip_suffix(".parquet")?;
        let number = number.parse().ok()?;
        // Another spelling of the number is no name that was written.
        (site_file(table, number) == self.path).then_some((table, number))
    }
}

/// One site of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecord {
    /// The site.
    pub site_id: String,
    /// Its number in the store: the name of its files, and the upper half of its keys.
    pub number: u32,
    /// The number of the export that brought it.
    pub export: u32,
    /// Its courses.
    pub courses: u64,
    /// Names of tables, and of their columns as `table.column`, that the export collected.
    pub collected: Vec<String>,
    /// Its own columns, with the types that its files have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_columns: Vec<OwnRecord>,
}

impl SiteRecord {
    /// Whether the site's export collected a table, or a column named `table.column`.
    #[must_use]
    pub fn has_collected(&self, name: &str) -> bool {
        self.collected.iter().any(|collected| collected == name)
    }

    /// Whether the site's export collected all of these tables and columns, of `a|b` either.
    #[must_use]
    pub fn has_collected_all(&self, needs: &[&str]) -> bool {
        let has = |need: &&str| need.split('|').any(|one| self.has_collected(one));
        needs.iter().all(has)
    }
}

/// One export of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    /// Its number in the store.
    pub number: u32,
    /// The export folder's name.
    pub name: String,
    /// Whether its courses never happened.
    #[serde(rename = "simulated", default, skip_serializing_if = "is_false")]
    pub is_simulated: bool,
    /// Sites of it that a later export replaced: its files still count their rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced_sites: Vec<String>,
    /// Rows of these sites by table: stored once, and no longer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replaced_rows: BTreeMap<String, u64>,
    /// Its files.
    pub files: Vec<FileRecord>,
    /// Names that the terminology does not have.
    pub unlisted: Vec<UnlistedRecord>,
    /// What is odd, and was kept.
    pub warnings: Vec<WarningRecord>,
    /// The mapping that made it of raw files, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingSource>,
    /// What was asked of its quality, and what came out; none where an older version brought it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckRecord>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// One file of an export: every row was stored or quarantined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Folder and file.
    pub file: String,
    /// The table whose rows it holds.
    pub table: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Records read.
    pub rows_read: u64,
    /// Rows stored.
    pub rows_stored: u64,
    /// Rows quarantined.
    #[serde(rename = "rows_set_aside")]
    pub rows_quarantined: u64,
    /// Columns that the model does not name: stored nowhere.
    pub unnamed_columns: Vec<String>,
    /// Rows quarantined, by reason.
    pub reasons: Vec<ReasonRecord>,
}

/// A name that the terminology does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlistedRecord {
    /// The table that has the name.
    pub table: String,
    /// The column that has the name.
    pub column: String,
    /// The name, as exported.
    pub text: String,
    /// How many stored rows bear it.
    pub rows: u64,
    /// The known names that are nearest to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<String>,
}

/// Rows that were kept although something about them is odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningRecord {
    /// The table whose rows they are.
    pub table: String,
    /// The rule's name.
    pub rule: String,
    /// What is odd.
    pub message: String,
    /// How many rows, or courses.
    pub rows: u64,
}

/// What was asked of an export, of how many, and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// What kind of quality is asked after.
    pub category: String,
    /// The rule's name.
    pub rule: String,
    /// The table that was checked.
    pub table: String,
    /// The column; empty where it is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// What would be wrong.
    pub message: String,
    /// What is counted.
    pub counted: String,
    /// How many failed; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<u64>,
    /// Out of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<u64>,
    /// What came of it.
    pub state: String,
    /// Why it was not applicable, or could not be made.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl From<&FileLedger> for FileRecord {
    fn from(ledger: &FileLedger) -> Self {
        let reason = |reason| ReasonRecord::of(reason, &ledger.file);
        Self {
            file: ledger.file.clone(),
            table: ledger.table.to_owned(),
            sha256: ledger.sha256.clone(),
            rows_read: ledger.read,
            rows_stored: ledger.stored,
            rows_quarantined: ledger.quarantined.len() as u64,
            unnamed_columns: ledger.unnamed_columns.clone(),
            reasons: ledger.reasons().into_iter().map(reason).collect(),
        }
    }
}

impl From<&Unlisted> for UnlistedRecord {
    fn from(unlisted: &Unlisted) -> Self {
        Self {
            table: unlisted.table.to_owned(),
            column: unlisted.column.to_owned(),
            text: unlisted.text.clone(),
            rows: unlisted.rows,
            nearest: unlisted
                .nearest
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
        }
    }
}

impl From<&Note> for WarningRecord {
    fn from(note: &Note) -> Self {
        let place = match (&note.file, note.line) {
            (Some(file), Some(line)) => format!(": first at {file}: line {line}"),
            (Some(file), None) => format!(": first in {file}"),
            (None, _) => String::new(),
        };
        Self {
            table: "notes".to_owned(),
            rule: note.rule.clone(),
            message: format!("rows to look at{place}"),
            rows: note.count,
        }
    }
}

impl From<&Warning> for WarningRecord {
    fn from(warning: &Warning) -> Self {
        Self {
            table: warning.table.to_owned(),
            rule: warning.rule.to_owned(),
            message: warning.message.clone(),
            rows: warning.rows,
        }
    }
}

impl From<&Check> for CheckRecord {
    fn from(check: &Check) -> Self {
        Self {
            category: check.category.name().to_owned(),
            rule: check.rule.to_owned(),
            table: check.table.to_owned(),
            column: check.column.to_owned(),
            message: check.message.to_owned(),
            counted: check.counted.name().to_owned(),
            failed: check.share.map(|share| share.failed),
            out_of: check.share.map(|share| share.out_of),
            state: check.state.name().to_owned(),
            why: check.why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_site_is_known_by_the_name_that_was_written() {
        let of = |path: &str| {
            let file = StoredFile {
                path: path.to_owned(),
                sha256: String::new(),
                rows: 0,
                bytes: 0,
            };
            let found = file.table_and_site();
            found.map(|(table, number)| (table.to_owned(), number))
        };
        assert_eq!(
            of("doses/site-00012.parquet"),
            Some(("doses".to_owned(), 12))
        );
        assert_eq!(
            of("doses/site-123456.parquet"),
            Some(("doses".to_owned(), 123_456))
        );
        for other in [
            "doses/site-12.parquet",
            "doses/site-+0012.parquet",
            "doses/site-000012.parquet",
            "quarantine/export-00012.parquet",
            "ledger.parquet",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
