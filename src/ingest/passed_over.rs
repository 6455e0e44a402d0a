//! What lies beside exports and in them and is not read: all of it has a name, and what looks like tables is refused, so
//! that no site and no table is lost in silence.

use super::error::IngestError;
use super::options::DecimalMark;
use super::source::encoding::{Encoding, encoding_of};
use super::source::folder::{Folder, Form, Other, Source};
use super::source::unread::{Likeness, UnreadFile};
use super::text::records::Records;
use crate::disk::is_draft;
use crate::model::{COURSES, DOSES, TABLES};
use crate::notation::shown;
use crate::terminology::key;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders that are looked into for tables that nobody reads; further ones are named.
const FOLDERS: usize = 10_000;
/// How deep they may lie below an export or beside one.
const DEPTH: usize = 12;

/// What was not read, while folders are looked at.
#[derive(Debug, Default)]
pub(super) struct PassedOver {
    /// Names of what looks like nothing, as they may be shown.
    pub(super) named: Vec<String>,
    /// What looks like tables, or cannot be looked at.
    pub(super) faults: Vec<IngestError>,
    /// Folders of tables that are not read: identifiers in them come before every other refusal.
    pub(super) suspects: Vec<PathBuf>,
    /// Folders that were looked at, or are exports: a link may lead back to one.
    known: HashSet<PathBuf>,
    /// How many folders were looked into.
    looked_into: usize,
}

impl PassedOver {
    /// Notes a folder that is read, or looked at, for itself; false where it was noted before.
    pub(super) fn know(&mut self, folder: &Path) -> bool {
        // A folder without a whole path is looked at by its own.
        let whole = folder.canonicalize();
        self.known
            .insert(whole.unwrap_or_else(|_| folder.to_path_buf()))
    }

    /// What an export holds and is none of its tables.
    pub(super) fn in_export(&mut self, path: &Path, place: &str, export: &Folder) {
        let is_there = |table: &str| {
            let mut tables = TABLES.iter().zip(&export.tables);
            tables.any(|(it, source)| it.name == table && source.is_some())
        };
        for (unread, source) in export.unread.iter().zip(&export.unread_sources) {
            // Of the tables that every export has, one that is missing is refused with what lies there instead.
            let is_required = |table| [COURSES.name, DOSES.name].contains(&table);
            let near = unread.near.filter(|near| !is_there(near));
            if let Some(near) = near.filter(|near| !is_required(near))
                && looks_like_table(source, true)
            {
                self.fault(&unread.place(place), Likeness::Near(near));
            }
        }
        let may_be_lost = |name: &str| {
            let near = UnreadFile::of(name).near;
            near.is_some_and(|table| !is_there(table))
        };
        self.others(path, place, &export.others, &may_be_lost, 1);
    }

    /// What lies beside exports: in a folder that is none itself.
    pub(super) fn beside_exports(
        &mut self,
        path: &Path,
        place: &str,
        folder: Folder,
        depth: usize,
    ) {
        for (unread, source) in folder.unread.iter().zip(&folder.unread_sources) {
            let file = unread.place(place);
            match unread.near {
                Some(near) if looks_like_table(source, true) => {
                    self.fault(&file, Likeness::Near(near));
                }
                None if looks_like_table(source, false) => self.fault(&file, Likeness::Unnamed),
                Some(_) | None => self.named.push(file),
            }
        }
        self.faults.extend(folder.faults);
        self.others(path, place, &folder.others, &|_| true, depth);
    }

    /// Folders, links and devices in a folder; which links to nothing may be a table or a site that would be lost.
    fn others(
        &mut self,
        path: &Path,
        place: &str,
        others: &[(OsString, Other)],
        may_be_lost: &dyn Fn(&str) -> bool,
        depth: usize,
    ) {
        for (name, other) in others {
            let (path, place) = (path.join(name), format!("{place}/{}", shown_name(name)));
            match other {
                Other::Hidden if is_draft(&name.to_string_lossy()) => {}
                Other::Hidden => self.named.push(format!("{place} (hidden)")),
                Other::Special => self.named.push(format!("{place} (no file)")),
                Other::DeadLink if may_be_lost(&name.to_string_lossy()) => {
                    self.fault(&place, Likeness::DeadLink);
                }
                Other::DeadLink => self.named.push(format!("{place} (a link to nothing)")),
                Other::Folder => self.folder(&path, &place, depth),
            }
        }
    }

    /// A folder that lies deeper than exports do.
    pub(super) fn folder(&mut self, path: &Path, place: &str, depth: usize) {
        // An export among others, or a folder that a link leads back to.
        if !self.know(path) {
            return;
        }
        if is_report(path) {
            self.named.push(format!("{place}/ (a report)"));
        } else if is_store(path) {
            self.named.push(format!("{place}/ (a store)"));
        } else if depth > DEPTH || self.looked_into >= FOLDERS {
            self.named.push(format!("{place}/ (not looked into)"));
        } else {
            self.looked_into += 1;
            match Folder::read(path) {
                Ok(folder) if folder.is_export => {
                    self.suspects.push(path.to_path_buf());
                    self.fault(place, Likeness::Deeper);
                }
                Ok(folder) => {
                    let before = (self.named.len(), self.faults.len());
                    self.beside_exports(path, place, folder, depth + 1);
                    if before == (self.named.len(), self.faults.len()) {
                        self.named.push(format!("{place}/"));
                    }
                }
                Err(_) => self.named.push(format!("{place}/ (cannot be read)")),
            }
        }
    }

    fn fault(&mut self, place: &str, looks: Likeness) {
        self.faults.push(IngestError::LooksLikeTable {
            place: place.to_owned(),
            looks,
        });
    }
}

/// The name of a file or folder, as it may be shown.
pub(super) fn shown_name(name: &OsStr) -> String {
    shown(&name.to_string_lossy())
}

/// Whether a folder is a report, which holds a patient table of its own.
pub(super) fn is_report(folder: &Path) -> bool {
    folder.join("run.json").is_file() && folder.join("report.html").is_file()
}

/// Whether a folder is a store, which holds no table as exported.
fn is_store(folder: &Path) -> bool {
    folder.join("current").join("manifest.json").is_file()
}

/// Endings of workbooks that are not read.
const OTHER_WORKBOOKS: [&str; 4] = ["xlsm", "xls", "xlsb", "ods"];
/// Endings of text.
const TEXTS: [&str; 5] = ["csv", "tsv", "txt", "gz", "zst"];
/// Bytes in which the encoding of a header is looked for.
const HEAD: u64 = 1 << 16;

/// Whether a file or sheet has the identifier of a course or a patient in its header; `otherwise` where it may be a table
/// in a form that is not read.
fn looks_like_table(source: &Source, otherwise: bool) -> bool {
    let is_any = |endings: &[&str]| endings.iter().any(|ending| source.has_ending(ending));
    let form = match &source.form {
        Form::Sheet(_) => source.form.clone(),
        _ if is_any(&OTHER_WORKBOOKS) => return otherwise,
        _ if is_any(&["parquet"]) => Form::Parquet,
        _ if is_any(&TEXTS) => Form::Text,
        Form::Text | Form::Parquet | Form::Mapped(_) => return false,
    };
    let source = Source {
        form,
        ..source.clone()
    };
    // What cannot be read as a table looks like none.
    has_key(&source).unwrap_or(false)
}

fn has_key(source: &Source) -> Result<bool, IngestError> {
    let failed = |error| source.failed(error);
    let encoding = if source.form == Form::Text {
        let head = source.unpacked().map_err(failed)?;
        encoding_of(&mut head.take(HEAD)).map_err(failed)?
    } else {
        Encoding::Utf8 { has_mark: false }
    };
    let mut records = Records::open(source, encoding, DecimalMark::Point)?;
    records.advance_to_header()?;
    let is_key = |index| {
        let name = String::from_utf8_lossy(records.field(index));
        ["courseid", "patientid"].contains(&key(name.trim()).as_ref())
    };
    Ok((0..records.len()).any(is_key))
}
