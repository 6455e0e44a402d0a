//! What a mapping makes of a raw export: rows of tables of the model, each with its place in the raw files, and what
//! became of the raw rows themselves.
//!
//! The wall between those who read a site's own files and those who judge: on this side stand plain types and Parquet.

use super::ledger::{Class, QuarantineEntry, Reason, Tally};
use super::text::absent::is_absent_in_any;
use crate::model::Table;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

/// The column of a mapped table that names the raw file of a row, `north/mar.csv`.
pub const FILE: &str = "_file";
/// The column of a mapped table that holds the line of a row in its raw file.
pub const LINE: &str = "_line";

/// What a mapping made of one raw export.
#[derive(Debug)]
pub struct MappedExport {
    /// The name of its folder, which begins the names of its files and names the site where nothing else does.
    pub name: String,
    /// The folder in which the raw files lie.
    pub folder: PathBuf,
    /// The site of rows that say none; the folder's name where this says none either.
    pub site: Option<String>,
    /// The tables that are collected, in the order of the model.
    pub tables: Vec<MappedTable>,
    /// The raw files that were read, in byte order of their names.
    pub raw: Vec<RawFile>,
    /// The mapping.
    pub mapping: MappingRecord,
    /// What a person should look at, in byte order of rules.
    pub notes: Vec<Note>,
    /// Names of files and folders of the export that match nothing and were not read.
    pub unread: Vec<String>,
    /// Whether a file beside the raw ones says that what they hold never happened.
    pub is_simulated: bool,
    /// How courses were derived, as the mapping's view `_derivation` says, in the order of its rows; absent where it has
    /// none or it was not wanted.
    pub derivation: Option<Vec<DerivationRow>>,
}

/// Rows of a table of the model.
#[derive(Debug)]
pub struct MappedTable {
    /// The table.
    pub table: &'static Table,
    /// The file of the mapping whose `SELECT` gave the rows, `doses.sql`.
    pub sql_file: String,
    /// A temporary Parquet file without a name: the columns that the `SELECT` gave and that are collected, of the types
    /// `Utf8`, `Int64`, `Float64`, `Boolean`, `Date32`, `Timestamp(Microsecond, None)`; then [`FILE`] (`Utf8`) and
    /// [`LINE`] (`Int64`), either of which may be absent of a row. Rows are in the order in which they are judged. Own
    /// columns, also those in long form, are columns `x_…`.
    pub rows: File,
}

/// A raw file that was read.
#[derive(Debug, Clone)]
pub struct RawFile {
    /// How messages name it: `north/mar.csv`.
    pub file: String,
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
    /// Records read, the header not counted.
    pub rows: u64,
    /// Rows that SQL did not see, in the order of their lines.
    pub quarantined: Vec<RawQuarantined>,
    /// Rows that SQL saw and no row names that the mapping gave; absent where the mapping was not run.
    pub unnamed_rows: Option<u64>,
    /// The raw table that it is of.
    pub table: String,
    /// Headers of columns that the mapping does not declare.
    pub undeclared: Vec<String>,
}

impl RawFile {
    /// Rows that SQL saw.
    #[must_use]
    pub fn rows_in_sql(&self) -> u64 {
        self.rows - self.quarantined.len() as u64
    }

    /// Its quarantined rows by reason, the most frequent first.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let mut by_reason: BTreeMap<(Class, &str, &str), (u64, u64)> = BTreeMap::new();
        for row in &self.quarantined {
            let entry = by_reason.entry((row.class, &row.column, &row.message));
            let (rows, first) = entry.or_insert((0, row.line));
            *rows += 1;
            *first = row.line.min(*first);
        }
        let mut reasons: Vec<Reason> = by_reason
            .into_iter()
            .map(|((class, column, message), (rows, first_line))| Reason {
                class,
                column: column.to_owned(),
                message: message.to_owned(),
                rows,
                first_file: self.file.clone(),
                first_line,
            })
            .collect();
        reasons.sort_by_key(|reason| (Reverse(reason.rows), reason.first_line));
        reasons
    }

    /// Its quarantined rows, in the order of their lines.
    pub(super) fn quarantine(&self) -> impl Iterator<Item = QuarantineEntry<'_>> {
        self.quarantined.iter().map(|row| QuarantineEntry {
            file: &self.file,
            line: row.line,
            column: &row.column,
            class: row.class,
            rule: self.rule(row),
            message: &row.message,
        })
    }

    /// The rule that a row breaks, for example `raw.mar.taken_time.type`.
    fn rule(&self, row: &RawQuarantined) -> String {
        let (table, class) = (&self.table, row.class.name());
        match &*row.column {
            "" => format!("raw.{table}.{class}"),
            column => format!("raw.{table}.{column}.{class}"),
        }
    }

    /// Its rows, as limits look at them.
    pub(super) fn tally(&self) -> Tally<'_> {
        Tally {
            file: &self.file,
            read: self.rows,
            reasons: self.reasons(),
        }
    }
}

/// A row of a raw file that was quarantined. It holds no cell value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawQuarantined {
    /// Its line in the file.
    pub line: u64,
    /// `structural` or `type`.
    pub class: Class,
    /// The column, as the file's header names it; empty for structural.
    pub column: String,
    /// What is wrong, in words.
    pub message: Cow<'static, str>,
}

/// The mapping that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRecord {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the lines `<sha256>  <file>` of its files, in byte order of their names.
    pub sha256: String,
    /// JSON: every parameter, and what else `--set` and `--dates` said.
    pub parameters: String,
    /// Its files, in byte order of their names.
    pub files: Vec<MappingFile>,
}

/// A file of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFile {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// What a person should look at: how often a rule of a mapping applies, and where first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The rule.
    pub rule: String,
    /// How many rows.
    pub count: u64,
    /// The raw file of the first.
    pub file: Option<String>,
    /// Its line.
    pub line: Option<i64>,
}

/// A row of what a mapping says of its derivation.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivationRow {
    /// What is counted or shown: `administrations`, `gap_days`, `unknown_action` and so on.
    pub item: String,
    /// The number.
    pub value: Option<f64>,
    /// The days of a gap, a word of the raw files, a patient.
    pub detail: Option<String>,
    /// Hours from and to, of a pair of cycles.
    pub hours: Option<(f64, f64)>,
}

impl DerivationRow {
    /// Whether its detail says something: no detail does not, nor does what the data model reads as absent.
    #[must_use]
    pub fn has_words(&self) -> bool {
        let detail = self.detail.as_deref();
        detail.is_some_and(|text| !is_absent_in_any(text.trim().as_bytes()))
    }
}
