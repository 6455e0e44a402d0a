//! Rules of measurements: values without a unit, and those that cannot be true.

use super::check::{Category, Outcome};
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{ABSENT_CODE, Field, MEASUREMENTS};
use crate::terminology::{Analyte, PlausibleValues, analyte, analytes, plausible_values};

const VALUE: Field = Field::of(&MEASUREMENTS, "value");
const STANDARD_VALUE: Field = Field::of(&MEASUREMENTS, "standard_value");
const UNIT: Field = Field::of(&MEASUREMENTS, "unit");
const LISTED_ANALYTE: Field = Field::of(&MEASUREMENTS, "listed_analyte");

pub(super) const RULES: [Rule; 3] = [
    Rule {
        name: "unit_absent",
        category: Category::Completeness,
        out_of: "measurements of a known analyte",
        message: "no unit: the unit of the LOINC code is assumed, else the analyte's own",
        source: "by the data model; a value in another unit would be misread",
        evaluation: Evaluation::Once(UNIT, unit_absent),
        ..PLAUSIBILITY
    },
    Rule {
        name: "value_implausible",
        out_of: "measurements of an analyte with plausible values",
        message: "values that are not possible, such as a creatinine of 88 mg/dL",
        source: "the columns lowest and highest of `il2 schema plausible_values`: wide enough for values that patients survived",
        evaluation: Evaluation::Once(VALUE, value_implausible),
        ..PLAUSIBILITY
    },
    Rule {
        name: "unit_suspect",
        category: Category::Conformance,
        out_of: "measurements of an analyte with plausible values",
        message: "values that are not possible but would be plausible in another unit of the analyte: is the unit wrong?",
        source: "88 µmol/L is a normal creatinine; 88 mg/dL is not possible",
        evaluation: Evaluation::Once(UNIT, unit_suspect),
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

/// Of measurements of analytes with plausible values: those whose value is not, and whose value as reported, which is
/// handed over with the analyte, has a further property.
fn implausible(
    view: &PartView<'_>,
    and: impl Fn(f64, &Analyte, PlausibleValues) -> bool,
) -> Outcome {
    let (codes, names) = view.texts(LISTED_ANALYTE)?;
    let (reported, standard) = (view.decimals(VALUE)?, view.decimals(STANDARD_VALUE)?);
    let bounded = |name: &String| {
        let listed = &analytes()[analyte(name).expect("listed analytes are those of the table")];
        Some((listed, plausible_values(name)?))
    };
    let bounded: Vec<_> = names.iter().map(bounded).collect();
    let rows = codes.iter().zip(reported.iter().zip(standard));
    let failures = rows.filter_map(|(&code, (&reported, &standard))| {
        let code = (code != ABSENT_CODE).then_some(code as usize)?;
        let (analyte, plausible) = bounded[code]?;
        Some(!plausible.contain(standard) && and(reported, analyte, plausible))
    });
    Ok(failures.collect())
}

fn value_implausible(view: &PartView<'_>) -> Outcome {
    implausible(view, |_, _, _| true)
}

fn unit_suspect(view: &PartView<'_>) -> Outcome {
    implausible(view, |reported, analyte, plausible| {
        analyte
            .readings(reported)
            .any(|value| plausible.contain(value))
    })
}
