//! What one cell says, judged by the kind of its column.

use super::dictionary::{Dictionary, DictionaryEntry};
use crate::ingest::options::{DecimalMark, Options};
use crate::ingest::rows::typed::Cell;
use crate::ingest::text::absent::is_absent;
use crate::ingest::text::cells::{parse_boolean, parse_decimal, parse_integer, stands_for_ninety};
use crate::ingest::text::moment::{BEYOND, is_hour_of_course};
use crate::model::{Column, Kind, TOLERANCE};

/// The first fault of each class in one row.
#[derive(Default)]
pub(in crate::ingest) struct Faults {
    pub(in crate::ingest) wrong_type: Option<(&'static str, &'static str)>,
    pub(in crate::ingest) out_of_domain: Option<(&'static str, String)>,
}

/// Reads one cell of a column into `to`; a fault is kept where it is the first of its class.
///
/// The value is written in place, not returned: a value whose parts were just written is slow to copy whole.
pub(in crate::ingest) fn read_cell(
    cell: &[u8],
    column: &Column,
    dictionary: &mut Dictionary,
    faults: &mut Faults,
    options: &Options,
    to: &mut Cell,
) {
    // Where nothing else is said, there is something that is not read: the row is quarantined for it.
    *to = Cell::Unread;
    match column.kind {
        Kind::Text | Kind::Choice(_) | Kind::Word(_) => match dictionary.read(cell, column) {
            DictionaryEntry::Absent => *to = Cell::Absent,
            DictionaryEntry::Code(code) => *to = Cell::Code(code),
            DictionaryEntry::OutOfDomain => {
                faults.of_domain(column, || not_in(column));
            }
        },
        _ if is_absent(cell, column) => *to = Cell::Absent,
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
                None => faults.of_type(column, "not a whole number"),
                Some(value) if value < min || value > max => {
                    let bounds = || {
                        if max == i64::MAX {
                            format!("less than {min}")
                        } else {
                            format!("not in {min}…{max}")
                        }
                    };
                    faults.of_domain(column, bounds);
                }
                Some(value) => *to = Cell::Integer(value),
            }
        }
        Kind::Decimal {
            min,
            min_included,
            max,
        } => match parse_decimal(cell, options.decimal) {
            None => faults.of_type(column, options.decimal.fault()),
            Some(value)
                if value < min - TOLERANCE
                    || value > max + TOLERANCE
                    || (!min_included && value <= min + TOLERANCE) =>
            {
                faults.of_domain(column, || outside(min, min_included, max));
            }
            // A zero has no sign: `-0` and `0` are the same value.
            Some(value) => *to = Cell::Decimal(value + 0.0),
        },
        Kind::Hour => match parse_decimal(cell, options.decimal) {
            None => faults.of_type(column, options.decimal.fault()),
            Some(value) if !is_hour_of_course(value) => {
                faults.of_domain(column, || BEYOND.to_owned());
            }
            // A zero has no sign: `-0` and `0` are the same value.
            Some(value) => *to = Cell::Decimal(value + 0.0),
        },
        Kind::Boolean => match parse_boolean(cell) {
            None => faults.of_type(column, "neither true nor false"),
            Some(value) => *to = Cell::Boolean(value),
        },
    }
}

impl Faults {
    fn of_type(&mut self, column: &Column, message: &'static str) {
        self.wrong_type.get_or_insert((column.name, message));
    }

    fn of_domain(&mut self, column: &Column, message: impl FnOnce() -> String) {
        let fault = || (column.name, message());
        self.out_of_domain.get_or_insert_with(fault);
    }
}

/// An age in years; `90+`, `>89`, `>=90` and `≥90` are 90.
fn parse_age(cell: &[u8], mark: DecimalMark) -> Option<i64> {
    if stands_for_ninety(cell) {
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
