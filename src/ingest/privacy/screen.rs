//! The screen for direct identifiers: what is named for one, and what as a whole has the form of one.
//!
//! It looks at every cell, of columns that the model does not name and of rows that are quarantined too. Digits without
//! separators are an identifier of the export's own, and no telephone number.

use super::identifiers::{FoundIdentifier, LEAST, form_of, may_be_identifier};
use crate::ingest::error::IngestError;
use crate::ingest::limits;
use crate::ingest::options::{DecimalMark, Options};
use crate::ingest::source::folder::{Folder, Source};
use crate::ingest::text::cells::{parse_decimal, stands_for_ninety, trim_blanks};
use crate::ingest::text::records::Records;
use crate::model::{Column, TABLES};
use crate::notation::shown;
use crate::terminology::key;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// Words of a header that name an identifier.
const WORDS: [&str; 16] = [
    "name",
    "surname",
    "mrn",
    "ssn",
    "dob",
    "birthdate",
    "address",
    "street",
    "zip",
    "telephone",
    "phone",
    "fax",
    "email",
    "account",
    "insurance",
    "photo",
];
/// Words that name one together.
const PHRASES: [&[&str]; 3] = [&["date", "of", "birth"], &["birth", "date"], &["e", "mail"]];
/// What the cells of a file are screened for.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Screen {
    fields: Vec<Field>,
    /// Cells that were looked at lately and are none: a term of several words stands on many rows.
    cleared: Vec<(usize, Vec<u8>)>,
    /// Columns in which an identifier was found.
    found: BTreeSet<usize>,
}

/// How many cells are remembered as cleared.
const CLEARED: usize = 128;

#[derive(Debug, Clone)]
struct Field {
    name: String,
    /// Whether a date-time may stand in it, already shifted.
    may_be_date: bool,
    is_age: bool,
}

impl Screen {
    /// The screen of a file, from its header.
    ///
    /// # Errors
    ///
    /// [`IngestError::Identifiers`] where the header names or holds some: all of them.
    pub(in crate::ingest) fn new(header: &Records<'_>) -> Result<Self, IngestError> {
        let (screen, found) = Self::of_header(header);
        refuse(header.file(), found)?;
        Ok(screen)
    }

    /// The screen of a file, and the identifiers that its header names or holds. Their columns are screened no more.
    fn of_header(header: &Records<'_>) -> (Self, Vec<FoundIdentifier>) {
        let (mut screen, mut found) = (Self::without_header(), Vec::new());
        for index in 0..header.len() {
            let name = String::from_utf8_lossy(header.field(index))
                .trim()
                .to_owned();
            // A file without a header begins with a row.
            let refused = if let Some(form) = form_of(name.as_bytes(), false) {
                Some((nameless(index), form))
            } else {
                let form = "a column that is named for an identifier";
                names_identifier(&name).then(|| (shown(&name), form))
            };
            if let Some((column, form)) = refused {
                screen.found.insert(index);
                found.push(FoundIdentifier {
                    line: header.line(),
                    column,
                    form,
                });
            }
            let may_be_date = is_moment(&name);
            let is_age = key(&name) == "ageyears";
            screen.fields.push(Field {
                name,
                may_be_date,
                is_age,
            });
        }
        (screen, found)
    }

    /// The screen of a file whose header cannot be read.
    fn without_header() -> Self {
        Self {
            fields: Vec::new(),
            cleared: vec![(0, Vec::new()); CLEARED],
            found: BTreeSet::new(),
        }
    }

    /// Looks at every cell of a record.
    ///
    /// # Errors
    ///
    /// [`IngestError::Identifiers`] where one is an identifier: the first.
    pub(in crate::ingest) fn look_at(&mut self, record: &Records<'_>) -> Result<(), IngestError> {
        refuse(record.file(), self.next(record, 0).map(|(_, found)| found))
    }

    /// Looks at every cell of a record, of columns in which nothing was found before. All that are identifiers.
    fn look_at_all(&mut self, record: &Records<'_>) -> Vec<FoundIdentifier> {
        let (mut all, mut from) = (Vec::new(), 0);
        // A record may have more fields than any file has columns.
        while self.found.len() < limits::COLUMNS
            && let Some((index, found)) = self.next(record, from)
        {
            self.found.insert(index);
            from = index + 1;
            all.push(found);
        }
        all
    }

    /// The first cell from this field on that is an identifier, with its index.
    fn next(&mut self, record: &Records<'_>, from: usize) -> Option<(usize, FoundIdentifier)> {
        for index in from..record.len() {
            let (cell, field) = (record.field(index), self.fields.get(index));
            // Nothing shorter is an identifier, but an age.
            if cell.len() < LEAST && !field.is_some_and(|field| field.is_age) {
                continue;
            }
            let cell = trim_blanks(cell);
            let found = match field {
                Some(field) if field.is_age && is_identifying_age(cell) => {
                    Some("an age of 91 or over")
                }
                _ if !may_be_identifier(cell) => None,
                _ => {
                    let ends = usize::from(cell[0]) + 7 * usize::from(cell[cell.len() - 1]);
                    let slot = (ends + 31 * cell.len() + index) % CLEARED;
                    if self.cleared[slot].0 == index && self.cleared[slot].1 == cell {
                        continue;
                    }
                    let form = form_of(cell, field.is_some_and(|field| field.may_be_date));
                    if form.is_none() {
                        let (of_index, bytes) = &mut self.cleared[slot];
                        *of_index = index;
                        bytes.clear();
                        bytes.extend_from_slice(cell);
                    }
                    form
                }
            };
            if let Some(form) = found.filter(|_| !self.found.contains(&index)) {
                let found = FoundIdentifier {
                    line: record.line(),
                    column: field.map_or_else(|| nameless(index), |field| shown(&field.name)),
                    form,
                };
                return Some((index, found));
            }
        }
        None
    }
}

/// Refuses a file for the identifiers that were found in it.
fn refuse(file: &str, found: impl IntoIterator<Item = FoundIdentifier>) -> Result<(), IngestError> {
    let found: Vec<FoundIdentifier> = found.into_iter().collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(IngestError::Identifiers {
        file: file.to_owned(),
        found,
    })
}

/// A column that has no name, or one that may not be shown.
fn nameless(index: usize) -> String {
    format!("column {}", index + 1)
}

/// Looks at all files of a folder that is refused, for whatever reason: identifiers are reported first, those of all
/// files and columns at once.
pub(in crate::ingest) fn screen_folder(folder: &Path, options: &Options) -> Vec<IngestError> {
    let Ok(found) = Folder::read(folder) else {
        return Vec::new();
    };
    let screened = found.sources.par_iter();
    screened
        .filter_map(|source| refuse(&source.name, screen_file(source, options)).err())
        .collect()
}

/// The first identifier of each column of a file. What cannot be read is reported elsewhere.
fn screen_file(source: &Source, options: &Options) -> Vec<FoundIdentifier> {
    let Ok(survey) = source.survey() else {
        return Vec::new();
    };
    let Ok(mut records) = Records::open(source, survey.encoding, options.decimal) else {
        return Vec::new();
    };
    let (mut screen, mut found) = (Screen::without_header(), Vec::new());
    let mut is_header = true;
    while records.advance().unwrap_or(false) {
        if is_header && records.malformed().is_none() {
            (screen, found) = Screen::of_header(&records);
        } else {
            found.extend(screen.look_at_all(&records));
        }
        is_header = false;
    }
    found
}

/// Whether a header names a date-time: one of the model in any spelling, or a name that ends in `_at`.
fn is_moment(header: &str) -> bool {
    let plain = key(header);
    let is_of_model = |column: &Column| {
        column
            .date_time_name()
            .is_some_and(|name| key(name) == plain)
    };
    TABLES
        .iter()
        .any(|table| table.columns.iter().any(is_of_model))
        || header.to_lowercase().ends_with("_at")
}

/// Whether a header is named for an identifier.
fn names_identifier(header: &str) -> bool {
    let lower = header.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().any(|word| WORDS.contains(word))
        || PHRASES
            .iter()
            .any(|phrase| words.windows(phrase.len()).any(|window| window == *phrase))
}

/// Whether a cell says an age of more than 90 years; `90+`, `>89`, `>=90` and `≥90` stand for 90.
fn is_identifying_age(cell: &[u8]) -> bool {
    if stands_for_ninety(cell) {
        return false;
    }
    let plain: Vec<u8> = cell.iter().copied().filter(|byte| *byte != b' ').collect();
    // Whatever the export's decimal mark is.
    let decimal = |text: &[u8]| {
        parse_decimal(text, DecimalMark::Point).or_else(|| parse_decimal(text, DecimalMark::Comma))
    };
    let bare = plain
        .strip_prefix(b">=")
        .or_else(|| plain.strip_prefix("≥".as_bytes()))
        .or_else(|| plain.strip_prefix(b">"));
    match bare.or_else(|| plain.strip_suffix(b"+")) {
        Some(bound) => decimal(bound).is_some_and(|bound| bound > 89.0),
        None => decimal(&plain).is_some_and(|years| years > 90.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_by_whole_words() {
        for name in [
            "Patient Name",
            "patient_name",
            "MRN",
            "date of birth",
            "Birth-Date",
            "E-mail",
            "ZIP code",
            "phone",
        ] {
            assert!(names_identifier(name), "{name}");
        }
        for name in [
            "surnames",
            "site_id",
            "course_id",
            "rename",
            "protocol_version",
            "emailed",
            "birth weight",
            "date",
        ] {
            assert!(!names_identifier(name), "{name}");
        }
    }

    #[test]
    fn a_moment_is_named_in_any_spelling() {
        for name in ["stop_at", "stopat", "Stop At", "at", "seen_at", "onsetAt"] {
            assert!(is_moment(name), "{name}");
        }
        for name in ["format", "reason", "fiat", "patient_id", "start_hour"] {
            assert!(!is_moment(name), "{name}");
        }
    }

    #[test]
    fn ages_above_ninety_identify() {
        for age in [
            "91", "93.5", ">90", "> 95", "91+", "90.5", ">=91", "≥91", "≥ 95",
        ] {
            assert!(is_identifying_age(age.as_bytes()), "{age}");
        }
        for age in [
            "90", "90+", "> 89", ">89", ">=90", ">= 90", "≥90", "18", "old", "",
        ] {
            assert!(!is_identifying_age(age.as_bytes()), "{age}");
        }
    }
}
