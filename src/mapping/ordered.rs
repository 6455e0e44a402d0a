//! What a SELECT gives, as plain types and in the order in which its rows are judged.

use super::catalog::Catalog;
use super::error::MappingError;
use super::select::GivenColumn;
use super::ties::Ties;
use crate::ingest::{FILE, LINE};
use crate::query::QueryError;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::{Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;

/// Runs what was planned of a file; the kept columns as plain types, the places behind them. Rows are in the order of the
/// file's bytes, the line, then cells as text from left to right, what is absent last.
pub(super) fn rows_of<'a>(
    catalog: &mut Catalog<'a>,
    file: &str,
    frame: DataFrame,
    given: &[GivenColumn],
    dropped: &[String],
) -> Result<Ties<'a>, MappingError> {
    let places = given.iter().filter(|column| is_place(column)).count();
    let has_places = places == PLACES.len();
    let is_kept = |column: &GivenColumn| !dropped.contains(&column.name);
    let frame = by_place(frame, given, has_places, &is_kept);
    let frame = frame.map_err(|error| catalog.failed(file, error))?;
    let name = format!("{file} {}", dropped.join(" "));
    Ok(Ties::of(catalog.run(file, &name, frame)?, !has_places))
}

/// The columns that are a place.
const PLACES: [&str; 2] = [FILE, LINE];

fn is_place(column: &GivenColumn) -> bool {
    PLACES.contains(&column.name.as_str())
}

/// The columns in the order of places; where a SELECT gives no whole places, in that of all cells.
fn by_place(
    frame: DataFrame,
    given: &[GivenColumn],
    has_places: bool,
    is_kept: &dyn Fn(&GivenColumn) -> bool,
) -> Result<DataFrame, QueryError> {
    let columns = frame.schema().columns();
    let plain = |index: usize| {
        let column: &GivenColumn = &given[index];
        let value = Expr::Column(columns[index].clone());
        cast(value, column.of_type.clone()).alias(&column.name)
    };
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
    // Few rows have the place of another, and to write every number as text is dear: ties are put in order behind the
    // engine. Where no row has a whole place, all are tied.
    if !has_places {
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
    }
    let ordered = frame.select(selected).and_then(|frame| frame.sort(order));
    ordered.map_err(|_| QueryError::NotComputed)
}
