//! Exports as raw text: folders, files, delimiters and headers.

use super::values::plain;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A table as it was exported: every cell a text, rows with too few or too many fields included.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) delimiter: u8,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads a file; the delimiter is the one that its header has most of.
    pub(super) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let first = text.lines().next().unwrap();
        let often = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
        let delimiter = *b"|\t;,".iter().max_by_key(|byte| often(byte)).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut rows = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect());
        Self {
            delimiter,
            header: rows.next().unwrap(),
            rows: rows.collect(),
        }
    }

    /// Writes it where it was read.
    pub(super) fn write(&self, path: &Path) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .from_path(path)
            .unwrap();
        for record in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(record).unwrap();
        }
        writer.flush().unwrap();
    }

    /// Where a column stands.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.header
            .iter()
            .position(|name| plain(name) == plain(column))
    }
}

/// The tables of one site by name, as exported.
#[derive(Debug, Clone)]
pub(super) struct Export {
    /// The name of the folder: these exports have no `site_id`.
    pub(super) site: String,
    pub(super) tables: BTreeMap<String, Sheet>,
}

/// The exports in a folder: the folder itself, where it holds courses, else its folders.
pub(super) fn folders_of_exports(folder: &Path) -> Vec<PathBuf> {
    if folder.join("courses.csv").exists() {
        return vec![folder.to_owned()];
    }
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries
        .filter(|path| path.join("courses.csv").exists())
        .collect();
    folders.sort();
    folders
}

/// Reads every table of the exports in a folder.
pub(super) fn exports(folder: &Path) -> Vec<Export> {
    let export = |folder: PathBuf| {
        let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let files = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "csv"));
        Export {
            site: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            tables: files
                .map(|path| (name(&path), Sheet::read(&path)))
                .collect(),
        }
    };
    folders_of_exports(folder).into_iter().map(export).collect()
}
