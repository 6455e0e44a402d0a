//! The rows that a figure is drawn from.

use super::error::FigureError;
use super::error::RowFault;
use crate::measures::exposure;
use crate::measures::results::{Row, Statistic, Status, Unit};
use crate::report::tables::Lookup;

/// The rows of a measure in a stratum with this statistic, in their order.
pub(super) fn of<'a>(
    rows: Lookup<'a>,
    measure: &'static str,
    unit: Unit,
    statistic: Statistic,
) -> Vec<&'a Row> {
    rows.of(measure, unit)
        .filter(|row| row.statistic == statistic)
        .collect()
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    /// In 0…1.
    pub(super) value: f64,
    /// Its 95 % interval, where it has one.
    pub(super) interval: Option<(f64, f64)>,
    /// What was counted.
    pub(super) numerator: i64,
    /// Out of how many; at least 1.
    pub(super) denominator: i64,
}

/// The share that a row holds; `None` where its status is not `ok`.
pub(super) fn share(row: &Row) -> Result<Option<Share>, FigureError> {
    if row.status != Status::Ok {
        return Ok(None);
    }
    let (Some(value), Some(numerator), Some(denominator)) =
        (row.value, row.numerator, row.denominator)
    else {
        return Err(fault(row, RowFault::NumberAbsent));
    };
    let is_share = denominator >= 1
        && (0..=denominator).contains(&numerator)
        && (value - numerator as f64 / denominator as f64).abs() < 1e-9;
    if !is_share {
        return Err(fault(row, RowFault::NumbersDisagree));
    }
    Ok(Some(Share {
        value,
        interval: row.lower.zip(row.upper),
        numerator,
        denominator,
    }))
}

/// The shares of `exposure.at_least` by number of doses: the first is that of 1. `None` stands where a level has no
/// share; the last has one.
pub(super) fn at_least(rows: Lookup<'_>) -> Result<Vec<Option<Share>>, FigureError> {
    let mut shares = Vec::new();
    for row in of(
        rows,
        exposure::AT_LEAST,
        Unit::Course,
        Statistic::Proportion,
    ) {
        // Where no course has a plan there is one row, without a number.
        let Some(found) = share(row)? else { continue };
        let doses = match row.level.as_number() {
            // A course planned for this many cannot be drawn, and is no reason to have no report.
            Some(doses) if doses > MOST_DOSES => return Ok(Vec::new()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small number"
            )]
            Some(doses) if doses >= 1.0 => doses as usize,
            _ => return Err(fault(row, RowFault::LevelNoNumber)),
        };
        if shares.len() < doses {
            shares.resize(doses, None);
        }
        shares[doses - 1] = Some(found);
    }
    Ok(shares)
}

/// More doses than any picture can show.
const MOST_DOSES: f64 = 1000.0;

/// The row's fault as an error.
pub(super) fn fault(row: &Row, fault: RowFault) -> FigureError {
    FigureError::Row {
        measure: row.measure,
        item: row.item.clone(),
        level: row.level,
        fault,
    }
}
