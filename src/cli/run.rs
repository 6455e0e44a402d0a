//! From what was typed to an exit code: the one entrance of the program.

use super::arguments::{Arguments, Command};
use super::failure::Failure;
use super::mapping_arguments::MappingArguments;
use super::mapping_hints::mapped_identifier_hint;
use super::speech::Voice;
use super::watch::{Watch, watched};
use super::{
    check, clock, completions, explain, ingest, interrupt, man, mapping, query, report, schema,
    simulate, threads, verify,
};
use crate::disk::end;
use clap::Parser;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, &typed),
    };
    let voice = Voice::new(&arguments.speech);
    let writes = output(&arguments.command);
    let done = clock::check()
        .and_then(|()| interrupt::heed(voice, writes))
        .and_then(|()| threads::begin())
        .and_then(|()| {
            let command = arguments.command;
            watched(move |watch| work(&command, voice, watch))
        });
    // What comes of the run is decided. Where work was given up its drafts go; a signal changes nothing any more, and
    // where one came before, this waits for its end.
    end();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            voice.fail(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Prints what clap says: what is wrong, or the help that was asked for.
fn refused(error: &clap::Error, typed: &[OsString]) -> ExitCode {
    let code = u8::try_from(error.exit_code()).expect("clap ends with 0 or 2");
    if error.use_stderr() && wants_json(typed) {
        Voice::refuse_in_json(&error.render().to_string(), code);
    } else {
        // Where the stream is closed nobody reads.
        let _ = error.print();
    }
    ExitCode::from(code)
}

/// Whether messages are for programs, on a command line that could not be read as a whole.
fn wants_json(typed: &[OsString]) -> bool {
    let is_option = |text: &OsString| text == "--message-format";
    typed.iter().any(|text| text == "--message-format=json")
        || typed
            .windows(2)
            .any(|two| is_option(&two[0]) && two[1] == "json")
}

/// What the command writes.
fn output(command: &Command) -> Option<PathBuf> {
    match command {
        Command::Report(arguments) => Some(arguments.out.clone()),
        Command::Ingest(arguments) => Some(arguments.store.clone()),
        Command::Check(arguments) => arguments.rows.clone(),
        Command::Query(arguments) => arguments.output.clone(),
        Command::Simulate(arguments) => Some(arguments.out.clone()),
        Command::Man(arguments) => Some(arguments.out.clone()),
        Command::Mapping(_)
        | Command::Verify(_)
        | Command::Explain(_)
        | Command::Schema(_)
        | Command::Completions(_) => None,
    }
}

fn work(command: &Command, voice: Voice, watch: &Watch) -> Result<(), Failure> {
    match command {
        Command::Report(arguments) => report::run(arguments, voice, watch)
            .map_err(|failure| of_mapped(&arguments.mapping, failure)),
        Command::Ingest(arguments) => {
            ingest::run(arguments, voice).map_err(|failure| of_mapped(&arguments.mapping, failure))
        }
        Command::Check(arguments) => {
            check::run(arguments, voice).map_err(|failure| of_mapped(&arguments.mapping, failure))
        }
        Command::Query(arguments) => query::run(arguments, watch),
        Command::Verify(arguments) => verify::run(arguments, voice),
        Command::Explain(arguments) => explain::run(arguments, voice, watch),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Mapping(arguments) => mapping::run(arguments, voice),
        Command::Simulate(arguments) => simulate::run(arguments, voice),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments, voice),
    }
}

/// A failure as it is told where a mapping made the exports: what identifies is mended elsewhere than in an export.
fn of_mapped(mapping: &MappingArguments, failure: Failure) -> Failure {
    if let Failure::Ingest(error) = failure {
        if mapping.mapping.is_some() && !error.identifiers().is_empty() {
            let hint = mapped_identifier_hint(&error);
            Failure::Hinted(error, hint)
        } else {
            Failure::Ingest(error)
        }
    } else {
        failure
    }
}
