//! Why a command ends without having done its work, in words and as an exit code.

use super::explain_failure::ExplainFailure;
use super::grouping_hints::grouping_hint;
use super::hints::{
    THREAD_HINT, ingest_hint, near_among, predicate_hint, query_hint, review_hint, store_hint,
};
use super::mapping_hints::mapping_hint;
use super::replaced::losses;
use super::review_words;
use crate::facts::FactsError;
use crate::ingest::IngestError;
use crate::mapping::{MappingError, Refusal};
use crate::measures::GroupingError;
use crate::measures::safety::ReviewError;
use crate::notation::{shown_path, thousands};
use crate::query::{MOST_THREADS, PredicateError, QueryError};
use crate::report::{DefinitionError, ReportError};
use crate::store::{Replacement, StoreError};
use std::io;
use std::path::{Path, PathBuf};

/// The exit code of a run that a signal ended.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The exports were refused.
    #[error("{0}")]
    Ingest(#[from] IngestError),
    /// The exports were refused, and what mends them is known.
    #[error("{0}")]
    Hinted(IngestError, String),
    /// A mapping cannot be used, or the raw files do not fit.
    #[error("{0}")]
    Mapping(Box<MappingError>),
    /// Sites of the store would lose courses, doses or tables.
    #[error("{}; nothing was stored", losses(sites))]
    Loss { sites: Vec<Replacement> },
    /// The store cannot be read or written.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Courses cannot be grouped.
    #[error("{0}")]
    Grouping(#[from] GroupingError),
    /// A safety review cannot be made with its options.
    #[error("{}", review_words::error(.0))]
    Review(#[from] ReviewError),
    /// An option cannot be used.
    #[error("{option}: {message}")]
    Option {
        option: &'static str,
        message: String,
    },
    /// Courses cannot be selected.
    #[error("{}{_0}", if matches!(_0, PredicateError::Store(_)) { "" } else { "--where: " })]
    Predicate(#[from] PredicateError),
    /// A question gets no answer.
    #[error("{0}")]
    Query(#[from] QueryError),
    /// The source of a query or verification is neither a store nor a report.
    #[error("{}: {}", shown_path(path), if path.exists() { "is neither a store nor a report" } else { "there is no such folder" })]
    NoSource { path: PathBuf },
    /// The store that a report was made from is not known.
    #[error("{}: the report has no store of its own", shown_path(path))]
    NoStoreOfReport { path: PathBuf },
    /// The output exists.
    #[error("{}: exists; nothing was written", shown_path(path))]
    Exists { path: PathBuf },
    /// The output lies in a store.
    #[error(
        "{}: lies in a store or a report; nothing was written",
        shown_path(path)
    )]
    InStore { path: PathBuf },
    /// A number of a report is not explained.
    #[error("{0}")]
    Explain(#[from] ExplainFailure),
    /// Bytes that no terminal shows.
    #[error("a terminal does not show this format")]
    Terminal,
    /// The list of queries is text.
    #[error("the list is not written in this format")]
    ListFormat,
    /// The name of the output has no known ending.
    #[error(
        "{}: its ending names no format; nothing was written",
        shown_path(path)
    )]
    OutputFormat { path: PathBuf },
    /// A report is not what its store gives; `faults` is the number of problems.
    #[error("{}: verification failed: {}", shown_path(path), problems(*faults))]
    Disproved { path: PathBuf, faults: usize },
    /// Facts cannot be built or read.
    #[error("{0}")]
    Facts(FactsError),
    /// The report cannot be made.
    #[error("{0}")]
    Report(#[from] ReportError),
    /// The report's definition cannot be used.
    #[error("{}: {error}", shown_path(path))]
    Definition {
        path: PathBuf,
        error: DefinitionError,
    },
    /// A file that the command line names cannot be read or written.
    #[error("{}: {source}", shown_path(path))]
    File { path: PathBuf, source: io::Error },
    /// The output folder holds something that this command did not make.
    #[error(
        "{}: holds `{entry}`, which is no part of a report; nothing was written",
        shown_path(path)
    )]
    Occupied { path: PathBuf, entry: String },
    /// The output is a file that this command did not make.
    #[error(
        "{}: exists and is no list of rows; nothing was written",
        shown_path(path)
    )]
    OtherFile { path: PathBuf },
    /// A file that the command line names is no text that ends.
    #[error("{}: cannot be read: {what}", shown_path(path))]
    NoText { path: PathBuf, what: String },
    /// The list of rows would be a table of an export.
    #[error(
        "{}: would be a table of the export; nothing was written",
        shown_path(path)
    )]
    InExport { path: PathBuf },
    /// There is no table of this name.
    #[error("unknown table `{name}`")]
    NoTable {
        name: String,
        known: Vec<&'static str>,
    },
    /// `SOURCE_DATE_EPOCH` is no number of seconds.
    #[error("SOURCE_DATE_EPOCH is no number of seconds")]
    Clock,
    /// A variable of the environment is no number of threads.
    #[error("{variable}: not a number of threads from 1 to {MOST_THREADS}")]
    Threads { variable: &'static str },
    /// The output is a file.
    #[error("{}: is not a folder", shown_path(path))]
    NotAFolder { path: PathBuf },
    /// The output is a link to a folder that is not there.
    #[error("{}: is a link to nothing; nothing was written", shown_path(path))]
    DeadLink { path: PathBuf },
    /// The output folder is not empty.
    #[error("{}: holds `{entry}` already; nothing was written", shown_path(path))]
    NotEmpty { path: PathBuf, entry: String },
    /// The source lies in the folder that would be replaced.
    #[error("{}: lies in the folder that would be replaced", shown_path(path))]
    SourceInOutput { path: PathBuf },
    /// A store has this number of problems.
    #[error("{}: verification failed: {}", shown_path(path), problems(*faults))]
    Unproven { path: PathBuf, faults: usize },
    /// The program itself is wrong.
    #[error("the program itself failed, at {location}")]
    Internal {
        /// Where in its source.
        location: String,
    },
    /// A signal ended the run.
    #[error("interrupted{}", interrupted(output.as_deref(), *has_written))]
    Interrupted {
        /// What the command would have written.
        output: Option<PathBuf>,
        /// Whether it was there, whole, before the signal came.
        has_written: bool,
    },
    /// A piece of work takes longer than it may.
    #[error("{work} is not done after {seconds} second{}", if *seconds == 1 { "" } else { "s" })]
    OverTime {
        work: &'static str,
        seconds: u64,
        raised_by: Option<&'static str>,
    },
    /// A query needs more memory than it may have.
    #[error("the query needs more than {mib} MiB of memory")]
    OverMemory { mib: u32 },
    /// The system gives no thread.
    #[error("the system gives the program no thread: {0}")]
    NoThread(io::Error),
    /// There is no course to report on.
    #[error("there is no course to report on")]
    NoCourse,
    /// The predicate is true of no course.
    #[error("--where matches no courses")]
    NoCourseSelected,
}

impl Failure {
    /// The exit code, as `il2 --help` documents it.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Interrupted { .. } => INTERRUPTED,
            _ if matches!(self.of_store(), Some(StoreError::Damaged { .. })) => 5,
            Self::Mapping(error) => match error.refusal() {
                Refusal::Usage => 2,
                Refusal::Data => 3,
                Refusal::Privacy => 4,
                Refusal::Machine => 1,
            },
            Self::Ingest(error) | Self::Hinted(error, _) if error.is_privacy() => 4,
            Self::Ingest(error) if error.is_about_data() => 3,
            Self::Hinted(..) | Self::Loss { .. } | Self::NoCourse | Self::NoCourseSelected => 3,
            Self::Explain(failure) => failure.exit_code(),
            Self::Unproven { .. } | Self::Disproved { .. } => 5,
            // What the store cannot give is no fault of the predicate, the grouping or the query.
            Self::Grouping(GroupingError::Facts(_))
            | Self::Predicate(
                PredicateError::Store(_)
                | PredicateError::LongTexts
                | PredicateError::TooLong { .. },
            )
            | Self::Query(
                QueryError::Store(_)
                | QueryError::Facts(_)
                | QueryError::Write(_)
                | QueryError::Memory
                | QueryError::LongTexts
                | QueryError::TooLarge { .. }
                | QueryError::Spill(_)
                | QueryError::NoThread(_)
                | QueryError::NotComputed,
            ) => 1,
            Self::Occupied { .. }
            | Self::OtherFile { .. }
            | Self::NoText { .. }
            | Self::InExport { .. }
            | Self::NoSource { .. }
            | Self::NoStoreOfReport { .. }
            | Self::Exists { .. }
            | Self::InStore { .. }
            | Self::Terminal
            | Self::ListFormat
            | Self::OutputFormat { .. }
            | Self::Query(_)
            | Self::Clock
            | Self::Threads { .. }
            | Self::NoTable { .. }
            | Self::NotAFolder { .. }
            | Self::DeadLink { .. }
            | Self::NotEmpty { .. }
            | Self::SourceInOutput { .. }
            | Self::Definition { .. }
            | Self::Predicate(_)
            | Self::Review(_)
            | Self::Option { .. }
            | Self::Grouping(_)
            | Self::Store(StoreError::Foreign { .. } | StoreError::NoStore { .. }) => 2,
            Self::Ingest(_)
            | Self::Store(_)
            | Self::Facts(_)
            | Self::Report(_)
            | Self::Internal { .. }
            | Self::OverTime { .. }
            | Self::OverMemory { .. }
            | Self::NoThread(_)
            | Self::File { .. } => 1,
        }
    }

    /// What is wrong with a store, whatever was to be done with it.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other failure is about something else"
    )]
    const fn of_store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error)
            | Self::Facts(FactsError::Open(error))
            | Self::Grouping(GroupingError::Facts(FactsError::Open(error)))
            | Self::Predicate(PredicateError::Store(error))
            | Self::Query(QueryError::Store(error) | QueryError::Facts(FactsError::Open(error))) => {
                Some(error)
            }
            _ => None,
        }
    }

    /// What would mend it.
    pub(super) fn hint(&self) -> Option<String> {
        if let Some(error) = self.of_store() {
            return store_hint(error);
        }
        match self {
            Self::Ingest(error) => ingest_hint(error),
            Self::Hinted(_, hint) => Some(hint.clone()),
            Self::Mapping(error) => mapping_hint(error),
            Self::Explain(failure) => Some(failure.hint()),
            Self::Store(error) => store_hint(error),
            Self::Query(error) => query_hint(error),
            Self::NoSource { .. } => Some(
                "name a folder that `il2 ingest --store` or `il2 report --out` made".to_owned(),
            ),
            Self::NoStoreOfReport { .. } => {
                Some("name the store that the report was made from with `--store`".to_owned())
            }
            Self::Exists { .. } => Some("name a new file, or add `--overwrite`".to_owned()),
            Self::NoText { .. } => Some("name a text file of at most 16 MiB".to_owned()),
            Self::InStore { .. } | Self::InExport { .. } => Some("name a file elsewhere".to_owned()),
            Self::Terminal => Some("name a file with `--output`, or pipe it on".to_owned()),
            Self::ListFormat => Some(
                "query the table `queries` of a store to have it in this format".to_owned(),
            ),
            Self::OutputFormat { .. } => Some(
                "end it in .csv, .json, .ndjson, .jsonl, .parquet, .arrow, .feather, .md or, for a table as on a terminal, .txt; or say `--format`"
                    .to_owned(),
            ),
            Self::Disproved { .. } => Some(
                "make the report again; if it still differs, report an error of the program".to_owned(),
            ),
            Self::Unproven { .. } => Some(
                "bring the store back from a copy, or ingest the exports again, into a new store"
                    .to_owned(),
            ),
            Self::Occupied { .. } => Some(
                "name a new or an empty folder, or one that holds an earlier report".to_owned(),
            ),
            Self::OtherFile { .. } => Some("name a new file, or an earlier list".to_owned()),
            Self::NoTable { name, known } => Some(near_among(name, known)),
            Self::Threads { .. } => Some("unset it: there is a thread for each processor".to_owned()),
            Self::Clock => Some("unset it, or give seconds since 1970".to_owned()),
            Self::DeadLink { .. } => Some(
                "make the folder that it links to, or mount its disk; or name another folder"
                    .to_owned(),
            ),
            Self::NotAFolder { .. } | Self::NotEmpty { .. } => {
                Some("name a new or an empty folder".to_owned())
            }
            Self::SourceInOutput { .. } => {
                Some("name another `--out`: an earlier report is replaced whole".to_owned())
            }
            Self::Grouping(error) => grouping_hint(error),
            Self::Predicate(error) => predicate_hint(error),
            Self::NoCourseSelected => Some(
                "texts are compared letter by letter, as the store has them (`il2 schema courses`, `il2 schema patients`: `female`, `renal_cell_carcinoma`); test for an absent value with `IS NULL`"
                    .to_owned(),
            ),
            Self::Internal { .. } => Some(
                "this is an error of the program: send its authors this location and `il2 --version`"
                    .to_owned(),
            ),
            Self::Loss { .. } => Some(
                "where the new export is complete, `--replace` stores it in place of the earlier one; where it is another site's, give it a name of its own with `--site NAME`"
                    .to_owned(),
            ),
            Self::OverTime { raised_by, .. } => Some(match raised_by {
                Some(option) => format!("give it more time with `{option} SECONDS`, or write a smaller query"),
                None => "write a simpler predicate".to_owned(),
            }),
            Self::OverMemory { .. } => {
                Some("give it more with `--memory MIB`, or write a smaller query".to_owned())
            }
            Self::NoThread(_) => Some(THREAD_HINT.to_owned()),
            Self::NoCourse => Some("`courses` has no row that can be stored".to_owned()),
            Self::Definition { .. } => {
                Some("`reports/cohort.toml` of the source code is an example".to_owned())
            }
            Self::Review(error) => review_hint(error),
            Self::Option { option: "--normal-ranges", .. } => {
                Some("`il2 schema normal_ranges --format csv` prints a table of this shape".to_owned())
            }
            Self::Option { .. }
            | Self::Facts(_)
            | Self::Report(_)
            | Self::Interrupted { .. }
            | Self::File { .. } => None,
        }
    }
}

/// What an interrupted run leaves.
/// `1 problem`, `3 problems`.
pub(super) fn problems(n: usize) -> String {
    format!(
        "{} problem{}",
        thousands(n as u64),
        if n == 1 { "" } else { "s" }
    )
}

fn interrupted(output: Option<&Path>, has_written: bool) -> String {
    match output {
        None => String::new(),
        Some(path) if has_written => format!(" after {} was written", shown_path(path)),
        Some(path) => format!(": nothing was written, {} is as it was", shown_path(path)),
    }
}
