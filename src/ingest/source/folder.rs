//! One table of an export where it lies: a text file, a Parquet file, or a sheet of a workbook.

use super::encoding::Encoding;
use super::mapped_rows::MappedRows;
use super::parquet_text::ParquetText;
use super::sheets::sheet_of;
use super::unread::{ENDINGS, UnreadFile};
use super::workbook::{sheet_names, sheet_text};
use crate::disk::{is_plain_file, open_file};
use crate::ingest::error::IngestError;
use crate::ingest::limits::{Bounded, Counted, Limit};
use crate::ingest::options::DecimalMark;
use crate::model::TABLES;
use crate::notation::shown;
use crate::terminology::key;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// The file whose presence says that an export is simulated.
pub(in crate::ingest) const SIMULATED: &str = "simulated.txt";

/// A file, or a sheet of one, that holds a table of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) struct Source {
    pub(in crate::ingest) path: PathBuf,
    /// How messages and the ledger name it: folder and file, and the sheet.
    pub(in crate::ingest) name: String,
    pub(in crate::ingest) form: Form,
}

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) enum Form {
    /// Delimited text, which may be compressed.
    Text,
    Parquet,
    /// The sheet of this name in an xlsx workbook.
    Sheet(String),
    /// Rows that a mapping gave.
    Mapped(MappedRows),
}

/// What a folder holds.
#[derive(Debug)]
pub(in crate::ingest) struct Folder {
    /// Where each table lies, in the order of the model.
    pub(in crate::ingest) tables: Vec<Option<Source>>,
    /// All that is named for a table and can be read, also where two are of one table.
    pub(in crate::ingest) sources: Vec<Source>,
    /// Why the folder is refused, whatever its files hold.
    pub(in crate::ingest) faults: Vec<IngestError>,
    /// Whether anything in it is named for a table.
    pub(in crate::ingest) is_export: bool,
    /// Files, and sheets of workbooks, that are no table; hidden ones left out.
    pub(in crate::ingest) unread: Vec<UnreadFile>,
    /// Where each of these lies, in the same order.
    pub(in crate::ingest) unread_sources: Vec<Source>,
    /// What is neither a file nor named for a table, in the order of names.
    pub(in crate::ingest) others: Vec<(OsString, Other)>,
    /// Whether a file says that what the folder holds is simulated.
    pub(in crate::ingest) is_simulated: bool,
}

/// What lies in a folder and is none of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Other {
    /// A folder.
    Folder,
    /// A hidden folder, or a hidden file that is named nearly for a table.
    Hidden,
    /// A link to what is not there.
    DeadLink,
    /// A device, a pipe or a socket.
    Special,
}

impl Folder {
    /// Looks at the names in a folder, and at those of the sheets in its workbooks.
    ///
    /// A workbook that cannot be read, two files or sheets of one table, and what is named for a table and is none that
    /// is read are faults: the other files are looked at all the same, since identifiers in them are reported first.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub(in crate::ingest) fn read(folder: &Path) -> Result<Self, IngestError> {
        let unreadable = |source| IngestError::Unreadable {
            path: folder.to_path_buf(),
            source,
        };
        let (mut names, mut others) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let file_name = entry.file_name();
            let name = file_name.to_string_lossy();
            // A spreadsheet program that has a workbook open leaves `~$…` beside it.
            let is_hidden = name.starts_with('.') || name.starts_with("~$");
            // A folder is none of the export's files, unless its name says so.
            let is_named = table_of(&name)
                .is_some_and(|(_, ending)| ending == ".xlsx" || ENDINGS.contains(&&*ending));
            let is_file = || is_plain_file(&entry.path());
            let other = match std::fs::metadata(entry.path()) {
                Ok(kind) if is_hidden => {
                    let may_be_table = kind.is_dir() || is_hidden_table(&name);
                    may_be_table.then_some(Other::Hidden)
                }
                Err(_) if is_hidden => None,
                Ok(_) if is_named || is_file() => {
                    names.push(file_name.clone());
                    None
                }
                Err(_) if is_named => {
                    names.push(file_name.clone());
                    None
                }
                Ok(kind) if kind.is_dir() => Some(Other::Folder),
                Ok(_) => Some(Other::Special),
                Err(_) => Some(Other::DeadLink),
            };
            others.extend(other.map(|other| (file_name, other)));
        }
        names.sort_unstable();
        others.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut found = Self {
            tables: vec![None; TABLES.len()],
            sources: Vec::new(),
            faults: Vec::new(),
            is_export: false,
            unread: Vec::new(),
            unread_sources: Vec::new(),
            others,
            is_simulated: false,
        };
        let prefix = shown(&folder_name(folder));
        for name in names {
            if name == SIMULATED {
                found.is_simulated = true;
            } else if let Err(fault) = found.add(folder, &prefix, &name) {
                found.faults.push(fault);
            }
        }
        Ok(found)
    }

    fn add(&mut self, folder: &Path, prefix: &str, name: &OsStr) -> Result<(), IngestError> {
        let path = folder.join(name);
        let name = name.to_string_lossy();
        let table = table_of(&name).map(|(table, _)| table);
        self.is_export |= table.is_some();
        // A link to nothing, or to a disk that is not there, is no table that was not collected.
        std::fs::metadata(&path).map_err(|source| IngestError::Unreadable {
            path: path.clone(),
            source,
        })?;
        if !is_plain_file(&path) {
            return Err(IngestError::Broken {
                file: format!("{prefix}/{}", shown(&name)),
                what: "it is named for a table and is no file".to_owned(),
            });
        }
        let file = format!("{prefix}/{}", shown(&name));
        let source = |form| Source {
            path: path.clone(),
            name: file.clone(),
            form,
        };
        let lower = name.to_ascii_lowercase();
        let ending = &lower[lower.find('.').unwrap_or(lower.len())..];
        match table {
            _ if ending == ".xlsx" => self.add_workbook(table, &source(Form::Text)),
            Some(table) if ENDINGS.contains(&ending) => {
                let form = if ending == ".parquet" {
                    Form::Parquet
                } else {
                    Form::Text
                };
                self.put(table, source(form))
            }
            Some(table) => Err(IngestError::OtherEnding {
                file,
                table: TABLES[table].name,
            }),
            None => {
                self.unread.push(UnreadFile::of(&name));
                self.unread_sources.push(source(Form::Text));
                Ok(())
            }
        }
    }

    /// The sheets of a workbook: each is the table that it is named for. Where none is named for the table of the file's
    /// name, it is the only sheet, or the only one that has a header.
    fn add_workbook(&mut self, table: Option<usize>, file: &Source) -> Result<(), IngestError> {
        let sheets = sheet_names(&file.path).map_err(|error| file.failed(error))?;
        let of_name = |sheet: &String| {
            let mut tables = TABLES.iter();
            tables.position(|table| key(table.name) == key(sheet))
        };
        let mut tables: Vec<Option<usize>> = sheets.iter().map(of_name).collect();
        let is_unnamed = tables.iter().all(Option::is_none);
        let mut result = Ok(());
        let of_file = table.filter(|table| !tables.contains(&Some(*table)));
        if let Some(table) = of_file {
            match sheet_of(&file.path, TABLES[table], &sheets, &tables) {
                Ok(sheet) => tables[sheet] = Some(table),
                Err(what) => {
                    result = Err(IngestError::Broken {
                        file: file.name.clone(),
                        what: what.to_owned(),
                    });
                }
            }
        }
        for (number, (sheet, table)) in (1..).zip(sheets.into_iter().zip(tables)) {
            let name = match table {
                Some(table) if of_file != Some(table) => {
                    format!("{}: {}", file.name, TABLES[table].name)
                }
                Some(_) | None => file.name.clone(),
            };
            let unread = UnreadFile::of_sheet(&file_name(&file.path), number, &sheet, is_unnamed);
            let source = Source {
                path: file.path.clone(),
                name,
                form: Form::Sheet(sheet),
            };
            if let Some(table) = table {
                result = result.and(self.put(table, source));
            } else {
                self.unread.push(unread);
                self.unread_sources.push(source);
            }
        }
        result
    }

    fn put(&mut self, table: usize, source: Source) -> Result<(), IngestError> {
        self.is_export = true;
        self.sources.push(source.clone());
        if let Some(first) = &self.tables[table] {
            return Err(IngestError::TwoFiles {
                table: TABLES[table].name,
                first: first.name.clone(),
                second: source.name,
            });
        }
        self.tables[table] = Some(source);
        Ok(())
    }
}

/// Whether a hidden file is named nearly for a table. What macOS and spreadsheet programs leave beside a file is none.
fn is_hidden_table(name: &str) -> bool {
    let is_companion = ["._", "~$", ".~"].iter().any(|it| name.starts_with(it));
    !is_companion && UnreadFile::of(name).near.is_some()
}

/// The name of a file, whatever bytes it has.
fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name()
        .map_or(Cow::Borrowed(""), OsStr::to_string_lossy)
}

/// The table that a file is named for, and what follows the name.
fn table_of(name: &str) -> Option<(usize, String)> {
    let lower = name.to_ascii_lowercase();
    let (stem, ending) = lower.split_at(lower.find('.').unwrap_or(lower.len()));
    let table = TABLES.iter().position(|table| table.name == stem)?;
    Some((table, ending.to_owned()))
}

/// The name of an export folder: the site of its rows where nothing else says one.
pub(in crate::ingest) fn folder_name(folder: &Path) -> String {
    let whole = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    whole.file_name().map_or_else(
        || "export".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The text of a table.
pub(in crate::ingest) struct Text {
    pub(in crate::ingest) input: Box<dyn Read + Send>,
    /// Whether the line of a record is its ordinal: the text was made of rows that have no lines of their own.
    pub(in crate::ingest) counts_rows: bool,
    /// Whether it was converted to UTF-8, so that what the file's encoding does not have was replaced.
    pub(in crate::ingest) is_converted: bool,
}

impl Source {
    /// A text file that is not there.
    #[cfg(test)]
    pub(in crate::ingest) fn of_text(name: &str) -> Self {
        Self {
            path: PathBuf::new(),
            name: name.to_owned(),
            form: Form::Text,
        }
    }

    /// What went wrong while the file was read.
    pub(in crate::ingest) fn failed(&self, error: io::Error) -> IngestError {
        if let Some(limit) = Limit::of(&error) {
            return IngestError::OverLimit {
                file: self.name.clone(),
                limit,
            };
        }
        if error.raw_os_error().is_some() {
            return IngestError::Unreadable {
                path: self.path.clone(),
                source: error,
            };
        }
        IngestError::Broken {
            file: self.name.clone(),
            what: error.to_string(),
        }
    }

    /// The table's text as UTF-8, without a byte order mark. Numbers of typed files are written with this decimal mark,
    /// as the export's others are.
    pub(in crate::ingest) fn open(
        &self,
        encoding: Encoding,
        mark: DecimalMark,
    ) -> io::Result<Text> {
        let input: Box<dyn Read + Send> = match &self.form {
            Form::Text => encoding.decoded(self.unpacked()?)?,
            Form::Parquet => Box::new(ParquetText::open(open_file(&self.path)?, mark)?),
            Form::Sheet(sheet) => Box::new(sheet_text(&self.path, sheet, mark)?.text),
            Form::Mapped(rows) => Box::new(rows.text(mark)?),
        };
        Ok(Text {
            input,
            counts_rows: self.form != Form::Text,
            is_converted: encoding.is_converted(),
        })
    }

    pub(in crate::ingest) fn has_ending(&self, ending: &str) -> bool {
        let known = self.path.extension();
        known.is_some_and(|known| known.eq_ignore_ascii_case(ending))
    }

    pub(in crate::ingest) fn is_packed(&self) -> bool {
        self.has_ending("gz") || self.has_ending("zst")
    }

    /// The bytes of a text file, unpacked where it is compressed.
    pub(in crate::ingest) fn unpacked(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = open_file(&self.path)?;
        Ok(if self.has_ending("gz") {
            let (compressed, read) = Counted::new(BufReader::new(file));
            Box::new(Bounded::new(
                MultiGzDecoder::new(BufReader::new(compressed)),
                read,
            ))
        } else if self.has_ending("zst") {
            let (compressed, read) = Counted::new(file);
            Box::new(Bounded::new(zstd::Decoder::new(compressed)?, read))
        } else {
            Box::new(file)
        })
    }
}
