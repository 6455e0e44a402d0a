//! The rows of a comparison: differences, ratios, balance, and tests.

use super::balance;
use super::definitions::{DEFINITIONS, UNITS};
use super::pair::Pair;
use super::risk::{Risk, is_risk};
use crate::measures::definition::Definition;
use crate::measures::results::{Level, Row, Stratum, Unit};
use crate::measures::rows::{ALL, Rows};
use crate::stats::benjamini_hochberg;

/// Compares the two strata of these results: rows of the measures `comparison.*`, of the stratum
/// `name=level vs name=level`, the second being the reference. There is nothing to compare unless there are exactly two
/// strata, those with a missing level not counted. With `p_values`, risks of patients are tested as well.
#[must_use]
pub fn compare(results: &[Row], p_values: bool) -> Vec<Row> {
    let Some(pair) = Pair::of(results) else {
        return Vec::new();
    };
    let overall = || results.iter().filter(|row| row.stratum == Stratum::Overall);
    let risks: Vec<Risk> = UNITS
        .iter()
        .flat_map(|&unit| overall().filter(move |row| row.unit == unit && is_risk(row)))
        .filter_map(|row| Risk::of(&pair, row))
        .collect();
    let stratum = pair.stratum();
    let rows_of = |definition: &Definition, unit| Rows::new(definition.name, unit, &stratum);
    let [differences, ratios, balance, tests @ ..] = &DEFINITIONS;
    let mut rows = Vec::new();
    for of_unit in risks.chunk_by(|a, b| a.unit == b.unit) {
        let mut written = rows_of(differences, of_unit[0].unit);
        for risk in of_unit {
            risk.write_difference(&mut written);
        }
        rows.extend(written.into_rows());
    }
    for of_unit in risks.chunk_by(|a, b| a.unit == b.unit) {
        let mut written = rows_of(ratios, of_unit[0].unit);
        for risk in of_unit {
            risk.write_ratio(&mut written);
        }
        rows.extend(written.into_rows());
    }
    let mut table_one = rows_of(balance, Unit::Patient);
    balance::write(&pair, overall(), &mut table_one);
    rows.extend(table_one.into_rows());
    if p_values {
        let written = tests
            .iter()
            .map(|definition| rows_of(definition, Unit::Patient));
        rows.extend(tested(&risks, written));
    }
    rows
}

/// Fisher's test of every risk of patients, the same adjusted, and how many tests there were.
fn tested(risks: &[Risk], written: impl Iterator<Item = Rows>) -> Vec<Row> {
    let tested: Vec<(&Risk, f64)> = risks
        .iter()
        .filter_map(|risk| Some((risk, risk.p_value()?)))
        .collect();
    let raw: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    let adjusted = benjamini_hochberg(&raw);
    let write = |(mut rows, p): (Rows, Option<&Vec<f64>>)| {
        match p {
            Some(p) => {
                for ((risk, _), p) in tested.iter().zip(p) {
                    risk.write_p_value(*p, &mut rows);
                }
            }
            None => rows.count(ALL, Level::All, tested.len() as i64),
        }
        rows.into_rows()
    };
    written
        .zip([Some(&raw), Some(&adjusted), None])
        .flat_map(write)
        .collect()
}
