//! The columns that a SELECT gives, held to those of its table.

use super::error::{MappingError, Slip};
use crate::ingest::{FILE, LINE};
use crate::model::Table;
use crate::query::{LineColumn, place_of};
use crate::terminology::nearest_names;
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::dataframe::DataFrame;

/// A column of what a SELECT gives.
#[derive(Debug, Clone)]
pub(super) struct GivenColumn {
    pub(super) name: String,
    /// The plain type that its values have behind the wall.
    pub(super) of_type: DataType,
}

/// What a file may give beside a table's columns.
pub(super) enum Shape<'a> {
    /// Rows of a table; of courses and patients with columns `x_…`.
    Table(&'static Table),
    /// These columns, the first ones always.
    Fixed {
        columns: &'a [&'a str],
        required: usize,
    },
}

impl Shape<'_> {
    fn name(&self, file: &str) -> String {
        match self {
            Self::Table(table) => table.name.to_owned(),
            Self::Fixed { .. } => file.strip_suffix(".sql").unwrap_or(file).to_owned(),
        }
    }

    fn known(&self) -> Vec<String> {
        match self {
            Self::Table(table) => {
                let exported = table.columns.iter().filter(|column| column.is_exported());
                let names = exported.flat_map(|column| {
                    [Some(column.name), column.date_time_name()]
                        .into_iter()
                        .flatten()
                });
                names.chain([FILE, LINE]).map(str::to_owned).collect()
            }
            Self::Fixed { columns, .. } => columns.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        let may_be_own =
            matches!(self, Self::Table(table) if ["courses", "patients"].contains(&table.name));
        self.known().iter().any(|known| known == name) || may_be_own && name.starts_with("x_")
    }

    /// The columns that are missing.
    fn missing(&self, given: &[GivenColumn]) -> Option<String> {
        let has = |name: &str| given.iter().any(|column| column.name == name);
        match self {
            Self::Table(table) => {
                let mut required = table.columns.iter().filter(|column| column.is_required());
                let missing = required.find(|column| {
                    column.is_exported()
                        && !has(column.name)
                        && !column.date_time_name().is_some_and(has)
                });
                missing.map(|column| column.name.to_owned())
            }
            Self::Fixed { columns, required } => {
                let mut columns = columns.iter().take(*required);
                columns
                    .find(|name| !has(name))
                    .map(|name| (*name).to_owned())
            }
        }
    }
}

/// The columns that a planned SELECT gives.
///
/// # Errors
///
/// Where one is none of its table, is there twice or has no plain type, or a required one is missing.
pub(super) fn given_columns(
    mapping: &str,
    file: &str,
    text: &str,
    frame: &DataFrame,
    shape: &Shape<'_>,
) -> Result<Vec<GivenColumn>, MappingError> {
    let wrong = |message: String, position: Option<LineColumn>| {
        let slip = Slip::Text {
            file: file.to_owned(),
            position,
            message,
        };
        slip.of(mapping)
    };
    let table = shape.name(file);
    let mut given: Vec<GivenColumn> = Vec::new();
    for field in frame.schema().fields() {
        let name = field.name();
        if !shape.has(name) {
            let known = shape.known();
            let slip = Slip::NoColumn {
                file: file.to_owned(),
                position: place_of(text, name),
                table,
                column: name.clone(),
                nearest: nearest_names(name, known.iter().map(String::as_str)),
            };
            return Err(slip.of(mapping));
        }
        if given.iter().any(|column| column.name == *name) {
            return Err(wrong(
                format!("the column `{name}` is given twice"),
                place_of(text, name),
            ));
        }
        let of_type = plain_type(field.data_type()).ok_or_else(|| {
            let message =
                format!("the column `{name}` is no text, number, boolean, date or timestamp");
            wrong(message, place_of(text, name))
        })?;
        let of_type = match name.as_str() {
            FILE if matches!(of_type, DataType::Utf8) => DataType::Utf8,
            FILE => {
                let message = format!("the column `{FILE}` is no text");
                return Err(wrong(message, place_of(text, name)));
            }
            LINE if matches!(of_type, DataType::Int64) || *field.data_type() == DataType::Null => {
                DataType::Int64
            }
            LINE => {
                let message = format!("the column `{LINE}` is no whole number");
                return Err(wrong(message, place_of(text, name)));
            }
            _ => of_type,
        };
        given.push(GivenColumn {
            name: name.clone(),
            of_type,
        });
    }
    match shape.missing(&given) {
        Some(column) => Err(wrong(
            format!("{table} has no value without the column `{column}`, which is missing"),
            None,
        )),
        None => Ok(given),
    }
}

/// The plain type of values of a type; `None` where they are none of a cell.
#[expect(clippy::wildcard_enum_match_arm, reason = "a cell has no other type")]
fn plain_type(of_type: &DataType) -> Option<DataType> {
    if let DataType::Dictionary(_, values) = of_type {
        return plain_type(values);
    }
    Some(match of_type {
        DataType::Null => DataType::Utf8,
        it if it.is_string() => DataType::Utf8,
        // Counts that are above all whole numbers of the engine stay numbers.
        DataType::UInt64 => DataType::Int64,
        it if it.is_integer() => DataType::Int64,
        it if it.is_numeric() => DataType::Float64,
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 | DataType::Date64 => DataType::Date32,
        DataType::Timestamp(..) => DataType::Timestamp(TimeUnit::Microsecond, None),
        _ => return None,
    })
}
