//! What would mend a mapping, how it is set, or the raw files that it reads.

use super::hints::{ingest_hint, query_hint};
use crate::ingest::IngestError;
use crate::ingest::raw::RawError;
use crate::mapping::{MappingError, Slip};

/// What mends identifiers in raw files.
const IDENTIFIER_HINT: &str = "leave the column out, or name it under `not_identifiers` in a copy of the mapping (`il2 mapping init`)";

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

/// What would mend it.
pub(super) fn mapping_hint(error: &MappingError) -> Option<String> {
    match error {
        MappingError::Unknown { nearest, known, .. } => {
            let known = format!("there are {}; a folder is named with a `/`", known.join(", "));
            Some(match nearest.first() {
                Some(nearest) => format!("perhaps `{nearest}`; {known}"),
                None => known,
            })
        }
        MappingError::Raw { errors, .. } => errors.iter().find_map(raw_hint),
        MappingError::Failed { error, .. } => {
            let is_value = matches!(error, crate::query::QueryError::EvaluationFailed);
            if is_value {
                return Some(
                    "in a copy of the mapping, guard the value with `TRY_CAST`, NULLIF or CASE"
                        .to_owned(),
                );
            }
            query_hint(error)
        }
        MappingError::Ingest { error, .. } if error.is_privacy() => {
            Some(IDENTIFIER_HINT.to_owned())
        }
        MappingError::Ingest { error, .. } => ingest_hint(error),
        MappingError::Slip { slip, .. } => match slip {
            Slip::Sql { error, .. } => query_hint(error),
            Slip::Store { .. } => Some("name the folder of the raw files, or leave `--mapping` out".to_owned()),
            Slip::NoKey { .. } => {
                Some("`il2 mapping show NAME` lists the parameters and the columns of raw tables".to_owned())
            }
            Slip::File { .. }
            | Slip::NoFile { .. }
            | Slip::Text { .. }
            | Slip::TwoTables { .. }
            | Slip::Circle { .. }
            | Slip::NoColumn { .. }
            | Slip::KeyTwice { .. }
            | Slip::NoValue { .. }
            | Slip::Value { .. }
            | Slip::Dates => None,
        },
        MappingError::Unreadable { .. }
        | MappingError::NotEmpty { .. }
        | MappingError::Engine(_) => None,
    }
}

/// What would mend raw files.
fn raw_hint(error: &RawError) -> Option<String> {
    match error {
        RawError::NoColumn { table, column, .. } => {
            Some(format!("`--set {table}.{column}=HEADER` names it"))
        }
        RawError::Ending { .. } => Some(
            "write it as .csv, .tsv, .parquet, .xpt (version 5) or .xlsx; text may be packed as .gz or .zst"
                .to_owned(),
        ),
        RawError::Ingest(error) if error.is_privacy() => Some(match error {
            IngestError::IdentifyingName { .. } => return ingest_hint(error),
            _ => IDENTIFIER_HINT.to_owned(),
        }),
        RawError::Ingest(error) => ingest_hint(error),
        RawError::TwoFiles { .. } => Some("leave one of them out".to_owned()),
        RawError::NoExport { .. } | RawError::NoFile { .. } => {
            Some("rename the file, or name it under `files` in a copy of the mapping (`il2 mapping init`)".to_owned())
        }
        RawError::ColumnTwice { .. } => Some("rename one of the columns".to_owned()),
    }
}
