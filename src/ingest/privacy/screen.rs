//! The screen for direct identifiers: what is named for one, and what as a whole has the form of one.
//!
//! It looks at every cell, of columns that the model does not name and of rows that are quarantined too. Digits without
//! separators are an identifier of the export's own, and no telephone number.

use super::ages::is_identifying_age;
use super::check_digits::{TenDigits, service_of};
use super::glance::{Glance, LEAST, glance, is_plain_moment};
use super::headers::{names_identifier, names_service};
use super::identifiers::{FoundIdentifier, Look, form_of};
use crate::ingest::error::IngestError;
use crate::ingest::limits;
use crate::ingest::options::Options;
use crate::ingest::source::folder::{Folder, Source};
use crate::ingest::text::cells::trim_blanks;
use crate::ingest::text::records::Records;
use crate::model::{Column, TABLES};
use crate::notation::shown;
use crate::terminology::key;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What the cells of a file are screened for.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Screen {
    fields: Vec<Field>,
    /// Cells that were looked at lately and are none: a term of several words stands on many rows.
    cleared: Vec<(usize, Vec<u8>)>,
    /// Columns in which an identifier was found.
    found: BTreeSet<usize>,
    /// Ten-digit values of each column, of the rows that were looked at.
    ten_digits: Vec<TenDigits>,
    /// Those of all pieces of the file that are at their end.
    of_file: Arc<Mutex<Vec<TenDigits>>>,
}

/// How many cells are remembered as cleared.
const CLEARED: usize = 128;

#[derive(Debug, Clone)]
struct Field {
    name: String,
    /// Whether a date-time may stand in it, already shifted.
    may_be_date: bool,
    is_age: bool,
    /// Whether its name says that its values have check digits.
    is_of_service: bool,
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
            // A mapping gives moments as what they are.
            let may_be_date = is_moment(&name) && !header.has_dates(index);
            let is_age = key(&name) == "ageyears";
            let is_of_service = names_service(&name);
            screen.fields.push(Field {
                name,
                may_be_date,
                is_age,
                is_of_service,
            });
        }
        screen.ten_digits = vec![TenDigits::default(); screen.fields.len()];
        (screen, found)
    }

    /// The screen of a file whose header cannot be read.
    fn without_header() -> Self {
        Self {
            fields: Vec::new(),
            cleared: vec![(0, Vec::new()); CLEARED],
            found: BTreeSet::new(),
            ten_digits: Vec::new(),
            of_file: Arc::default(),
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

    /// Ends a piece of the file, of which all records were looked at.
    pub(in crate::ingest) fn end_of_piece(&self) {
        if self.ten_digits.iter().all(TenDigits::is_empty) {
            return;
        }
        let mut of_file = self.of_file.lock().unwrap_or_else(PoisonError::into_inner);
        of_file.resize(self.ten_digits.len(), TenDigits::default());
        for (all, piece) in of_file.iter_mut().zip(&self.ten_digits) {
            all.add(piece);
        }
    }

    /// Looks at the columns of a file as a whole, after all of its pieces.
    ///
    /// # Errors
    ///
    /// [`IngestError::Identifiers`] where one has the check digits of a health service.
    pub(in crate::ingest) fn end_of_file(&self, file: &str) -> Result<(), IngestError> {
        let of_file = self.of_file.lock().unwrap_or_else(PoisonError::into_inner);
        refuse(file, self.services(&of_file))
    }

    /// The columns in which nothing else was found, and whose values have the check digits of a health service.
    fn services(&self, columns: &[TenDigits]) -> Vec<FoundIdentifier> {
        let columns = columns.iter().zip(&self.fields).enumerate();
        let found = columns.filter(|(index, _)| !self.found.contains(index));
        found
            .filter_map(|(_, (column, field))| {
                let (line, form) = column.service()?;
                Some(FoundIdentifier {
                    line,
                    column: shown(&field.name),
                    form,
                })
            })
            .collect()
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
            let cell = record.field(index);
            // Nothing shorter is an identifier, but an age.
            if cell.len() < LEAST && !self.fields.get(index).is_some_and(|field| field.is_age) {
                continue;
            }
            let form = self.form(index, trim_blanks(cell), record.line());
            if let Some(form) = form.filter(|_| !self.found.contains(&index)) {
                let field = self.fields.get(index);
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

    /// The form of an identifier that a trimmed cell of this column has. Ten digits are noted.
    fn form(&mut self, index: usize, cell: &[u8], line: u64) -> Option<&'static str> {
        let field = self.fields.get(index);
        if field.is_some_and(|field| field.is_age) && is_identifying_age(cell) {
            return Some("an age of 91 or over");
        }
        let may_be_date = field.is_some_and(|field| field.may_be_date);
        let look = match glance(cell) {
            Glance::Nothing => return None,
            Glance::Perhaps if may_be_date && is_plain_moment(cell) => return None,
            Glance::TenDigits => Look::at_ten_digits(cell),
            Glance::Perhaps => {
                let ends = usize::from(cell[0]) + 7 * usize::from(cell[cell.len() - 1]);
                let (of_index, bytes) =
                    &mut self.cleared[(ends + 31 * cell.len() + index) % CLEARED];
                if *of_index == index && bytes == cell {
                    return None;
                }
                let look = Look::at(cell, may_be_date);
                if look.form.is_none() {
                    *of_index = index;
                    bytes.clear();
                    bytes.extend_from_slice(cell);
                }
                look
            }
        };
        if let Some(digits) = look.ten_digits
            && let Some(column) = self.ten_digits.get_mut(index)
        {
            column.look_at(digits, line);
        }
        let is_of_service = field.is_some_and(|field| field.is_of_service);
        let service = || {
            look.ten_digits
                .filter(|_| is_of_service)
                .and_then(service_of)
        };
        look.form.or_else(service)
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
        .filter_map(|source| screen_source(source, options).err())
        .collect()
}

/// Looks at a whole file.
///
/// # Errors
///
/// [`IngestError::Identifiers`] with the first of each column.
pub(in crate::ingest) fn screen_source(
    source: &Source,
    options: &Options,
) -> Result<(), IngestError> {
    refuse(&source.name, screen_file(source, options))
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
    found.extend(screen.services(&screen.ten_digits));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_named_in_any_spelling() {
        for name in ["stop_at", "stopat", "Stop At", "at", "seen_at", "onsetAt"] {
            assert!(is_moment(name), "{name}");
        }
        for name in ["format", "reason", "fiat", "patient_id", "start_hour"] {
            assert!(!is_moment(name), "{name}");
        }
    }
}
