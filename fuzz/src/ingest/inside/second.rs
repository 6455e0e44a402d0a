//! Records of a delimited text read a second time, from the words of the data model: the whole text in memory, byte by
//! byte.

use crate::ingest::source::folder::{Form, Source};
use crate::ingest::text::records::Records;
use std::io::{self, Read};
use std::path::PathBuf;

/// A record: the line on which it starts and its fields, of which a malformed one has none.
pub type Record = (u64, Option<Vec<Vec<u8>>>);

/// A block of the reader is as long: a record in front of a text that is a little shorter lays the text across two.
const BLOCK: usize = 1 << 20;

/// Reads a text by the words of the data model.
#[must_use]
pub fn read_slowly(text: &[u8], delimiter: u8) -> Vec<Record> {
    let (mut records, mut at, mut line) = (Vec::new(), 0, 1);
    while at < text.len() {
        let (fields, next) = read_record(text, at, delimiter);
        let bytes = &text[at..next];
        let is_blank = bytes.iter().all(|byte| b" \r\n".contains(byte));
        if !is_blank {
            let is_text = !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
            records.push((line, fields.filter(|_| is_text)));
        }
        line += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        at = next;
    }
    records
}

/// The record that starts at a place, and where the next one starts.
fn read_record(text: &[u8], start: usize, delimiter: u8) -> (Option<Vec<Vec<u8>>>, usize) {
    let (mut fields, mut at) = (Vec::new(), start);
    let line_after = |from: usize| {
        let end = text[from..].iter().position(|byte| *byte == b'\n');
        end.map_or(text.len(), |length| from + length + 1)
    };
    loop {
        if text.get(at) == Some(&b'"') {
            let Some((content, after)) = quoted(text, at + 1) else {
                return (None, line_after(at));
            };
            let rest = &text[after..];
            if rest.is_empty() || rest == b"\r" || rest[0] == b'\n' || rest.starts_with(b"\r\n") {
                fields.push(content);
                return (Some(fields), line_after(after));
            }
            if rest[0] != delimiter {
                // The quote was never closed: its own line is bad.
                return (None, line_after(at));
            }
            fields.push(content);
            at = after + 1;
        } else {
            let is_end = |byte: &u8| *byte == delimiter || *byte == b'\n';
            let length = text[at..].iter().position(is_end);
            let end = length.map_or(text.len(), |length| at + length);
            let field = &text[at..end];
            if text.get(end) == Some(&delimiter) {
                fields.push(field.to_vec());
                at = end + 1;
            } else {
                fields.push(field.strip_suffix(b"\r").unwrap_or(field).to_vec());
                return (Some(fields), line_after(end));
            }
        }
    }
}

/// What stands between quotes, and the place after the closing one.
fn quoted(text: &[u8], mut at: usize) -> Option<(Vec<u8>, usize)> {
    let mut content = Vec::new();
    loop {
        let byte = *text.get(at)?;
        if byte != b'"' {
            content.push(byte);
            at += 1;
        } else if text.get(at + 1) == Some(&b'"') {
            content.push(byte);
            at += 2;
        } else {
            return Some((content, at + 1));
        }
    }
}

/// A reader that gives few bytes at a time.
struct Drop<'a> {
    text: &'a [u8],
    size: usize,
}

impl Read for Drop<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.size = self.size % 7 + 1;
        let length = self.size.min(buffer.len());
        self.text.read(&mut buffer[..length])
    }
}

fn read(input: Box<dyn Read + Send + '_>, delimiter: u8) -> Vec<Record> {
    let source = Source {
        path: PathBuf::new(),
        name: "doses.csv".to_owned(),
        form: Form::Text,
    };
    let mut records = Records::new(&source, input, delimiter);
    let mut all = Vec::new();
    while records.advance().expect("a text in memory can be read") {
        let fields = (0..records.len()).map(|place| records.field(place).to_vec());
        let is_whole = records.malformed().is_none();
        all.push((records.line(), is_whole.then(|| fields.collect())));
    }
    all
}

/// Whether the reader's records are those of the data model, in whatever pieces the text comes.
pub fn prove(text: &[u8], delimiter: u8, pieces: u8) {
    let expected = read_slowly(text, delimiter);
    assert_eq!(read(Box::new(text), delimiter), expected, "read in one");
    let dripping = Drop {
        text,
        size: usize::from(pieces),
    };
    assert_eq!(
        read(Box::new(dripping), delimiter),
        expected,
        "read in drops"
    );
}

/// Whether the reader's records are the same where a block ends within the text, after so many of its bytes.
pub fn prove_across_blocks(text: &[u8], delimiter: u8, before: usize) {
    let mut whole = vec![b'p'; BLOCK - 1 - before.min(text.len())];
    whole.push(b'\n');
    whole.extend_from_slice(text);
    let mut found = read(Box::new(&whole[..]), delimiter);
    found.remove(0);
    let mut expected = read_slowly(text, delimiter);
    for record in &mut expected {
        record.0 += 1;
    }
    assert_eq!(found, expected, "read across two blocks");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readings_agree_where_they_should() {
        for text in [
            "a,b\r\n\r\n1,\"x\ny\"\n2,\"\"\"q\"\"\"\n",
            "1,\"x\n2,\"y\"\n3,z",
            "3,\n\"\"\r",
            "\"a\0\",\n\u{b5}",
        ] {
            prove(text.as_bytes(), b',', 3);
            for before in 0..text.len() {
                prove_across_blocks(text.as_bytes(), b',', before);
            }
        }
    }
}
