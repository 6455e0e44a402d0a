//! Own columns in long form: names that only the data know, made columns of courses and patients.

use super::catalog::Catalog;
use super::error::{MappingError, Slip};
use super::ordered::rows_of;
use super::select::{Shape, given_columns};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The key of a row, and its site where the long form says one.
type Key = (String, Option<String>);

/// Own values by the row and the column to which they belong.
#[derive(Debug, Default)]
pub(super) struct OwnValues {
    /// The names, in byte order.
    names: BTreeSet<String>,
    values: HashMap<Key, BTreeMap<String, String>>,
    has_site: bool,
    /// Keys that the table gave.
    met: BTreeSet<Key>,
}

/// A name as a header is compared: trimmed, in small letters, blanks and `-` as `_`.
fn own_name(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

impl OwnValues {
    /// Runs the SELECT of a file of own values, whose key is this column.
    pub(super) fn read(
        catalog: &mut Catalog<'_>,
        file: &str,
        text: &str,
        key: &str,
    ) -> Result<Self, MappingError> {
        let mapping = catalog.configured.mapping().label.clone();
        let frame = catalog.plan(file, text)?;
        let given = given_columns(&mapping, file, text, &frame, &shape(&columns(key)))?;
        let has_site = given.iter().any(|column| column.name == "site_id");
        let mut own = Self {
            has_site,
            ..Self::default()
        };
        for batch in rows_of(catalog, file, frame, &given, &[])? {
            let batch = batch.map_err(|error| catalog.failed(file, error))?;
            let text = |name: &str| texts(&batch, name);
            let (Some(keys), Some(names), Some(values)) = (text(key), text("own"), text("value"))
            else {
                continue;
            };
            let sites = text("site_id");
            let (keys, names, values) = (
                keys.as_string::<i32>(),
                names.as_string::<i32>(),
                values.as_string::<i32>(),
            );
            for row in 0..batch.num_rows() {
                let value = values.is_valid(row).then(|| values.value(row).trim());
                let Some(value) = value.filter(|value| !value.is_empty()) else {
                    continue;
                };
                if keys.is_null(row) || names.is_null(row) {
                    continue;
                }
                let name = own_name(names.value(row));
                let key = (keys.value(row).trim().to_owned(), site(sites.as_ref(), row));
                let of_key = own.values.entry(key).or_default();
                of_key
                    .entry(name.clone())
                    .or_insert_with(|| value.to_owned());
                own.names.insert(name);
            }
        }
        Ok(own)
    }

    /// Refuses a name that the SELECT of the table gives too.
    pub(super) fn refuse_given(
        &self,
        mapping: &str,
        file: &str,
        given: &[String],
    ) -> Result<(), MappingError> {
        let is_twice = |name: &&String| given.iter().any(|given| own_name(given) == **name);
        let Some(name) = self.names.iter().find(is_twice) else {
            return Ok(());
        };
        let slip = Slip::Text {
            file: file.to_owned(),
            position: None,
            message: format!("gives the own column `{name}`, and so does the SELECT of the table"),
        };
        Err(slip.of(mapping))
    }

    /// The columns of a table with those of the own values behind them.
    pub(super) fn widened(&self, schema: &SchemaRef) -> SchemaRef {
        let own = self
            .names
            .iter()
            .map(|name| Arc::new(Field::new(name, DataType::Utf8, true)));
        let fields = schema.fields().iter().cloned().chain(own);
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// Rows of the table with their own values.
    pub(super) fn add(
        &mut self,
        batch: &RecordBatch,
        schema: &SchemaRef,
        key: &str,
    ) -> Result<RecordBatch, datafusion::arrow::error::ArrowError> {
        let (keys, sites) = (texts(batch, key), texts(batch, "site_id"));
        let mut columns: Vec<StringBuilder> =
            self.names.iter().map(|_| StringBuilder::new()).collect();
        for row in 0..batch.num_rows() {
            let keys = keys.as_ref().map(AsArray::as_string::<i32>);
            let id = keys
                .filter(|keys| keys.is_valid(row))
                .map(|keys| keys.value(row).trim());
            let site = site(sites.as_ref(), row).filter(|_| self.has_site);
            let key = id.map(|id| (id.to_owned(), site));
            let values = key.as_ref().and_then(|key| self.values.get(key));
            for (name, column) in self.names.iter().zip(&mut columns) {
                column.append_option(values.and_then(|values| values.get(name)));
            }
            if values.is_some() {
                self.met.extend(key);
            }
        }
        let own = columns
            .iter_mut()
            .map(|column| Arc::new(column.finish()) as ArrayRef);
        let all = batch.columns().iter().cloned().chain(own).collect();
        RecordBatch::try_new(Arc::clone(schema), all)
    }

    /// How many keys have values, and are of no row of the table.
    pub(super) fn dropped(&self) -> u64 {
        let dropped = self.values.keys().filter(|key| !self.met.contains(*key));
        dropped.count() as u64
    }
}

/// The columns of a file of own values.
pub(super) fn columns(key: &str) -> [&str; 6] {
    [key, "own", "value", "site_id", "_file", "_line"]
}

/// The same as a shape, of which the first three are required.
pub(super) fn shape<'a>(columns: &'a [&'a str]) -> Shape<'a> {
    Shape::Fixed {
        columns,
        required: 3,
    }
}

fn texts(batch: &RecordBatch, name: &str) -> Option<ArrayRef> {
    let column = batch.column_by_name(name)?;
    cast(column, &DataType::Utf8).ok()
}

fn site(sites: Option<&ArrayRef>, row: usize) -> Option<String> {
    let sites = sites?.as_string::<i32>();
    sites
        .is_valid(row)
        .then(|| sites.value(row).trim().to_owned())
}
