//! `il2 verify`: a store or a report verified.

use super::failure::Failure;
use super::report_files::RUN_JSON;
use super::speech::Voice;
use super::store_proof::verify_store;
use super::verify_arguments::Verify;
use super::verify_report;
use crate::notation::{shown_path, thousands};
use crate::store::is_store;

pub(super) fn run(arguments: &Verify, voice: Voice) -> Result<(), Failure> {
    let record = arguments.source.join(RUN_JSON);
    if record.symlink_metadata().is_ok() && !is_store(&arguments.source) {
        return verify_report::run(arguments, voice);
    }
    if !arguments.source.exists() {
        return Err(Failure::NoSource {
            path: arguments.source.clone(),
        });
    }
    let progress = voice.progress("verifying");
    let verdict = verify_store(&arguments.source, &progress)?;
    drop(progress);
    for fault in &verdict.faults {
        voice.error(&fault.to_string());
    }
    if !verdict.faults.is_empty() {
        return Err(Failure::Unproven {
            path: arguments.source.clone(),
            faults: verdict.faults.len(),
        });
    }
    let proofs = [
        (
            "files",
            verdict.files,
            "as they were written (SHA-256, bytes, rows); none is missing, and no other is there",
        ),
        (
            "conservation",
            verdict.exported_files,
            "files of exports: rows read = stored + quarantined, and the tables hold what was stored",
        ),
        (
            "keys",
            verdict.keyed_rows,
            "rows: no key occurs twice, and the store's keys belong to their courses and patients",
        ),
        (
            "references",
            verdict.keyed_rows,
            "rows: the course of each event is there, and each course has its facts",
        ),
    ];
    for (name, number, what) in proofs {
        voice.say(&format!("{name:<12}  {:>11} {what}", thousands(number)));
    }
    voice.say(&format!(
        "{}: snapshot {} is verified: sites: {}, files: {}, rows: {}, bytes: {}",
        shown_path(&arguments.source),
        verdict.snapshot,
        thousands(verdict.sites),
        thousands(verdict.files),
        thousands(verdict.rows),
        thousands(verdict.bytes),
    ));
    Ok(())
}
