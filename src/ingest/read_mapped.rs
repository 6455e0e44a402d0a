//! Exports that a mapping made of raw files: judged as an export's Parquet files are, each row at its place in the raw files.

use super::door::{check_raw_limit, check_together};
use super::error::IngestError;
use super::export::{Export, Portions, Sources, judge};
use super::mapped::{MappedExport, MappedTable, RawFile};
use super::options::Options;
use super::privacy::identifiers::FoundIdentifier;
use super::privacy::screen::screen_source;
use super::quarantine_limits::QuarantineLimits;
use super::source::folder::{Form, Source};
use super::source::mapped_rows::MappedRows;
use crate::disk::Seal;
use crate::model::TABLES;
use crate::notation::shown;
use rayon::prelude::*;
use std::path::PathBuf;

/// Judges exports that a mapping made of raw files, and checks them against each other. `limits` are the shares of raw
/// rows that may be quarantined where an export is refused for another reason; else those of the options hold.
///
/// # Errors
///
/// All reasons why they are refused, as of exports of tables; and where a raw file was changed after it was read.
pub fn read_mapped(
    exports: Vec<MappedExport>,
    options: &Options,
    limits: &QuarantineLimits,
) -> Result<Vec<Export>, IngestError> {
    let portions = Portions::default();
    let mut errors = Vec::new();
    let (mut read, mut screened) = (Vec::new(), Vec::new());
    for mut export in exports {
        let tables = std::mem::take(&mut export.tables);
        let sources = sources(&export, tables)?;
        screened.extend(sources.iter().flatten().cloned());
        let own = Options {
            site: export.site.clone().or_else(|| options.site.clone()),
            ..options.clone()
        };
        let of_export = Sources {
            name: export.name.clone(),
            tables: sources,
            unread: Vec::new(),
            is_simulated: export.is_simulated,
        };
        match judge(of_export, &own, &portions, &|_| {}) {
            Ok(mut judged) => {
                errors.extend(changed(&export));
                judged.mapped = Some(export);
                read.push(judged);
            }
            Err(error) => errors.extend(causes(error, &export.raw, limits)),
        }
    }
    check_together(&mut read, options, &mut errors);
    // Identifiers are reported before everything else, all of them.
    if !errors.is_empty() {
        let found: Vec<IngestError> = screened
            .par_iter()
            .filter_map(|source| screen_source(source, options).err())
            .collect();
        if !found.is_empty() {
            errors = found;
        }
    }
    let placed = errors.into_iter().map(|error| at_places(error, &screened));
    let mut errors = placed.collect::<Result<Vec<_>, _>>()?;
    errors.sort_by_key(|error| !error.is_privacy());
    IngestError::of_all(errors).map_or(Ok(read), Err)
}

/// Why an export was refused: where more rows of its raw files are quarantined than may be, this comes first, and alone
/// where no course is left for that reason.
fn causes(error: IngestError, raw: &[RawFile], limits: &QuarantineLimits) -> Vec<IngestError> {
    let Err(excess) = check_raw_limit(raw, limits) else {
        return vec![error];
    };
    let is_without_courses = matches!(error, IngestError::NoCommonPatient { of_courses: 0, .. });
    if is_without_courses {
        vec![excess]
    } else {
        vec![excess, error]
    }
}

/// Where the tables of an export lie, in the order of the model.
fn sources(
    export: &MappedExport,
    tables: Vec<MappedTable>,
) -> Result<Vec<Option<Source>>, IngestError> {
    let mut sources = vec![None; TABLES.len()];
    for table in tables {
        let name = format!("{}/{}", shown(&export.name), table.sql_file);
        let mut files = export.mapping.files.iter();
        let of_sql = files.find(|file| file.file == table.sql_file);
        let sha256 = of_sql.map_or("", |file| &file.sha256);
        let rows = MappedRows::new(table.rows, sha256).map_err(|error| IngestError::Broken {
            file: name.clone(),
            what: error.to_string(),
        })?;
        sources[table.table.id as usize] = Some(Source {
            path: PathBuf::new(),
            name,
            form: Form::Mapped(rows),
        });
    }
    Ok(sources)
}

/// The first raw file that is not what was read any more.
fn changed(export: &MappedExport) -> Option<IngestError> {
    let is_same = |sha256: &str, path| Seal::of_file(path).is_ok_and(|seal| seal.sha256 == sha256);
    let mut looked_at: Vec<(&str, bool)> = export
        .raw
        .par_iter()
        .map(|raw| (raw.file.as_str(), is_same(&raw.sha256, &raw.path)))
        .collect();
    looked_at.retain(|(_, is_same)| !is_same);
    let (file, _) = looked_at.first()?;
    Some(IngestError::Changed {
        file: (*file).to_owned(),
    })
}

/// An error of identifiers in rows of these sources, with their places in the raw files.
fn at_places(error: IngestError, sources: &[Source]) -> Result<IngestError, IngestError> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other error has no lines of these rows"
    )]
    match error {
        IngestError::Several(errors) => {
            let errors = errors.into_iter().map(|error| at_places(error, sources));
            Ok(IngestError::Several(errors.collect::<Result<_, _>>()?))
        }
        IngestError::Identifiers { file, found } => {
            let mut of_name = sources.iter().filter(|source| source.name == file);
            let Some((source, Form::Mapped(rows))) =
                of_name.next().map(|source| (source, &source.form))
            else {
                return Ok(IngestError::Identifiers { file, found });
            };
            let places = rows.places(found.iter().map(|found| found.line));
            let places = places.map_err(|error| source.failed(error))?;
            let mut of_files: Vec<(String, Vec<FoundIdentifier>)> = Vec::new();
            for identifier in found {
                let (file, line) = match places.get(&identifier.line) {
                    Some(place) => (place.file.clone(), place.line),
                    None => (file.clone(), identifier.line.saturating_sub(1).max(1)),
                };
                let identifier = FoundIdentifier { line, ..identifier };
                match of_files.iter_mut().find(|(name, _)| *name == file) {
                    Some((_, of_file)) => of_file.push(identifier),
                    None => of_files.push((file, vec![identifier])),
                }
            }
            let errors = of_files.into_iter();
            let errors = errors.map(|(file, found)| IngestError::Identifiers { file, found });
            Ok(IngestError::of_all(errors.collect())
                .expect("an error of identifiers has found some"))
        }
        other => Ok(other),
    }
}

#[cfg(test)]
#[path = "read_mapped/tests.rs"]
mod tests;
