//! The numbers of a report counted again: by the queries of the library, which know nothing of the facts, and by this
//! program.
//!
//! Takes the rows of a report's results and those that this program computes from its store; gives what a [`Certificate`]
//! says of them.

use super::certificate::{Certificate, OfMeasures};
use super::failure::Failure;
use super::pace::Pace;
use super::population::Choice;
use super::report_files::{CURVES_CSV, RESULTS_CSV, RESULTS_PARQUET};
use super::report_outputs::ReportResults;
use super::run_record::RunRecord;
use super::speech::Progress;
use crate::measures::laboratory::BY_DAY;
use crate::query::{
    Difference, Engine, MEMORY, Query, QueryError, Recount, ResultRow, StratifiedCohort,
    differences, library, read_results_parquet, recount, result_rows,
};
use crate::store::Snapshot;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The most differences between the two files of results that are listed one by one.
const COPIES: usize = 3;
/// The measures that compare strata, and those of the safety review; their numbers are the report's own.
const COMPARISON: &str = "comparison.";
const REVIEW: &str = "safety.";

/// A query, and the rows that it counts again, with their file.
struct Recounted<'a> {
    query: &'static Query,
    file: &'static str,
    rows: &'a [ResultRow],
}

/// Each query that counts measures again; values by day are rows of the curves, where there are any that can be read.
fn recounted<'a>(rows: &'a [ResultRow], curves: Option<&'a [ResultRow]>) -> Vec<Recounted<'a>> {
    let queries = library().iter().filter(|query| query.recounts_measure());
    let of_query = |query: &'static Query| {
        let (file, rows) = if query.recounts(BY_DAY) {
            (CURVES_CSV, curves?)
        } else {
            (RESULTS_CSV, rows)
        };
        Some(Recounted { query, file, rows })
    };
    queries.filter_map(of_query).collect()
}

/// Runs the queries, some at a time. Threads of their own wait for the engine: one of rayon's would meanwhile begin another
/// query, and could wait for itself.
fn recounts(
    engine: &Engine,
    recounted: &[Recounted<'_>],
    progress: &Progress,
) -> Vec<Result<Recount, QueryError>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(of_file) = recounted.get(index) else {
                return done;
            };
            done.push((index, recount(engine, of_file.query, of_file.rows)));
            progress.advance(1);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, Result<Recount, QueryError>)> = thread::scope(|scope| {
        // Where the system gives fewer threads, fewer do the work: this one does some of it in any case.
        let other = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).map_while(other).collect();
        let mut done = work();
        for worker in others {
            match worker.join() {
                Ok(others) => done.extend(others),
                Err(failed) => std::panic::resume_unwind(failed),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, recount)| recount).collect()
}

impl Certificate {
    /// The results stand in two files, which say the same.
    pub(super) fn prove_copies(&mut self, report: &Path, rows: &[ResultRow]) {
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

    /// Every measure counted again by its query, and every row of the results computed anew by the program. `curves` are the
    /// rows of the curves that a query counts; `None` where the report has none that can be read.
    pub(super) fn count_again(
        &mut self,
        snapshot: &Snapshot,
        record: &RunRecord,
        rows: &[ResultRow],
        curves: Option<&[ResultRow]>,
        results: ReportResults,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let anew = differences(rows, &result_rows(&results.rows));
        self.not_counted_by_a_query.is_recomputed = anew.is_empty();
        let bounds = rows
            .iter()
            .flat_map(|row| [row.cell("lower"), row.cell("upper")]);
        self.not_counted_by_a_query.bounds = bounds.filter(|cell| !cell.is_empty()).count() as u64;
        let is_comparison = |row: &&ResultRow| row.cell("measure").starts_with(COMPARISON);
        self.not_counted_by_a_query.comparisons = rows.iter().filter(is_comparison).count() as u64;
        let is_review = |row: &&ResultRow| row.cell("measure").starts_with(REVIEW);
        self.not_counted_by_a_query.reviews = rows.iter().filter(is_review).count() as u64;

        let measures: BTreeSet<&str> = rows
            .iter()
            .chain(curves.unwrap_or(&[]))
            .map(|row| row.cell("measure"))
            .filter(|measure| !measure.starts_with(COMPARISON) && !measure.starts_with(REVIEW))
            .collect();
        // A safety review alone has no measure of the book.
        let recounted = match results.groupings {
            Some(_) => recounted(rows, curves),
            None => Vec::new(),
        };
        let choice = Choice::of_report(record)?;
        let groupings = results.groupings.filter(|_| choice != Choice::default());
        let chosen = groupings
            .map(|groupings| StratifiedCohort::new(results.cohort, groupings, choice.p_values));
        let engine = Engine::open(snapshot.clone(), chosen, MEMORY)?;
        progress.counting(Pace {
            what: "counting every measure again",
            units: "queries",
            total: recounted.len() as u64,
            scale: 1,
        });
        let recounts = recounts(&engine, &recounted, progress);
        let mut found = BTreeSet::new();
        for (Recounted { query, file, .. }, counted) in recounted.iter().zip(recounts) {
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
                    .push(format!("{file}: {difference} ({})", query.name));
            }
            self.add(query, &counted);
        }
        // A difference that a query found is listed once.
        let is_new = |it: &&Difference| !found.contains(&(it.key.clone(), it.column));
        let anew = anew.iter().filter(is_new);
        self.faults
            .extend(anew.map(|it| format!("results.csv: {it} (by this program)")));
        let is_counted = |measure: &&str| {
            recounted
                .iter()
                .any(|of_file| of_file.query.recounts(measure))
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
