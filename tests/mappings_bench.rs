//! What the tests of mappings share: a small mapping and its raw files in a scratch folder, both to be altered.

use crate::bench::{il2, in_repository, run, said, scratch};
use il2_outcomes::disk::Seal;
use std::fs;
use std::path::{Path, PathBuf};

/// The raw files that [`Ours`] begins with.
pub(crate) const MAR: &str = "PAT_ID,Taken Time,Drug,Amount\n\
                              P1,2031-05-02 10:00,IL-2,600000\n\
                              P1,2031-05-02 18:00,IL-2,600000\n\
                              P2,2031-05-09 10:00,IL-2,600000\n";

/// Copies a folder with all in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::write(target, fs::read(path).unwrap()).unwrap();
        }
    }
}

/// A raw sample of a built-in mapping, in a folder of its own.
pub(crate) fn sample(mapping: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = scratch();
    let raw = folder.path().join("raw");
    copy(
        &in_repository(&format!("tests/mappings/{mapping}/raw")),
        &raw,
    );
    (folder, raw)
}

/// The mapping `tests/mappings/ours` and the raw export `raw/north`.
pub(crate) struct Ours {
    folder: tempfile::TempDir,
}

impl Ours {
    pub(crate) fn new() -> Self {
        let folder = scratch();
        copy(
            &in_repository("tests/mappings/ours"),
            &folder.path().join("ours"),
        );
        let ours = Self { folder };
        ours.raw("mar.csv", MAR);
        ours
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file of the raw export.
    pub(crate) fn raw(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.write(&format!("raw/north/{name}"), bytes);
    }

    /// Writes a file of the mapping.
    pub(crate) fn of_mapping(&self, name: &str, text: impl AsRef<[u8]>) {
        self.write(&format!("ours/{name}"), text);
    }

    /// Writes another text into a file of the mapping, in which the old one must stand.
    pub(crate) fn alter(&self, name: &str, old: &str, new: &str) {
        let path = self.path(&format!("ours/{name}"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{name} has no `{old}`");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// What `il2 mapping check` says.
    pub(crate) fn planned(&self, exit_code: i32) -> String {
        let mut command = il2();
        command.current_dir(self.folder.path());
        said(&run(
            command.args(["mapping", "check", "./ours"]),
            exit_code,
        ))
    }

    /// What `il2 check` says of the raw files.
    pub(crate) fn checked(&self, more: &[&str], exit_code: i32) -> String {
        let mut command = il2();
        command.current_dir(self.folder.path());
        let command = command.args(["check", "raw", "--mapping", "./ours"]);
        said(&run(command.args(more), exit_code))
    }

    /// Ingests the raw files into `store`, and gives what a query says of it as CSV.
    pub(crate) fn answer(&self, more: &[&str], sql: &str) -> String {
        let mut command = il2();
        command.current_dir(self.folder.path());
        let command = command.args(["ingest", "raw", "--mapping", "./ours", "--store", "store"]);
        run(command.args(["--max-quarantine", "100%"]).args(more), 0);
        let mut command = il2();
        command.current_dir(self.folder.path());
        let command = command.args(["query", "store", "--format", "csv", "--sql", sql]);
        String::from_utf8(run(command, 0).stdout).unwrap()
    }
}

/// Demands that a message has these words.
pub(crate) fn has(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "no `{word}` in:\n{said}");
    }
}

/// SHA-256 of the lines `<sha256>  <file>` of the files of a folder, in byte order.
pub(crate) fn sha256_of(folder: &Path) -> String {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let line = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        format!("{}  {name}\n", Seal::of(&fs::read(path).unwrap()).sha256)
    };
    let lines: Vec<String> = files.iter().map(line).collect();
    Seal::of(lines.concat().as_bytes()).sha256
}
