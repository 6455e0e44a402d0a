//! From what was typed to an exit code: the one entrance of the program.

use super::arguments::{Arguments, Command};
use super::failure::Failure;
use super::speech::Voice;
use super::watch::{Watch, watched};
use super::{check, clock, ingest, query, report, schema, simulate, threads, verify};
use clap::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let voice = Voice::new(&arguments.speech);
    let done = clock::check()
        .and_then(|()| threads::begin())
        .and_then(|()| {
            let command = arguments.command;
            watched(move |watch| work(&command, voice, watch))
        });
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
