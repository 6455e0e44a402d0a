//! Measured values that a body does not have, or not in this unit.

use super::chart::Chart;
use super::check::{Category, Counted, Outcome, Problem};
use super::rule::{Asks, Rule};
use crate::model::{ABSENT_CODE, TOLERANCE};

const MEASUREMENT: Rule = Rule {
    name: "",
    category: Category::Plausibility,
    table: "measurements",
    column: "value",
    counted: Counted::Row,
    out_of: "",
    message: "",
    source: "",
    asks: Asks::Columns,
};

pub(super) const RULES: [Rule; 6] = [
    Rule {
        name: "unit_absent",
        category: Category::Completeness,
        column: "unit",
        out_of: "measurements of a known analyte",
        message: "no unit: the analyte's own is meant",
        source: "by the data model; a value in the other unit would be read wrong",
        asks: Asks::Once(unit_absent),
        ..MEASUREMENT
    },
    Rule {
        name: "creatinine_above_25",
        out_of: "measurements of creatinine",
        message: "creatinine above 25 mg/dL: is it µmol/L?",
        source: "unit guard: a normal creatinine in µmol/L is 45 and more",
        asks: Asks::Once(|chart| outside(chart, "creatinine", f64::NEG_INFINITY, 25.0)),
        ..MEASUREMENT
    },
    Rule {
        name: "bilirubin_above_60",
        out_of: "measurements of total bilirubin",
        message: "total bilirubin above 60 mg/dL: is it µmol/L?",
        source: "unit guard: 60 mg/dL are 1,026 µmol/L, beyond what is survived",
        asks: Asks::Once(|chart| outside(chart, "bilirubin_total", f64::NEG_INFINITY, 60.0)),
        ..MEASUREMENT
    },
    Rule {
        name: "platelets_outside_1_to_2000",
        out_of: "measurements of platelets",
        message: "platelets below 1 or above 2,000 × 10⁹/L: are they per µL, or per nL?",
        source: "unit guard: 150 × 10⁹/L are 150,000/µL",
        asks: Asks::Once(|chart| outside(chart, "platelets", 1.0, 2000.0)),
        ..MEASUREMENT
    },
    Rule {
        name: "albumin_above_10",
        out_of: "measurements of albumin",
        message: "albumin above 10 g/dL: is it g/L?",
        source: "unit guard: a normal albumin is 4 g/dL, which is 40 g/L",
        asks: Asks::Once(|chart| outside(chart, "albumin", f64::NEG_INFINITY, 10.0)),
        ..MEASUREMENT
    },
    Rule {
        name: "temperature_above_45",
        out_of: "measurements of temperature",
        message: "temperature above 45 °C: is it °F?",
        source: "unit guard: 45 °C are not survived, and 98.6 °F are normal",
        asks: Asks::Once(|chart| outside(chart, "temperature", f64::NEG_INFINITY, 45.0)),
        ..MEASUREMENT
    },
];

fn unit_absent(chart: &Chart<'_>) -> Outcome {
    // Where the file has no column of units, all of them are absent.
    let analytes = chart.texts("measurements", "listed_analyte")?.0.iter();
    let units = match chart.texts("measurements", "unit") {
        Ok((units, _)) => units,
        Err(Problem::NotApplicable(_)) => &[],
        Err(broken) => return Err(broken),
    };
    let listed = analytes
        .enumerate()
        .filter(|(_, code)| **code != ABSENT_CODE);
    let has_no_unit = |(row, _)| units.get(row).is_none_or(|&unit| unit == ABSENT_CODE);
    Ok(listed.map(has_no_unit).collect())
}

/// Values of an analyte, in its own unit, that lie outside of what is plausible.
fn outside(chart: &Chart<'_>, analyte: &str, least: f64, greatest: f64) -> Outcome {
    let is_it = chart.is_text("measurements", "listed_analyte", analyte)?;
    let values = chart.decimals("measurements", "standard_value")?.iter();
    let known = values
        .enumerate()
        .filter(|(row, value)| is_it(*row) && !value.is_nan());
    let is_outside = |(_, &value)| value < least - TOLERANCE || value > greatest + TOLERANCE;
    Ok(known.map(is_outside).collect())
}
