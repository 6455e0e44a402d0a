//! Acute kidney injury of courses at risk of dialysis, by creatinine.

use super::definition::{CLUSTERED, Definition};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows, UPPER};
use super::scope::{Scope, all_and_with};
use crate::model::known;

// The names of its measures.
pub(crate) const KDIGO_STAGE: &str = "kidney.kdigo_stage";
pub(crate) const PEAK_CREATININE_RATIO: &str = "kidney.peak_creatinine_ratio";

const OUT_OF: &str = "treated courses at risk of dialysis with a baseline and a value from hour 0 to 168 h after the last given dose";
const UNKNOWN: &str = "courses without a baseline (a value in the 90 days up to hour 0) or without a value in the window are left out; values ≤ 0 are passed over";
const KDIGO: &str =
    "KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria";

const fn needs(_: Unit) -> &'static [&'static str] {
    &["measurements", "dialysis"]
}

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::all(KDIGO_STAGE)];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: KDIGO_STAGE,
            title: "Acute kidney injury, KDIGO stage",
            grain: &[Unit::Course],
            counts: "courses by the highest creatinine stage in the window; dialysis that began in it is stage 3",
            out_of: OUT_OF,
            unknown: UNKNOWN,
            interval: CLUSTERED,
            source: KDIGO,
        },
        needs,
        first: Statistic::Proportion,
        count: stages,
    },
    Measure {
        definition: Definition {
            name: PEAK_CREATININE_RATIO,
            title: "Peak creatinine over baseline",
            grain: &[Unit::Course],
            counts: "the highest creatinine in the window ÷ the baseline: the last value of the week up to hour 0, else the lowest of the 90 days before",
            out_of: OUT_OF,
            unknown: UNKNOWN,
            interval: "none: median and quartiles (type 7) describe the courses",
            source: KDIGO,
        },
        needs,
        first: Statistic::Median,
        count: peak_ratio,
    },
];

fn stages(scope: &Scope<'_>, rows: &mut Rows) {
    let (at_risk, stages) = (
        scope.booleans("at_risk_of_dialysis"),
        scope.integers("kdigo_stage"),
    );
    for stage in 0..=3 {
        let clusters = scope.tally(rows.unit(), |courses| {
            let at_risk = courses
                .iter()
                .copied()
                .filter(|&c| at_risk[c] == Some(true));
            let found = at_risk.filter(|&course| known(stages[course]).is_some());
            all_and_with(found, |course| stages[course] == stage)
        });
        rows.proportion(ALL, Level::number(stage as f64), &clusters);
    }
}

fn peak_ratio(scope: &Scope<'_>, rows: &mut Rows) {
    let at_risk = scope.booleans("at_risk_of_dialysis");
    let is_at_risk = |course: usize| at_risk[course] == Some(true);
    let ratios = scope.known_decimals("peak_creatinine_ratio", is_at_risk);
    rows.distribution(ALL, ratios, &UPPER);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Max, Median};
    use crate::measures::results::Unit::Course;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn the_highest_creatinine_stage_counts_and_dialysis_is_stage_3() {
        let tiny = tiny();
        // T1-1: baseline 1.0, then 1.5 (stage 1) and 2.1 (stage 2). T2-1: 88.4017 µmol/L is 1.0 mg/dL, it stays there, but
        // dialysis began at hour 30. T1-2 has no value; T3-1 is not at risk.
        let stage = |level| tiny.proportion("kidney.kdigo_stage", Course, "all", level);
        assert_eq!(
            ["0", "1", "2", "3"].map(stage),
            [(0, 2), (0, 2), (1, 2), (1, 2)]
        );
        assert_close(
            tiny.value("kidney.peak_creatinine_ratio", Course, "all", Median),
            1.55,
        );
        assert_close(
            tiny.value("kidney.peak_creatinine_ratio", Course, "all", Max),
            2.1,
        );
    }
}
