//! The words that a person reads: no phrase of the dialect that the pages, the messages and the help once had.

use super::rust_files;
use crate::bench::{files, in_repository};
use std::fs;
use std::path::Path;

/// Phrases, and what to write in place of each. A phrase matches whole words, in small letters.
const REPLACED: &[(&str, &str)] = &[
    ("set aside", "quarantined"),
    ("is told", "is reported, is listed"),
    ("are told", "are reported, are listed"),
    ("told of", "reported, listed"),
    ("stands twice", "occurs twice, a duplicate"),
    ("stands in", "is in"),
    ("stand in", "are in"),
    ("stands alone", "is alone"),
    ("lost from sight", "lost to follow-up"),
    ("in no denominator", "excluded from the denominator"),
    ("what became of", "the outcome of"),
    ("what becomes of", "the outcome of"),
    ("is none of", "is not one of"),
    ("and is none", "and is not one"),
    ("that is none", "that is not one"),
    ("at most so", "at most N"),
    ("not so many", "not this number"),
    ("nothing but", "only"),
    ("whoever", "a person who"),
    ("the commonest", "the most common"),
    ("recount twin", "recount query"),
    ("of which the", "whose, a sentence of its own"),
    ("not proved", "verification failed"),
    ("proofs that failed", "verification failed"),
    ("fault of the program", "error of the program"),
    ("asked of", "checked, requested"),
    ("asked for", "requested"),
    ("asked about", "queried"),
    ("only reads", "is read-only"),
];

/// The phrases of a text, each with what to write.
fn found(text: &str) -> Vec<String> {
    let words = text.to_lowercase();
    let words: Vec<&str> = words
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let is_here = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    };
    REPLACED
        .iter()
        .filter(|(phrase, _)| is_here(phrase))
        .map(|(phrase, better)| format!("`{phrase}` (write: {better})"))
        .collect()
}

/// The pages that a person reads, with their texts.
fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<String> = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
        .map(str::to_owned)
        .into();
    for folder in ["docs", "data-samples/refused", "fuzz", "benches"] {
        let names = files(&in_repository(folder)).into_iter().map(|file| file.0);
        let is_page = |name: &String| {
            Path::new(name).extension().is_some_and(|end| end == "md") && !name.contains("target/")
        };
        pages.extend(names.filter(is_page).map(|name| format!("{folder}/{name}")));
    }
    pages
        .into_iter()
        .map(|page| {
            (
                page.clone(),
                fs::read_to_string(in_repository(&page)).unwrap(),
            )
        })
        .collect()
}

/// The texts of a Rust file that the program may print: what lies between quotes, and the help of arguments.
fn printed(file: &str, code: &str) -> String {
    let code = code.split("#[cfg(test)]").next().unwrap();
    let is_help = file.contains("arguments");
    let mut texts = String::new();
    let mut is_in_text = false;
    for line in code.lines() {
        let line = line.trim_start();
        if line.starts_with("//") && !is_in_text {
            if is_help && line.starts_with("///") {
                texts.push_str(line);
                texts.push('\n');
            }
            continue;
        }
        let mut is_escaped = false;
        for letter in line.replace("'\"'", "").chars() {
            if letter == '"' && !is_escaped {
                is_in_text = !is_in_text;
                texts.push('\n');
            } else if is_in_text {
                texts.push(letter);
            }
            is_escaped = !is_escaped && letter == '\\';
        }
        texts.push(' ');
    }
    texts
}

#[test]
fn pages_messages_and_help_have_no_phrase_of_the_old_dialect() {
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        wrong.extend(
            found(&text)
                .iter()
                .map(|phrase| format!("{page}: {phrase}")),
        );
    }
    for path in rust_files(&in_repository("src")) {
        let name = path.to_str().unwrap();
        let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
        if is_test {
            continue;
        }
        for text in printed(name, &fs::read_to_string(&path).unwrap()).lines() {
            wrong.extend(
                found(text)
                    .iter()
                    .map(|phrase| format!("{name}: {phrase}: {text}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_phrase_is_found() {
    assert_eq!(
        found("Rows are set\naside, and what became of them is told.").len(),
        3
    );
    assert_eq!(found("Rows are quarantined, reported and listed."), [""; 0]);
    let code = "/// Rows set aside\nfn f() { say(\"rows are\n    set aside\"); }\n";
    assert_eq!(found(&printed("src/cli/say.rs", code)).len(), 1);
    let help = "/// Rows set aside\nrows: bool,\n";
    assert_eq!(found(&printed("src/cli/arguments.rs", help)).len(), 1);
    assert!(found(&printed("src/cli/say.rs", help)).is_empty());
}
