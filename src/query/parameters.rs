//! Parameters of a query: declared with a type, given as text, bound as values and never as SQL.

use super::error::QueryError;
use crate::model::{ClosedSet, closed_set};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::scalar::ScalarValue;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

closed_set! {
    /// The type of a parameter.
    pub enum ParameterType {
        /// A whole number.
        Integer = "integer",
        /// A decimal number.
        Decimal = "decimal",
        /// Any text.
        Text = "text",
        /// `true` or `false`.
        Boolean = "boolean",
    }
}

impl ParameterType {
    /// The value that a text stands for.
    #[must_use]
    pub fn read(self, text: &str) -> Option<ParameterValue> {
        match self {
            Self::Integer => text.trim().parse().ok().map(ParameterValue::Integer),
            Self::Decimal => {
                let value: Option<f64> = text.trim().parse().ok();
                value
                    .filter(|value| value.is_finite())
                    .map(ParameterValue::Decimal)
            }
            Self::Text => Some(ParameterValue::Text(text.to_owned())),
            Self::Boolean => match text.trim() {
                "true" => Some(ParameterValue::Boolean(true)),
                "false" => Some(ParameterValue::Boolean(false)),
                _ => None,
            },
        }
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Boolean(bool),
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Boolean(value) => value.fmt(f),
        }
    }
}

/// A parameter as a header declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name that the query uses, without the dollar sign.
    pub name: String,
    /// Its type.
    pub of_type: ParameterType,
    /// What it is where it is not given.
    pub default: ParameterValue,
    /// What it means.
    pub meaning: String,
}

/// Reads `name type default: meaning; …`, or `none`.
pub(super) fn parameters(line: &str) -> Result<Vec<Parameter>, String> {
    let line = line.trim().trim_end_matches('.');
    if line == "none" {
        return Ok(Vec::new());
    }
    let mut declared: Vec<Parameter> = Vec::new();
    for one in line.split("; ") {
        let wrong = || format!("`{}` is not `name type default: meaning`", one.trim());
        let (said, meaning) = one.split_once(": ").ok_or_else(wrong)?;
        let mut words = said.trim().splitn(3, ' ');
        let name = words
            .next()
            .filter(|name| is_name(name))
            .ok_or_else(wrong)?;
        let type_name = words.next().ok_or_else(wrong)?;
        let of_type = ParameterType::from_name(type_name).ok_or_else(wrong)?;
        let default = words.next().and_then(|text| of_type.read(text));
        declared.push(Parameter {
            name: name.to_owned(),
            of_type,
            default: default.ok_or_else(wrong)?,
            meaning: meaning.trim().to_owned(),
        });
    }
    Ok(declared)
}

/// The parameters that the comments at the head of a text declare, where they declare any.
fn declared_parameters(text: &str) -> Result<Option<Vec<Parameter>>, String> {
    let lines: Vec<&str> = text
        .lines()
        .take_while(|line| line.starts_with("--"))
        .skip_while(|line| !line.starts_with("-- Parameters: "))
        .collect();
    let Some((first, rest)) = lines.split_first() else {
        return Ok(None);
    };
    let mut declared = first["-- Parameters: ".len()..].trim().to_owned();
    for more in rest.iter().map_while(|line| line.strip_prefix("--   ")) {
        declared.push(' ');
        declared.push_str(more.trim());
    }
    parameters(&declared).map(Some)
}

/// Whether a text is a name as SQL writes them without quotes.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The values of a text's parameters: those that are given, and the defaults of the others.
///
/// Where the text declares its parameters, a value has the declared type. Where it declares none, it has the type that
/// it looks like.
pub(super) fn bound(
    text: &str,
    given: &[(String, String)],
) -> Result<Vec<(String, ParameterValue)>, QueryError> {
    let declared = declared_parameters(text).map_err(|message| QueryError::Header { message })?;
    let mut seen = BTreeSet::new();
    for (name, _) in given {
        if !is_name(name) {
            return Err(QueryError::ParameterName { name: name.clone() });
        }
        if !seen.insert(name) {
            return Err(QueryError::ParameterTwice { name: name.clone() });
        }
    }
    let Some(declared) = declared else {
        let guessed = |(name, text): &(String, String)| {
            let read = [
                ParameterType::Integer,
                ParameterType::Decimal,
                ParameterType::Boolean,
            ];
            let value = read.into_iter().find_map(|of_type| of_type.read(text));
            let value = value.unwrap_or_else(|| ParameterValue::Text(text.clone()));
            (name.clone(), value)
        };
        return Ok(given.iter().map(guessed).collect());
    };
    if let Some((name, _)) = given
        .iter()
        .find(|(name, _)| declared.iter().all(|one| one.name != *name))
    {
        return Err(QueryError::NoParameter {
            name: name.clone(),
            known: declared.into_iter().map(|one| one.name).collect(),
        });
    }
    let value_of = |one: &Parameter| {
        let value = match given.iter().find(|(name, _)| *name == one.name) {
            None => Some(one.default.clone()),
            Some((_, text)) => one.of_type.read(text),
        };
        let value = value.ok_or_else(|| QueryError::ParameterValue {
            name: one.name.clone(),
            of_type: one.of_type.name(),
        })?;
        Ok((one.name.clone(), value))
    };
    declared.iter().map(value_of).collect()
}

/// The values as a table of one row, a column each.
pub(super) fn one_row(
    values: &[(String, ParameterValue)],
) -> Result<RecordBatch, datafusion::error::DataFusionError> {
    let column = |(name, value): &(String, ParameterValue)| {
        let array: ArrayRef = match value {
            ParameterValue::Integer(value) => Arc::new(Int64Array::from(vec![*value])),
            ParameterValue::Decimal(value) => Arc::new(Float64Array::from(vec![*value])),
            ParameterValue::Text(value) => Arc::new(StringArray::from(vec![value.as_str()])),
            ParameterValue::Boolean(value) => Arc::new(BooleanArray::from(vec![*value])),
        };
        (name.clone(), array, true)
    };
    Ok(RecordBatch::try_from_iter_with_nullable(
        values.iter().map(column),
    )?)
}

/// The values as they stand for `$name`.
pub(super) fn scalars(values: &[(String, ParameterValue)]) -> Vec<(String, ScalarValue)> {
    let scalar = |value: &ParameterValue| match value {
        ParameterValue::Integer(value) => ScalarValue::from(*value),
        ParameterValue::Decimal(value) => ScalarValue::from(*value),
        ParameterValue::Text(value) => ScalarValue::from(value.as_str()),
        ParameterValue::Boolean(value) => ScalarValue::from(*value),
    };
    let named = |(name, value): &(String, ParameterValue)| (name.clone(), scalar(value));
    values.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str = "-- Parameters: least integer 3: the least grade;\n--   organ text renal: which; late decimal 1.5: hours\nSELECT 1";

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn what_is_not_given_has_its_default() {
        let values = bound(DECLARED, &given(&[("organ", "hepatic'; DROP TABLE x --")])).unwrap();
        assert_eq!(values[0].1, ParameterValue::Integer(3));
        assert_eq!(
            values[1].1,
            ParameterValue::Text("hepatic'; DROP TABLE x --".to_owned())
        );
        assert_eq!(values[2].1, ParameterValue::Decimal(1.5));
    }

    #[test]
    fn a_value_must_be_of_the_declared_type_and_the_name_declared() {
        let error = |pairs| bound(DECLARED, &given(pairs)).unwrap_err().to_string();
        assert_eq!(
            error(&[("least", "3 OR TRUE")]),
            "parameter `least`: not of type integer"
        );
        assert_eq!(
            error(&[("late", "inf")]),
            "parameter `late`: not of type decimal"
        );
        assert_eq!(error(&[("most", "3")]), "there is no parameter `most`");
        assert_eq!(
            error(&[("least", "1"), ("least", "2")]),
            "parameter `least` is given twice"
        );
        assert_eq!(error(&[("a b", "1")]), "`a b` is no name of a parameter");
    }

    #[test]
    fn where_nothing_is_declared_a_value_has_the_type_that_it_looks_like() {
        let all = given(&[("a", "4"), ("b", "4.5"), ("c", "true"), ("d", "4 5")]);
        let values: Vec<_> = bound("SELECT 1", &all).unwrap();
        assert_eq!(values[0].1, ParameterValue::Integer(4));
        assert_eq!(values[1].1, ParameterValue::Decimal(4.5));
        assert_eq!(values[2].1, ParameterValue::Boolean(true));
        assert_eq!(values[3].1, ParameterValue::Text("4 5".to_owned()));
    }
}
