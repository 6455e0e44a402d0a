//! `il2 verify REPORT_DIR`: every file of a report made again from its store and the options of `run.json`, and every number
//! counted again by queries that know nothing of the facts.

use super::certificate::{Certificate, MadeAgain, OfReport, OfStore};
use super::failure::Failure;
use super::on_trust::on_trust;
use super::output::Pipe;
use super::output_proof::OutputProof;
use super::pace::Pace;
use super::population::{cohort, store_of};
use super::record_proof::{RecordProof, has_own_store};
use super::report_content::ReportContent;
use super::report_files::{
    CERTIFICATE_JSON, CERTIFICATE_TEXT, CURVES_CSV, OF_STORE, RESULTS_CSV, RESULTS_PARQUET,
    RUN_JSON,
};
use super::report_outputs::{ReportNumbers, ReportResults};
use super::run_record::{FileHash, RunRecord};
use super::speech::{Progress, Voice};
use super::store_proof::verify_store;
use super::verify_arguments::Verify;
use super::watch::Watch;
use crate::disk::{Seal, at, read_plain, sweep};
use crate::measures::laboratory::BY_DAY;
use crate::query::{ResultRow, parse_results};
use crate::store::{Snapshot, StoredPart};
use std::path::Path;

/// At most so many faults are said; the certificate holds all.
const SAID: usize = 50;

pub(super) fn run(arguments: &Verify, voice: Voice) -> Result<(), Failure> {
    let report = &arguments.source;
    let path = report.join(RUN_JSON);
    let json = read_plain(&path).map_err(at(&path))?;
    let progress = voice.progress("verifying");
    let parsed = RunRecord::parse(&json);
    let certificate = match &parsed {
        Ok(record) => {
            let (store, _) = store_of(report, arguments.store.as_deref())?;
            let verification = Verification {
                report,
                store: &store,
                json: &json,
                record,
            };
            verification.certify(&progress)?
        }
        Err(fault) => Certificate {
            faults: vec![format!("{RUN_JSON}: {fault}")],
            ..Certificate::new()
        },
    };
    drop(progress);
    if let Some(made) = certificate.report.other_version() {
        voice.warn(&format!(
            "the report was made by version {made}, and this is version {}: its pages, tables, figures and lists cannot be made again, and only their SHA-256 was compared with {RUN_JSON}",
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
    // Where another program's `run.json` lies nothing is left; a certificate that is no longer true is replaced.
    if parsed.is_ok() || report.join(CERTIFICATE_JSON).exists() {
        certificate.keep(report)?;
    }
    if certificate.is_proved {
        Ok(())
    } else {
        Err(Failure::Disproved {
            path: report.clone(),
            faults: certificate.faults.len(),
        })
    }
}

/// A report beside its store.
#[derive(Debug, Clone, Copy)]
struct Verification<'a> {
    report: &'a Path,
    store: &'a Path,
    json: &'a [u8],
    record: &'a RunRecord,
}

impl Verification<'_> {
    /// Proves the report against the store.
    fn certify(self, progress: &Progress) -> Result<Certificate, Failure> {
        let Self {
            report,
            store,
            record,
            ..
        } = self;
        let mut certificate = Certificate::new();
        certificate.report = OfReport {
            version: record.version.clone(),
            finished_at: record.finished_at.clone(),
            selection: record.options.selection.clone(),
            by: record.options.by.clone(),
            files: record.outputs_of_report().count() as u64,
            rows: 0,
        };
        // What a killed run left is no part of the report.
        sweep(report);
        let outputs = OutputProof::begin(report)?;
        let verdict = verify_store(store, progress)?;
        let of_store = verdict.faults.iter().map(|fault| format!("store: {fault}"));
        certificate.faults.extend(of_store);
        certificate.store = OfStore {
            snapshot: verdict.snapshot,
            files: verdict.files,
            rows: verdict.rows,
            ..OfStore::default()
        };
        let rows = rows(report);
        if let Ok(rows) = &rows {
            certificate.report.rows = rows.len() as u64;
        }
        if let Ok(snapshot) = Snapshot::open(store) {
            let is_source = certificate.prove_source(&snapshot, record)?;
            // Bytes that are not those that were written are not decoded.
            if verdict.faults.is_empty() {
                let is_source = is_source.then_some(&outputs);
                self.prove_contents(&mut certificate, &snapshot, &rows, is_source, progress)?;
            } else {
                let what = "results.csv: not counted again, the store being damaged";
                certificate.faults.push(what.to_owned());
            }
        }
        match &rows {
            Ok(rows) => certificate.prove_copies(report, rows),
            Err(fault) => certificate.faults.push(fault.clone()),
        }
        let of_files = outputs.faults(record.outputs_of_report(), certificate.made_again.is_made);
        certificate.faults.splice(0..0, of_files);
        certificate.on_trust = on_trust(record, certificate.made_again.is_made);
        certificate.is_proved = certificate.faults.is_empty();
        Ok(certificate)
    }

    /// Makes numbers and files again, and compares them; the files only where the store is the one that the report was made
    /// from.
    fn prove_contents(
        self,
        certificate: &mut Certificate,
        snapshot: &Snapshot,
        rows: &Result<Vec<ResultRow>, String>,
        outputs: Option<&OutputProof>,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let record = self.record;
        if outputs.is_some() {
            let faults = self.record_faults(snapshot)?;
            certificate.faults.extend(faults);
        }
        let outputs = outputs.filter(|_| record.is_of_this_version());
        progress.now("making the report again");
        let results = match make_again(record, snapshot, outputs, progress)? {
            Ok(results) => results,
            Err(fault) => {
                certificate.faults.push(fault);
                return Ok(());
            }
        };
        if let Some(outputs) = outputs {
            let (files, equal) = outputs.n_made();
            certificate.made_again = MadeAgain {
                is_made: true,
                files,
                equal,
            };
        }
        match rows {
            Ok(rows) => {
                let curves = match self.counted_curves() {
                    Ok(curves) => curves,
                    Err(fault) => {
                        certificate.faults.push(fault);
                        None
                    }
                };
                let curves = curves.as_deref();
                certificate.count_again(snapshot, record, rows, curves, results, progress)
            }
            Err(_) => Ok(()),
        }
    }

    /// The rows of the report's curves that a query counts; `None` where the report has no such file, which is a fault of
    /// its own where it should.
    fn counted_curves(self) -> Result<Option<Vec<ResultRow>>, String> {
        let Ok(bytes) = read_plain(&self.report.join(CURVES_CSV)) else {
            return Ok(None);
        };
        let mut rows = parse_results(&bytes).map_err(|fault| format!("{CURVES_CSV}: {fault}"))?;
        rows.retain(|row| row.cell("measure") == BY_DAY);
        Ok(Some(rows))
    }

    /// What `run.json` says wrongly of the report's sources and of itself.
    fn record_faults(self, snapshot: &Snapshot) -> Result<Vec<String>, Failure> {
        let proof = RecordProof {
            record: self.record,
            json: self.json,
            store: self.store,
            snapshot,
            is_own: has_own_store(self.report, self.record),
        };
        let mut faults = proof.faults()?;
        if !self.record.is_of_this_version() {
            // Another version made the report: what wrote `results.parquet` says so, too.
            let stated = format!("{} {}", env!("CARGO_PKG_NAME"), self.record.version);
            let results = StoredPart::of_file(&self.report.join(RESULTS_PARQUET));
            // A file that cannot be read is a fault of its own.
            if results
                .written_by()
                .is_ok_and(|written_by| written_by != Some(stated))
            {
                let what = "is not the version that wrote results.parquet";
                faults.push(format!("{RUN_JSON}: version: {what}"));
            }
        }
        Ok(faults)
    }
}

/// Computes the numbers of a report again, and makes its files where they are to be compared; a fault where no report can
/// be made with the recorded options.
fn make_again(
    record: &RunRecord,
    snapshot: &Snapshot,
    outputs: Option<&OutputProof>,
    progress: &Progress,
) -> Result<Result<ReportResults, String>, Failure> {
    let make = || -> Result<ReportResults, Failure> {
        // The report was made with its predicate within the limits of one.
        let unwatched = Watch::default();
        let content = match outputs {
            Some(_) => ReportContent::of(&record.options, &unwatched)?,
            None => ReportContent::of(&record.options.of_numbers_alone(), &unwatched)?,
        };
        let cohort = cohort(
            snapshot,
            content.predicate.as_ref(),
            &content.grading,
            &unwatched,
        )?;
        let numbers = ReportNumbers::compute(&content, cohort, snapshot, progress)?;
        match outputs {
            Some(outputs) => {
                progress.counting(Pace {
                    what: "making the report's files again",
                    units: "files",
                    total: record.outputs_of_report().count() as u64,
                    scale: 1,
                });
                numbers.make_files(&content, snapshot, &|name, bytes| {
                    progress.advance(1);
                    outputs.compare(name, bytes)
                })
            }
            None => Ok(numbers.into_results()),
        }
    };
    match make() {
        Ok(results) => Ok(Ok(results)),
        // Those that made the report did make one.
        Err(failure)
            if matches!(failure, Failure::Report(_)) || [2, 3].contains(&failure.exit_code()) =>
        {
            Ok(Err(format!(
                "{RUN_JSON}: options: no report can be made with them: {failure}"
            )))
        }
        Err(failure) => Err(failure),
    }
}

/// The rows of a report's results.
fn rows(report: &Path) -> Result<Vec<ResultRow>, String> {
    let bytes =
        read_plain(&report.join(RESULTS_CSV)).map_err(|error| format!("results.csv: {error}"))?;
    parse_results(&bytes).map_err(|fault| format!("results.csv: {fault}"))
}

/// The manifest of the store that a report was made from, as its record has it.
fn recorded_manifest(record: &RunRecord) -> Option<&FileHash> {
    let is_manifest =
        |file: &&FileHash| file.file.starts_with(OF_STORE) && file.file.ends_with("/manifest.json");
    let mut files = record.inputs.iter().chain(&record.outputs);
    // The snapshot that the report was made from is the last that stood there.
    files.rfind(is_manifest)
}

impl Certificate {
    /// Whether the store is the one that the report was made from, where the report says which that was.
    fn prove_source(&mut self, snapshot: &Snapshot, record: &RunRecord) -> Result<bool, Failure> {
        let manifest = snapshot.folder().join("manifest.json");
        let seal = Seal::of_file(&manifest).map_err(at(&manifest))?;
        let recorded = recorded_manifest(record);
        let is_source = recorded.is_none_or(|recorded| recorded.sha256 == seal.sha256);
        if !is_source {
            self.faults.push(
                "store: is not as it was when the report was made from it (SHA-256 of its manifest)"
                    .to_owned(),
            );
        }
        self.store.manifest_sha256 = seal.sha256;
        Ok(is_source)
    }
}

#[cfg(test)]
mod tests;
