//! `il2 schema`: the data model, the tables of a store and of the program, the measures and the queries, as data on
//! standard output.

use super::arguments::{Format, Schema};
use super::failure::Failure;
use super::output::Pipe;
use crate::measures::results::COLUMNS;
use crate::model::{Column, TABLES, Table, table};
use crate::query::formats;
use crate::query::{
    MEASURES, QUALITY_RULES, QUERIES, RESULTS, TextTable, text_table, text_tables, views,
};
use crate::store::described_tables;

/// The columns of all tables, in one.
const ALL_COLUMNS: &str = "columns";

pub(super) fn run(arguments: &Schema) -> Result<(), Failure> {
    let asked = match (&arguments.table, arguments.measures) {
        (_, true) => Some(MEASURES),
        (name, false) => name.as_deref(),
    };
    let table = match asked {
        None => tables(),
        Some(name) => one_table(name).ok_or_else(|| Failure::NoTable {
            name: name.to_owned(),
            known: names(),
        })?,
    };
    let format = match arguments.format {
        Format::Text => formats::Format::Listing,
        Format::Csv => formats::Format::Csv,
        Format::Json => formats::Format::Json,
    };
    Pipe::print_table(&table, format)
}

/// Every table with what one of its rows is, those of the model first.
fn described() -> Vec<(&'static str, String)> {
    let row_per = |what: &str| format!("one row per {what}");
    let of_model = TABLES
        .iter()
        .map(|table| (table.name, row_per(table.one_row_per)));
    let of_store = described_tables()
        .into_iter()
        .map(|(name, what, _)| (name, row_per(what)));
    let of_program = text_tables().into_iter().map(|name| {
        let what = match name {
            QUALITY_RULES => "the quality checks of every export",
            MEASURES => "the definitions of the measures",
            QUERIES => "the library of queries",
            _ => "reference table of the program",
        };
        (name, what.to_owned())
    });
    let results = (
        RESULTS,
        "every number, in the columns of results.csv".to_owned(),
    );
    let of_library = views()
        .into_iter()
        .map(|view| (view.stem(), format!("view: {}", row_per(&view.one_row_per))));
    of_model
        .chain(of_store)
        .chain([results])
        .chain(of_program)
        .chain(of_library)
        .collect()
}

/// The names of all tables that can be printed.
fn names() -> Vec<&'static str> {
    let names = described().into_iter().map(|(name, _)| name);
    names.chain([ALL_COLUMNS]).collect()
}

fn tables() -> TextTable {
    let all = (
        ALL_COLUMNS,
        "the columns of all tables of the model, the store and the results".to_owned(),
    );
    let rows = described().into_iter().chain([all]);
    let rows = rows.map(|(name, what)| [name.to_owned(), what]);
    TextTable::new(["table", "what"], rows)
}

fn one_table(name: &str) -> Option<TextTable> {
    const HEADINGS: [&str; 5] = ["column", "presence", "type", "unit", "meaning"];
    if let Some(table) = table(name) {
        return Some(TextTable::new(HEADINGS, of_model(table)));
    }
    if name == ALL_COLUMNS {
        return Some(all_columns());
    }
    if let Some(table) = text_table(name) {
        return Some(table);
    }
    if name == RESULTS {
        return Some(TextTable::new(HEADINGS, of_results()));
    }
    if let Some(view) = views().into_iter().find(|view| view.stem() == name) {
        let row = |(key, text): (&str, String)| [key.to_owned(), text];
        let rows = [
            ("query", view.name.to_owned()),
            ("title", view.title.clone()),
            ("one row per", view.one_row_per.clone()),
            ("reads", view.reads.join(", ")),
            ("counts", view.counts.clone()),
            ("out of", view.out_of.clone()),
            ("source", view.source.clone()),
        ];
        return Some(TextTable::new(["what", "text"], rows.map(row)));
    }
    let (_, _, columns) = described_tables()
        .into_iter()
        .find(|(known, ..)| *known == name)?;
    Some(TextTable::new(HEADINGS, of_store(&columns)))
}

/// The columns of a table of the model; those that ingest derives are in the store and in SQL.
fn of_model(table: &Table) -> Vec<[String; 5]> {
    let row = |column: &Column| {
        [
            column.name.to_owned(),
            column.presence.words(),
            column.kind.words(),
            column.unit.to_owned(),
            column.meaning.to_owned(),
        ]
    };
    table.columns.iter().map(row).collect()
}

fn of_store(columns: &[(&'static str, &'static str)]) -> Vec<[String; 5]> {
    let row = |(name, of_type): &(&str, &str)| {
        let unknown = String::new;
        [
            (*name).to_owned(),
            "written at ingest".to_owned(),
            (*of_type).to_owned(),
            unknown(),
            unknown(),
        ]
    };
    columns.iter().map(row).collect()
}

fn of_results() -> Vec<[String; 5]> {
    let row = |name: &str| {
        let of_type = match name {
            "value" | "lower" | "upper" => "decimal",
            "numerator" | "denominator" => "integer",
            _ => "text",
        };
        let meaning = match name {
            "measure" => "which measure",
            "unit" => "what is counted: patient, course, cycle, dose",
            "stratum" => "overall, or name=level, several joined by ;",
            "item" => "which organ system, term, agent, …; all where there is one",
            "level" => "which grade, threshold, time, …; all where there is one",
            "statistic" => "which statistic the value is",
            "value" => "the statistic; proportions in 0…1",
            "lower" | "upper" => "a bound of its 95% interval",
            "numerator" => "what was counted",
            "denominator" => "out of how many",
            "method" => "how the interval was made",
            _ => "ok, not_collected, not_estimable",
        };
        let computed = "computed";
        [name, computed, of_type, "", meaning].map(str::to_owned)
    };
    COLUMNS.into_iter().map(row).collect()
}

fn all_columns() -> TextTable {
    let headings = ["table", "column", "presence", "type", "unit", "meaning"];
    let of_model = TABLES.iter().map(|table| (table.name, of_model(table)));
    let of_store = described_tables()
        .into_iter()
        .map(|(name, _, columns)| (name, of_store(&columns)));
    let rows = of_model
        .chain(of_store)
        .chain([(RESULTS, of_results())])
        .flat_map(|(name, rows)| {
            rows.into_iter()
                .map(move |[column, presence, of_type, unit, meaning]| {
                    [name.to_owned(), column, presence, of_type, unit, meaning]
                })
        });
    TextTable::new(headings, rows)
}
