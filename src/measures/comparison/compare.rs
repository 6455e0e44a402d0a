//! The rows of a comparison: differences, ratios, balance, and tests.

use super::balance;
use super::definitions::{DEFINITIONS, UNITS};
use super::family::Family;
use super::pair::{Pair, by_key};
use super::risk::{Risk, is_risk};
use crate::measures::definition::Definition;
use crate::measures::results::{Level, Row, Stratum, Unit};
use crate::measures::rows::{ALL, Rows};
use crate::stats::benjamini_hochberg;

/// Compares these pairs of strata, of which the first is the reference, by their results: rows of the measures
/// `comparison.*`, of the stratum `name=level vs name=level`, the reference last. With `p_values`, risks of patients are
/// tested as well.
#[must_use]
pub fn compare(results: &[Row], pairs: &[[&Stratum; 2]], p_values: bool) -> Vec<Row> {
    let rows_by_key = by_key(results);
    let mut compared: Vec<Compared<'_>> = pairs
        .iter()
        .map(|&[reference, group]| Compared::of(Pair::new(reference, group, &rows_by_key), results))
        .collect();
    compared.sort_by_cached_key(|compared| compared.stratum.to_string());
    let [differences, ratios, balance, tests @ ..] = &DEFINITIONS;
    let mut rows = Vec::new();
    for (definition, write) in [
        (differences, Risk::write_difference as fn(&Risk, &mut Rows)),
        (ratios, Risk::write_ratio),
    ] {
        for &unit in UNITS {
            for compared in &compared {
                let mut written = compared.rows_of(definition, unit);
                for risk in compared.risks.iter().filter(|risk| risk.unit == unit) {
                    write(risk, &mut written);
                }
                rows.extend(written.into_rows());
            }
        }
    }
    for compared in &compared {
        let mut written = compared.rows_of(balance, Unit::Patient);
        balance::write(&compared.pair, overall(results), &mut written);
        rows.extend(written.into_rows());
    }
    if p_values {
        let tested: Vec<[Vec<Row>; 3]> = compared.iter().map(|it| it.tested(tests)).collect();
        for test in 0..tests.len() {
            rows.extend(tested.iter().flat_map(|rows| rows[test].iter().cloned()));
        }
    }
    rows
}

/// The p-values of tests, adjusted within their families.
fn adjusted_by_family(tested: &[(&Risk, f64)]) -> Vec<f64> {
    let mut adjusted = vec![0.0; tested.len()];
    for family in Family::ALL {
        let of_family: Vec<usize> = (0..tested.len())
            .filter(|&test| Family::of(tested[test].0.measure) == family)
            .collect();
        let p_values: Vec<f64> = of_family.iter().map(|&test| tested[test].1).collect();
        for (test, p) in of_family.into_iter().zip(benjamini_hochberg(&p_values)) {
            adjusted[test] = p;
        }
    }
    adjusted
}

/// The rows of everybody, which say what can be compared.
fn overall(results: &[Row]) -> impl Iterator<Item = &Row> {
    results.iter().filter(|row| row.stratum == Stratum::Overall)
}

/// Two strata and the risks of both.
struct Compared<'a> {
    pair: Pair<'a>,
    /// The stratum of the rows.
    stratum: Stratum,
    /// In the order of units.
    risks: Vec<Risk>,
}

impl<'a> Compared<'a> {
    fn of(pair: Pair<'a>, results: &'a [Row]) -> Self {
        let risks = UNITS
            .iter()
            .flat_map(|&unit| overall(results).filter(move |row| row.unit == unit && is_risk(row)))
            .filter_map(|row| Risk::of(&pair, row))
            .collect();
        Self {
            stratum: pair.stratum(),
            risks,
            pair,
        }
    }

    fn rows_of(&self, definition: &Definition, unit: Unit) -> Rows {
        Rows::new(definition.name, unit, &self.stratum)
    }

    /// Fisher's test of every risk of patients, the same adjusted, and how many tests there were.
    fn tested(&self, [raw, adjusted, made]: &[Definition; 3]) -> [Vec<Row>; 3] {
        let tested: Vec<(&Risk, f64)> = self
            .risks
            .iter()
            .filter_map(|risk| Some((risk, risk.p_value()?)))
            .collect();
        let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        let written = |definition: &Definition, p_values: &[f64]| {
            let mut rows = self.rows_of(definition, Unit::Patient);
            for ((risk, _), p) in tested.iter().zip(p_values) {
                risk.write_p_value(*p, &mut rows);
            }
            rows.into_rows()
        };
        let mut count = self.rows_of(made, Unit::Patient);
        count.count(ALL, Level::All, tested.len() as i64);
        [
            written(raw, &p_values),
            written(adjusted, &adjusted_by_family(&tested)),
            count.into_rows(),
        ]
    }
}
