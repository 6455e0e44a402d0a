//! Acute kidney injury of courses at risk of dialysis, by creatinine.

use super::definition::{CLUSTERED, Definition};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows, UPPER};
use super::scope::{Scope, all_and_with};
use crate::facts::STAGINGS;
use crate::model::known;
use crate::stats::{Clusters, CompetingRisks, Ending};

// The names of its measures.
pub(crate) const KDIGO_STAGE: &str = "kidney.kdigo_stage";
pub(crate) const STAGE_3_AT_LEAST: &str = "kidney.stage_3_at_least";
pub(crate) const STAGING: &str = "kidney.staging";
pub(crate) const RECOVERED_BY: &str = "kidney.recovered_by";
pub(crate) const PEAK_CREATININE_RATIO: &str = "kidney.peak_creatinine_ratio";

const AT_RISK: &str = "treated courses at risk of dialysis";
const OUT_OF: &str = "treated courses at risk of dialysis with a baseline and a value after hour 0 and up to 168 h after the last given dose";
const UNKNOWN: &str = "courses without a baseline (a value in the 90 days up to hour 0) or without a value in the window are excluded; implausible values (below 0.1 or above 25 mg/dL) are ignored";
const KDIGO: &str =
    "KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria";

const fn needs(_: Unit) -> &'static [&'static str] {
    &["measurements", "dialysis"]
}

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::all(KDIGO_STAGE), Parts::all(STAGING)];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: KDIGO_STAGE,
            title: "Acute kidney injury, KDIGO stage",
            grain: &[Unit::Course],
            counts: "courses by the highest creatinine stage in the window, after hour 0 and up to 168 h after the last given dose; urine output is not used; dialysis that began from hour 0 to the end of the window is stage 3 at any creatinine",
            out_of: "treated courses at risk of dialysis with a baseline and a value in the window, or with such dialysis",
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
            name: STAGE_3_AT_LEAST,
            title: "Acute kidney injury, KDIGO stage 3 (lower bound)",
            grain: &[Unit::Course],
            counts: "courses of stage 3",
            out_of: AT_RISK,
            unknown: "courses without a stage are in the denominator: the share is a lower bound",
            interval: CLUSTERED,
            source: KDIGO,
        },
        needs,
        first: Statistic::Proportion,
        count: |scope, rows| {
            let stages = scope.integers("kdigo_stage");
            rows.proportion(ALL, Level::All, &among(scope, |course| stages[course] == 3));
        },
    },
    Measure {
        definition: Definition {
            name: STAGING,
            title: "How courses were staged by KDIGO",
            grain: &[Unit::Course],
            counts: "courses staged from a baseline and a value in the window; else by dialysis alone; else not staged, without a baseline or without a value",
            out_of: AT_RISK,
            unknown: "counted: this measure reports why courses have no stage",
            interval: CLUSTERED,
            source: KDIGO,
        },
        needs,
        first: Statistic::Proportion,
        count: |scope, rows| {
            let numbers = scope.integers("kidney_staging");
            for (number, staging) in (0..).zip(STAGINGS) {
                let clusters = among(scope, |course| numbers[course] == number);
                rows.proportion(staging, Level::All, &clusters);
            }
        },
    },
    Measure {
        definition: Definition {
            name: RECOVERED_BY,
            title: "Recovered from acute kidney injury by day",
            grain: &[Unit::Course],
            counts: "Aalen–Johansen estimate of recovery by each day from the peak (the first hour of the highest value in the window), with death as a competing event; recovery is the first hour, up to 720 h after the last given dose, with every value ≤ 1.5 × baseline and no dialysis in the 168 h before and after",
            out_of: "treated courses at risk of dialysis of stage 2 or 3 with a baseline and a value in the window",
            unknown: "a course without recovery or death is censored at the last value up to 720 h after the last given dose, and excluded if it has no value after the peak",
            interval: "delta method on the log–log scale, 95%",
            source: "Aalen OO, Johansen S. Scand J Stat 1978;5:141; KDIGO 2012 for the stages",
        },
        needs,
        first: Statistic::Probability,
        count: |scope, rows| {
            let risks = recovery(scope);
            for days in [7.0, 14.0, 30.0] {
                rows.competing_probability(ALL, &risks, days);
            }
        },
    },
    Measure {
        definition: Definition {
            name: PEAK_CREATININE_RATIO,
            title: "Peak creatinine over baseline",
            grain: &[Unit::Course],
            counts: "the highest creatinine in the window ÷ the baseline: the last value of the week up to and at hour 0, else the lowest of the 90 days before",
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

/// Courses at risk of dialysis, and those of them that have a property.
fn among(scope: &Scope<'_>, has: impl Fn(usize) -> bool) -> Clusters {
    let at_risk = scope.booleans("at_risk_of_dialysis");
    scope.tally(Unit::Course, |courses| {
        let at_risk = courses
            .iter()
            .copied()
            .filter(|&c| at_risk[c] == Some(true));
        all_and_with(at_risk, &has)
    })
}

fn stages(scope: &Scope<'_>, rows: &mut Rows) {
    // Of a course that is not at risk there is no stage.
    let stages = scope.integers("kdigo_stage");
    for stage in 0..=3 {
        let clusters = scope.tally(rows.unit(), |courses| {
            let with_a_stage = courses
                .iter()
                .copied()
                .filter(|&course| known(stages[course]).is_some());
            all_and_with(with_a_stage, |course| stages[course] == stage)
        });
        rows.proportion(ALL, Level::number(stage as f64), &clusters);
    }
}

/// What became of courses of stage 2 or 3, by days from the peak.
fn recovery(scope: &Scope<'_>) -> CompetingRisks {
    let days = scope.decimals("days_from_creatinine_peak");
    let (recovered, died) = (
        scope.booleans("kidney_recovered"),
        scope.booleans("died_before_recovery"),
    );
    let followed = |course: usize| {
        let ending = if recovered[course] == Some(true) {
            Ending::OfInterest
        } else if died[course] == Some(true) {
            Ending::Competing
        } else {
            Ending::Censored
        };
        (days[course], ending)
    };
    let times = scope.courses().map(followed);
    CompetingRisks::fit(times.filter(|(days, _)| !days.is_nan()))
}

fn peak_ratio(scope: &Scope<'_>, rows: &mut Rows) {
    let ratios = scope.known_decimals("peak_creatinine_ratio", |_| true);
    rows.distribution(ALL, ratios, &UPPER);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Max, Median, Probability};
    use crate::measures::results::Unit::Course;
    use crate::measures::tiny::{assert_close, tiny, tiny_with};

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
        assert_eq!(
            tiny.proportion("kidney.stage_3_at_least", Course, "all", "all"),
            (1, 3)
        );
        let staging = |item| tiny.proportion("kidney.staging", Course, item, "all");
        assert_eq!(
            [
                "staged",
                "staged_by_dialysis_alone",
                "no_baseline",
                "no_value"
            ]
            .map(staging),
            [(2, 3), (0, 3), (1, 3), (0, 3)]
        );
        // Nobody has a value after the peak; P2 died on day 90, after hour 24 + 720.
        let recovered = tiny.row("kidney.recovered_by", Course, "all", "7", Probability);
        assert_eq!((recovered.value, recovered.denominator), (None, Some(0)));
    }

    #[test]
    fn recovery_and_death_before_it_compete() {
        let results = tiny_with(&[
            (
                "measurements.csv",
                &[
                    // T1-1: 2.0 at its peak at hour 24, 1.4 nine days later. T1-2: 3.0 on and on. T2-1: dead on
                    // the day of the peak, 12 h after it. Values of 0.05 and 88 are none.
                    "course_id,analyte,hour,value",
                    "T1-1,creatinine,-24,1.0",
                    "T1-1,creatinine,-1,0.05",
                    "T1-1,creatinine,24,2.0",
                    "T1-1,creatinine,30,88",
                    "T1-1,creatinine,240,1.4",
                    "T1-2,creatinine,0,1.0",
                    "T1-2,creatinine,24,3.0",
                    "T1-2,creatinine,384,3.0",
                    "T2-1,creatinine,-3,1.0",
                    "T2-1,creatinine,30,2.5",
                ],
            ),
            (
                "patients.csv",
                &["patient_id,death_day,last_contact_day", "P2,1,"],
            ),
            ("dialysis.csv", &["course_id,modality,start_hour,stop_hour"]),
        ]);
        let recovered = |day| {
            let row = results.row("kidney.recovered_by", Course, "all", day, Probability);
            (row.value, row.numerator, row.denominator)
        };
        // The death at half a day leaves 2 of 3: S is 2/3. Recovery at 9 days, of the two at risk: F = 2/3 × 1/2. T1-2 is
        // followed to day 15.
        assert_eq!(recovered("7"), (Some(0.0), Some(0), Some(3)));
        let (value, recoveries, courses) = recovered("14");
        assert_close(value.unwrap(), 1.0 / 3.0);
        assert_eq!((recoveries, courses), (Some(1), Some(3)));
        assert_eq!(recovered("30").0, None);
        let stage = |level| results.proportion("kidney.kdigo_stage", Course, "all", level);
        assert_eq!(["2", "3"].map(stage), [(2, 3), (1, 3)]);
    }
}
