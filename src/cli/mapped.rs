//! What is said of exports that a mapping made of raw files: what of these was not read, and what a person should look at.

use super::speech::Voice;
use crate::ingest::{Export, own_name};
use crate::notation::{shown, thousands};

/// The most names that are listed.
const LISTED: usize = 50;

/// Warns of files that were not read, of columns that the mapping does not declare, and of the mapping's notes.
pub(super) fn warn(export: &Export, voice: Voice) {
    let Some(mapped) = &export.mapped else {
        return;
    };
    let name = shown(&export.name);
    let mut ledgers = export.ledgers.iter();
    let has_no_course = ledgers.any(|ledger| ledger.table == "courses" && ledger.read == 0);
    // Where SQL saw no row, the raw files say why.
    if has_no_course && mapped.raw.iter().any(|raw| raw.rows_in_sql() > 0) {
        let why = if mapped.mapping.parameters.contains("\"il2\":") {
            ": no row is of IL-2 by a route that counts; `--set il2=REGEX` and `--set il2_routes=REGEX` say how your files name them"
        } else {
            ""
        };
        voice.warn(&format!("{name}: no course came of the raw files{why}"));
    }
    if !mapped.unread.is_empty() {
        voice.warn(&format!(
            "{name}: no raw file of the mapping, and not read: {}",
            listed(&mapped.unread),
        ));
    }
    for raw in mapped.raw.iter().filter(|raw| !raw.undeclared.is_empty()) {
        let names: Vec<String> = raw
            .undeclared
            .iter()
            .map(|header| {
                let is_kept = own_name(header)
                    .is_some_and(|name| export.own.iter().any(|column| column.name == name));
                let kept = if is_kept {
                    " (kept as an own column)"
                } else {
                    ""
                };
                format!("`{}`{kept}", shown(header))
            })
            .collect();
        voice.warn(&format!(
            "{}: columns that the mapping does not declare, and SQL does not see: {}",
            raw.file,
            listed(&names),
        ));
    }
    for note in &mapped.notes {
        let place = match (&note.file, note.line) {
            (Some(file), Some(line)) => format!(", first at {file}: line {line}"),
            (Some(file), None) => format!(", first in {file}"),
            (None, _) => String::new(),
        };
        voice.warn(&format!(
            "{name}: note `{}`: {} row{}{place}",
            note.rule,
            thousands(note.count),
            if note.count == 1 { "" } else { "s" },
        ));
    }
}

/// Names with commas between them, the first of many.
fn listed(names: &[String]) -> String {
    let mut text = names.iter().take(LISTED).cloned().collect::<Vec<_>>();
    if names.len() > LISTED {
        text.push(format!("and {} more", names.len() - LISTED));
    }
    text.join(", ")
}
