//! Every class of input that is bad, odd or hostile, three variants each, and what becomes of it.
//!
//! `docs/bad-input.md` is the table of these classes; a test demands that it is the same table.

mod clinical;
pub(crate) mod encoding;
mod files;
mod hostile;
mod identifiers;
mod keys;
mod limits;
mod presence;
mod spelling;
mod structure;
pub(crate) mod trial;
pub(crate) mod typed;
mod values;

use crate::bench::in_repository;
use il2_outcomes::ingest::Class;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A class of input.
pub(crate) struct BadInput {
    /// What it is, in words.
    name: &'static str,
    becomes: Becomes,
    variants: [Variant; 3],
}

/// One input of a class, made from the good export.
pub(crate) struct Variant {
    words: &'static str,
    put: Put,
    /// The column (or the rule of a warning) that is told; empty where none is.
    column: &'static str,
    /// The line that is told; 0 for that of the row that was put.
    line: u64,
}

/// What is done to the good export.
pub(crate) enum Put {
    /// A row more at the end of a table.
    Row(&'static str, &'static str),
    /// This text instead of a table.
    Text(&'static str, &'static str),
    /// What is made of a table's text, under this name, instead of the table.
    Edit(&'static str, fn(&str) -> Vec<u8>),
    /// Anything else that is done to the folder.
    Folder(fn(&Path)),
}

/// What becomes of a class of input.
pub(crate) enum Becomes {
    /// One row is quarantined, for this class of fault.
    SetAside(Class),
    /// Two rows are quarantined, for this class of fault, and with them the rows of what they would have been.
    BothSetAside(Class),
    /// It is read, and the tables stored are those of the good export.
    Same,
    /// It is stored as it is written.
    Kept,
    /// It is stored, with a warning.
    Warned,
    /// It is stored, and its name listed as one that the terminology does not have.
    Unlisted,
    /// The export is refused with this exit code, and these words.
    Refused(i32, &'static str),
}

/// An input of which one row is quarantined.
const fn row(
    words: &'static str,
    table: &'static str,
    column: &'static str,
    text: &'static str,
) -> Variant {
    Variant {
        words,
        put: Put::Row(table, text),
        column,
        line: 0,
    }
}

/// An input that is told nothing of.
const fn of(words: &'static str, put: Put) -> Variant {
    Variant {
        words,
        put,
        column: "",
        line: 0,
    }
}

/// An input of which this column and line are told.
const fn at(words: &'static str, column: &'static str, line: u64, put: Put) -> Variant {
    Variant {
        words,
        put,
        column,
        line,
    }
}

/// Families of classes, in the order of the document.
const FAMILIES: [(&str, &[BadInput]); 12] = [
    ("Encodings", encoding::CLASSES),
    ("Structure", structure::CLASSES),
    ("Files and folders", files::CLASSES),
    ("Values that are absent", presence::CLASSES),
    ("Values of another type", values::TYPES),
    ("Values out of their domain", values::DOMAINS),
    ("Keys and references", keys::CLASSES),
    ("Clinical logic and terms", clinical::CLASSES),
    ("Spellings that are read", spelling::CLASSES),
    ("Identifiers", identifiers::CLASSES),
    ("Hostile input", hostile::CLASSES),
    ("Limits and typed files", &[]),
];

/// All classes with their families.
fn classes() -> impl Iterator<Item = (&'static str, &'static BadInput)> {
    let typed = [limits::CLASSES, typed::CLASSES].into_iter().flatten();
    FAMILIES
        .iter()
        .flat_map(|(family, classes)| classes.iter().map(move |class| (*family, class)))
        .chain(typed.map(|class| (FAMILIES[11].0, class)))
}

impl Becomes {
    /// The exit code of `il2 check` and `il2 ingest`.
    fn exit_code(&self) -> i32 {
        match self {
            Self::SetAside(_) | Self::BothSetAside(_) => 3,
            Self::Same | Self::Kept | Self::Warned | Self::Unlisted => 0,
            Self::Refused(code, _) => *code,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::SetAside(class) => format!("the row is quarantined: `{}`", class.name()),
            Self::BothSetAside(class) => {
                format!("both rows are quarantined: `{}`", class.name())
            }
            Self::Same => "read as if it were written plainly".to_owned(),
            Self::Kept => "stored as it is".to_owned(),
            Self::Warned => "stored, with a warning".to_owned(),
            Self::Unlisted => "stored as `unclassified`, and listed".to_owned(),
            Self::Refused(_, words) => format!("refused: “{words}”"),
        }
    }
}

/// The document's table.
fn table() -> String {
    let mut text = String::new();
    let mut last = "";
    for (number, (family, class)) in (1..).zip(classes()) {
        if family != last {
            last = family;
            write!(
                text,
                "\n## {family}\n\n| | class of input | three variants | outcome | exit |\n|---|---|---|---|---|\n"
            )
            .unwrap();
        }
        let variants = class.variants.iter().map(|variant| variant.words);
        writeln!(
            text,
            "| {number} | {} | {} | {} | {} |",
            class.name,
            variants.collect::<Vec<_>>().join("; ").replace('|', "\\|"),
            class.becomes.words(),
            if matches!(
                class.becomes,
                Becomes::SetAside(_) | Becomes::BothSetAside(_)
            ) {
                "3 (0)".to_owned()
            } else {
                class.becomes.exit_code().to_string()
            },
        )
        .unwrap();
    }
    text
}

#[test]
fn the_document_lists_exactly_these_classes() {
    let document = fs::read_to_string(in_repository("docs/bad-input.md")).unwrap();
    let tables = &document[document.find("\n## Encodings").unwrap()..];
    let expected = table();
    for (told, demanded) in tables.lines().zip(expected.lines()) {
        assert_eq!(told, demanded);
    }
    assert_eq!(tables.trim_end(), expected.trim_end());
    let readme = fs::read_to_string(in_repository("README.md")).unwrap();
    let n_classes = classes().count();
    assert!(readme.contains(&format!("{n_classes} classes of input")));
    let mut names: Vec<&str> = classes().map(|(_, class)| class.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n_classes);
}

#[test]
fn every_class_of_bad_input_ends_as_the_document_says() {
    trial::try_all(classes().map(|(_, class)| class));
}
