//! Double counting: the numbers of a report against those that its queries give, row by row and cell by cell.

use super::embedded::results_batch;
use super::engine::{Engine, QueryText};
use super::error::QueryError;
use super::formats::texts;
use super::library::Query;
use crate::measures::results::{COLUMNS, Row};
use crate::store::StoredPart;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The columns that say which number a row is.
const KEYS: usize = 6;
/// The columns that a query gives beside them: value, numerator, denominator.
const COUNTED: [&str; 3] = ["value", "numerator", "denominator"];
/// Numbers are equal that differ by no more than this part of the greater.
const TOLERANCE: f64 = 1e-9;

/// A row of `results.csv`, as written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    cells: Vec<String>,
}

impl ResultRow {
    /// The cell of a column.
    ///
    /// # Panics
    ///
    /// Where results have no such column.
    #[must_use]
    pub fn cell(&self, column: &str) -> &str {
        let index = COLUMNS.iter().position(|name| *name == column);
        &self.cells[index.expect("a column of results")]
    }

    /// Which number it is.
    pub(crate) fn key(&self) -> Key {
        Key(self.cells[..KEYS].to_vec())
    }
}

/// Which number: measure, unit, stratum, item, level, statistic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Vec<String>);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" · "))
    }
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which number.
    pub key: Key,
    /// In which column; none where a whole row is meant.
    pub column: Option<&'static str>,
    /// What the report has.
    pub reported: String,
    /// What was counted again.
    pub recounted: String,
}

impl Difference {
    /// The difference in words, given those that name the two sides.
    #[must_use]
    pub fn describe(&self, reported: &str, recounted: &str) -> String {
        let or_nothing = |text: &'_ str| if text.is_empty() { "nothing" } else { text }.to_owned();
        let column = self
            .column
            .map_or_else(String::new, |column| format!(" · {column}"));
        format!(
            "{}{column}: {reported} {}, {recounted} {}",
            self.key,
            or_nothing(&self.reported),
            or_nothing(&self.recounted)
        )
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe("reported", "counted again"))
    }
}

/// What came of counting the measures of a query again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// Rows of the report with the status `not_collected`; the query has none for them.
    pub not_collected: u64,
    /// Rows compared.
    pub rows: u64,
    /// Cells compared: value, numerator and denominator of each row, empty ones too.
    pub cells: u64,
    /// Cells that are equal.
    pub equal: u64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// The rows of `results.csv`.
///
/// # Errors
///
/// Where the file is not of this form, with the line.
pub(crate) fn parse_results(bytes: &[u8]) -> Result<Vec<ResultRow>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let is_known = reader
        .headers()
        .is_ok_and(|headers| headers == COLUMNS.as_slice());
    if !is_known {
        return Err("line 1: the columns are not those of results".to_owned());
    }
    let row = |record: Result<csv::StringRecord, csv::Error>| match record {
        Ok(record) => Ok(ResultRow {
            cells: record.iter().map(str::to_owned).collect(),
        }),
        Err(error) => {
            let position = error.position();
            let position = position.expect("bytes in memory are read, so that a record is wrong");
            Err(format!("line {}: no row of results", position.line()))
        }
    };
    reader.records().map(row).collect()
}

/// The rows of `results.parquet`, as `results.csv` would have them.
///
/// # Errors
///
/// Where the file cannot be read or lacks a column.
pub(crate) fn read_results_parquet(path: &Path) -> Result<Vec<ResultRow>, QueryError> {
    let part = StoredPart::of_file(path);
    let mut rows = Vec::new();
    for batch in part.batches(&COLUMNS)? {
        rows.extend(texts(&batch?)?.into_iter().map(|cells| ResultRow { cells }));
    }
    Ok(rows)
}

/// Results rows as `results.csv` has them.
#[must_use]
pub(crate) fn result_rows(rows: &[Row]) -> Vec<ResultRow> {
    let cells = texts(&results_batch(rows)).expect("results are numbers and texts");
    cells.into_iter().map(|cells| ResultRow { cells }).collect()
}

/// Where two copies of the same results differ, in any column or in the order of their rows.
#[must_use]
pub(crate) fn differences(reported: &[ResultRow], recounted: &[ResultRow]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut rest: BTreeMap<Key, &ResultRow> =
        recounted.iter().map(|row| (row.key(), row)).collect();
    for row in reported {
        match rest.remove(&row.key()) {
            Some(other) => {
                for (index, column) in COLUMNS.into_iter().enumerate().skip(KEYS) {
                    if row.cells[index] != other.cells[index] {
                        found.push(Difference {
                            key: row.key(),
                            column: Some(column),
                            reported: row.cells[index].clone(),
                            recounted: other.cells[index].clone(),
                        });
                    }
                }
            }
            None => found.push(whole(row.key(), "a row", "")),
        }
    }
    found.extend(rest.into_keys().map(|key| whole(key, "", "a row")));
    if found.is_empty() && reported != recounted {
        found.extend(
            reported
                .iter()
                .zip(recounted)
                .find(|(row, other)| row != other)
                .map(|(row, _)| whole(row.key(), "a row", "the row elsewhere")),
        );
    }
    found
}

fn whole(key: Key, reported: &str, recounted: &str) -> Difference {
    Difference {
        key,
        column: None,
        reported: reported.to_owned(),
        recounted: recounted.to_owned(),
    }
}

/// Counts the measures of a query again and compares them with the report's rows, one to one.
///
/// # Errors
///
/// Where the query has no answer.
pub(crate) fn recount(
    engine: &Engine,
    query: &Query,
    reported: &[ResultRow],
) -> Result<Recount, QueryError> {
    let mut counted: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    let mut recount = Recount::default();
    let answer = engine.execute(&QueryText::from(query))?;
    let schema = answer.schema();
    let names = schema.fields().iter().map(|field| field.name().as_str());
    if !names.eq(COLUMNS[..KEYS].iter().copied().chain(COUNTED)) {
        return Err(QueryError::NotComputed);
    }
    for batch in answer {
        for cells in texts(&batch?)? {
            let (key, numbers) = (Key(cells[..KEYS].to_vec()), cells[KEYS..].to_vec());
            if counted.insert(key.clone(), numbers).is_some() {
                recount.differences.push(whole(key, "", "a row twice"));
            }
        }
    }
    let is_of_query = |row: &&ResultRow| query.recounts(row.cell("measure"));
    for row in reported.iter().filter(is_of_query) {
        recount.compare(row, &mut counted);
    }
    let surplus = counted.into_keys().map(|key| whole(key, "", "a row"));
    recount.differences.extend(surplus);
    Ok(recount)
}

impl Recount {
    fn compare(&mut self, row: &ResultRow, counted: &mut BTreeMap<Key, Vec<String>>) {
        let key = row.key();
        let status = row.cell("status");
        if status == "not_collected" {
            self.not_collected += 1;
            if COUNTED.iter().any(|column| !row.cell(column).is_empty()) {
                self.differences
                    .push(whole(key, "a number that nobody collected", ""));
            }
            return;
        }
        self.rows += 1;
        self.cells += COUNTED.len() as u64;
        let Some(numbers) = counted.remove(&key) else {
            self.differences.push(whole(key, "a row", ""));
            return;
        };
        for (column, recounted) in COUNTED.into_iter().zip(&numbers) {
            let reported = row.cell(column);
            if are_equal(reported, recounted) {
                self.equal += 1;
            } else {
                self.differences.push(Difference {
                    key: key.clone(),
                    column: Some(column),
                    reported: reported.to_owned(),
                    recounted: recounted.clone(),
                });
            }
        }
        // A status of `ok` needs a value; `not_estimable` has none.
        let expected = if numbers[0].is_empty() {
            "not_estimable"
        } else {
            "ok"
        };
        if status != expected {
            self.differences.push(Difference {
                key,
                column: Some("status"),
                reported: status.to_owned(),
                recounted: expected.to_owned(),
            });
        }
    }
}

/// Whether two cells hold the same number, or both none.
fn are_equal(reported: &str, recounted: &str) -> bool {
    if reported == recounted {
        return true;
    }
    match (reported.parse::<f64>(), recounted.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "measure,unit,stratum,item,level,statistic,value,lower,upper,numerator,denominator,method,status\n";

    fn rows(lines: &[&str]) -> Vec<ResultRow> {
        parse_results(format!("{HEAD}{}\n", lines.join("\n")).as_bytes()).unwrap()
    }

    #[test]
    fn numbers_are_equal_to_a_part_in_a_thousand_million() {
        assert!(are_equal("0.5", "0.5000000001"));
        assert!(!are_equal("0.5", "0.500001"));
        assert!(are_equal("", ""));
        assert!(!are_equal("", "0"));
        assert!(!are_equal("106", "NaN"));
    }

    #[test]
    fn copies_differ_in_a_cell_a_row_or_their_order() {
        let a = "m,course,overall,all,all,count,3,,,,,,ok";
        let b = "m,course,overall,x,all,count,4,,,,,,ok";
        let changed = "m,course,overall,x,all,count,5,,,,,,ok";
        assert!(differences(&rows(&[a, b]), &rows(&[a, b])).is_empty());
        let described = |left: &[&str], right: &[&str]| {
            let found = differences(&rows(left), &rows(right));
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            described(&[a, changed], &[a, b]),
            ["m · course · overall · x · all · count · value: reported 5, counted again 4"]
        );
        assert_eq!(described(&[a], &[a, b]).len(), 1);
        assert_eq!(described(&[b, a], &[a, b]).len(), 1);
    }

    #[test]
    fn a_file_of_another_form_is_told_by_its_line() {
        assert!(
            parse_results(b"a,b\n1,2\n")
                .unwrap_err()
                .starts_with("line 1")
        );
        let short = format!("{HEAD}m,course\n");
        assert!(
            parse_results(short.as_bytes())
                .unwrap_err()
                .starts_with("line 2")
        );
    }
}
