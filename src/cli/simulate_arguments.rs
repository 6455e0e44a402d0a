//! What was typed of `il2 simulate`.

use super::sharing::Sharing;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// Number of courses
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) courses: u64,
    /// Seed of the random numbers; the same seed gives the same files
    #[arg(long, value_name = "S")]
    pub(super) seed: u64,
    /// Folder of the export: new or empty
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}
