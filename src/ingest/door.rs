//! The door of the room: export folders found, read and checked against each other.

use super::error::IngestError;
use super::export::{Export, Portions, read_within};
use super::ledger::{FileLedger, Tally};
use super::mapped::RawFile;
use super::options::Options;
use super::own_columns::own_columns;
use super::passed_over::{PassedOver, is_report, shown_name};
use super::privacy::screen::screen_folder;
use super::quarantine_limits::{Excess, QuarantineLimits};
use super::source::folder::{Folder, Other, folder_name};
use super::source::unread::{Likeness, UnreadFile};
use super::tables::identities::sites_alike;
use crate::model::TableId;
use crate::notation::shown;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The exports that were found, and what was passed over.
#[derive(Debug)]
pub struct FoundExports {
    /// Export folders, each a site's or several sites', in the order of their paths.
    pub folders: Vec<PathBuf>,
    /// Names of files, folders, links and sheets beside them and in them that are not read and look like no table. What
    /// lies in an export as a file is told by the export.
    pub passed_over: Vec<String>,
    /// What looks like tables and is not read.
    faults: Vec<IngestError>,
    /// Folders of tables that are not read.
    suspects: Vec<PathBuf>,
}

impl FoundExports {
    /// The export folders that these paths mean: themselves, or the folders in them, reports left out.
    ///
    /// # Errors
    ///
    /// Where a path cannot be read, or neither it nor any folder in it holds a table of the model.
    pub fn look(paths: &[PathBuf]) -> Result<Self, IngestError> {
        let mut over = PassedOver::default();
        let mut folders = Vec::new();
        for path in paths {
            if path.is_file() {
                return Err(IngestError::File { path: path.clone() });
            }
            over.know(path);
        }
        for path in paths {
            look_in(path, &mut folders, &mut over)?;
        }
        folders.sort_unstable();
        folders.dedup();
        Ok(Self {
            folders,
            passed_over: over.named,
            faults: over.faults,
            suspects: over.suspects,
        })
    }

    /// Reads the exports that were found, and checks them against each other.
    ///
    /// # Errors
    ///
    /// Those of [`read_exports`], and where what was passed over looks like tables.
    pub fn read(self, options: &Options) -> Result<Vec<Export>, IngestError> {
        self.read_counting(options, &|_| {})
    }

    /// Does what [`read`](Self::read) does, and says after each piece of a file of doses or events how many bytes it had.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    pub fn read_counting(
        self,
        options: &Options,
        judged: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Export>, IngestError> {
        read_all(&self.folders, options, self.faults, &self.suspects, judged)
    }

    /// The bytes of doses and events that are read: those of a workbook once for each of its sheets.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let read = |folder: &PathBuf| Folder::read(folder).ok();
        let folders = self.folders.iter().filter_map(read);
        let of_events = |folder: Folder| {
            let tables = folder.tables.into_iter().skip(TableId::Doses as usize);
            tables
                .flatten()
                .map(|source| source.bytes_of(None))
                .sum::<u64>()
        };
        folders.map(of_events).sum()
    }
}

/// The export folders that a path means: itself, or the folders in it, reports left out.
///
/// # Errors
///
/// Where the path cannot be read, neither it nor any folder in it holds a table of the model, or what is not read looks
/// like tables.
pub fn find_exports(path: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let found = FoundExports::look(&[path.to_path_buf()])?;
    IngestError::of_all(found.faults).map_or(Ok(found.folders), Err)
}

/// Adds the export folders that a path means, and what is passed over in it.
fn look_in(
    path: &Path,
    folders: &mut Vec<PathBuf>,
    over: &mut PassedOver,
) -> Result<(), IngestError> {
    let own = Folder::read(path)?;
    let place = shown(&folder_name(path));
    if own.is_export {
        over.in_export(path, &place, &own);
        folders.push(path.to_path_buf());
        return Ok(());
    }
    let (mut exports, mut seen) = (Vec::new(), own.unread.clone());
    let mut faults = Vec::new();
    for (name, _) in own.others.iter().filter(|(_, it)| *it == Other::Folder) {
        let folder = path.join(name);
        // A report that was made beside the exports holds a patient table of its own.
        if is_report(&folder) {
            continue;
        }
        match Folder::read(&folder) {
            Ok(inner) if inner.is_export => {
                over.know(&folder);
                exports.push((folder, inner));
            }
            Ok(inner) => seen.extend(inner.unread.into_iter().map(|unread| UnreadFile {
                file: format!("{}/{}", shown_name(name), unread.file),
                ..unread
            })),
            Err(fault) => faults.push(fault),
        }
    }
    for (folder, export) in &exports {
        over.in_export(folder, &shown(&folder_name(folder)), export);
    }
    over.faults.extend(faults);
    over.beside_exports(path, &place, own, 0);
    if exports.is_empty() {
        // What has another name is listed where there is nothing else.
        let is_listed = |fault: &IngestError| {
            let listed = |looks: &Likeness| matches!(looks, Likeness::Near(_) | Likeness::Unnamed);
            matches!(fault, IngestError::LooksLikeTable { looks, .. } if listed(looks))
        };
        let faults = std::mem::take(&mut over.faults).into_iter();
        let faults = faults.filter(|fault| !is_listed(fault)).collect();
        return Err(
            IngestError::of_all(faults).unwrap_or(IngestError::NoExport {
                path: path.to_path_buf(),
                seen,
            }),
        );
    }
    folders.extend(exports.into_iter().map(|(folder, _)| folder));
    Ok(())
}

/// Reads export folders, each a site's or several sites', and checks them against each other.
///
/// # Errors
///
/// All reasons why they are refused: what cannot be read, what is missing, more quarantined rows than may be, one site in
/// two exports, identifiers.
pub fn read_exports(folders: &[PathBuf], options: &Options) -> Result<Vec<Export>, IngestError> {
    read_all(folders, options, Vec::new(), &[], &|_| {})
}

fn read_all(
    folders: &[PathBuf],
    options: &Options,
    mut errors: Vec<IngestError>,
    suspects: &[PathBuf],
    judged: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Export>, IngestError> {
    let portions = Portions::default();
    let read: Vec<_> = folders
        .par_iter()
        .map(|folder| read_within(folder, options, &portions, judged))
        .collect();
    let mut exports = Vec::new();
    for result in read {
        match result {
            Ok(export) => exports.push(export),
            Err(error) => errors.push(error),
        }
    }
    check_together(&mut exports, options, &mut errors);
    // Identifiers are reported before everything else, all of them, in files that no other refusal let be read as well.
    if !errors.is_empty() {
        let screened = folders.iter().chain(suspects);
        let found: Vec<IngestError> = screened
            .flat_map(|folder| screen_folder(folder, options))
            .collect();
        if !found.is_empty() {
            errors = found;
        }
    }
    errors.sort_by_key(|error| !error.is_privacy());
    IngestError::of_all(errors).map_or(Ok(exports), Err)
}

/// Checks exports that were read against each other, and what of them is quarantined.
pub(super) fn check_together(
    exports: &mut [Export],
    options: &Options,
    errors: &mut Vec<IngestError>,
) {
    note_sites_alike(exports);
    errors.extend(check_limit(exports, &options.max_quarantine).err());
    errors.extend(own_columns(exports).err());
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for export in exports {
        for site in &export.sites {
            if let Some(first) = seen.insert(&site.site_id, &export.name) {
                errors.push(IngestError::SiteTwice {
                    first: first.to_owned(),
                    second: export.name.clone(),
                });
            }
        }
    }
}

/// Notes in each export which of its sites differ from another one of all exports in their spelling alone.
fn note_sites_alike(exports: &mut [Export]) {
    let sites = exports.iter().flat_map(|export| &export.sites);
    let alike = sites_alike(&sites.map(|site| site.site_id.as_str()).collect());
    for export in exports {
        export.note_sites_alike(&alike);
    }
}

/// Checks that of no file a greater share of rows is quarantined than may be.
///
/// # Errors
///
/// [`IngestError::TooManyQuarantined`] where of some file it is.
pub fn check_limit(exports: &[Export], limits: &QuarantineLimits) -> Result<(), IngestError> {
    let raw = exports.iter().filter_map(|export| export.mapped.as_ref());
    let raw = raw.flat_map(|mapped| mapped.raw.iter().map(RawFile::tally));
    let files = exports.iter().flat_map(|export| &export.ledgers);
    let files = raw.chain(files.map(FileLedger::tally));
    within_limit(files, limits)
}

/// Checks that of no raw file a greater share of rows is quarantined than may be.
///
/// # Errors
///
/// [`IngestError::TooManyQuarantined`] where of some file it is.
pub(super) fn check_raw_limit(
    raw: &[RawFile],
    limits: &QuarantineLimits,
) -> Result<(), IngestError> {
    within_limit(raw.iter().map(RawFile::tally), limits)
}

fn within_limit<'a>(
    files: impl Iterator<Item = Tally<'a>>,
    limits: &QuarantineLimits,
) -> Result<(), IngestError> {
    let excesses: Vec<Excess> = files.flat_map(|file| limits.excesses(&file)).collect();
    if excesses.is_empty() {
        Ok(())
    } else {
        Err(IngestError::TooManyQuarantined { excesses })
    }
}
