//! What would mend what a room below refuses: the options and commands that help are known here alone.

use super::quarantine_hints::quarantine_hint;
use crate::ingest::{FoundIdentifier, IngestError, Likeness, Limit, MissingColumn, UnreadFile};
use crate::measures::safety::ReviewError;
use crate::model::is_own_column;
use crate::query::{Predicate, PredicateError, QueryError};
use crate::store::StoreError;
use crate::terminology::nearest_names;

/// What mends a division by zero, a cast that fails, or a text that is compared with a number.
const EVALUATION_HINT: &str = "guard it with NULLIF, TRY_CAST or CASE; a text is compared with a text, in single quotes: `course_id = '17'`";

/// What mends texts that are too long.
const TEXTS_HINT: &str = "join fewer texts, or take a part of each with `left(x, 100)`";

/// What mends a system that gives no thread.
pub(super) const THREAD_HINT: &str = "allow the program more memory or more processes: `ulimit -v`, `ulimit -d` and `ulimit -u` show the limits";

/// What mends a date in an own column, which is no date-time however it is named.
pub(super) const OWN_DATE_HINT: &str =
    "in a column `x_…` give a year, or a number of days, instead of a date";

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
            Some("no column is available there; write texts in single quotes".to_owned())
        }
        QueryError::NoColumn { nearest, known, .. } => {
            let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
            known.dedup();
            let more = if known.len() > LISTED { ", …" } else { "" };
            known.truncate(LISTED);
            Some(offer(
                nearest,
                &format!("there are {}{more}; write texts in single quotes", known.join(", ")),
            ))
        }
        QueryError::NoFunction { nearest, .. } => {
            Some(offer(nearest, "a query calls DataFusion's functions of numbers and texts"))
        }
        QueryError::NoParameter { known, .. } if known.is_empty() => {
            Some("the query has no parameters".to_owned())
        }
        QueryError::NoParameter { name, known } => Some(near_among(
            name,
            &known.iter().map(String::as_str).collect::<Vec<_>>(),
        )),
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
        QueryError::Memory => Some("give it more with `--memory`, or write a smaller query".to_owned()),
        QueryError::LongTexts => Some(TEXTS_HINT.to_owned()),
        QueryError::Spill(_) => Some(
            "make room, or name another folder for temporary files in TMPDIR; or give the query more memory with `--memory`".to_owned(),
        ),
        QueryError::NoThread(_) => Some(THREAD_HINT.to_owned()),
        QueryError::TooLarge { .. } => Some(
            "write long lists as `course_id IN ('…', '…')`, and split the query into several"
                .to_owned(),
        ),
        QueryError::NotAnswered { instead, .. } => Some(instead.clone()),
        QueryError::TwoColumns { .. } => {
            Some("give each a name of its own with AS, as in `a.x AS a_x, b.x AS b_x`".to_owned())
        }
        QueryError::SeveralRows => Some(
            "take one value with an aggregate (`max(x)`), or one row with ORDER BY and LIMIT 1"
                .to_owned(),
        ),
        QueryError::Source(_)
        | QueryError::Empty
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

/// The known names nearest to one that is unknown, then all of them.
pub(super) fn near_among(name: &str, known: &[&str]) -> String {
    let nearest = nearest_names(name, known.iter().copied());
    offer(&nearest, &format!("there are {}", known.join(", ")))
}

/// The own columns of a store, where a name that it does not have is that of an own column.
pub(super) fn own_among(name: &str, own: &[String]) -> Option<String> {
    if !is_own_column(name) {
        return None;
    }
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    Some(if own.is_empty() {
        "the store has no own columns `x_…`".to_owned()
    } else {
        near_among(name, &own)
    })
}

/// What would mend the options of a safety review.
pub(super) fn review_hint(error: &ReviewError) -> Option<String> {
    match error {
        ReviewError::NoCusum { key, watched } => {
            let nearest = nearest_names(key, watched.iter().map(String::as_str));
            (!nearest.is_empty()).then(|| perhaps(&nearest))
        }
        ReviewError::NoPeriods { .. }
        | ReviewError::Reversed { .. }
        | ReviewError::BaselineAcrossRebase { .. }
        | ReviewError::ErasOverlap
        | ReviewError::NoIndicator { .. }
        | ReviewError::RateTwice { .. }
        | ReviewError::NoProbability { .. } => None,
    }
}

/// The nearest names first, then what else there is.
pub(super) fn offer(nearest: &[String], rest: &str) -> String {
    if nearest.is_empty() {
        return rest.to_owned();
    }
    format!("{}; {rest}", perhaps(nearest))
}

/// The names that may be meant.
fn perhaps(nearest: &[String]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    format!("perhaps {}", quoted.join(" or "))
}

/// What would mend a store.
pub(super) fn store_hint(error: &StoreError) -> Option<String> {
    let hint = match error {
        StoreError::Foreign { .. } => "name a new or an empty folder, or a store",
        StoreError::Busy { .. } => "wait until the other ingest is done",
        StoreError::OtherFormat { .. } => "ingest the exports again, into a new store",
        StoreError::Damaged { .. } => {
            "run `il2 verify` on the store for all that is wrong; bring it back from a copy, or ingest the exports again, into a new store"
        }
        StoreError::OtherOwner { .. } => {
            "with `--shared` the umask says who may read the store; or let its owner ingest"
        }
        StoreError::Replaced { .. } => "run the command again",
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
        PredicateError::NoColumn { column, .. } if is_of_course(column) => {
            Some("what both tables have is the course's: write it without the table".to_owned())
        }
        PredicateError::NoColumn { column, own } => {
            // A column may be named with its table.
            let name = column.rsplit_once('.').map_or(&**column, |(_, name)| name);
            let known =
                own_among(name, own).unwrap_or_else(|| near_among(name, &Predicate::columns()));
            Some(format!("{known}; write texts in single quotes"))
        }
        PredicateError::NotSql { .. } | PredicateError::NotBoolean { .. } => Some(
            "write a comparison such as `diagnosis = 'melanoma' AND age_years < 60`".to_owned(),
        ),
        PredicateError::TooLong { .. } => {
            Some("write long lists as `course_id IN ('…', '…')`".to_owned())
        }
        PredicateError::LongTexts => Some(TEXTS_HINT.to_owned()),
        PredicateError::EvaluationFailed => Some(EVALUATION_HINT.to_owned()),
        PredicateError::Invalid { .. } => Some(
            "write numbers without quotes, texts in single quotes, and yes or no as TRUE or FALSE"
                .to_owned(),
        ),
        PredicateError::NotOfOneCourse { .. }
        | PredicateError::NoFunction { .. }
        | PredicateError::NotComputed
        | PredicateError::Store(_) => None,
    }
}

/// Endings of workbooks that are not read.
const OTHER_WORKBOOKS: [&str; 5] = ["xlsm", "xls", "xlsb", "ods", "numbers"];

/// What would make tables of the files and sheets that lie where these tables are missing (any, where none is named), as
/// far as their names say which.
fn rename_hint(seen: &[UnreadFile], missing: Option<&[&str]>) -> Option<String> {
    let rename = |unread: &UnreadFile| {
        let ending = unread
            .file
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase());
        let is_workbook = ending.is_some_and(|ending| OTHER_WORKBOOKS.contains(&&*ending));
        let near = unread
            .near
            .filter(|near| missing.is_none_or(|all| all.contains(near)));
        let file = &unread.file;
        match (&unread.sheet, near) {
            (Some(sheet), Some(table)) => {
                Some(format!("name the sheet {sheet} of `{file}` `{table}`"))
            }
            (Some(_), None) => None,
            (None, _) if is_workbook => {
                Some(format!("save `{file}` as a workbook that ends in .xlsx"))
            }
            (None, near) => near.map(|table| match unread.renamed(table) {
                Some(name) => format!("rename `{file}` to `{name}`"),
                None => format!("save `{file}` as `{table}.csv`"),
            }),
        }
    };
    let renames: Vec<String> = seen.iter().filter_map(rename).take(LISTED).collect();
    (!renames.is_empty()).then(|| format!("{}, where it holds the table", renames.join("; ")))
}

/// Whether it is a date in an own column.
pub(super) fn is_own_date(identifier: &FoundIdentifier) -> bool {
    let column = identifier.column.trim().to_lowercase();
    is_own_column(&column) && identifier.form.contains("date")
}

/// What would mend columns that hold identifiers, by what they hold.
fn identifier_hint(found: &[FoundIdentifier]) -> String {
    let has = |word: &str| {
        found
            .iter()
            .any(|identifier| identifier.form.contains(word))
    };
    let mut hints = vec!["de-identify the export: take away what identifies, or the column"];
    let is_date = |identifier: &&FoundIdentifier| identifier.form.contains("date");
    let (own, others): (Vec<&FoundIdentifier>, Vec<_>) =
        found.iter().filter(is_date).partition(|it| is_own_date(it));
    if !own.is_empty() {
        hints.push(OWN_DATE_HINT);
    }
    if !others.is_empty() {
        hints.push("dates are days or hours from the first dose, or shifted date-times in columns that end in _at");
    }
    if has("age of") {
        hints.push("ages of 91 and over are written 90+");
    }
    hints.join("; ")
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
        IngestError::Changed { .. } => {
            Some("wait until the export is written whole, and run the command again".to_owned())
        }
        IngestError::Broken { .. } => Some("export it again, or name it for what it is".to_owned()),
        IngestError::OverLimit { limit, .. } if limit.is_of_workbook() => {
            Some("save its sheets as CSV files, each named for its table".to_owned())
        }
        IngestError::OverLimit { limit, .. } if limit.is_of_parquet() => {
            Some("write it again with smaller row groups or pages, or as CSV".to_owned())
        }
        IngestError::OverLimit { limit: Limit::Expansion, .. } => Some(
            "export it again; where its rows are right, write it as plain text: a CSV file is not limited so".to_owned(),
        ),
        IngestError::OverLimit { limit: Limit::Distinct, .. } => Some(
            "does a column of names hold notes, or the rows' identifiers? Else split the export by site".to_owned(),
        ),
        IngestError::OverLimit { .. } => Some("is a quote or a line end missing? Else split the export by site".to_owned()),
        IngestError::OwnColumns { .. } => Some(
            "leave columns out, or give each a name of its own".to_owned(),
        ),
        IngestError::OwnTypes(_) => Some(
            "ingest these sites together, or make the values alike".to_owned(),
        ),
        IngestError::File { .. } => Some("name the folder that holds it".to_owned()),
        IngestError::NoExport { seen, .. } => Some(rename_hint(seen, None).unwrap_or_else(|| {
            "an export is a folder with `courses.csv` and `doses.csv` (or a workbook with sheets of these names), or a folder of such folders".to_owned()
        })),
        IngestError::NoTable { tables, seen, .. } => {
            Some(rename_hint(seen, Some(tables)).unwrap_or_else(|| {
                let files: Vec<String> = tables.iter().map(|t| format!("`{t}.csv`")).collect();
                let files = files.join(" and ");
                format!("add {files}; a header alone says that nothing happened")
            }))
        }
        IngestError::LooksLikeTable { looks, .. } => Some(match looks {
            Likeness::Near(table) => format!(
                "name it for its table (`{table}.csv`, or a sheet `{table}`), where it holds the table; else move it out of the folder"
            ),
            Likeness::Unnamed => "name it for its table, or move it out of the folder".to_owned(),
            Likeness::Deeper => {
                "name the folder of each export on the command line, or move what is no export out of the folder".to_owned()
            }
            Likeness::DeadLink => "mount the disk that it links to, or take it away".to_owned(),
        }),
        IngestError::TwoFiles { .. } => Some("keep one of the two".to_owned()),
        IngestError::OtherEnding { .. } => {
            Some("export it as .csv or .tsv, plain or as .gz or .zst, as .parquet, or as a sheet of an .xlsx workbook; or take it away".to_owned())
        }
        IngestError::NoHeader { .. } => Some("the first line names the columns".to_owned()),
        IngestError::ColumnTwice { .. } => Some("rename or remove one of the two".to_owned()),
        IngestError::NoColumn { columns, .. } => Some(column_hint(columns)),
        IngestError::TooManyQuarantined { excesses } => Some(quarantine_hint(excesses)),
        IngestError::NoCommonPatient { of_courses: 0, .. } => Some("`il2 check EXPORT --rows quarantined.csv` lists rows of courses that cannot be stored; where a mapping found no IL-2, `--set il2=REGEX` names the drug".to_owned()),
        IngestError::NoCommonPatient { .. } => Some("write `patient_id` in one way in `patients` and `courses`; without a file of patients, courses are stored without sex, diagnosis and survival".to_owned()),
        IngestError::SiteTwice { .. } => Some("ingest the exports one after the other, or give the rows a site_id".to_owned()),
        IngestError::Identifiers { found, .. } => Some(identifier_hint(found)),
        IngestError::IdentifyingName { .. } => Some("give it a name that is nobody's: it is shown on every page".to_owned()),
        IngestError::Several(errors) => {
            let mut hints: Vec<String> = Vec::new();
            for hint in errors.iter().filter_map(ingest_hint) {
                if !hints.contains(&hint) {
                    hints.push(hint);
                }
            }
            (!hints.is_empty()).then(|| hints.join("\nhint: "))
        }
    }
}
