//! Parquet files and sheets of workbooks: types and forms that text does not have.

use super::Becomes::{Refused, Same, SetAside};
use super::Put::{Edit, Folder};
use super::{BadInput, at, of};
use crate::workbooks::{self, Cell, cells, sheet_of, write_raw};
use arrow::array::{
    ArrayRef, BinaryArray, Decimal128Array, DictionaryArray, Int8Array, Int32Array, ListArray,
    RecordBatch, StringArray, StructArray, TimestampMillisecondArray, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int32Type};
use il2_outcomes::ingest::Class::{Missing, Structural, Type};
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression};
use parquet::file::metadata::{ParquetMetaDataReader, ParquetMetaDataWriter};
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Columns as a Parquet file.
pub(crate) fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn texts(texts: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// Stays with a column more.
fn stays_with(name: &str, column: ArrayRef) -> Vec<u8> {
    let (course, unit) = (texts(&["E1-1"]), texts(&["icu"]));
    let hours = |hour: i32| -> ArrayRef { Arc::new(Int32Array::from(vec![hour])) };
    let mut columns = vec![("course_id", course), ("unit", unit)];
    columns.extend([
        ("start_hour", hours(10)),
        ("stop_hour", hours(40)),
        (name, column),
    ]);
    parquet(columns)
}

/// Stays whose columns at these places are said to be packed in this way, which the tests' writer does not know.
fn packed_with(codec: Compression, columns: Range<usize>) -> Vec<u8> {
    let bytes = stays_with("note", texts(&["zebra"]));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let mut reader = ParquetMetaDataReader::new();
    reader.try_parse(&file).unwrap();
    let metadata = reader.finish().unwrap();
    let chunks = metadata.row_group(0).columns().iter().enumerate();
    let chunks = chunks.map(|(place, chunk)| {
        let chunk = chunk.clone().into_builder();
        let is_packed = columns.contains(&place);
        let chunk = if is_packed {
            chunk.set_compression(codec)
        } else {
            chunk
        };
        chunk.build().unwrap()
    });
    let group = metadata.row_group(0).clone().into_builder();
    let group = group.set_column_metadata(chunks.collect()).build().unwrap();
    let packed = metadata.into_builder().set_row_groups(vec![group]).build();
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap());
    let mut file = bytes[..bytes.len() - 8 - length as usize].to_vec();
    ParquetMetaDataWriter::new(&mut file, &packed)
        .finish()
        .unwrap();
    file
}

/// One stay that starts at these values.
fn stay_at(name: &str, start: ArrayRef) -> Vec<u8> {
    parquet(vec![
        ("course_id", texts(&["E1-1"])),
        ("unit", texts(&["icu"])),
        (name, start),
    ])
}

/// Half past eight of 4 March 2019.
fn moment(zone: Option<&str>) -> ArrayRef {
    let moments = TimestampMillisecondArray::from(vec![1_551_688_200_000]);
    match zone {
        Some(zone) => Arc::new(moments.with_timezone(zone)),
        None => Arc::new(moments),
    }
}

fn list() -> ArrayRef {
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(7351)])]);
    Arc::new(lists)
}

fn structure() -> ArrayRef {
    let field = Arc::new(Field::new("zebra", DataType::Utf8, true));
    Arc::new(StructArray::from(vec![(field, texts(&["zebra"]))]))
}

/// Replaces stays by a workbook of one sheet.
fn sheet(folder: &Path, rows: &str) {
    fs::remove_file(folder.join("stays.csv")).unwrap();
    write_raw(
        &folder.join("stays.xlsx"),
        &[("Sheet1", "", sheet_of(rows))],
    );
}

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// The header and this row of stays.
fn rows(row: &str) -> String {
    let names = ["course_id", "unit", "start_hour", "stop_hour"];
    let head: String = ["A1", "B1", "C1", "D1"]
        .iter()
        .zip(names)
        .map(|(place, name)| text(place, name))
        .collect();
    let (course, unit) = (text("A2", "E1-1"), text("B2", "icu"));
    format!("<row r=\"1\">{head}</row><row r=\"2\">{course}{unit}{row}</row>")
}

/// Rows of stays in a workbook of several sheets.
fn with_sheets(folder: &Path, sheets: &[(&str, &str)]) {
    fs::remove_file(folder.join("stays.csv")).unwrap();
    let xml = rows("<c r=\"C2\"><v>10</v></c><c r=\"D2\"><v>40</v></c>");
    let sheets: Vec<_> = sheets
        .iter()
        .map(|(name, attributes)| (*name, *attributes, sheet_of(&xml)))
        .collect();
    write_raw(&folder.join("book.xlsx"), &sheets);
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a file that is not Parquet or a workbook",
        becomes: Refused(3, "cannot be read"),
        variants: [
            of("text named .parquet", Edit("doses.parquet", |t| t.as_bytes().to_vec())),
            of("text named .xlsx", Edit("doses.xlsx", |t| t.as_bytes().to_vec())),
            of("half a Parquet file", Edit("stays.parquet", |_| {
                let whole = stays_with("note", texts(&["zebra"]));
                whole[..whole.len() / 2].to_vec()
            })),
        ],
    },
    BadInput {
        name: "a Parquet file that is packed in a way that is not read",
        becomes: Refused(3, "which is not read; write it again packed with zstd"),
        variants: [
            of("Brotli", Edit("stays.parquet", |_| packed_with(Compression::BROTLI(BrotliLevel::default()), 0..5))),
            of("LZO", Edit("stays.parquet", |_| packed_with(Compression::LZO, 0..5))),
            of("Brotli, one column of several", Edit("stays.parquet", |_| packed_with(Compression::BROTLI(BrotliLevel::default()), 3..4))),
        ],
    },
    BadInput {
        name: "a Parquet column of more than plain values",
        becomes: Refused(3, "column 5 holds no plain values"),
        variants: [
            of("lists", Edit("stays.parquet", |_| stays_with("note", list()))),
            of("structures", Edit("stays.parquet", |_| stays_with("note", structure()))),
            of("bytes", Edit("stays.parquet", |_| stays_with("note", Arc::new(BinaryArray::from(vec![&b"zebra"[..]]))))),
        ],
    },
    BadInput {
        name: "a Parquet moment with a time zone",
        becomes: SetAside(Type),
        variants: [
            at("UTC", "start_at", 2, Edit("stays.parquet", |_| stay_at("start_at", moment(Some("UTC"))))),
            at("an offset", "start_at", 2, Edit("stays.parquet", |_| stay_at("start_at", moment(Some("+02:00"))))),
            at("a named zone", "start_at", 2, Edit("stays.parquet", |_| stay_at("start_at", moment(Some("Europe/Berlin"))))),
        ],
    },
    BadInput {
        name: "a Parquet value of another type",
        becomes: SetAside(Type),
        variants: [
            at("a text", "start_hour", 2, Edit("stays.parquet", |_| stay_at("start_hour", texts(&["zebra"])))),
            at("true", "start_hour", 2, Edit("stays.parquet", |_| stay_at("start_hour", Arc::new(arrow::array::BooleanArray::from(vec![true]))))),
            at("infinity", "start_hour", 2, Edit("stays.parquet", |_| stay_at("start_hour", Arc::new(arrow::array::Float64Array::from(vec![f64::INFINITY]))))),
        ],
    },
    BadInput {
        name: "Parquet columns of other widths",
        becomes: Same,
        variants: [
            of("decimals, 8 bits", Edit("stays.parquet", |_| {
                let decimals = Decimal128Array::from(vec![4_000]).with_precision_and_scale(10, 2).unwrap();
                parquet(vec![
                    ("course_id", texts(&["E1-1"])),
                    ("unit", texts(&["icu"])),
                    ("start_hour", Arc::new(Int8Array::from(vec![10]))),
                    ("stop_hour", Arc::new(decimals)),
                ])
            })),
            of("dictionaries, 64 bits without sign", Edit("stays.parquet", |_| {
                let units: DictionaryArray<Int32Type> = ["icu"].into_iter().collect();
                parquet(vec![
                    ("course_id", texts(&["E1-1"])),
                    ("unit", Arc::new(units)),
                    ("start_hour", Arc::new(UInt64Array::from(vec![10]))),
                    ("stop_hour", Arc::new(UInt64Array::from(vec![40]))),
                ])
            })),
            of("a column named with delimiters", Edit("stays.parquet", |_| stays_with("a;b;c;d;e;f|g|h", texts(&["zebra"])))),
        ],
    },
    BadInput {
        name: "formulas in a sheet, computed",
        becomes: Same,
        variants: [
            of("a number", Folder(|f| sheet(f, &rows("<c r=\"C2\"><f>5+5</f><v>10</v></c><c r=\"D2\"><v>40</v></c>")))),
            of("shared", Folder(|f| sheet(f, &rows("<c r=\"C2\"><f t=\"shared\" ref=\"C2:D2\" si=\"0\">5+5</f><v>10</v></c><c r=\"D2\"><f t=\"shared\" si=\"0\"/><v>40</v></c>")))),
            of("an empty text, beyond the header", Folder(|f| sheet(f, &rows("<c r=\"C2\"><v>10</v></c><c r=\"D2\"><v>40</v></c><c r=\"E2\" t=\"str\"><f>IF(1,\"\",2)</f><v></v></c>")))),
        ],
    },
    BadInput {
        name: "formulas in a sheet that were never computed",
        becomes: Refused(3, "a formula that was never computed"),
        variants: [
            of("a number", Folder(|f| sheet(f, &rows("<c r=\"C2\"><f>5+5</f></c><c r=\"D2\"><v>40</v></c>")))),
            of("an optional value", Folder(|f| sheet(f, &rows("<c r=\"C2\"><v>10</v></c><c r=\"D2\"><f>C2+30</f></c>")))),
            of("an empty value", Folder(|f| sheet(f, &rows("<c r=\"C2\"><v>10</v></c><c r=\"D2\"><f>C2+30</f><v></v></c>")))),
        ],
    },
    BadInput {
        name: "an error of a spreadsheet program in place of a required number",
        becomes: SetAside(Missing),
        variants: [
            at("#DIV/0!", "start_hour", 2, Folder(|f| sheet(f, &rows("<c r=\"C2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")))),
            at("#REF!", "start_hour", 2, Folder(|f| sheet(f, &rows("<c r=\"C2\" t=\"e\"><v>#REF!</v></c><c r=\"D2\"><v>40</v></c>")))),
            at("#VALUE!, in a text file", "start_hour", 2, Edit("stays.csv", |t| t.replace("10,40", "#VALUE!,40").into_bytes())),
        ],
    },
    BadInput {
        name: "cells of a sheet that are not there",
        becomes: SetAside(Missing),
        variants: [
            at("merged with the cell above", "unit", 3, Folder(|f| sheet(f, &format!("{}<row r=\"3\">{}<c r=\"C3\"><v>50</v></c></row>", rows("<c r=\"C2\"><v>10</v></c>"), text("A3", "E1-1"))))),
            at("merged with the cell beside", "start_hour", 2, Folder(|f| sheet(f, &rows("")))),
            at("in the last row that sheets have", "unit", 1_048_576, Folder(|f| sheet(f, &format!("{}<row r=\"1048576\">{}</row>", rows("<c r=\"C2\"><v>10</v></c>"), text("A1048576", "zebra"))))),
        ],
    },
    BadInput {
        name: "cells of a sheet beyond its header",
        becomes: SetAside(Structural),
        variants: [
            at("one to the right", "", 2, Folder(|f| sheet(f, &rows("<c r=\"C2\"><v>10</v></c><c r=\"D2\"><v>40</v></c><c r=\"E2\"><v>7351</v></c>")))),
            at("far to the right", "", 2, Folder(|f| sheet(f, &rows("<c r=\"C2\"><v>10</v></c><c r=\"FAN2\"><v>7351</v></c>")))),
            at("a sum below the table, to the right", "", 5, Folder(|f| sheet(f, &format!("{}<row r=\"5\"><c r=\"F5\"><v>7351</v></c></row>", rows("<c r=\"C2\"><v>10</v></c>"))))),
        ],
    },
    BadInput {
        name: "sheets that are not seen, and sheets beside tables",
        becomes: Same,
        variants: [
            of("a hidden one", Folder(|f| with_sheets(f, &[("notes", ""), ("stays", "state=\"hidden\"")]))),
            of("a very hidden one", Folder(|f| with_sheets(f, &[("notes", ""), ("Stays", "state=\"veryHidden\"")]))),
            of("sheets that are no table", Folder(|f| with_sheets(f, &[("notes", ""), ("stays", ""), ("stays (2)", "")]))),
        ],
    },
    BadInput {
        name: "a table in two sheets, or in a sheet and a file",
        becomes: Refused(3, "both hold the table"),
        variants: [
            of("two spellings of the name", Folder(|f| with_sheets(f, &[("stays", ""), ("Stays ", "")]))),
            of("a hidden sheet and one that is seen", Folder(|f| with_sheets(f, &[("STAYS", "state=\"hidden\""), ("stays", "")]))),
            of("a sheet and a text file", Folder(|f| {
                let rows = cells("course_id,unit,start_hour\nE1-1,icu,10");
                workbooks::write(&f.join("book.xlsx"), &[("stays", rows), ("notes", vec![vec![Cell::of("zebra")]])]);
            })),
        ],
    },
];
