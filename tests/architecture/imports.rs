//! Imports run down: a room names only rooms below it.

use super::paths::{SourceFile, Tree};
use super::{ROOMS, planted, source};

/// Each file that names a room above its own, with the path that it names. Rooms are given from the ground up.
pub(super) fn upward_imports(files: &[SourceFile], rooms: &[&str]) -> Vec<String> {
    let tree = Tree::read(files, true);
    let floor = |name: Option<&String>| {
        rooms
            .iter()
            .position(|room| Some(*room) == name.map(String::as_str))
    };
    let mut found = Vec::new();
    for module in tree.modules.values() {
        for path in tree.named_by(module) {
            if let (Some(own), Some(other)) = (floor(module.path.first()), floor(path.first()))
                && own < other
            {
                found.push(format!("{}: {}", module.file, path.join("::")));
            }
        }
    }
    found
}

#[test]
fn imports_run_down() {
    assert_eq!(upward_imports(&source("src"), &ROOMS), Vec::<String>::new());
}

#[test]
fn a_planted_upward_import_is_found() {
    let files = planted(&[
        ("src/ground/mod.rs", "mod a;"),
        (
            "src/ground/a.rs",
            "use super::super::{ground, top::T}; fn f() { crate::top::g(); }",
        ),
        (
            "src/top/mod.rs",
            "//! crate::above\nuse crate::ground::G; const S: &str = \"crate::above\";",
        ),
    ]);
    assert_eq!(
        upward_imports(&files, &["ground", "top", "above"]),
        ["src/ground/a.rs: top::T", "src/ground/a.rs: top::g"]
    );
}
