//! `il2 mapping`: mappings listed, shown, copied and checked.

use super::failure::Failure;
use super::mapping_command::{Mapping as Arguments, MappingAction};
use super::output::Pipe;
use super::speech::Voice;
use crate::mapping::{Configured, Mapping, built_in};
use crate::notation::shown_path;
use crate::query::TextTable;
use crate::query::formats::Format;

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<(), Failure> {
    match &arguments.action {
        MappingAction::List => list(),
        MappingAction::Show { name } => {
            let mapping = Mapping::open(name)?;
            let mut text = String::new();
            for file in mapping.files() {
                text.push_str("-- ");
                text.push_str(&file.file);
                text.push('\n');
                text.push_str(&file.text);
                if !file.text.ends_with('\n') {
                    text.push('\n');
                }
            }
            Pipe::print(text.as_bytes())
        }
        MappingAction::Init { name, folder } => {
            let mapping = Mapping::open(name)?;
            mapping.copy_to(folder)?;
            let files = mapping.files().len();
            // A name without `/` would be that of a built-in mapping.
            let name = match shown_path(folder) {
                name if name.contains('/') => name,
                name => format!("./{name}"),
            };
            voice.say(&format!(
                "wrote {files} files: `--mapping {name}` reads them"
            ));
            Ok(())
        }
        MappingAction::Check { name } => {
            let configured: Configured = Mapping::open(name)?.configured(&[], None)?;
            configured.check()?;
            let files = configured.mapping().files().len();
            voice.say(&format!("{files} files, and every SELECT can be run"));
            Ok(())
        }
    }
}

/// Lists the built-in mappings.
fn list() -> Result<(), Failure> {
    let mut rows = Vec::new();
    for name in built_in() {
        let mapping = Mapping::open(name)?;
        rows.push(mapping.titles().map(str::to_owned));
    }
    let table = TextTable::new(["name", "version", "title"], rows);
    Pipe::print_table(&table, Format::Listing)
}
