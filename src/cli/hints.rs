//! What would mend what a room below refuses: the options and commands that help are known here alone.

use crate::ingest::{FileLedger, IngestError, Limit, MissingColumn};
use crate::query::{Predicate, PredicateError, QueryError};
use crate::store::StoreError;

/// What mends a division by zero, a cast that fails, or a text that is compared with a number.
const EVALUATION_HINT: &str = "guard it with NULLIF, TRY_CAST or CASE; a text is compared with a text, in single quotes: `course_id = '17'`";

/// The most names that a hint lists; where there are more, it names the command that lists all.
const LISTED: usize = 40;

/// What would mend a question.
pub(super) fn query_hint(error: &QueryError) -> Option<String> {
    match error {
        QueryError::NoQuery { nearest, .. } => {
            Some(offer(nearest, "`il2 query --list` lists all"))
        }
        QueryError::NoTable { nearest, known, .. } => {
            Some(offer(nearest, &format!("there are {}", known.join(", "))))
        }
        QueryError::NoColumn { known, .. } if known.is_empty() => {
            Some("no column is in reach there; texts stand in single quotes".to_owned())
        }
        QueryError::NoColumn { nearest, known, .. } => {
            let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
            known.dedup();
            let more = if known.len() > LISTED { ", …" } else { "" };
            known.truncate(LISTED);
            Some(offer(
                nearest,
                &format!("there are {}{more}; texts stand in single quotes", known.join(", ")),
            ))
        }
        QueryError::NoFunction { nearest, .. } => {
            Some(offer(nearest, "a query calls DataFusion's functions of numbers and texts"))
        }
        QueryError::NoParameter { known, .. } if known.is_empty() => {
            Some("the query has no parameters".to_owned())
        }
        QueryError::NoParameter { known, .. } => Some(format!("there are {}", known.join(", "))),
        QueryError::Unbound { name } => Some(format!(
            "give it with `--param {}=VALUE`",
            name.trim_start_matches('$')
        )),
        QueryError::ParameterName { .. } => {
            Some("a name has lower-case letters, digits and `_`".to_owned())
        }
        QueryError::Header { .. } => {
            Some("write `-- Parameters: name type default: meaning; …`, or `none`".to_owned())
        }
        QueryError::Refused { .. } => Some(
            "tables are listed by `il2 schema`, queries by `il2 query --list`; `--output` writes an answer to a file"
                .to_owned(),
        ),
        QueryError::Outside { .. } => Some("`il2 schema` lists the tables".to_owned()),
        QueryError::EvaluationFailed => Some(EVALUATION_HINT.to_owned()),
        QueryError::Memory => Some("give it more with `--memory`, or ask for less".to_owned()),
        QueryError::TooLong { .. } => {
            Some("write long lists as `course_id IN ('…', '…')`".to_owned())
        }
        QueryError::Empty
        | QueryError::NotSql { .. }
        | QueryError::Invalid { .. }
        | QueryError::NotComputed
        | QueryError::ParameterTwice { .. }
        | QueryError::ParameterValue { .. }
        | QueryError::Store(_)
        | QueryError::Facts(_)
        | QueryError::Write(_) => None,
    }
}

/// The nearest names first, then what else there is.
fn offer(nearest: &[String], rest: &str) -> String {
    if nearest.is_empty() {
        return rest.to_owned();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    format!("perhaps {}; {rest}", quoted.join(" or "))
}

/// What would mend a store.
pub(super) fn store_hint(error: &StoreError) -> Option<String> {
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
pub(super) fn predicate_hint(error: &PredicateError) -> Option<String> {
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
        PredicateError::EvaluationFailed => Some(EVALUATION_HINT.to_owned()),
        PredicateError::Invalid { .. } => Some(
            "numbers stand bare, texts in single quotes, and yes or no is TRUE or FALSE".to_owned(),
        ),
        PredicateError::NotOfOneCourse { .. }
        | PredicateError::NoFunction { .. }
        | PredicateError::NotComputed
        | PredicateError::Store(_) => None,
    }
}

/// What would mend a header that lacks columns.
fn column_hint(columns: &[MissingColumn]) -> String {
    let rename = |missing: &MissingColumn| {
        let near = missing.near.first()?;
        Some(format!("`{near}` to `{}`", missing.column))
    };
    let renames: Vec<String> = columns.iter().filter_map(rename).collect();
    if renames.is_empty() {
        "the first line of a file names its columns; `il2 schema TABLE` lists those of a table"
            .to_owned()
    } else {
        format!("rename {}, where the same is meant", renames.join(", "))
    }
}

/// What to do about a refused export, in words of the command line.
pub(super) fn ingest_hint(error: &IngestError) -> Option<String> {
    match error {
        IngestError::Unreadable { .. } => Some("check the path and the permission to read it".to_owned()),
        IngestError::NoRoom { .. } => Some(
            "make room for about as much as the export's own text, or name another folder for temporary files in TMPDIR".to_owned(),
        ),
        IngestError::Broken { .. } => Some("export it again, or name it for what it is".to_owned()),
        IngestError::OverLimit { limit: Limit::Workbook, .. } => {
            Some("save its sheets as CSV files, each named for its table".to_owned())
        }
        IngestError::OverLimit { .. } => Some("is a quote or a line end missing? Else split the export by site".to_owned()),
        IngestError::File { .. } => Some("name the folder that holds it".to_owned()),
        IngestError::NoExport { .. } => Some(
            "an export is a folder with `courses.csv` and `doses.csv`, or a folder of such folders".to_owned(),
        ),
        IngestError::NoTable { table, .. } => Some(format!("add `{table}.csv`; a header alone says that nothing happened")),
        IngestError::TwoFiles { .. } => Some("keep one of the two".to_owned()),
        IngestError::OtherEnding { .. } => {
            Some("export it as .csv or .tsv, plain or as .gz or .zst, as .parquet, or as a sheet of an .xlsx workbook; or take it away".to_owned())
        }
        IngestError::NoHeader { .. } => Some("the first line names the columns".to_owned()),
        IngestError::ColumnTwice { .. } => Some("rename or remove one of the two".to_owned()),
        IngestError::NoColumn { columns, .. } => Some(column_hint(columns)),
        IngestError::TooManyQuarantined { files, .. } => {
            let share = |file: &FileLedger| {
                (100 * file.quarantined.len() as u64).div_ceil(file.read.max(1))
            };
            let most = files.iter().map(share).max().expect("some file is over the limit");
            let has_commas = files.iter().any(FileLedger::may_have_decimal_commas);
            let commas = if has_commas {
                "numbers such as `1,5` are read with `--decimal comma`; "
            } else {
                ""
            };
            Some(format!(
                "{commas}`il2 check EXPORT --rows rejected.csv` lists them; `--max-quarantine {most}%` accepts them"
            ))
        }
        IngestError::SiteTwice { .. } => Some("ingest the exports one after the other, or give the rows a site_id".to_owned()),
        IngestError::Identifier { .. } => Some("de-identify the export: ages of 91 and over are written 90+, dates stand in columns that end in _at, shifted".to_owned()),
        IngestError::Several(_) => None,
    }
}
