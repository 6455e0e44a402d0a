//! What mends a mapping, or raw files that do not fit it.

use super::hints::{OWN_DATE_HINT, THREAD_HINT, ingest_hint, is_own_date, query_hint};
use crate::ingest::IngestError;
use crate::ingest::raw::RawError;
use crate::mapping::{MappingError, Slip};
use crate::notation::shown;
use crate::query::QueryError;
use std::path::Path;

/// Headers that a hint lists.
const LISTED: usize = 20;
/// What a pattern is called in messages.
const PATTERN: &str = "regular expression";
/// What mends a value that a SELECT cannot read.
const CAST_HINT: &str = "read values that may be something else with `TRY_CAST`, which gives NULL for them; divide by `NULLIF(x, 0)`";
/// What mends an identifier in a raw file.
const IDENTIFIER_HINT: &str = "leave the column out of the raw file; or, where it identifies nobody, name it under `not_identifiers` in a copy of the mapping (`il2 mapping init`)";

/// What mends an identifier in what a mapping made of raw files.
const MAPPED_IDENTIFIER_HINT: &str = "leave the value or its column out of the raw file, or out of the SELECT in a copy of the mapping (`il2 mapping init`)";
/// What mends a date there.
const MAPPED_DATE_HINT: &str = "dates become days or hours there, or columns that end in _at";
/// What mends an identifier that a mapping looks for by itself.
const OWN_IDENTIFIER_HINT: &str = "leave the column out of the raw file, or take away what marks it as an identifier where it is none";

/// What mends identifiers in what a mapping made of raw files.
pub(super) fn mapped_identifier_hint(error: &IngestError) -> String {
    let found = error.identifiers();
    let mut hints = vec![MAPPED_IDENTIFIER_HINT];
    if !found.iter().copied().all(is_own_date) {
        hints.push(MAPPED_DATE_HINT);
    }
    if found.into_iter().any(is_own_date) {
        hints.push(OWN_DATE_HINT);
    }
    hints.join("; ")
}

/// What would mend it.
pub(super) fn mapping_hint(error: &MappingError) -> Option<String> {
    match error {
        MappingError::Unknown { name, .. } if Path::new(name).is_dir() => {
            Some(format!("`./{}` is the folder of this name", shown(name)))
        }
        MappingError::Unknown { nearest, known, .. } => {
            let nearest = match nearest.as_slice() {
                [] => String::new(),
                [first, ..] => format!("perhaps `{first}`; "),
            };
            Some(format!(
                "{nearest}there are {}; a folder is named with `/`, as `./ours`",
                known.join(", ")
            ))
        }
        MappingError::Unreadable { .. } => None,
        MappingError::NotEmpty { .. } => Some("name a new or an empty folder".to_owned()),
        MappingError::Slip { slip, .. } => slip_hint(slip),
        MappingError::Raw { errors, .. } => {
            let columns = columns_hint(errors);
            let is_said =
                |error: &RawError| columns.is_some() && matches!(error, RawError::NoColumn { .. });
            let others = errors.iter().filter(|error| !is_said(error));
            let mut hints: Vec<String> = columns.iter().cloned().collect();
            for hint in others.filter_map(raw_hint) {
                if !hints.contains(&hint) {
                    hints.push(hint);
                }
            }
            (!hints.is_empty()).then(|| hints.join("\nhint: "))
        }
        MappingError::Failed { error, .. } => failed_hint(error),
        MappingError::Ingest { error, .. } if error.is_privacy() => {
            Some(OWN_IDENTIFIER_HINT.to_owned())
        }
        MappingError::Ingest { error, .. } => ingest_hint(error),
        MappingError::Engine(_) => Some(THREAD_HINT.to_owned()),
    }
}

fn slip_hint(slip: &Slip) -> Option<String> {
    let hint = match slip {
        Slip::File { .. } => {
            "a mapping has mapping.toml, a .sql file for each table, views _name.sql and .csv files"
        }
        Slip::NoFile { .. } => "`il2 mapping init NAME DIR` copies a whole mapping to edit",
        Slip::NoKey { .. } => {
            "`--set name=value` sets a parameter, `--set table.column=HEADER` says which header a column has; `il2 mapping show NAME` lists both"
        }
        Slip::NoValue { .. } => "write `--set name=value`",
        Slip::Store { .. } => "name the folder of the raw files, or leave `--mapping` out",
        Slip::Sql { error, .. }
            if matches!(
                error.as_ref(),
                QueryError::Refused { .. }
                    | QueryError::Outside { .. }
                    | QueryError::Unbound { .. }
            ) =>
        {
            "a file has one SELECT over the raw tables, views and .csv files of the mapping, `parameters` and the terminology"
        }
        Slip::Sql { error, .. } => return query_hint(error),
        Slip::Value { message, .. } | Slip::Text { message, .. } if message.ends_with(PATTERN) => {
            "write a sign that means itself, such as `(` or `+`, with `\\` before it"
        }
        Slip::Text { .. }
        | Slip::TwoTables { .. }
        | Slip::Circle { .. }
        | Slip::NoColumn { .. }
        | Slip::KeyTwice { .. }
        | Slip::Value { .. }
        | Slip::Dates => return None,
    };
    Some(hint.to_owned())
}

fn failed_hint(error: &QueryError) -> Option<String> {
    if matches!(
        error,
        QueryError::EvaluationFailed | QueryError::NotComputed
    ) {
        return Some(CAST_HINT.to_owned());
    }
    if matches!(error, QueryError::Memory) {
        return Some("let fewer rows come together: leave out what is of no patient with a course before rows are joined or sorted".to_owned());
    }
    query_hint(error)
}

/// What names the columns that are missing; `None` where all that `--set` did not name are there.
fn columns_hint(errors: &[RawError]) -> Option<String> {
    let mut options: Vec<String> = Vec::new();
    for error in errors {
        if let RawError::NoColumn {
            is_set: false,
            table,
            column,
            ..
        } = error
        {
            let option = format!("--set {table}.{column}=HEADER");
            if !options.contains(&option) {
                options.push(option);
            }
        }
    }
    let is_record = |error: &RawError| matches!(error, RawError::NoColumn { table, column, .. } if table == "records" && column == "record_id");
    if errors.iter().any(is_record) {
        return Some("export the raw data of the project, with field names as headers and not labels; `--set records.record_id=HEADER` names another field".to_owned());
    }
    let names = match options.len() {
        0 => return None,
        1 => "names it",
        _ => "names them",
    };
    let others = errors.iter().find_map(others);
    Some(format!(
        "`{}` {names}{}",
        options.join(" "),
        others.unwrap_or_else(String::new)
    ))
}

/// The headers of the first file without a column that no column has: one of them may be what is missing.
fn others(error: &RawError) -> Option<String> {
    let RawError::NoColumn { file, others, .. } = error else {
        return None;
    };
    if others.is_empty() {
        return None;
    }
    let mut listed: Vec<String> = others
        .iter()
        .take(LISTED)
        .map(|one| format!("`{one}`"))
        .collect();
    if others.len() > LISTED {
        listed.push(format!("and {} more", others.len() - LISTED));
    }
    Some(format!("; {file} also has {}", listed.join(", ")))
}

fn raw_hint(error: &RawError) -> Option<String> {
    let hint = match error {
        RawError::NoColumn { .. } => {
            "headers are compared in small letters, with `_` for blanks and signs"
        }
        RawError::NoFile { table, .. } if ["records", "dictionary"].contains(&&**table) => {
            "a REDCap project is exported as raw data, which `…_DATA_2…csv` holds and `…_DATA_LABELS_2…csv` does not, and as its data dictionary, `…_DataDictionary_…csv`; put both into one folder"
        }
        RawError::NoExport { .. } | RawError::NoFile { .. } => {
            "name the folder of the raw files, or one with a folder for each site; rename files, or sheets of a workbook, for what they hold; `il2 mapping show NAME` lists the names that a mapping reads"
        }
        RawError::TwoFiles { .. } => {
            "leave one of them out, or join them; a table that `il2 mapping show NAME` lists with `*` may have several files, such as `mar_1` and `mar_2`"
        }
        RawError::Ending { .. } => {
            "write it as CSV (also packed with gzip or zstd), Parquet, xlsx or SAS transport 5"
        }
        RawError::ColumnTwice { .. } => "rename or leave out one of them",
        RawError::Ingest(error) if error.is_privacy() => IDENTIFIER_HINT,
        RawError::Ingest(error) => return ingest_hint(error),
    };
    Some(hint.to_owned())
}

/// Which built-in mapping reads what was given without one.
pub(super) fn likeness(mapping: &str) -> String {
    let what = match mapping {
        "mar" => "a MAR extract",
        "omop" => "an OMOP extract",
        "clif" => "a CLIF extract",
        "sdtm" => "SDTM datasets",
        "redcap" => "a REDCap export",
        _ => "raw files",
    };
    format!("this looks like {what}: `--mapping {mapping}`")
}
