//! The program `il2`: what was typed is run, and what came of it is the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    il2_outcomes::cli::run(std::env::args_os())
}
