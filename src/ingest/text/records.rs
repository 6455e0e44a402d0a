//! Records of a delimited text file, with the physical line on which each starts.
//!
//! The rules are the data model's, which no CSV library follows: a quote that is never closed makes its own line bad
//! and no more, so that one stray quote cannot swallow the rest of a file.

mod quoted;

use super::delimiter::{delimiter_of, named_delimiter};
use crate::ingest::error::IngestError;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::DecimalMark;
use crate::ingest::source::encoding::{Encoding, has_replacement};
use crate::ingest::source::folder::{Form, Source};
use crate::ingest::source::survey::Piece;
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::io::{self, Read};

/// Bytes that are read at a time.
const BLOCK: usize = 1 << 20;
/// Bytes in which the header is looked for to find the delimiter.
const HEAD: usize = 1 << 16;

/// What is wrong with the form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Malformed {
    /// A quote was opened and never closed.
    UnclosedQuote,
    /// A byte that the file's encoding does not have.
    InvalidByte,
    /// A NUL byte.
    Nul,
}

/// The bytes of a field: a range of the buffer, or of what was unescaped.
#[derive(Debug, Clone, Copy)]
enum FieldBytes {
    Buffer(usize, usize),
    Unescaped(usize, usize),
}

/// Reads the records of a file one by one, in bounded memory.
pub(in crate::ingest) struct Records<'a> {
    source: Cow<'a, Source>,
    input: Box<dyn Read + Send + 'a>,
    buffer: Vec<u8>,
    /// Where the next record starts in `buffer`.
    next: usize,
    at_end: bool,
    /// The physical line of `next`, the first is 1.
    next_line: u64,
    delimiter: u8,
    fields: Vec<FieldBytes>,
    unescaped: Vec<u8>,
    line: u64,
    malformed: Option<Malformed>,
    /// Whether every record is one line, whatever line ends stand in its fields.
    counts_rows: bool,
    at_hand: AtHand,
    /// Whether what stands for a byte that the file's encoding does not have makes a record malformed.
    refuses_replacements: bool,
}

/// What is true of the bytes at hand, and so asked of no record of them.
#[derive(Debug, Clone, Copy)]
struct AtHand {
    /// All are of ASCII, and none is NUL.
    is_plain: bool,
    has_quote: bool,
}

impl AtHand {
    fn of(bytes: &[u8]) -> Self {
        Self {
            is_plain: bytes.is_ascii() && memchr(0, bytes).is_none(),
            has_quote: memchr(b'"', bytes).is_some(),
        }
    }
}

/// What became of an attempt to read a record from the bytes at hand.
enum Attempt {
    /// The record's fields are set; the next one starts here, so many lines further.
    Done { next: usize, lines: u64 },
    /// The record may go on past the end of the buffer.
    NeedsMore,
}

impl<'a> Records<'a> {
    pub(in crate::ingest) fn new(
        source: &'a Source,
        input: Box<dyn Read + Send + 'a>,
        delimiter: u8,
    ) -> Self {
        Self::begin(Cow::Borrowed(source), input, delimiter)
    }

    fn begin(source: Cow<'a, Source>, input: Box<dyn Read + Send + 'a>, delimiter: u8) -> Self {
        Self {
            source,
            input,
            buffer: Vec::with_capacity(2 * BLOCK),
            next: 0,
            at_end: false,
            next_line: 1,
            delimiter,
            fields: Vec::new(),
            unescaped: Vec::new(),
            line: 0,
            malformed: None,
            counts_rows: false,
            at_hand: AtHand::of(&[]),
            refuses_replacements: false,
        }
    }

    /// All records of a file, the header first. The delimiter is found from the first line that is not blank, or named by
    /// it; such a line is no record.
    pub(in crate::ingest) fn open(
        source: &'a Source,
        encoding: Encoding,
        mark: DecimalMark,
    ) -> Result<Self, IngestError> {
        Self::open_source(Cow::Borrowed(source), encoding, mark)
    }

    /// The same of a file that nobody else holds.
    pub(in crate::ingest) fn open_owned(
        source: Source,
        encoding: Encoding,
        mark: DecimalMark,
    ) -> Result<Records<'static>, IngestError> {
        Records::open_source(Cow::Owned(source), encoding, mark)
    }

    fn open_source(
        source: Cow<'a, Source>,
        encoding: Encoding,
        mark: DecimalMark,
    ) -> Result<Self, IngestError> {
        let text = source.open(encoding, mark);
        let text = text.map_err(|error| source.failed(error))?;
        let mut records = Self::begin(source, text.input, b',');
        records.counts_rows = text.counts_rows;
        records.refuses_replacements = text.is_converted;
        // Text that was made of rows has commas: names of its columns may hold any other delimiter.
        if !text.counts_rows {
            let named = records.pass_named_delimiter();
            let named = named.map_err(|error| records.source.failed(error))?;
            let head = &records.buffer[..records.buffer.len().min(HEAD)];
            let mut lines = head.split(|&byte| byte == b'\n');
            let first = lines.find(|line| !line.trim_ascii().is_empty());
            let found = || first.map_or(b',', delimiter_of);
            records.delimiter = named.unwrap_or_else(found);
        }
        Ok(records)
    }

    /// Passes over a first line that names the delimiter, at the start of a file; the delimiter.
    fn pass_named_delimiter(&mut self) -> io::Result<Option<u8>> {
        self.fill()?;
        let (mut next, mut lines) = (0, 0);
        let head = &self.buffer[..self.buffer.len().min(HEAD)];
        for line in head.split_inclusive(|&byte| byte == b'\n') {
            (next, lines) = (next + line.len(), lines + 1);
            if line.trim_ascii().is_empty() {
                continue;
            }
            let named = named_delimiter(line);
            if named.is_some() {
                (self.next, self.next_line) = (next, lines + 1);
            }
            return Ok(named);
        }
        Ok(None)
    }

    /// The records of a piece of a file that can be cut, the header left out.
    pub(in crate::ingest) fn of_piece(
        source: &'a Source,
        piece: Piece,
        delimiter: u8,
    ) -> Result<Self, IngestError> {
        let input = source.open_piece(piece);
        let mut records = Self::new(
            source,
            input.map_err(|error| source.failed(error))?,
            delimiter,
        );
        if piece.from == 0 {
            let passed = records.pass_named_delimiter();
            passed.map_err(|error| source.failed(error))?;
            records.advance()?;
        }
        Ok(records)
    }

    /// Moves to the header, the first record of a file.
    ///
    /// # Errors
    ///
    /// [`IngestError::NoHeader`] where there is none, or it is malformed; [`IngestError::OverLimit`] where it has too many
    /// columns; those of [`Self::advance`].
    pub(in crate::ingest) fn advance_to_header(&mut self) -> Result<(), IngestError> {
        if !self.advance()? || self.malformed.is_some() {
            return Err(IngestError::NoHeader {
                file: self.file().to_owned(),
            });
        }
        if self.len() > limits::COLUMNS {
            return Err(self.source.failed(Limit::Columns.exceeded()));
        }
        Ok(())
    }

    /// Whether a column is one of full dates that a mapping gave.
    pub(in crate::ingest) fn has_dates(&self, column: usize) -> bool {
        matches!(&self.source.form, Form::Mapped(rows) if rows.has_dates(column))
    }

    /// How messages name the file.
    pub(in crate::ingest) fn file(&self) -> &str {
        &self.source.name
    }

    /// Moves to the next record that is not a blank line; false at the end of the file.
    ///
    /// # Errors
    ///
    /// Those of [`Source::failed`].
    pub(in crate::ingest) fn advance(&mut self) -> Result<bool, IngestError> {
        self.next_record()
            .map_err(|error| self.source.failed(error))
    }

    fn next_record(&mut self) -> io::Result<bool> {
        loop {
            if self.next >= self.buffer.len() && !self.fill()? {
                return Ok(false);
            }
            if let Attempt::Done { next, lines } = self.attempt() {
                let start = self.next;
                self.line = self.next_line;
                self.next = next;
                self.next_line += if self.counts_rows { 1 } else { lines };
                let bytes = &self.buffer[start..next];
                if bytes.iter().all(|b| matches!(b, b' ' | b'\r' | b'\n')) {
                    continue;
                }
                if bytes.len() > limits::FIELD {
                    self.refuse_long_field()?;
                }
                if self.malformed.is_none() && !self.at_hand.is_plain {
                    if memchr(0, bytes).is_some() {
                        self.malformed = Some(Malformed::Nul);
                    } else if !bytes.is_ascii()
                        && (std::str::from_utf8(bytes).is_err()
                            || self.refuses_replacements && has_replacement(bytes))
                    {
                        self.malformed = Some(Malformed::InvalidByte);
                    }
                }
                return Ok(true);
            }
            if !self.fill()? {
                self.at_end = true;
            }
        }
    }

    /// Refuses a record of which a field is longer than any honest one.
    fn refuse_long_field(&self) -> io::Result<()> {
        if (0..self.len()).any(|index| self.field(index).len() > limits::FIELD) {
            return Err(Limit::Field.exceeded());
        }
        Ok(())
    }

    /// The physical line on which the record starts.
    pub(in crate::ingest) fn line(&self) -> u64 {
        self.line
    }

    /// What stands between fields.
    pub(in crate::ingest) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How many lines were read.
    pub(in crate::ingest) fn lines(&self) -> u64 {
        self.next_line - 1
    }

    /// What is wrong with the record's form, if anything.
    pub(in crate::ingest) fn malformed(&self) -> Option<Malformed> {
        self.malformed
    }

    /// How many fields the record has.
    pub(in crate::ingest) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The bytes of a field, without its quotes.
    pub(in crate::ingest) fn field(&self, index: usize) -> &[u8] {
        match self.fields.get(index) {
            Some(&FieldBytes::Buffer(from, to)) => &self.buffer[from..to],
            Some(&FieldBytes::Unescaped(from, to)) => &self.unescaped[from..to],
            None => b"",
        }
    }

    /// Reads a block more; false where there is none.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        if self.next > 0 {
            self.buffer.drain(..self.next);
            self.next = 0;
        }
        let before = self.buffer.len();
        if before > limits::RECORD {
            return Err(Limit::Record.exceeded());
        }
        // A record longer than a block doubles what is read, so that it is not scanned over and over.
        let wanted = BLOCK.max(before);
        let read = self
            .input
            .by_ref()
            .take(wanted as u64)
            .read_to_end(&mut self.buffer)?;
        self.at_end = read < wanted;
        self.at_hand = AtHand::of(&self.buffer);
        Ok(read > 0)
    }

    /// Splits the record at `next`, as far as the buffer goes.
    fn attempt(&mut self) -> Attempt {
        self.fields.clear();
        self.unescaped.clear();
        self.malformed = None;
        let start = self.next;
        let Some(length) =
            memchr(b'\n', &self.buffer[start..]).or(self.at_end.then(|| self.buffer.len() - start))
        else {
            return Attempt::NeedsMore;
        };
        let line_end = start + length;
        let next = (line_end + 1).min(self.buffer.len());
        if self.at_hand.has_quote && memchr(b'"', &self.buffer[start..line_end]).is_some() {
            return self.attempt_quoted();
        }
        let text_end = without_return(&self.buffer, start, line_end);
        let mut from = start;
        for at in memchr_iter(self.delimiter, &self.buffer[start..text_end]) {
            self.fields.push(FieldBytes::Buffer(from, start + at));
            from = start + at + 1;
        }
        self.fields.push(FieldBytes::Buffer(from, text_end));
        Attempt::Done { next, lines: 1 }
    }
}

/// The end of a line's text: before a carriage return that stands before the line's end.
fn without_return(buffer: &[u8], start: usize, end: usize) -> usize {
    if end > start && buffer[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}

#[cfg(test)]
#[path = "records/tests.rs"]
mod tests;
