//! Rows that break the model: why each was quarantined, and that none was lost.

use crate::model::{Table, closed_set};
use std::borrow::Cow;
use std::collections::BTreeMap;

closed_set! {
    /// Why a row was quarantined. The order is the order in which reasons are looked for.
    pub enum Class {
        /// The record's form is broken.
        Structural = "structural",
        /// A required value is absent.
        Missing = "missing",
        /// A value cannot be read as what its column holds.
        Type = "type",
        /// A value is none that its column may hold.
        Domain = "domain",
        /// Another row has the same key.
        Key = "key",
        /// The course or patient is not stored.
        Reference = "reference",
    }
}

/// A row that was quarantined. It holds no cell value: a value that was refused may be an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// The physical line on which the record starts; the header is 1.
    pub line: u64,
    /// The column that is wrong, by the model's name: `onset_at` where the file has no `onset_hour`; empty for structural
    /// and key.
    pub column: Cow<'static, str>,
    /// The class of the rule that it breaks.
    pub class: Class,
    /// What is wrong, in words.
    pub message: Cow<'static, str>,
}

impl QuarantinedRow {
    /// The rule's name, for example `toxicities.grade.domain`.
    #[must_use]
    pub fn rule(&self, table: &str) -> String {
        match self.column.as_ref() {
            "" => format!("{table}.{}", self.class.name()),
            column => format!("{table}.{column}.{}", self.class.name()),
        }
    }
}

/// A quarantined row as lists of these have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineEntry<'a> {
    /// The file, as messages name it: of a row that a mapping gave, the raw one.
    pub file: &'a str,
    /// The line in it.
    pub line: u64,
    /// The column, as the file has it; empty for structural and key.
    pub column: &'a str,
    /// The class of the rule that the row breaks.
    pub class: Class,
    /// The rule's name.
    pub rule: String,
    /// What is wrong, in words.
    pub message: &'a str,
}

/// Where a row that a mapping gave lies in a raw file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The raw file, as messages name it.
    pub(super) file: String,
    /// The line in it.
    pub(super) line: u64,
}

/// The places of quarantined rows that a mapping gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// By the line of the row among those that the mapping gave; the first row is line 2.
    pub(super) of_lines: BTreeMap<u64, Place>,
}

/// Rows of one file that were quarantined for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The class of the rule that they break.
    pub class: Class,
    /// The column that is wrong, as the file has it; empty for structural and key.
    pub column: String,
    /// What is wrong, in words.
    pub message: String,
    /// How many rows.
    pub rows: u64,
    /// The file of the first of them: another than the ledger's where a mapping gave the row.
    pub first_file: String,
    /// The first of their lines.
    pub first_line: u64,
}

impl Reason {
    /// Where the first of the rows is: its line, and its file where that is not this one.
    #[must_use]
    pub fn first_place(&self, file: &str) -> String {
        if self.first_file == file {
            format!("line {}", self.first_line)
        } else {
            format!("{}: line {}", self.first_file, self.first_line)
        }
    }
}

/// How many rows of a file were read, and why some of them were quarantined.
pub(super) struct Tally<'a> {
    /// How messages name the file.
    pub(super) file: &'a str,
    /// Records read, the header not counted.
    pub(super) read: u64,
    /// The most frequent reason first.
    pub(super) reasons: Vec<Reason>,
}

/// What became of the rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLedger {
    /// The file's path inside the export folder's parent, for example `alder/doses.csv`.
    pub file: String,
    /// The table it holds.
    pub table: &'static str,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Records read, the header not counted.
    pub read: u64,
    /// Rows stored.
    pub stored: u64,
    /// Quarantined rows, in the order of their lines.
    pub quarantined: Vec<QuarantinedRow>,
    /// Columns of the file that the model does not name: stored nowhere.
    pub unnamed_columns: Vec<String>,
    /// Columns of the model that the file names in its own way, or has as date-times: the model's name and the file's.
    pub spellings: Vec<(&'static str, String)>,
    /// Where a mapping gave the rows: the places of those that are quarantined.
    pub(super) places: Option<Places>,
}

/// A column of the model as a file with these spellings has it.
pub(super) fn as_exported<'a>(spellings: &'a [(&str, String)], column: &'a str) -> &'a str {
    let mut spellings = spellings.iter();
    let spelling = spellings.find(|(name, _)| *name == column);
    spelling.map_or(column, |(_, text)| text)
}

impl FileLedger {
    /// The file and the line of a quarantined row: of one that a mapping gave, its place in a raw file, else the file of the
    /// mapping and the number of the row.
    #[must_use]
    pub fn place(&self, row: &QuarantinedRow) -> (&str, u64) {
        let Some(places) = &self.places else {
            return (&self.file, row.line);
        };
        match places.of_lines.get(&row.line) {
            Some(place) => (&place.file, place.line),
            None => (&self.file, row.line - 1),
        }
    }

    /// A column of the model as the file has it: `Dose Number` for `dose_number`, `onset_at` for an `onset_hour` that it
    /// has as a date-time.
    #[must_use]
    pub(super) fn name_in_file<'a>(&'a self, column: &'a str) -> &'a str {
        as_exported(&self.spellings, column)
    }

    /// A message with the columns that it names as the file has them. A name of one word may be any word, and stays.
    pub(super) fn in_words_of_file(&self, message: &str) -> String {
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let mut text = String::with_capacity(message.len());
        let mut rest = message;
        while let Some(start) = rest.find(is_of_name) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_of_name(c)).unwrap_or(from.len()));
            text.push_str(before);
            let is_name = word.contains('_');
            text.push_str(if is_name {
                self.name_in_file(word)
            } else {
                word
            });
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// Its quarantined rows, in the order of their lines.
    pub(super) fn quarantine(&self) -> impl Iterator<Item = QuarantineEntry<'_>> {
        self.quarantined.iter().map(|row| {
            let (file, line) = self.place(row);
            QuarantineEntry {
                file,
                line,
                column: self.name_in_file(&row.column),
                class: row.class,
                rule: row.rule(self.table),
                message: &row.message,
            }
        })
    }

    /// Its rows, as limits look at them.
    pub(super) fn tally(&self) -> Tally<'_> {
        Tally {
            file: &self.file,
            read: self.read,
            reasons: self.reasons(),
        }
    }

    /// The quarantined rows by reason, the most frequent first.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let mut by_reason: BTreeMap<(Class, &str, &str), (u64, &QuarantinedRow)> = BTreeMap::new();
        for row in &self.quarantined {
            let entry = by_reason.entry((row.class, &row.column, &row.message));
            let (rows, first) = entry.or_insert((0, row));
            *rows += 1;
            if row.line < first.line {
                *first = row;
            }
        }
        let mut reasons: Vec<_> = by_reason.into_iter().collect();
        reasons.sort_by_key(|(_, (rows, first))| (std::cmp::Reverse(*rows), first.line));
        let reasons = reasons.into_iter();
        let reason = reasons.map(|((class, column, message), (rows, first))| {
            let (file, line) = self.place(first);
            Reason {
                class,
                column: self.name_in_file(column).to_owned(),
                message: message.to_owned(),
                rows,
                first_file: file.to_owned(),
                first_line: line,
            }
        });
        reason.collect()
    }
}

/// A name that the terminology does not have, kept and listed for the analyst.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unlisted {
    /// The table in which it stands.
    pub table: &'static str,
    /// The column in which it stands.
    pub column: &'static str,
    /// The name, as exported.
    pub text: String,
    /// How many stored rows bear it.
    pub rows: u64,
    /// The known names that are nearest to it, where any is near.
    pub nearest: Vec<&'static str>,
}

/// Rows that were kept although something about them is odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The table it concerns.
    pub table: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// What is odd, in words.
    pub message: String,
    /// How many rows, or courses, or patients.
    pub rows: u64,
    /// Out of how many.
    pub out_of: u64,
    /// What is counted: `row`, `course`, `patient` and so on.
    pub counted: &'static str,
}

/// Whether a table was collected.
#[derive(Debug, Clone)]
pub struct Collection {
    /// A table of the model.
    pub table: &'static Table,
    /// Whether the export contains it.
    pub is_collected: bool,
    /// For each column: whether it was collected.
    pub columns: Vec<bool>,
    /// Its own columns, which the export adds to the model's.
    pub own: Vec<String>,
}
