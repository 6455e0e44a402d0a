//! How courses were derived, as the view `_derivation` of a mapping says.

use super::catalog::Catalog;
use super::error::{MappingError, Slip};
use crate::ingest::DerivationRow;
use crate::terminology::nearest_names;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};

/// The file of the view, and what is read of it.
const FILE: &str = "_derivation.sql";
const VIEW: &str = "_derivation";
const COLUMNS: [&str; 5] = ["item", "value", "detail", "from_hour", "to_hour"];

/// The rows of the view in its order; `None` where a mapping has none.
pub(super) fn derivation(
    catalog: &mut Catalog<'_>,
) -> Result<Option<Vec<DerivationRow>>, MappingError> {
    if catalog.configured.mapping().text(FILE).is_none() {
        return Ok(None);
    }
    let text = format!("SELECT * FROM {VIEW}");
    let frame = catalog.plan(FILE, &text)?;
    let fields = frame.schema().fields();
    let given: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
    let missing = COLUMNS.into_iter().find(|name| !given.contains(name));
    if let Some(column) = missing {
        let slip = Slip::NoColumn {
            file: FILE.to_owned(),
            position: None,
            table: VIEW.to_owned(),
            column: column.to_owned(),
            nearest: nearest_names(column, given),
        };
        return Err(slip.of(&catalog.configured.mapping().label));
    }
    let mut rows = Vec::new();
    for batch in catalog.run(FILE, &text, frame)? {
        let batch = batch.map_err(|error| catalog.failed(FILE, error))?;
        rows.extend((0..batch.num_rows()).filter_map(|row| of_row(&batch, row)));
    }
    Ok(Some(rows))
}

fn of_row(batch: &RecordBatch, row: usize) -> Option<DerivationRow> {
    let text = |name: &str| {
        let column = cast(batch.column_by_name(name)?, &DataType::Utf8).ok()?;
        let column = column.as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let number = |name: &str| {
        let column = cast(batch.column_by_name(name)?, &DataType::Float64).ok()?;
        let column = column.as_primitive::<Float64Type>();
        column.is_valid(row).then(|| column.value(row))
    };
    Some(DerivationRow {
        item: text("item")?,
        value: number("value"),
        detail: text("detail"),
        hours: number("from_hour").zip(number("to_hour")),
    })
}
