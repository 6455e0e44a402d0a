//! Raw exports in a folder: which files are which raw table.

use super::declared::RawTableDeclaration;
use super::error::RawError;
use super::files::{RawForm, RawSource};
use super::matching::matches;
use crate::disk::is_plain_file;
use crate::ingest::error::IngestError;
use crate::ingest::source::folder::{Form, SIMULATED, Source, folder_name};
use crate::ingest::source::workbook::sheet_names;
use crate::notation::shown;
use std::path::{Path, PathBuf};

/// Endings of text.
const TEXT: [&str; 6] = [".csv", ".tsv", ".csv.gz", ".csv.zst", ".tsv.gz", ".tsv.zst"];
/// Endings that are not read, also behind `.csv` and `.tsv`.
const UNREAD: [&str; 12] = [
    ".xz",
    ".bz2",
    ".zip",
    ".txt",
    ".json",
    ".xls",
    ".sas7bdat",
    ".dta",
    ".sav",
    ".rds",
    ".feather",
    ".arrow",
];

/// A raw export that was found.
#[derive(Debug, Clone)]
pub struct FoundRaw {
    /// The folder.
    pub folder: PathBuf,
    /// Its name.
    pub name: String,
    /// Names of files and folders that match nothing.
    pub unread: Vec<String>,
    /// Whether a file says that what the folder holds is simulated.
    pub is_simulated: bool,
    sources: Vec<RawSource>,
    /// For each source: whether its name is one without `*`.
    is_exact: Vec<bool>,
    /// Files that are named for a table and not read: the file and the table.
    endings: Vec<(String, usize)>,
    /// Workbooks that cannot be read, as they are told.
    broken: Vec<(String, String)>,
    /// Whether one of these is named for a raw table.
    is_broken: bool,
}

/// The raw exports of a folder: it is one where a file in it is named for a raw table, else each of its folders is in
/// which one is, in byte order.
///
/// # Errors
///
/// Where the folder cannot be read, or holds none.
pub fn find_raw(folder: &Path, tables: &[RawTableDeclaration]) -> Result<Vec<FoundRaw>, RawError> {
    if folder.is_file() {
        return Err(IngestError::File {
            path: folder.to_path_buf(),
        }
        .into());
    }
    let own = FoundRaw::look(folder, tables)?;
    if own.is_export() {
        return Ok(vec![own]);
    }
    let (mut found, mut seen) = (Vec::new(), own.unread.clone());
    for name in entries(folder)?.iter().filter(|name| !is_hidden(name)) {
        let inner = folder.join(name);
        if inner.is_dir() {
            let inner = FoundRaw::look(&inner, tables)?;
            let prefix = shown(&inner.name);
            seen.retain(|name| *name != prefix || inner.unread.is_empty());
            seen.extend(inner.unread.iter().map(|name| format!("{prefix}/{name}")));
            found.push(inner);
        }
    }
    found.retain(FoundRaw::is_export);
    if found.is_empty() {
        return Err(RawError::NoExport {
            path: folder.to_path_buf(),
            files: tables
                .iter()
                .flat_map(|table| table.files.clone())
                .collect(),
            seen,
        });
    }
    // What lies beside the exports is told with the first of them.
    let is_beside = |name: &String| !found.iter().any(|export| shown(&export.name) == *name);
    let beside: Vec<String> = own.unread.into_iter().filter(is_beside).collect();
    if let Some(first) = found.first_mut() {
        first.unread.splice(0..0, beside);
    }
    Ok(found)
}

/// The names of what lies in a folder, in byte order.
fn entries(folder: &Path) -> Result<Vec<std::ffi::OsString>, RawError> {
    let unreadable = |source| IngestError::Unreadable {
        path: folder.to_path_buf(),
        source,
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names = names.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    names.sort_unstable();
    Ok(names)
}

/// A hidden file, or what a spreadsheet program leaves beside a workbook that is open.
fn is_hidden(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
}

/// What the ending of a file says.
enum Ending {
    Read(RawForm),
    Workbook,
    Unread,
    Other,
}

/// A file's name without its ending, and what the ending says.
fn split(name: &str) -> (&str, Ending) {
    let strip = |endings: &[&str]| {
        let found = endings
            .iter()
            .filter_map(|ending| name.strip_suffix(ending));
        found.min_by_key(|stem| stem.len())
    };
    if let Some(stem) = strip(&TEXT) {
        return (stem, Ending::Read(RawForm::Text));
    }
    if let Some(stem) = name.strip_suffix(".parquet") {
        return (stem, Ending::Read(RawForm::Parquet));
    }
    if let Some(stem) = name.strip_suffix(".xpt") {
        return (stem, Ending::Read(RawForm::Transport));
    }
    if let Some(stem) = name.strip_suffix(".xlsx") {
        return (stem, Ending::Workbook);
    }
    if let Some(stem) = strip(&UNREAD) {
        let of_text = stem
            .strip_suffix(".csv")
            .or_else(|| stem.strip_suffix(".tsv"));
        return (of_text.unwrap_or(stem), Ending::Unread);
    }
    (name, Ending::Other)
}

/// The table that a name is of, and whether by a name without `*`. Of several the longest name is meant.
fn table_of(stem: &str, tables: &[RawTableDeclaration]) -> Option<(usize, bool)> {
    let patterns = tables.iter().enumerate().flat_map(|(index, table)| {
        let patterns = table.files.iter();
        patterns.map(move |pattern| (index, pattern.to_lowercase()))
    });
    let found = patterns.filter(|(_, pattern)| matches(pattern, stem));
    let ranked = found.map(|(index, pattern)| {
        let is_exact = !pattern.contains('*');
        ((is_exact, pattern.len(), std::cmp::Reverse(index)), index)
    });
    let best = ranked.max_by_key(|(rank, _)| *rank);
    best.map(|((is_exact, ..), index)| (index, is_exact))
}

impl FoundRaw {
    /// Looks at the names in a folder, and at those of the sheets in its workbooks.
    fn look(folder: &Path, tables: &[RawTableDeclaration]) -> Result<Self, RawError> {
        let name = folder_name(folder);
        let mut found = Self {
            folder: folder.to_path_buf(),
            name: name.clone(),
            unread: Vec::new(),
            is_simulated: false,
            sources: Vec::new(),
            is_exact: Vec::new(),
            endings: Vec::new(),
            broken: Vec::new(),
            is_broken: false,
        };
        let prefix = shown(&name);
        for entry in entries(folder)? {
            if entry == SIMULATED {
                found.is_simulated = true;
            } else if !is_hidden(&entry) {
                found.add(folder, &prefix, &entry.to_string_lossy(), tables);
            }
        }
        Ok(found)
    }

    fn add(&mut self, folder: &Path, prefix: &str, name: &str, tables: &[RawTableDeclaration]) {
        let path = folder.join(name);
        let lower = name.to_lowercase();
        let (stem, ending) = split(&lower);
        let file = format!("{prefix}/{}", shown(name));
        let is_file = is_plain_file(&path);
        match (ending, table_of(stem, tables)) {
            (Ending::Read(form), Some((table, is_exact))) if is_file => {
                let of_parquet = form == RawForm::Parquet;
                let source = Source {
                    path,
                    name: file,
                    form: if of_parquet {
                        Form::Parquet
                    } else {
                        Form::Text
                    },
                };
                self.put(source, form, table, is_exact);
            }
            (Ending::Unread, Some((table, _))) if is_file => self.endings.push((file, table)),
            (Ending::Workbook, of_table) if is_file => {
                let sheets = match sheet_names(&path) {
                    Ok(sheets) => sheets,
                    Err(error) => {
                        self.broken.push((file, error.to_string()));
                        self.is_broken |= of_table.is_some();
                        return;
                    }
                };
                let mut is_read = false;
                let mut others = Vec::new();
                for sheet in sheets {
                    let Some((table, is_exact)) = table_of(&sheet.trim().to_lowercase(), tables)
                    else {
                        others.push(shown(sheet.trim()));
                        continue;
                    };
                    is_read = true;
                    let source = Source {
                        path: path.clone(),
                        name: format!("{file}: {}", shown(sheet.trim())),
                        form: Form::Sheet(sheet),
                    };
                    self.put(source, RawForm::Text, table, is_exact);
                }
                if !is_read {
                    let others = others.join(", ");
                    self.unread
                        .push(format!("{} (sheets: {others})", shown(name)));
                }
            }
            // A link to nothing, or a pipe.
            (Ending::Read(_) | Ending::Unread | Ending::Workbook, Some(_)) if !path.is_dir() => {
                self.unread.push(format!("{} (no plain file)", shown(name)));
            }
            _ => self.unread.push(shown(name)),
        }
    }

    fn put(&mut self, source: Source, form: RawForm, table: usize, is_exact: bool) {
        self.sources.push(RawSource {
            source,
            form,
            table,
        });
        self.is_exact.push(is_exact);
    }

    /// Whether anything in the folder is named for a raw table.
    fn is_export(&self) -> bool {
        !self.sources.is_empty() || !self.endings.is_empty() || self.is_broken
    }

    /// Whether a file is of the raw table with this index among the declared ones.
    #[must_use]
    pub fn has(&self, table: usize) -> bool {
        self.sources.iter().any(|source| source.table == table)
    }

    pub(super) fn sources(&self) -> &[RawSource] {
        &self.sources
    }

    /// What is wrong with the names of the files.
    pub(super) fn faults(&self, tables: &[RawTableDeclaration]) -> Vec<RawError> {
        let mut faults = Vec::new();
        for (file, what) in &self.broken {
            faults.push(RawError::Ingest(IngestError::Broken {
                file: file.clone(),
                what: what.clone(),
            }));
        }
        for (file, table) in &self.endings {
            faults.push(RawError::Ending {
                file: file.clone(),
                table: tables[*table].name.clone(),
            });
        }
        for (index, table) in tables.iter().enumerate() {
            let of_table = self.sources.iter().zip(&self.is_exact);
            let mut exact =
                of_table.filter(|(source, is_exact)| source.table == index && **is_exact);
            if let (Some((first, _)), Some((second, _))) = (exact.next(), exact.next()) {
                faults.push(RawError::TwoFiles {
                    table: table.name.clone(),
                    first: first.source.name.clone(),
                    second: second.source.name.clone(),
                });
            }
            let has_file = self.sources.iter().any(|source| source.table == index)
                || self.endings.iter().any(|(_, table)| *table == index);
            if table.is_required && !has_file {
                faults.push(RawError::NoFile {
                    folder: self.name.clone(),
                    table: table.name.clone(),
                    files: table.files.clone(),
                });
            }
        }
        faults
    }
}
