//! Rows of curves for tests: survival and resolution of cohorts of any size.

use crate::measures::curves::QUARTER;
use crate::measures::results::{ColumnLevel, Level, Method, Row, Statistic, Status, Stratum, Unit};
use crate::stats::Curve;
use crate::terminology::organ_systems;

/// A row without numbers.
pub(super) fn row(measure: &'static str, unit: Unit, item: &str, level: &str) -> Row {
    Row {
        measure,
        unit,
        stratum: Stratum::Overall,
        item: item.to_owned(),
        level: level_of(level),
        statistic: Statistic::Proportion,
        value: None,
        lower: None,
        upper: None,
        numerator: None,
        denominator: None,
        method: None,
        status: Status::NotEstimable,
    }
}

/// The level that a text names: a grade, a number or all.
fn level_of(text: &str) -> Level {
    match text {
        "all" => Level::All,
        "any" => Level::Any,
        "unknown" => Level::Unknown,
        _ => match text.strip_prefix("ge") {
            Some(grade) => Level::GradeAtLeast(grade.parse().unwrap()),
            None => Level::number(text.parse().unwrap()),
        },
    }
}

/// The stratum that a text names: everybody, or levels without signs.
pub(super) fn stratum_of(text: &str) -> Stratum {
    if text == "overall" {
        return Stratum::Overall;
    }
    let level = |(column, level): (&str, &str)| ColumnLevel {
        column: column.to_owned(),
        level: level.to_owned(),
    };
    let pairs = text.split(';').map(|pair| pair.split_once('=').unwrap());
    Stratum::Levels(pairs.map(level).collect())
}

/// Times, each with whether it ended with the event.
type Times = Vec<(f64, bool)>;

/// Overall survival of one stratum, as a curve and as a median.
pub(super) fn survival(stratum: &str, times: &[(f64, bool)]) -> Vec<Row> {
    named(
        "outcome.overall_survival_curve",
        "outcome.overall_survival_median",
        stratum,
        times,
    )
}

/// The same of any curve and median.
pub(super) fn named(
    measure: &'static str,
    of_median: &'static str,
    stratum: &str,
    times: &[(f64, bool)],
) -> Vec<Row> {
    let curve = Curve::fit(times.iter().copied());
    let steps = curve.steps().map(|(day, ..)| day);
    let mut days: Vec<f64> = std::iter::once(0.0)
        .chain(steps)
        .chain([curve.greatest()])
        .collect();
    days.dedup();
    let mut rows: Vec<Row> = days
        .into_iter()
        .map(|day| {
            probability(
                row(measure, Unit::Patient, "all", "all"),
                &curve,
                day,
                false,
            )
        })
        .collect();
    let quarters: Vec<f64> = (0..=400)
        .map(|quarter| f64::from(quarter) * QUARTER)
        .take_while(|day| *day <= curve.greatest())
        .collect();
    let mut censored: Vec<f64> = quarters.iter().copied().chain(curve.censorings()).collect();
    censored.sort_by(f64::total_cmp);
    censored.dedup();
    let count = |item, day: f64, n: i64| counted(row(measure, Unit::Patient, item, "all"), day, n);
    rows.extend(
        quarters
            .iter()
            .map(|&day| count("at_risk", day, curve.at_risk(day))),
    );
    rows.extend(
        quarters
            .iter()
            .map(|&day| count("events", day, curve.events_by(day))),
    );
    rows.extend(
        censored
            .iter()
            .map(|&day| count("censored", day, curve.censored_by(day))),
    );
    let median = curve.median();
    rows.push(Row {
        statistic: Statistic::Median,
        value: median.value,
        lower: median.lower,
        upper: median.upper,
        numerator: Some(curve.events_by(f64::MAX)),
        denominator: Some(curve.units()),
        ..row(of_median, Unit::Patient, "all", "all")
    });
    for row in &mut rows {
        row.stratum = stratum_of(stratum);
    }
    rows
}

/// Resolution in one organ system, by days after the onset with whether the event resolved; nobody dies.
pub(super) fn resolution(system: &str, times: &[(f64, bool)]) -> Vec<Row> {
    let curve = Curve::fit(times.iter().copied());
    let row = |measure| row(measure, Unit::Course, system, "all");
    let days = [7.0, 14.0, 30.0];
    let resolved = days.map(|day| probability(row("toxicity.resolved_by"), &curve, day, true));
    let died = days.map(|day| {
        let resolved = probability(row("toxicity.died_unresolved_by"), &curve, day, true);
        Row {
            value: resolved.value.map(|_| 0.0),
            ..resolved
        }
    });
    [resolved, died].concat()
}

fn probability(row: Row, curve: &Curve, day: f64, is_turned: bool) -> Row {
    let (value, interval) = curve.at(day).unzip();
    let interval = interval.flatten().map(|i| (i.lower, i.upper));
    let turned = |share: f64| if is_turned { 1.0 - share } else { share };
    let interval = interval.map(|(lower, upper)| {
        let (a, b) = (turned(lower), turned(upper));
        (a.min(b), a.max(b))
    });
    Row {
        level: Level::number(day),
        statistic: Statistic::Probability,
        value: value.map(turned),
        lower: interval.map(|bounds| bounds.0),
        upper: interval.map(|bounds| bounds.1),
        numerator: Some(curve.events_by(day)),
        denominator: Some(curve.units()),
        method: interval.map(|_| Method::KmLogLog),
        status: if value.is_some() {
            Status::Ok
        } else {
            Status::NotEstimable
        },
        ..row
    }
}

fn counted(row: Row, day: f64, n: i64) -> Row {
    Row {
        level: Level::number(day),
        statistic: Statistic::Count,
        value: Some(n as f64),
        status: Status::Ok,
        ..row
    }
}

/// So many times that thin out up to about the greatest, most of which end with the event.
fn spread(n: u32, greatest: f64, shift: u32) -> Times {
    (0..n)
        .map(|unit| {
            let share = f64::from((unit * 37 + shift) % n + 1) / f64::from(n);
            ((greatest * share * share).round(), unit % 4 != 3)
        })
        .collect()
}

/// The curves of one of the sample's cohorts.
pub(super) fn of_cohort(cohort: &str) -> Vec<Row> {
    let survival = |strata: &[(&str, Times)]| -> Vec<Row> {
        let all: Times = strata.iter().flat_map(|(_, times)| times.clone()).collect();
        let names = [
            (
                "outcome.overall_survival_curve",
                "outcome.overall_survival_median",
            ),
            (
                "outcome.progression_free_survival_curve",
                "outcome.progression_free_survival_median",
            ),
        ];
        let of_names = |(measure, median)| {
            let of_strata = strata
                .iter()
                .filter(|(stratum, _)| *stratum != "overall")
                .flat_map(move |(stratum, times)| named(measure, median, stratum, times));
            named(measure, median, "overall", &all)
                .into_iter()
                .chain(of_strata)
                .collect::<Vec<Row>>()
        };
        names.into_iter().flat_map(of_names).collect()
    };
    let everywhere = |n: u32, greatest: f64| -> Vec<Row> {
        let systems = organ_systems().iter().zip(1..);
        systems
            .flat_map(|(system, rank)| resolution(&system.name, &spread(n / rank, greatest, 3)))
            .collect()
    };
    let renal = |times: &[(f64, bool)]| resolution("renal", times);
    match cohort {
        "one" => [
            survival(&[("sex=female", vec![(0.0, false)])]),
            renal(&[(0.1, false)]),
        ],
        "three" => [
            survival(&[("overall", vec![(30.0, false), (90.0, true), (400.0, false)])]),
            renal(&[(1.0, true), (2.25, true), (12.0, false)]),
        ],
        "whole" => [
            survival(&[
                ("sex=female", spread(11, 300.0, 0)),
                ("sex=male", vec![(40.0, true)]),
                ("sex=missing", Vec::new()),
            ]),
            everywhere(3, 40.0),
        ],
        "none" => [
            survival(&[("overall", vec![(20.0, false); 4])]),
            renal(&[(30.0, false)]),
        ],
        "forty" => [
            survival(&[
                ("diagnosis=melanoma;care_setting=icu", spread(7, 2000.0, 1)),
                ("diagnosis=melanoma;care_setting=oncology_unit", spread(7, 1500.0, 2)),
                ("diagnosis=renal cell carcinoma, clear cell type, metastatic to lung, bone and brain;care_setting=ward", spread(7, 900.0, 3)),
                ("diagnosis=rcc;care_setting=icu", spread(7, 800.0, 4)),
                ("diagnosis=rcc;care_setting=ward", spread(7, 1000.0, 5)),
                ("diagnosis=missing;care_setting=missing", spread(5, 100.0, 6)),
            ]),
            everywhere(31, 30.0),
        ],
        "many" => {
            let names: Vec<String> = (0..7).map(|ecog| format!("ecog={ecog}")).collect();
            let strata: Vec<(&str, Times)> = names
                .iter()
                .zip(0..)
                .map(|(name, shift)| (name.as_str(), spread(73, 3000.0, shift)))
                .collect();
            [survival(&strata), everywhere(512, 90.0)]
        }
        _ => [
            survival(&[
                ("site_id=a", spread(12_000, 14_000.0, 0)),
                ("site_id=an institution with a name of great length <&>", spread(13_000, 9000.0, 5)),
            ]),
            everywhere(25_000, 60.0),
        ],
    }
    .concat()
}
