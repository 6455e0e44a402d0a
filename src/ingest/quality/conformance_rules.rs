//! Whether files have the form that the model gives them: what was noted while they were read.

use super::chart::Chart;
use super::check::{Category, Counted, Outcome, Problem, Share};
use super::rule::{Asks, Rule};
use crate::ingest::ledger::Class;
use crate::model::{COURSES, Table};

const SET_ASIDE: Rule = Rule {
    name: "",
    category: Category::Conformance,
    table: "",
    column: "",
    counted: Counted::Row,
    out_of: "rows in the file",
    message: "",
    source: "a class of the data model; such rows count nowhere",
    asks: Asks::Columns,
};

pub(super) const RULES: [Rule; 8] = [
    Rule {
        name: "set_aside_structural",
        message: "rows set aside because their form is broken",
        asks: Asks::Tables(every, |chart, table| {
            set_aside(chart, table, Class::Structural)
        }),
        ..SET_ASIDE
    },
    Rule {
        name: "set_aside_missing",
        message: "rows set aside because a required value is absent",
        asks: Asks::Tables(every, |chart, table| {
            set_aside(chart, table, Class::Missing)
        }),
        ..SET_ASIDE
    },
    Rule {
        name: "set_aside_type",
        message: "rows set aside because a value cannot be read as what its column holds",
        asks: Asks::Tables(every, |chart, table| set_aside(chart, table, Class::Type)),
        ..SET_ASIDE
    },
    Rule {
        name: "set_aside_domain",
        message: "rows set aside because a value is none that its column may hold",
        asks: Asks::Tables(every, |chart, table| set_aside(chart, table, Class::Domain)),
        ..SET_ASIDE
    },
    Rule {
        name: "set_aside_key",
        message: "rows set aside because their key stands on an earlier row",
        asks: Asks::Tables(Table::has_key, |chart, table| {
            set_aside(chart, table, Class::Key)
        }),
        ..SET_ASIDE
    },
    Rule {
        name: "set_aside_reference",
        message: "rows set aside because their course or patient is not stored",
        asks: Asks::Tables(refers, |chart, table| {
            set_aside(chart, table, Class::Reference)
        }),
        ..SET_ASIDE
    },
    Rule {
        name: "unknown_term",
        out_of: "rows with a name",
        message: "rows with a name that the terminology does not have, kept as unclassified",
        source: "the tables of the terminology; what is in none of them is in no organ system or class",
        asks: Asks::Each(
            &[
                ("doses", "reason"),
                ("toxicities", "term"),
                ("vasopressors", "agent"),
                ("measurements", "analyte"),
                ("medications", "agent"),
            ],
            unknown_term,
        ),
        ..SET_ASIDE
    },
    Rule {
        name: "unnamed_column",
        counted: Counted::Column,
        out_of: "columns in the file",
        message: "columns that the model does not name, and that are stored nowhere",
        source: "the data model; a name with a typing error looks like a column that was not collected",
        asks: Asks::Tables(every, unnamed_column),
        ..SET_ASIDE
    },
];

/// Whether the rule of this name is asked of the files of an export, and not of its rows.
pub(super) fn is_of_files(name: &str) -> bool {
    RULES.iter().any(|rule| rule.name == name)
}

const fn every(_: &Table) -> bool {
    true
}

/// Whether rows of a table belong to a course, or to the site of one.
fn refers(table: &Table) -> bool {
    table.name != COURSES.name
}

fn set_aside(chart: &Chart<'_>, table: &'static str, class: Class) -> Outcome {
    let loaded = chart.table(table)?;
    let Some(ledger) = &loaded.ledger else {
        let why = format!("{table} was collected, and no file is noted");
        return Err(Problem::Broken(why));
    };
    let of_class = ledger.set_aside.iter().filter(|row| row.class == class);
    Ok(Share {
        failed: of_class.count() as u64,
        out_of: ledger.read,
    })
}

fn unknown_term(chart: &Chart<'_>, table: &'static str, column: &'static str) -> Outcome {
    chart.values(table, column)?;
    let loaded = chart.table(table)?;
    let unlisted = loaded.unlisted.iter().filter(|name| name.column == column);
    Ok(Share {
        failed: unlisted.map(|name| name.rows).sum(),
        out_of: loaded.filled[loaded.table.place(column).unwrap_or_default()],
    })
}

fn unnamed_column(chart: &Chart<'_>, table: &'static str) -> Outcome {
    let loaded = chart.table(table)?;
    let unnamed = loaded
        .ledger
        .as_ref()
        .map(|file| file.unnamed_columns.len());
    let unnamed = unnamed.unwrap_or_default() as u64;
    let named = loaded.in_file.iter().filter(|&&is_in_file| is_in_file);
    Ok(Share {
        failed: unnamed,
        out_of: unnamed + named.count() as u64,
    })
}
