//! Each name that a room exports has a user outside the room.

use super::paths::{Module, SourceFile, Tree};
use super::{ROOMS, planted, source};
use crate::bench::in_repository;
use std::collections::BTreeSet;
use std::fs;

/// The exported names without a user outside their room: `room::name`, or `room: .name` for a method that is `pub`. (The
/// compiler itself finds a method of the crate's own that has no user.)
pub(super) fn dead_exports(files: &[SourceFile], rooms: &[&str]) -> Vec<String> {
    let users = Tree::read(files, true);
    let tree = Tree::read(files, false);
    let mut dead = Vec::new();
    for &room in rooms {
        let is_within = |module: &&Module| module.path.first().is_some_and(|first| first == room);
        let mut used = BTreeSet::new();
        let mut called = BTreeSet::new();
        for module in users.modules.values().filter(|module| !is_within(module)) {
            for path in users.named_by(module) {
                used.extend((1..=path.len()).map(|length| path[..length].to_vec()));
            }
            for pair in module.tokens.windows(2) {
                if [".", "::"].contains(&pair[0].as_str()) {
                    called.insert(pair[1].as_str());
                }
            }
        }
        let mut exported = BTreeSet::new();
        export(&tree, &[room.to_owned()], &mut exported);
        dead.extend(exported.difference(&used).map(|path| path.join("::")));
        let within = tree.modules.values().filter(is_within);
        let methods: BTreeSet<&str> = within
            .flat_map(items)
            .filter(|item| item.is_inner && !item.is_of_crate)
            .map(|item| item.name)
            .collect();
        let uncalled = methods.difference(&called);
        dead.extend(uncalled.map(|name| format!("{room}: .{name}")));
    }
    dead
}

/// The names that a module exports, and those of its public modules.
fn export(tree: &Tree, path: &[String], exported: &mut BTreeSet<Vec<String>>) {
    let Some(module) = tree.modules.get(path) else {
        return;
    };
    let below = |name: &str| [path, &[name.to_owned()]].concat();
    exported.extend(module.re_exports().map(below));
    for item in items(module).iter().filter(|item| !item.is_inner) {
        if item.kind == "mod" {
            export(tree, &below(item.name), exported);
        } else {
            exported.insert(below(item.name));
        }
    }
}

/// An item that is `pub` or `pub(crate)`.
struct Item<'a> {
    kind: &'a str,
    name: &'a str,
    is_of_crate: bool,
    /// Whether it is an item of an `impl`. What else is within braces is in the call of a macro, which makes it an item of
    /// the file.
    is_inner: bool,
}

/// The public items of a file. In a macro, a name that the macro takes is none.
fn items(module: &Module) -> Vec<Item<'_>> {
    const KINDS: [&str; 8] = [
        "const", "static", "fn", "struct", "enum", "trait", "type", "mod",
    ];
    let tokens: Vec<&str> = module.tokens.iter().map(String::as_str).collect();
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (is_of_crate, item) = match tokens[at..] {
            ["pub", "(", "crate", ")", ref item @ ..] => (true, item),
            ["pub", ref item @ ..] => (false, item),
            _ => {
                depth += usize::from(*token == "{");
                depth -= usize::from(*token == "}");
                continue;
            }
        };
        let kinds = item.iter().take_while(|word| KINDS.contains(word));
        let kinds = kinds.count();
        if kinds > 0 && item[kinds] != "$" {
            found.push(Item {
                kind: item[kinds - 1],
                name: item[kinds],
                is_of_crate,
                is_inner: depth > 0 && ["fn", "const"].contains(&item[kinds - 1]),
            });
        }
    }
    found
}

/// The Rust code in documentation: that of comments in Rust files, and that of Markdown pages.
pub(super) fn code_of_documentation(text: &str, is_page: bool) -> String {
    let mut code = String::new();
    let (mut is_fenced, mut is_code) = (false, false);
    for line in text.lines() {
        let line = line.trim_start();
        let Some(line) = line
            .strip_prefix("//!")
            .or_else(|| line.strip_prefix("///"))
            .or(is_page.then_some(line))
        else {
            continue;
        };
        if let Some(language) = line.trim_start().strip_prefix("```") {
            is_code = !is_fenced && ["", "rust", "no_run"].contains(&language);
            is_fenced = !is_fenced;
        } else if is_code {
            // What a page hides begins with `#`.
            code += line.trim_start().trim_start_matches("# ");
            code.push('\n');
        }
    }
    code
}

/// The source, and all that may use it: tests, fuzz targets, and the examples in documentation. An example beside an
/// item belongs to the item's room: it alone keeps no export alive.
fn source_and_users() -> Vec<SourceFile> {
    let mut files = [source("src"), source("tests"), source("fuzz")].concat();
    for page in ["ARCHITECTURE.md", "README.md"] {
        let text = fs::read_to_string(in_repository(page)).unwrap();
        files.push((format!("tests/{page}"), code_of_documentation(&text, true)));
    }
    for (file, text) in source("src") {
        files.push((format!("{file}.md"), code_of_documentation(&text, false)));
    }
    files
}

#[test]
fn every_exported_name_has_a_user_outside_its_room() {
    let dead = dead_exports(&source_and_users(), &ROOMS);
    assert_eq!(dead, Vec::<String>::new());
}

#[test]
fn a_planted_dead_export_is_found() {
    let files = planted(&[
        ("src/lib.rs", "pub mod ground; pub mod top;"),
        (
            "src/ground/mod.rs",
            "mod a; pub mod b; pub use a::{A, D}; pub(crate) use a::C;",
        ),
        (
            "src/ground/a.rs",
            "pub struct A; impl A { pub fn used(&self) {} pub const fn dead_method() {} pub(super) fn own() {} } pub struct D; pub(crate) fn C() {}\n#[cfg(test)]\nmod tests { use super::D; }",
        ),
        (
            "src/ground/b.rs",
            "pub fn used_by_tests() {} pub const DEAD: u8 = 0; const OWN: u8 = 0; named! { pub enum Dead { A } }",
        ),
        (
            "src/top/mod.rs",
            "use crate::ground; fn f(a: ground::A) { a.used(); }",
        ),
        (
            "tests/main.rs",
            "use il2_outcomes::ground::b; use crate::ground::D; fn f() { b::used_by_tests(); }",
        ),
    ]);
    assert_eq!(
        dead_exports(&files, &["ground", "top"]),
        [
            "ground::C",
            "ground::D",
            "ground::b::DEAD",
            "ground::b::Dead",
            "ground: .dead_method"
        ]
    );
}

#[test]
fn an_example_of_a_page_is_code() {
    let page = "text\n```text\nno\n```\n```\n# use a;\nb();\n```\n";
    assert_eq!(code_of_documentation(page, true), "use a;\nb();\n");
    assert_eq!(
        code_of_documentation("/// ```\n/// x();\n/// ```\nfn x() {}", false),
        "x();\n"
    );
}
