//! A table of an export as text: any bytes, in every form in which text may come.
//!
//! The first three bytes say which table it is, how it is read and what is proved of it; the others are the file.

#![no_main]

use encoding_rs::{UTF_16BE, UTF_16LE};
use il2_fuzz::bench::{Folder, told, work_alone};
use il2_fuzz::ingest::DecimalMark;
use il2_fuzz::inside::second;
use il2_fuzz::model::TABLES;
use libfuzzer_sys::fuzz_target;
use std::io::Write;
use std::sync::LazyLock;

static FOLDER: LazyLock<Folder> = LazyLock::new(Folder::new);

fuzz_target!(init: work_alone(), |data: &[u8]| {
    let [table, mode, place, text @ ..] = data else {
        return;
    };
    let table = TABLES[usize::from(*table) % TABLES.len()].name;
    let decimal = if mode & 0x80 == 0 { DecimalMark::Point } else { DecimalMark::Comma };
    let delimiter = [b',', b';', b'\t', b'|'][usize::from(*place) % 4];
    match mode & 0x0f {
        // Compressed bytes that may be damaged.
        0 => drop(FOLDER.read(table, ".csv.gz", text, decimal)),
        1 => drop(FOLDER.read(table, ".csv.zst", text, decimal)),
        2 => second::prove(text, delimiter, *place),
        3 => second::prove_across_blocks(text, delimiter, usize::from(*place)),
        form => prove_form(table, text, decimal, form),
    }
});

/// The same text in another form, or its rows in another order, gives the same rows.
fn prove_form(table: &str, text: &[u8], decimal: DecimalMark, form: u8) {
    let plain = FOLDER.read(table, ".csv", text, decimal);
    let (ending, other) = match form {
        4 | 5 => (".tsv", text.to_vec()),
        6 => (".csv.gz", gzip(text)),
        7 => (".tsv.zst", zstd(text)),
        8..=10 => match marked(text, form) {
            Some(other) => (".csv", other),
            None => return,
        },
        11..=13 => match reversed(text) {
            Some(other) => (".csv", other),
            None => return,
        },
        _ => return,
    };
    let again = FOLDER.read(table, ending, &other, decimal);
    let is_reversed = matches!(form, 11..=13);
    assert_eq!(told(&plain, !is_reversed), told(&again, !is_reversed));
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(text, 1).expect("memory")
}

/// The text with a byte order mark, in UTF-8 or UTF-16; nothing where the mark would change what it says.
fn marked(text: &[u8], form: u8) -> Option<Vec<u8>> {
    let known = std::str::from_utf8(text).ok()?;
    // What stands for bytes that an encoding does not have is refused where text was converted.
    let is_refused = |c: char| matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}');
    if known.starts_with('\u{feff}') || known.contains(is_refused) {
        return None;
    }
    let units = |is_big: bool| {
        std::iter::once(0xfeff)
            .chain(known.encode_utf16())
            .flat_map(move |unit: u16| {
                if is_big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
    };
    let marked: Vec<u8> = match form {
        8 => ["\u{feff}".as_bytes(), text].concat(),
        9 => units(false).collect(),
        _ => units(true).collect(),
    };
    let encoding = if form == 9 { UTF_16LE } else { UTF_16BE };
    assert!(form == 8 || encoding.decode(&marked).0 == known);
    Some(marked)
}

/// The text with its rows in reverse order below the header; nothing where a quote may join lines, or where a line's end
/// is not one byte.
fn reversed(text: &[u8]) -> Option<Vec<u8>> {
    let is_wide = text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff");
    if is_wide || text.contains(&b'"') {
        return None;
    }
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let is_blank = |line: &&[u8]| line.iter().all(|byte| b" \r".contains(byte));
    let header = lines.iter().position(|line| !is_blank(line))?;
    lines[header + 1..].reverse();
    Some(lines.join(&b'\n'))
}
