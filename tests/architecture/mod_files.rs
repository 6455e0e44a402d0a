//! A `mod.rs` is its caption, its list of modules and its re-exports; `lib.rs` is the list of rooms.

use super::paths::SourceFile;
use super::text::{end_of_attribute, end_of_item, tokens};
use super::{planted, source};

/// Everything else in a `mod.rs` or in `lib.rs`: the file, and the first words of the item.
pub(super) fn defined_in_mod_files(files: &[SourceFile]) -> Vec<String> {
    let is_mod_file = |file: &str| file.ends_with("/mod.rs") || file == "src/lib.rs";
    let mut found = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| is_mod_file(file)) {
        let tokens = tokens(text);
        let mut at = 0;
        while at < tokens.len() {
            if let Some(end) = end_of_attribute(&tokens, at) {
                at = end;
                continue;
            }
            let end = end_of_item(&tokens, at);
            let item = &tokens[at..end];
            let kind = item
                .iter()
                .find(|word| !["pub", "(", "crate", "super", ")"].contains(word));
            let is_list = match kind {
                Some(&"mod") => item.ends_with(&[";"]),
                Some(&"use") => true,
                _ => false,
            };
            if !is_list {
                let words: Vec<&str> = item.iter().take(3).copied().collect();
                found.push(format!("{file}: {}", words.join(" ")));
            }
            at = end;
        }
    }
    found
}

#[test]
fn a_mod_file_is_caption_list_and_re_exports() {
    assert_eq!(defined_in_mod_files(&source("src")), Vec::<String>::new());
}

#[test]
fn a_planted_function_in_a_mod_file_is_found() {
    let files = planted(&[
        (
            "src/lib.rs",
            "#![doc = \"x\"]\npub mod a;\npub(crate) mod b;",
        ),
        (
            "src/a/mod.rs",
            "//! Caption.\nmod c;\npub use self::{c::C};\nfn f() { use c::C; }",
        ),
        (
            "src/b/mod.rs",
            "#[cfg(test)]\nmod tests { use super::*; }\nconst X: [u8; 2] = [0; 2];",
        ),
        ("src/b/c.rs", "fn f() {}"),
    ]);
    assert_eq!(
        defined_in_mod_files(&files),
        [
            "src/a/mod.rs: fn f (",
            "src/b/mod.rs: mod tests {",
            "src/b/mod.rs: const X :"
        ]
    );
}
