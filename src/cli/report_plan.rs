//! What a report is asked for, resolved once: typed options in; source, pages and the files that options name, read and
//! checked, out.

use super::arguments::Report;
use super::exports;
use super::failure::Failure;
use super::mapping_arguments::MappingArguments;
use super::named_files::read;
use super::output::refuse_dead_link;
use super::recorded_options::RecordedOptions;
use super::report_content::ReportContent;
use super::review::refuse_misplaced;
use super::run_record::refuse_foreign;
use super::watch::Watch;
use crate::disk::{Readers, sweep_beside};
use crate::ingest::{Options, screen_names, screen_text};
use crate::notation::shown_path;
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
    pub(super) content: ReportContent,
    /// The options as `run.json` has them.
    pub(super) options: RecordedOptions,
}

/// What a report is made from.
#[derive(Debug)]
pub(super) enum Source {
    Store(PathBuf),
    Exports(PathBuf, MappingArguments, Options),
}

impl ReportPlan {
    /// Resolves options: what is wrong with them is found before an export is read or anything is written.
    pub(super) fn resolve(arguments: &Report, watch: &Watch) -> Result<Self, Failure> {
        if let Some(title) = &arguments.title {
            screen_text("--title", title)?;
        }
        if let Some(site) = &arguments.reading.site {
            screen_text("--site", site)?;
        }
        if !is_store(&arguments.source) {
            screen_names(&arguments.source)?;
        }
        refuse_dead_link(&arguments.out)?;
        // A killed run may have left patients' data beside the report: it does not stay, whatever becomes of this run.
        sweep_beside(&arguments.out);
        refuse_foreign(&arguments.out)?;
        refuse_source_in_output(&arguments.source, &arguments.out)?;
        refuse_misplaced(arguments)?;
        let reading = exports::options(&arguments.reading)?;
        let mut options = RecordedOptions::of(arguments, &reading.max_quarantine)?;
        if let Some(path) = &arguments.definition {
            options.definition_text = Some(read("--definition", path)?);
        }
        if let (Some(review), Some(path)) = (&mut options.review, &arguments.review.events) {
            review.events_text = Some(read("--events", path)?);
        }
        let content = ReportContent::of(&options, watch)?;
        if let (Some(_), Some(of_cohort)) = (&arguments.definition, &content.cohort) {
            for title in of_cohort.definition.titles() {
                screen_text("a title of --definition", title)?;
            }
        }
        let source = arguments.source.clone();
        Ok(Self {
            source: if is_store(&source) && arguments.mapping.mapping.is_some() {
                return Err(Failure::Option {
                    option: "--mapping",
                    message: format!(
                        "{}: is a store, and a mapping reads raw files",
                        shown_path(&source)
                    ),
                });
            } else if is_store(&source) {
                Source::Store(source)
            } else {
                Source::Exports(source, arguments.mapping.clone(), reading)
            },
            out: arguments.out.clone(),
            readers: arguments.sharing.readers(),
            content,
            options,
        })
    }
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
