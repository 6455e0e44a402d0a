//! The arguments that say how a site's own files become rows of the data model.

use super::failure::Failure;
use crate::ingest::{DecimalMark, MappedExport};
use crate::mapping::Mapping;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The mapping of raw files.
#[derive(Debug, Clone, Args)]
pub(super) struct MappingArguments {
    /// Read a site's own file layout through this mapping: the name of a built-in
    /// mapping (`il2 mapping list`), or a folder, written with a `/`
    #[arg(long, value_name = "NAME|DIR")]
    pub(super) mapping: Option<String>,
    /// Set a parameter of the mapping, or the header of a column of a raw table (`mar.dose=AMOUNT`); may be repeated
    #[arg(long, value_name = "KEY=VALUE", requires = "mapping")]
    pub(super) set: Vec<String>,
    /// Order of month and day in raw text files whose dates are not year first
    #[arg(long, value_enum, requires = "mapping")]
    pub(super) dates: Option<Dates>,
}

/// How dates of raw text files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Dates {
    /// Only year first: 2019-03-04
    Iso,
    /// 3/4/2019 is March 4
    Mdy,
    /// 3/4/2019 is April 3
    Dmy,
}

impl Dates {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::Mdy => "mdy",
            Self::Dmy => "dmy",
        }
    }
}

impl MappingArguments {
    /// What the mapping makes of the raw files at these paths; `None` where there is no mapping.
    ///
    /// # Errors
    ///
    /// Where the mapping cannot be used as it is set, or the raw files do not fit.
    pub(super) fn read(
        &self,
        paths: &[PathBuf],
        decimal: DecimalMark,
        has_derivation: bool,
    ) -> Result<Option<Vec<MappedExport>>, Failure> {
        let Some(name) = &self.mapping else {
            return Ok(None);
        };
        let dates = self.dates.map(Dates::name);
        let mapping = Mapping::open(name)?.configured(&self.set, dates)?;
        let mut exports = Vec::new();
        for path in paths {
            exports.extend(mapping.read(path, decimal, has_derivation)?);
        }
        Ok(Some(exports))
    }
}
