//! Grades from values, extreme values, agreement with reports, vital signs, the capillary leak proxy.

use super::by_group::ByGroup;
use super::columns::Split;
use super::items::{items, organ_system_label};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::results::{ExtremeOf, Level, Statistic, Unit};
use crate::measures::{capillary_leak, laboratory, vital_signs};
use crate::report::wording;
use crate::terminology::laboratory_terms;

/// What each table of grades says.
fn lower_bound(results: Lookup<'_>) -> String {
    let version = items(results, laboratory::VERSION, Unit::Course).join(", ");
    format!(
        "Grades from values by CTCAE {version}: a lower bound, for symptoms, interventions and what else no value shows are taken as absent. Values after the first dose given and up to 30 days after the last; who has no graded value is in no denominator. Normal ranges where a row has none: American Board of Internal Medicine, or those of --normal-ranges."
    )
}

/// Key terms, then every other with a grade ≥ 3.
pub(super) fn grades(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Patient;
    let headings = ["Grade ≥ 1", "Grade ≥ 3", "Emergent ≥ 3"];
    let mut table = ByGroup::with_headings(*results, "Term", Split::ByRegimen, unit, &headings);
    let key_terms = laboratory_terms().iter().filter(|term| term.is_key);
    let key_terms: Vec<&str> = key_terms.map(|term| term.name.as_str()).collect();
    let is_severe = |item: &&str| {
        let row = results.row(
            laboratory::GRADE,
            unit,
            item,
            Level::SEVERE,
            Statistic::Proportion,
        );
        row.is_some_and(|row| row.numerator > Some(0))
    };
    let others = items(*results, laboratory::GRADE, unit).into_iter();
    let others = others
        .filter(|item| !key_terms.contains(item))
        .filter(is_severe);
    for (group, terms) in [
        ("Key terms", key_terms.clone()),
        ("Other terms with a grade ≥ 3", others.collect()),
    ] {
        for term in terms {
            let share = |measure, level, content| {
                Line::new("", measure, unit, content)
                    .item(term)
                    .level(level)
            };
            let lines = [
                share(laboratory::GRADE, Level::Any, Content::ShareAlone),
                share(laboratory::GRADE, Level::SEVERE, Content::Share),
                share(laboratory::EMERGENT, Level::SEVERE, Content::ShareAlone),
            ];
            table.row(Some(group), term, &lines);
        }
    }
    table.note(lower_bound(*results));
    table.note("Emergent: above the grade of the baseline, or above a high or low baseline by whose rule it was graded; of patients with a graded baseline.");
    table.shown()
}

/// The lowest and highest values.
pub(super) fn extremes(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let headings = ["Median (IQR)", "Hour", "Doses given"];
    let mut table = ByGroup::with_headings(*results, "Analyte", Split::ByRegimen, unit, &headings);
    for (group, measure) in [("Lowest", laboratory::NADIR), ("Highest", laboratory::PEAK)] {
        for analyte in items(*results, measure, unit) {
            let line = |of, decimals| {
                let line = Line::new("", measure, unit, Content::Quartiles(decimals));
                line.item(analyte).level(Level::Extreme(of))
            };
            let lines = [
                line(ExtremeOf::Value, 1),
                line(ExtremeOf::Hour, 0),
                line(ExtremeOf::Doses, 0),
            ];
            table.row(Some(group), &wording::spaced(analyte), &lines);
        }
    }
    table.note("Values after the first dose given and up to 30 days after the last, each in the analyte’s own unit; of equal extremes the earliest.");
    table.shown()
}

/// How far reports agree with values, and both together.
pub(super) fn agreement(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let headings = [
        "Term reported",
        "System reported",
        "Found by values",
        "Either, grade ≥ 3",
    ];
    let mut table =
        ByGroup::with_headings(*results, "Organ system", Split::ByRegimen, unit, &headings);
    for system in items(*results, laboratory::AGREEMENT, unit) {
        let line = |measure, level| {
            Line::new("", measure, unit, Content::ShareAlone)
                .item(system)
                .level(level)
        };
        let lines = [
            line(laboratory::AGREEMENT, Level::Reported { as_term: true }),
            line(laboratory::AGREEMENT, Level::Reported { as_term: false }),
            line(laboratory::AGREEMENT, Level::FoundByValues),
            line(laboratory::COMBINED, Level::SEVERE),
        ];
        table.row(None, &organ_system_label(system), &lines);
    }
    table.note("Reported: of courses with a grade ≥ 3 from values, those with a reported adverse event of grade ≥ 3 of such a term, of any term of the organ system. Found by values: of courses with a reported adverse event of grade ≥ 3 of a term that has values, those whose values reach grade ≥ 3. Reported grades are compared as they are, whatever their version.");
    table.note(lower_bound(*results));
    table.shown()
}

pub(super) fn signs(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Patient;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, unit);
    for (group, sign, levels) in [
        (
            "Hypotension",
            "hypotension",
            &[
                ("Systolic pressure < 90 mmHg", Level::Any),
                ("Sustained over 30 minutes", Level::Sign("sustained")),
            ][..],
        ),
        (
            "Tachycardia",
            "tachycardia",
            &[
                ("Heart rate > 100/min", Level::Any),
                ("Heart rate > 130/min", Level::Sign("gt130")),
                ("Sustained over 30 minutes", Level::Sign("sustained")),
            ],
        ),
        (
            "Fever",
            "fever",
            &[
                ("Temperature ≥ 38.0 °C", Level::Any),
                ("Temperature > 40.0 °C", Level::Sign("gt40")),
            ],
        ),
        (
            "Desaturation",
            "desaturation",
            &[
                ("Oxygen saturation < 90%", Level::Any),
                ("Oxygen saturation < 88%", Level::Sign("lt88")),
            ],
        ),
        (
            "Oxygen",
            "oxygen",
            &[
                ("Any oxygen", Level::Any),
                ("More than 4 L/min, or 40% and more", Level::Sign("high")),
            ],
        ),
    ] {
        for &(label, level) in levels {
            let line = Line::new(label, vital_signs::SIGN, unit, Content::Share);
            table.line_of(group, &line.item(sign).level(level));
        }
    }
    table.note("Signs, not grades: values after the first dose given and up to 30 days after the last. Pressures under vasopressors look normal: see vasopressor support.");
    table.shown()
}

pub(super) fn leak_proxy(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, unit);
    let present = Line::new(
        "Capillary leak proxy: two of three parts",
        capillary_leak::PRESENT,
        unit,
        Content::Share,
    );
    table.line(&present);
    let group = "Parts";
    for (label, item, level) in [
        ("Albumin fell", "albumin", Level::All),
        ("Weight ≥ 5% above baseline", "weight", Level::number(5.0)),
        ("Weight ≥ 10% above baseline", "weight", Level::number(10.0)),
        ("Weight ≥ 15% above baseline", "weight", Level::number(15.0)),
        ("Weight ≥ 20% above baseline", "weight", Level::number(20.0)),
        (
            "Sustained hypotension or a vasopressor",
            "pressure",
            Level::All,
        ),
    ] {
        let line = Line::new(label, capillary_leak::PART, unit, Content::Share);
        table.line_of(group, &line.item(item).level(level));
    }
    let fluid = capillary_leak::NET_FLUID;
    let group = "Net fluid of a cycle, L";
    table.line_of(
        group,
        &Line::new("Cycles", fluid, Unit::Cycle, Content::Known),
    );
    let quartiles = Line::new("Median (IQR)", fluid, Unit::Cycle, Content::Quartiles(1));
    table.line_of(group, &quartiles);
    table.note("A proxy: no published standard defines capillary leak by values. Albumin fell below 3.0 g/dL and below its baseline, or by 0.5 g/dL; weight counts from 5%. Albumin infusions blunt the first part and raise the second. A course is present where one of its cycles is, and left out where that is not known.");
    table.shown()
}
