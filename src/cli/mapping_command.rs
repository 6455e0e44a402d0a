//! The arguments of `il2 mapping`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with mappings.
#[derive(Debug, Args)]
pub(super) struct Mapping {
    #[command(subcommand)]
    pub(super) action: MappingAction,
}

/// What to do with a mapping.
#[derive(Debug, Subcommand)]
pub(super) enum MappingAction {
    /// List the built-in mappings: name, version, title
    List,
    /// Print every file of a mapping, each under a line `-- FILE`
    Show {
        /// A built-in mapping; with `/` in it, a folder
        #[arg(value_name = "NAME|DIR")]
        name: String,
    },
    /// Copy a mapping to a folder, to edit it
    Init {
        /// A built-in mapping; with `/` in it, a folder
        #[arg(value_name = "NAME|DIR")]
        name: String,
        /// A new or an empty folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Check every SELECT of a mapping against the columns that it declares; reads no data
    Check {
        /// A built-in mapping; with `/` in it, a folder
        #[arg(value_name = "NAME|DIR")]
        name: String,
    },
}
