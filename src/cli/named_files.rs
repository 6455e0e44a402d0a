//! Files that options name, whose text `run.json` keeps.

use super::failure::Failure;
use super::input::text_of;
use crate::notation::shown_path;
use std::path::Path;

/// The most bytes of such a file.
const LONGEST: u64 = 1 << 20;

/// The text of a file that an option names.
pub(super) fn read(option: &'static str, path: &Path) -> Result<String, Failure> {
    let text = text_of(path)?;
    if text.len() as u64 > LONGEST {
        return Err(Failure::Option {
            option,
            message: format!("{}: is longer than 1 MiB", shown_path(path)),
        });
    }
    Ok(text)
}
