//! Rows that do not fit in memory, in files without a name: nobody else can open them, and they are gone with the
//! process, however that ends.

use super::error::QueryError;
use super::explain::carried;
use crate::disk::NamelessFile;
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::spill_file::{SpillFile, SpillWriter, TempFileFactory};
use futures::stream::{Stream, iter};
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most bytes that a process spills: 100 GiB.
const MOST: u64 = 100 << 30;
/// How much is read at a time.
const CHUNK: u64 = 128 << 10;

/// Where the engine puts rows that do not fit in memory.
pub(super) fn nameless() -> DiskManagerBuilder {
    let files = Arc::new(SpillFiles::default());
    DiskManagerBuilder::default().with_mode(DiskManagerMode::Custom(files))
}

/// All files of an engine.
#[derive(Debug, Default)]
struct SpillFiles {
    /// Bytes in all of them.
    used: Arc<AtomicU64>,
}

impl TempFileFactory for SpillFiles {
    fn create_temp_file(&self, _: &str) -> Result<Arc<dyn SpillFile>> {
        let file = NamelessFile::create().map_err(|error| carried(QueryError::Spill(error)))?;
        Ok(Arc::new(SpilledRows(Arc::new(Contents {
            file,
            size: AtomicU64::new(0),
            used: Arc::clone(&self.used),
        }))))
    }
}

/// A file: it is gone when its last reader is.
struct SpilledRows(Arc<Contents>);

struct Contents {
    file: NamelessFile,
    size: AtomicU64,
    /// Bytes in all files.
    used: Arc<AtomicU64>,
}

impl Contents {
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        if self.used.fetch_add(length, Ordering::Relaxed) + length > MOST {
            self.used.fetch_sub(length, Ordering::Relaxed);
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        self.size.fetch_add(length, Ordering::Relaxed);
        self.file.append(bytes)
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        let size = self.size.load(Ordering::Relaxed);
        self.used.fetch_sub(size, Ordering::Relaxed);
    }
}

impl SpillFile for SpilledRows {
    fn size(&self) -> Option<u64> {
        Some(self.0.size.load(Ordering::Relaxed))
    }

    fn read_stream(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let contents = Arc::clone(&self.0);
        let mut from = 0;
        let chunks = std::iter::from_fn(move || match contents.file.read_at(from, CHUNK) {
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
        let files = SpillFiles::default();
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
