//! `il2 man`: a manual page for the program and each of its commands.

use super::arguments::{Arguments, EXIT_CODES};
use super::document_arguments::Man;
use super::failure::Failure;
use super::speech::Voice;
use crate::disk::at;
use clap::{Command, CommandFactory};
use std::fs;

/// The list of exit codes as a section of a manual page: a code and what it means on lines of their own.
fn exit_status(codes: &str) -> String {
    let mut section = ".SH \"EXIT STATUS\"\n".to_owned();
    for line in codes.lines().skip(1) {
        let text = line.trim_start();
        let item = text.split_once("  ");
        match item.filter(|(code, _)| code.bytes().all(|byte| byte.is_ascii_digit())) {
            Some((code, meaning)) => {
                section = format!("{section}.TP\n\\fB{code}\\fR\n{meaning}\n");
            }
            None => section = format!("{section}{text}\n"),
        }
    }
    section
}

pub(super) fn run(arguments: &Man, voice: Voice) -> Result<(), Failure> {
    let folder = &arguments.out;
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut program = Arguments::command();
    program.build();
    let commands = program.get_subcommands().filter(|it| !it.is_hide_set());
    let commands: Vec<&Command> = commands.collect();
    let pages = std::iter::once(&program).chain(commands.iter().copied());
    for (index, command) in pages.enumerate() {
        let mut page = Vec::new();
        let name = command
            .get_display_name()
            .unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        // A manual would print the list of exit codes as one paragraph.
        let manual = clap_mangen::Man::new(command.clone().after_help(None::<&str>));
        manual.render(&mut page).map_err(at(&path))?;
        if index == 0 {
            page.extend(exit_status(EXIT_CODES).into_bytes());
        }
        fs::write(&path, page).map_err(at(&path))?;
    }
    voice.say(&format!(
        "{}: {} manual pages",
        folder.display(),
        commands.len() + 1
    ));
    Ok(())
}
