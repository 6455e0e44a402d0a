//! Rows that do not fit in memory, in files without a name: nobody else can open them, and they are gone with the
//! process, however that ends.

use super::error::QueryError;
use super::explain::carried;
use crate::disk::nameless_file;
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::spill_file::{SpillFile, SpillWriter, TempFileFactory};
use futures::stream::{Stream, iter};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most bytes that a process spills: 100 GiB.
const MOST: u64 = 100 << 30;
/// How much is read at a time.
const CHUNK: u64 = 128 << 10;

/// Where the engine puts rows that do not fit in memory.
pub(super) fn nameless() -> DiskManagerBuilder {
    let files = Arc::new(NamelessFiles::default());
    DiskManagerBuilder::default().with_mode(DiskManagerMode::Custom(files))
}

/// All files of an engine.
#[derive(Debug, Default)]
struct NamelessFiles {
    /// Bytes in all of them.
    used: Arc<AtomicU64>,
}

impl TempFileFactory for NamelessFiles {
    fn create_temp_file(&self, _: &str) -> Result<Arc<dyn SpillFile>> {
        let file = nameless_file().map_err(|error| carried(QueryError::Spill(error)))?;
        Ok(Arc::new(NamelessFile(Arc::new(Contents {
            file: Mutex::new(file),
            size: AtomicU64::new(0),
            used: Arc::clone(&self.used),
        }))))
    }
}

/// A file: it is gone when its last reader is.
struct NamelessFile(Arc<Contents>);

struct Contents {
    file: Mutex<File>,
    size: AtomicU64,
    /// Bytes in all files.
    used: Arc<AtomicU64>,
}

impl Contents {
    /// The file, whose position nobody else moves meanwhile.
    fn file(&self) -> MutexGuard<'_, File> {
        // Every use sets the position anew.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, from: u64) -> io::Result<Vec<u8>> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut *file)
            .take(CHUNK)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        if self.used.fetch_add(length, Ordering::Relaxed) + length > MOST {
            self.used.fetch_sub(length, Ordering::Relaxed);
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        self.size.fetch_add(length, Ordering::Relaxed);
        let mut file = self.file();
        file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        let size = self.size.load(Ordering::Relaxed);
        self.used.fetch_sub(size, Ordering::Relaxed);
    }
}

impl SpillFile for NamelessFile {
    fn size(&self) -> Option<u64> {
        Some(self.0.size.load(Ordering::Relaxed))
    }

    fn read_stream(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let contents = Arc::clone(&self.0);
        let mut from = 0;
        let chunks = std::iter::from_fn(move || match contents.read(from) {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => {
                from += bytes.len() as u64;
                Some(Ok(bytes.into()))
            }
            Err(error) => Some(Err(DataFusionError::IoError(error))),
        });
        Ok(Box::pin(iter(chunks)))
    }

    fn open_writer(&self) -> Result<Box<dyn SpillWriter>> {
        Ok(Box::new(Appended(Arc::clone(&self.0))))
    }
}

/// What is written at the end of a file.
struct Appended(Arc<Contents>);

impl Write for Appended {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SpillWriter for Appended {
    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;
    use futures::StreamExt;

    #[test]
    fn what_is_spilled_is_read_by_each_reader_from_its_beginning() {
        let files = NamelessFiles::default();
        let file = files.create_temp_file("rows").unwrap();
        let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut writer = file.open_writer().unwrap();
        for part in bytes.chunks(1_000) {
            writer.write_all(part).unwrap();
        }
        writer.finish().unwrap();
        assert_eq!(file.size(), Some(300_000));
        let read = |file: &Arc<dyn SpillFile>| {
            let chunks = file.read_stream().unwrap().map(Result::unwrap);
            futures::executor::block_on(chunks.collect::<Vec<Bytes>>()).concat()
        };
        assert_eq!(read(&file), bytes);
        assert_eq!(read(&file), bytes);
        assert_eq!(files.used.load(Ordering::Relaxed), 300_000);
        drop((writer, file));
        assert_eq!(files.used.load(Ordering::Relaxed), 0);
    }
}
