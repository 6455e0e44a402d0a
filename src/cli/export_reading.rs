//! Exports that are read: tables of the data model, or what a mapping makes of raw files.

use super::failure::Failure;
use super::mapping_arguments::MappingArguments;
use super::mapping_hints::likeness;
use super::pace::{MEGABYTE, Pace};
use super::speech::{Progress, Voice};
use crate::ingest::{
    Export, FoundExports, IngestError, Options, QuarantineLimits, read_mapped, screen_names,
};
use crate::mapping::looks_like;
use std::path::PathBuf;

/// The most names of passed-over files that are listed.
const PASSED_OVER: usize = 50;

/// Which exports are read: paths, the mapping that makes exports of what lies there, and whether it says how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) mapping: &'a MappingArguments,
    pub(super) has_derivation: bool,
    /// The shares of raw rows that may be quarantined, also where all rows are to be listed first.
    pub(super) limits: &'a QuarantineLimits,
}

/// Reads and judges exports, and names what is passed over.
pub(super) fn read(
    wanted: Wanted<'_>,
    options: &Options,
    progress: &Progress,
    voice: Voice,
) -> Result<Vec<Export>, Failure> {
    let Wanted {
        paths,
        mapping,
        has_derivation,
        limits,
    } = wanted;
    for path in paths {
        screen_names(path)?;
    }
    if let Some(mapped) = mapping.read(paths, options.decimal, has_derivation)? {
        return Ok(read_mapped(mapped, options, limits)?);
    }
    let found = FoundExports::look(paths).map_err(|error| perhaps_raw(error, paths))?;
    let mut names: Vec<String> = found
        .passed_over
        .iter()
        .take(PASSED_OVER)
        .cloned()
        .collect();
    if found.passed_over.len() > PASSED_OVER {
        let more = found.passed_over.len() - PASSED_OVER;
        names.push(format!("and {more} more"));
    }
    if !names.is_empty() {
        progress.suspend(|| voice.warn(&format!("no export, and not read: {}", names.join(", "))));
    }
    if progress.is_shown() {
        progress.counting(Pace {
            what: "reading exports",
            units: "MB",
            total: found.bytes(),
            scale: MEGABYTE,
        });
    }
    found
        .read_counting(options, &|bytes| progress.advance(bytes))
        .map_err(|error| perhaps_raw(error, paths))
}

/// A refusal for tables that are missing, with the built-in mapping that reads what is there.
fn perhaps_raw(error: IngestError, paths: &[PathBuf]) -> Failure {
    let is_missing = |error: &IngestError| {
        matches!(
            error,
            IngestError::NoExport { .. } | IngestError::NoTable { .. }
        )
    };
    // What only a mapping takes for no identifier, such as a shifted date, is refused before tables are missed.
    let is_about_tables = error.is_privacy()
        || is_missing(&error)
        || matches!(&error, IngestError::Several(errors) if errors.iter().any(is_missing));
    let mut likenesses = paths.iter().filter_map(|path| looks_like(path));
    match likenesses.next().filter(|_| is_about_tables) {
        Some(mapping) => Failure::Hinted(error, likeness(mapping)),
        None => error.into(),
    }
}
