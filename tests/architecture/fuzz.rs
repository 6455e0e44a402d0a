//! The fuzz targets take rooms in by path, file by file: a module that is new in a room is new there too.

use crate::bench::in_repository;
use std::collections::BTreeSet;
use std::fs;

/// The modules that a file takes in, by their names; those of tests alone are none.
fn modules(text: &str) -> BTreeSet<String> {
    let mut of_tests = false;
    let mut found = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        let name = ["pub mod ", "pub(crate) mod ", "pub(super) mod ", "mod "]
            .iter()
            .find_map(|word| line.strip_prefix(word)?.strip_suffix(';'));
        if let Some(name) = name.filter(|_| !of_tests) {
            found.insert(name.to_owned());
        }
        of_tests = line == "#[cfg(test)]";
    }
    found
}

fn text(file: &str) -> String {
    fs::read_to_string(in_repository(file)).unwrap()
}

#[test]
fn the_fuzz_targets_list_every_module_of_ingest() {
    let mut listed = modules(&text("fuzz/src/ingest.rs"));
    // What they prove of the room's own parts.
    for own in ["second", "values"] {
        assert!(listed.remove(own), "{own}");
    }
    assert_eq!(listed, modules(&text("src/ingest/mod.rs")));
}

#[test]
fn the_fuzz_targets_list_every_module_that_a_predicate_needs() {
    let mirror = text("fuzz/src/query.rs");
    let listed = modules(&mirror);
    for file in mirror
        .lines()
        .filter_map(|line| line.strip_prefix("#[path = \"../../"))
    {
        let file = file.trim_end_matches("\"]");
        for line in text(file)
            .lines()
            .filter_map(|line| line.strip_prefix("use super::"))
        {
            let name = line.split([':', ';']).next().unwrap();
            let is_there = listed.contains(name) || mirror.contains(&format!("mod {name} {{"));
            assert!(
                is_there,
                "{file} uses `{name}`, which fuzz/src/query.rs does not list"
            );
        }
    }
}

#[test]
fn modules_of_tests_are_not_taken_in() {
    let found = modules("mod a;\n#[cfg(test)]\nmod tests;\npub(crate) mod b;\nmod c {\n");
    assert_eq!(found, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}
