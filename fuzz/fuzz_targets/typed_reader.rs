//! A table of an export as a Parquet file or as a workbook: any bytes, sheets of any XML, and tables of any values.
//!
//! The first byte says which it is; the others are the file, or what it is made of.

#![no_main]

use arbitrary::Unstructured;
use il2_fuzz::bench::{Folder, told, work_alone};
use il2_fuzz::ingest::DecimalMark;
use il2_fuzz::model::TABLES;
use il2_fuzz::typed::{twins, write_workbook};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FOLDER: LazyLock<Folder> = LazyLock::new(Folder::new);

fuzz_target!(init: work_alone(), |data: &[u8]| {
    let [mode, bytes @ ..] = data else {
        return;
    };
    let table = TABLES[usize::from(mode >> 3) % TABLES.len()].name;
    let decimal = if mode & 4 == 0 { DecimalMark::Point } else { DecimalMark::Comma };
    match mode & 3 {
        0 => drop(FOLDER.read(table, ".parquet", bytes, decimal)),
        1 => drop(FOLDER.read(table, ".xlsx", bytes, decimal)),
        2 => prove_sheet(table, bytes, decimal),
        _ => prove_twins(bytes, decimal),
    }
});

/// A sheet of this XML is read or refused.
fn prove_sheet(table: &str, xml: &[u8], decimal: DecimalMark) {
    let Ok(xml) = std::str::from_utf8(xml) else {
        return;
    };
    let path = FOLDER.path("draft");
    write_workbook(&path, table, xml, xml.starts_with("<?xml"));
    let bytes = std::fs::read(&path).expect("it was written");
    std::fs::remove_file(&path).expect("it was written");
    drop(FOLDER.read(table, ".xlsx", &bytes, decimal));
}

/// What stands in a Parquet file is read as the same values in a CSV file are.
fn prove_twins(bytes: &[u8], decimal: DecimalMark) {
    let Ok(twins) = twins(&mut Unstructured::new(bytes), decimal) else {
        return;
    };
    let typed = FOLDER.read(twins.table, ".parquet", &twins.parquet, decimal);
    let plain = FOLDER.read(twins.table, ".csv", &twins.csv, decimal);
    assert_eq!(told(&typed, false), told(&plain, false));
}
