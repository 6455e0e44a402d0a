//! `il2 completions`: what a shell needs to complete commands, options and their values.

use super::arguments::Arguments;
use super::document_arguments::Completions;
use super::failure::Failure;
use super::output::Pipe;
use clap::CommandFactory;

pub(super) fn run(arguments: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "il2",
        &mut script,
    );
    Pipe::print(&script)
}
