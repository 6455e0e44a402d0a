//! Whole curves, for figures: what the measures of survival and resolution read off at a few times.
//!
//! They are no part of the measure book, and stand in a file of their own beside its results.

use super::definition::Definition;
use super::laboratory;
use super::measure::Measure;
use super::resolution::{DEATH_BEFORE, RESOLUTION, risks};
use super::results::Level;
use super::rows::{ALL, Rows};
use super::scope::Scope;
use super::survival::{self, OVERALL, PROGRESSION_FREE};
use crate::stats::{CompetingRisks, Curve};

// The names of its measures.
pub(crate) const OVERALL_SURVIVAL_CURVE: &str = "outcome.overall_survival_curve";
pub(crate) const PROGRESSION_FREE_SURVIVAL_CURVE: &str = "outcome.progression_free_survival_curve";
const RESOLVED_BY_CURVE: &str = "toxicity.resolved_by_curve";
const DIED_UNRESOLVED_BY_CURVE: &str = "toxicity.died_unresolved_by_curve";

/// The item of units at risk at a time.
pub(crate) const AT_RISK: &str = "at_risk";
/// The items of events and of censorings up to a time.
pub(crate) const EVENTS: &str = "events";
pub(crate) const CENSORED: &str = "censored";

/// Days between two counts of patients at risk: three months of 30.4375 days.
pub(crate) const QUARTER: f64 = 91.3125;
/// How many such counts there are at most: those of 100 years. A last contact may be a slip of the pen.
const MOST_QUARTERS: usize = 400;
/// Quarters of a day at which resolution is estimated: those of 30 days.
const QUARTER_DAYS: u8 = 120;

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: RESOLVED_BY_CURVE,
            title: "Severe toxicity resolved, the whole curve",
            counts: "the Aalen–Johansen estimate of the first event of grade ≥ 3 of the organ system having resolved by each quarter of a day from 0 to 30 days after its onset, death before it competing",
            ..RESOLUTION.definition
        },
        count: |scope, rows| quarter_days(scope, rows, Rows::competing_probability),
        ..RESOLUTION
    },
    Measure {
        definition: Definition {
            name: DIED_UNRESOLVED_BY_CURVE,
            title: "Died before severe toxicity resolved, the whole curve",
            counts: "the Aalen–Johansen estimate of death before the first event of grade ≥ 3 of the organ system had resolved, by each quarter of a day from 0 to 30 days after its onset",
            ..DEATH_BEFORE.definition
        },
        count: |scope, rows| quarter_days(scope, rows, Rows::competing_cause_probability),
        ..DEATH_BEFORE
    },
    Measure {
        definition: Definition {
            name: OVERALL_SURVIVAL_CURVE,
            title: "Overall survival, the whole curve",
            counts: "the Kaplan–Meier estimate of being alive at day 0, on each day of a death and on the last day of follow-up; every 91.3125 days (three months) the patients at risk (whose death or censoring is not earlier), and the deaths and censorings so far; the censorings also on each day of one",
            ..OVERALL.definition
        },
        count: |scope, rows| survival_curve(rows, &survival::overall(scope)),
        ..OVERALL
    },
    Measure {
        definition: Definition {
            name: PROGRESSION_FREE_SURVIVAL_CURVE,
            title: "Progression-free survival, the whole curve",
            counts: "the Kaplan–Meier estimate of being alive without progression at day 0, on each day of a progression or death and on the last day of follow-up; every 91.3125 days (three months) the patients at risk (whose event or censoring is not earlier), and the events and censorings so far; the censorings also on each day of one",
            ..PROGRESSION_FREE.definition
        },
        count: |scope, rows| {
            survival_curve(rows, &survival::progression_free(scope));
            survival::withhold_where_undated(scope, rows);
        },
        ..PROGRESSION_FREE
    },
    laboratory::DAYS,
];

fn survival_curve(rows: &mut Rows, curve: &Curve) {
    let last = curve.greatest();
    let events = curve.steps().map(|(day, ..)| day);
    let mut estimated: Vec<f64> = std::iter::once(0.0).chain(events).chain([last]).collect();
    estimated.dedup();
    survival::probabilities(rows, ALL, curve, &estimated);
    let counted: Vec<f64> = (0..=MOST_QUARTERS)
        .map(|quarter| quarter as f64 * QUARTER)
        .take_while(|day| *day <= last)
        .collect();
    for &day in &counted {
        rows.count(AT_RISK, Level::number(day), curve.at_risk(day));
    }
    for &day in &counted {
        rows.count(EVENTS, Level::number(day), curve.events_by(day));
    }
    let mut counted: Vec<f64> = counted.into_iter().chain(curve.censorings()).collect();
    counted.sort_unstable_by(f64::total_cmp);
    counted.dedup();
    for day in counted {
        rows.count(CENSORED, Level::number(day), curve.censored_by(day));
    }
}

/// The probability of one cause, in days from the onset, for each organ system at each quarter of a day.
fn quarter_days(
    scope: &Scope<'_>,
    rows: &mut Rows,
    probability: fn(&mut Rows, &str, &CompetingRisks, f64),
) {
    for (system, risks) in risks(scope) {
        for quarter in 0..=QUARTER_DAYS {
            probability(rows, system, &risks, f64::from(quarter) / 4.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::{Row, Status, Stratum, Unit};

    fn written(write: impl Fn(&mut Rows)) -> Vec<Row> {
        let mut rows = Rows::new(
            "outcome.overall_survival_curve",
            Unit::Patient,
            &Stratum::Overall,
        );
        write(&mut rows);
        rows.into_rows()
    }

    /// Levels, statistics and values of rows, and events where there are any.
    fn summary(rows: &[Row]) -> Vec<(Level, &str, Option<f64>, Option<i64>)> {
        rows.iter()
            .map(|row| (row.level, row.statistic.name(), row.value, row.numerator))
            .collect()
    }

    #[test]
    fn a_survival_curve_is_estimated_where_it_falls_and_counted_each_quarter() {
        // Deaths on days 50 and 100, a censoring on day 200.
        let curve = Curve::fit([(50.0, true), (100.0, true), (200.0, false)]);
        let rows = written(|rows| survival_curve(rows, &curve));
        assert_eq!(
            summary(&rows)[..4],
            [
                (Level::number(0.0), "probability", Some(1.0), Some(0)),
                (Level::number(50.0), "probability", Some(2.0 / 3.0), Some(1)),
                (
                    Level::number(100.0),
                    "probability",
                    Some(2.0 / 3.0 / 2.0),
                    Some(2)
                ),
                (
                    Level::number(200.0),
                    "probability",
                    Some(2.0 / 3.0 / 2.0),
                    Some(2)
                ),
            ]
        );
        assert!(rows[0].lower.is_none() && rows[1].lower.is_some());
        let counted = rows[4..].chunk_by(|a, b| a.item == b.item);
        let counted: Vec<(&str, Vec<f64>)> = counted
            .map(|rows| {
                let values = rows.iter().filter_map(|row| row.value);
                (rows[0].item.as_str(), values.collect())
            })
            .collect();
        // On days 0, 91.3125 and 182.625, and on that of the censoring.
        assert_eq!(
            counted,
            [
                ("at_risk", vec![3.0, 2.0, 1.0]),
                ("events", vec![0.0, 1.0, 2.0]),
                ("censored", vec![0.0, 0.0, 0.0, 1.0]),
            ]
        );
    }

    #[test]
    fn without_a_patient_nothing_can_be_estimated() {
        let rows = written(|rows| survival_curve(rows, &Curve::fit([])));
        let zero = Level::number(0.0);
        assert_eq!(
            summary(&rows),
            [
                (zero, "probability", None, Some(0)),
                (zero, "count", Some(0.0), None),
                (zero, "count", Some(0.0), None),
                (zero, "count", Some(0.0), None)
            ]
        );
        assert_eq!(rows[0].status, Status::NotEstimable);
    }

    #[test]
    fn a_last_contact_in_another_millennium_is_no_endless_file() {
        let rows = written(|rows| survival_curve(rows, &Curve::fit([(1e15, false)])));
        assert_eq!(rows.len(), 2 + 3 * 401 + 1);
    }
}
