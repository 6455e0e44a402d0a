//! The delimiter of a text file, found from its header.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_from_the_header() {
        assert_eq!(delimiter_of(b"course_id;cycle"), b';');
        assert_eq!(delimiter_of(b"\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of(b"course_id"), b',');
    }
}
