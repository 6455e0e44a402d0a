//! Rules of measurements: values that are not possible in the unit of the analyte.

use super::check::{Category, Outcome};
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{ABSENT_CODE, Field, MEASUREMENTS, TOLERANCE};

const VALUE: Field = Field::of(&MEASUREMENTS, "value");
const STANDARD_VALUE: Field = Field::of(&MEASUREMENTS, "standard_value");
const UNIT: Field = Field::of(&MEASUREMENTS, "unit");
const LISTED_ANALYTE: Field = Field::of(&MEASUREMENTS, "listed_analyte");

pub(super) const RULES: [Rule; 6] = [
    Rule {
        name: "unit_absent",
        category: Category::Completeness,
        out_of: "measurements of a known analyte",
        message: "no unit: the analyte's own is meant",
        source: "by the data model; a value in the other unit would be read wrong",
        evaluation: Evaluation::Once(UNIT, unit_absent),
        ..PLAUSIBILITY
    },
    Rule {
        name: "creatinine_above_25",
        out_of: "measurements of creatinine",
        message: "creatinine above 25 mg/dL: is it µmol/L?",
        source: "unit guard: a normal creatinine in µmol/L is 45 and more",
        evaluation: Evaluation::Once(VALUE, |view| above(view, "creatinine", 25.0)),
        ..PLAUSIBILITY
    },
    Rule {
        name: "bilirubin_above_60",
        out_of: "measurements of total bilirubin",
        message: "total bilirubin above 60 mg/dL: is it µmol/L?",
        source: "unit guard: 60 mg/dL are 1,026 µmol/L, beyond what is survived",
        evaluation: Evaluation::Once(VALUE, |view| above(view, "bilirubin_total", 60.0)),
        ..PLAUSIBILITY
    },
    Rule {
        name: "platelets_outside_1_to_2000",
        out_of: "measurements of platelets",
        message: "platelets below 1 or above 2,000 × 10⁹/L: are they per µL, or per nL?",
        source: "unit guard: 150 × 10⁹/L are 150,000/µL",
        evaluation: Evaluation::Once(VALUE, |view| outside(view, "platelets", 1.0, 2000.0)),
        ..PLAUSIBILITY
    },
    Rule {
        name: "albumin_above_10",
        out_of: "measurements of albumin",
        message: "albumin above 10 g/dL: is it g/L?",
        source: "unit guard: a normal albumin is 4 g/dL, which is 40 g/L",
        evaluation: Evaluation::Once(VALUE, |view| above(view, "albumin", 10.0)),
        ..PLAUSIBILITY
    },
    Rule {
        name: "temperature_above_45",
        out_of: "measurements of temperature",
        message: "temperature above 45 °C: is it °F?",
        source: "unit guard: 45 °C are not survived, and 98.6 °F are normal",
        evaluation: Evaluation::Once(VALUE, |view| above(view, "temperature", 45.0)),
        ..PLAUSIBILITY
    },
];

fn unit_absent(view: &PartView<'_>) -> Outcome {
    let (analytes, _) = view.texts(LISTED_ANALYTE)?;
    // Where the file has no column of units, all of them are absent.
    let (units, _) = view.stored_texts(UNIT);
    let rows = analytes.iter().zip(units);
    let listed = rows.filter(|(analyte, _)| **analyte != ABSENT_CODE);
    Ok(listed.map(|(_, &unit)| unit == ABSENT_CODE).collect())
}

/// Values of an analyte, in its own unit, above `greatest`.
fn above(view: &PartView<'_>, analyte: &str, greatest: f64) -> Outcome {
    outside(view, analyte, f64::NEG_INFINITY, greatest)
}

/// Values of an analyte, in its own unit, below `least` or above `greatest`.
fn outside(view: &PartView<'_>, analyte: &str, least: f64, greatest: f64) -> Outcome {
    let is_it = view.is_text(LISTED_ANALYTE, analyte)?;
    let values = view.decimals(STANDARD_VALUE)?.iter();
    let known = values
        .enumerate()
        .filter(|(row, value)| is_it(*row) && !value.is_nan());
    let is_outside = |(_, &value)| value < least - TOLERANCE || value > greatest + TOLERANCE;
    Ok(known.map(is_outside).collect())
}
