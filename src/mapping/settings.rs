//! A mapping as the command line sets it: `--set` and `--dates`.

use super::declaration::{Declaration, Parameter};
use super::error::{MappingError, Slip};
use super::folder::Mapping;
use crate::ingest::MappingRecord;
use crate::ingest::raw::DateOrder;
use crate::model::ClosedSet;
use crate::query::{ParameterType, ParameterValue, is_time_zone};
use crate::terminology::nearest_names;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The parameter that names a time zone.
const TIME_ZONE: &str = "time_zone";

/// A mapping whose parameters have values.
#[derive(Debug, Clone)]
pub struct Configured {
    pub(super) mapping: Mapping,
    /// Every parameter, in the order of the declaration.
    pub(super) values: Vec<(String, ParameterValue)>,
    /// The header that a column of a raw table has.
    pub(super) headers: BTreeMap<(String, String), String>,
    pub(super) dates: DateOrder,
    /// What `--dates` said, where it said anything.
    said_dates: Option<&'static str>,
    /// The raw tables and views that are named more than once in all SELECTs.
    pub(super) read_often: BTreeSet<String>,
}

impl Mapping {
    /// Sets parameters and headers as `name=value` and `table.column=HEADER`, and the order of dates.
    ///
    /// # Errors
    ///
    /// Where a key is unknown or set twice, or a value is none that its parameter may have.
    pub fn configured(
        self,
        set: &[String],
        dates: Option<&str>,
    ) -> Result<Configured, MappingError> {
        let label = self.label.clone();
        configured(self, set, dates).map_err(|slip| slip.of(&label))
    }
}

fn configured(mapping: Mapping, set: &[String], dates: Option<&str>) -> Result<Configured, Slip> {
    let declaration = &mapping.declaration;
    let mut values = BTreeMap::new();
    let mut headers = BTreeMap::new();
    for text in set {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| Slip::NoValue { text: text.clone() })?;
        let key = key.trim();
        let twice = || Slip::KeyTwice {
            key: key.to_owned(),
        };
        if let Some((table, column)) = column_of(declaration, key) {
            if value.trim().is_empty() {
                return Err(Slip::NoValue { text: text.clone() });
            }
            if headers
                .insert((table, column), value.trim().to_owned())
                .is_some()
            {
                return Err(twice());
            }
            continue;
        }
        let mut parameters = declaration.parameters.iter();
        let Some(parameter) = parameters.find(|parameter| parameter.name == key) else {
            return Err(Slip::NoKey {
                nearest: near(declaration, key),
                key: key.to_owned(),
            });
        };
        let value = read(parameter, value)?;
        if values.insert(key.to_owned(), value).is_some() {
            return Err(twice());
        }
    }
    let order = match dates {
        None => DateOrder::Iso,
        Some(name) => DateOrder::from_name(name).ok_or(Slip::Dates)?,
    };
    let value = |parameter: &Parameter| {
        let value = values.get(&parameter.name).unwrap_or(&parameter.default);
        (parameter.name.clone(), value.clone())
    };
    let values: Vec<_> = declaration.parameters.iter().map(value).collect();
    for (name, value) in &values {
        if let (TIME_ZONE, ParameterValue::Text(zone)) = (name.as_str(), value)
            && !is_time_zone(zone)
        {
            return Err(Slip::Value {
                name: name.clone(),
                message: "is the name of a time zone of IANA, as `America/Chicago`".to_owned(),
            });
        }
    }
    Ok(Configured {
        values,
        headers,
        dates: order,
        said_dates: dates.map(|_| order.name()),
        read_often: mapping.read_often(),
        mapping,
    })
}

/// The declared column that a key names.
fn column_of(declaration: &Declaration, key: &str) -> Option<(String, String)> {
    let (table, column) = key.split_once('.')?;
    let mut tables = declaration.reads.iter();
    let read = tables.find(|read| read.name == table)?;
    let mut columns = read.columns.iter();
    columns.find(|known| known.name == column)?;
    Some((table.to_owned(), column.to_owned()))
}

fn near(declaration: &Declaration, key: &str) -> Vec<String> {
    let parameters = declaration.parameters.iter();
    let mut known: Vec<String> = parameters.map(|parameter| parameter.name.clone()).collect();
    for read in &declaration.reads {
        let columns = read.columns.iter();
        known.extend(columns.map(|column| format!("{}.{}", read.name, column.name)));
    }
    nearest_names(key, known.iter().map(String::as_str))
}

fn read(parameter: &Parameter, text: &str) -> Result<ParameterValue, Slip> {
    let wrong = |message: String| Slip::Value {
        name: parameter.name.clone(),
        message,
    };
    let value = parameter.of_type.read(text).ok_or_else(|| {
        let message = match parameter.of_type {
            ParameterType::Integer => "is a whole number",
            ParameterType::Decimal => "is a number",
            ParameterType::Boolean => "is `true` or `false`",
            ParameterType::Text => "is a text",
        };
        wrong(message.to_owned())
    })?;
    match parameter.fault(&value) {
        Some(message) => Err(wrong(message)),
        None => Ok(value),
    }
}

impl Configured {
    /// The mapping.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// What is kept of the mapping.
    pub(super) fn record(&self) -> MappingRecord {
        let mut said: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in &self.values {
            let value = match value {
                ParameterValue::Integer(value) => Value::from(*value),
                ParameterValue::Decimal(value) => Value::from(*value),
                ParameterValue::Text(value) => Value::from(value.as_str()),
                ParameterValue::Boolean(value) => Value::from(*value),
            };
            said.insert(name.clone(), value);
        }
        for ((table, column), header) in &self.headers {
            said.insert(format!("{table}.{column}"), Value::from(header.as_str()));
        }
        if let Some(dates) = self.said_dates {
            said.insert("dates".to_owned(), Value::from(dates));
        }
        let parameters = said
            .iter()
            .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
        let parameters: Vec<String> = parameters.collect();
        let [name, version, _] = self.mapping.titles();
        MappingRecord {
            name: name.to_owned(),
            version: version.to_owned(),
            sha256: self.mapping.sha256(),
            parameters: format!("{{{}}}", parameters.join(",")),
            files: self.mapping.files.clone(),
        }
    }
}
