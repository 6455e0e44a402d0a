//! Exports whose cells have types: Parquet files and workbooks.

use crate::ingest::DecimalMark;
use crate::model::{ABSENT_INTEGER, Column, Frame, Kind, TABLES, Table, Values};
use crate::store::parquet_bytes;
use crate::workbooks;
use arbitrary::{Result, Unstructured};
use std::path::Path;

/// A table of any values in two forms that say the same.
pub struct Twins {
    /// The table.
    pub table: &'static str,
    /// As a Parquet file.
    pub parquet: Vec<u8>,
    /// As CSV.
    pub csv: Vec<u8>,
}

/// Texts that mean something somewhere.
const TEXTS: [&str; 16] = [
    "T1-1",
    "T2-1",
    "P1",
    "given",
    "held",
    "Hypotension",
    "renal",
    "creatinine",
    "mg/dL",
    "icu",
    "yes",
    "NA",
    "Na",
    "2019-03-04 08:15",
    "3",
    "0.5",
];

/// Makes a table from bytes.
///
/// # Errors
///
/// Where the bytes do not last.
///
/// # Panics
///
/// Where the table cannot be written.
pub fn twins(bytes: &mut Unstructured<'_>, decimal: DecimalMark) -> Result<Twins> {
    let table: &Table = bytes.choose(&TABLES)?;
    let rows = bytes.int_in_range(0..=6)?;
    let (mut names, mut columns) = (Vec::new(), Vec::new());
    for column in table.columns.iter().filter(|column| column.is_exported()) {
        if column.is_required() || bytes.ratio(1, 2)? {
            names.push(match column.date_time_name() {
                Some(name) if bytes.ratio(1, 4)? => name.to_owned(),
                _ => column.name.to_owned(),
            });
            columns.push(values(bytes, column, rows)?);
        }
    }
    let named = names.iter().cloned().zip(columns.iter().cloned());
    let parquet = parquet_bytes(&Frame::new(table.name, named)).expect("a table");
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(&names).expect("memory");
    for row in 0..rows {
        csv.write_record(columns.iter().map(|values| cell(values, row, decimal)))
            .expect("memory");
    }
    let csv = csv.into_inner().expect("memory");
    Ok(Twins {
        table: table.name,
        parquet,
        csv,
    })
}

fn values(bytes: &mut Unstructured<'_>, column: &Column, rows: usize) -> Result<Values> {
    let is_number = matches!(
        column.kind,
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Hour
    );
    Ok(match bytes.int_in_range(0..=5)? {
        // What else is a text would not be the same text in both forms.
        0 | 1 if is_number => Values::Decimal(all(rows, || decimal(bytes))?),
        2 | 3 if is_number => Values::Integer(all(rows, || integer(bytes))?),
        2 => Values::Integer(all(rows, || integer(bytes))?),
        3 => Values::Boolean(all(rows, || bytes.arbitrary())?),
        _ => {
            let texts = all(rows, || text(bytes))?;
            Values::from_texts(texts.iter().map(|text| text.as_deref()))
        }
    })
}

fn all<T>(rows: usize, mut one: impl FnMut() -> Result<T>) -> Result<Vec<T>> {
    (0..rows).map(|_| one()).collect()
}

fn decimal(bytes: &mut Unstructured<'_>) -> Result<f64> {
    Ok(match bytes.int_in_range(0..=7)? {
        0 => f64::NAN,
        1 => bytes.arbitrary()?,
        2 => f64::from(bytes.arbitrary::<i32>()?) / 1000.0,
        _ => f64::from(bytes.arbitrary::<i8>()?) / 2.0,
    })
}

fn integer(bytes: &mut Unstructured<'_>) -> Result<i64> {
    Ok(match bytes.int_in_range(0..=7)? {
        0 => ABSENT_INTEGER,
        1 => bytes.arbitrary()?,
        _ => i64::from(bytes.arbitrary::<i8>()?),
    })
}

fn text(bytes: &mut Unstructured<'_>) -> Result<Option<String>> {
    Ok(match bytes.int_in_range(0..=15)? {
        0 => None,
        1..=3 => Some(bytes.arbitrary::<&str>()?.to_owned()),
        _ => Some((*bytes.choose(&TEXTS)?).to_owned()),
    })
}

/// A value as it stands in a CSV file.
fn cell(values: &Values, row: usize, decimal: DecimalMark) -> String {
    match values {
        Values::Integer(_) => values
            .integer(row)
            .map_or_else(String::new, |value| value.to_string()),
        Values::Decimal(_) => {
            let text = values
                .decimal(row)
                .map_or_else(String::new, |value| value.to_string());
            match decimal {
                DecimalMark::Point => text,
                DecimalMark::Comma => text.replace('.', ","),
            }
        }
        Values::Boolean(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        Values::Text { .. } => values.text(row).unwrap_or_default().to_owned(),
    }
}

/// Writes a workbook of one sheet, whose XML, or that of whose rows, is given.
pub fn write_workbook(path: &Path, sheet: &str, xml: &str, is_whole: bool) {
    let xml = if is_whole {
        xml.to_owned()
    } else {
        workbooks::sheet_of(xml)
    };
    workbooks::write_raw(path, &[(sheet, "", xml)]);
}

/// Writes a workbook whose cells are those of a CSV text.
pub fn write_workbook_of(path: &Path, sheet: &str, csv: &str) {
    workbooks::write(path, &[(sheet, workbooks::cells(csv))]);
}
