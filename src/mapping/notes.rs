//! What a person should look at, and identifiers that only a mapping can know.

use super::catalog::Catalog;
use super::error::MappingError;
use super::folder::{IDENTIFIERS, NOTES};
use super::ordered::rows_of;
use super::select::{GivenColumn, Shape, given_columns};
use crate::ingest::{FILE, FoundIdentifier, IngestError, LINE, Note};
use crate::notation::shown;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use std::collections::BTreeMap;

/// The columns of notes and of identifiers: places, and what is there.
pub(super) const NOTE_COLUMNS: [&str; 3] = ["rule", FILE, LINE];
pub(super) const IDENTIFIER_COLUMNS: [&str; 3] = [FILE, LINE, "name"];

/// A text, a file and a line of each row.
fn placed(batch: &RecordBatch, name: &str) -> Vec<(String, Option<String>, Option<i64>)> {
    let text = |name: &str, row: usize| {
        let column = batch.column_by_name(name)?.as_string_opt::<i32>()?;
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let line = |row: usize| {
        let column = batch
            .column_by_name(LINE)?
            .as_primitive_opt::<Int64Type>()?;
        column.is_valid(row).then(|| column.value(row))
    };
    let rows = 0..batch.num_rows();
    rows.map(|row| {
        (
            text(name, row).unwrap_or_else(String::new),
            text(FILE, row),
            line(row),
        )
    })
    .collect()
}

/// What a row of places names: a rule or a column, with a file and line where they are known.
type NamedPlace = (String, Option<String>, Option<i64>);

/// Runs a SELECT of places; its rows in order.
fn places(
    catalog: &mut Catalog<'_>,
    file: &str,
    columns: &[&str; 3],
    name: &str,
) -> Result<Vec<NamedPlace>, MappingError> {
    let configured = catalog.configured;
    let Some(text) = configured.mapping().text(file) else {
        return Ok(Vec::new());
    };
    let frame = catalog.plan(file, text)?;
    let label = &configured.mapping().label;
    let shape = Shape::Fixed {
        columns,
        required: 3,
    };
    let given: Vec<GivenColumn> = given_columns(label, file, text, &frame, &shape)?;
    let mut all = Vec::new();
    for batch in rows_of(catalog, file, frame, &given, &[])? {
        let batch = batch.map_err(|error| catalog.failed(file, error))?;
        all.extend(placed(&batch, name));
    }
    Ok(all)
}

/// The notes: of each rule how many, and the first place.
pub(super) fn notes(catalog: &mut Catalog<'_>) -> Result<Vec<Note>, MappingError> {
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    for (rule, file, line) in places(catalog, NOTES, &NOTE_COLUMNS, "rule")? {
        let note = notes.entry(rule.clone()).or_insert(Note {
            rule,
            count: 0,
            file,
            line,
        });
        note.count += 1;
    }
    Ok(notes.into_values().collect())
}

/// Refuses an export in which the mapping finds identifiers.
pub(super) fn refuse_identifiers(catalog: &mut Catalog<'_>) -> Result<(), MappingError> {
    let found = places(catalog, IDENTIFIERS, &IDENTIFIER_COLUMNS, "name")?;
    let Some((_, first, _)) = found.first() else {
        return Ok(());
    };
    let file = first.clone();
    let mut of_columns: BTreeMap<String, FoundIdentifier> = BTreeMap::new();
    for (name, of_file, line) in found.into_iter().filter(|(_, of_file, _)| *of_file == file) {
        drop(of_file);
        of_columns.entry(name.clone()).or_insert(FoundIdentifier {
            line: line.and_then(|line| u64::try_from(line).ok()).unwrap_or(1),
            column: shown(&name),
            form: "a value of a field that is marked as an identifier",
        });
    }
    Err(MappingError::Ingest {
        mapping: catalog.configured.mapping().label.clone(),
        error: Box::new(IngestError::Identifiers {
            file: file.unwrap_or_else(|| IDENTIFIERS.to_owned()),
            found: of_columns.into_values().collect(),
        }),
    })
}
