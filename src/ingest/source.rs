//! One file of an export: found, opened, decompressed, decoded.

use super::error::IngestError;
use crate::model::TABLES;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// Endings of a table's file, in the order in which they are looked for.
const ENDINGS: [&str; 6] = [".csv", ".tsv", ".csv.gz", ".csv.zst", ".tsv.gz", ".tsv.zst"];

/// A file that holds a table of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// How messages and the ledger name it: folder and file.
    pub(super) name: String,
}

/// The folder's file of each table, in the order of the model; two files of one table are an error.
pub(super) fn find_sources(folder: &Path) -> Result<Vec<Option<Source>>, IngestError> {
    let unreadable = |source| IngestError::Unreadable {
        path: folder.to_path_buf(),
        source,
    };
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        names.push(
            entry
                .map_err(unreadable)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort_unstable();
    let prefix = folder_name(folder);
    TABLES
        .iter()
        .map(|table| {
            let is_table = |name: &&String| {
                let lower = name.to_ascii_lowercase();
                ENDINGS
                    .iter()
                    .any(|ending| lower.strip_suffix(ending) == Some(table.name))
            };
            let found: Vec<&String> = names.iter().filter(is_table).collect();
            match found.as_slice() {
                [] => Ok(None),
                [name] => Ok(Some(Source {
                    path: folder.join(name),
                    name: format!("{prefix}/{name}"),
                })),
                [first, second, ..] => Err(IngestError::TwoFiles {
                    table: table.name,
                    first: format!("{prefix}/{first}"),
                    second: format!("{prefix}/{second}"),
                }),
            }
        })
        .collect()
}

/// The files of the folder that are no table, hidden ones left out.
///
/// # Errors
///
/// Where one is named for a table and has an ending that is not read.
pub(super) fn unread_files(folder: &Path) -> Result<Vec<String>, IngestError> {
    let unreadable = |source| IngestError::Unreadable {
        path: folder.to_path_buf(),
        source,
    };
    let mut unread = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.path().is_file() {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        let (stem, ending) = lower.split_at(lower.find('.').unwrap_or(lower.len()));
        let table = TABLES.iter().find(|table| table.name == stem);
        match table {
            Some(_) if ENDINGS.contains(&ending) => {}
            Some(table) => {
                return Err(IngestError::OtherEnding {
                    file: format!("{}/{name}", folder_name(folder)),
                    table: table.name,
                });
            }
            None => unread.push(name),
        }
    }
    unread.sort_unstable();
    Ok(unread)
}

/// The name of an export folder: the site of its rows where nothing else says one.
pub(super) fn folder_name(folder: &Path) -> String {
    let whole = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    whole.file_name().map_or_else(
        || "export".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// What a first pass over a file tells: its fingerprint and its encoding.
pub(super) struct Survey {
    pub(super) sha256: String,
    encoding: Encoding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8 { has_mark: bool },
    Windows1252,
    Utf16,
}

impl Source {
    /// Reads the file once: its SHA-256 and its encoding.
    pub(super) fn survey(&self) -> Result<Survey, IngestError> {
        let unreadable = |source| IngestError::Unreadable {
            path: self.path.clone(),
            source,
        };
        let mut hash = Sha256::new();
        let mut raw = BufReader::new(File::open(&self.path).map_err(unreadable)?);
        let mut block = vec![0; 1 << 20];
        loop {
            let read = raw.read(&mut block).map_err(unreadable)?;
            if read == 0 {
                break;
            }
            hash.update(&block[..read]);
        }
        let mut sha256 = String::new();
        for byte in hash.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        let encoding = encoding_of(self.decompressed().map_err(unreadable)?).map_err(unreadable)?;
        Ok(Survey { sha256, encoding })
    }

    /// The file's text as UTF-8, without a byte order mark.
    pub(super) fn open(&self, survey: &Survey) -> io::Result<Box<dyn Read + Send>> {
        let mut raw = self.decompressed()?;
        match survey.encoding {
            Encoding::Utf8 { has_mark } => {
                if has_mark {
                    raw.read_exact(&mut [0; 3])?;
                }
                Ok(raw)
            }
            encoding @ (Encoding::Windows1252 | Encoding::Utf16) => {
                let mut bytes = Vec::new();
                raw.read_to_end(&mut bytes)?;
                // UTF-16 is told by its mark; the decoder named here is what a file without one has.
                let decoder = if encoding == Encoding::Utf16 {
                    encoding_rs::UTF_16LE
                } else {
                    encoding_rs::WINDOWS_1252
                };
                let (text, _, _) = decoder.decode(&bytes);
                Ok(Box::new(Cursor::new(text.into_owned().into_bytes())))
            }
        }
    }

    fn decompressed(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(&self.path)?;
        let is = |extension: &str| {
            self.path
                .extension()
                .is_some_and(|known| known.eq_ignore_ascii_case(extension))
        };
        Ok(if is("gz") {
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(file)))
        } else if is("zst") {
            Box::new(zstd::Decoder::new(file)?)
        } else {
            Box::new(file)
        })
    }
}

/// A file with a mark or with any valid multi-byte sequence is UTF-8; else, if it is not ASCII, Windows-1252.
fn encoding_of(mut text: Box<dyn Read + Send>) -> io::Result<Encoding> {
    let mut block = vec![0; 1 << 20];
    let mut filled = 0;
    let mut is_first = true;
    let mut is_ascii = true;
    loop {
        let read = text.read(&mut block[filled..])?;
        if is_first && filled + read < 3 && read > 0 {
            filled += read;
            continue;
        }
        let bytes = &block[..filled + read];
        if is_first && bytes.starts_with(b"\xEF\xBB\xBF") {
            return Ok(Encoding::Utf8 { has_mark: true });
        }
        if is_first && (bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")) {
            return Ok(Encoding::Utf16);
        }
        is_first = false;
        if !bytes.is_ascii() {
            is_ascii = false;
            if has_multi_byte(bytes) {
                return Ok(Encoding::Utf8 { has_mark: false });
            }
        }
        if read == 0 {
            return Ok(if is_ascii {
                Encoding::Utf8 { has_mark: false }
            } else {
                Encoding::Windows1252
            });
        }
        // A sequence may go on in the next block: its first bytes are looked at again.
        let keep = bytes.len().min(3);
        let from = bytes.len() - keep;
        block.copy_within(from..from + keep, 0);
        filled = keep;
    }
}

/// Whether a valid multi-byte UTF-8 sequence stands anywhere.
fn has_multi_byte(bytes: &[u8]) -> bool {
    (0..bytes.len()).filter(|&at| bytes[at] >= 0xC2).any(|at| {
        (2..=4).any(|length| {
            bytes.get(at..at + length).is_some_and(|sequence| {
                std::str::from_utf8(sequence).is_ok_and(|text| text.chars().count() == 1)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> Encoding {
        encoding_of(Box::new(Cursor::new(bytes.to_vec()))).unwrap()
    }

    #[test]
    fn encodings_are_told_by_mark_and_by_sequence() {
        assert_eq!(encoding(b"a,b\n"), Encoding::Utf8 { has_mark: false });
        assert_eq!(
            encoding(b"\xEF\xBB\xBFa"),
            Encoding::Utf8 { has_mark: true }
        );
        assert_eq!(
            encoding("µg".as_bytes()),
            Encoding::Utf8 { has_mark: false }
        );
        assert_eq!(encoding(b"\xB5g"), Encoding::Windows1252);
        assert_eq!(encoding(b"\xFF\xFEa\0"), Encoding::Utf16);
        assert_eq!(encoding(b""), Encoding::Utf8 { has_mark: false });
    }

    #[test]
    fn a_sequence_across_two_blocks_is_seen() {
        let mut bytes = vec![b'a'; (1 << 20) - 1];
        bytes.extend_from_slice("µ".as_bytes());
        assert_eq!(encoding(&bytes), Encoding::Utf8 { has_mark: false });
    }
}
