//! Rules of the files themselves, from what was noted while they were read.

use super::check::{Category, Counted, Outcome, Share};
use super::collected::{collected, column_collected};
use super::rule::{Evaluation, Rule};
use crate::ingest::ledger::Class;
use crate::ingest::tables::summary::TableSummary;
use crate::model::{
    DOSES, Field, MEASUREMENTS, MEDICATIONS, TOXICITIES, Table, TableId, VASOPRESSORS,
};

const QUARANTINE: Rule = Rule {
    name: "",
    category: Category::Conformance,
    counted: Counted::Row,
    out_of: "rows in the file",
    message: "",
    source: "a class of the data model; such rows are not counted",
    evaluation: Evaluation::EveryColumn,
};

pub(super) const RULES: [Rule; 8] = [
    Rule {
        name: "set_aside_structural",
        message: "rows quarantined because they are malformed",
        evaluation: Evaluation::Files(every, |file| quarantined(file, Class::Structural)),
        ..QUARANTINE
    },
    Rule {
        name: "set_aside_missing",
        message: "rows quarantined because a required value is absent",
        evaluation: Evaluation::Files(every, |file| quarantined(file, Class::Missing)),
        ..QUARANTINE
    },
    Rule {
        name: "set_aside_type",
        message: "rows quarantined because a value does not have its column’s type",
        evaluation: Evaluation::Files(every, |file| quarantined(file, Class::Type)),
        ..QUARANTINE
    },
    Rule {
        name: "set_aside_domain",
        message: "rows quarantined because a value is not allowed in its column",
        evaluation: Evaluation::Files(every, |file| quarantined(file, Class::Domain)),
        ..QUARANTINE
    },
    Rule {
        name: "set_aside_key",
        message: "rows quarantined because of a duplicate key",
        evaluation: Evaluation::Files(Table::has_key, |file| quarantined(file, Class::Key)),
        ..QUARANTINE
    },
    Rule {
        name: "set_aside_reference",
        message: "rows quarantined because their course or patient is not stored",
        evaluation: Evaluation::Files(refers, |file| quarantined(file, Class::Reference)),
        ..QUARANTINE
    },
    Rule {
        name: "unknown_term",
        out_of: "rows with a name",
        message: "rows with a name that is not in the dictionary, kept as unclassified",
        source: "the terminology tables; a name that is not in them has no organ system or class",
        evaluation: Evaluation::Names(
            &[
                Field::of(&DOSES, "reason"),
                Field::of(&TOXICITIES, "term"),
                Field::of(&VASOPRESSORS, "agent"),
                Field::of(&MEASUREMENTS, "analyte"),
                Field::of(&MEDICATIONS, "agent"),
            ],
            unknown_term,
        ),
        ..QUARANTINE
    },
    Rule {
        name: "unnamed_column",
        counted: Counted::Column,
        out_of: "columns in the file",
        message: "columns that are not in the data model and are not stored",
        source: "the data model; a column with a misspelled name looks as if it was not collected",
        evaluation: Evaluation::Files(every, unnamed_column),
        ..QUARANTINE
    },
];

const fn every(_: &Table) -> bool {
    true
}

/// Whether rows of a table belong to a course, or to the site of one.
fn refers(table: &Table) -> bool {
    table.id != TableId::Courses
}

fn quarantined(file: &TableSummary, class: Class) -> Outcome {
    let ledger = collected(file)?;
    let of_class = ledger.quarantined.iter().filter(|row| row.class == class);
    Ok(Share {
        failed: of_class.count() as u64,
        out_of: ledger.read,
    })
}

fn unknown_term(file: &TableSummary, field: Field) -> Outcome {
    collected(file)?;
    column_collected(&file.in_file, field)?;
    let name = field.column().name;
    let unlisted = file.unlisted.iter().filter(|names| names.column == name);
    Ok(Share {
        failed: unlisted.map(|names| names.rows).sum(),
        out_of: file.filled[field.index],
    })
}

fn unnamed_column(file: &TableSummary) -> Outcome {
    let unnamed = collected(file)?.unnamed_columns.len() as u64;
    let named = file.in_file.iter().filter(|&&is_in_file| is_in_file);
    Ok(Share {
        failed: unnamed,
        out_of: unnamed + named.count() as u64,
    })
}
