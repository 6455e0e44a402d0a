//! How text is encoded and packed.

use super::Becomes::{Refused, Same, SetAside};
use super::Put::Edit;
use super::{BadInput, at, of};
use flate2::Compression;
use flate2::write::GzEncoder;
use il2_outcomes::ingest::Class::Structural;
use std::io::Write;

/// UTF-16 without a mark.
pub(crate) fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn little(text: &str) -> Vec<u8> {
    utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes)
}

fn big(text: &str) -> Vec<u8> {
    utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes)
}

/// The text with a row more, of which one name holds these bytes.
fn with_bytes(text: &str, bytes: &[u8]) -> Vec<u8> {
    [text.as_bytes(), b"E1-1,zeb", bytes, b"ra,1,5,,,\n"].concat()
}

/// The same as UTF-8 with a mark.
fn marked(text: &str, bytes: &[u8]) -> Vec<u8> {
    [b"\xEF\xBB\xBF", with_bytes(text, bytes).as_slice()].concat()
}

/// UTF-16 with a row more, of which one name holds a unit that is no character.
fn with_unit(text: &str, units: &[u16], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut all: Vec<u16> = format!("\u{feff}{text}E1-1,zebra").encode_utf16().collect();
    all.extend(units);
    all.extend(",1,5,,,\n".encode_utf16());
    all.into_iter().flat_map(unit).collect()
}

pub(crate) fn windows(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a byte that UTF-8 does not have",
        becomes: SetAside(Structural),
        variants: [
            at("a byte that continues nothing", "", 4, Edit("toxicities.csv", |t| marked(t, b"\x80"))),
            at("a character that is cut short", "", 4, Edit("toxicities.csv", |t| marked(t, b"\xE2\x82"))),
            at("half a pair of UTF-16 in UTF-8", "", 4, Edit("toxicities.csv", |t| marked(t, b"\xED\xA0\x80"))),
        ],
    },
    BadInput {
        name: "half a pair of UTF-16",
        becomes: SetAside(Structural),
        variants: [
            at("the first half, little-endian", "", 4, Edit("toxicities.csv", |t| with_unit(t, &[0xD83D], u16::to_le_bytes))),
            at("the second half, big-endian", "", 4, Edit("toxicities.csv", |t| with_unit(t, &[0xDE00], u16::to_be_bytes))),
            at("two halves in the wrong order", "", 4, Edit("toxicities.csv", |t| with_unit(t, &[0xDE00, 0xD83D], u16::to_le_bytes))),
        ],
    },
    BadInput {
        name: "a byte that Windows-1252 leaves open",
        becomes: SetAside(Structural),
        variants: [
            at("81", "", 4, Edit("toxicities.csv", |t| with_bytes(t, b"\x81"))),
            at("8D, beside letters with accents", "", 4, Edit("toxicities.csv", |t| with_bytes(t, b"\xE9 \x8D"))),
            at("9D", "", 4, Edit("toxicities.csv", |t| with_bytes(t, b"\x9D"))),
        ],
    },
    BadInput {
        name: "a NUL byte in a row",
        becomes: SetAside(Structural),
        variants: [
            at("in a text", "", 4, Edit("toxicities.csv", |t| with_bytes(t, b"\0"))),
            at("in a number", "", 6, Edit("doses.csv", |t| format!("{t}E2-1,1,2\0,given,8,,\n").into_bytes())),
            at("behind the last row", "", 4, Edit("toxicities.csv", |t| format!("{t}\0\0\0\0").into_bytes())),
        ],
    },
    BadInput {
        name: "UTF-16 without a byte order mark",
        becomes: Refused(3, "has no header"),
        variants: [
            of("little-endian", Edit("doses.csv", |t| utf_16(t, u16::to_le_bytes))),
            of("big-endian", Edit("doses.csv", |t| utf_16(t, u16::to_be_bytes))),
            of("UTF-32", Edit("doses.csv", |t| t.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect())),
        ],
    },
    BadInput {
        name: "UTF-8 with a byte order mark",
        becomes: Same,
        variants: [
            of("courses", Edit("courses.csv", |t| format!("\u{feff}{t}").into_bytes())),
            of("patients, with letters beyond ASCII", Edit("patients.csv", |t| format!("\u{feff}{t}").into_bytes())),
            of("toxicities, CRLF", Edit("toxicities.csv", |t| format!("\u{feff}{}", t.replace('\n', "\r\n")).into_bytes())),
        ],
    },
    BadInput {
        name: "UTF-16 with a byte order mark",
        becomes: Same,
        variants: [
            of("little-endian", Edit("patients.csv", little)),
            of("big-endian", Edit("patients.csv", big)),
            of("little-endian with tabs and CRLF, as spreadsheet programs save “Unicode text”", Edit("doses.csv", |t| little(&t.replace(',', "\t").replace('\n', "\r\n")))),
        ],
    },
    BadInput {
        name: "Windows-1252",
        becomes: Same,
        variants: [
            of("letters with accents", Edit("patients.csv", windows)),
            of("the same with CRLF", Edit("patients.csv", |t| windows(&t.replace('\n', "\r\n")))),
            of("the same packed", Edit("patients.csv.gz", |t| gzip(&windows(t)))),
        ],
    },
    BadInput {
        name: "a packed file",
        becomes: Same,
        variants: [
            of("gzip", Edit("doses.csv.gz", |t| gzip(t.as_bytes()))),
            of("zstd", Edit("doses.csv.zst", |t| zstd::encode_all(t.as_bytes(), 3).unwrap())),
            of("gzip in two parts, tabs", Edit("doses.tsv.gz", |t| {
                let text = t.replace(',', "\t");
                let (a, b) = text.split_at(60);
                [gzip(a.as_bytes()), gzip(b.as_bytes())].concat()
            })),
        ],
    },
    BadInput {
        name: "a file that is not packed, or not whole",
        becomes: Refused(3, "cannot be read"),
        variants: [
            of("text named .gz", Edit("doses.csv.gz", |t| t.as_bytes().to_vec())),
            of("text named .zst", Edit("doses.csv.zst", |t| t.as_bytes().to_vec())),
            of("half of a gzip file", Edit("doses.csv.gz", |t| {
                let whole = gzip(t.as_bytes());
                whole[..whole.len() / 2].to_vec()
            })),
        ],
    },
];
