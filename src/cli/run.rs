//! From what was typed to an exit code: the one entrance of the program.

use super::arguments::{Arguments, Command};
use super::failure::Failure;
use super::speech::Voice;
use super::watch::{Watch, watched};
use super::{check, clock, ingest, interrupt, query, report, schema, simulate, verify};
use crate::disk::end;
use clap::Parser;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let voice = Voice::new(&arguments.speech);
    let writes = output(&arguments.command);
    let done = clock::check()
        .and_then(|()| interrupt::heed(voice, writes))
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
fn refused(error: &clap::Error) -> ExitCode {
    // Where the stream is closed nobody reads.
    let _ = error.print();
    let code = u8::try_from(error.exit_code()).expect("clap ends with 0 or 2");
    ExitCode::from(code)
}

/// What the command writes.
fn output(command: &Command) -> Option<PathBuf> {
    match command {
        Command::Report(arguments) => Some(arguments.out.clone()),
        Command::Ingest(arguments) => Some(arguments.store.clone()),
        Command::Check(arguments) => arguments.rows.clone(),
        Command::Query(arguments) => arguments.output.clone(),
        Command::Simulate(arguments) => Some(arguments.out.clone()),
        Command::Verify(_) | Command::Schema(_) => None,
    }
}

fn work(command: &Command, voice: Voice, watch: &Watch) -> Result<(), Failure> {
    match command {
        Command::Report(arguments) => report::run(arguments, voice, watch),
        Command::Ingest(arguments) => ingest::run(arguments, voice),
        Command::Check(arguments) => check::run(arguments, voice),
        Command::Query(arguments) => query::run(arguments, watch),
        Command::Verify(arguments) => verify::run(arguments, voice),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments, voice),
    }
}
