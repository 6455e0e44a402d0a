//! Exports made harder: values blanked, columns and tables taken away, courses added that lie on every border.

use super::dice::Dice;
use super::hard::hard_patients;
use super::read::{Export, Sheet, exports, folders_of_exports};
use super::schema::{Kind, TABLES, date_time_column};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How many hard patients a site gets at most.
const HARD_PATIENTS: usize = 5;

/// Spellings of absence.
const ABSENT: [&str; 6] = ["", "NA", "n/a", "NULL", ".", " - "];

/// A row to add: values by column.
pub(super) type Row = Vec<(&'static str, String)>;

/// Spoils every export in a folder, each in its own way.
pub(super) fn spoil(folder: &Path, dice: &mut Dice) {
    for folder in folders_of_exports(folder) {
        let tables = exports(&folder).remove(0).tables;
        let mut export = Export {
            site: String::new(),
            tables,
        };
        thin(&mut export, dice);
        for number in 0..dice.below(HARD_PATIENTS + 1) {
            // The same names at every site: a patient is a site's.
            let patient = format!("Z{number}");
            for (table, row) in hard_patients(dice, &patient) {
                if let Some(sheet) = export.tables.get_mut(table) {
                    append(sheet, table, &row);
                }
            }
        }
        blank(&mut export, dice);
        for sheet in export.tables.values_mut() {
            break_rows(sheet, dice);
            respell(&mut sheet.header, dice);
        }
        take_away(&mut export, dice);
        write(&folder, &export.tables);
    }
}

/// Writes tables into a folder, and removes those that are no longer there.
pub(super) fn write(folder: &Path, tables: &BTreeMap<String, Sheet>) {
    for table in &TABLES {
        let path = folder.join(format!("{}.csv", table.name));
        match tables.get(table.name) {
            Some(sheet) => sheet.write(&path),
            None if path.exists() => fs::remove_file(path).unwrap(),
            None => {}
        }
    }
}

/// Leaves every sixth measurement: enough to be monitored by, and read in a sixth of the time.
fn thin(export: &mut Export, dice: &mut Dice) {
    if let Some(sheet) = export.tables.get_mut("measurements") {
        sheet.rows.retain(|_| dice.once_in(6));
    }
}

/// Adds a row; hours get a column of their own where the site writes date-times.
fn append(sheet: &mut Sheet, table: &str, row: &Row) {
    let columns = TABLES.iter().find(|own| own.name == table).unwrap().columns;
    for (column, kind) in columns {
        let is_date_time = matches!(kind, Kind::Hour) && sheet.place(column).is_none();
        if is_date_time && sheet.place(&date_time_column(column)).is_some() {
            sheet.header.push((*column).to_owned());
            for row in &mut sheet.rows {
                row.push(String::new());
            }
        }
    }
    let mut cells = vec![String::new(); sheet.header.len()];
    for (column, value) in row {
        if let Some(place) = sheet.place(column) {
            cells[place].clone_from(value);
        }
    }
    sheet.rows.push(cells);
}

/// Blanks values of optional columns, each column with a chance of its own, and now and then a required one.
fn blank(export: &mut Export, dice: &mut Dice) {
    for table in &TABLES {
        let Some(sheet) = export.tables.get_mut(table.name) else {
            continue;
        };
        for (number, (column, kind)) in table.columns.iter().enumerate() {
            let per_mille = match number {
                0 => 0,
                number if number < table.required => 4,
                _ => [0, 30, 150, 400][dice.below(4)],
            };
            let own = sheet.place(column);
            let date_time =
                matches!(kind, Kind::Hour).then(|| sheet.place(&date_time_column(column)));
            for row in &mut sheet.rows {
                if dice.below(1000) >= per_mille {
                    continue;
                }
                for place in [own, date_time.flatten()].into_iter().flatten() {
                    if let Some(cell) = row.get_mut(place) {
                        cell.replace_range(.., dice.one_of(&ABSENT));
                    }
                }
            }
        }
    }
}

/// Breaks a row here and there, so that it is quarantined: too few fields, a value of no type, a key that stands twice.
fn break_rows(sheet: &mut Sheet, dice: &mut Dice) {
    for place in 0..sheet.rows.len() {
        if !dice.once_in(150) {
            continue;
        }
        let column = dice.below(sheet.header.len());
        let other = dice.below(sheet.rows.len());
        let row = &mut sheet.rows[place];
        match dice.below(4) {
            0 => drop(row.pop()),
            1 => row[column].replace_range(.., "7,7"),
            2 => row[column].replace_range(.., "no such value"),
            _ => {
                // The key of this row with what another row says.
                let key = row[0].clone();
                let mut again = sheet.rows[other].clone();
                again[0] = key;
                sheet.rows.push(again);
            }
        }
    }
}

/// Writes a header's names in another of the ways that are read as the same.
fn respell(header: &mut [String], dice: &mut Dice) {
    for name in header {
        *name = match dice.below(6) {
            0 => name.to_uppercase(),
            1 => name.replace('_', " "),
            2 => format!(" {}", name.replace('_', "-")),
            _ => continue,
        };
    }
}

/// Takes away a table or a column here and there.
fn take_away(export: &mut Export, dice: &mut Dice) {
    for table in &TABLES {
        let is_optional = !["courses", "doses"].contains(&table.name);
        if is_optional && dice.once_in(14) {
            export.tables.remove(table.name);
        }
        for (column, _) in &table.columns[table.required..] {
            if dice.once_in(25) {
                without_column(&mut export.tables, table.name, column);
            }
        }
    }
}

/// Removes a column from a table, and the column of date-times that may stand for it.
pub(super) fn without_column(tables: &mut BTreeMap<String, Sheet>, table: &str, column: &str) {
    let Some(sheet) = tables.get_mut(table) else {
        return;
    };
    let mut names = vec![column.to_owned()];
    if column.ends_with("hour") {
        names.push(date_time_column(column));
    }
    for name in names {
        if let Some(place) = sheet.place(&name) {
            sheet.header.remove(place);
            for row in sheet.rows.iter_mut().filter(|row| place < row.len()) {
                row.remove(place);
            }
        }
    }
}
