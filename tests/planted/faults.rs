//! The faults that are planted: rows of each class, from the kinds of the model's columns.

use super::Dice;
use super::export::{Damage, Export, Row};
use il2_outcomes::ingest::Class;
use il2_outcomes::model::{Column, Kind, TABLES, Table, Vocabulary};

/// A row that must be quarantined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Planted {
    pub(crate) table: &'static str,
    pub(crate) line: u64,
    pub(crate) class: Class,
    pub(crate) column: &'static str,
}

const CLASSES: [Class; 6] = [
    Class::Structural,
    Class::Missing,
    Class::Type,
    Class::Domain,
    Class::Key,
    Class::Reference,
];

/// Puts a bad row anywhere in any table; its line is not known yet.
pub(crate) fn plant(export: &mut Export, dice: &mut Dice) -> Planted {
    loop {
        let place = dice.below(export.tables.len());
        let class = dice.pick(&CLASSES);
        if let Some(planted) = plant_in(export, place, class, dice) {
            export.planted += 1;
            return planted;
        }
    }
}

/// The columns of a table that a fault may be planted in, which the export has.
fn columns(export: &Export, place: usize, is_it: impl Fn(&Column) -> bool) -> Vec<&'static Column> {
    let table = &TABLES[place];
    assert_eq!(table.name, export.tables[place].name);
    let columns = table.columns.iter();
    let has = |column: &&Column| export.tables[place].columns.contains(&column.name);
    columns.filter(has).filter(|column| is_it(column)).collect()
}

fn plant_in(export: &mut Export, place: usize, class: Class, dice: &mut Dice) -> Option<Planted> {
    let table = &TABLES[place];
    let good: Vec<usize> = (0..export.tables[place].rows.len())
        .filter(|&row| export.tables[place].rows[row].fault.is_none())
        .collect();
    if good.is_empty() {
        return None;
    }
    let origin = dice.pick(&good);
    let mut row = Row {
        fault: Some(export.planted),
        ..export.tables[place].rows[origin].clone()
    };
    let cell = |column: &str| {
        let mut names = export.tables[place].columns.iter();
        names.position(|name| *name == column).unwrap()
    };
    if class != Class::Key {
        // It is no row that is there already.
        let id = format!("X{}", export.planted);
        match table.name {
            "courses" | "patients" => row.cells[0] = id,
            "doses" => row.cells[cell("dose_number")] = (100 + export.planted).to_string(),
            _ => {}
        }
    }
    let is_typed = |column: &Column| {
        matches!(
            column.kind,
            Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Hour | Kind::Boolean
        )
    };
    let spoil_type = |row: &mut Row, dice: &mut Dice| {
        let typed = columns(export, place, is_typed);
        let column = dice.pick(&typed);
        let words = ["zebra", "1,5", "²", "0x1", "1 2", "++1"];
        dice.pick(&words)
            .clone_into(&mut row.cells[cell(column.name)]);
        column.name
    };
    let has_typed = !columns(export, place, is_typed).is_empty();
    let column = match class {
        Class::Structural => {
            spoil_form(&mut row, dice);
            ""
        }
        Class::Missing => {
            let required = columns(export, place, Column::is_required);
            // What is wrong besides is of a later class.
            if has_typed && dice.one_in(2) {
                spoil_type(&mut row, dice);
            }
            let column = dice.pick(&required).name;
            let absent = ["", " ", "NA", "n/a", "NULL", "."];
            dice.pick(&absent).clone_into(&mut row.cells[cell(column)]);
            let blank = |column: &&&Column| {
                let text = row.cells[cell(column.name)].trim();
                absent.contains(&text) || text.is_empty()
            };
            required.iter().find(blank)?.name
        }
        Class::Type if has_typed => spoil_type(&mut row, dice),
        Class::Domain => {
            let (column, text) = out_of_domain(export, place, table, &row, dice)?;
            row.cells[cell(column)] = text;
            column
        }
        Class::Key if table.has_key() => "",
        Class::Reference if place > 1 => {
            row.cells[0] = format!("none{}", export.planted);
            "course_id"
        }
        Class::Type | Class::Key | Class::Reference => return None,
    };
    let rows = &mut export.tables[place].rows;
    let first = if class == Class::Key { origin + 1 } else { 0 };
    let at = first + dice.below(rows.len() + 1 - first);
    rows.insert(at, row);
    Some(Planted {
        table: table.name,
        line: 0,
        class,
        column,
    })
}

fn spoil_form(row: &mut Row, dice: &mut Dice) {
    match dice.below(5) {
        0 => {
            row.cells.pop();
        }
        1 => row.cells.push("zebra".to_owned()),
        2 => row.damage = Damage::OpenQuote,
        3 => row.damage = Damage::BehindQuote,
        _ => row.damage = Damage::Nul,
    }
}

/// A column, and a value that it may not have.
fn out_of_domain(
    export: &Export,
    place: usize,
    table: &'static Table,
    row: &Row,
    dice: &mut Dice,
) -> Option<(&'static str, String)> {
    let cell = |column: &str| {
        let mut names = export.tables[place].columns.iter();
        names.position(|name| *name == column).unwrap()
    };
    if let (Some((start, stop)), true) = (table.intervals.first(), dice.one_in(3)) {
        let hour: f64 = row.cells[cell(start)].parse().ok()?;
        return Some((stop, format!("{}", hour - 0.5)));
    }
    if table.name == "measurements" {
        return Some(("unit", "furlong".to_owned()));
    }
    let candidates = columns(export, place, |_| true);
    let column = dice.pick(&candidates);
    let text = match column.kind {
        Kind::Choice(_)
        | Kind::Word(
            Vocabulary::OrganSystem | Vocabulary::Modality | Vocabulary::MedicationClass,
        ) => "zebra".to_owned(),
        // An age above its bound is an identifier.
        Kind::Integer { max, .. }
            if max < i64::MAX && column.name != "age_years" && dice.one_in(2) =>
        {
            (max + 1).to_string()
        }
        Kind::Integer { min, .. } if min > i64::MIN + 1 => (min - 1).to_string(),
        Kind::Decimal { min, .. } if min > f64::MIN => (min - 1.0).to_string(),
        Kind::Integer { .. }
        | Kind::Decimal { .. }
        | Kind::Hour
        | Kind::Boolean
        | Kind::Text
        | Kind::Word(_) => return None,
    };
    Some((column.name, text))
}
