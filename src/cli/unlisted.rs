//! Names that the terminology does not have: a line for each column that has some, and where the list of all of them is.

use super::speech::Voice;
use crate::ingest::{Export, Unlisted};
use crate::notation::{shown, thousands};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// How many names of a column are shown, the most frequent ones.
const SHOWN: usize = 3;
/// Characters of a name that is shown: a longer one is a sentence, which may name someone.
const LONGEST: usize = 40;

/// Warns of the names of an export, a line for each column; `list` says where all are listed.
pub(super) fn warn(export: &Export, list: &str, voice: Voice) {
    // Names of one column lie together.
    let of_columns = export
        .unlisted
        .chunk_by(|a, b| (a.table, a.column) == (b.table, b.column));
    for names in of_columns {
        let rows: u64 = names.iter().map(|name| name.rows).sum();
        let (noun, verb) = if names.len() == 1 {
            ("name", "is")
        } else {
            ("names", "are")
        };
        voice.warn(&format!(
            "{}: {}.{}: {} {noun} {verb} not in the terminology (rows: {}; kept as unclassified){}; {list}",
            shown(&export.name),
            names[0].table,
            names[0].column,
            thousands(names.len() as u64),
            thousands(rows),
            most_frequent(names),
        ));
    }
}

/// Where the list of a file of quarantined rows has its names: beside it.
pub(super) fn list_beside(rows: &Path) -> PathBuf {
    let mut name = rows.file_stem().unwrap_or(OsStr::new("rows")).to_owned();
    name.push("-unlisted");
    if let Some(ending) = rows.extension() {
        name.push(".");
        name.push(ending);
    }
    rows.with_file_name(name)
}

/// The most frequent names with their rows, as far as they may be shown.
fn most_frequent(names: &[Unlisted]) -> String {
    let mut shown: Vec<&Unlisted> = names
        .iter()
        .filter(|name| may_be_shown(&name.text))
        .collect();
    shown.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
    shown.truncate(SHOWN);
    let words: Vec<String> = shown.into_iter().map(with_rows).collect();
    match (words.len(), names.len()) {
        (0, _) => String::new(),
        (1, 1) => format!(": {}", words[0]),
        (some, all) if some == all => format!(": {}", words.join(", ")),
        _ => format!(", among them {}", words.join(", ")),
    }
}

/// A name with its rows, and the known names of which it is a misspelling.
fn with_rows(name: &Unlisted) -> String {
    let nearest = name.nearest.iter().map(|known| format!("`{known}`"));
    let nearest: Vec<String> = nearest.collect();
    let question = if nearest.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", nearest.join(" or "))
    };
    let text = name.text.escape_debug();
    format!("`{text}` ({}{question})", thousands(name.rows))
}

/// Whether a name may be shown on a terminal: a number or a sentence may identify someone.
fn may_be_shown(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(|c| c.is_numeric() || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, rows: u64, nearest: &[&'static str]) -> Unlisted {
        Unlisted {
            table: "toxicities",
            column: "term",
            text: text.to_owned(),
            rows,
            nearest: nearest.to_vec(),
        }
    }

    #[test]
    fn the_most_frequent_names_are_shown_with_their_rows() {
        let names = [
            name("moon sickness", 2, &[]),
            name("Hypotention", 1200, &["Hypotension"]),
            name("asked to go home", 2, &[]),
            name("wish of the family", 1, &[]),
        ];
        let expected = ", among them `Hypotention` (1,200; did you mean `Hypotension`?), `asked to go home` (2), `moon sickness` (2)";
        assert_eq!(most_frequent(&names), expected);
        assert_eq!(most_frequent(&names[..1]), ": `moon sickness` (2)");
    }

    #[test]
    fn a_number_and_a_sentence_are_not_shown() {
        let sentence = "seen by the night nurse, who called the family in";
        for text in ["patient 8060109", "jo@example.org", sentence] {
            assert_eq!(most_frequent(&[name(text, 9, &[])]), "", "{text}");
        }
    }

    #[test]
    fn the_list_of_names_lies_beside_that_of_rows() {
        let beside = |path: &str| list_beside(Path::new(path));
        assert_eq!(beside("a/rows.csv"), Path::new("a/rows-unlisted.csv"));
        assert_eq!(beside("rows.parquet"), Path::new("rows-unlisted.parquet"));
        assert_eq!(beside("rows"), Path::new("rows-unlisted"));
    }
}
