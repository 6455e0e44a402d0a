//! A report's files: their names, and who may read them.

use super::arguments::Kind;
use super::failure::Failure;
use crate::disk::{DiskError, DraftFolder, Readers};
use std::path::Path;

/// What was run, on what, and what came out.
pub(super) const RUN_JSON: &str = "run.json";
/// The certificate for programs.
pub(super) const CERTIFICATE_JSON: &str = "verification.json";
/// The certificate for people.
pub(super) const CERTIFICATE_TEXT: &str = "verification.txt";
/// Every number.
pub(super) const RESULTS_CSV: &str = "results.csv";
/// The rows that figures draw.
pub(super) const CURVES_CSV: &str = "curves.csv";
/// The same rows for other engines.
pub(super) const RESULTS_PARQUET: &str = "results.parquet";
/// The folder of the report's own store, where it was made from exports.
pub(super) const STORE: &str = "store";
/// How `run.json` begins the names of files of a store.
pub(super) const OF_STORE: &str = "store/";

/// The first page of a report.
pub(super) const PAGE: &str = "report.html";
/// The page of a safety review that is not the first page.
pub(super) const SAFETY_PAGE: &str = "safety.html";

/// Files that never leave the site: lists of patients and courses, and what names them.
const AT_THE_SITE: [&str; 8] = [
    "patients.csv",
    "courses.csv",
    "codebook.csv",
    "persons.csv",
    CURVES_CSV,
    "series.csv",
    "sentinel.csv",
    SAFETY_PAGE,
];
/// The folder of figures of single patients.
const INTERNAL_FIGURES: &str = "figures/internal/";

/// A report's folder while it is written: each file is there for its readers from its first byte on.
#[derive(Debug)]
pub(super) struct ReportFolder {
    draft: DraftFolder,
    kind: Kind,
    /// Who may read what never leaves the site.
    at_the_site: Readers,
}

impl ReportFolder {
    pub(super) fn begin(out: &Path, kind: Kind, at_the_site: Readers) -> Result<Self, DiskError> {
        Ok(Self {
            draft: DraftFolder::begin(out)?,
            kind,
            at_the_site,
        })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Writes a file in it, and creates the folders of its name.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let readers = readers_of(name, self.kind, self.at_the_site);
        self.draft.write(name, bytes, readers)
    }

    /// Puts it in its place; an earlier report there is removed.
    pub(super) fn commit(self) -> Result<(), DiskError> {
        self.draft.commit()
    }
}

/// Who may read a file of a report of this kind, where whatever never leaves the site has these readers.
fn readers_of(file: &str, kind: Kind, at_the_site: Readers) -> Readers {
    // The page of a safety review names courses.
    let is_review = kind == Kind::Safety && file == PAGE;
    if is_review || AT_THE_SITE.contains(&file) || file.starts_with(INTERNAL_FIGURES) {
        at_the_site
    } else {
        Readers::Umask
    }
}

/// The last part of a path; empty for `.` and `/`, which have none.
pub(super) fn file_name(path: &Path) -> String {
    // Such a path is recorded without a name.
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The name of a file that an option names, with its text, which is recorded beside it.
pub(super) fn file_with_text<'a>(
    option: &'static str,
    name: Option<&'a str>,
    text: Option<&'a str>,
) -> Result<Option<(&'a str, &'a str)>, Failure> {
    if name.is_some() == text.is_some() {
        Ok(name.zip(text))
    } else {
        Err(Failure::Option {
            option,
            message: "its file's name and text are not both recorded".to_owned(),
        })
    }
}
