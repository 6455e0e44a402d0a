//! The arguments of `il2 explain`: which number, and how its units are listed.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

const WHICH: &str = "\
Name the number as results.csv does: by measure, unit, stratum, item and level, or by its row.
The answer gives the definition, the number with its interval, the recount query with its SQL
and whether it agrees, and the patients or courses counted, each with its part of the numerator
and denominator. `--format csv` prints the list alone to standard output. The list names patients
and courses: keep it at the site.";

/// Which number is explained.
#[derive(Debug, Args)]
#[command(after_long_help = WHICH)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["measure", "row"]))]
pub(super) struct Explain {
    /// The folder of a report
    #[arg(value_name = "REPORT_DIR")]
    pub(super) report: PathBuf,
    /// The measure, such as `toxicity.organ_system`
    #[arg(long, value_name = "M")]
    pub(super) measure: Option<String>,
    /// The unit: patient, course, cycle or dose [default: the only one]
    #[arg(long, value_name = "U", conflicts_with = "row")]
    pub(super) unit: Option<String>,
    /// The stratum, such as `regimen=hd_il2` [default: overall]
    #[arg(long, value_name = "S", conflicts_with = "row")]
    pub(super) stratum: Option<String>,
    /// The item, such as an organ system or a term [default: the only one]
    #[arg(long, value_name = "I", conflicts_with = "row")]
    pub(super) item: Option<String>,
    /// The level, such as `ge3` [default: the only one]
    #[arg(long, value_name = "L", conflicts_with = "row")]
    pub(super) level: Option<String>,
    /// The statistic, such as `proportion` or `median` [default: the first]
    #[arg(long, value_name = "T", conflicts_with = "row")]
    pub(super) statistic: Option<String>,
    /// A row of results.csv; 1 is the first row after the header
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) row: Option<u64>,
    /// Format of the answer: the full text, or only the list of units as CSV
    #[arg(long, value_enum, default_value_t = ExplainFormat::Table)]
    pub(super) format: ExplainFormat,
    /// The store that the report was made from, if the report does not contain it
    #[arg(long, value_name = "DIR")]
    pub(super) store: Option<PathBuf>,
}

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    Table,
    Csv,
}
