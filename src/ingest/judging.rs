//! What one cell says, judged by the kind of its column.

use super::cells::{DecimalMark, is_absent, parse_boolean, parse_decimal, parse_integer};
use super::export::Options;
use super::rows::Cell;
use super::words::{Word, Words};
use crate::model::{Column, Kind, TOLERANCE};

/// The first fault of each class in one row.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) wrong_type: Option<(&'static str, &'static str)>,
    pub(super) out_of_domain: Option<(&'static str, String)>,
}

/// Reads one cell; a fault is kept where it is the first of its class.
pub(super) fn read_cell(
    cell: &[u8],
    column: &Column,
    words: &mut Words,
    faults: &mut Faults,
    options: &Options,
) -> Cell {
    let wrong_type = |faults: &mut Faults, message| {
        faults.wrong_type.get_or_insert((column.name, message));
        // Stands for "there is something": the row is set aside for it.
        Cell::Unread
    };
    match column.kind {
        Kind::Text | Kind::Choice(_) | Kind::Word(_) => match words.read(cell, column) {
            Word::Absent => Cell::Absent,
            Word::Code(code) => Cell::Code(code),
            Word::OutOfDomain => {
                faults
                    .out_of_domain
                    .get_or_insert_with(|| (column.name, not_in(column)));
                Cell::Unread
            }
        },
        _ if is_absent(cell, column.name) => Cell::Absent,
        Kind::Integer { min, max } => {
            let max = if column.name == "start_year" {
                options.latest_year
            } else {
                max
            };
            let value = if column.name == "age_years" {
                parse_age(cell, options.decimal)
            } else {
                parse_integer(cell, options.decimal)
            };
            match value {
                None => wrong_type(faults, "not a whole number"),
                Some(value) if value < min || value > max => {
                    let bounds = if max == i64::MAX {
                        format!("less than {min}")
                    } else {
                        format!("not in {min}…{max}")
                    };
                    faults.out_of_domain.get_or_insert((column.name, bounds));
                    Cell::Unread
                }
                Some(value) => Cell::Integer(value),
            }
        }
        Kind::Decimal {
            min,
            min_included,
            max,
        } => match parse_decimal(cell, options.decimal) {
            None => wrong_type(faults, no_decimal(options.decimal)),
            Some(value)
                if value < min - TOLERANCE || value > max || (!min_included && value <= min) =>
            {
                faults
                    .out_of_domain
                    .get_or_insert_with(|| (column.name, outside(min, min_included, max)));
                Cell::Unread
            }
            Some(value) => Cell::Decimal(value),
        },
        Kind::Hour => parse_decimal(cell, options.decimal).map_or_else(
            || wrong_type(faults, no_decimal(options.decimal)),
            Cell::Decimal,
        ),
        Kind::Boolean => parse_boolean(cell).map_or_else(
            || wrong_type(faults, "neither true nor false"),
            Cell::Boolean,
        ),
    }
}

const fn no_decimal(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Point => "not a decimal number (with a point)",
        DecimalMark::Comma => "not a decimal number (with a comma)",
    }
}

/// An age in years; `90+`, `>89` and `> 89` are 90.
fn parse_age(cell: &[u8], mark: DecimalMark) -> Option<i64> {
    let plain: Vec<u8> = cell.iter().copied().filter(|byte| *byte != b' ').collect();
    if plain == b"90+" || plain == b">89" {
        Some(90)
    } else {
        parse_integer(cell, mark)
    }
}

fn outside(min: f64, min_included: bool, max: f64) -> String {
    match (min_included, max >= f64::MAX) {
        (true, true) => format!("less than {min}"),
        (false, true) => format!("not above {min}"),
        (_, false) => format!("not in {min}…{max}"),
    }
}

fn not_in(column: &Column) -> String {
    if let Kind::Choice(choices) = column.kind {
        format!("none of {}", choices.join(", "))
    } else {
        format!("no such {}", column.name.replace('_', " "))
    }
}
