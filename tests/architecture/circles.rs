//! Files of a room import one another in one direction: no circle, not even through a `mod.rs`.

use super::paths::{SourceFile, Tree};
use super::{planted, source};
use std::collections::{BTreeMap, BTreeSet};

/// The circles of files within a room, each as its files in order.
pub(super) fn circles(files: &[SourceFile]) -> Vec<Vec<String>> {
    let tree = Tree::read(files, false);
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for module in tree.modules.values() {
        let room = module.path.first();
        let others = tree
            .named_by(module)
            .iter()
            .filter_map(|path| tree.home(path))
            .filter(|home| home.path.first() == room && home.file != module.file)
            .map(|home| home.file.as_str())
            .collect();
        named.insert(&module.file, others);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = named
        .keys()
        .map(|&file| {
            let mut reached = BTreeSet::new();
            let mut next = vec![file];
            while let Some(file) = next.pop() {
                next.extend(named[file].iter().filter(|other| reached.insert(**other)));
            }
            (file, reached)
        })
        .collect();
    let circles: BTreeSet<Vec<String>> = reached
        .iter()
        .filter(|(file, reached)| reached.contains(*file))
        .map(|(file, others)| {
            let circle = others.iter().filter(|other| reached[*other].contains(file));
            circle.map(|&file| file.to_owned()).collect()
        })
        .collect();
    circles.into_iter().collect()
}

#[test]
fn files_of_a_room_lie_in_no_circle() {
    assert_eq!(circles(&source("src")), Vec::<Vec<String>>::new());
}

#[test]
fn a_planted_circle_is_found() {
    let files = planted(&[
        ("src/lib.rs", "pub mod room;"),
        ("src/room/mod.rs", "mod a; mod b; mod c; pub use b::B;"),
        ("src/room/a.rs", "use super::B; pub struct A(B);"),
        ("src/room/b.rs", "pub struct B; fn f() { super::c::C.g(); }"),
        ("src/room/c.rs", "use {crate::room::{a::A}}; pub struct C;"),
    ]);
    let circle = ["src/room/a.rs", "src/room/b.rs", "src/room/c.rs"];
    assert_eq!(circles(&files), [circle]);
}

#[test]
fn a_mod_file_that_defines_what_its_files_need_is_in_a_circle() {
    let files = planted(&[
        ("src/room/mod.rs", "mod a; pub struct Own(a::A);"),
        ("src/room/a.rs", "use super::Own; pub struct A;"),
    ]);
    assert_eq!(circles(&files), [["src/room/a.rs", "src/room/mod.rs"]]);
}

#[test]
fn tests_and_re_exports_make_no_circle() {
    let files = planted(&[
        (
            "src/room/mod.rs",
            "mod a; mod b; mod c; pub use {a::A, b::b, c::C};\n#[cfg(test)]\nmod tests;",
        ),
        (
            "src/room/a.rs",
            "pub struct A;\n#[cfg(test)]\nmod tests { use super::super::b; }",
        ),
        ("src/room/b.rs", "use super::A; pub fn b(_: A) {}"),
        (
            "src/room/c.rs",
            "use super::b; pub struct C; fn f() { b(); }",
        ),
        ("src/room/tests.rs", "use super::a::A;"),
    ]);
    assert_eq!(circles(&files), Vec::<Vec<String>>::new());
}
