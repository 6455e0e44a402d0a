//! Records with quotes: fields that hold delimiters and line ends, and quotes that are never closed.

use super::{Attempt, FieldBytes, Malformed, Records, without_return};
use crate::ingest::limits;
use memchr::{memchr, memchr_iter, memchr2};

impl Records<'_> {
    /// Splits the record at `next`, which has a quote in it, as far as the buffer goes.
    pub(super) fn attempt_quoted(&mut self) -> Attempt {
        let mut from = self.next;
        let mut lines = 1;
        loop {
            if self.buffer.get(from) == Some(&b'"') {
                let content = from + 1;
                let Some(quote) = self.closing_quote(content) else {
                    // Without a closing quote in sight, only the end of the file decides: or that it is too far.
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
