//! A raw cell as a value of its declared type: the types are the mapping's, not the file's.

use super::declared::{DateOrder, RawType};
use super::moments::raw_moment;
use crate::ingest::options::DecimalMark;
use crate::ingest::text::absent::is_absent_in_any;
use crate::ingest::text::cells::{parse_boolean, parse_decimal, parse_integer, trim_blanks};
use crate::ingest::text::moment::Moment;
use chrono::DateTime;
use std::borrow::Cow;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A cell as its file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RawCell<'a> {
    /// There is none.
    Absent,
    /// Text, with blanks around it.
    Text(Cow<'a, [u8]>),
    Integer(i64),
    /// A whole number beyond those, or a decimal number of fixed digits, as it is written with a point.
    Digits(String),
    Decimal(f64),
    Boolean(bool),
    /// Days since 1970 began.
    Date(i32),
    /// Microseconds since then; of a zone, in UTC.
    Moment(i64),
    /// What has no text: a moment of no calendar.
    Unreadable,
}

/// A value of a declared type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RawValue<'a> {
    Absent,
    Text(Cow<'a, str>),
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Date(i32),
    Timestamp(i64),
}

/// How text is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) decimal: DecimalMark,
    pub(super) dates: DateOrder,
}

const NO_INTEGER: &str = "not a whole number";
const NO_BOOLEAN: &str = "not yes or no";
const NO_DATE: &str = "not a date";
const NO_TIMESTAMP: &str = "not a date with a time of day";
const NO_TIME: &str = "a date without a time of day";

impl Reading {
    /// The value that a cell is.
    ///
    /// # Errors
    ///
    /// What it is not, in words that do not repeat it.
    pub(super) fn value(
        self,
        cell: RawCell<'_>,
        of_type: RawType,
    ) -> Result<RawValue<'_>, &'static str> {
        match of_type {
            RawType::Text => text(cell),
            RawType::Integer
            | RawType::Decimal
            | RawType::Boolean
            | RawType::Date
            | RawType::Timestamp => self.typed(cell, of_type),
        }
    }

    /// The same for a type other than text, of which a value holds nothing of its cell.
    ///
    /// # Errors
    ///
    /// As of [`Self::value`].
    pub(super) fn typed(
        self,
        cell: RawCell<'_>,
        of_type: RawType,
    ) -> Result<RawValue<'static>, &'static str> {
        match of_type {
            RawType::Integer => self.integer(cell),
            RawType::Decimal => self.decimal(cell),
            RawType::Boolean => boolean(&cell),
            RawType::Date => self.date(cell),
            RawType::Timestamp => self.timestamp(cell),
            RawType::Text => unreachable!("a text holds its cell"),
        }
    }

    fn integer(self, cell: RawCell<'_>) -> Result<RawValue<'static>, &'static str> {
        let read = |text: &[u8], mark| {
            whole_digits(text)
                .or_else(|| parse_integer(text, mark))
                .map(RawValue::Integer)
                .ok_or(NO_INTEGER)
        };
        match cell {
            RawCell::Text(bytes) => {
                let text = trim_blanks(&bytes);
                if says_absent(text) {
                    return Ok(RawValue::Absent);
                }
                read(text, self.decimal)
            }
            RawCell::Integer(value) => Ok(RawValue::Integer(value)),
            RawCell::Digits(digits) => read(digits.as_bytes(), DecimalMark::Point),
            RawCell::Decimal(value) if value.is_nan() => Ok(RawValue::Absent),
            RawCell::Decimal(value) => read(value.to_string().as_bytes(), DecimalMark::Point),
            RawCell::Boolean(_) | RawCell::Date(_) | RawCell::Moment(_) | RawCell::Unreadable => {
                Err(NO_INTEGER)
            }
            RawCell::Absent => Ok(RawValue::Absent),
        }
    }

    fn decimal(self, cell: RawCell<'_>) -> Result<RawValue<'static>, &'static str> {
        let fault = self.decimal.fault();
        match cell {
            RawCell::Text(bytes) => {
                let text = trim_blanks(&bytes);
                if says_absent(text) {
                    return Ok(RawValue::Absent);
                }
                let value = parse_decimal(text, self.decimal);
                value.map(RawValue::Decimal).ok_or(fault)
            }
            RawCell::Integer(value) => Ok(RawValue::Decimal(value as f64)),
            RawCell::Digits(digits) => parse_decimal(digits.as_bytes(), DecimalMark::Point)
                .map(RawValue::Decimal)
                .ok_or(fault),
            RawCell::Decimal(value) if value.is_nan() => Ok(RawValue::Absent),
            RawCell::Decimal(value) if value.is_finite() => Ok(RawValue::Decimal(value)),
            RawCell::Decimal(_)
            | RawCell::Boolean(_)
            | RawCell::Date(_)
            | RawCell::Moment(_)
            | RawCell::Unreadable => Err(fault),
            RawCell::Absent => Ok(RawValue::Absent),
        }
    }

    /// A date or a date-time of text; `None` where it says that there is none.
    fn moment(self, bytes: &[u8], fault: &'static str) -> Result<Option<Moment>, &'static str> {
        let text = trim_blanks(bytes);
        if says_absent(text) {
            return Ok(None);
        }
        raw_moment(text, self.dates).map(Some).ok_or(fault)
    }

    fn date(self, cell: RawCell<'_>) -> Result<RawValue<'static>, &'static str> {
        let day = |micros: i64| {
            i32::try_from(micros.div_euclid(DAY))
                .map(RawValue::Date)
                .map_err(|_| NO_DATE)
        };
        match cell {
            RawCell::Text(bytes) => match self.moment(&bytes, self.dates.no_date())? {
                Some(moment) => day(moment.micros),
                None => Ok(RawValue::Absent),
            },
            RawCell::Date(days) => Ok(RawValue::Date(days)),
            RawCell::Moment(micros) => day(micros),
            RawCell::Decimal(value) if value.is_nan() => Ok(RawValue::Absent),
            RawCell::Integer(_)
            | RawCell::Digits(_)
            | RawCell::Decimal(_)
            | RawCell::Boolean(_)
            | RawCell::Unreadable => Err(NO_DATE),
            RawCell::Absent => Ok(RawValue::Absent),
        }
    }

    fn timestamp(self, cell: RawCell<'_>) -> Result<RawValue<'static>, &'static str> {
        match cell {
            RawCell::Text(bytes) => match self.moment(&bytes, self.dates.no_timestamp())? {
                Some(moment) if !moment.is_date => Ok(RawValue::Timestamp(moment.micros)),
                Some(_) => Err(NO_TIME),
                None => Ok(RawValue::Absent),
            },
            RawCell::Moment(micros) => Ok(RawValue::Timestamp(micros)),
            RawCell::Decimal(value) if value.is_nan() => Ok(RawValue::Absent),
            RawCell::Integer(_)
            | RawCell::Digits(_)
            | RawCell::Decimal(_)
            | RawCell::Boolean(_)
            | RawCell::Date(_)
            | RawCell::Unreadable => Err(NO_TIMESTAMP),
            RawCell::Absent => Ok(RawValue::Absent),
        }
    }
}

/// Whether a trimmed text says that there is no value, in a column of no texts.
fn says_absent(text: &[u8]) -> bool {
    match text {
        [b'0'..=b'9', ..] => false,
        b"?" => true,
        _ => is_absent_in_any(text) || text.eq_ignore_ascii_case(b"unknown"),
    }
}

/// A whole number of digits alone, to the last of 64 bits.
fn whole_digits(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn boolean(cell: &RawCell<'_>) -> Result<RawValue<'static>, &'static str> {
    let number = |value: f64| match value {
        0.0 => Ok(RawValue::Boolean(false)),
        1.0 => Ok(RawValue::Boolean(true)),
        _ => Err(NO_BOOLEAN),
    };
    match cell {
        RawCell::Text(bytes) => {
            let text = trim_blanks(bytes);
            if says_absent(text) {
                return Ok(RawValue::Absent);
            }
            parse_boolean(text).map(RawValue::Boolean).ok_or(NO_BOOLEAN)
        }
        RawCell::Boolean(value) => Ok(RawValue::Boolean(*value)),
        RawCell::Integer(value) => number(*value as f64),
        RawCell::Digits(digits) => digits.parse().map_or(Err(NO_BOOLEAN), number),
        RawCell::Decimal(value) if value.is_nan() => Ok(RawValue::Absent),
        RawCell::Decimal(value) => number(*value),
        RawCell::Date(_) | RawCell::Moment(_) | RawCell::Unreadable => Err(NO_BOOLEAN),
        RawCell::Absent => Ok(RawValue::Absent),
    }
}

/// The text of a cell: trimmed, and empty or exactly `NULL` none.
fn text(cell: RawCell<'_>) -> Result<RawValue<'_>, &'static str> {
    let text = match cell {
        RawCell::Absent => return Ok(RawValue::Absent),
        RawCell::Text(bytes) => {
            let text = match bytes {
                Cow::Borrowed(bytes) => String::from_utf8_lossy(trim_blanks(bytes)),
                Cow::Owned(bytes) => {
                    Cow::Owned(String::from_utf8_lossy(trim_blanks(&bytes)).into_owned())
                }
            };
            if text.is_empty() || text == "NULL" {
                return Ok(RawValue::Absent);
            }
            return Ok(RawValue::Text(text));
        }
        RawCell::Integer(value) => value.to_string(),
        RawCell::Digits(digits) => digits,
        RawCell::Decimal(value) if value.is_nan() => return Ok(RawValue::Absent),
        RawCell::Decimal(value) => value.to_string(),
        RawCell::Boolean(value) => value.to_string(),
        RawCell::Date(days) => moment_text(i64::from(days) * DAY, "%Y-%m-%d")?,
        RawCell::Moment(micros) => moment_text(micros, "%Y-%m-%d %H:%M:%S%.f")?,
        RawCell::Unreadable => return Err("a moment of no calendar"),
    };
    Ok(RawValue::Text(Cow::Owned(text)))
}

fn moment_text(micros: i64, format: &str) -> Result<String, &'static str> {
    let moment = DateTime::from_timestamp_micros(micros).ok_or("a moment of no calendar")?;
    Ok(moment.format(format).to_string())
}

#[cfg(test)]
#[path = "values/tests.rs"]
mod tests;
