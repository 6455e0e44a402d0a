//! How an indicator is watched: by period, where a chart of periods notices in time, else course by course.

use super::chart_rows::Charts;
use super::course_chart::{self, ASSUMED_VOLUME, YEARS_TO_FALSE_ALARM};
use super::estimate::counts;
use super::indicators::{Indicator, Outcome};
use super::options::ReviewOptions;
use super::options::Rules;
use super::order::Ordered;
use super::period_chart::{self, PeriodChart};
use super::periods::Segment;
use crate::measures::results::{NoCusum, RateFrom, VolumeFrom};
use crate::stats::ChartStage;

/// Fewer events a period than this are expected of an event that is watched course by course.
const RARE: f64 = 1.0;

/// Gaps are drawn where fewer courses than these have the event.
const GAPS_BELOW: f64 = 0.1;

/// Courses a year, and where that comes from.
pub(super) fn volume(ordered: &Ordered, options: &ReviewOptions) -> (f64, VolumeFrom) {
    match (ordered.courses_a_year(), options.courses_a_year) {
        (_, Some(given)) => (given, VolumeFrom::Given),
        (Some(counted), None) => (counted, VolumeFrom::Counted),
        (None, None) => (ASSUMED_VOLUME, VolumeFrom::Assumed),
    }
}

/// The charts of one indicator.
pub(super) fn charts<'a>(
    indicator: &'a Indicator,
    ordered: &'a Ordered,
    segments: &'a [Segment],
    options: &ReviewOptions,
) -> Charts<'a> {
    let outcome = &indicator.outcome;
    let present = &segments[segments.len() - 1];
    let baseline = counts(outcome, ordered.indices(&present.baseline));
    let (a_year, from) = volume(ordered, options);
    let rate = rate(indicator, baseline, options);
    let is_watchable = indicator.is_watched_by_course();
    let is_rare = is_rare(outcome, ordered, present);
    // About so low a line long runs are common: to a rare event that no CUSUM watches the limits alone apply.
    let rules = if is_rare && !is_watchable {
        Rules::None
    } else {
        options.rules
    };
    let charted = |has_limits: bool| -> Vec<(&Segment, Option<PeriodChart>)> {
        let chart = |segment: &'a Segment| {
            period_chart::chart(outcome, ordered, segment, rules, has_limits)
        };
        segments
            .iter()
            .map(|segment| (segment, chart(segment)))
            .collect()
    };
    let mut by_period = charted(!(is_watchable && is_rare));
    let present_chart = by_period.last().and_then(|(_, chart)| chart.as_ref());
    let total = counts(outcome, 0..ordered.courses.len());
    let units_a_course = total.map_or(1.0, |(_, units)| {
        units as f64 / ordered.courses.len() as f64
    });
    let is_slow = present_chart.is_none_or(|chart| is_slow(chart, a_year * units_a_course));
    // A given rate calls for the chart that watches it.
    let is_given = matches!(rate, Ok((_, RateFrom::Given)));
    let is_by_course = is_watchable && (is_rare || is_slow || is_given);
    if is_by_course && !is_rare {
        by_period = charted(false);
    }
    let cusum = is_by_course.then(|| {
        if present.baseline.is_empty() {
            return Err(NoCusum::NoBaseline);
        }
        let watched = ordered.indices(&present.watched());
        course_chart::cusum(outcome, watched, rate?, a_year * units_a_course)
    });
    let p0 = rate.ok().map(|(p0, _)| p0);
    let has_gaps =
        is_by_course && rate != Err(NoCusum::EveryCourse) && p0.is_none_or(|p0| p0 < GAPS_BELOW);
    Charts {
        indicator,
        ordered,
        by_period,
        cusum,
        gaps: has_gaps.then(|| course_chart::gaps(outcome, p0)).flatten(),
        units_a_year: (from != VolumeFrom::Assumed).then_some(a_year * units_a_course),
        units_a_course: if matches!(outcome, Outcome::Event(_)) {
            1.0
        } else {
            units_a_course
        },
    }
}

/// Whether a chart by period has no limits, or needs longer than a false alarm of a CUSUM to signal a doubling by them.
/// Courses of which the outcome is not known are none of a chart's units.
fn is_slow(chart: &PeriodChart, units_a_year: f64) -> bool {
    let most = YEARS_TO_FALSE_ALARM * units_a_year;
    chart.stage == ChartStage::RunChart
        || chart
            .units_to_signal
            .is_none_or(|units| units.four_in_five as f64 > most)
}

/// Whether fewer than one event is expected in a period, by the baseline.
fn is_rare(outcome: &Outcome, ordered: &Ordered, segment: &Segment) -> bool {
    let Some((events, units)) = counts(outcome, ordered.indices(&segment.baseline)) else {
        return false;
    };
    let with_course = |period: &usize| !ordered.indices(&(*period..period + 1)).is_empty();
    let periods = segment.baseline.clone().filter(with_course).count();
    units == 0 || (events as f64) < RARE * periods as f64
}

/// The probability that a CUSUM watches: the given one, else the baseline's. A published rate is none: papers count
/// patients, and a patient's risk over several courses is not that of one.
fn rate(
    indicator: &Indicator,
    baseline: Option<(i64, i64)>,
    options: &ReviewOptions,
) -> Result<(f64, RateFrom), NoCusum> {
    let key = indicator.key();
    if let Some((_, rate)) = options.rates.iter().find(|(of, _)| *of == key) {
        return Ok((*rate, RateFrom::Given));
    }
    match baseline {
        None | Some((_, 0)) => Err(NoCusum::NoCourse),
        Some((0, _)) => Err(NoCusum::NoEvent),
        Some((events, units)) if events == units => Err(NoCusum::EveryCourse),
        Some((events, units)) => Ok((events as f64 / units as f64, RateFrom::Baseline)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::ChartKind;
    use crate::stats::UnitsToSignal;

    #[test]
    fn how_soon_a_chart_notices_is_held_against_years_of_its_own_units() {
        let chart = PeriodChart {
            kind: ChartKind::P,
            stage: ChartStage::Limits,
            points: 20,
            center: Some(0.1),
            marks: Vec::new(),
            has_rules: true,
            flags: Vec::new(),
            false_alarm: None,
            units_to_signal: Some(UnitsToSignal {
                mean: 200.0,
                median: 150,
                four_in_five: 300,
            }),
        };
        // Forty courses a year: ten years are 400, or 200 where of half of them the outcome is known.
        assert!(!is_slow(&chart, 40.0));
        assert!(is_slow(&chart, 20.0));
        let never = PeriodChart {
            units_to_signal: None,
            ..chart
        };
        assert!(is_slow(&never, 40.0));
    }
}
