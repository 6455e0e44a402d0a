//! The door of the room: export folders found, read and checked against each other.

use super::error::IngestError;
use super::export::{Export, Portions, read_within};
use super::options::Options;
use super::privacy::screen::screen_folder;
use super::quarantine_limits::{Excess, QuarantineLimits};
use super::source::folder::{Folder, folder_name};
use crate::notation::shown;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The export folders that a path means: itself, or the folders in it, reports left out.
///
/// # Errors
///
/// Where the path cannot be read, or neither it nor any folder in it holds a table of the model.
pub fn find_exports(path: &Path) -> Result<Vec<PathBuf>, IngestError> {
    if path.is_file() {
        return Err(IngestError::File {
            path: path.to_path_buf(),
        });
    }
    let own = Folder::read(path)?;
    if own.is_export {
        return Ok(vec![path.to_path_buf()]);
    }
    let (mut faults, mut seen) = (own.faults, own.unread);
    let unreadable = |source| IngestError::Unreadable {
        path: path.to_path_buf(),
        source,
    };
    // A report that was made beside the exports holds a patient table of its own.
    let is_report =
        |folder: &Path| folder.join("run.json").is_file() && folder.join("report.html").is_file();
    let mut within = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        if folder.is_dir() && !is_report(&folder) {
            within.push(folder);
        }
    }
    within.sort_unstable();
    let mut folders = Vec::new();
    for folder in within {
        let mut inner = Folder::read(&folder)?;
        if inner.is_export {
            folders.push(folder);
        } else {
            let name = shown(&folder_name(&folder));
            for unread in &mut inner.unread {
                unread.file = format!("{name}/{}", unread.file);
            }
            faults.append(&mut inner.faults);
            seen.append(&mut inner.unread);
        }
    }
    if !folders.is_empty() {
        return Ok(folders);
    }
    // A workbook that cannot be read may hold the tables.
    Err(match faults.len() {
        0 => IngestError::NoExport {
            path: path.to_path_buf(),
            seen,
        },
        1 => faults.remove(0),
        _ => IngestError::Several(faults),
    })
}

/// Reads export folders, each a site's or several sites', and checks them against each other.
///
/// # Errors
///
/// All reasons why they are refused: what cannot be read, what is missing, more quarantined rows than may be, one site in
/// two exports, identifiers.
pub fn read_exports(folders: &[PathBuf], options: &Options) -> Result<Vec<Export>, IngestError> {
    let portions = Portions::default();
    let read: Vec<_> = folders
        .par_iter()
        .map(|folder| read_within(folder, options, &portions))
        .collect();
    let (mut exports, mut errors) = (Vec::new(), Vec::new());
    for result in read {
        match result {
            Ok(export) => exports.push(export),
            Err(error) => errors.push(error),
        }
    }
    errors.extend(check_limit(&exports, &options.max_quarantine).err());
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for export in &exports {
        for site in &export.sites {
            if let Some(first) = seen.insert(&site.site_id, &export.name) {
                errors.push(IngestError::SiteTwice {
                    first: first.to_owned(),
                    second: export.name.clone(),
                });
            }
        }
    }
    // Identifiers are reported before everything else, all of them, in files that no other refusal let be read as well.
    if !errors.is_empty() {
        let screened = folders.iter();
        let found: Vec<IngestError> = screened
            .flat_map(|folder| screen_folder(folder, options))
            .collect();
        if !found.is_empty() {
            errors = found;
        }
    }
    errors.sort_by_key(|error| !error.is_privacy());
    match errors.len() {
        0 => Ok(exports),
        1 => Err(errors.remove(0)),
        _ => Err(IngestError::Several(errors)),
    }
}

/// Checks that of no file a greater share of rows is quarantined than may be.
///
/// # Errors
///
/// [`IngestError::TooManyQuarantined`] where of some file it is.
pub fn check_limit(exports: &[Export], limits: &QuarantineLimits) -> Result<(), IngestError> {
    let files = exports.iter().flat_map(|export| &export.ledgers);
    let excesses: Vec<Excess> = files.flat_map(|file| limits.excesses(file)).collect();
    if excesses.is_empty() {
        Ok(())
    } else {
        Err(IngestError::TooManyQuarantined { excesses })
    }
}
