//! What a report is asked for, resolved once: typed options in; source, pages and the files that options name, read and
//! checked, out.

use super::arguments::{Kind, Report};
use super::exports;
use super::failure::Failure;
use super::input::text_of;
use super::output::refuse_dead_link;
use super::population::predicate;
use super::report_files::file_name;
use super::review::{parse_events, refuse_misplaced};
use super::run_record::{FileHash, RecordedOptions, refuse_foreign};
use super::watch::Watch;
use crate::disk::{Readers, Seal, sweep_beside};
use crate::ingest::Options;
use crate::measures::By;
use crate::measures::safety::ReviewOptions;
use crate::query::Predicate;
use crate::report::{ReportDefinition, embedded};
use crate::store::is_store;
use std::path::{Path, PathBuf};

/// A report to be made.
#[derive(Debug)]
pub(super) struct ReportPlan {
    pub(super) source: Source,
    /// The report's folder, which holds nothing but an earlier report.
    pub(super) out: PathBuf,
    /// Who may read what holds rows of patients.
    pub(super) readers: Readers,
    pub(super) predicate: Option<Predicate>,
    /// `None` for a safety review alone.
    pub(super) cohort: Option<CohortPlan>,
    /// `None` for a cohort report alone.
    pub(super) review: Option<ReviewOptions>,
    /// The options as `run.json` has them.
    pub(super) options: RecordedOptions,
    /// The files that options name.
    pub(super) files: Vec<FileHash>,
}

/// What a report is made from.
#[derive(Debug)]
pub(super) enum Source {
    Store(PathBuf),
    Exports(PathBuf, Options),
}

/// The options of the cohort report alone.
#[derive(Debug)]
pub(super) struct CohortPlan {
    pub(super) definition: ReportDefinition,
    pub(super) by: By,
    pub(super) p_values: bool,
}

impl ReportPlan {
    /// Resolves options: what is wrong with them is found before an export is read or anything is written.
    pub(super) fn resolve(arguments: &Report, watch: &Watch) -> Result<Self, Failure> {
        refuse_dead_link(&arguments.out)?;
        // A killed run may have left patients' data beside the report: it does not stay, whatever becomes of this run.
        sweep_beside(&arguments.out);
        refuse_foreign(&arguments.out)?;
        refuse_source_in_output(&arguments.source, &arguments.out)?;
        refuse_misplaced(arguments)?;
        let by = By::parse(&arguments.by)?;
        let reading = exports::options(&arguments.reading)?;
        let options = RecordedOptions::of(arguments, &reading.max_quarantine);
        let mut review = options.review_options();
        let mut files = Vec::new();
        if let (Some(review), Some(path)) = (&mut review, &arguments.review.events) {
            let (text, hash) = read(path)?;
            review.events = parse_events(path, &text)?;
            files.push(hash);
        }
        let selection = arguments.selection.as_deref();
        let predicate = selection.map(|text| predicate(text, watch)).transpose()?;
        let definition = if let Some(path) = &arguments.definition {
            let (text, hash) = read(path)?;
            files.insert(0, hash);
            ReportDefinition::parse(&text).map_err(|error| Failure::Definition {
                path: path.clone(),
                error,
            })?
        } else {
            embedded("cohort").expect("tests draw reports by the program's own definition")
        };
        let source = arguments.source.clone();
        Ok(Self {
            source: if is_store(&source) {
                Source::Store(source)
            } else {
                Source::Exports(source, reading)
            },
            out: arguments.out.clone(),
            readers: arguments.sharing.readers(),
            predicate,
            cohort: (arguments.kind != Kind::Safety).then_some(CohortPlan {
                definition,
                by,
                p_values: arguments.p_values,
            }),
            review,
            options,
            files,
        })
    }
}

/// A file that an option names, and its hash.
fn read(path: &Path) -> Result<(String, FileHash), Failure> {
    let text = text_of(path)?;
    let hash = FileHash {
        file: file_name(path),
        sha256: Seal::of(text.as_bytes()).sha256,
    };
    Ok((text, hash))
}

/// An earlier report is replaced whole, with its store: a report of that very store must go elsewhere.
fn refuse_source_in_output(source: &Path, out: &Path) -> Result<(), Failure> {
    let (Ok(source), Ok(out)) = (source.canonicalize(), out.canonicalize()) else {
        return Ok(());
    };
    if source.starts_with(&out) {
        Err(Failure::SourceInOutput { path: source })
    } else {
        Ok(())
    }
}
