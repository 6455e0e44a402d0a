//! Types of own columns, found over all values; and the values as these types have them.

use super::error::IngestError;
use super::options::DecimalMark;
use super::text::cells::{parse_boolean, parse_decimal, parse_integer};
use crate::model::{
    ABSENT_CODE, ABSENT_INTEGER, COURSES, Frame, OWN_COLUMNS, OwnColumn, OwnType, PATIENTS, Values,
    is_own_column,
};
use std::collections::{BTreeMap, BTreeSet};

/// Checks that there are not too many own columns, and none of one name in both tables.
///
/// # Errors
///
/// [`IngestError::OwnColumns`] where there are.
pub fn check_limits<'a>(
    columns: impl Iterator<Item = &'a OwnColumn> + Clone,
) -> Result<(), IngestError> {
    for table in [&COURSES, &PATIENTS] {
        let of_table = columns.clone().filter(|column| column.table == table.name);
        let names: BTreeSet<&str> = of_table.map(|column| column.name.as_str()).collect();
        if names.len() > OWN_COLUMNS {
            let (table, n) = (table.name, names.len());
            let what = format!("{table} has {n} own columns (`x_…`), and may have {OWN_COLUMNS}");
            return Err(IngestError::OwnColumns { what });
        }
    }
    let mut tables: BTreeMap<&str, &str> = BTreeMap::new();
    for column in columns {
        let first = *tables.entry(&column.name).or_insert(column.table);
        if first != column.table {
            let name = &column.name;
            let what = format!("`{name}` is an own column of both courses and patients");
            return Err(IngestError::OwnColumns { what });
        }
    }
    Ok(())
}

/// Makes the own columns of an export those of these types; texts that say nothing in a column of another type become
/// absent.
pub(super) fn type_columns(frame: &mut Frame, columns: &[OwnColumn], mark: DecimalMark) {
    let table = frame.name().to_owned();
    for (name, values) in frame.columns_mut() {
        let column = columns
            .iter()
            .find(|it| it.table == table && it.name == name);
        if let Some(column) = column {
            *values = typed(values, column.of_type, mark);
        }
    }
}

/// The own columns of a frame.
pub(super) fn own_of(frame: &Frame) -> impl Iterator<Item = (&str, &Values)> {
    frame.columns().filter(|(name, _)| is_own_column(name))
}

/// The different texts that rows of a column have.
pub(super) fn used_texts(values: &Values) -> Vec<&str> {
    let Values::Text { codes, words } = values else {
        return Vec::new();
    };
    let used: BTreeSet<u32> = codes
        .iter()
        .copied()
        .filter(|&code| code != ABSENT_CODE)
        .collect();
    used.into_iter()
        .map(|code| words[code as usize].as_str())
        .collect()
}

/// What all texts of a column can be read as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms {
    /// Whether any text says something in a column of any type.
    is_known: bool,
    /// Whether all that say something are booleans, whole numbers, decimals.
    are: [bool; 3],
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            is_known: false,
            are: [true; 3],
        }
    }
}

impl Forms {
    pub(super) fn add(&mut self, text: &str, mark: DecimalMark) {
        if is_unknown(text) {
            return;
        }
        let text = text.as_bytes();
        self.is_known = true;
        self.are[0] &= parse_boolean(text).is_some();
        self.are[1] &= parse_integer(text, mark).is_some();
        self.are[2] &= parse_decimal(text, mark).is_some();
    }

    /// Whether every text says something that this type holds.
    pub(super) const fn can_be(self, of_type: OwnType) -> bool {
        match of_type {
            OwnType::Boolean => self.are[0],
            OwnType::Integer => self.are[1],
            OwnType::Decimal => self.are[2],
            OwnType::Text => true,
        }
    }

    pub(super) const fn of_type(self) -> OwnType {
        match (self.is_known, self.are) {
            (true, [true, ..]) => OwnType::Boolean,
            (true, [_, true, _]) => OwnType::Integer,
            (true, [.., true]) => OwnType::Decimal,
            (true, [false, false, false]) | (false, _) => OwnType::Text,
        }
    }
}

/// Whether a text is absent where the column holds no texts.
fn is_unknown(text: &str) -> bool {
    text == "?" || text.eq_ignore_ascii_case("unknown")
}

/// The value of each row; that of a text which is not of the type is never used.
fn of_rows<T: Copy>(
    (codes, words): (&[u32], &[String]),
    absent: T,
    read: impl Fn(&[u8]) -> Option<T>,
) -> Vec<T> {
    let read = |word: &String| read(word.as_bytes()).unwrap_or(absent);
    let known: Vec<T> = words.iter().map(read).collect();
    let value = |&code: &u32| known.get(code as usize).copied().unwrap_or(absent);
    codes.iter().map(value).collect()
}

/// A column of texts as one of this type.
fn typed(values: &Values, of_type: OwnType, mark: DecimalMark) -> Values {
    let Values::Text { codes, words } = values else {
        return values.clone();
    };
    let texts = (codes.as_slice(), words.as_slice());
    match of_type {
        OwnType::Boolean => Values::Boolean(of_rows(texts, None, |text| Some(parse_boolean(text)))),
        OwnType::Integer => Values::Integer(of_rows(texts, ABSENT_INTEGER, |text| {
            parse_integer(text, mark)
        })),
        OwnType::Decimal => {
            let read = |text: &[u8]| parse_decimal(text, mark).map(|value| value + 0.0);
            Values::Decimal(of_rows(texts, f64::NAN, read))
        }
        OwnType::Text => values.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_of(texts: &[&str]) -> OwnType {
        let mut forms = Forms::default();
        for text in texts {
            forms.add(text, DecimalMark::Point);
        }
        forms.of_type()
    }

    #[test]
    fn a_type_is_the_narrowest_that_every_value_has() {
        use OwnType::{Boolean, Decimal, Integer, Text};
        for (texts, of_type) in [
            (&["0", "1"][..], Boolean),
            (&["yes", "No", "unknown", "?"], Boolean),
            (&["0", "1", "2"], Integer),
            (&["-3", "12", "Unknown"], Integer),
            (&["1.5", "2"], Decimal),
            (&["1,5", "2"], Text),
            (&["true", "2"], Text),
            (&["V600E", "wild type"], Text),
            (&["unknown"], Text),
            (&[], Text),
        ] {
            assert_eq!(type_of(texts), of_type, "{texts:?}");
        }
    }

    #[test]
    fn unknown_is_a_value_of_a_text_and_absent_elsewhere() {
        let texts = [Some("unknown"), Some("3"), None, Some("?")];
        let column = || Values::from_texts(texts.into_iter());
        let numbers = typed(&column(), OwnType::Integer, DecimalMark::Point);
        let rows: Vec<Option<String>> = (0..4).map(|row| numbers.to_text(row)).collect();
        assert_eq!(rows, [None, Some("3".to_owned()), None, None]);
        let words = typed(&column(), OwnType::Text, DecimalMark::Point);
        assert_eq!(words.text(0), Some("unknown"));
        assert_eq!(words.text(3), Some("?"));
    }
}
