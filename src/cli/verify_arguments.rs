//! The arguments of `il2 verify`, and the checks that its help lists.

use super::sharing::Sharing;
use clap::Args;
use std::path::PathBuf;

const PROOFS: &str = "\
Of a store:
  SHA-256, length and rows of every file; rows read = stored + quarantined; keys; references

Of a report, beside its store:
  every page, table, figure and list is made again from the store and the options in run.json, and
  compared byte for byte; no file may be missing, and no other file present. Inputs and rows in
  run.json must be those of the store. Every measure is counted again by its recount query in SQL,
  and every row of results.csv by this program. A message names the file and the line of a text.

Taken on trust, and named in verification.txt and verification.json:
  when the report was made, the name of its source, the options by which exports were read (--site,
  --max-quarantine, --decimal), and that the store holds what the exports held. Files of a report that
  another version made are not made again: a warning says so, and only their SHA-256 is compared.";

/// What to verify.
#[derive(Debug, Args)]
#[command(after_long_help = PROOFS)]
pub(super) struct Verify {
    /// A store, or the folder of a report
    #[arg(value_name = "STORE|REPORT_DIR")]
    pub(super) source: PathBuf,
    /// The store that a report was made from, where it is not the report's own
    #[arg(long, value_name = "DIR")]
    pub(super) store: Option<PathBuf>,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}
