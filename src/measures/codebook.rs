//! What the columns of the patient table and the course table hold.

use crate::model::{COURSES, Column, Kind, OWN_MEANING, OwnColumn, OwnType, PATIENTS};
use crate::terminology::organ_systems;

/// What the columns are that no export has: `name`, `label`, `unit` (UCUM), `type`, `levels` with `|` between them.
const DERIVED: &str = include_str!("codebook.csv");

/// The codebook of tables, each given with its name as CSV: `table`, `name`, `label`, `unit`, `type`, `levels`, one row for
/// each column in the order of the table; `own` are the own columns of the store.
///
/// # Panics
///
/// Where a column is neither of the data model, an own one, nor in the codebook of derived columns: tests hold that each is.
#[must_use]
pub fn codebook(tables: &[(&str, &[u8])], own: &[OwnColumn]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(DERIVED.as_bytes());
    let derived: Vec<csv::StringRecord> = reader.records().map(|row| row.expect(OWN)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["table", "name", "label", "unit", "type", "levels"];
    writer.write_record(header).expect(TO_MEMORY);
    for (table, bytes) in tables {
        let mut reader = csv::Reader::from_reader(*bytes);
        for name in reader.headers().expect(OWN) {
            let of_store = own.iter().find(|column| column.name == name);
            let [label, unit, kind, levels] =
                of_store.map_or_else(|| describe(name, &derived), own_column);
            let record = [table, name, &label, &unit, &kind, &levels];
            writer.write_record(record).expect(TO_MEMORY);
        }
    }
    writer.into_inner().expect(TO_MEMORY)
}

const OWN: &str = "the program reads what it writes";
const TO_MEMORY: &str = "writing to memory cannot fail";

/// The label, unit, type and levels of a column.
fn describe(name: &str, derived: &[csv::StringRecord]) -> [String; 4] {
    if let Some(row) = derived.iter().find(|row| &row[0] == name) {
        return [1, 2, 3, 4].map(|field| row[field].to_owned());
    }
    if let Some(system) = name.strip_prefix("worst_grade_") {
        let mut systems = organ_systems().iter();
        let system = systems.find(|known| known.name == system);
        let label = &system.expect("a worst grade is of an organ system").label;
        let worst = describe("worst_grade", derived);
        let [_, unit, kind, levels] = worst;
        return [
            format!(
                "{label}: worst CTCAE grade on treatment; empty: not assessed or not collected"
            ),
            unit,
            kind,
            levels,
        ];
    }
    let exported = [&COURSES, &PATIENTS]
        .into_iter()
        .find_map(|table| table.column(name));
    exported_column(exported.unwrap_or_else(|| panic!("the column {name} is in no codebook")))
}

fn own_column(column: &OwnColumn) -> [String; 4] {
    let levels = match column.of_type {
        OwnType::Boolean => "true|false",
        OwnType::Integer | OwnType::Decimal | OwnType::Text => "",
    };
    [OWN_MEANING, "", column.of_type.name(), levels].map(str::to_owned)
}

fn exported_column(column: &Column) -> [String; 4] {
    let (kind, levels) = match column.kind {
        Kind::Integer { .. } => ("integer", String::new()),
        Kind::Decimal { .. } | Kind::Hour => ("decimal", String::new()),
        Kind::Boolean => ("boolean", "true|false".to_owned()),
        Kind::Choice(choices) => ("text", choices.join("|")),
        Kind::Text | Kind::Word(_) => ("text", String::new()),
    };
    let mut label = column.meaning.to_owned();
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    [label, column.unit.to_owned(), kind.to_owned(), levels]
}
