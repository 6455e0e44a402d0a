//! What was typed, what it means, and what to say.
//!
//! The one room that prints. Data goes to standard output, everything else to standard error; every failure has an exit
//! code that `il2 --help` documents.

mod about;
mod arguments;
mod certificate;
mod check;
mod clock;
mod exports;
mod failure;
mod guard;
mod ingest;
mod ingest_hint;
mod output;
mod population;
mod query;
mod query_hint;
mod report;
mod review;
mod run_record;
mod schema;
mod simulate;
mod speech;
mod verify;
mod verify_report;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use guard::guarded;
use speech::Voice;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where the stream is closed there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let voice = Voice::new(&arguments.speech);
    let done = clock::check().and_then(|()| guarded(|| work(&arguments.command, voice)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            voice.fail(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Does what was asked for.
fn work(command: &Command, voice: Voice) -> Result<(), Failure> {
    match command {
        Command::Report(arguments) => report::run(arguments, voice),
        Command::Ingest(arguments) => ingest::run(arguments, voice),
        Command::Check(arguments) => check::run(arguments, voice),
        Command::Query(arguments) => query::run(arguments),
        Command::Verify(arguments) => verify::run(arguments, voice),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments, voice),
    }
}
