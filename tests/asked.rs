//! What the tests of `il2 query` share: a store, and what it answers.

use crate::bench::{il2, in_repository, run, said, scratch, stored};
use std::path::PathBuf;
use std::process::Command;

/// A store of a sample, and the program that asks it.
pub(crate) struct Store {
    pub(crate) folder: tempfile::TempDir,
}

impl Store {
    pub(crate) fn of(export: &str) -> Self {
        let folder = scratch();
        stored(&in_repository(export), &folder.path().join("store"));
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn query(&self, arguments: &[&str]) -> Command {
        let mut command = il2();
        command
            .current_dir(self.folder.path())
            .args(["query", "store"])
            .args(arguments);
        command
    }

    /// The answer on standard output.
    pub(crate) fn answer(&self, arguments: &[&str]) -> String {
        let output = run(&mut self.query(arguments), 0);
        assert_eq!(said(&output), "");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said of a question that is wrong.
    pub(crate) fn wrong(&self, arguments: &[&str]) -> String {
        let output = run(&mut self.query(arguments), 2);
        assert!(output.stdout.is_empty());
        said(&output)
    }
}
