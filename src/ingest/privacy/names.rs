//! Names that people give: of folders, of files, of a site, of a report. Where one has the form of an identifier it would
//! be shown on every page.

use super::identifiers::form_of;
use crate::ingest::error::IngestError;
use crate::ingest::source::folder::folder_name;
use crate::notation::shown;
use std::ffi::OsString;
use std::path::Path;

/// Refuses a text that has the form of an identifier, in words that do not repeat it; `what` names the text.
///
/// # Errors
///
/// [`IngestError::IdentifyingName`].
pub fn screen_text(what: &str, text: &str) -> Result<(), IngestError> {
    match form_of(text.trim().as_bytes(), false) {
        Some(form) => Err(IngestError::IdentifyingName {
            what: what.to_owned(),
            form,
        }),
        None => Ok(()),
    }
}

/// How deep names are looked at below a path, and in how many folders: no message names what lies deeper.
const DEPTH: usize = 12;
const FOLDERS: usize = 10_000;

/// Refuses a path whose own name, or that of a folder or file in it or deeper, has the form of an identifier. What cannot
/// be read is reported elsewhere.
///
/// # Errors
///
/// [`IngestError::IdentifyingName`], or several.
pub fn screen_names(path: &Path) -> Result<(), IngestError> {
    let mut names = Names::default();
    let name = folder_name(path);
    if let Some(form) = name_form(&name) {
        names.found.push(IngestError::IdentifyingName {
            what: "an export folder on the command line".to_owned(),
            form,
        });
    }
    names.look_in(path, &shown_name(&name, "the folder"), 0);
    IngestError::of_all(names.found).map_or(Ok(()), Err)
}

/// What a walk over folders finds.
#[derive(Default)]
struct Names {
    found: Vec<IngestError>,
    folders: usize,
}

impl Names {
    /// Looks at the names in a folder and its folders, hidden ones left out.
    fn look_in(&mut self, folder: &Path, folder_shown: &str, depth: usize) {
        if depth == DEPTH || self.folders == FOLDERS {
            return;
        }
        self.folders += 1;
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.retain(|name| !name.to_string_lossy().starts_with('.'));
        names.sort_unstable();
        let of = names.len();
        for (place, name) in (1..).zip(&names) {
            let text = name.to_string_lossy();
            if let Some(form) = name_form(&text) {
                self.found.push(IngestError::IdentifyingName {
                    what: format!("{folder_shown}: name {place} of {of}, in their order"),
                    form,
                });
            }
            let inner = folder.join(name);
            if inner.is_dir() {
                let inner_shown = shown_name(&text, &format!("folder {place} of {folder_shown}"));
                self.look_in(&inner, &inner_shown, depth + 1);
            }
        }
    }
}

/// The form of an identifier that a name has, with or without its endings.
fn name_form(name: &str) -> Option<&'static str> {
    let form = |text: &str| form_of(text.trim().as_bytes(), false);
    let without_ending = |name| {
        let (stem, ending): (&str, &str) = str::rsplit_once(name, '.')?;
        let is_ending = ending.len() <= 8 && ending.contains(|c: char| c.is_ascii_alphabetic());
        is_ending.then_some(stem)
    };
    let stem = without_ending(name);
    form(name)
        .or_else(|| form(stem?))
        .or_else(|| form(without_ending(stem?)?))
}

/// A name as it may be shown; other words where it has the form of an identifier.
fn shown_name(name: &str, otherwise: &str) -> String {
    if name_form(name).is_some() {
        otherwise.to_owned()
    } else {
        shown(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_form_with_or_without_its_endings() {
        for name in [
            "123-45-6789",
            "2019-03-04.csv",
            "2019-03-04.csv.gz",
            "MRN 8060109",
            "jane@example.org",
            "jane@example.org.xlsx",
            "4.3.2019",
        ] {
            assert!(name_form(name).is_some(), "{name}");
        }
        for name in [
            "courses.csv",
            "doses.csv.gz",
            "site_a",
            "export_2019-03-04",
            "101-001",
            "il2-outcomes",
            "st-1.2.3",
            "2019",
        ] {
            assert_eq!(name_form(name), None, "{name}");
        }
    }
}
