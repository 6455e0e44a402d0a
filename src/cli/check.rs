//! `il2 check`: what ingest would say; it writes no store.

use super::arguments::{Check, Reading};
use super::exports;
use super::failure::Failure;
use super::speech::Voice;
use crate::ingest::{Export, check_limit};
use std::fs;
use std::path::Path;

pub(super) fn run(arguments: &Check, voice: Voice) -> Result<(), Failure> {
    let progress = voice.progress("reading exports");
    // All rows are judged first, so that those of a file over the limit can be listed too.
    let whole = Reading {
        max_quarantine: 1.0,
        ..arguments.reading.clone()
    };
    let exports = exports::read(&arguments.exports, &whole)?;
    drop(progress);
    if let Some(path) = &arguments.rows {
        refuse_other_file(path)?;
        fs::write(path, quarantine(&exports)).map_err(Failure::file(path))?;
    }
    exports::tell(&exports, voice);
    check_limit(&exports, arguments.reading.max_quarantine)?;
    voice.say("the exports would be stored");
    Ok(())
}

/// Columns of the list.
const COLUMNS: [&str; 6] = ["file", "line", "column", "class", "rule", "message"];

/// Refuses a file that is no earlier list: it may be a table of the export.
fn refuse_other_file(path: &Path) -> Result<(), Failure> {
    if !path.exists() {
        return Ok(());
    }
    let bytes = fs::read(path).map_err(Failure::file(path))?;
    if bytes.starts_with(COLUMNS.join(",").as_bytes()) {
        Ok(())
    } else {
        Err(Failure::OtherFile {
            path: path.to_path_buf(),
        })
    }
}

/// The rows that would be set aside, as CSV. It holds no cell values: a value that was refused may be an identifier.
fn quarantine(exports: &[Export]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(COLUMNS);
    for file in exports.iter().flat_map(|export| &export.ledgers) {
        for row in &file.set_aside {
            let (line, rule) = (row.line.to_string(), row.rule(file.table));
            let _ = writer.write_record([
                &file.file,
                &line,
                row.column,
                row.class.name(),
                &rule,
                &row.message,
            ]);
        }
    }
    writer.into_inner().unwrap_or_default()
}
