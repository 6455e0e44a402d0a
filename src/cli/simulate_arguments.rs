//! What was typed of `il2 simulate`.

use super::sharing::Sharing;
use crate::simulate::Layout;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// Number of courses
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) courses: u64,
    /// Seed of the random numbers; the same seed gives the same files
    #[arg(long, value_name = "S")]
    pub(super) seed: u64,
    /// Write raw files of this layout, for `--mapping` of the same name
    #[arg(long = "as", value_name = "LAYOUT", value_parser = layouts())]
    pub(super) layout: Option<Layout>,
    /// Folder of the export: new or empty
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}

/// The layouts of raw files by their names.
fn layouts() -> impl TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(Layout::ALL.map(Layout::name)).map(|name| {
        let layout = Layout::ALL.into_iter().find(|layout| layout.name() == name);
        layout.expect("only the names of layouts are possible values")
    })
}
