//! The arguments that say how a site's own files become rows of the data model.

use super::failure::Failure;
use crate::ingest::{DecimalMark, MappedExport};
use crate::mapping::Mapping;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The mapping of raw files.
#[derive(Debug, Clone, Args)]
pub(super) struct MappingArguments {
    /// The exports are files as a site has them; this mapping makes rows of the data model of them: the name of a built-in
    /// one (`il2 mapping list`), or a folder, with a `/` in it
    #[arg(long, value_name = "NAME|DIR")]
    pub(super) mapping: Option<String>,
    /// Set a parameter of the mapping, or say which header a column of a raw table has (`mar.dose=AMOUNT`); may be repeated
    #[arg(long, value_name = "KEY=VALUE", requires = "mapping")]
    pub(super) set: Vec<String>,
    /// The order of month and day in dates of raw text files that are not written year first
    #[arg(long, value_enum, requires = "mapping")]
    pub(super) dates: Option<Dates>,
}

/// How dates of raw text files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Dates {
    /// 2019-03-04 alone
    Iso,
    /// 3/4/2019 is the 4th of March
    Mdy,
    /// 3/4/2019 is the 3rd of April
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
