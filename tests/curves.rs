//! The curves that figures draw: `data-samples/tiny` worked by hand, and the same numbers as the measure book's.

use crate::bench::{by as groupings_by, in_repository, scratch, stored};
use il2_outcomes::measures::results::{Row, Statistic, Status, Stratum, Unit};
use il2_outcomes::measures::{Cohort, compute, curves, definitions};

/// The results and the curves of an export by a column.
fn rows(export: &str, by: &str) -> (Vec<Row>, Vec<Row>) {
    let folder = scratch();
    let snapshot = stored(&in_repository(export), folder.path());
    let cohort = Cohort::read(&snapshot).unwrap();
    let groupings = groupings_by(&snapshot, &cohort, &[by]);
    (compute(&cohort, &groupings), curves(&cohort, &groupings))
}

/// Levels and values of one statistic of a curve of everybody.
fn told(rows: &[Row], measure: &str, item: &str, statistic: Statistic) -> Vec<(f64, Option<f64>)> {
    rows.iter()
        .filter(|row| {
            row.stratum == Stratum::Overall
                && row.measure == measure
                && row.item == item
                && row.statistic == statistic
        })
        .map(|row| (row.level.as_number().unwrap(), row.value))
        .collect()
}

#[test]
fn the_curves_of_tiny_are_those_worked_by_hand() {
    let (_, curves) = rows("data-samples/tiny", "sex");
    let survival = |measure| told(&curves, measure, "all", Statistic::Probability);
    let counts = |measure, item| told(&curves, measure, item, Statistic::Count);
    // P3 is last seen on day 30, P2 dies on day 90, P1 is last seen on day 400: from day 90 on one of two is alive.
    let overall = "outcome.overall_survival_curve";
    assert_eq!(
        survival(overall),
        [(0.0, Some(1.0)), (90.0, Some(0.5)), (400.0, Some(0.5))]
    );
    assert_eq!(
        counts(overall, "at_risk"),
        [
            (0.0, Some(3.0)),
            (91.3125, Some(1.0)),
            (182.625, Some(1.0)),
            (273.9375, Some(1.0)),
            (365.25, Some(1.0))
        ]
    );
    // P2 progresses on day 50, P1 on day 60 + 40, in the second course.
    let free = "outcome.progression_free_survival_curve";
    assert_eq!(
        survival(free),
        [(0.0, Some(1.0)), (50.0, Some(0.5)), (100.0, Some(0.0))]
    );
    assert_eq!(
        counts(free, "at_risk"),
        [(0.0, Some(3.0)), (91.3125, Some(1.0))]
    );
    let at_quarter = |measure, item| {
        let counts = counts(measure, item);
        counts.iter().find(|(day, _)| *day == 91.3125).unwrap().1
    };
    assert_eq!(at_quarter(overall, "events"), Some(1.0));
    assert_eq!(at_quarter(overall, "censored"), Some(1.0));
    assert_eq!(at_quarter(free, "events"), Some(1.0));
    assert_eq!(at_quarter(free, "censored"), Some(1.0));
    // The hypotension of T1-1 lasts from hour 10 to 34, one day.
    let resolved = "toxicity.resolved_by_curve";
    let by_day = told(&curves, resolved, "cardiovascular", Statistic::Probability);
    assert_eq!(by_day.len(), 121);
    assert_eq!(
        by_day[3..6],
        [(0.75, Some(0.0)), (1.0, Some(1.0)), (1.25, Some(1.0))]
    );
    // P1 did not die.
    let died = "toxicity.died_unresolved_by_curve";
    let by_day = told(&curves, died, "cardiovascular", Statistic::Probability);
    assert!(by_day.iter().all(|(_, value)| *value == Some(0.0)));
    // Nobody had a severe event of the liver.
    let hepatic = told(&curves, resolved, "hepatic", Statistic::Probability);
    assert!(hepatic.iter().all(|(_, value)| value.is_none()));
}

#[test]
fn what_was_not_collected_is_one_row() {
    let (_, curves) = rows("data-samples/published", "site_id");
    let overall: Vec<&Row> = curves
        .iter()
        .filter(|row| row.stratum == Stratum::Overall)
        .collect();
    assert_eq!(overall.len(), 5);
    for row in overall {
        // Of values by day it is a median, of all others a probability.
        let statistic = match row.measure {
            "laboratory.by_day" => Statistic::Median,
            _ => Statistic::Probability,
        };
        assert_eq!(
            (row.statistic, row.status, row.value),
            (statistic, Status::NotCollected, None)
        );
    }
}

#[test]
fn a_curve_read_at_the_days_of_the_book_is_the_book() {
    let (results, curves) = rows("data-samples/program", "site_id");
    let pairs = [
        ("outcome.overall_survival", "outcome.overall_survival_curve"),
        (
            "outcome.progression_free_survival",
            "outcome.progression_free_survival_curve",
        ),
        ("toxicity.resolved_by", "toxicity.resolved_by_curve"),
        (
            "toxicity.died_unresolved_by",
            "toxicity.died_unresolved_by_curve",
        ),
    ];
    let day = |row: &Row| row.level.as_number().unwrap();
    let mut n = 0;
    for (measure, of_curve) in pairs {
        for book in results.iter().filter(|row| row.measure == measure) {
            let curve: Vec<&Row> = curves
                .iter()
                .filter(|row| {
                    row.measure == of_curve
                        && row.statistic == Statistic::Probability
                        && (&row.stratum, &row.item) == (&book.stratum, &book.item)
                })
                .collect();
            let reaches = day(curve.last().unwrap()) >= day(book);
            let read = curve.iter().rfind(|row| day(row) <= day(book)).unwrap();
            assert_eq!(
                (book.numerator, book.denominator),
                (read.numerator, read.denominator),
                "{book:?}"
            );
            if reaches || read.value == Some(0.0) {
                assert_eq!(
                    (book.value, book.lower, book.upper, book.status),
                    (read.value, read.lower, read.upper, read.status),
                    "{book:?}"
                );
            } else {
                assert_eq!(book.status, Status::NotEstimable, "{book:?}");
            }
            n += 1;
        }
    }
    // Of the whole and of each of the five sites.
    assert_eq!(n, (7 + 4 + 2 * 3 * 16) * 6);
    // And the medians are the first days at which the curves are at most one half.
    for median in results
        .iter()
        .filter(|row| row.measure == "outcome.overall_survival_median")
    {
        let first = |number: fn(&Row) -> Option<f64>| {
            curves
                .iter()
                .filter(|row| {
                    row.measure == "outcome.overall_survival_curve" && row.stratum == median.stratum
                })
                .find(|row| {
                    row.statistic == Statistic::Probability
                        && number(row).is_some_and(|share| share <= 0.5 + 1e-9)
                })
                .map(day)
        };
        assert_eq!(median.value, first(|row| row.value));
        assert_eq!(median.lower, first(|row| row.lower));
        assert_eq!(median.upper, first(|row| row.upper));
    }
}

#[test]
fn curves_are_defined_and_stand_in_no_results() {
    let (results, curves) = rows("data-samples/tiny", "sex");
    assert!(results.iter().all(|row| !row.measure.ends_with("_curve")));
    for row in &curves {
        let definition = definitions()
            .into_iter()
            .find(|known| known.name == row.measure)
            .unwrap();
        assert_eq!(definition.grain, [row.unit]);
        assert!(matches!(row.unit, Unit::Patient | Unit::Course));
    }
}
