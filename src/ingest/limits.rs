//! What no honest export exceeds: with these, memory is bounded whatever a file holds.

use crate::notation::thousands;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Bytes of one field.
pub(super) const FIELD: usize = 1 << 20;
/// Bytes of one record. A quote that is not closed within so many bytes was never closed.
pub(super) const RECORD: usize = 1 << 24;
/// Columns of a file.
pub(super) const COLUMNS: usize = 4_096;
/// Rows of a file that are quarantined, each of which is listed by its line.
pub(super) const QUARANTINED: usize = 1_000_000;
/// How many bytes a compressed file may make of each of its own, beyond [`EXPANSION_FLOOR`].
const EXPANSION: u64 = 250;
/// So many bytes may come out of any compressed file.
const EXPANSION_FLOOR: u64 = 64 << 20;
/// Bytes of a workbook.
pub(super) const WORKBOOK: u64 = 256 << 20;
/// Bytes of all that a workbook is unpacked to, and of the text of one sheet.
pub(super) const UNPACKED_WORKBOOK: u64 = 1 << 30;
/// Sheets and other parts of a workbook.
pub(super) const WORKBOOK_PARTS: usize = 2_000;
/// Rows of a sheet: as many as spreadsheet programs have.
pub(super) const SHEET_ROWS: u32 = 1 << 20;
/// Cells of a workbook.
pub(super) const CELLS: u64 = 1 << 25;
/// Shared strings of a workbook, which are in memory while it is read, and their bytes as XML.
pub(super) const SHARED_STRINGS: u64 = 2_000_000;
pub(super) const SHARED_STRING_BYTES: u64 = 128 << 20;
/// Bytes of XML of one cell or shared string: [`FIELD`] as it may be escaped and formatted.
pub(super) const XML_CELL: u64 = 8 << 20;
/// Bytes of the names of a workbook, and of the formats of its cells.
pub(super) const WORKBOOK_NAMES: u64 = 64 << 20;
/// Bytes of the metadata of a Parquet file.
pub(super) const PARQUET_METADATA: u64 = 16 << 20;
/// Bytes that the pages of a row group's columns need at a time.
pub(super) const PARQUET_PAGES: u64 = 256 << 20;
/// Different texts of one column, and their bytes, where it does not name the courses or patients of the export.
pub(super) const DISTINCT: usize = 250_000;
pub(super) const DISTINCT_BYTES: usize = 64 << 20;
/// Bytes of the different identifiers of the export's courses or patients.
pub(super) const IDENTIFIER_BYTES: usize = 128 << 20;

/// A limit that a file exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// A field is too long.
    #[error("a field is longer than {} MiB", FIELD >> 20)]
    Field,
    /// A record is too long.
    #[error("a record is longer than {} MiB", RECORD >> 20)]
    Record,
    /// There are too many columns.
    #[error("there are more than {COLUMNS} columns")]
    Columns,
    /// Too many rows are quarantined.
    #[error("more than {} rows break the data model", thousands(QUARANTINED as u64))]
    Quarantined,
    /// A compressed file grows too much.
    #[error("it unpacks to more than {EXPANSION} times its size and more than {} MiB", EXPANSION_FLOOR >> 20)]
    Expansion,
    /// A workbook is too large.
    #[error("a workbook of more than {} MiB, {} MiB unpacked or {WORKBOOK_PARTS} parts", WORKBOOK >> 20, UNPACKED_WORKBOOK >> 20)]
    Workbook,
    /// A sheet of a workbook has too many rows.
    #[error("a sheet has more than {} rows", thousands(u64::from(SHEET_ROWS)))]
    SheetRows,
    /// A workbook has too many cells.
    #[error("a workbook has more than {} cells", thousands(CELLS))]
    Cells,
    /// A workbook has, or says that it has, too many shared strings.
    #[error("a workbook has more than {} shared strings or {} MiB of them", thousands(SHARED_STRINGS), SHARED_STRING_BYTES >> 20)]
    SharedStrings,
    /// A workbook has too many names, sheets or formats.
    #[error("a workbook has more than {WORKBOOK_PARTS} sheets or {} MiB of names and formats", WORKBOOK_NAMES >> 20)]
    Formats,
    /// The metadata of a Parquet file are too long.
    #[error("its Parquet metadata are longer than {} MiB", PARQUET_METADATA >> 20)]
    ParquetMetadata,
    /// Pages of a Parquet file are too large.
    #[error("the pages of a row group need more than {} MiB at a time", PARQUET_PAGES >> 20)]
    ParquetPages,
    /// A column has too many different texts.
    #[error("a column has more than {} different texts or {} MiB of them", thousands(DISTINCT as u64), DISTINCT_BYTES >> 20)]
    Distinct,
    /// The identifiers of courses or patients are too long.
    #[error("the identifiers of a column have more than {} MiB", IDENTIFIER_BYTES >> 20)]
    Identifiers,
}

/// How many bytes a file of this length may unpack to.
pub(super) fn expansion_of(length: u64) -> u64 {
    EXPANSION_FLOOR.max(EXPANSION.saturating_mul(length))
}

impl Limit {
    /// Whether only workbooks are held to it.
    #[must_use]
    pub const fn is_of_workbook(self) -> bool {
        matches!(
            self,
            Self::Workbook | Self::SheetRows | Self::Cells | Self::SharedStrings | Self::Formats
        )
    }

    /// Whether only Parquet files are held to it.
    #[must_use]
    pub const fn is_of_parquet(self) -> bool {
        matches!(self, Self::ParquetMetadata | Self::ParquetPages)
    }

    /// As what a reader can return.
    pub(super) fn exceeded(self) -> io::Error {
        io::Error::other(self)
    }

    /// The limit that made a reader fail; `None` where something else did.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// Counts the rows of a file that are quarantined, in all of its pieces and parts.
#[derive(Debug, Default)]
pub(super) struct QuarantineCount(AtomicUsize);

impl QuarantineCount {
    /// Counts one more, unless there are more than may be.
    pub(super) fn add(&self) -> io::Result<()> {
        if self.0.fetch_add(1, Ordering::Relaxed) >= QUARANTINED {
            return Err(Limit::Quarantined.exceeded());
        }
        Ok(())
    }
}

/// Counts the bytes that are read of a compressed file.
pub(super) struct Counted<R> {
    input: R,
    read: Arc<AtomicU64>,
}

/// Reads what a compressed file holds, as long as it does not grow beyond measure.
pub(super) struct Bounded<R> {
    input: R,
    unpacked: u64,
    read: Arc<AtomicU64>,
}

impl<R: Read> Counted<R> {
    /// The reader of a compressed file, and what counts its bytes.
    pub(super) fn new(input: R) -> (Self, Arc<AtomicU64>) {
        let read = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&read);
        (Self { input, read }, counter)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Read> Bounded<R> {
    /// The unpacked bytes of a file of which so many bytes were read.
    pub(super) fn new(input: R, read: Arc<AtomicU64>) -> Self {
        Self {
            input,
            unpacked: 0,
            read,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.unpacked += read as u64;
        let most = expansion_of(self.read.load(Ordering::Relaxed));
        if self.unpacked > most {
            return Err(Limit::Expansion.exceeded());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_rows_are_quarantined_than_may_be() {
        let count = QuarantineCount::default();
        assert!((0..QUARANTINED).all(|_| count.add().is_ok()));
        let error = count.add().unwrap_err();
        assert_eq!(Limit::of(&error), Some(Limit::Quarantined));
    }

    #[test]
    fn what_grows_beyond_measure_is_cut_off() {
        let (mut compressed, read) = Counted::new(&[0_u8; 1_000][..]);
        compressed.read_to_end(&mut Vec::new()).unwrap();
        let mut unpacked = Bounded::new(io::repeat(b'x'), read);
        let mut buffer = vec![0; 1 << 20];
        let mut total = 0;
        let error = loop {
            match unpacked.read(&mut buffer) {
                Ok(read) => total += read as u64,
                Err(error) => break error,
            }
        };
        assert_eq!(Limit::of(&error), Some(Limit::Expansion));
        assert_eq!(total, EXPANSION_FLOOR);
    }
}
