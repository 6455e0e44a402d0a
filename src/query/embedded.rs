//! Tables that are no part of a store: the terminology, published rates, the rules of quality, the measures, the queries, the results.

use super::grading_tables::{
    ANALYTE_UNITS, GRADED_BY, LAB_TESTS, analyte_units, graded_by, lab_tests,
};
use super::library::library;
use super::text_table::TextTable;
use crate::grades::Options;
use crate::ingest::quality::rules;
use crate::measures::definitions;
use crate::measures::results::{Row, to_columns};
use crate::model::Values;
use crate::terminology::REFERENCE_TABLES;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use std::sync::Arc;

/// The published rates of the safety review.
/// The rules of quality.
pub(crate) const QUALITY_RULES: &str = "quality_rules";
/// The definitions of the measures.
pub(crate) const MEASURES: &str = "measures";
/// The queries of the library.
pub(crate) const QUERIES: &str = "queries";
/// The rows of `results.csv`.
pub(crate) const RESULTS: &str = "results";

/// The names of the tables that the program brings itself.
#[must_use]
pub(crate) fn text_tables() -> Vec<&'static str> {
    let of_terminology = REFERENCE_TABLES.iter().map(|(name, _)| *name);
    of_terminology
        .chain([LAB_TESTS, ANALYTE_UNITS, GRADED_BY])
        .chain([QUALITY_RULES, MEASURES, QUERIES])
        .collect()
}

/// A table that the program brings itself.
#[must_use]
pub(crate) fn text_table(name: &str) -> Option<TextTable> {
    match name {
        QUALITY_RULES => Some(quality_rules()),
        MEASURES => Some(measures()),
        QUERIES => Some(queries()),
        LAB_TESTS => Some(lab_tests()),
        ANALYTE_UNITS => Some(analyte_units()),
        GRADED_BY => Some(graded_by(&Options::default())),
        _ => {
            let mut tables = REFERENCE_TABLES.into_iter();
            let (_, text) = tables.find(|(known, _)| *known == name)?;
            Some(embedded_table(text))
        }
    }
}

fn embedded_table(text: &str) -> TextTable {
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| record.expect("the tables are part of the program, and a test reads each"))
        .map(|record| record.iter().map(str::to_owned).collect());
    TextTable {
        headings: records.next().expect("a table has a header"),
        rows: records.collect(),
    }
}

fn quality_rules() -> TextTable {
    let headings = [
        "rule", "category", "places", "counted", "out_of", "message", "source",
    ];
    let rows = rules().into_iter().map(|rule| {
        [
            rule.name.to_owned(),
            rule.category.name().to_owned(),
            rule.applies_to(),
            rule.counted.name().to_owned(),
            rule.out_of.to_owned(),
            rule.message.to_owned(),
            rule.source.to_owned(),
        ]
    });
    TextTable::new(headings, rows)
}

fn measures() -> TextTable {
    let headings = [
        "measure", "unit", "title", "counts", "out_of", "unknown", "interval", "source",
    ];
    let rows = definitions().into_iter().map(|measure| {
        let units: Vec<&str> = measure.grain.iter().map(|unit| unit.name()).collect();
        [
            measure.name.to_owned(),
            units.join(" "),
            measure.title.to_owned(),
            measure.counts.to_owned(),
            measure.out_of.to_owned(),
            measure.unknown.to_owned(),
            measure.interval.to_owned(),
            measure.source.to_owned(),
        ]
    });
    TextTable::new(headings, rows)
}

fn queries() -> TextTable {
    let headings = [
        "name",
        "title",
        "one_row_per",
        "reads",
        "counts",
        "out_of",
        "agrees_with",
        "source",
        "parameters",
    ];
    let rows = library().iter().map(|query| {
        let parameters: Vec<String> = query
            .parameters
            .iter()
            .map(|one| {
                let (name, of_type) = (&one.name, one.of_type.name());
                format!("{name} {of_type} {}: {}", one.default, one.meaning)
            })
            .collect();
        [
            query.name.to_owned(),
            query.title.clone(),
            query.one_row_per.clone(),
            query.reads.join(" "),
            query.counts.clone(),
            query.out_of.clone(),
            query.agrees_with.join(" "),
            query.source.clone(),
            parameters.join("; "),
        ]
    });
    TextTable::new(headings, rows)
}

/// A table of texts as the engine takes it: every column text, an empty cell `NULL`.
pub(super) fn text_batch(table: &TextTable) -> RecordBatch {
    let column = |(index, heading): (usize, &String)| {
        let cells = table.rows.iter().map(|row| Some(row[index].as_str()));
        let cells = cells.map(|cell| cell.filter(|cell| !cell.is_empty()));
        let array: ArrayRef = Arc::new(cells.collect::<StringArray>());
        (heading.clone(), array, true)
    };
    RecordBatch::try_from_iter_with_nullable(table.headings.iter().enumerate().map(column))
        .expect("a table of texts has columns, and all are as long as it has rows")
}

/// Results rows as the engine takes them.
pub(super) fn results_batch(rows: &[Row]) -> RecordBatch {
    let columns = to_columns(rows);
    let columns = columns
        .iter()
        .map(|(name, values)| (*name, array(values), true));
    RecordBatch::try_from_iter_with_nullable(columns)
        .expect("the columns of results are of one length")
}

fn array(values: &Values) -> ArrayRef {
    let rows = 0..values.len();
    match values {
        Values::Integer(_) => Arc::new(rows.map(|row| values.integer(row)).collect::<Int64Array>()),
        Values::Decimal(_) => Arc::new(
            rows.map(|row| values.decimal(row))
                .collect::<Float64Array>(),
        ),
        Values::Boolean(values) => Arc::new(values.iter().copied().collect::<BooleanArray>()),
        Values::Text { .. } => Arc::new(rows.map(|row| values.text(row)).collect::<StringArray>()),
    }
}
