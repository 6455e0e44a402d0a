//! What a SELECT gives, as plain types and in the order in which its rows are judged.

use super::catalog::Catalog;
use super::error::MappingError;
use super::select::GivenColumn;
use crate::ingest::{FILE, LINE};
use crate::query::{QueryBatches, QueryError};
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::{Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;

/// Runs a plan of a file.
pub(super) fn rows_of<'a>(
    catalog: &Catalog<'a>,
    file: &str,
    frame: DataFrame,
) -> Result<QueryBatches<'a>, MappingError> {
    catalog.run(file, frame)
}

/// The kept columns as plain types, the places behind them; rows in the order of the file's bytes, the line, then cells as
/// text from left to right, what is absent last.
pub(super) fn ordered(
    frame: DataFrame,
    given: &[GivenColumn],
    is_kept: &dyn Fn(&GivenColumn) -> bool,
) -> Result<DataFrame, QueryError> {
    let columns = frame.schema().columns();
    let plain = |index: usize| {
        let column: &GivenColumn = &given[index];
        let value = Expr::Column(columns[index].clone());
        cast(value, column.of_type.clone()).alias(&column.name)
    };
    let is_place = |column: &GivenColumn| [FILE, LINE].contains(&column.name.as_str());
    let cells =
        (0..given.len()).filter(|index| !is_place(&given[*index]) && is_kept(&given[*index]));
    let cells: Vec<usize> = cells.collect();
    let mut selected: Vec<Expr> = cells.iter().map(|index| plain(*index)).collect();
    let mut order = Vec::new();
    for (name, absent) in [
        (FILE, ScalarValue::Utf8(None)),
        (LINE, ScalarValue::Int64(None)),
    ] {
        match given.iter().position(|column| column.name == name) {
            Some(index) => {
                selected.push(plain(index));
                order.push(ident(name).sort(true, false));
            }
            None => selected.push(lit(absent).alias(name)),
        }
    }
    for index in cells {
        let column = &given[index];
        let value = ident(&column.name);
        let is_number = matches!(column.of_type, DataType::Int64 | DataType::Float64);
        let value = if is_number {
            cast(value, DataType::Utf8)
        } else {
            value
        };
        order.push(value.sort(true, false));
    }
    let ordered = frame.select(selected).and_then(|frame| frame.sort(order));
    ordered.map_err(|_| QueryError::NotComputed)
}
