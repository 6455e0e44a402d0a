//! In which encoding a file is written, and its text as UTF-8.

use encoding_rs::WINDOWS_1252;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, Read};

/// How a file's text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Encoding {
    Utf8 { has_mark: bool },
    Windows1252,
    Utf16,
}

impl Encoding {
    /// Whether the text as UTF-8 is not the bytes of the file.
    pub(in crate::ingest) fn is_converted(self) -> bool {
        matches!(self, Self::Windows1252 | Self::Utf16)
    }

    /// The text as UTF-8, without a byte order mark.
    pub(in crate::ingest) fn decoded(
        self,
        mut raw: Box<dyn Read + Send>,
    ) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Utf8 { has_mark } => {
                if has_mark {
                    raw.read_exact(&mut [0; 3])?;
                }
                raw
            }
            // The mark says which of the two.
            Self::Utf16 => Box::new(DecodeReaderBytesBuilder::new().build(raw)),
            Self::Windows1252 => Box::new(
                DecodeReaderBytesBuilder::new()
                    .encoding(Some(WINDOWS_1252))
                    .bom_sniffing(false)
                    .build(raw),
            ),
        })
    }
}

/// A file with a mark or with any valid multi-byte sequence is UTF-8; else, if it is not ASCII, Windows-1252.
pub(in crate::ingest) fn encoding_of(text: &mut dyn Read) -> io::Result<Encoding> {
    let mut block = vec![0; 1 << 20];
    let mut filled = 0;
    let mut is_first = true;
    let mut is_ascii = true;
    loop {
        let read = text.read(&mut block[filled..])?;
        if is_first && filled + read < 3 && read > 0 {
            filled += read;
            continue;
        }
        let bytes = &block[..filled + read];
        if is_first && bytes.starts_with(b"\xEF\xBB\xBF") {
            return Ok(Encoding::Utf8 { has_mark: true });
        }
        if is_first && (bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")) {
            return Ok(Encoding::Utf16);
        }
        is_first = false;
        if !bytes.is_ascii() {
            is_ascii = false;
            if has_multi_byte(bytes) {
                return Ok(Encoding::Utf8 { has_mark: false });
            }
        }
        if read == 0 {
            return Ok(if is_ascii {
                Encoding::Utf8 { has_mark: false }
            } else {
                Encoding::Windows1252
            });
        }
        // A sequence may go on in the next block: its first bytes are looked at again.
        let keep = bytes.len().min(3);
        let from = bytes.len() - keep;
        block.copy_within(from..from + keep, 0);
        filled = keep;
    }
}

/// Whether converted text has what stands for bytes that its encoding does not have: U+FFFD for half a pair of UTF-16,
/// a control character of the second kind for the five bytes that Windows-1252 leaves open.
pub(in crate::ingest) fn has_replacement(text: &[u8]) -> bool {
    text.windows(3).any(|bytes| bytes == "\u{fffd}".as_bytes())
        || text
            .windows(2)
            .any(|bytes| bytes[0] == 0xC2 && matches!(bytes[1], 0x81 | 0x8D | 0x8F | 0x90 | 0x9D))
}

/// Whether a valid multi-byte UTF-8 sequence stands anywhere.
fn has_multi_byte(bytes: &[u8]) -> bool {
    (0..bytes.len()).filter(|&at| bytes[at] >= 0xC2).any(|at| {
        (2..=4).any(|length| {
            bytes.get(at..at + length).is_some_and(|sequence| {
                std::str::from_utf8(sequence).is_ok_and(|text| text.chars().count() == 1)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn encoding(bytes: &[u8]) -> Encoding {
        encoding_of(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn encodings_are_told_by_mark_and_by_sequence() {
        assert_eq!(encoding(b"a,b\n"), Encoding::Utf8 { has_mark: false });
        assert_eq!(
            encoding(b"\xEF\xBB\xBFa"),
            Encoding::Utf8 { has_mark: true }
        );
        assert_eq!(
            encoding("µg".as_bytes()),
            Encoding::Utf8 { has_mark: false }
        );
        assert_eq!(encoding(b"\xB5g"), Encoding::Windows1252);
        assert_eq!(encoding(b"\xFF\xFEa\0"), Encoding::Utf16);
        assert_eq!(encoding(b""), Encoding::Utf8 { has_mark: false });
    }

    #[test]
    fn text_of_every_encoding_becomes_utf_8() {
        let text = |bytes: &'static [u8]| {
            let mut text = String::new();
            let decoded = encoding(bytes).decoded(Box::new(bytes));
            decoded.unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(text(b"\xEF\xBB\xBFa,b"), "a,b");
        assert_eq!(text(b"\xB5g \x80"), "µg €");
        assert_eq!(text(b"\xFF\xFEa\0\xB5\0"), "aµ");
        assert_eq!(text(b"\xFE\xFF\0a\0\xB5"), "aµ");
    }

    #[test]
    fn a_sequence_across_two_blocks_is_seen() {
        let mut bytes = vec![b'a'; (1 << 20) - 1];
        bytes.extend_from_slice("µ".as_bytes());
        assert_eq!(encoding(&bytes), Encoding::Utf8 { has_mark: false });
    }
}
