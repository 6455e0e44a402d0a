//! The arguments of `il2 verify`, and the checks that its help lists.

use super::sharing::Sharing;
use clap::Args;
use std::path::PathBuf;

const PROOFS: &str = "\
Of a store:
  SHA-256, length and rows of every file; rows read = stored + quarantined; keys; references

Of a report, in addition to its store:
  Every page, table, figure and list is regenerated from the store and the options in run.json and
  compared byte for byte. No file may be missing or added. Inputs and rows in run.json
  must match the store. Every measure is recounted by its SQL query,
  and every row of results.csv by this program. Messages name the file, and the line of text files.

Not verified, as verification.txt and verification.json list:
  when the report was made, the name of its source, the options used to read exports (--site,
  --max-quarantine, --decimal), and that the store matches the exports. Files of a report made by
  another version are not regenerated: only their SHA-256 is compared, with a warning.";

/// What to verify.
#[derive(Debug, Args)]
#[command(after_long_help = PROOFS)]
pub(super) struct Verify {
    /// A store, or the folder of a report
    #[arg(value_name = "STORE|REPORT_DIR")]
    pub(super) source: PathBuf,
    /// The store that the report was made from, if the report does not contain it
    #[arg(long, value_name = "DIR")]
    pub(super) store: Option<PathBuf>,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}
