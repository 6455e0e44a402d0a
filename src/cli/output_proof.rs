//! Whether the files of a report are those that its store and its options give: byte for byte, none missing, none beside
//! them.
//!
//! Takes the report's folder, the lines of `run.json` and each file as it is made again; gives faults that name the file
//! and, of a text, the line.

use super::failure::Failure;
use super::output::entries;
use super::report_files::{CERTIFICATE_JSON, CERTIFICATE_TEXT, RUN_JSON, STORE};
use super::run_record::FileHash;
use crate::disk::{Seal, at, is_draft, open_file};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes of a file that are compared at once.
const CHUNK: usize = 1 << 16;

/// What is proved by other means, or is no part of a report.
const APART: [&str; 4] = [STORE, RUN_JSON, CERTIFICATE_JSON, CERTIFICATE_TEXT];

/// The files of a report's folder while they are made again.
#[derive(Debug)]
pub(super) struct OutputProof {
    report: PathBuf,
    /// The SHA-256 of each file, by its path in the folder.
    found: BTreeMap<String, String>,
    /// What is neither a file nor a folder, by its path.
    others: Vec<String>,
    made: Mutex<BTreeMap<String, MadeFile>>,
}

/// A file that was made again.
#[derive(Debug)]
struct MadeFile {
    sha256: String,
    /// Where the file that lies there differs first; `None` where it does not, or is not there.
    difference: Option<String>,
}

impl OutputProof {
    /// Lists the files of a report's folder, links not followed, without `run.json`, certificates and its store.
    pub(super) fn begin(report: &Path) -> Result<Self, Failure> {
        let (mut files, mut others) = (Vec::new(), Vec::new());
        list(report, "", &mut files, &mut others)?;
        let found = files.into_par_iter().map(|(name, path)| {
            let seal = Seal::of_file(&path).map_err(at(&path))?;
            Ok((name, seal.sha256))
        });
        Ok(Self {
            report: report.to_path_buf(),
            found: found.collect::<Result<_, Failure>>()?,
            others,
            made: Mutex::default(),
        })
    }

    /// Compares a file that was made again with the one that lies there.
    pub(super) fn compare(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let sha256 = Seal::of(bytes).sha256;
        let difference = match self.found.get(name) {
            Some(found) if *found != sha256 => {
                let path = self.report.join(name);
                Some(first_difference(&path, bytes).map_err(at(&path))?)
            }
            Some(_) | None => None,
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(name.to_owned(), MadeFile { sha256, difference });
        Ok(())
    }

    /// How many files were made again, and how many of them lie there byte for byte.
    pub(super) fn n_made(&self) -> (u64, u64) {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let is_equal =
            |(name, file): &(&String, &MadeFile)| self.found.get(*name) == Some(&file.sha256);
        let equal = made.iter().filter(is_equal).count();
        (made.len() as u64, equal as u64)
    }

    /// What is not as it should be, given the lines of `run.json`; `is_made` where every file was made again.
    pub(super) fn faults<'a>(
        &self,
        listed: impl Iterator<Item = &'a FileHash>,
        is_made: bool,
    ) -> Vec<String> {
        let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in listed {
            lines.entry(&line.file).or_default().push(&line.sha256);
        }
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let names: BTreeSet<&str> = lines
            .keys()
            .copied()
            .chain(self.found.keys().map(String::as_str))
            .chain(made.keys().map(String::as_str).filter(|_| is_made))
            .collect();
        let mut faults: Vec<String> = self
            .others
            .iter()
            .map(|name| format!("{name}: is neither a file nor a folder"))
            .collect();
        for name in names {
            let lines = lines.get(name).map_or(&[][..], Vec::as_slice);
            let found = self.found.get(name).map(String::as_str);
            let made = made.get(name).filter(|_| is_made);
            let mut fault = |what: &str| faults.push(format!("{name}: {what}"));
            match (lines, found) {
                ([], None) => fault(&format!("is missing, and is not in {RUN_JSON}")),
                ([], Some(_)) => fault(&format!("is not in {RUN_JSON}")),
                (_, None) => fault("is missing"),
                ([line], Some(found)) if *line == found => {}
                ([_], Some(found)) if made.is_some_and(|made| made.sha256 == found) => {
                    fault(&format!("is not the file that {RUN_JSON} lists (SHA-256)"));
                }
                ([_], Some(_)) => fault("was altered after it was written (SHA-256)"),
                (_, Some(_)) => fault(&format!("is in {RUN_JSON} more than once")),
            }
            match made {
                None if is_made => fault(&format!(
                    "is no file of a report with the options of {RUN_JSON}"
                )),
                Some(MadeFile {
                    difference: Some(difference),
                    ..
                }) => fault(&format!(
                    "is not what this program makes from the store and the options of {RUN_JSON}, first at {difference}"
                )),
                Some(_) | None => {}
            }
        }
        faults
    }
}

/// Lists the files of a folder with their paths, and apart from them what is no file.
fn list(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, PathBuf)>,
    others: &mut Vec<String>,
) -> Result<(), Failure> {
    for name in entries(folder)? {
        let (path, name) = (folder.join(&name), name.to_string_lossy());
        // What a killed run left, and the certificate that another run writes right now, are no part of the report.
        if prefix.is_empty() && (is_draft(&name) || APART.contains(&&*name)) {
            continue;
        }
        let shown = format!("{prefix}{name}");
        let kind = fs::symlink_metadata(&path).map_err(at(&path))?.file_type();
        if kind.is_dir() {
            list(&path, &format!("{shown}/"), files, others)?;
        } else if kind.is_file() {
            files.push((shown, path));
        } else {
            others.push(shown);
        }
    }
    Ok(())
}

/// Where a file first differs from these bytes: the line where they are text, else the byte, each counted from 1.
fn first_difference(path: &Path, bytes: &[u8]) -> io::Result<String> {
    let mut file = BufReader::new(open_file(path)?);
    let (mut chunk, mut same) = (vec![0; CHUNK], 0);
    let place = loop {
        let length = match file.read(&mut chunk) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let rest = bytes.get(same..).unwrap_or(&[]);
        let read = &chunk[..length];
        let differing = read.iter().zip(rest).position(|(a, b)| a != b);
        match differing {
            Some(offset) => break same + offset,
            None if length == 0 || length > rest.len() => break same + length.min(rest.len()),
            None => same += length,
        }
    };
    Ok(if std::str::from_utf8(bytes).is_ok() {
        let before = bytes[..place].iter().filter(|byte| **byte == b'\n');
        format!("line {}", before.count() + 1)
    } else {
        format!("byte {}", place + 1)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    #[test]
    fn a_difference_is_at_a_line_of_a_text_and_at_a_byte_of_anything_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let at = |there: &[u8], made: &[u8]| {
            fs::write(&path, there).unwrap();
            first_difference(&path, made).unwrap()
        };
        assert_eq!(at(b"a\nb\nx\n", b"a\nb\nc\n"), "line 3");
        assert_eq!(at(b"a\nb\nc\nd\n", b"a\nb\nc\n"), "line 4");
        assert_eq!(at(b"a\n", b"a\nb\nc\n"), "line 2");
        assert_eq!(at(b"", b"a\n"), "line 1");
        assert_eq!(at(b"\xff\x01\x02", b"\xff\x01\x03"), "byte 3");
        let mut long = vec![b'a'; 2 * CHUNK];
        let made = long.clone();
        long.insert(CHUNK, b'b');
        long[CHUNK - 1] = b'a';
        assert_eq!(at(&long, &made), "line 1");
        let mut other = vec![0xff; 2 * CHUNK];
        let made = other.clone();
        other[CHUNK + 4] = 0;
        assert_eq!(at(&other, &made), format!("byte {}", CHUNK + 5));
    }
}
