//! The headers of a Parquet file's pages, read before the pages are: a reader of pages reserves what their headers claim.

use crate::ingest::limits::{self, Limit};
use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding, Type};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes that end a file: the length of the metadata and the mark.
const TAIL: u64 = 8;
/// Rows that are decoded at a time, where they are short, and the bytes of their pages at a time, where they are not.
const ROWS: u64 = 256;
const BYTES: u64 = 64 << 20;
/// A page of gzip of fewer bytes cannot unpack to more than 32 MiB.
const GZIP: u64 = 32 << 10;
/// Structures within structures of a header: it has three.
const DEPTH: usize = 8;

/// Refuses a file whose metadata are longer than any honest one's; they grow in memory.
pub(in crate::ingest) fn check_metadata(file: &mut File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    if let Some(tail) = length.checked_sub(TAIL) {
        file.seek(SeekFrom::Start(tail))?;
        let (mut bytes, mut mark) = ([0; 4], [0; 4]);
        file.read_exact(&mut bytes)?;
        file.read_exact(&mut mark)?;
        let metadata = u64::from(u32::from_le_bytes(bytes));
        // Another file, or a part of one, is told by the library that it is none.
        let is_one = mark == *b"PAR1" && metadata <= tail;
        if is_one && metadata > limits::PARQUET_METADATA {
            return Err(Limit::ParquetMetadata.exceeded());
        }
    }
    file.rewind()
}

/// Reads the headers of all pages; how many rows may be decoded at a time.
///
/// # Errors
///
/// [`Limit::ParquetPages`] where a row group's pages need more memory than any honest ones, an error of invalid data
/// where a header is none.
pub(in crate::ingest) fn rows_at_a_time(
    file: File,
    groups: &[RowGroupMetaData],
) -> io::Result<usize> {
    let length = file.metadata()?.len();
    let mut input = Headers {
        input: BufReader::with_capacity(1 << 13, file),
        at: 0,
        end: length,
    };
    let mut rows = ROWS;
    for group in groups {
        let wanted = u64::try_from(group.num_rows()).map_err(|_| broken())?;
        let (mut needed, mut a_row) = (0_u64, 0_u64);
        for chunk in group.columns() {
            let pages = input.pages_of(chunk, wanted, length)?;
            needed = needed.saturating_add(pages.needed);
            a_row = a_row.saturating_add(pages.a_row);
            if needed > limits::PARQUET_PAGES {
                return Err(Limit::ParquetPages.exceeded());
            }
        }
        rows = rows.min(BYTES.checked_div(a_row).unwrap_or(ROWS).max(1));
    }
    usize::try_from(rows).map_err(|_| broken())
}

/// What the pages of a column need.
#[derive(Default)]
struct Pages {
    /// Bytes of memory at a time.
    needed: u64,
    /// At most so many bytes a row.
    a_row: u64,
}

/// A page, as its header says it is.
#[derive(Default)]
struct Header {
    /// Its bytes unpacked and packed.
    unpacked: u64,
    packed: u64,
    values: u64,
    /// Bytes before the packed ones, which are among both, and whether there are none packed.
    levels: u64,
    is_unpacked: bool,
    is_dictionary: bool,
    is_data: bool,
    encoding: Option<i64>,
}

/// Reads headers of pages in Thrift's compact protocol, as far as a column goes.
struct Headers {
    input: BufReader<File>,
    at: u64,
    end: u64,
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a whole Parquet file")
}

impl Headers {
    /// The pages of a column of a row group with so many rows.
    fn pages_of(
        &mut self,
        chunk: &ColumnChunkMetaData,
        rows: u64,
        length: u64,
    ) -> io::Result<Pages> {
        let (start, bytes) = range_of(chunk).ok_or_else(broken)?;
        let end = start.checked_add(bytes).filter(|end| *end <= length);
        (self.at, self.end) = (start, end.ok_or_else(broken)?);
        self.input.seek(SeekFrom::Start(start))?;
        // A dictionary becomes as many values, and each is as wide as its type, or has its length before it.
        let width = match chunk.column_type() {
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => 1,
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        };
        let (mut dictionary, mut page, mut pages, mut read) = (0, 0, Pages::default(), 0_u64);
        while self.at < self.end {
            let header = match self.header() {
                Ok(header) => header,
                // Whatever follows the last row is not read.
                Err(_) if read >= rows => break,
                Err(error) => return Err(error),
            };
            if header.packed > self.end - self.at {
                return Err(broken());
            }
            if header.is_dictionary || header.is_data {
                self.check_packing(chunk.compression(), &header)?;
            }
            if header.is_dictionary {
                if header.values.saturating_mul(width) > header.unpacked {
                    return Err(broken());
                }
                // Its bytes, and a view of each value, or the values themselves.
                let views = header.values.saturating_mul(16);
                dictionary = dictionary.max(header.unpacked + header.packed + views);
            } else if header.is_data {
                read = read.saturating_add(header.values);
                page = page.max(header.unpacked + header.packed);
                // A value in this encoding may repeat nearly all of the one before it.
                let repeats = header.encoding == Some(Encoding::DELTA_BYTE_ARRAY as i64);
                let values = if repeats { 1 } else { header.values.max(1) };
                pages.a_row = pages.a_row.max(header.unpacked / values);
            }
            self.skip(header.packed)?;
        }
        pages.needed = dictionary.saturating_add(page);
        Ok(pages)
    }

    /// Refuses a page of which more comes than its header says, where the library unpacks whatever comes.
    fn check_packing(&mut self, codec: Compression, header: &Header) -> io::Result<()> {
        if header.is_unpacked {
            return Ok(());
        }
        match codec {
            Compression::GZIP(_) if header.packed > GZIP => {
                self.input.seek_relative(header.levels.cast_signed())?;
                let packed = header.packed.saturating_sub(header.levels);
                let most = header.unpacked.saturating_sub(header.levels);
                let page = MultiGzDecoder::new(self.input.by_ref().take(packed));
                let unpacked = io::copy(&mut page.take(most + 1), &mut io::sink());
                if unpacked.map_err(|_| broken())? > most {
                    return Err(broken());
                }
                self.input.seek(SeekFrom::Start(self.at)).map(|_| ())
            }
            Compression::LZ4 if header.packed > 4 => {
                let mut mark = [0; 4];
                self.input.read_exact(&mut mark).map_err(|_| broken())?;
                self.input.seek_relative(-4)?;
                // What has the mark of a frame of LZ4 is unpacked as one where it is no block.
                let is_frame = mark[1..] == [0x22, 0x4d, 0x18]
                    || mark[1..] == [0x2a, 0x4d, 0x18]
                    || mark[1..] == [0x21, 0x4c, 0x18];
                if is_frame {
                    let what = "it is packed with LZ4 in frames, which is not read; write it again packed with zstd, snappy or gzip, or as CSV";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, what));
                }
                Ok(())
            }
            Compression::GZIP(_)
            | Compression::LZ4
            | Compression::UNCOMPRESSED
            | Compression::SNAPPY
            | Compression::LZO
            | Compression::BROTLI(_)
            | Compression::ZSTD(_)
            | Compression::LZ4_RAW => Ok(()),
        }
    }

    fn header(&mut self) -> io::Result<Header> {
        let mut header = Header::default();
        self.structure(0, 0, &mut header)?;
        Ok(header)
    }

    /// Reads a structure; `within` is the field of the header that it is, 0 for the header itself.
    fn structure(&mut self, depth: usize, within: i64, header: &mut Header) -> io::Result<()> {
        if depth > DEPTH {
            return Err(broken());
        }
        let mut field = 0_i64;
        loop {
            let byte = self.byte()?;
            let kind = byte & 0x0f;
            if kind == 0 {
                return Ok(());
            }
            field = match byte >> 4 {
                0 => self.number()?,
                delta => field + i64::from(delta),
            };
            header.is_unpacked |= (depth, within, field, kind) == (1, 8, 7, 2);
            if matches!(kind, 4..=6) {
                let value = self.number()?;
                header.take(depth, within, field, value)?;
            } else if kind == 12 {
                let of_header = if depth == 0 { field } else { -1 };
                header.is_data |= matches!(of_header, 5 | 8);
                header.is_dictionary |= of_header == 7;
                self.structure(depth + 1, of_header, header)?;
            } else {
                self.skip_value(kind, depth, header)?;
            }
        }
    }

    /// Passes over a value that is not looked at.
    fn skip_value(&mut self, kind: u8, depth: usize, header: &mut Header) -> io::Result<()> {
        if depth > DEPTH {
            return Err(broken());
        }
        match kind {
            1 | 2 => Ok(()),
            3 => self.skip(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => {
                let byte = self.byte()?;
                let count = match byte >> 4 {
                    15 => self.varint()?,
                    count => u64::from(count),
                };
                for _ in 0..count {
                    match byte & 0x0f {
                        // A truth value in a list is a byte.
                        1 | 2 => self.skip(1)?,
                        kind => self.skip_value(kind, depth + 1, header)?,
                    }
                }
                Ok(())
            }
            12 => self.structure(depth + 1, -1, header),
            _ => Err(broken()),
        }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        if self.at >= self.end {
            return Err(broken());
        }
        self.input.read_exact(&mut byte).map_err(|_| broken())?;
        self.at += 1;
        Ok(byte[0])
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(broken())
    }

    fn number(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        if bytes > self.end - self.at {
            return Err(broken());
        }
        self.at += bytes;
        self.input.seek_relative(bytes.cast_signed())
    }
}

impl Header {
    /// Takes a number of the header itself, or of the structure that its field `within` is.
    fn take(&mut self, depth: usize, within: i64, field: i64, value: i64) -> io::Result<()> {
        let size = || u64::try_from(value).map_err(|_| broken());
        match (depth, within, field) {
            (0, 0, 2) => self.unpacked = size()?,
            (0, 0, 3) => self.packed = size()?,
            (1, 5 | 7 | 8, 1) => self.values = size()?,
            (1, 8, 5 | 6) => self.levels = self.levels.saturating_add(size()?),
            (1, 5, 2) | (1, 8, 4) => self.encoding = Some(value),
            _ => {}
        }
        Ok(())
    }
}

/// Where the pages of a column begin, and how many bytes they have.
fn range_of(chunk: &ColumnChunkMetaData) -> Option<(u64, u64)> {
    let start = chunk
        .dictionary_page_offset()
        .unwrap_or_else(|| chunk.data_page_offset());
    let bytes = chunk.compressed_size();
    Some((u64::try_from(start).ok()?, u64::try_from(bytes).ok()?))
}

#[cfg(test)]
#[path = "parquet_pages/tests.rs"]
mod tests;
