//! Files that exceed what any honest export needs.

use super::Becomes::{Refused, Same};
use super::Put::{Edit, Folder};
use super::{BadInput, of};
use crate::workbooks::{sheet_of, write_raw};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The text with so many blank lines behind it.
fn with_blanks(text: &str, bytes: usize) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    text.resize(text.len() + bytes, b'\n');
    text
}

fn with_columns(text: &str, columns: usize) -> Vec<u8> {
    let (head, rows) = text.split_once('\n').unwrap();
    let head: String = std::iter::once(head.to_owned())
        .chain((0..columns).map(|place| format!(",x{place}")))
        .collect();
    let rows = rows
        .lines()
        .map(|row| format!("{row}{}\n", ",7351".repeat(columns)));
    format!("{head}\n{}", rows.collect::<String>()).into_bytes()
}

/// A workbook of stays with this row more.
fn far_away(folder: &Path, row: &str) {
    fs::remove_file(folder.join("stays.csv")).unwrap();
    let cell = |place: &str, text: &str| {
        format!(r#"<c r="{place}1" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        cell("A", "course_id"),
        cell("B", "unit"),
        cell("C", "start_hour")
    );
    write_raw(
        &folder.join("stays.xlsx"),
        &[("stays", "", sheet_of(&format!("{head}{row}")))],
    );
}

/// A workbook with so many parts.
fn parts(folder: &Path, parts: usize, bytes: usize) {
    fs::remove_file(folder.join("stays.csv")).unwrap();
    let mut archive = zip::ZipWriter::new(fs::File::create(folder.join("stays.xlsx")).unwrap());
    for part in 0..parts {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        archive
            .start_file(format!("xl/{part}.xml"), options)
            .unwrap();
        archive.write_all(&vec![b' '; bytes]).unwrap();
    }
    archive.finish().unwrap();
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a file that grows beyond measure when it is unpacked",
        becomes: Refused(3, "exceeds a limit"),
        variants: [
            of("text", Edit("doses.csv.zst", |t| zstd::encode_all(&*with_blanks(t, 65 << 20), 1).unwrap())),
            of("text with tabs", Edit("stays.tsv.zst", |t| zstd::encode_all(&*with_blanks(t, 65 << 20), 1).unwrap())),
            of("a workbook of thousands of parts", Folder(|f| parts(f, 2_001, 1))),
        ],
    },
    BadInput {
        name: "more than a file may have",
        becomes: Refused(3, "exceeds a limit"),
        variants: [
            of("a field above 1 MiB", Edit("patients.csv", |t| format!("{t}{}\n", "7".repeat((1 << 20) + 1)).into_bytes())),
            of("a record above 16 MiB", Edit("patients.csv", |t| format!("{t}{}\n", "7351,".repeat(8 << 20)).into_bytes())),
            of("5,000 columns", Edit("doses.csv", |t| with_columns(t, 5_000))),
        ],
    },
    BadInput {
        name: "as much as a file may have",
        becomes: Same,
        variants: [
            of("4,000 columns that the model does not have", Edit("doses.csv", |t| with_columns(t, 4_000))),
            of("a field of 1 MiB in such a column", Edit("stays.csv", |t| {
                let rows = t.lines().skip(1).map(|row| format!("{row},{}\n", "7".repeat(1 << 20)));
                format!("{},note\n{}", t.lines().next().unwrap(), rows.collect::<String>()).into_bytes()
            })),
            of("a million blank lines", Edit("doses.csv", |t| with_blanks(t, 1 << 20))),
        ],
    },
    BadInput {
        name: "a sheet with a cell far away",
        becomes: Refused(3, "cannot be read"),
        variants: [
            of("rows out of order", Folder(|f| far_away(f, "<row r=\"9\"><c r=\"A9\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"))),
            of("below the last row that sheets have", Folder(|f| far_away(f, "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>"))),
            of("an address that is not valid", Folder(|f| far_away(f, "<row r=\"2\"><c r=\"A99999999999\"><v>1</v></c></row>"))),
        ],
    },
    BadInput {
        name: "a sheet that is wider than any table",
        becomes: Refused(3, "there are more than 4096 columns"),
        variants: [
            of("a cell in the last column that sheets have", Folder(|f| far_away(f, "<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>"))),
            of("in the last column and the last row", Folder(|f| far_away(f, "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"))),
            of("in column 4,097", Folder(|f| far_away(f, "<row r=\"2\"><c r=\"FAO2\"><v>1</v></c></row>"))),
        ],
    },
];
