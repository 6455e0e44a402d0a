//! What grades from values are made of, as tables of the program: each test of the rules, the units of analytes, and what is
//! graded by. A recount query grades by these, and copies no grade.

use super::text_table::TextTable;
use crate::grades::{Bound, NormalRanges, Options, Rule, Test, rules};
use crate::model::Sex;
use crate::notation::plain_decimal;
use crate::terminology::{analytes, laboratory_terms};

/// Each test of the rules of CTCAE for values.
pub(crate) const LAB_TESTS: &str = "ctcae_lab_tests";
/// Each unit of each analyte.
pub(crate) const ANALYTE_UNITS: &str = "analyte_units";
/// The normal ranges: of the program, or those that a report has instead.
pub(crate) const NORMAL_RANGES: &str = "normal_ranges";
/// What values are graded by: one row.
pub(crate) const GRADED_BY: &str = "graded_by";

/// Each test: its rule by number, in the order of `ctcae_lab_grades`, its grade, its clause, its number there, and its parts.
pub(super) fn lab_tests() -> TextTable {
    let headings = [
        "rule",
        "ctcae_version",
        "term",
        "analyte",
        "unit",
        "baseline",
        "grade",
        "clause",
        "test",
        "quantity",
        "quantity_if_absent",
        "comparison",
        "factor",
        "reference",
        "reference_if_absent",
        "number",
    ];
    let rows = rules().iter().zip(1..).flat_map(|(rule, number)| {
        let cells = rule.cells.iter().zip(1..);
        cells.flat_map(move |(cell, grade)| {
            let clauses = cell.clauses.iter().zip(1..);
            clauses.flat_map(move |(tests, clause)| {
                let tests = tests.iter().zip(1..);
                tests.map(move |(test, index)| lab_test(rule, [number, grade, clause, index], test))
            })
        })
    });
    TextTable::new(headings, rows)
}

/// One test; of [`Test::Clinical`] the quantity is `CLINICAL`, and the rest is absent.
fn lab_test(rule: &Rule, [number, grade, clause, index]: [i32; 4], test: &Test) -> [String; 16] {
    let analyte = &analytes()[rule.analyte];
    let if_absent = |is_false: bool| if is_false { "false" } else { "unknown" }.to_owned();
    let absent = String::new;
    let parts = match test {
        Test::Clinical => [
            "CLINICAL".to_owned(),
            absent(),
            absent(),
            absent(),
            absent(),
            absent(),
            absent(),
        ],
        Test::Compare {
            quantity,
            comparison,
            bound,
        } => {
            let (factor, reference, reference_if_absent, added) = match bound {
                Bound::Number(number) => (absent(), absent(), absent(), *number),
                Bound::Multiple {
                    factor,
                    reference,
                    offset,
                } => (
                    plain_decimal(*factor),
                    reference.name().to_owned(),
                    if_absent(reference.is_false_if_absent),
                    *offset,
                ),
            };
            [
                quantity.name().to_owned(),
                if_absent(quantity.is_false_if_absent),
                comparison.sign().to_owned(),
                factor,
                reference,
                reference_if_absent,
                plain_decimal(added),
            ]
        }
    };
    let [
        quantity,
        quantity_if_absent,
        comparison,
        factor,
        reference,
        reference_if_absent,
        added,
    ] = parts;
    [
        number.to_string(),
        rule.version.name().to_owned(),
        laboratory_terms()[rule.term].name.clone(),
        analyte.name.clone(),
        rule.unit
            .map_or("*", |unit| analyte.unit_name(unit))
            .to_owned(),
        rule.baseline.name().to_owned(),
        grade.to_string(),
        clause.to_string(),
        index.to_string(),
        quantity,
        quantity_if_absent,
        comparison,
        factor,
        reference,
        reference_if_absent,
        added,
    ]
}

/// Each unit of each analyte: a value in it is the one in the analyte's own unit times `factor`, plus `number`.
pub(super) fn analyte_units() -> TextTable {
    let rows = analytes().iter().flat_map(|analyte| {
        let units = (0..).zip(analyte.units());
        units.map(|(number, (unit, factor, added))| {
            [
                analyte.name.clone(),
                i32::to_string(&number),
                unit.to_owned(),
                plain_decimal(factor),
                plain_decimal(added),
            ]
        })
    });
    TextTable::new(["analyte", "unit_number", "unit", "factor", "number"], rows)
}

/// What values are graded by.
pub(super) fn graded_by(options: &Options) -> TextTable {
    let row = [
        options.version.name().to_owned(),
        options.assumes_clinical.to_string(),
    ];
    TextTable::new(["ctcae_version", "assumes_clinical"], [row])
}

/// Normal ranges in the shape of the program's table.
pub(super) fn normal_ranges(ranges: &NormalRanges) -> TextTable {
    let number = |number: Option<f64>| number.map_or_else(String::new, plain_decimal);
    let rows = ranges.rows().map(|(analyte, sex, unit, limits)| {
        [
            analytes()[analyte].name.clone(),
            sex.map_or("any", Sex::name).to_owned(),
            analytes()[analyte].unit_name(unit).to_owned(),
            number(limits.lower),
            number(limits.upper),
            String::new(),
        ]
    });
    TextTable::new(["analyte", "sex", "unit", "lower", "upper", "note"], rows)
}
