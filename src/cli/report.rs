//! `il2 report`: the cohort report or the safety review of an export or a store.

use super::about::about;
use super::arguments::{Kind, Report};
use super::exports;
use super::failure::Failure;
use super::population::cohort;
use super::review;
use super::run_record::{FileHash, Options, RUN_JSON, RunRecord, hash_files, refuse_foreign};
use super::speech::Voice;
use crate::disk::{DraftFolder, Seal, at};
use crate::facts::SafetyFacts;
use crate::measures::results::{Row, Unit, to_columns, to_csv};
use crate::measures::safety::{review, sentinel_csv};
use crate::measures::{Grouping, compare, compute, curves, definitions, patient_table};
use crate::measures::{comparison, flow};
use crate::notation::thousands;
use crate::query::Predicate;
use crate::report::{About, ReportDefinition, embedded, render, render_review};
use crate::store::{NamedColumn, Snapshot, is_store, parquet_bytes};
use rayon::prelude::*;
use std::fs;
use std::path::Path;

/// Counts of patients below this are small: who they are may be known (CMS cell size policy).
const SMALL: f64 = 11.0;

pub(super) fn run(arguments: &Report, voice: Voice) -> Result<(), Failure> {
    let progress = voice.progress("reading");
    refuse_foreign(&arguments.out)?;
    refuse_source_in_output(&arguments.source, &arguments.out)?;
    Grouping::check(&arguments.by)?;
    let review_options = review::options(arguments)?;
    let predicate = arguments.selection.as_deref().map(Predicate::parse);
    let predicate = predicate.transpose()?;
    let definition = definition(arguments)?;
    let (folder, snapshot) = if is_store(&arguments.source) {
        (
            DraftFolder::begin(&arguments.out)?,
            Snapshot::open(&arguments.source)?,
        )
    } else {
        let mut exports =
            exports::read(std::slice::from_ref(&arguments.source), &arguments.reading)?;
        let folder = DraftFolder::begin(&arguments.out)?;
        let snapshot = exports::store(&mut exports, &folder.path().join("store"), &progress)?;
        progress.aside(|| exports::tell_totals(&exports, voice));
        (folder, snapshot)
    };
    progress.now("computing measures");
    let grouping = match arguments.by.as_slice() {
        [] => None,
        by => Some(Grouping::read(&snapshot, by)?),
    };
    let cohort = cohort(&snapshot, predicate.as_ref())?;
    let (mut rows, curves) = if arguments.kind == Kind::Safety {
        (Vec::new(), Vec::new())
    } else {
        let mut rows = compute(&cohort, grouping.as_ref());
        rows.extend(compare(&rows, arguments.p_values));
        (rows, curves(&cohort, grouping.as_ref()))
    };
    progress.aside(|| warn(&rows, arguments, voice));
    let review = match &review_options {
        Some(options) => Some(review(&cohort, &SafetyFacts::read(&snapshot)?, options)?),
        None => None,
    };
    progress.now("drawing the report");
    let about = About {
        title: arguments.title.clone(),
        selection: arguments.selection.clone(),
        ..about(snapshot.manifest())
    };
    let mut files = Vec::new();
    if arguments.kind != Kind::Safety {
        folder.write("curves.csv", &to_csv(&curves))?;
        folder.write("patients.csv", &patient_table(&cohort))?;
        files = render(&definition, &rows, &curves, &definitions(), &about)?;
    }
    if let Some(review) = review {
        folder.write("series.csv", &to_csv(&review.series))?;
        folder.write("sentinel.csv", &sentinel_csv(&review.sentinel))?;
        let page = safety_page(arguments.kind);
        files.extend(render_review(&review, &definitions(), &about, page)?);
        progress.aside(|| review.warnings.iter().for_each(|said| voice.warn(said)));
        rows.extend(review.rows);
    }
    let columns = to_columns(&rows);
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, values)| NamedColumn { name, values })
        .collect();
    folder.write("results.csv", &to_csv(&rows))?;
    folder.write("results.parquet", &parquet_bytes(&columns)?)?;
    files
        .par_iter()
        .try_for_each(|file| folder.write(&file.path, &file.bytes))?;
    let outputs = hash_files(folder.path(), "", &|_| true)?;
    let record = RunRecord::new(
        options(arguments),
        inputs(arguments, &snapshot)?,
        snapshot.manifest(),
        outputs,
    );
    folder.write(RUN_JSON, &record.to_json())?;
    folder.commit()?;
    drop(progress);
    let page = arguments.out.join("report.html");
    let n_courses = cohort.n_selected() as u64;
    voice.say(&format!(
        "{}: {} course{}",
        page.display(),
        thousands(n_courses),
        if n_courses == 1 { "" } else { "s" }
    ));
    Ok(())
}

/// Where the safety review stands: it is the page where it is alone.
const fn safety_page(kind: Kind) -> &'static str {
    match kind {
        Kind::Safety => "report.html",
        Kind::Cohort | Kind::All => "safety.html",
    }
}

/// Warns of results that say less, or tell more, than a reader might think.
fn warn(rows: &[Row], arguments: &Report, voice: Voice) {
    if arguments.kind == Kind::Safety {
        return;
    }
    let p_values = arguments.p_values;
    let treated = |unit: Unit| {
        let is_treated = move |row: &&Row| {
            row.measure == flow::FLOW && row.unit == unit && row.item == "treated"
        };
        rows.iter().filter(is_treated)
    };
    if treated(Unit::Course).all(|row| row.value == Some(0.0)) {
        voice.warn("no course has a given dose, and every measure is of treated courses");
    }
    let is_small = |row: &&Row| row.stratum != "overall" && row.value.is_some_and(|n| n < SMALL);
    let small = treated(Unit::Patient).filter(is_small).count();
    if small > 0 {
        voice.warn(&format!(
            "strata of fewer than {SMALL} treated patients: {small}; such small numbers may tell who somebody is: keep the report at the site"
        ));
    }
    if p_values && !rows.iter().any(|row| row.measure == comparison::TESTS) {
        voice.warn(
            "--p-values: nothing was tested, since there are not exactly two strata without a missing level",
        );
    }
}

/// The kind's own definition, or the one that was named.
fn definition(arguments: &Report) -> Result<ReportDefinition, Failure> {
    let wrong = |path: &Path, error| Failure::Definition {
        path: path.to_path_buf(),
        error,
    };
    if let Some(path) = &arguments.definition {
        let text = fs::read_to_string(path).map_err(at(path))?;
        return ReportDefinition::parse(&text).map_err(|error| wrong(path, error));
    }
    let kind = Kind::Cohort.name();
    embedded(kind).map_err(|error| wrong(Path::new(kind), error))
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

fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn options(arguments: &Report) -> Options {
    Options {
        kind: arguments.kind.name().to_owned(),
        source: name(&arguments.source),
        by: arguments.by.clone(),
        p_values: arguments.p_values,
        selection: arguments.selection.clone(),
        title: arguments.title.clone(),
        definition: arguments.definition.as_deref().map(name),
        site: arguments.reading.site.clone(),
        max_quarantine: arguments.reading.max_quarantine,
        decimal: arguments.reading.decimal.name().to_owned(),
        review: review::record(arguments),
    }
}

/// The files of the exports, and where the source is a store what is read of it: the facts and the manifest.
fn inputs(arguments: &Report, snapshot: &Snapshot) -> Result<Vec<FileHash>, Failure> {
    let files = snapshot
        .manifest()
        .exports
        .iter()
        .flat_map(|export| &export.files);
    let mut inputs: Vec<FileHash> = files
        .map(|file| FileHash {
            file: file.file.clone(),
            sha256: file.sha256.clone(),
        })
        .collect();
    if is_store(&arguments.source) {
        inputs.extend(hash_files(snapshot.folder(), "store/", &|name| {
            let is_of_review =
                arguments.kind != Kind::Cohort && SafetyFacts::TABLES.contains(&name);
            name == "manifest.json" || name.starts_with("facts_") || is_of_review
        })?);
    }
    for path in arguments.definition.iter().chain(&arguments.review.events) {
        let bytes = fs::read(path).map_err(at(path))?;
        inputs.push(FileHash {
            file: name(path),
            sha256: Seal::of(&bytes).sha256,
        });
    }
    Ok(inputs)
}
