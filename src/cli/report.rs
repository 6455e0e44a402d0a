//! `il2 report`: the cohort report or the safety review of an export or a store.

use super::about::about;
use super::arguments::Report;
use super::clock;
use super::exports;
use super::failure::Failure;
use super::population::cohort;
use super::report_files::{
    PAGE, RESULTS_CSV, RESULTS_PARQUET, RUN_JSON, ReportFolder, SAFETY_PAGE, STORE,
};
use super::report_plan::{CohortPlan, ReportPlan, Source};
use super::review_words;
use super::run_record::{FileHash, RunRecord, hash_files, store_inputs};
use super::speech::{Progress, Voice};
use super::watch::Watch;
use crate::facts::SafetyFacts;
use crate::measures::results::{Row, Stratum, Unit, to_columns, to_csv};
use crate::measures::safety::{Review, review, sentinel_csv};
use crate::measures::{
    Cohort, Groupings, compare, compute, course_table, curves, definitions, patient_table,
};
use crate::measures::{comparison, flow};
use crate::model::Frame;
use crate::notation::thousands;
use crate::report::{
    About, Document, FigureOptions, FigureWidth, Methods, Numbering, Paper, Rendered, RenderedFile,
    bibliography, methods, render, render_review, strobe, word, workbook,
};
use crate::store::{Snapshot, parquet_bytes};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// How figures are made.
const FIGURES: FigureOptions = FigureOptions {
    width: FigureWidth::TwoColumns,
    with_pdf: false,
};

/// Counts of patients below this are small: who they are may be known (CMS cell size policy).
const SMALL: f64 = 11.0;

pub(super) fn run(arguments: &Report, voice: Voice, watch: &Watch) -> Result<(), Failure> {
    let progress = voice.progress("reading");
    let plan = ReportPlan::resolve(arguments, watch)?;
    let (folder, snapshot) = open(&plan, &progress, voice)?;
    progress.now("computing measures");
    let cohort = cohort(&snapshot, plan.predicate.as_ref(), watch)?;
    let book = match &plan.cohort {
        Some(plan) => {
            let groupings = Groupings::read(&snapshot, &plan.by, &cohort)?;
            let book = Book::compute(plan, &cohort, &groupings);
            progress.suspend(|| book.warn(plan, voice));
            Some((plan, book))
        }
        None => None,
    };
    let review = match &plan.review {
        Some(options) => Some(review(&cohort, &SafetyFacts::read(&snapshot)?, options)?),
        None => None,
    };
    progress.now("drawing the report");
    let mut about = About {
        title: plan.options.title.clone(),
        selection: plan.options.selection.clone(),
        by: plan.options.by.clone(),
        ..about(snapshot.manifest())
    };
    let selected = cohort.selected_sites();
    for site in &mut about.sites {
        site.is_selected = selected.contains(site.site_id.as_str());
    }
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    let (mut documents, mut numbering) = (Vec::new(), Numbering::default());
    if let Some((plan, book)) = book {
        let rendered = book.write(plan, &cohort, &snapshot, &about, &mut numbering, &folder)?;
        files.extend(rendered.files);
        documents.push(rendered.document);
        rows.extend(book.rows);
    }
    if let Some(review) = review {
        // The safety review is the page where it is alone.
        let page = if plan.cohort.is_some() {
            SAFETY_PAGE
        } else {
            PAGE
        };
        let rendered = write_review(&review, page, &about, &mut numbering, &folder)?;
        files.extend(rendered.files);
        documents.push(rendered.document);
        progress.suspend(|| {
            for warning in &review.warnings {
                voice.warn(&review_words::warning(warning));
            }
        });
        rows.extend(review.rows);
    }
    write_results(&rows, &folder)?;
    let date = clock::of_documents()?;
    files.push(workbook(&documents, &rows, &definitions(), &about, date)?);
    let methods = methods(&rows, &about);
    files.push(word(
        &documents,
        &files,
        &methods,
        &about,
        (Paper::A4, date),
    )?);
    files.extend(for_the_paper(&methods, &documents, &rows));
    files
        .par_iter()
        .try_for_each(|file| folder.write(&file.path, &file.bytes))?;
    let page = plan.out.join(PAGE);
    write_record(plan, &snapshot, &folder)?;
    folder.commit()?;
    drop(progress);
    let n_courses = cohort.n_selected() as u64;
    voice.say(&format!(
        "{}: {} course{}",
        page.display(),
        thousands(n_courses),
        if n_courses == 1 { "" } else { "s" }
    ));
    Ok(())
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
        Source::Exports(path, options) => {
            let mut exports = exports::read(std::slice::from_ref(path), options, progress, voice)?;
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

/// The numbers of a cohort report.
struct Book {
    rows: Vec<Row>,
    curves: Vec<Row>,
}

impl Book {
    fn compute(plan: &CohortPlan, cohort: &Cohort, groupings: &Groupings) -> Self {
        let mut rows = compute(cohort, groupings);
        rows.extend(compare(&rows, &groupings.pairs(), plan.p_values));
        Self {
            rows,
            curves: curves(cohort, groupings),
        }
    }

    /// Warns of results that say less, or more, than a reader might think.
    fn warn(&self, plan: &CohortPlan, voice: Voice) {
        let treated = |unit: Unit| {
            let is_treated = move |row: &&Row| {
                row.measure == flow::FLOW && row.unit == unit && row.item == "treated"
            };
            self.rows.iter().filter(is_treated)
        };
        if treated(Unit::Course).all(|row| row.value == Some(0.0)) {
            voice.warn("no course has a given dose, and every measure is of treated courses");
        }
        let is_small =
            |row: &&Row| row.stratum != Stratum::Overall && row.value.is_some_and(|n| n < SMALL);
        let small = treated(Unit::Patient).filter(is_small).count();
        if small > 0 {
            voice.warn(&format!(
                "strata of fewer than {SMALL} treated patients: {small}; such small numbers may tell who somebody is: keep the report at the site"
            ));
        }
        if plan.p_values && !self.rows.iter().any(|row| row.measure == comparison::TESTS) {
            voice.warn(
                "--p-values: nothing was tested, since no --by has exactly two strata without a missing level",
            );
        }
    }

    /// Writes the curves and the lists of patients and courses, which stay at the site; gives the pages with tables and figures.
    fn write(
        &self,
        plan: &CohortPlan,
        cohort: &Cohort,
        snapshot: &Snapshot,
        about: &About,
        numbering: &mut Numbering,
        folder: &ReportFolder,
    ) -> Result<Rendered, Failure> {
        folder.write("curves.csv", &to_csv(&self.curves))?;
        folder.write("patients.csv", &patient_table(cohort))?;
        folder.write("courses.csv", &course_table(cohort, snapshot)?)?;
        let Self { rows, curves } = self;
        Ok(render(
            &plan.definition,
            rows,
            curves,
            &definitions(),
            about,
            FIGURES,
            numbering,
        )?)
    }
}

/// Writes the points of a review's charts and its sentinel events, which stay at the site; gives its page with tables and
/// figures.
fn write_review(
    review: &Review,
    page: &str,
    about: &About,
    numbering: &mut Numbering,
    folder: &ReportFolder,
) -> Result<Rendered, Failure> {
    folder.write("series.csv", &to_csv(&review.series))?;
    folder.write("sentinel.csv", &sentinel_csv(review.all_sentinel()))?;
    Ok(render_review(
        review,
        &definitions(),
        about,
        page,
        FIGURES,
        numbering,
    )?)
}

/// `methods.md`, `references.bib` and `strobe.csv`.
fn for_the_paper(methods: &Methods, documents: &[Document], rows: &[Row]) -> [RenderedFile; 3] {
    let shown: BTreeSet<&str> = rows.iter().map(|row| row.measure).collect();
    let definitions = definitions();
    let used = definitions
        .iter()
        .filter(|measure| shown.contains(measure.name));
    let file = |path: &str, bytes: Vec<u8>| RenderedFile {
        path: path.to_owned(),
        bytes,
    };
    let first = documents.first().expect("a report has a page");
    [
        file("methods.md", methods.markdown().into_bytes()),
        file(
            "references.bib",
            bibliography(used, &methods.keys()).into_bytes(),
        ),
        file("strobe.csv", strobe(first, &methods.headings())),
    ]
}

/// Writes every number, for people and for other engines.
fn write_results(rows: &[Row], folder: &ReportFolder) -> Result<(), Failure> {
    folder.write(RESULTS_CSV, &to_csv(rows))?;
    let table = Frame::new("results", to_columns(rows));
    folder.write(RESULTS_PARQUET, &parquet_bytes(&table)?)?;
    Ok(())
}

/// Writes `run.json`, when all other files are there.
fn write_record(
    plan: ReportPlan,
    snapshot: &Snapshot,
    folder: &ReportFolder,
) -> Result<(), Failure> {
    let mut inputs: Vec<FileHash> = snapshot
        .manifest()
        .exports
        .iter()
        .flat_map(|export| &export.files)
        .map(|file| FileHash {
            file: file.file.clone(),
            sha256: file.sha256.clone(),
        })
        .collect();
    // Of a store the facts and the manifest are read, and for a review some of its tables.
    if let Source::Store(_) = plan.source {
        inputs.extend(store_inputs(snapshot, &|table| {
            table.starts_with("facts_")
                || plan.review.is_some() && SafetyFacts::TABLES.contains(&table)
        })?);
    }
    inputs.extend(plan.files);
    let outputs = hash_files(folder.path(), "", &|_| true)?;
    let record = RunRecord::new(plan.options, inputs, snapshot.manifest(), outputs);
    folder.write(RUN_JSON, &record.to_json())?;
    Ok(())
}
