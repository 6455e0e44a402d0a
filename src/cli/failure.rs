//! Why a command ends without having done its work, in words and as an exit code.

use super::ingest_hint::ingest_hint;
use super::query_hint::{NO_ANSWER_HINT, query_hint};
use crate::disk::DiskError;
use crate::facts::FactsError;
use crate::ingest::IngestError;
use crate::measures::safety::ReviewError;
use crate::measures::{Grouping, GroupingError};
use crate::query::{Predicate, PredicateError, QueryError};
use crate::report::{DefinitionError, ReportError};
use crate::store::StoreError;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a command did not do its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// The exports were refused.
    Ingest(IngestError),
    /// The store cannot be read or written.
    Store(StoreError),
    /// Courses cannot be grouped.
    Grouping(GroupingError),
    /// A safety review cannot be made as it was asked for.
    Review(ReviewError),
    /// Courses cannot be selected.
    Predicate(PredicateError),
    /// A question gets no answer.
    Query(QueryError),
    /// What is asked or proved is neither a store nor a report.
    NoSource { path: PathBuf },
    /// The store that a report was made from is not known.
    NoStoreOfReport { path: PathBuf },
    /// The output exists.
    Exists { path: PathBuf },
    /// The output lies in a store.
    InStore { path: PathBuf },
    /// Bytes that no terminal shows.
    Terminal,
    /// The list of queries is text.
    ListFormat,
    /// The name of the output tells no format.
    OutputFormat { path: PathBuf },
    /// A report is not what its store gives, in so many ways.
    Disproved { path: PathBuf, faults: usize },
    /// Facts cannot be built or read.
    Facts(FactsError),
    /// The report cannot be made.
    Report(ReportError),
    /// The report's definition cannot be used.
    Definition {
        path: PathBuf,
        error: DefinitionError,
    },
    /// A file that the command line names cannot be read or written.
    File { path: PathBuf, source: io::Error },
    /// The output folder holds something that this command did not make.
    Occupied { path: PathBuf, entry: String },
    /// The output is a file that this command did not make.
    OtherFile { path: PathBuf },
    /// There is no table of this name.
    NoTable { names: String },
    /// `SOURCE_DATE_EPOCH` is no number of seconds.
    Clock,
    /// The output is a file.
    NotAFolder { path: PathBuf },
    /// The output folder is not empty.
    NotEmpty { path: PathBuf, entry: String },
    /// The source lies in the folder that would be replaced.
    SourceInOutput { path: PathBuf },
    /// So many proofs of a store failed.
    Unproven { path: PathBuf, faults: usize },
    /// The program itself is wrong.
    Internal {
        /// Where in its source.
        place: String,
    },
    /// There is no course to report on.
    NoCourse,
    /// The predicate is true of no course.
    NoCourseSelected,
}

impl Failure {
    /// The exit code, as `il2 --help` documents it.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Ingest(error) if error.is_privacy() => 4,
            Self::Ingest(error) if error.is_about_data() => 3,
            Self::NoCourse | Self::NoCourseSelected => 3,
            Self::Unproven { .. } | Self::Disproved { .. } => 5,
            // What the store cannot give is no fault of the predicate or the query.
            Self::Predicate(PredicateError::Store(_))
            | Self::Query(
                QueryError::Store(_)
                | QueryError::Facts(_)
                | QueryError::Write(_)
                | QueryError::Memory
                | QueryError::NotComputed,
            ) => 1,
            Self::Occupied { .. }
            | Self::OtherFile { .. }
            | Self::NoSource { .. }
            | Self::NoStoreOfReport { .. }
            | Self::Exists { .. }
            | Self::InStore { .. }
            | Self::Terminal
            | Self::ListFormat
            | Self::OutputFormat { .. }
            | Self::Query(_)
            | Self::Clock
            | Self::NoTable { .. }
            | Self::NotAFolder { .. }
            | Self::NotEmpty { .. }
            | Self::SourceInOutput { .. }
            | Self::Definition { .. }
            | Self::Predicate(_)
            | Self::Review(_)
            | Self::Grouping(GroupingError::NoColumn { .. } | GroupingError::Twice { .. })
            | Self::Store(StoreError::Foreign { .. } | StoreError::NoStore { .. }) => 2,
            Self::Ingest(_)
            | Self::Grouping(GroupingError::Facts(_))
            | Self::Store(_)
            | Self::Facts(_)
            | Self::Report(_)
            | Self::Internal { .. }
            | Self::File { .. } => 1,
        }
    }

    /// What would mend it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Ingest(error) => ingest_hint(error),
            Self::Store(error) | Self::Query(QueryError::Store(error)) => store_hint(error),
            Self::Query(error) => query_hint(error),
            Self::NoSource { .. } => Some(
                "name a folder that `il2 ingest --store` or `il2 report --out` made".to_owned(),
            ),
            Self::NoStoreOfReport { .. } => {
                Some("name the store that the report was made from with `--store`".to_owned())
            }
            Self::Exists { .. } => Some("name a new file, or add `--overwrite`".to_owned()),
            Self::InStore { .. } => Some("name a file elsewhere".to_owned()),
            Self::Terminal => Some("name a file with `--output`, or pipe it on".to_owned()),
            Self::ListFormat => Some(
                "ask a store for the table `queries` to have it in this format".to_owned(),
            ),
            Self::OutputFormat { .. } => Some(
                "end it in .csv, .json, .ndjson, .jsonl, .parquet, .arrow, .feather, .md or, for a table as on a terminal, .txt; or say `--format`"
                    .to_owned(),
            ),
            Self::Disproved { .. } => Some(
                "make the report again; where it still differs, this is a fault of the program".to_owned(),
            ),
            Self::Unproven { .. } => Some(
                "bring the store back from a copy, or ingest the exports again, into a new store"
                    .to_owned(),
            ),
            Self::Occupied { .. } => Some(
                "name a new or an empty folder, or one that holds an earlier report".to_owned(),
            ),
            Self::OtherFile { .. } => Some("name a new file, or an earlier list".to_owned()),
            Self::NoTable { names } => Some(format!("there are {names}")),
            Self::Clock => Some("unset it, or give seconds since 1970".to_owned()),
            Self::NotAFolder { .. } | Self::NotEmpty { .. } => {
                Some("name a new or an empty folder".to_owned())
            }
            Self::SourceInOutput { .. } => {
                Some("name another `--out`: an earlier report is replaced whole".to_owned())
            }
            Self::Grouping(GroupingError::NoColumn { .. }) => {
                Some(format!("there are {}", Grouping::columns().join(", ")))
            }
            Self::Predicate(error) => predicate_hint(error),
            Self::NoCourseSelected => Some(
                "texts are compared letter by letter, as the store has them (`il2 schema courses`, `il2 schema patients`: `female`, `renal_cell_carcinoma`); an absent value is asked for with `IS NULL`"
                    .to_owned(),
            ),
            Self::Internal { .. } => Some(
                "this is a fault of the program: tell its authors this place and `il2 --version`"
                    .to_owned(),
            ),
            Self::NoCourse => Some("`courses` has no row that can be stored".to_owned()),
            Self::Definition { .. } => {
                Some("`reports/cohort.toml` of the source code is an example".to_owned())
            }
            Self::Grouping(_)
            | Self::Review(_)
            | Self::Facts(_)
            | Self::Report(_)
            | Self::File { .. } => None,
        }
    }
}

/// What would mend a store.
fn store_hint(error: &StoreError) -> Option<String> {
    let hint = match error {
        StoreError::Foreign { .. } => "name a new or an empty folder, or a store",
        StoreError::Busy { .. } => "wait until the other ingest is done",
        StoreError::OtherFormat { .. } => "ingest the exports again, into a new store",
        StoreError::Damaged { .. } => "`il2 verify STORE` tells what is wrong",
        StoreError::Io { .. }
        | StoreError::Parquet { .. }
        | StoreError::Unreadable { .. }
        | StoreError::NoStore { .. } => return None,
    };
    Some(hint.to_owned())
}

/// Whether a column that is named with another table is one of the course's own.
fn is_of_course(column: &str) -> bool {
    column
        .rsplit_once('.')
        .is_some_and(|(_, name)| Predicate::columns().contains(&name))
}

/// What would mend a predicate.
fn predicate_hint(error: &PredicateError) -> Option<String> {
    match error {
        PredicateError::NoColumn { column } if is_of_course(column) => {
            Some("what both tables have is the course's: write it without the table".to_owned())
        }
        PredicateError::NoColumn { .. } => Some(format!(
            "there are {}; texts stand in single quotes",
            Predicate::columns().join(", ")
        )),
        PredicateError::NotSql { .. } | PredicateError::NotBoolean { .. } => Some(
            "write a comparison such as `diagnosis = 'melanoma' AND age_years < 60`".to_owned(),
        ),
        PredicateError::TooLong { .. } => {
            Some("write long lists as `course_id IN ('…', '…')`".to_owned())
        }
        PredicateError::NoAnswer => Some(NO_ANSWER_HINT.to_owned()),
        PredicateError::Meaningless { .. } => Some(
            "numbers stand bare, texts in single quotes, and yes or no is TRUE or FALSE".to_owned(),
        ),
        PredicateError::NotOfOneCourse { .. }
        | PredicateError::NoFunction { .. }
        | PredicateError::NotComputed
        | PredicateError::Store(_) => None,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ingest(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Grouping(error) => error.fmt(f),
            Self::Review(error) => error.fmt(f),
            Self::Predicate(error @ PredicateError::Store(_)) => error.fmt(f),
            Self::Predicate(error) => write!(f, "--where: {error}"),
            Self::Query(error) => error.fmt(f),
            Self::NoSource { path } if !path.exists() => {
                write!(f, "{}: there is no such folder", path.display())
            }
            Self::NoSource { path } => {
                write!(f, "{}: is neither a store nor a report", path.display())
            }
            Self::NoStoreOfReport { path } => {
                write!(f, "{}: the report has no store of its own", path.display())
            }
            Self::Exists { path } => {
                write!(f, "{}: exists; nothing was written", path.display())
            }
            Self::InStore { path } => write!(
                f,
                "{}: lies in a store or a report; nothing was written",
                path.display()
            ),
            Self::Terminal => write!(f, "a terminal does not show this format"),
            Self::ListFormat => write!(f, "the list is not written in this format"),
            Self::OutputFormat { path } => write!(
                f,
                "{}: its ending names no format; nothing was written",
                path.display()
            ),
            Self::Disproved { path, faults } => {
                write!(f, "{}: not proved; faults: {faults}", path.display())
            }
            Self::Facts(error) => error.fmt(f),
            Self::Report(error) => error.fmt(f),
            Self::Definition { path, error } => write!(f, "{}: {error}", path.display()),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Occupied { path, entry } => {
                write!(
                    f,
                    "{}: holds `{entry}`, which is no part of a report; nothing was written",
                    path.display()
                )
            }
            Self::OtherFile { path } => write!(
                f,
                "{}: exists and is no list of rows; nothing was written",
                path.display()
            ),
            Self::NoTable { .. } => write!(f, "there is no such table"),
            Self::Clock => write!(f, "SOURCE_DATE_EPOCH is no number of seconds"),
            Self::NotAFolder { path } => write!(f, "{}: is not a folder", path.display()),
            Self::NotEmpty { path, entry } => {
                write!(
                    f,
                    "{}: holds `{entry}` already; nothing was written",
                    path.display()
                )
            }
            Self::SourceInOutput { path } => write!(
                f,
                "{}: lies in the folder that would be replaced",
                path.display()
            ),
            Self::Unproven { path, faults } => {
                write!(f, "{}: proofs that failed: {faults}", path.display())
            }
            Self::Internal { place } => write!(f, "the program itself failed, at {place}"),
            Self::NoCourse => write!(f, "there is no course to report on"),
            Self::NoCourseSelected => write!(f, "--where: true of no course"),
        }
    }
}

impl From<DiskError> for Failure {
    fn from(DiskError { path, source }: DiskError) -> Self {
        Self::File { path, source }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        Self::Ingest(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<GroupingError> for Failure {
    fn from(error: GroupingError) -> Self {
        Self::Grouping(error)
    }
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        Self::Review(error)
    }
}

impl From<PredicateError> for Failure {
    fn from(error: PredicateError) -> Self {
        Self::Predicate(error)
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<FactsError> for Failure {
    fn from(error: FactsError) -> Self {
        match error {
            // Wherever rows are taken, what is wrong with them is told in the same way.
            FactsError::Rows(error) => Self::Ingest(error),
            FactsError::Read(_) | FactsError::Write(_) | FactsError::NotSorted => {
                Self::Facts(error)
            }
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}
