//! How many units were at risk when a probability was read off its curve.

use super::lookup::Lookup;
use crate::measures::curves::{CENSORED, OVERALL_SURVIVAL_CURVE, PROGRESSION_FREE_SURVIVAL_CURVE};
use crate::measures::results::{Row, Statistic};
use crate::measures::survival;

/// What stands at a number of fewer units at risk than [`LEAST_AT_RISK`].
pub(in crate::report) const FEW: &str = "†";
/// Where fewer are at risk, a figure draws no curve, and a table marks what it reads off.
pub(in crate::report) const LEAST_AT_RISK: i64 = 10;

/// Whether fewer than [`LEAST_AT_RISK`] units were at risk at this time, in days, of the row of a probability or a median.
/// Where no whole curve is known, its units are those at risk at its start, and at most so many are later.
pub(super) fn is_few(results: Lookup<'_>, row: &Row, day: Option<f64>) -> bool {
    let Some(units) = row.denominator else {
        return false;
    };
    let ended = curve_of(row.measure)
        .zip(day)
        .map_or(0, |(curve, day)| ended_before(results, row, curve, day));
    units - ended < LEAST_AT_RISK
}

/// The whole curve from which a measure reads.
fn curve_of(measure: &str) -> Option<&'static str> {
    match measure {
        survival::OVERALL_SURVIVAL | survival::OVERALL_SURVIVAL_MEDIAN => {
            Some(OVERALL_SURVIVAL_CURVE)
        }
        survival::PROGRESSION_FREE_SURVIVAL | survival::PROGRESSION_FREE_SURVIVAL_MEDIAN => {
            Some(PROGRESSION_FREE_SURVIVAL_CURVE)
        }
        _ => None,
    }
}

/// Events and censorings before a day.
fn ended_before(results: Lookup<'_>, row: &Row, curve: &'static str, day: f64) -> i64 {
    let rows = results.unnoted().of(curve, row.unit);
    let (mut events, mut censored) = (0, 0);
    for point in rows.filter(|point| point.level.as_number().is_some_and(|it| it < day)) {
        if point.statistic == Statistic::Probability {
            events = events.max(point.numerator.unwrap_or(events));
        } else if point.item == CENSORED {
            #[expect(clippy::cast_possible_truncation, reason = "a count")]
            let so_far = point.value.map_or(censored, |value| value.round() as i64);
            censored = censored.max(so_far);
        }
    }
    events + censored
}

#[cfg(test)]
mod tests {
    use super::super::lookup::Index;
    use super::*;
    use crate::measures::results::{Level, Status, Stratum, Unit};

    fn row(measure: &'static str, item: &str, day: f64, statistic: Statistic) -> Row {
        Row {
            measure,
            unit: Unit::Patient,
            stratum: Stratum::Overall,
            item: item.to_owned(),
            level: Level::number(day),
            statistic,
            value: Some(0.5),
            lower: None,
            upper: None,
            numerator: Some(0),
            denominator: Some(12),
            method: None,
            status: Status::Ok,
        }
    }

    #[test]
    fn events_and_censorings_of_earlier_days_are_no_longer_at_risk() {
        // Of 12 patients two die on day 100, one is censored on day 300: 12 are at risk on day 100, 10 on day 300, 9 after it.
        let mut death = row(OVERALL_SURVIVAL_CURVE, "all", 100.0, Statistic::Probability);
        death.numerator = Some(2);
        let mut censored = row(OVERALL_SURVIVAL_CURVE, CENSORED, 300.0, Statistic::Count);
        censored.value = Some(1.0);
        let rows = [death, censored];
        let index = Index::new(&rows, &[], &[]);
        let is_few = |measure, day| {
            let read = row(measure, "all", day, Statistic::Probability);
            is_few(Lookup::new(&index), &read, Some(day))
        };
        assert!(!is_few(survival::OVERALL_SURVIVAL, 100.0));
        assert!(!is_few(survival::OVERALL_SURVIVAL, 300.0));
        assert!(is_few(survival::OVERALL_SURVIVAL, 365.0));
        // Without a whole curve no more is known than that 12 began.
        assert!(!is_few("outcome.duration_of_response", 365.0));
    }
}
