//! Rows for tests: cohorts of any size, in the shape of the measure book.

use super::sample_curves::{self, row};
use super::sample_laboratory::laboratory;
use crate::measures::results::{Level, Method, Row, Statistic, Status, Stratum, Unit};
use crate::measures::toxicity;
use crate::terminology::organ_systems;

/// The row as a share of units; out of none it is not estimable.
pub(super) fn of(mut row: Row, numerator: i64, denominator: i64) -> Row {
    row.numerator = Some(numerator);
    row.denominator = Some(denominator);
    if denominator > 0 {
        row.status = Status::Ok;
        row.value = Some(numerator as f64 / denominator as f64);
    }
    row
}

/// The row with an interval about its value; Wilson's, which is near enough to look at.
fn with_interval(mut row: Row, method: Method) -> Row {
    if let (Some(p), Some(n)) = (row.value, row.denominator) {
        let (n, z) = (n as f64, 1.96);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let reach = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        row.lower = Some((middle - reach).max(0.0));
        row.upper = Some((middle + reach).min(1.0));
        row.method = Some(method);
    }
    row
}

/// A row that says that nothing was collected.
pub(super) fn not_collected(measure: &'static str, unit: Unit, statistic: Statistic) -> Row {
    Row {
        statistic,
        status: Status::NotCollected,
        ..row(measure, unit, "all", "all")
    }
}

/// `exposure.at_least` and the median, of courses by given and planned doses.
fn exposure(courses: &[(i64, i64)]) -> Vec<Row> {
    let planned = courses.iter().map(|course| course.1).max().unwrap_or(0);
    let mut rows: Vec<Row> = (1..=planned)
        .map(|k| {
            let count = |n: fn(&(i64, i64)) -> i64| {
                i64::try_from(courses.iter().filter(|course| n(course) >= k).count()).unwrap()
            };
            let level = row("exposure.at_least", Unit::Course, "all", &k.to_string());
            let level = of(level, count(|course| course.0), count(|course| course.1));
            if courses.len() > 1 {
                with_interval(level, Method::RaoScottWilson)
            } else {
                level
            }
        })
        .collect();
    let mut given: Vec<f64> = courses.iter().map(|course| course.0 as f64).collect();
    let summary = crate::stats::summarize(&mut given).expect("some course");
    for (statistic, value) in [
        (Statistic::Q1, summary.q1),
        (Statistic::Median, summary.median),
        (Statistic::Q3, summary.q3),
    ] {
        rows.push(Row {
            statistic,
            value: Some(value),
            denominator: Some(i64::try_from(courses.len()).unwrap()),
            status: Status::Ok,
            ..row("exposure.doses_given", Unit::Course, "all", "all")
        });
    }
    rows
}

/// Courses of two cycles of 14 planned doses, with given doses about 7 to 10 a cycle.
fn courses(n: usize) -> Vec<(i64, i64)> {
    let given = [
        16, 11, 18, 9, 14, 22, 7, 17, 28, 13, 15, 5, 19, 12, 8, 20, 10, 24, 3, 6,
    ];
    (0..n)
        .map(|course| {
            let spread = i64::try_from((course * 7 + course / 20) % 5).unwrap() - 2;
            let planned = if course % 9 == 8 { 14 } else { 28 };
            ((given[course % 20] + spread).clamp(1, planned), planned)
        })
        .collect()
}

/// `toxicity.organ_system` of patients: for each organ system the patients by highest grade 1 … 5, unknown, and all.
pub(super) fn toxicity(systems: &[(&str, [i64; 6], i64)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &(system, [one, two, three, four, five, unknown], all) in systems {
        let levels = [
            ("any", one + two + three + four + five + unknown),
            ("ge3", three + four + five),
            ("ge4", four + five),
            ("1", one),
            ("2", two),
            ("3", three),
            ("4", four),
            ("5", five),
            ("unknown", unknown),
        ];
        for (level, patients) in levels {
            let level = row("toxicity.organ_system", Unit::Patient, system, level);
            rows.push(with_interval(
                of(level, patients, all),
                Method::ClopperPearson,
            ));
        }
    }
    rows
}

/// All organ systems in a cohort of this many patients, some without an event.
fn toxicity_of(patients: i64) -> Vec<Row> {
    let systems: Vec<_> = organ_systems()
        .iter()
        .enumerate()
        .map(|(rank, system)| {
            let rank = i64::try_from(rank).unwrap();
            let part = |percent: i64| patients * percent / 100 / (1 + rank / 3);
            let mut grades = [part(21), part(33), part(23), part(9), part(1), part(4)];
            if rank > 12 {
                grades = [0; 6];
            }
            let missed = if rank == 5 { patients / 8 } else { 0 };
            (system.name.as_str(), grades, patients - missed)
        })
        .collect();
    toxicity(&systems)
}

/// `exposure.end_reason`, of cycles by item.
pub(super) fn reasons(cycles: &[(&str, i64)]) -> Vec<Row> {
    let all = cycles.iter().map(|(_, n)| n).sum();
    cycles
        .iter()
        .map(|&(item, n)| of(row("exposure.end_reason", Unit::Cycle, item, "all"), n, all))
        .collect()
}

/// `cohort.flow`: patients and courses stored, selected and treated.
pub(super) fn flow(patients: [i64; 3], courses: [i64; 3]) -> Vec<Row> {
    let counts = [(Unit::Patient, patients), (Unit::Course, courses)];
    let items = ["stored", "selected", "treated"];
    let rows = counts.into_iter().flat_map(|(unit, counts)| {
        items.into_iter().zip(counts).map(move |(item, count)| Row {
            statistic: Statistic::Count,
            value: Some(count as f64),
            status: Status::Ok,
            ..row("cohort.flow", unit, item, "all")
        })
    });
    rows.collect()
}

/// `vasopressor.peak_nee`: first quartile, median, third quartile and maximum of courses.
pub(super) fn peaks(numbers: [f64; 4], courses: i64) -> Vec<Row> {
    let statistics = [
        Statistic::Q1,
        Statistic::Median,
        Statistic::Q3,
        Statistic::Max,
    ];
    let rows = statistics
        .into_iter()
        .zip(numbers)
        .map(|(statistic, value)| Row {
            statistic,
            value: Some(value),
            denominator: Some(courses),
            status: Status::Ok,
            ..row("vasopressor.peak_nee", Unit::Course, "all", "all")
        });
    rows.collect()
}

/// `comparison.risk_difference` of two strata: of items `MEASURE/ITEM`, in which so many of both have the property.
pub(super) fn differences(
    strata: (&str, &str),
    risks: &[(&str, Level, [f64; 3], i64)],
) -> Vec<Row> {
    let levels = |text| sample_curves::stratum_of(text).levels().to_vec();
    let stratum = Stratum::Comparison(levels(strata.0), levels(strata.1));
    let rows = risks
        .iter()
        .map(|&(item, level, [value, lower, upper], with)| Row {
            stratum: stratum.clone(),
            statistic: Statistic::Difference,
            value: Some(value),
            lower: Some(lower),
            upper: Some(upper),
            numerator: Some(with),
            denominator: Some(142),
            method: Some(Method::Newcombe),
            status: Status::Ok,
            level,
            ..row("comparison.risk_difference", Unit::Patient, item, "all")
        });
    rows.collect()
}

/// Cohorts of many shapes, each with all the rows that figures are drawn from, those of curves among them.
pub(super) fn cohorts() -> Vec<(&'static str, Vec<Row>)> {
    let mut cohorts = counted_cohorts();
    for (name, rows) in &mut cohorts {
        rows.extend(flow([1440, 1400, 1390], [1650, 1600, 1580]));
        rows.extend(peaks([0.042, 0.066, 0.121, 0.26], 89));
        rows.extend(sample_curves::of_cohort(name));
        let sizes = [
            ("one", 1),
            ("three", 3),
            ("whole", 12),
            ("none", 4),
            ("forty", 40),
            ("many", 800),
        ];
        let size = sizes.iter().find(|(cohort, _)| cohort == name);
        rows.extend(laboratory(size.map_or(30_000, |(_, courses)| *courses)));
        let mut strata: Vec<Stratum> = Vec::new();
        for row in rows.iter() {
            if row.stratum != Stratum::Overall && !strata.contains(&row.stratum) {
                strata.push(row.stratum.clone());
            }
        }
        // What was not counted by group is the same in each.
        let everybody: Vec<Row> = rows
            .iter()
            .filter(|row| {
                row.stratum == Stratum::Overall
                    && (row.unit != Unit::Patient
                        || row.measure == toxicity::ORGAN_SYSTEM
                        || row.measure == "cohort.flow")
            })
            .cloned()
            .collect();
        for stratum in strata {
            rows.extend(everybody.iter().map(|row| Row {
                stratum: stratum.clone(),
                ..row.clone()
            }));
        }
        rows.extend(differences(
            ("regimen=til_il2", "regimen=hd_il2"),
            &[
                ("toxicity.any/all", Level::SEVERE, [0.12, -0.03, 0.2], 130),
                (
                    "vasopressor.use/all",
                    Level::All,
                    [-0.241, -0.402, -0.01],
                    76,
                ),
                (
                    "toxicity.organ_system/capillary_leak",
                    Level::SEVERE,
                    [0.9, 0.4, 1.0],
                    3,
                ),
                ("dialysis.use/all", Level::All, [0.0, -0.02, 0.2], 0),
            ],
        ));
    }
    cohorts
}

fn counted_cohorts() -> Vec<(&'static str, Vec<Row>)> {
    let many = [
        ("capillary_leak", 41),
        ("cardiovascular", 112),
        ("pulmonary", 0),
        ("renal", 73),
        ("neurologic", 38),
        ("infectious", 3),
        ("unclassified", 60),
        ("not_stated", 19),
    ];
    let cohort = |courses: &[(i64, i64)], toxicity: Vec<Row>, cycles: &[(&str, i64)]| {
        [exposure(courses), toxicity, reasons(cycles)].concat()
    };
    vec![
        (
            "one",
            cohort(
                &[(1, 14)],
                toxicity(&[("renal", [0, 0, 1, 0, 0, 0], 1), ("hepatic", [0; 6], 0)]),
                &[("not_stated", 1)],
            ),
        ),
        (
            "three",
            cohort(
                &[(14, 14), (9, 14), (12, 14)],
                toxicity(&[("capillary_leak", [1, 0, 2, 0, 0, 0], 3)]),
                &[("capillary_leak", 7)],
            ),
        ),
        (
            "whole",
            cohort(
                &[(28, 28); 12],
                toxicity(&[("neurologic", [0, 0, 0, 0, 12, 0], 12)]),
                &[("gastrointestinal", 5), ("unclassified", 5)],
            ),
        ),
        (
            "none",
            cohort(
                &[(3, 28); 4],
                toxicity(&[("renal", [0; 6], 4), ("hepatic", [0; 6], 4)]),
                &[("renal", 2), ("hepatic", 2)],
            ),
        ),
        ("forty", cohort(&courses(40), toxicity_of(31), &many)),
        ("many", cohort(&courses(800), toxicity_of(512), &many)),
        (
            "wide",
            cohort(
                &(0..30_000)
                    .map(|i| (1 + i * i % 84, 84))
                    .collect::<Vec<_>>(),
                toxicity(&[
                    (
                        "an organ system of another program with a name of great length <&>",
                        [2000; 6],
                        25_000,
                    ),
                    ("constitutional", [9000, 9000, 3000, 2000, 100, 40], 25_000),
                ]),
                &[
                    (
                        "an organ system of another program with a name of great length <&>",
                        20_000,
                    ),
                    ("renal", 61_000),
                ],
            ),
        ),
    ]
}
