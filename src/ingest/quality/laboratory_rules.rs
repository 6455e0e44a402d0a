//! Rules of what grades from values need: limits of normal, a baseline, an albumin beside total calcium.
//!
//! They are evaluated with CTCAE 5.0 and the ranges of the program, whatever a report grades by.

use super::check::{Category, Counted, Outcome};
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::grades::{
    ALBUMIN_WITHIN, BASELINE_WITHIN, CtcaeVersion, Limits, Measured, NormalRanges, Reference,
    Value, rules,
};
use crate::model::{Field, MEASUREMENTS, TOLERANCE};
use crate::terminology::{analytes, listed_analyte};
use std::ops::Range;

const VALUE: Field = Field::of(&MEASUREMENTS, "value");
const UPPER_LIMIT: Field = Field::of(&MEASUREMENTS, "upper_limit");

/// Analytes whose rules depend on the baseline.
const WITH_A_BASELINE: [&str; 5] = ["creatinine", "bilirubin_total", "alt", "ast", "alp"];
/// A limit is unlike the default one that is more than so many times as high or as low.
const UNLIKE: f64 = 3.0;

pub(super) const RULES: [Rule; 5] = [
    Rule {
        name: "limits_reversed",
        category: Category::Conformance,
        out_of: "measurements of a known analyte with an upper limit",
        message: "the upper limit is 0 or less, or below the lower limit: such limits are not used",
        source: "a normal range has its lower limit below its upper one",
        evaluation: Evaluation::Once(UPPER_LIMIT, limits_reversed),
        ..PLAUSIBILITY
    },
    Rule {
        name: "limits_unlike",
        category: Category::Conformance,
        out_of: "measurements with an upper limit above 0 of an analyte with a default one",
        message: "the upper limit is more than 3 times, or less than a third of, the usual one: is it in another unit than the value?",
        source: "the rows for any sex of `il2 schema normal_ranges`",
        evaluation: Evaluation::Once(UPPER_LIMIT, limits_unlike),
        ..PLAUSIBILITY
    },
    Rule {
        name: "limits_absent",
        category: Category::Completeness,
        out_of: "plausible measurements of analytes with a rule in CTCAE 5.0 that names a limit",
        message: "a limit that a rule names is not reported: the default range is used, where there is one",
        source: "`il2 schema ctcae_lab_grades`",
        evaluation: Evaluation::Once(VALUE, limits_absent),
        ..PLAUSIBILITY
    },
    Rule {
        name: "baseline_absent",
        category: Category::Completeness,
        counted: Counted::Course,
        out_of: "treated courses with a plausible value after hour 0 of creatinine, bilirubin_total, alt, ast or alp",
        message: "a creatinine, bilirubin, ALT, AST or ALP after hour 0 and no baseline of it (a value in the 2160 h up to hour 0)",
        source: "CTCAE 5.0 grades these by the baseline where it is abnormal, and emergent grades need one",
        evaluation: Evaluation::Once(VALUE, baseline_absent),
    },
    Rule {
        name: "albumin_absent",
        category: Category::Completeness,
        out_of: "plausible measurements of calcium",
        message: "no albumin within 24 h, so that total calcium is not graded",
        source: "CTCAE grades calcium as corrected for albumin",
        evaluation: Evaluation::Once(VALUE, albumin_absent),
        ..PLAUSIBILITY
    },
];

/// The measurements of a part.
fn measured<'a>(view: &PartView<'a>) -> Result<Measured<'a>, super::check::NotApplicable> {
    Ok(Measured::new(&view.table(&MEASUREMENTS)?.frame))
}

/// The row and the upper limit of each measurement of a known analyte that has one.
fn with_upper_limit<'m>(
    measured: &'m Measured<'_>,
) -> impl Iterator<Item = (usize, f64)> + use<'m> {
    (0..measured.rows()).filter_map(|row| {
        measured.analyte(row)?;
        Some((row, measured.limits(row).upper?))
    })
}

fn limits_reversed(view: &PartView<'_>) -> Outcome {
    view.require(UPPER_LIMIT)?;
    let measured = measured(view)?;
    let is_reversed = |(row, upper): (usize, f64)| {
        let lower = measured.limits(row).lower;
        upper <= TOLERANCE || lower.is_some_and(|lower| upper < lower - TOLERANCE)
    };
    Ok(with_upper_limit(&measured).map(is_reversed).collect())
}

fn limits_unlike(view: &PartView<'_>) -> Outcome {
    view.require(UPPER_LIMIT)?;
    let measured = measured(view)?;
    let ranges = NormalRanges::of_program();
    let unlike = |(row, upper): (usize, f64)| {
        let value: Value = measured.value(row).filter(|_| upper > TOLERANCE)?;
        let usual = ranges.limits(value.analyte, None, value.unit).upper?;
        let ratio = upper / usual;
        let usual_ratios = 1.0 / UNLIKE - TOLERANCE..=UNLIKE + TOLERANCE;
        Some(!usual_ratios.contains(&ratio))
    };
    Ok(with_upper_limit(&measured).filter_map(unlike).collect())
}

fn limits_absent(view: &PartView<'_>) -> Outcome {
    view.require(VALUE)?;
    let measured = measured(view)?;
    // Whether a rule of each analyte names the lower and the upper limit.
    let mut named = vec![[false; 2]; analytes().len()];
    for rule in rules()
        .iter()
        .filter(|rule| rule.version == CtcaeVersion::V5_0)
    {
        let references = [Reference::LowerLimit, Reference::UpperLimit];
        for (named, reference) in named[rule.analyte].iter_mut().zip(references) {
            *named |= rule.names(reference);
        }
    }
    let absent = |row: usize| {
        let value = measured.plausible(row)?;
        let [lower, upper] = named[value.analyte];
        let Limits {
            lower: has_lower,
            upper: has_upper,
        } = value.limits;
        let is_absent = lower && has_lower.is_none() || upper && has_upper.is_none();
        (lower || upper).then_some(is_absent)
    };
    Ok((0..measured.rows()).filter_map(absent).collect())
}

/// The plausible values of a course.
fn values(measured: &Measured<'_>, rows: Range<usize>) -> Vec<Value> {
    rows.filter_map(|row| measured.plausible(row)).collect()
}

fn baseline_absent(view: &PartView<'_>) -> Outcome {
    view.require(VALUE)?;
    let measured = measured(view)?;
    let treated = view.treated()?;
    let listed = WITH_A_BASELINE.map(listed_analyte);
    let absent = |(course, rows): (usize, Range<usize>)| {
        if !treated[course] {
            return None;
        }
        let values = values(&measured, rows);
        let has = |analyte: usize, is_wanted: fn(f64) -> bool| {
            let mut all = values.iter().filter(|value| value.analyte == analyte);
            all.any(|value| is_wanted(value.hour))
        };
        let is_followed = |&&analyte: &&usize| has(analyte, |hour| hour > TOLERANCE);
        let mut followed = listed.iter().filter(is_followed).peekable();
        followed.peek()?;
        let has_baseline = |&analyte: &usize| {
            has(analyte, |hour| {
                (-BASELINE_WITHIN - TOLERANCE..=TOLERANCE).contains(&hour)
            })
        };
        Some(!followed.all(has_baseline))
    };
    Ok(view.by_course(&MEASUREMENTS)?.filter_map(absent).collect())
}

fn albumin_absent(view: &PartView<'_>) -> Outcome {
    view.require(VALUE)?;
    let measured = measured(view)?;
    let [calcium, albumin] = ["calcium", "albumin"].map(listed_analyte);
    let of_course = |(_, rows): (usize, Range<usize>)| {
        let values = values(&measured, rows);
        let hours = |analyte: usize| -> Vec<f64> {
            let all = values.iter().filter(|value| value.analyte == analyte);
            all.map(|value| value.hour).collect()
        };
        let albumins = hours(albumin);
        let is_absent = move |hour: f64| {
            !albumins
                .iter()
                .any(|albumin| (albumin - hour).abs() <= ALBUMIN_WITHIN + TOLERANCE)
        };
        hours(calcium).into_iter().map(is_absent)
    };
    Ok(view.by_course(&MEASUREMENTS)?.flat_map(of_course).collect())
}
