//! `il2 check`: what ingest would say; it writes no store.

use super::arguments::Check;
use super::exports;
use super::failure::Failure;
use super::speech::Voice;
use super::unlisted::list_beside;
use crate::disk::{at, replace_all};
use crate::ingest::{Export, FileLedger, IngestError, Options, QuarantineLimits, check_limit};
use crate::notation::no_formula;
use crate::store::{
    QUARANTINE_COLUMNS, UNLISTED_COLUMNS, has_columns, is_store, quarantine_list, unlisted_list,
};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Check, voice: Voice) -> Result<(), Failure> {
    let progress = voice.progress("reading exports");
    // All rows are judged first, so that those of a file over the limit can be listed too.
    let options = exports::options(&arguments.reading)?;
    let limits = options.max_quarantine;
    let options = Options {
        max_quarantine: QuarantineLimits::of(1.0),
        ..options
    };
    let mut exports = exports::read(&arguments.exports, &options, &progress, voice)?;
    for export in &mut exports {
        export.take(|_| Ok::<(), IngestError>(()))?;
    }
    drop(progress);
    let list = match &arguments.rows {
        Some(path) => {
            let names = list_beside(path);
            refuse_other_file(path, &QUARANTINE_COLUMNS)?;
            refuse_other_file(&names, &UNLISTED_COLUMNS)?;
            let files: Vec<FileLedger> = exports
                .iter()
                .flat_map(|export| export.ledgers.iter().cloned())
                .collect();
            let (rows, unlisted) = if is_parquet(path) {
                (quarantine_list(&files)?, unlisted_list(&exports)?)
            } else {
                (csv_of(&files), csv_of_names(&exports))
            };
            let (path, names) = (followed(path)?, followed(&names)?);
            let files = [
                (path.as_path(), rows.as_slice()),
                (names.as_path(), unlisted.as_slice()),
            ];
            replace_all(&files, arguments.sharing.readers())?;
            format!("{} lists them", names.display())
        }
        None => "`--rows FILE` lists them in a file beside FILE".to_owned(),
    };
    exports::print(&exports, &list, voice);
    check_limit(&exports, &limits)?;
    voice.say("the exports would be stored");
    Ok(())
}

/// A file that will be written, or where its name links to.
fn followed(path: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(path).map_err(at(path))?;
    if path.is_symlink() {
        Ok(path.canonicalize().map_err(at(&path))?)
    } else {
        Ok(path)
    }
}

/// Whether a list of this name is Parquet; it is CSV otherwise.
fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// Refuses a file that is no earlier list: it may be a table of the export, or a store's own list.
fn refuse_other_file(path: &Path, columns: &[&str]) -> Result<(), Failure> {
    if !path.try_exists().map_err(at(path))? {
        return Ok(());
    }
    let is_list = if !path.is_file() {
        // A device or a pipe has no end.
        false
    } else if is_parquet(path) {
        has_columns(path, columns) && !is_in_store(path)
    } else {
        let bytes = fs::read(path).map_err(at(path))?;
        bytes.starts_with(columns.join(",").as_bytes())
    };
    if is_list {
        Ok(())
    } else {
        Err(Failure::OtherFile {
            path: path.to_path_buf(),
        })
    }
}

/// Whether a file lies in a store, where a list of the same columns is part of what was stored.
fn is_in_store(path: &Path) -> bool {
    // A file that cannot be found lies where its path says.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    path.ancestors().skip(1).any(is_store)
}

/// The rows that would be quarantined, as CSV. It holds no cell values: a value that was refused may be an identifier. Names of
/// folders and files are no formulas there.
fn csv_of(files: &[FileLedger]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let memory = "memory takes all, and each record has six fields";
    writer.write_record(QUARANTINE_COLUMNS).expect(memory);
    for file in files {
        for row in &file.quarantined {
            let (line, rule) = (row.line.to_string(), row.rule(file.table));
            let (column, class) = (file.name_in_file(row.column), row.class.name());
            let record = [&file.file, &line, column, class, &rule, &row.message];
            let record = record.map(no_formula);
            writer.write_record(record).expect(memory);
        }
    }
    writer.into_inner().expect(memory)
}

/// The names that the terminology does not have, as CSV.
fn csv_of_names(exports: &[Export]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let memory = "memory takes all, and each record has six fields";
    writer.write_record(UNLISTED_COLUMNS).expect(memory);
    for export in exports {
        for name in &export.unlisted {
            let (rows, nearest) = (name.rows.to_string(), name.nearest.join("|"));
            let (table, column) = (name.table, name.column);
            let record = [&export.name, table, column, &name.text, &rows, &nearest];
            let record = record.map(no_formula);
            writer.write_record(record).expect(memory);
        }
    }
    writer.into_inner().expect(memory)
}
