//! `il2 report`: the cohort report or the safety review of an export or a store.

use super::arguments::{Kind, Report};
use super::document_arguments::Document;
use super::export_reading;
use super::exports;
use super::failure::Failure;
use super::population::cohort;
use super::report_files::{PAGE, RUN_JSON, ReportFolder, SAFETY_PAGE, STORE};
use super::report_outputs::ReportNumbers;
use super::report_plan::{ReportPlan, Source};
use super::run_record::{RunRecord, hash_files, recorded_inputs};
use super::speech::{Progress, Voice};
use super::watch::Watch;
use crate::notation::{shown_path, thousands};
use crate::store::Snapshot;

pub(super) fn run(arguments: &Report, voice: Voice, watch: &Watch) -> Result<(), Failure> {
    let progress = voice.progress("reading");
    let plan = ReportPlan::resolve(arguments, watch)?;
    let (folder, snapshot) = open(&plan, &progress, voice)?;
    progress.now("computing measures");
    let content = &plan.content;
    let cohort = cohort(
        &snapshot,
        content.predicate.as_ref(),
        &content.grading,
        watch,
    )?;
    let n_courses = cohort.n_selected() as u64;
    let numbers = ReportNumbers::compute(content, cohort, &snapshot, &progress)?;
    progress.suspend(|| {
        for warning in numbers.warnings(content) {
            voice.warn(&warning);
        }
        if let Some(warning) = plan.options.grading.ranges_lacking(&content.grading) {
            voice.warn(&warning);
        }
    });
    progress.now("drawing the report");
    numbers.make_files(content, &snapshot, &|name, bytes| {
        Ok(folder.write(name, bytes)?)
    })?;
    let made = shown_outputs(&plan);
    write_record(plan, &snapshot, &folder)?;
    folder.commit()?;
    drop(progress);
    voice.say(&format!(
        "{made}: {} course{}",
        thousands(n_courses),
        if n_courses == 1 { "" } else { "s" }
    ));
    Ok(())
}

/// The pages that a reader opens; the folder where only other documents were written.
fn shown_outputs(plan: &ReportPlan) -> String {
    let has_pages = plan.content.documents.formats.contains(&Document::Html);
    let pages: &[&str] = match plan.options.kind {
        _ if !has_pages => return shown_path(&plan.out),
        Kind::Cohort | Kind::Safety => &[PAGE],
        Kind::All => &[PAGE, SAFETY_PAGE],
    };
    let pages = pages.iter().map(|page| shown_path(&plan.out.join(page)));
    pages.collect::<Vec<_>>().join(" and ")
}

/// Begins the report's folder and opens the snapshot that it is made from: the source's own, or that of a store in the
/// report, into which exports are put.
fn open(
    plan: &ReportPlan,
    progress: &Progress,
    voice: Voice,
) -> Result<(ReportFolder, Snapshot), Failure> {
    let begin = || ReportFolder::begin(&plan.out, plan.options.kind, plan.readers);
    match &plan.source {
        Source::Store(store) => Ok((begin()?, Snapshot::open(store)?)),
        Source::Exports(path, mapping, options) => {
            let wanted = export_reading::Wanted {
                paths: std::slice::from_ref(path),
                mapping,
                has_derivation: false,
                limits: &options.max_quarantine,
            };
            let mut exports = export_reading::read(wanted, options, progress, voice)?;
            let folder = begin()?;
            // A new store: it holds no site that could be replaced.
            let kept = exports::Kept {
                folder: &folder.path().join(STORE),
                readers: plan.readers,
                may_lose: false,
            };
            let (snapshot, _) = exports::store(&mut exports, kept, progress)?;
            progress.suspend(|| exports::print_totals(&exports, voice));
            Ok((folder, snapshot))
        }
    }
}

/// Writes `run.json`, when all other files are there.
fn write_record(
    plan: ReportPlan,
    snapshot: &Snapshot,
    folder: &ReportFolder,
) -> Result<(), Failure> {
    let is_of_store = matches!(plan.source, Source::Store(_));
    let inputs = recorded_inputs(&plan.options, snapshot, is_of_store)?;
    let outputs = hash_files(folder.path(), "", &|_| true)?;
    let record = RunRecord::new(plan.options, inputs, snapshot.manifest(), outputs);
    folder.write(RUN_JSON, &record.to_json())?;
    Ok(())
}
