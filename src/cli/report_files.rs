//! The names of a report's files.

use super::failure::Failure;
use std::path::Path;

/// What was run, on what, and what came out.
pub(super) const RUN_JSON: &str = "run.json";
/// The certificate for programs.
pub(super) const CERTIFICATE_JSON: &str = "verification.json";
/// The certificate for people.
pub(super) const CERTIFICATE_TEXT: &str = "verification.txt";
/// Every number.
pub(super) const RESULTS_CSV: &str = "results.csv";
/// The same rows for other engines.
pub(super) const RESULTS_PARQUET: &str = "results.parquet";
/// The folder of the report's own store, where it was made from exports.
pub(super) const STORE: &str = "store";
/// How `run.json` begins the names of files of a store.
pub(super) const OF_STORE: &str = "store/";

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
