//! A CUSUM by period, where the order of courses within a period is not known.

use super::cusum::{
    CusumChart, CusumPath, ODDS_RATIO, PeriodStep, WatchedRate, YEARS_TO_FALSE_ALARM,
};
use super::estimate::counts;
use super::indicators::Outcome;
use super::order::Ordered;
use crate::measures::results::NoCusum;
use crate::stats::{CusumPeriod, GroupedCusum, summarize};
use std::ops::Range;

/// The chart of these periods, or why there is none.
pub(super) fn grouped_cusum(
    outcome: &Outcome,
    ordered: &Ordered,
    periods: Range<usize>,
    watched: WatchedRate,
    periods_a_year: f64,
) -> Result<CusumChart, NoCusum> {
    let of_period = |period: usize| {
        let (events, units) = counts(outcome, ordered.indices(&(period..period + 1)))?;
        // Periods without a course are passed over.
        (units > 0).then_some((period, CusumPeriod { events, units }))
    };
    let known: Vec<(usize, CusumPeriod)> = periods.filter_map(of_period).collect();
    let sizes: Vec<i64> = known.iter().map(|(_, period)| period.units).collect();
    let typical = typical_size(&sizes).ok_or(NoCusum::NothingToWatch)?;
    let until_alarm = YEARS_TO_FALSE_ALARM * periods_a_year;
    let chart = GroupedCusum::with_run_length(watched.p0, ODDS_RATIO, typical, until_alarm)
        .ok_or(NoCusum::NoThreshold)?;
    let path = chart.path(known.iter().map(|&(_, period)| period));
    let step = |(&(period, counted), point): (&(usize, CusumPeriod), _)| {
        let point: &crate::stats::CusumPoint = point;
        PeriodStep {
            period,
            events: counted.events,
            courses: counted.units,
            sum: point.sum,
            is_signal: point.is_signal,
        }
    };
    Ok(CusumChart {
        watched,
        threshold: chart.threshold(),
        alternative: chart.alternative(),
        run_lengths: watched.each(|p| chart.average_run_length(p, typical)),
        expected_signals: Some(chart.expected_signals(watched.p0, &sizes)),
        units_to_signal: chart.units_to_signal(chart.alternative(), typical),
        points: known.len(),
        path: CusumPath::Periods(chart, known.iter().zip(&path).map(step).collect()),
    })
}

/// The median number of courses of a period, rounded to a whole number, half of one up; `None` where there is no period.
pub(super) fn typical_size(sizes: &[i64]) -> Option<i64> {
    let mut sizes: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
    let median = summarize(&mut sizes)?.median;
    #[expect(clippy::cast_possible_truncation, reason = "a number of courses")]
    let whole = (median + 0.5).floor() as i64;
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(events_of_year: &[usize], courses: &[usize]) -> Result<CusumChart, NoCusum> {
        let ordered = Ordered::by_year(2000, courses);
        let had = courses
            .iter()
            .zip(events_of_year)
            .flat_map(|(&n, &events)| (0..n).map(move |index| Some(index < events)));
        let outcome = Outcome::Event(had.collect());
        grouped_cusum(
            &outcome,
            &ordered,
            0..courses.len(),
            WatchedRate::given(0.1),
            1.0,
        )
    }

    #[test]
    fn a_sum_goes_from_period_to_period_and_begins_anew_after_a_signal() {
        let made = chart(&[1, 6, 0, 0, 2], &[10, 10, 0, 11, 9]).unwrap();
        let CusumPath::Periods(chart, steps) = &made.path else {
            panic!("a chart by period")
        };
        // The median of 10, 10, 11 and 9 is 10.
        assert!(chart.average_run_length(0.1, 10).unwrap() >= 10.0);
        // ln 2 an event, −ln 1.1 a course: 1 of 10 stays at 0, 6 of 10 are 3.206: a signal, and from 0 again.
        let sums: Vec<String> = steps
            .iter()
            .map(|step| format!("{:.3}", step.sum))
            .collect();
        assert_eq!(sums, ["0.000", "3.206", "0.000", "0.529"]);
        let signals: Vec<usize> = steps
            .iter()
            .filter(|step| step.is_signal)
            .map(|step| step.period)
            .collect();
        assert_eq!(signals, [1]);
        assert_eq!(made.points, 4);
        assert_eq!(chart_error(&[], &[]), NoCusum::NothingToWatch);
    }

    fn chart_error(events: &[usize], courses: &[usize]) -> NoCusum {
        chart(events, courses).unwrap_err()
    }

    #[test]
    fn a_median_between_two_numbers_is_rounded_up() {
        assert_eq!(typical_size(&[10, 13]), Some(12));
        assert_eq!(typical_size(&[7, 10, 12]), Some(10));
        assert_eq!(typical_size(&[]), None);
    }
}
