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

/// Refuses a path whose own name, or that of a folder or file in it, or of a file in such a folder, has the form of an
/// identifier. What cannot be read is reported elsewhere.
///
/// # Errors
///
/// [`IngestError::IdentifyingName`], or several.
pub fn screen_names(path: &Path) -> Result<(), IngestError> {
    let mut found = Vec::new();
    let name = folder_name(path);
    let own = name_form(&name);
    if let Some(form) = own {
        found.push(IngestError::IdentifyingName {
            what: "an export folder on the command line".to_owned(),
            form,
        });
    }
    let within = shown_name(&name, "the folder");
    for (place, inner) in look_in(path, &within, &mut found).into_iter().enumerate() {
        let folder = path.join(&inner);
        if folder.is_dir() {
            let named = shown_name(
                &inner.to_string_lossy(),
                &format!("folder {} of {within}", place + 1),
            );
            look_in(&folder, &named, &mut found);
        }
    }
    match found.len() {
        0 => Ok(()),
        1 => Err(found.remove(0)),
        _ => Err(IngestError::Several(found)),
    }
}

/// Looks at the names in a folder, hidden ones left out. They are, sorted.
fn look_in(folder: &Path, folder_shown: &str, found: &mut Vec<IngestError>) -> Vec<OsString> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.retain(|name| !name.to_string_lossy().starts_with('.'));
    names.sort_unstable();
    let of = names.len();
    for (place, name) in (1..).zip(&names) {
        if let Some(form) = name_form(&name.to_string_lossy()) {
            found.push(IngestError::IdentifyingName {
                what: format!("{folder_shown}: name {place} of {of}, in their order"),
                form,
            });
        }
    }
    names
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
