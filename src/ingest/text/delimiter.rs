//! The delimiter of a text file, found from its header or named by a line before it.

use crate::ingest::limits;

/// Bytes of a line that names a delimiter: one that is filled up has as many delimiters as a file has columns at most.
const LONGEST: usize = limits::COLUMNS + 8;

/// The delimiter of a header line: the one of comma, semicolon, tab and `|` that stands most often outside quotes.
pub(in crate::ingest) fn delimiter_of(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for &byte in line {
        is_quoted ^= byte == b'"';
        if let Some(count) = counts
            .iter_mut()
            .find(|(delimiter, _)| *delimiter == byte && !is_quoted)
        {
            count.1 += 1;
        }
    }
    // Of equal counts the last is taken: the comma stands last.
    counts
        .into_iter()
        .rev()
        .max_by_key(|&(_, count)| count)
        .map_or(b',', |(delimiter, _)| delimiter)
}

/// The delimiter that a first line names, as `sep=;` does: spreadsheet programs take such a line and do not show it.
///
/// A program that knew no better may have put it in quotes, or filled it up with delimiters as a row.
pub(in crate::ingest) fn named_delimiter(line: &[u8]) -> Option<u8> {
    let end = line.iter().rposition(|byte| !b" \r\n".contains(byte))?;
    let plain: Vec<u8> = line[..=end]
        .iter()
        .copied()
        .filter(|byte| *byte != b'"')
        .take(LONGEST)
        .collect();
    let (start, named) = plain.trim_ascii_start().split_at_checked(4)?;
    if !start.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    if named == br"\t" {
        return Some(b'\t');
    }
    let (&delimiter, filled_up) = named.split_first()?;
    let may_delimit =
        delimiter == b'\t' || delimiter.is_ascii_punctuation() && !b"'+-._".contains(&delimiter);
    (may_delimit && filled_up.iter().all(|byte| *byte == delimiter)).then_some(delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_name_the_delimiter() {
        for (line, delimiter) in [
            (&b"sep=;"[..], b';'),
            (b"sep=;\r\n", b';'),
            (b"\"sep=,\"\n", b','),
            (b"SEP=| ", b'|'),
            (b"Sep=\t\r\n", b'\t'),
            (br"sep=\t", b'\t'),
            (b"\"sep=\";\"\";\"\"", b';'),
            (b"sep=:", b':'),
        ] {
            let name = String::from_utf8_lossy(line);
            assert_eq!(named_delimiter(line), Some(delimiter), "{name}");
        }
        for line in [
            "", "sep", "sep=", "sep=;x", "sep=a", "sepsis=;", "sep;", "sep=;,", "x sep=;",
        ] {
            assert_eq!(named_delimiter(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn the_delimiter_is_found_from_the_header() {
        assert_eq!(delimiter_of(b"course_id;cycle"), b';');
        assert_eq!(delimiter_of(b"\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of(b"course_id"), b',');
    }
}
