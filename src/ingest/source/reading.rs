//! A file that is read more than once is the same each time: the hash that is kept is that of the rows that are kept.

use super::folder::{Form, Source};
use crate::disk::Seal;
use crate::ingest::error::IngestError;
use crate::ingest::ledger::FileLedger;
use rayon::prelude::*;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The files of an export, as they were before the first of their readings.
pub(in crate::ingest) struct Reading<'a> {
    files: Vec<(&'a Source, Stamp)>,
}

/// What the disk says of a file without reading it: its length, and when it was changed, where the disk knows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp(u64, Option<SystemTime>);

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        Ok(Self(metadata.len(), metadata.modified().ok()))
    }
}

impl<'a> Reading<'a> {
    /// Before any of the files is read.
    ///
    /// # Errors
    ///
    /// [`IngestError::Unreadable`] where a file is gone.
    pub(in crate::ingest) fn begin(sources: &'a [Option<Source>]) -> Result<Self, IngestError> {
        // Rows that a mapping gave lie in a file without a name, which nobody else can change.
        let named = sources.iter().flatten();
        let named = named.filter(|source| !matches!(source.form, Form::Mapped(_)));
        let files = named.map(|source| {
            let stamp = Stamp::of(&source.path).map_err(|error| source.failed(error))?;
            Ok((source, stamp))
        });
        Ok(Self {
            files: files.collect::<Result<_, IngestError>>()?,
        })
    }

    /// After the last of the files was read: each is as it was, and has the hash that its ledger has.
    ///
    /// # Errors
    ///
    /// [`IngestError::Changed`] with the first that is not.
    pub(in crate::ingest) fn end(self, ledgers: &[FileLedger]) -> Result<(), IngestError> {
        let is_same = |source: &Source, stamp: &Stamp| -> io::Result<bool> {
            let seal = Seal::of_file(&source.path)?;
            let mut of_file = ledgers.iter().filter(|ledger| ledger.file == source.name);
            Ok(of_file.all(|ledger| ledger.sha256 == seal.sha256)
                && Stamp::of(&source.path)? == *stamp)
        };
        let looked_at: Vec<(&Source, bool)> = self
            .files
            .par_iter()
            // A file that cannot be read any more is not the one that was read.
            .map(|(source, stamp)| (*source, is_same(source, stamp).unwrap_or(false)))
            .collect();
        match looked_at.into_iter().find(|(_, is_same)| !is_same) {
            Some((source, _)) => Err(IngestError::Changed {
                file: source.name.clone(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_changes_between_two_readings_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("doses.csv");
        let source = Source {
            path: path.clone(),
            ..Source::of_text("tiny/doses.csv")
        };
        let ledger = |bytes: &[u8]| FileLedger {
            file: source.name.clone(),
            table: "doses",
            sha256: Seal::of(bytes).sha256,
            read: 0,
            stored: 0,
            quarantined: Vec::new(),
            unnamed_columns: Vec::new(),
            spellings: Vec::new(),
            places: None,
        };
        let sources = [None, Some(source.clone())];
        let read = |changed: &dyn Fn(), bytes: &[u8]| {
            fs::write(&path, b"course_id\nC1\n").unwrap();
            let reading = Reading::begin(&sources).unwrap();
            changed();
            reading.end(&[ledger(bytes)])
        };
        let is_refused = |result| matches!(result, Err(IngestError::Changed { .. }));
        let (before, after) = (b"course_id\nC1\n", b"course_id\nC2\n");
        assert!(read(&|| {}, before).is_ok());
        // Longer, of the same length, and gone; the hash being that of either.
        let longer = || fs::write(&path, b"course_id\nC1\nC2\n").unwrap();
        assert!(is_refused(read(&longer, before)));
        assert!(is_refused(read(&longer, b"course_id\nC1\nC2\n")));
        let other = || fs::write(&path, after).unwrap();
        assert!(is_refused(read(&other, before)));
        assert!(is_refused(read(
            &|| fs::remove_file(&path).unwrap(),
            before
        )));
        // One that was changed and changed back has another time, and one of the same time another hash.
        let is_kept = |path: &Path, bytes: &[u8]| {
            let time = fs::metadata(path).unwrap().modified().unwrap();
            fs::write(path, bytes).unwrap();
            let file = fs::File::options().append(true).open(path).unwrap();
            file.set_modified(time).unwrap();
        };
        assert!(is_refused(read(&|| is_kept(&path, after), before)));
        let error = read(&longer, before).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tiny/doses.csv: changed while it was read"
        );
        assert!(!error.is_about_data());
    }
}
