//! The rules of the house that the compiler does not keep.

mod circles;
mod exports;
mod fuzz;
mod imports;
mod mod_files;
mod paths;
mod text;
mod words;

use self::paths::SourceFile;
use crate::bench::in_repository;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the ground up: a room names only rooms before it.
const ROOMS: [&str; 16] = [
    "terminology",
    "stats",
    "notation",
    "disk",
    "model",
    "grades",
    "ingest",
    "store",
    "facts",
    "load",
    "measures",
    "query",
    "mapping",
    "report",
    "simulate",
    "cli",
];

/// Where each dependency is at home; rayon is everywhere that works in parallel.
const HOMES: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("arrow", &["ingest", "store"]),
    ("bytemuck", &["ingest"]),
    ("bytes", &["ingest", "query"]),
    ("calamine", &["ingest"]),
    ("quick_xml", &["ingest"]),
    ("chrono", &["ingest", "query", "report", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    (
        "csv",
        &[
            "terminology",
            "grades",
            "ingest",
            "measures",
            "query",
            "mapping",
            "report",
            "cli",
            "simulate",
        ],
    ),
    ("datafusion", &["query", "mapping"]),
    ("encoding_rs", &["ingest"]),
    ("encoding_rs_io", &["ingest"]),
    ("flate2", &["ingest"]),
    ("foldhash", &["ingest"]),
    ("futures", &["query", "mapping"]),
    ("hashbrown", &["ingest"]),
    ("indicatif", &["cli"]),
    ("memchr", &["ingest"]),
    ("minijinja", &["report"]),
    ("krilla", &["report"]),
    ("parquet", &["ingest", "store"]),
    ("plotters", &["report"]),
    ("polars", &["facts"]),
    ("rand_chacha", &["simulate"]),
    ("rand_core", &["simulate"]),
    (
        "rayon",
        &["ingest", "store", "load", "measures", "report", "cli"],
    ),
    ("resvg", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("rustix", &["disk"]),
    ("serde", &["store", "mapping", "report", "cli"]),
    ("serde_json", &["store", "query", "mapping", "cli"]),
    ("signal_hook", &["cli"]),
    ("skrifa", &["report"]),
    ("sha2", &["disk"]),
    ("statrs", &["stats"]),
    ("strsim", &["terminology"]),
    // In `measures` for the sample that its tests count by hand, in `cli` for the report that its tests alter.
    ("tempfile", &["disk", "ingest", "load", "measures", "cli"]),
    ("thiserror", &ROOMS),
    ("tokio", &["query"]),
    ("toml", &["mapping", "report"]),
    ("zip", &["ingest", "report"]),
    ("zstd", &["ingest"]),
    ("unicode_normalization", &["ingest"]),
    // Named by the crate's own binary and tests.
    ("il2_outcomes", &[]),
    ("std", &ROOMS),
];

/// The longest that a file may be.
const LONGEST: usize = 400;

/// Every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The Rust files below a folder, by their paths in the repository.
fn source(folder: &str) -> Vec<SourceFile> {
    rust_files(&in_repository(folder))
        .into_iter()
        .map(|path| {
            let file = path.strip_prefix(in_repository("")).unwrap();
            let text = fs::read_to_string(&path).unwrap();
            (file.to_str().unwrap().to_owned(), text)
        })
        .collect()
}

/// Files that no folder holds: a law is shown to fail on them.
fn planted(files: &[(&str, &str)]) -> Vec<SourceFile> {
    files
        .iter()
        .map(|&(file, text)| (file.to_owned(), text.to_owned()))
        .collect()
}

/// Each Rust file of a room, with its lines of code: without comments.
fn code_of(room: &str) -> Vec<(PathBuf, Vec<String>)> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(is_code).map(str::to_owned).collect();
        (path, lines)
    };
    rust_files(&in_repository("src").join(room))
        .into_iter()
        .map(read)
        .collect()
}

/// The words of a line that stand before `::`.
fn path_heads(line: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices("::").filter_map(move |(end, _)| {
        let head = &line[..end];
        let from = head.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
        // In `a::b::c` only `a` is a head.
        let is_first = !head[..from].ends_with("::");
        (is_first && from < end).then_some(&head[from..])
    })
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    let mut folders: Vec<String> = fs::read_dir(in_repository("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut rooms = ROOMS.map(str::to_owned);
    rooms.sort();
    assert_eq!(folders, rooms);
}

#[test]
fn every_dependency_has_a_home_and_stays_there() {
    let manifest = fs::read_to_string(in_repository("Cargo.toml")).unwrap();
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    for line in section
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#'))
    {
        let name = line.split('=').next().unwrap().trim().replace('-', "_");
        assert!(
            HOMES.iter().any(|(known, _)| *known == name),
            "{name} has no home"
        );
        // What is named nowhere is not needed.
        let is_used = ROOMS.iter().any(|room| {
            code_of(room).iter().any(|(_, lines)| {
                lines
                    .iter()
                    .any(|line| path_heads(line).any(|head| head == name))
            })
        });
        assert!(is_used, "{name} is used nowhere");
    }
    for room in ROOMS {
        for (path, lines) in code_of(room) {
            for line in lines {
                for head in path_heads(&line) {
                    let home = HOMES.iter().find(|(name, _)| *name == head);
                    let is_at_home = home.is_none_or(|(_, rooms)| rooms.contains(&room));
                    assert!(
                        is_at_home,
                        "{}: {head} is not at home in {room}",
                        path.display()
                    );
                }
            }
        }
    }
}

#[test]
fn only_disk_ingest_store_and_cli_touch_files_and_only_cli_prints() {
    for room in ROOMS {
        for (path, lines) in code_of(room) {
            let code = lines.join("\n");
            // Unit tests may do as they like, and so may what only they use.
            if path.ends_with("measures/tiny.rs") || path.ends_with("load/parts/tests.rs") {
                continue;
            }
            let code = code.split("#[cfg(test)]\nmod tests").next().unwrap();
            if !["disk", "ingest", "store", "mapping", "cli"].contains(&room) {
                assert!(
                    !code.contains("std::fs"),
                    "{} touches files",
                    path.display()
                );
            }
            if room != "cli" {
                for word in ["println!", "print!", "stdout", "stderr"] {
                    assert!(!code.contains(word), "{} prints", path.display());
                }
            }
        }
    }
}

#[test]
fn every_room_has_its_caption_in_the_map() {
    let map = fs::read_to_string(in_repository("ARCHITECTURE.md")).unwrap();
    for room in ROOMS {
        let text = fs::read_to_string(in_repository("src").join(room).join("mod.rs")).unwrap();
        let caption = text.lines().next().unwrap().strip_prefix("//! ").unwrap();
        assert!(
            map.contains(caption),
            "ARCHITECTURE.md lacks the caption of {room}: {caption}"
        );
    }
}

#[test]
fn the_map_names_files_that_are_there() {
    let map = fs::read_to_string(in_repository("ARCHITECTURE.md")).unwrap();
    let named = map.split('`').skip(1).step_by(2);
    let is_file = |name: &&str| {
        let is_rust = Path::new(name).extension().is_some_and(|end| end == "rs");
        is_rust && name.contains('/') && !name.contains('*')
    };
    for file in named.filter(is_file) {
        let is_there = in_repository("src").join(file).is_file() || in_repository(file).is_file();
        assert!(is_there, "ARCHITECTURE.md names {file}");
    }
}

#[test]
fn a_file_is_one_thing() {
    for path in rust_files(&in_repository("src"))
        .into_iter()
        .chain(rust_files(&in_repository("tests")))
    {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_test_is_left_out() {
    let left_out = concat!("#[ig", "nore");
    for path in rust_files(&in_repository("src"))
        .into_iter()
        .chain(rust_files(&in_repository("tests")))
    {
        assert!(
            !fs::read_to_string(&path).unwrap().contains(left_out),
            "{}",
            path.display()
        );
    }
}
