//! `mapping.toml`: what a mapping is called, its parameters, and which raw files it reads.

use super::collected::Condition;
use super::error::Slip;
use crate::ingest::raw::{RawColumn, RawTableDeclaration, RawType, header_name};
use crate::model::ClosedSet;
use crate::query::{LineColumn, ParameterType, ParameterValue};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use toml::{Spanned, Value};

/// A mapping as it is declared.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) reads: Vec<RawTableDeclaration>,
    /// When a table, or a column of one, is collected.
    pub(super) collected: BTreeMap<(String, Option<String>), Condition>,
    pub(super) not_identifiers: Vec<String>,
}

/// A parameter as it is declared.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) of_type: ParameterType,
    pub(super) default: ParameterValue,
    pub(super) choices: Vec<ParameterValue>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
}

/// Entries of a table of TOML in the order in which they are written.
#[derive(Debug)]
struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries: Vec<(usize, String, T)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<Spanned<String>, T>()? {
                    entries.push((key.span().start, key.into_inner(), value));
                }
                entries.sort_by_key(|(start, ..)| *start);
                let entries = entries.into_iter().map(|(_, key, value)| (key, value));
                Ok(Ordered(entries.collect()))
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: String,
    title: String,
    #[serde(default)]
    parameters: Ordered<ParameterEntry>,
    reads: Ordered<ReadEntry>,
    #[serde(default)]
    collected: Ordered<String>,
    #[serde(default)]
    privacy: PrivacyEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterEntry {
    #[serde(rename = "type")]
    of_type: String,
    default: Value,
    meaning: String,
    #[serde(default)]
    choices: Vec<Value>,
    minimum: Option<Value>,
    maximum: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadEntry {
    files: Vec<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    cells: bool,
    columns: Ordered<ColumnEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    #[serde(rename = "type")]
    of_type: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PrivacyEntry {
    #[serde(default)]
    not_identifiers: Vec<String>,
}

/// A slip in `mapping.toml`.
pub(super) fn slip(message: String) -> Slip {
    Slip::Text {
        file: "mapping.toml".to_owned(),
        position: None,
        message,
    }
}

impl Declaration {
    /// Reads the text of the file.
    pub(super) fn parse(text: &str) -> Result<Self, Slip> {
        let file: File = toml::from_str(text).map_err(|error| Slip::Text {
            file: "mapping.toml".to_owned(),
            position: error.span().map(|span| place(text, span.start)),
            message: error
                .message()
                .lines()
                .next()
                .map_or_else(String::new, str::to_owned),
        })?;
        let parameters = file.parameters.0.into_iter();
        let parameters = parameters.map(|(name, entry)| parameter(&name, &entry));
        let reads = file.reads.0.into_iter();
        let reads = reads.map(|(name, entry)| raw_table(name, entry));
        let collected = file.collected.0.into_iter().map(|(key, text)| {
            let condition = Condition::parse(&text).ok_or_else(|| {
                slip(format!(
                    "collected.{key}: is not names with `and` and `or` between them"
                ))
            })?;
            let (table, column) = match key.split_once('.') {
                Some((table, column)) => (table.to_owned(), Some(column.to_owned())),
                None => (key, None),
            };
            Ok(((table, column), condition))
        });
        Ok(Self {
            name: file.name,
            version: file.version,
            title: file.title,
            parameters: parameters.collect::<Result<_, Slip>>()?,
            reads: reads.collect::<Result<_, Slip>>()?,
            collected: collected.collect::<Result<_, Slip>>()?,
            not_identifiers: file.privacy.not_identifiers,
        })
    }
}

/// The line and column of a place in a text.
fn place(text: &str, at: usize) -> LineColumn {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or(before);
    LineColumn {
        line: before.matches('\n').count() as u64 + 1,
        column: line.chars().count() as u64 + 1,
    }
}

/// A value of TOML as one of a type; a whole number is a decimal one too.
fn value(of_type: ParameterType, value: &Value) -> Option<ParameterValue> {
    match (of_type, value) {
        (ParameterType::Integer, Value::Integer(value)) => Some(ParameterValue::Integer(*value)),
        (ParameterType::Decimal, Value::Integer(value)) => {
            Some(ParameterValue::Decimal(*value as f64))
        }
        (ParameterType::Decimal, Value::Float(value)) => {
            Some(ParameterValue::Decimal(*value)).filter(|_| value.is_finite())
        }
        (ParameterType::Boolean, Value::Boolean(value)) => Some(ParameterValue::Boolean(*value)),
        (ParameterType::Text, Value::String(value)) => Some(ParameterValue::Text(value.clone())),
        _ => None,
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
}

fn parameter(name: &str, entry: &ParameterEntry) -> Result<Parameter, Slip> {
    let wrong = |message: &str| slip(format!("parameters.{name}: {message}"));
    if !is_name(name) {
        return Err(wrong("a name has small letters, digits and `_`"));
    }
    if entry.meaning.trim().is_empty() {
        return Err(wrong("`meaning` is empty"));
    }
    let of_type = ParameterType::from_name(&entry.of_type);
    let of_type =
        of_type.ok_or_else(|| wrong("`type` is one of integer, decimal, boolean and text"))?;
    let of = |given: &Value, what: &str| {
        value(of_type, given).ok_or_else(|| wrong(&format!("`{what}` is not of its type")))
    };
    let bound = |given: &Option<Value>, what: &str| {
        let Some(given) = given else {
            return Ok(None);
        };
        match of(given, what)? {
            ParameterValue::Integer(value) => Ok(Some(value as f64)),
            ParameterValue::Decimal(value) => Ok(Some(value)),
            ParameterValue::Text(_) | ParameterValue::Boolean(_) => {
                Err(wrong(&format!("`{what}` is for numbers")))
            }
        }
    };
    let choices = entry.choices.iter().map(|choice| of(choice, "choices"));
    let parameter = Parameter {
        of_type,
        default: of(&entry.default, "default")?,
        choices: choices.collect::<Result<_, Slip>>()?,
        minimum: bound(&entry.minimum, "minimum")?,
        maximum: bound(&entry.maximum, "maximum")?,
        name: name.to_owned(),
    };
    if let Some(message) = parameter.fault(&parameter.default) {
        return Err(wrong(&format!("`default`: {message}")));
    }
    Ok(parameter)
}

impl Parameter {
    /// Why it may not have this value.
    pub(super) fn fault(&self, value: &ParameterValue) -> Option<String> {
        if !self.choices.is_empty() && !self.choices.contains(value) {
            let choices: Vec<String> = self.choices.iter().map(ToString::to_string).collect();
            return Some(format!("is one of {}", choices.join(", ")));
        }
        let number = match value {
            ParameterValue::Integer(value) => *value as f64,
            ParameterValue::Decimal(value) => *value,
            ParameterValue::Text(_) | ParameterValue::Boolean(_) => return None,
        };
        if let Some(minimum) = self.minimum.filter(|minimum| number < *minimum) {
            return Some(format!("is at least {minimum}"));
        }
        let maximum = self.maximum.filter(|maximum| number > *maximum)?;
        Some(format!("is at most {maximum}"))
    }
}

fn raw_table(name: String, entry: ReadEntry) -> Result<RawTableDeclaration, Slip> {
    let wrong = |message: String| slip(format!("reads.{name}: {message}"));
    if !is_name(&name) {
        return Err(wrong("a name has small letters, digits and `_`".to_owned()));
    }
    if entry.files.is_empty() || entry.files.iter().any(String::is_empty) {
        return Err(wrong("`files` names no file".to_owned()));
    }
    let columns = entry.columns.0.into_iter().map(|(column, entry)| {
        if header_name(&column) != column || ["_file", "_line"].contains(&column.as_str()) {
            let message = "is no name of a column: small letters, digits and `_`";
            return Err(wrong(format!("columns.{column}: {message}")));
        }
        let of_type = RawType::from_name(&entry.of_type).ok_or_else(|| {
            let types = "`type` is one of text, integer, decimal, boolean, date and timestamp";
            wrong(format!("columns.{column}: {types}"))
        })?;
        Ok(RawColumn {
            name: column,
            of_type,
            is_required: entry.required,
            names: entry.names,
        })
    });
    let columns: Vec<RawColumn> = columns.collect::<Result<_, Slip>>()?;
    if columns.is_empty() {
        return Err(wrong("has no columns".to_owned()));
    }
    Ok(RawTableDeclaration {
        files: entry.files.iter().map(|file| file.to_lowercase()).collect(),
        is_required: entry.required,
        has_cells: entry.cells,
        columns,
        name,
    })
}
