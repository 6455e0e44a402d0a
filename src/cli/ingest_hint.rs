//! What would mend an export that was refused.

use crate::ingest::{FileLedger, IngestError, Limit};

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
        IngestError::NoColumn { .. } => Some("the first line must name it".to_owned()),
        IngestError::TooManySetAside { files, .. } => {
            let share = |file: &FileLedger| {
                (100 * file.set_aside.len() as u64).div_ceil(file.read.max(1))
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
