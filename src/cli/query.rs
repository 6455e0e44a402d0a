//! `il2 query`: SQL over a store, its answer as data on standard output or in a file.

use super::arguments::{AnswerFormat, Query};
use super::failure::Failure;
use super::input::{text_from, text_of};
use super::output::{OutputFile, Pipe, is_terminal};
use super::population::{Choice, store_of};
use super::recorded_grading::RecordedGrading;
use super::watch::{Limits, Watch};
use crate::measures::By;
use crate::query::formats::{self, Format};
use crate::query::{Engine, QueryError, QueryText, TextTable, library, query};
use crate::store::Snapshot;
use crate::terminology::nearest_names;
use std::path::Path;

/// The name of standard input.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(arguments: &Query, watch: &Watch) -> Result<(), Failure> {
    if arguments.list {
        return list(arguments);
    }
    if let Some(name) = &arguments.show {
        return Pipe::print(named(name)?.text.as_bytes());
    }
    let text = QueryText {
        text: text(arguments)?,
        parameters: arguments.parameters.clone(),
    };
    let format = format(arguments)?;
    let source = arguments.source.as_deref();
    let source = source.expect("clap demands a source for what is neither a list nor shown");
    let limits = Limits {
        work: "the query",
        raised_by: Some("--timeout"),
        seconds: arguments.timeout,
        memory: Some(arguments.memory),
    };
    let answered = watch.within(limits, || answer(arguments, source, &text, format, watch));
    answered.map_err(|failure| {
        if matches!(failure, Failure::Query(QueryError::Memory)) {
            let mib = arguments.memory;
            Failure::OverMemory { mib }
        } else {
            failure
        }
    })
}

/// Answers a question.
fn answer(
    arguments: &Query,
    source: &Path,
    text: &QueryText,
    format: Format,
    watch: &Watch,
) -> Result<(), Failure> {
    let (store, record) = store_of(source, arguments.store.as_deref())?;
    let snapshot = Snapshot::open(&store)?;
    // What was typed takes the place of the report's own, the other option stays.
    let of_report = record.as_ref().map(|record| record.options.grading.clone());
    let grading = RecordedGrading::of(&arguments.grading, of_report.unwrap_or_default())?;
    let recorded = record.as_ref().map(Choice::of_report).transpose()?;
    let recorded = recorded.unwrap_or_default();
    let choice = Choice {
        selection: arguments.selection.clone().or(recorded.selection),
        p_values: recorded.p_values && arguments.by.is_empty(),
        grading: grading.options()?,
        by: if arguments.by.is_empty() {
            recorded.by
        } else {
            By::parse(&arguments.by)?
        },
    };
    let population = choice.population(&snapshot, watch)?;
    let memory = (arguments.memory as usize) << 20;
    let engine = Engine::open(snapshot, population, memory)?;
    match &arguments.output {
        None => {
            let answer = engine.execute(text)?;
            Pipe::print_with(|pipe| formats::write(answer, format, pipe))
        }
        Some(path) => {
            let mut file =
                OutputFile::begin(path, arguments.overwrite, arguments.sharing.readers())?;
            formats::write(engine.execute(text)?, format, file.writer())?;
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

/// The SQL of the query.
fn text(arguments: &Query) -> Result<String, Failure> {
    if let Some(name) = &arguments.name {
        return Ok(named(name)?.text.to_owned());
    }
    match &arguments.file {
        None => Ok(arguments
            .sql
            .clone()
            .expect("clap demands a name, a file or SQL")),
        Some(path) if path.as_os_str() == STANDARD_INPUT => {
            text_from(std::io::stdin().lock(), Path::new("standard input"))
        }
        Some(path) => text_of(path),
    }
}

/// How the answer is written: as `--format` says, as the output is named, and without an output as a table.
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
    Ok(written_as(format, output.is_some()))
}

/// The format of the writer; of Arrow there is one for files and one for pipes.
const fn written_as(format: AnswerFormat, is_file: bool) -> Format {
    match format {
        AnswerFormat::Table => Format::Table,
        AnswerFormat::Csv => Format::Csv,
        AnswerFormat::Json => Format::Json,
        AnswerFormat::Ndjson => Format::Ndjson,
        AnswerFormat::Parquet => Format::Parquet,
        AnswerFormat::Arrow if is_file => Format::ArrowFile,
        AnswerFormat::Arrow => Format::ArrowStream,
        AnswerFormat::Markdown => Format::Markdown,
    }
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

/// Prints the queries of the library: name, title, what a row is.
fn list(arguments: &Query) -> Result<(), Failure> {
    let format = arguments.format.unwrap_or(AnswerFormat::Table);
    if matches!(format, AnswerFormat::Parquet | AnswerFormat::Arrow) {
        return Err(Failure::ListFormat);
    }
    let rows = library().iter().map(|query| {
        let (title, one_row_per) = (query.title.clone(), query.one_row_per.clone());
        [query.name.to_owned(), title, one_row_per]
    });
    let table = TextTable::new(["name", "title", "one_row_per"], rows);
    let format = if format == AnswerFormat::Table {
        Format::Listing
    } else {
        written_as(format, false)
    };
    Pipe::print_table(&table, format)
}
