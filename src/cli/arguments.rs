//! What was typed.

use super::document_arguments::{Completions, Documents, Man};
use super::explain_arguments::Explain;
use super::grading_arguments::GradingArguments;
use super::mapping_arguments::MappingArguments;
use super::mapping_command::Mapping;
use super::review_arguments::Review;
use super::sharing::Sharing;
use super::simulate_arguments::Simulate;
use super::verify_arguments::Verify;
use crate::ingest::Class;
use crate::model::ClosedSet;
use crate::terminology::perhaps;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Doses tolerated, toxicity by organ system, vasopressors and dialysis of high-dose interleukin-2 programs: from
/// de-identified course exports to a cohort report.
#[derive(Debug, Parser)]
#[command(name = "il2", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) speech: Speech,
}

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  success; quarantined rows within the limit are reported and are not a failure
  1  failure: a file that cannot be read or written, a query that exceeds its limit of
     memory or time, or an internal error
  2  the command line, a query or a predicate is wrong
  3  the data were refused: too many quarantined rows, a required table or column missing,
     no course selected
  4  privacy: the data contain an identifier
  5  verification failed: a store was altered or is inconsistent,
     or a report does not match its store
130  interrupted; no partial output remains";

/// How the program speaks.
#[derive(Debug, Args)]
pub(super) struct Speech {
    /// Print errors only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// When to color messages [`NO_COLOR` is respected]
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// Messages for people, or one JSON object per line
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Human)]
    pub(super) message_format: MessageFormat,
}

/// When to color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a cohort report or a safety review from an export or a store
    Report(Box<Report>),
    /// Add exports to a store, or refuse them and list every reason
    Ingest(Ingest),
    /// Check an export as `il2 ingest` does, without writing a store
    Check(Check),
    /// Run an SQL query on a store: from the library, from a file, or from the command line
    Query(Query),
    /// Verify a store or a report: hashes, row counts, keys, each number by its recount query in SQL, and each file of
    /// a report by regenerating it
    Verify(Verify),
    /// Explain one number of a report: its definition, its recount query, and the patients or courses that it counts
    Explain(Explain),
    /// Print the data model, a reference table, the measures or the queries
    Schema(Schema),
    /// Make an export of simulated courses
    Simulate(Simulate),
    /// List, show, copy or check mappings from other file layouts
    Mapping(Mapping),
    /// Print completions of commands and options for a shell
    Completions(Completions),
    /// Write a manual page for the program and for each command
    Man(Man),
}

/// What is true of every export that is read.
#[derive(Debug, Clone, Args)]
pub(super) struct Reading {
    /// Site of rows without a `site_id` [default: the name of the export folder]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) site: Option<String>,
    /// Largest share of a file's rows that may be quarantined [default: 5%], or the share for one class, such as `missing=10%`,
    /// whose rows then do not count toward the general limit; may be repeated
    #[arg(long, value_name = "SHARE|CLASS=SHARE", value_parser = parse_quarantine)]
    pub(super) max_quarantine: Vec<QuarantineShare>,
    /// Decimal mark of numbers in the exports
    #[arg(long, value_enum, default_value_t = Decimal::Point)]
    pub(super) decimal: Decimal,
}

/// A limit of quarantined rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct QuarantineShare {
    /// The class of the rows; `None` for those of all classes without a limit of their own.
    pub(super) class: Option<Class>,
    /// The share of a file's rows, in 0…1.
    pub(super) share: f64,
}

/// The decimal mark of numbers in exports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Decimal {
    /// 1.5
    #[default]
    Point,
    /// 1,5
    Comma,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// A store, an export folder, or a folder of export folders (one per site)
    pub(super) source: PathBuf,
    /// Folder of the report: a new or empty folder, or an earlier report, which is replaced
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Kind of report
    #[arg(long, value_enum, default_value_t = Kind::Cohort)]
    pub(super) kind: Kind,
    /// Also give results for each combination of levels of these columns of courses or patients; may be repeated (the same columns
    /// in another order count once); `none` alone: overall results only [default: regimen, and diagnosis within high-dose
    /// IL-2]
    #[arg(long, value_name = "COL,...", value_parser = parse_columns)]
    pub(super) by: Vec<String>,
    /// If a --by has two strata, test every risk of patients (Fisher's exact test) and report the number of tests
    #[arg(long)]
    pub(super) p_values: bool,
    /// Select courses by this SQL predicate over columns of courses and patients, for example
    /// "diagnosis = 'melanoma' AND ecog < 2"
    #[arg(long = "where", value_name = "EXPR")]
    pub(super) selection: Option<String>,
    /// Title of the report
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Read the sections, tables and figures of the cohort report from this TOML file instead of the built-in definition
    #[arg(long, value_name = "FILE")]
    pub(super) definition: Option<PathBuf>,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) mapping: MappingArguments,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) sharing: Sharing,
    // These begin headings of the help, which hold every option that follows.
    #[command(flatten)]
    pub(super) grading: GradingArguments,
    #[command(flatten)]
    pub(super) review: Review,
}

/// Kinds of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Doses tolerated, adverse events, vasopressors, dialysis, response and survival of one cohort
    Cohort,
    /// The safety review for a quality committee: one page, followed by its charts
    Safety,
    /// Both
    All,
}

#[derive(Debug, Args)]
pub(super) struct Ingest {
    /// Export folders, or folders of them
    #[arg(required = true, value_name = "EXPORT")]
    pub(super) exports: Vec<PathBuf>,
    /// Folder of the store; created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(super) store: PathBuf,
    /// Allow a site that is already in the store to lose courses, doses or tables
    #[arg(long)]
    pub(super) replace: bool,
    #[command(flatten)]
    pub(super) mapping: MappingArguments,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Export folders, or folders of them
    #[arg(required = true, value_name = "EXPORT")]
    pub(super) exports: Vec<PathBuf>,
    /// Write the rows that would be quarantined to this file, CSV or .parquet: file, line, column, class, rule, message
    #[arg(long, value_name = "FILE")]
    pub(super) rows: Option<PathBuf>,
    #[command(flatten)]
    pub(super) mapping: MappingArguments,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) sharing: Sharing,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// A table, `columns` (of all tables), `measures` or `queries` [default: the list of all tables]
    #[arg(value_name = "TABLE")]
    pub(super) table: Option<String>,
    /// The same as the table `measures`
    #[arg(long, conflicts_with = "table")]
    pub(super) measures: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Csv,
    Json,
}

#[derive(Debug, Args)]
#[command(
    override_usage = "il2 query <SOURCE> <NAME|--file <FILE>|--sql <SQL>> [OPTIONS]\n       il2 query <--list|--show <NAME>>"
)]
#[command(group = clap::ArgGroup::new("question").required(true).args(["name", "file", "sql", "list", "show"]))]
pub(super) struct Query {
    /// A store, or the folder of a report, whose courses and strata are then used
    #[arg(value_name = "SOURCE", required_unless_present_any = ["list", "show"])]
    pub(super) source: Option<PathBuf>,
    /// A library query, such as `exposure/doses_given`
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Read the SQL from this file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The SQL: one SELECT
    #[arg(long, value_name = "SQL")]
    pub(super) sql: Option<String>,
    /// List the library queries; needs no SOURCE
    #[arg(long)]
    pub(super) list: bool,
    /// Print the SQL of a library query; needs no SOURCE
    #[arg(long, value_name = "NAME")]
    pub(super) show: Option<String>,
    /// Set a parameter: `$name`, and the column `name` of the table `parameters`; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parse_parameter)]
    pub(super) parameters: Vec<(String, String)>,
    /// Format of the answer [default: by the extension of --output; `table` without --output]
    #[arg(long, value_enum)]
    pub(super) format: Option<AnswerFormat>,
    /// Write the answer to this new file
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the --output file if it exists
    #[arg(long, requires = "output")]
    pub(super) overwrite: bool,
    /// Select courses by this predicate, as `il2 report --where` does
    #[arg(long = "where", value_name = "EXPR")]
    pub(super) selection: Option<String>,
    /// Also give results for each combination of levels of these columns, as `il2 report --by` does; may be repeated; `none`:
    /// overall only [default: for a report its own; for a store regimen and, within high-dose IL-2, diagnosis]
    #[arg(long, value_name = "COL,...", value_parser = parse_columns)]
    pub(super) by: Vec<String>,
    /// The store that the report was made from, if the report does not contain it
    #[arg(long, value_name = "DIR")]
    pub(super) store: Option<PathBuf>,
    /// Memory of the query in MiB, in addition to the 512 MiB that the program may need; a query that needs more
    /// spills to disk or is refused
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(16..))]
    pub(super) memory: u32,
    /// Time limit of the query in seconds, for planning and running; a query that takes longer is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) timeout: u64,
    #[command(flatten)]
    pub(super) sharing: Sharing,
    #[command(flatten)]
    pub(super) grading: GradingArguments,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    Table,
    Csv,
    Json,
    Ndjson,
    Parquet,
    Arrow,
    Markdown,
}

/// `name=value`; the value may hold anything, `=` too.
fn parse_parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.to_owned())),
        None => Err("write `name=value`".to_owned()),
    }
}

/// Names of columns with commas between them, blanks around them left out.
#[expect(clippy::unnecessary_wraps, reason = "what a parser of arguments gives")]
fn parse_columns(text: &str) -> Result<String, String> {
    Ok(text.split(',').map(str::trim).collect::<Vec<_>>().join(","))
}

/// A share, or `CLASS=SHARE`.
fn parse_quarantine(text: &str) -> Result<QuarantineShare, String> {
    let Some((name, share)) = text.split_once('=') else {
        let share = parse_share(text)?;
        return Ok(QuarantineShare { class: None, share });
    };
    let class = Class::from_name(&name.trim().to_lowercase());
    let class = class.ok_or_else(|| {
        let known = Class::NAMES.join(", ");
        let perhaps = perhaps(name, Class::NAMES.iter().copied());
        format!(
            "unknown class `{}`{perhaps}: the classes of quarantined rows are {known}",
            name.trim()
        )
    })?;
    Ok(QuarantineShare {
        class: Some(class),
        share: parse_share(share)?,
    })
}

/// `5%`, `5 %` or `0.05`.
fn parse_share(text: &str) -> Result<f64, String> {
    let wrong = || "not a share: write `5%` or `0.05`".to_owned();
    let (number, divisor) = match text.trim().strip_suffix('%') {
        Some(number) => (number.trim(), 100.0),
        None => (text.trim(), 1.0),
    };
    let share = number.parse::<f64>().map_err(|_| wrong())? / divisor;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_share_may_be_of_one_class() {
        let of = |class, share| Ok(QuarantineShare { class, share });
        assert_eq!(parse_quarantine("5%"), of(None, 0.05));
        assert_eq!(
            parse_quarantine("missing=10%"),
            of(Some(Class::Missing), 0.1)
        );
        assert_eq!(parse_quarantine(" Key = 0"), of(Some(Class::Key), 0.0));
        assert!(parse_quarantine("type=5").is_err());
        let error = parse_quarantine("plausibility=5%").unwrap_err();
        assert!(error.ends_with("are structural, missing, type, domain, key, reference"));
        let error = parse_quarantine("mising=5%").unwrap_err();
        assert!(error.starts_with("unknown class `mising`, perhaps `missing`: "));
    }

    #[test]
    fn a_share_is_a_percentage_or_a_fraction() {
        assert_eq!(parse_share("5%"), Ok(0.05));
        assert_eq!(parse_share("12.5 %"), Ok(0.125));
        assert_eq!(parse_share("0.1"), Ok(0.1));
        assert!(parse_share("5").is_err());
        assert!(parse_share("nan").is_err());
    }
}
