//! `il2 man`: a manual page for the program and each of its commands.

use super::arguments::Arguments;
use super::document_arguments::Man;
use super::failure::Failure;
use super::speech::Voice;
use crate::disk::at;
use clap::{Command, CommandFactory};
use std::fs;

pub(super) fn run(arguments: &Man, voice: Voice) -> Result<(), Failure> {
    let folder = &arguments.out;
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut program = Arguments::command();
    program.build();
    let commands = program.get_subcommands().filter(|it| !it.is_hide_set());
    let commands: Vec<&Command> = commands.collect();
    let pages = std::iter::once(&program).chain(commands.iter().copied());
    for command in pages {
        let mut page = Vec::new();
        let name = command
            .get_display_name()
            .unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        let manual = clap_mangen::Man::new(command.clone());
        manual.render(&mut page).map_err(at(&path))?;
        fs::write(&path, page).map_err(at(&path))?;
    }
    voice.say(&format!(
        "{}: {} manual pages",
        folder.display(),
        commands.len() + 1
    ));
    Ok(())
}
