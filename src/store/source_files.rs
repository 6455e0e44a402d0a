//! The files that exports came from, and what became of the rows of each: of tables, or of the raw files that a mapping made
//! them of.

use super::manifest::{ExportRecord, FileRecord, Manifest};
use super::mapping_source::RawRecord;

/// A file that an export came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile<'a> {
    /// Folder and file.
    pub file: &'a str,
    /// The table that it is of: of a raw file the mapping's.
    pub table: &'a str,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: &'a str,
    /// Columns that neither the model nor the mapping names.
    pub unnamed_columns: &'a [String],
}

impl ExportRecord {
    /// The files that it came from: its tables, or the raw files that a mapping made them of.
    pub fn sources(&self) -> impl Iterator<Item = SourceFile<'_>> {
        let raw = self.mapping.iter().flat_map(|mapping| &mapping.raw);
        let raw = raw.map(|raw| SourceFile {
            file: &raw.file,
            table: &raw.table,
            sha256: &raw.sha256,
            unnamed_columns: &raw.undeclared_columns,
        });
        let tables = self.files.iter().filter(|_| self.mapping.is_none());
        let tables = tables.map(|file| SourceFile {
            file: &file.file,
            table: &file.table,
            sha256: &file.sha256,
            unnamed_columns: &file.unnamed_columns,
        });
        raw.chain(tables)
    }
}

/// What became of the rows of one file: a raw one, or one of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow<'a> {
    /// Folder and file.
    pub file: &'a str,
    /// The table that it is of: of a raw file the mapping's.
    pub table: &'a str,
    /// Records read; of rows that a mapping gave, these.
    pub rows_read: u64,
    /// Rows stored; absent of a raw file.
    pub rows_stored: Option<u64>,
    /// Rows quarantined.
    pub rows_quarantined: u64,
    /// Rows that SQL saw, of a raw file.
    pub rows_in_sql: Option<u64>,
    /// Those of them that no row names that the mapping gave.
    pub rows_unnamed: Option<u64>,
}

impl<'a> From<&'a RawRecord> for LedgerRow<'a> {
    fn from(raw: &'a RawRecord) -> Self {
        Self {
            file: &raw.file,
            table: &raw.table,
            rows_read: raw.rows_read,
            rows_stored: None,
            rows_quarantined: raw.rows_quarantined,
            rows_in_sql: Some(raw.rows_in_sql),
            rows_unnamed: raw.rows_unnamed,
        }
    }
}

impl<'a> From<&'a FileRecord> for LedgerRow<'a> {
    fn from(file: &'a FileRecord) -> Self {
        Self {
            file: &file.file,
            table: &file.table,
            rows_read: file.rows_read,
            rows_stored: Some(file.rows_stored),
            rows_quarantined: file.rows_quarantined,
            rows_in_sql: None,
            rows_unnamed: None,
        }
    }
}

impl ExportRecord {
    /// What became of the rows of its files: of its raw ones, then of those of tables, in the order of its quarantine.
    pub(super) fn ledger(&self) -> impl Iterator<Item = LedgerRow<'_>> {
        let raw = self.mapping.iter().flat_map(|mapping| &mapping.raw);
        raw.map(LedgerRow::from)
            .chain(self.files.iter().map(LedgerRow::from))
    }
}

impl Manifest {
    /// What became of the rows of all files of its exports.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerRow<'_>> {
        self.exports.iter().flat_map(ExportRecord::ledger).collect()
    }
}
