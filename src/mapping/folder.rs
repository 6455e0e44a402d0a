//! The files of a mapping, in a folder or built in.

use super::built_in::{BUILT_IN, built_in};
use super::declaration::Declaration;
use super::error::{MappingError, Slip};
use crate::disk::Seal;
use crate::ingest::MappingFile;
use crate::model::TABLES;
use crate::notation::shown_path;
use crate::query::{LineColumn, TextTable, times_named};
use crate::terminology::nearest_names;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The file that says what a mapping reads.
const DECLARATION: &str = "mapping.toml";
/// Files of SQL beside those of tables and views.
pub(super) const COURSES_OWN: &str = "courses_own.sql";
pub(super) const PATIENTS_OWN: &str = "patients_own.sql";
pub(super) const NOTES: &str = "notes.sql";
pub(super) const IDENTIFIERS: &str = "identifiers.sql";
/// Tables of which every mapping has a SELECT.
const ALWAYS: [&str; 2] = ["courses.sql", "doses.sql"];

/// A mapping: its files, and what `mapping.toml` says.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// How messages name it: `` `mar` `` or `./ours`.
    pub(super) label: String,
    pub(super) declaration: Declaration,
    /// Its files, in byte order of their names.
    pub(super) files: Vec<MappingFile>,
}

impl Mapping {
    /// The built-in mapping of a name; a name with `/` in it, or any other path of more than a name, is a folder.
    ///
    /// # Errors
    ///
    /// Where there is none, or its files are not those of a mapping.
    pub fn open(name: &str) -> Result<Self, MappingError> {
        if name.contains('/') || name.contains(std::path::MAIN_SEPARATOR) {
            return Self::read(Path::new(name));
        }
        let Some((_, files)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            let known: Vec<String> = built_in().into_iter().map(str::to_owned).collect();
            return Err(MappingError::Unknown {
                name: name.to_owned(),
                nearest: nearest_names(name, known.iter().map(String::as_str)),
                known,
            });
        };
        let files = files.iter();
        let files = files.map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        Self::of(format!("`{name}`"), files.collect())
    }

    /// The mapping of a folder.
    fn read(folder: &Path) -> Result<Self, MappingError> {
        let label = shown_path(folder);
        let unreadable = |path: &Path| {
            let path = path.to_path_buf();
            move |source| MappingError::Unreadable { path, source }
        };
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let Some(name) = name.filter(|name| !is_ignored(name)) else {
                continue;
            };
            if !is_of_mapping(&name) || !path.is_file() {
                return Err(Slip::File { file: name }.of(&label));
            }
            let bytes = std::fs::read(&path).map_err(unreadable(&path))?;
            let text = String::from_utf8(bytes).map_err(|_| {
                let slip = Slip::Text {
                    file: name.clone(),
                    position: None,
                    message: "is no text in UTF-8".to_owned(),
                };
                slip.of(&label)
            })?;
            files.insert(name, text);
        }
        Self::of(label, files)
    }

    fn of(label: String, files: BTreeMap<String, String>) -> Result<Self, MappingError> {
        let text = files.get(DECLARATION);
        let text = text.ok_or_else(|| Slip::NoFile { file: DECLARATION }.of(&label))?;
        let declaration = Declaration::parse(text).map_err(|slip| slip.of(&label))?;
        for file in ALWAYS {
            if !files.contains_key(file) {
                return Err(Slip::NoFile { file }.of(&label));
            }
        }
        let file = |(file, text): (String, String)| MappingFile {
            sha256: Seal::of(text.as_bytes()).sha256,
            file,
            text,
        };
        let mapping = Self {
            label,
            declaration,
            files: files.into_iter().map(file).collect(),
        };
        mapping.text_tables()?;
        Ok(mapping)
    }

    /// Its name, version and title.
    #[must_use]
    pub fn titles(&self) -> [&str; 3] {
        let declaration = &self.declaration;
        [&declaration.name, &declaration.version, &declaration.title]
    }

    /// Its files, in byte order of their names.
    #[must_use]
    pub fn files(&self) -> &[MappingFile] {
        &self.files
    }

    /// SHA-256 of the lines `<sha256>  <file>` of its files, in byte order of their names.
    pub(super) fn sha256(&self) -> String {
        let mut lines = String::new();
        for file in &self.files {
            // A text takes what it is given.
            let _ = writeln!(lines, "{}  {}", file.sha256, file.file);
        }
        Seal::of(lines.as_bytes()).sha256
    }

    /// The text of a file.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.file == name);
        file.map(|file| file.text.as_str())
    }

    /// The views: the name of each in SQL, its file and its text.
    pub(super) fn views(&self) -> impl Iterator<Item = (&str, &MappingFile)> {
        let views = self.files.iter().filter(|file| file.file.starts_with('_'));
        views.filter_map(|file| Some((file.file.strip_suffix(".sql")?, file)))
    }

    /// The raw tables and views that are named more than once in all SELECTs.
    pub(super) fn read_often(&self) -> BTreeSet<String> {
        let selects = self.files.iter();
        let selects = selects.filter(|file| file.file.strip_suffix(".sql").is_some());
        let raw = self.declaration.reads.iter().map(|read| &*read.name);
        let names = raw.chain(self.views().map(|(name, _)| name));
        let times = times_named(selects.map(|file| &*file.text), names);
        let often = times.into_iter().filter(|(_, times)| *times > 1);
        often.map(|(name, _)| name.to_owned()).collect()
    }

    /// The tables of words and codes, by their names in SQL.
    pub(super) fn text_tables(&self) -> Result<Vec<(String, TextTable)>, MappingError> {
        let mut tables = Vec::new();
        for file in &self.files {
            let Some(name) = file.file.strip_suffix(".csv") else {
                continue;
            };
            let wrong = |message: &str, line| {
                let slip = Slip::Text {
                    file: file.file.clone(),
                    position: line,
                    message: message.to_owned(),
                };
                slip.of(&self.label)
            };
            let text = file.text.trim_start_matches('\u{feff}');
            let mut records = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes())
                .into_records();
            let cells = |record: &csv::StringRecord| -> Vec<String> {
                record.iter().map(|cell| cell.trim().to_owned()).collect()
            };
            let header = records.next().and_then(Result::ok);
            let header = header.ok_or_else(|| wrong("has no header", None))?;
            let rows = records.map(|record| {
                let record = record.map_err(|error| {
                    let line = error.position().map(csv::Position::line);
                    let message = "a row has not as many cells as the header";
                    wrong(message, line.map(|line| LineColumn { line, column: 1 }))
                })?;
                Ok(cells(&record))
            });
            let table = TextTable {
                headings: cells(&header),
                rows: rows.collect::<Result<_, MappingError>>()?,
            };
            tables.push((name.to_owned(), table));
        }
        Ok(tables)
    }

    /// Copies its files to a folder that is absent or empty.
    ///
    /// # Errors
    ///
    /// Where the folder holds something, or cannot be written.
    pub fn copy_to(&self, folder: &Path) -> Result<(), MappingError> {
        let unreadable = |path: PathBuf| |source| MappingError::Unreadable { path, source };
        if folder.exists() {
            let mut entries = std::fs::read_dir(folder).map_err(unreadable(folder.into()))?;
            if entries.next().is_some() {
                return Err(MappingError::NotEmpty {
                    path: folder.to_path_buf(),
                });
            }
        }
        std::fs::create_dir_all(folder).map_err(unreadable(folder.into()))?;
        for file in &self.files {
            let path = folder.join(&file.file);
            std::fs::write(&path, &file.text).map_err(unreadable(path))?;
        }
        Ok(())
    }
}

/// Whether a file is no part of a mapping, and no fault of it.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("README")
}

/// Whether a mapping may have a file of this name.
fn is_of_mapping(name: &str) -> bool {
    let is_table = |stem: &str| TABLES.iter().any(|table| table.name == stem);
    let is_name = |stem: &str| {
        !stem.is_empty()
            && stem
                .chars()
                .all(|sign| sign.is_alphanumeric() || sign == '_')
    };
    if let Some(stem) = name.strip_suffix(".sql") {
        return is_table(stem)
            || [COURSES_OWN, PATIENTS_OWN, NOTES, IDENTIFIERS].contains(&name)
            || stem.starts_with('_') && is_name(stem);
    }
    name == DECLARATION || name.strip_suffix(".csv").is_some_and(is_name)
}
