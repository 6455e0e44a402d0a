//! `il2 query`: SQL over a store, its answer as data on standard output or in a file.

use super::arguments::{AnswerFormat, Query};
use super::failure::Failure;
use super::output::{OutputFile, Pipe, is_terminal};
use super::population::{Choice, store_of};
use super::sheet::Sheet;
use crate::disk::at;
use crate::query::formats::{self, Format};
use crate::query::{Engine, QueryBatches, QueryError, QueryText, library, query};
use crate::store::Snapshot;
use crate::terminology::nearest_names;
use std::io::Read;
use std::path::Path;

/// The name of standard input.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(arguments: &Query) -> Result<(), Failure> {
    if arguments.list {
        return list(arguments);
    }
    if let Some(name) = &arguments.show {
        return Pipe::print(named(name)?.text.as_bytes());
    }
    let asked = QueryText {
        text: text(arguments)?,
        parameters: arguments.parameters.clone(),
    };
    let format = format(arguments)?;
    let source = arguments.source.as_deref().unwrap_or(Path::new("."));
    let (store, record) = store_of(source, arguments.store.as_deref())?;
    let snapshot = Snapshot::open(&store)?;
    let choice = match record {
        Some(record) if arguments.selection.is_none() && arguments.by.is_empty() => {
            Choice::of_report(&record)
        }
        _ => Choice {
            selection: arguments.selection.clone(),
            by: arguments.by.clone(),
            p_values: false,
        },
    };
    let population = choice.population(&snapshot)?;
    let memory = usize::try_from(arguments.memory).unwrap_or(usize::MAX) << 20;
    let engine = Engine::open(snapshot, population, memory)?;
    match &arguments.output {
        None => print(engine.execute(&asked)?, format),
        Some(path) => {
            let mut file = OutputFile::begin(path, arguments.overwrite)?;
            formats::write(engine.execute(&asked)?, format, file.writer())?;
            file.commit()
        }
    }
}

/// The query of a name, or the names that are nearest.
fn named(name: &str) -> Result<&'static crate::query::Query, Failure> {
    query(name).ok_or_else(|| {
        let names = library().iter().map(|query| query.name);
        Failure::Query(QueryError::NoQuery {
            name: name.to_owned(),
            nearest: nearest_names(name, names),
        })
    })
}

/// The SQL that is asked.
fn text(arguments: &Query) -> Result<String, Failure> {
    if let Some(name) = &arguments.name {
        return Ok(named(name)?.text.to_owned());
    }
    match &arguments.file {
        None => Ok(arguments.sql.clone().unwrap_or_default()),
        Some(path) if path.as_os_str() == STANDARD_INPUT => {
            let mut text = String::new();
            std::io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map_err(at(Path::new("standard input")))?;
            Ok(text)
        }
        Some(path) => Ok(std::fs::read_to_string(path).map_err(at(path))?),
    }
}

/// How the answer is written: as is asked, as the output is named, and without an output as a table.
fn format(arguments: &Query) -> Result<Format, Failure> {
    let output = arguments.output.as_deref();
    let named = output.and_then(|path| of_name(&path.extension()?.to_string_lossy()));
    let format = match (arguments.format.or(named), output) {
        (Some(format), _) => format,
        (None, None) => AnswerFormat::Table,
        (None, Some(path)) => {
            return Err(Failure::OutputFormat {
                path: path.to_path_buf(),
            });
        }
    };
    let is_shown = !matches!(format, AnswerFormat::Parquet | AnswerFormat::Arrow);
    if !is_shown && output.is_none() && is_terminal() {
        return Err(Failure::Terminal);
    }
    Ok(match format {
        AnswerFormat::Table => Format::Table,
        AnswerFormat::Csv => Format::Csv,
        AnswerFormat::Json => Format::Json,
        AnswerFormat::Ndjson => Format::Ndjson,
        AnswerFormat::Parquet => Format::Parquet,
        AnswerFormat::Arrow if output.is_some() => Format::ArrowFile,
        AnswerFormat::Arrow => Format::ArrowStream,
        AnswerFormat::Markdown => Format::Markdown,
    })
}

/// The format of a file whose name ends so.
fn of_name(ending: &str) -> Option<AnswerFormat> {
    Some(match ending.to_lowercase().as_str() {
        "csv" => AnswerFormat::Csv,
        "json" => AnswerFormat::Json,
        "ndjson" | "jsonl" => AnswerFormat::Ndjson,
        "parquet" => AnswerFormat::Parquet,
        "arrow" | "feather" => AnswerFormat::Arrow,
        "md" => AnswerFormat::Markdown,
        "txt" => AnswerFormat::Table,
        _ => return None,
    })
}

/// Writes an answer to standard output; where its reader has seen enough, that is no failure.
fn print(answer: QueryBatches<'_>, format: Format) -> Result<(), Failure> {
    let mut pipe = Pipe::new();
    match formats::write(answer, format, &mut pipe) {
        Err(_) if pipe.is_closed => Ok(()),
        Err(QueryError::Write(error)) => Err(at(Path::new("standard output"))(error).into()),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// The queries of the library: what each tells, and what its rows are.
fn list(arguments: &Query) -> Result<(), Failure> {
    let row = |query: &crate::query::Query| {
        vec![
            query.name.to_owned(),
            query.title.clone(),
            query.one_row_per.clone(),
        ]
    };
    let sheet = Sheet::new(
        &["name", "title", "one_row_per"],
        library().iter().map(row).collect(),
    );
    let bytes = match arguments.format.unwrap_or(AnswerFormat::Table) {
        AnswerFormat::Csv => sheet.csv(),
        AnswerFormat::Json => sheet.json(),
        AnswerFormat::Ndjson => sheet.ndjson(),
        AnswerFormat::Markdown => sheet.markdown(),
        AnswerFormat::Table => sheet.text(),
        AnswerFormat::Parquet | AnswerFormat::Arrow => return Err(Failure::ListFormat),
    };
    Pipe::print(&bytes)
}
