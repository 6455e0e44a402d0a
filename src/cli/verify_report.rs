//! `il2 verify REPORT_DIR`: every number of a report counted again from its store, by queries that know nothing of the
//! facts.

use super::arguments::{Kind, Verify};
use super::certificate::{Certificate, OfMeasures, OfReport, OfStore};
use super::failure::Failure;
use super::output::Pipe;
use super::population::{Choice, store_of};
use super::report_files::{
    CERTIFICATE_JSON, CERTIFICATE_TEXT, OF_STORE, RESULTS_CSV, RESULTS_PARQUET, RUN_JSON, STORE,
};
use super::run_record::{FileHash, RunRecord, hash_files};
use super::speech::{Progress, Voice};
use super::watch::Watch;
use crate::disk::{Seal, at, is_draft, read_plain, sweep};
use crate::facts::SafetyFacts;
use crate::measures::Cohort;
use crate::measures::results::Row;
use crate::measures::safety::review;
use crate::query::{
    Engine, MEMORY, Query, QueryError, Recount, ResultRow, StratifiedCohort, differences, library,
    parse_results, read_results_parquet, recount, result_rows,
};
use crate::store::{Snapshot, verify};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// At most so many faults are said; the certificate holds all.
const SAID: usize = 50;
/// The most differences between the two files of results that are listed one by one.
const COPIES: usize = 3;
/// The measures that compare strata, and those of the safety review; their numbers are the report's own.
const COMPARISON: &str = "comparison.";
const REVIEW: &str = "safety.";

pub(super) fn run(arguments: &Verify, voice: Voice) -> Result<(), Failure> {
    let report = &arguments.source;
    let (store, record) = store_of(report, arguments.store.as_deref())?;
    let Some(record) = record else {
        return Err(Failure::NoSource {
            path: report.clone(),
        });
    };
    let progress = voice.progress("verifying");
    let certificate = certify(report, &store, &record, &progress)?;
    drop(progress);
    if record.version != env!("CARGO_PKG_VERSION") {
        voice.warn(&format!(
            "the report was made by version {}, and this is version {}",
            record.version,
            env!("CARGO_PKG_VERSION")
        ));
    }
    for fault in certificate.faults.iter().take(SAID) {
        voice.error(fault);
    }
    if certificate.faults.len() > SAID {
        voice.error(&format!(
            "and {} more, in {CERTIFICATE_TEXT}",
            certificate.faults.len() - SAID
        ));
    }
    Pipe::print(certificate.text().as_bytes())?;
    certificate.keep(report)?;
    if certificate.is_proved {
        Ok(())
    } else {
        Err(Failure::Disproved {
            path: report.clone(),
            faults: certificate.faults.len(),
        })
    }
}

/// Proves a report against a store.
fn certify(
    report: &Path,
    store: &Path,
    record: &RunRecord,
    progress: &Progress,
) -> Result<Certificate, Failure> {
    let mut certificate = Certificate::new();
    certificate.report = OfReport {
        version: record.version.clone(),
        finished_at: record.finished_at.clone(),
        selection: record.options.selection.clone(),
        by: record.options.by.clone(),
        files: outputs(record).count() as u64,
        rows: 0,
    };
    certificate.faults = changed_files(report, record)?;
    progress.now("verifying the store");
    let verdict = verify(store)?;
    let of_store = verdict.faults.iter().map(|fault| format!("store: {fault}"));
    certificate.faults.extend(of_store);
    certificate.store = OfStore {
        snapshot: verdict.snapshot,
        files: verdict.files,
        rows: verdict.rows,
        ..OfStore::default()
    };
    match rows(report) {
        Ok(rows) => {
            certificate.report.rows = rows.len() as u64;
            if let Ok(snapshot) = Snapshot::open(store) {
                certificate.prove_source(&snapshot, record)?;
                // Bytes that are not those that were written are not decoded.
                if verdict.faults.is_empty() {
                    certificate.count_again(&snapshot, record, &rows, progress)?;
                } else {
                    let what = "results.csv: not counted again, the store being damaged";
                    certificate.faults.push(what.to_owned());
                }
                certificate.prove_copies(report, &rows);
            }
        }
        Err(fault) => certificate.faults.push(fault),
    }
    certificate.is_proved = certificate.faults.is_empty();
    Ok(certificate)
}

/// The rows of a report's results.
fn rows(report: &Path) -> Result<Vec<ResultRow>, String> {
    let bytes =
        read_plain(&report.join(RESULTS_CSV)).map_err(|error| format!("results.csv: {error}"))?;
    parse_results(&bytes).map_err(|fault| format!("results.csv: {fault}"))
}

/// Files that are not as the record lists them, or that it does not list. What its store holds the store proves itself.
fn changed_files(report: &Path, record: &RunRecord) -> Result<Vec<String>, Failure> {
    // What a killed run left, and the certificate that another run writes right now, are no part of the report.
    sweep(report);
    let others = [STORE, RUN_JSON, CERTIFICATE_JSON, CERTIFICATE_TEXT];
    let found = hash_files(report, "", &|name| {
        !others.contains(&name) && !is_draft(name)
    })?;
    let mut faults = Vec::new();
    for listed in outputs(record) {
        match found.iter().find(|file| file.file == listed.file) {
            None => faults.push(format!("{}: is missing", listed.file)),
            Some(file) if file != listed => {
                let what = "was altered after it was written (SHA-256)";
                faults.push(format!("{}: {what}", file.file));
            }
            Some(_) => {}
        }
    }
    let is_listed = |file: &&FileHash| !outputs(record).any(|it| it.file == file.file);
    let others = found.iter().filter(is_listed);
    faults.extend(others.map(|file| format!("{}: is not in {RUN_JSON}", file.file)));
    Ok(faults)
}

/// The rows of a report's safety review, computed anew; none where it has none.
fn review_rows(
    cohort: &Cohort,
    snapshot: &Snapshot,
    record: &RunRecord,
) -> Result<Vec<Row>, Failure> {
    let Some(options) = record.options.review_options() else {
        return Ok(Vec::new());
    };
    Ok(review(cohort, &SafetyFacts::read(snapshot)?, &options)?.rows)
}

/// The files of a report, without those of its store.
fn outputs(record: &RunRecord) -> impl Iterator<Item = &FileHash> {
    let is_of_store = |file: &&FileHash| file.file.starts_with(OF_STORE);
    record.outputs.iter().filter(move |file| !is_of_store(file))
}

/// The manifest of the store that a report was made from, as its record has it.
fn recorded_manifest(record: &RunRecord) -> Option<&FileHash> {
    let is_manifest =
        |file: &&FileHash| file.file.starts_with(OF_STORE) && file.file.ends_with("/manifest.json");
    let mut files = record.inputs.iter().chain(&record.outputs);
    // The snapshot that the report was made from is the last that stood there.
    files.rfind(is_manifest)
}

/// Runs the queries, some at a time. Threads of their own wait for the engine: one of rayon's would meanwhile begin another
/// query, and could wait for itself.
fn recounts(
    engine: &Engine,
    recount_queries: &[&Query],
    rows: &[ResultRow],
) -> Vec<Result<Recount, QueryError>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(query) = recount_queries.get(index) else {
                return done;
            };
            done.push((index, recount(engine, query, rows)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, Result<Recount, QueryError>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(done) => done,
                Err(failed) => std::panic::resume_unwind(failed),
            })
            .collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, recount)| recount).collect()
}

impl Certificate {
    /// The results stand in two files, which say the same.
    fn prove_copies(&mut self, report: &Path, rows: &[ResultRow]) {
        match read_results_parquet(&report.join(RESULTS_PARQUET)) {
            Ok(copy) => {
                let found = differences(rows, &copy);
                let shown = found.iter().take(COPIES);
                let shown = shown.map(|it| it.describe("results.csv has", "results.parquet has"));
                self.faults.extend(shown);
                if found.len() > COPIES {
                    self.faults.push(format!(
                        "results.parquet: is not results.csv in {} places",
                        found.len()
                    ));
                }
            }
            Err(error) => self.faults.push(error.to_string()),
        }
    }

    /// The store is the one that the report was made from, where the report says which that was.
    fn prove_source(&mut self, snapshot: &Snapshot, record: &RunRecord) -> Result<(), Failure> {
        let manifest = snapshot.folder().join("manifest.json");
        let seal = Seal::of_file(&manifest).map_err(at(&manifest))?;
        if recorded_manifest(record).is_some_and(|recorded| recorded.sha256 != seal.sha256) {
            self.faults.push(
                "store: is not as it was when the report was made from it (SHA-256 of its manifest)"
                    .to_owned(),
            );
        }
        self.store.manifest_sha256 = seal.sha256;
        Ok(())
    }

    /// Every measure counted again by its query, and every row computed anew by the program.
    fn count_again(
        &mut self,
        snapshot: &Snapshot,
        record: &RunRecord,
        rows: &[ResultRow],
        progress: &Progress,
    ) -> Result<(), Failure> {
        progress.now("computing the results anew");
        // The report was made with its predicate within the limits of one.
        let unwatched = Watch::default();
        let chosen = Choice::of_report(record)?.population(snapshot, &unwatched)?;
        let everybody = match chosen {
            Some(_) => None,
            None => Some(StratifiedCohort::of_all(snapshot)?),
        };
        let population = chosen.as_ref().or(everybody.as_ref());
        let population = population.expect("either was made");
        let has_book = record.options.kind != Kind::Safety;
        let mut results = if has_book {
            population.results()
        } else {
            Vec::new()
        };
        results.extend(review_rows(population.cohort(), snapshot, record)?);
        let anew = differences(rows, &result_rows(&results));
        self.not_counted_by_a_query.is_recomputed = anew.is_empty();
        let bounds = rows
            .iter()
            .flat_map(|row| [row.cell("lower"), row.cell("upper")]);
        self.not_counted_by_a_query.bounds = bounds.filter(|cell| !cell.is_empty()).count() as u64;
        let is_comparison = |row: &&ResultRow| row.cell("measure").starts_with(COMPARISON);
        self.not_counted_by_a_query.comparisons = rows.iter().filter(is_comparison).count() as u64;
        let is_review = |row: &&ResultRow| row.cell("measure").starts_with(REVIEW);
        self.not_counted_by_a_query.reviews = rows.iter().filter(is_review).count() as u64;

        progress.now("counting every measure again");
        let measures: BTreeSet<&str> = rows
            .iter()
            .map(|row| row.cell("measure"))
            .filter(|measure| !measure.starts_with(COMPARISON) && !measure.starts_with(REVIEW))
            .collect();
        let engine = Engine::open(snapshot.clone(), chosen, MEMORY)?;
        // A safety review alone has no measure of the book.
        let is_asked = |query: &&Query| has_book && query.recounts_measure();
        let recount_queries: Vec<&Query> = library().iter().filter(is_asked).collect();
        let recounts = recounts(&engine, &recount_queries, rows);
        let mut found = BTreeSet::new();
        for (query, counted) in recount_queries.iter().zip(recounts) {
            let counted = match counted {
                Ok(counted) => counted,
                Err(error) => {
                    self.faults.push(format!("query {}: {error}", query.name));
                    continue;
                }
            };
            for difference in &counted.differences {
                found.insert((difference.key.clone(), difference.column));
                self.faults
                    .push(format!("results.csv: {difference} ({})", query.name));
            }
            self.add(query, &counted);
        }
        // A difference that a query found is listed once.
        let is_new = |it: &&crate::query::Difference| !found.contains(&(it.key.clone(), it.column));
        let anew = anew.iter().filter(is_new);
        self.faults
            .extend(anew.map(|it| format!("results.csv: {it} (by this program)")));
        let is_counted = |measure: &&str| {
            recount_queries
                .iter()
                .any(|query| query.agrees_with.iter().any(|it| it == measure))
        };
        let total = &mut self.counted_again;
        total.measures = measures.iter().filter(|it| is_counted(it)).count() as u64;
        total.measures_without_query = measures.len() as u64 - total.measures;
        for measure in measures.iter().filter(|measure| !is_counted(measure)) {
            self.faults
                .push(format!("results.csv: {measure}: no query counts it again"));
        }
        Ok(())
    }

    fn add(&mut self, query: &Query, counted: &Recount) {
        let differing = counted.differences.len() as u64;
        let total = &mut self.counted_again;
        total.queries += 1;
        total.rows += counted.rows;
        total.cells += counted.cells;
        total.differing += differing;
        total.equal += counted.equal;
        total.not_collected += counted.not_collected;
        self.measures.push(OfMeasures {
            query: query.name.to_owned(),
            measures: query.agrees_with.clone(),
            rows: counted.rows,
            cells: counted.cells,
            differing,
            not_collected: counted.not_collected,
        });
    }
}
