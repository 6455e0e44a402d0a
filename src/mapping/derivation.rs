//! How courses were derived from administrations, as a mapping's view `_derivation` says.

use super::catalog::Catalog;
use super::error::MappingError;
use crate::ingest::DerivationRow;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;

/// The view.
const VIEW: &str = "_derivation";

/// What is read of it.
const TEXT: &str = "SELECT CAST(item AS VARCHAR) AS item, CAST(value AS DOUBLE) AS value, \
    CAST(detail AS VARCHAR) AS detail, CAST(from_hour AS DOUBLE) AS from_hour, \
    CAST(to_hour AS DOUBLE) AS to_hour FROM _derivation";

/// The rows of the view, in the order of items and details; `None` where they are not wanted or the mapping has none.
pub(super) fn derivation(
    catalog: &mut Catalog<'_>,
) -> Result<Option<Vec<DerivationRow>>, MappingError> {
    let configured = catalog.configured;
    let mut views = configured.mapping().views();
    if !configured.has_derivation || !views.any(|(name, _)| name == VIEW) {
        return Ok(None);
    }
    let file = format!("{VIEW}.sql");
    let frame = catalog.plan(&file, TEXT)?;
    let mut rows = Vec::new();
    for batch in catalog.run(&file, frame)? {
        let batch = batch.map_err(|error| catalog.failed(&file, error))?;
        rows.extend((0..batch.num_rows()).filter_map(|row| row_of(&batch, row)));
    }
    Ok(Some(rows))
}

/// A row; `None` where it names no item.
fn row_of(batch: &RecordBatch, row: usize) -> Option<DerivationRow> {
    let column = |name: &str| batch.column_by_name(name).filter(|it| it.is_valid(row));
    let text = |column: &ArrayRef| Some(column.as_string_opt::<i32>()?.value(row).to_owned());
    let number = |column: &ArrayRef| Some(column.as_primitive_opt::<Float64Type>()?.value(row));
    let hours = [column("from_hour"), column("to_hour")].map(|hour| hour.and_then(number));
    Some(DerivationRow {
        item: column("item").and_then(text)?,
        value: column("value").and_then(number),
        detail: column("detail").and_then(text),
        hours: hours[0].zip(hours[1]),
    })
}
