//! `at_zone(timestamp, text)`: a moment in UTC as the clocks of a time zone show it.

use datafusion::arrow::array::timezone::Tz;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use std::sync::Arc;

const MOMENT: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// The function.
pub(in crate::query) fn at_zone() -> ScalarUDF {
    create_udf(
        "at_zone",
        vec![MOMENT, DataType::Utf8],
        MOMENT,
        Volatility::Immutable,
        Arc::new(|arguments: &[ColumnarValue]| local(arguments)),
    )
}

/// Whether a name is one of the time zones of IANA, such as `America/Chicago`.
pub(crate) fn is_time_zone(name: &str) -> bool {
    name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && name.parse::<Tz>().is_ok()
}

fn local(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let [moments, zones] = arrays.as_slice() else {
        return exec_err!("at_zone takes a timestamp and the name of a time zone");
    };
    let moments = moments.as_primitive::<TimestampMicrosecondType>();
    let zones = zones.as_string::<i32>();
    let mut local: Vec<Option<i64>> = Vec::with_capacity(moments.len());
    let mut from = 0;
    // Rows of one zone, which are all rows nearly always, are converted together.
    while from < moments.len() {
        let zone = zones.is_valid(from).then(|| zones.value(from));
        let is_other = |row: &usize| zones.is_valid(*row).then(|| zones.value(*row)) != zone;
        let to = (from + 1..moments.len())
            .find(is_other)
            .unwrap_or(moments.len());
        match zone {
            None => local.extend(std::iter::repeat_n(None, to - from)),
            Some(zone) if is_time_zone(zone) => {
                local.extend(shown(&moments.slice(from, to - from), zone)?);
            }
            Some(_) => return exec_err!("there is no such time zone"),
        }
        from = to;
    }
    let array: ArrayRef = Arc::new(TimestampMicrosecondArray::from(local));
    Ok(ColumnarValue::Array(array))
}

/// What the clocks of a zone show at these moments.
fn shown(moments: &TimestampMicrosecondArray, zone: &str) -> Result<Vec<Option<i64>>> {
    let tz: Tz = zone.parse()?;
    Ok(moments
        .iter()
        .map(|moment| {
            let utc = chrono::DateTime::from_timestamp_micros(moment?)?;
            Some(
                utc.with_timezone(&tz)
                    .naive_local()
                    .and_utc()
                    .timestamp_micros(),
            )
        })
        .collect())
}
