//! The paths that a file names, each from the root of its crate, and the file where a name is defined.

use super::text::{tokens, without_tests};
use std::collections::{BTreeMap, BTreeSet};

/// A file's path in the repository, and its text.
pub(super) type SourceFile = (String, String);

/// A path as it is written, within the module that writes it.
#[derive(Debug, Clone)]
struct Path {
    module: Vec<String>,
    segments: Vec<String>,
    /// The name under which a `use` brings it in.
    name: Option<String>,
    /// Whether that `use` is a re-export, to the whole crate or beyond.
    is_exported: bool,
}

/// One file's module and what it names.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) file: String,
    /// From the root of the crate: `["stats", "wilson"]` for `src/stats/wilson.rs`, `["tests", "laws"]` for a test.
    pub(super) path: Vec<String>,
    pub(super) tokens: Vec<String>,
    paths: Vec<Path>,
}

impl Module {
    /// The names that it re-exports.
    pub(super) fn re_exports(&self) -> impl Iterator<Item = &str> {
        let re_exported = self.paths.iter().filter(|path| path.is_exported);
        re_exported.filter_map(|path| path.name.as_deref())
    }
}

/// The modules of a set of files, by path.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) modules: BTreeMap<Vec<String>, Module>,
}

/// The module of a file.
fn module_of(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_prefix("src/").unwrap_or(stem);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" {
        return Vec::new();
    }
    stem.split('/').map(str::to_owned).collect()
}

impl Tree {
    /// Reads files: those of `src`, of which rooms are made, and those beside them that use the rooms.
    pub(super) fn read(files: &[SourceFile], with_tests: bool) -> Self {
        let mut modules = BTreeMap::new();
        let mut of_tests = BTreeSet::new();
        for (file, text) in files {
            let module = module_of(file);
            let mut tokens = tokens(text);
            if !with_tests {
                let (kept, names) = without_tests(&tokens);
                tokens = kept;
                for name in names {
                    of_tests.insert([module.as_slice(), &[name.to_owned()]].concat());
                }
            }
            let paths = paths_of(&tokens, &module);
            let tokens = tokens.into_iter().map(str::to_owned).collect();
            modules.insert(
                module.clone(),
                Module {
                    file: file.clone(),
                    path: module,
                    tokens,
                    paths,
                },
            );
        }
        modules.retain(|module, _| !(1..=module.len()).any(|n| of_tests.contains(&module[..n])));
        Self { modules }
    }

    /// The paths that a file names, from the root of the crate, without those of other crates.
    pub(super) fn named_by(&self, module: &Module) -> Vec<Vec<String>> {
        module
            .paths
            .iter()
            .filter_map(|path| self.absolute(module, path, 0))
            .collect()
    }

    fn absolute(&self, file: &Module, path: &Path, depth: usize) -> Option<Vec<String>> {
        let (head, rest) = path.segments.split_first()?;
        let from = |module: &[String]| Some([module, rest].concat());
        match head.as_str() {
            // The tests are a crate of their own. The fuzz targets hold the rooms at their root, as `src` does.
            "crate" if path.module.first().is_some_and(|root| root == "tests") => {
                from(&path.module[..1])
            }
            "crate" | "il2_outcomes" | "il2_fuzz" => from(&[]),
            "self" => from(&path.module),
            "super" => {
                let mut module = path.module.split_last()?.1;
                let mut rest = rest;
                while let Some((_, after)) = rest.split_first().filter(|(head, _)| *head == "super")
                {
                    module = module.split_last()?.1;
                    rest = after;
                }
                Some([module, rest].concat())
            }
            _ if path.module.is_empty() || depth > 4 => self
                .modules
                .contains_key(&path.segments[..1])
                .then(|| path.segments.clone()),
            head => {
                let brought = file.paths.iter().find(|brought| {
                    brought.name.as_deref() == Some(head) && brought.segments[0] != head
                });
                if let Some(brought) = brought {
                    let brought = self.absolute(file, brought, depth + 1)?;
                    return Some([brought.as_slice(), rest].concat());
                }
                let child = [file.path.as_slice(), &path.segments[..1]].concat();
                self.modules
                    .contains_key(&child)
                    .then(|| [child.as_slice(), rest].concat())
            }
        }
    }

    /// The file that defines what a path names: a module that only re-exports the name is looked through. `None` for a
    /// `mod.rs` itself and for paths outside of the tree.
    pub(super) fn home(&self, path: &[String]) -> Option<&Module> {
        self.home_within(path, 0)
    }

    fn home_within(&self, path: &[String], depth: usize) -> Option<&Module> {
        let length = (0..=path.len())
            .rev()
            .find(|&length| self.modules.contains_key(&path[..length]))?;
        let module = &self.modules[&path[..length]];
        let Some(name) = path.get(length) else {
            return (!module.file.ends_with("/mod.rs")).then_some(module);
        };
        let re_exported = module
            .paths
            .iter()
            .find(|path| path.name.as_ref() == Some(name));
        match re_exported.and_then(|path| self.absolute(module, path, 0)) {
            Some(other) if depth < 8 && other != path => {
                let other = [other.as_slice(), &path[length + 1..]].concat();
                self.home_within(&other, depth + 1)
            }
            _ => Some(module),
        }
    }
}

/// The paths of each `use`, and all others of two words or more, with the module (the file's, or one within it) that
/// names them.
fn paths_of(tokens: &[&str], module: &[String]) -> Vec<Path> {
    let mut paths = Vec::new();
    let mut within = module.to_vec();
    // The depths at which a module within the file began.
    let mut begun = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at..] {
            ["mod", name, "{", ..] => {
                within.push(name.to_owned());
                begun.push(depth);
                depth += 1;
                at += 3;
            }
            ["use", next, ..] if next != "<" => {
                let is_exported = tokens[..at].ends_with(&["pub"])
                    || tokens[..at].ends_with(&["pub", "(", "crate", ")"]);
                let mut brought = Vec::new();
                at = read_use(tokens, at + 1, &[], &mut brought) + 1;
                for (segments, name) in brought {
                    paths.push(Path {
                        module: within.clone(),
                        segments,
                        name: Some(name),
                        is_exported,
                    });
                }
            }
            [word, "::", ..] if is_word(word) && !tokens[..at].ends_with(&["::"]) => {
                let mut segments = vec![word.to_owned()];
                at += 1;
                while let ["::", next, ..] = tokens[at..] {
                    at += 1;
                    if !is_word(next) {
                        break;
                    }
                    segments.push(next.to_owned());
                    at += 1;
                }
                paths.push(Path {
                    module: within.clone(),
                    segments,
                    name: None,
                    is_exported: false,
                });
            }
            [token, ..] => {
                match token {
                    "{" => depth += 1,
                    "}" => {
                        depth -= 1;
                        if begun.last() == Some(&depth) {
                            begun.pop();
                            within.pop();
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
            [] => break,
        }
    }
    paths
}

fn is_word(token: &str) -> bool {
    token.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Reads one branch of a `use`, and all below it; gives the token after it.
fn read_use(
    tokens: &[&str],
    from: usize,
    before: &[String],
    brought: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let mut segments = before.to_vec();
    let mut at = from;
    while let Some(&token) = tokens.get(at) {
        match token {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| *token != "}") {
                    at = read_use(tokens, at, &segments, brought);
                    at += usize::from(tokens.get(at) == Some(&","));
                }
                return at + 1;
            }
            "as" => {
                let name = tokens.get(at + 1).copied().unwrap_or("_");
                brought.push((segments, name.to_owned()));
                return at + 2;
            }
            "," | "}" | ";" => break,
            "::" => {}
            "self" if !segments.is_empty() => {}
            word => segments.push(word.to_owned()),
        }
        at += 1;
    }
    if let Some(name) = segments.last().cloned() {
        brought.push((segments, name));
    }
    at
}

#[test]
fn a_use_is_read_with_all_its_branches() {
    let text =
        "use super::{a::{self, B as C}, super::d}; pub(crate) use crate::e; fn f() { g::h(); }";
    let paths: Vec<String> = paths_of(&tokens(text), &["m".to_owned()])
        .into_iter()
        .map(|path| {
            let end = path
                .name
                .map_or(String::new(), |name| format!(" as {name}"));
            path.segments.join("::") + &end
        })
        .collect();
    assert_eq!(
        paths,
        [
            "super::a as a",
            "super::a::B as C",
            "super::super::d as d",
            "crate::e as e",
            "g::h"
        ]
    );
}
