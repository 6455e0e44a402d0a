//! Records of a delimited text file, with the physical line on which each starts.
//!
//! The rules are the data model's, which no CSV library follows: a quote that is never closed makes its own line bad
//! and no more, so that one stray quote cannot swallow the rest of a file.

use crate::ingest::limits::{self, Limit};
use crate::ingest::source::encoding::has_replacement;
use memchr::{memchr, memchr_iter, memchr2};
use std::io::{self, Read};

/// How much is read at a time.
const BLOCK: usize = 1 << 20;

/// What is wrong with the form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
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

/// Reads records one by one in bounded memory.
pub(crate) struct Records<'a> {
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
    pub(crate) fn new(input: Box<dyn Read + Send + 'a>, delimiter: u8) -> Self {
        Self {
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

    /// From here on a record with a replaced byte is malformed: the text was converted from another encoding.
    pub(crate) fn refuse_replacements(&mut self) {
        self.refuses_replacements = true;
    }

    /// From here on the line of a record is its ordinal: the text was made of rows.
    pub(crate) fn count_rows(&mut self) {
        self.counts_rows = true;
    }

    /// Moves to the next record that is not a blank line; false at the end of the file.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
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
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// What stands between fields.
    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How many lines were read.
    pub(crate) fn lines(&self) -> u64 {
        self.next_line - 1
    }

    /// What is wrong with the record's form, if anything.
    pub(crate) fn malformed(&self) -> Option<Malformed> {
        self.malformed
    }

    /// How many fields the record has.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The bytes of a field, without its quotes.
    pub(crate) fn field(&self, index: usize) -> &[u8] {
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

    /// The same for a record with a quote in it.
    fn attempt_quoted(&mut self) -> Attempt {
        let mut from = self.next;
        let mut lines = 1;
        loop {
            if self.buffer.get(from) == Some(&b'"') {
                let content = from + 1;
                let Some(quote) = self.closing_quote(content) else {
                    // Without a closing quote in sight, only the end of the file can tell: or that it is too far.
                    let is_far = self.buffer.len() - content > limits::RECORD;
                    return if self.at_end || is_far {
                        self.unclosed(from, lines)
                    } else {
                        Attempt::NeedsMore
                    };
                };
                let after = quote + 1;
                let followed_by_line_end =
                    match (self.buffer.get(after), self.buffer.get(after + 1)) {
                        (Some(b'\r'), None) | (None, _) if !self.at_end => {
                            return Attempt::NeedsMore;
                        }
                        (Some(b'\n'), _)
                        | (Some(b'\r'), Some(b'\n'))
                        | (Some(b'\r') | None, None) => true,
                        _ => false,
                    };
                if !followed_by_line_end && self.buffer[after] != self.delimiter {
                    return self.unclosed(from, lines);
                }
                self.push_quoted(content, quote);
                lines += memchr_iter(b'\n', &self.buffer[content..quote]).count() as u64;
                if followed_by_line_end {
                    let end = memchr(b'\n', &self.buffer[after..])
                        .map_or(self.buffer.len(), |length| after + length + 1);
                    return Attempt::Done { next: end, lines };
                }
                from = after + 1;
            } else {
                let rest = &self.buffer[from..];
                let Some(length) =
                    memchr2(self.delimiter, b'\n', rest).or(self.at_end.then_some(rest.len()))
                else {
                    return Attempt::NeedsMore;
                };
                let end = from + length;
                if self.buffer.get(end) == Some(&self.delimiter) {
                    self.fields.push(FieldBytes::Buffer(from, end));
                    from = end + 1;
                } else {
                    let text_end = without_return(&self.buffer, from, end);
                    self.fields.push(FieldBytes::Buffer(from, text_end));
                    return Attempt::Done {
                        next: (end + 1).min(self.buffer.len()),
                        lines,
                    };
                }
            }
        }
    }

    /// The first quote from `from` on that is not doubled.
    fn closing_quote(&self, mut from: usize) -> Option<usize> {
        loop {
            let quote = from + memchr(b'"', &self.buffer[from..])?;
            if self.buffer.get(quote + 1) != Some(&b'"') {
                return Some(quote);
            }
            from = quote + 2;
            if from > self.buffer.len() {
                return None;
            }
        }
    }

    fn push_quoted(&mut self, from: usize, to: usize) {
        let content = &self.buffer[from..to];
        if memchr(b'"', content).is_none() {
            self.fields.push(FieldBytes::Buffer(from, to));
            return;
        }
        let start = self.unescaped.len();
        let mut doubled = false;
        for &byte in content {
            doubled = byte == b'"' && !doubled;
            if !doubled {
                self.unescaped.push(byte);
            }
        }
        self.fields
            .push(FieldBytes::Unescaped(start, self.unescaped.len()));
    }

    /// Makes the record bad up to the end of the line of its open quote. What follows is split to be screened.
    fn unclosed(&mut self, quote: usize, lines: u64) -> Attempt {
        match memchr(b'\n', &self.buffer[quote..]) {
            None if !self.at_end => Attempt::NeedsMore,
            end => {
                self.malformed = Some(Malformed::UnclosedQuote);
                let line_end = end.map_or(self.buffer.len(), |length| quote + length);
                let mut from = quote;
                for part in self.buffer[quote..line_end].split(|&byte| byte == self.delimiter) {
                    let text = part.trim_ascii_end();
                    let text = text.strip_suffix(b"\"").unwrap_or(text);
                    let begins = from + usize::from(text.starts_with(b"\""));
                    self.fields
                        .push(FieldBytes::Buffer(begins, from + text.len()));
                    from += part.len() + 1;
                }
                Attempt::Done {
                    next: end.map_or(self.buffer.len(), |length| quote + length + 1),
                    lines,
                }
            }
        }
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
