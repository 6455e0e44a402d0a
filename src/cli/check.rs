//! `il2 check`: what ingest would say; it writes no store.

use super::arguments::Check;
use super::derivation;
use super::export_reading;
use super::exports;
use super::failure::Failure;
use super::output::is_ours;
use super::own_columns;
use super::speech::Voice;
use super::unlisted::list_beside;
use crate::disk::{at, is_plain_file, open_file, replace_all};
use crate::ingest::{Export, IngestError, Options, QuarantineLimits, check_limit};
use crate::model::TABLES;
use crate::notation::{no_formula, shown_path};
use crate::store::{
    QUARANTINE_COLUMNS, UNLISTED_COLUMNS, has_columns, quarantine_list, unlisted_list,
};
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Check, voice: Voice) -> Result<(), Failure> {
    if let Some(path) = &arguments.rows {
        refuse_target(path, &QUARANTINE_COLUMNS, &arguments.exports)?;
        refuse_target(&list_beside(path), &UNLISTED_COLUMNS, &arguments.exports)?;
    }
    let progress = voice.progress("reading exports");
    // All rows are judged first, so that those of a file over the limit can be listed too.
    let options = exports::options(&arguments.reading)?;
    let limits = options.max_quarantine;
    let options = Options {
        max_quarantine: QuarantineLimits::of(1.0),
        ..options
    };
    let wanted = export_reading::Wanted {
        paths: &arguments.exports,
        mapping: &arguments.mapping,
        has_derivation: true,
        limits: &limits,
    };
    let mut exports = export_reading::read(wanted, &options, &progress, voice)?;
    let own = crate::ingest::own_columns(&exports)?;
    for export in &mut exports {
        export.type_own_columns(&own);
        export.take(|_| Ok::<(), IngestError>(()))?;
    }
    drop(progress);
    let list = match &arguments.rows {
        Some(path) => {
            let names = list_beside(path);
            // They may have come while the exports were read.
            refuse_target(path, &QUARANTINE_COLUMNS, &arguments.exports)?;
            refuse_target(&names, &UNLISTED_COLUMNS, &arguments.exports)?;
            let (rows, unlisted) = if is_parquet(path) {
                (quarantine_list(&exports)?, unlisted_list(&exports)?)
            } else {
                (csv_of(&exports), csv_of_names(&exports))
            };
            let (path, names) = (followed(path)?, followed(&names)?);
            let files = [
                (path.as_path(), rows.as_slice()),
                (names.as_path(), unlisted.as_slice()),
            ];
            replace_all(&files, arguments.sharing.readers())?;
            format!("{} lists them", shown_path(&names))
        }
        None => "`--rows FILE` lists them in a file beside FILE".to_owned(),
    };
    exports::print(&exports, &list, voice);
    for export in &exports {
        own_columns::print(export, voice);
        derivation::print(export, voice);
    }
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

/// Refuses a file that is no earlier list, lies in a store or a report, or would be a table of an export.
fn refuse_target(path: &Path, columns: &[&str], exports: &[PathBuf]) -> Result<(), Failure> {
    let target = std::path::absolute(path).map_err(at(path))?;
    let parent = target.parent().unwrap_or(Path::new("/"));
    let folder = parent.canonicalize().map_err(at(parent))?;
    // A link may lead into a store.
    let whole = target.canonicalize().unwrap_or_else(|_| target.clone());
    let in_store = |path: &Path| path.ancestors().any(is_ours);
    if in_store(&folder) || whole.parent().is_some_and(in_store) {
        return Err(Failure::InStore { path: target });
    }
    let is_in = |export: &PathBuf| export.canonicalize().is_ok_and(|it| folder.starts_with(it));
    let name = target.file_name().map(OsStr::to_string_lossy);
    if name.is_some_and(|name| is_table_name(&name)) && exports.iter().any(is_in) {
        return Err(Failure::InExport { path: target });
    }
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(path)(error).into()),
        Ok(_) => {}
    }
    let is_list = is_plain_file(path)
        && if is_parquet(path) {
            has_columns(path, columns)
        } else {
            let head = columns.join(",");
            let mut first = Vec::new();
            let file = open_file(path).map_err(at(path))?;
            let mut file = file.take(head.len() as u64);
            file.read_to_end(&mut first).map_err(at(path))?;
            first == head.as_bytes()
        };
    if is_list {
        Ok(())
    } else {
        Err(Failure::OtherFile { path: target })
    }
}

/// Whether a file of this name is a table of the data model, in whatever form.
fn is_table_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    TABLES
        .iter()
        .any(|table| stem.eq_ignore_ascii_case(table.name))
}

/// The rows that would be quarantined, as CSV. It holds no cell values: a value that was refused may be an identifier. Names of
/// folders and files are no formulas there.
fn csv_of(exports: &[Export]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let memory = "memory takes all, and each record has six fields";
    writer.write_record(QUARANTINE_COLUMNS).expect(memory);
    for row in exports.iter().flat_map(Export::quarantine) {
        let (line, class) = (row.line.to_string(), row.class.name());
        let record = [row.file, &line, row.column, class, &row.rule, row.message];
        let record = record.map(no_formula);
        writer.write_record(record).expect(memory);
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
