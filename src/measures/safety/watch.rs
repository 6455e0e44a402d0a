//! How a watched indicator is charted: by period, where a chart of periods notices in time, else by a CUSUM.

use super::chart_rows::Charts;
use super::course_chart;
use super::cusum::{ASSUMED_VOLUME, WatchedRate, YEARS_TO_FALSE_ALARM};
use super::estimate::counts;
use super::grouped_chart::grouped_cusum;
use super::indicators::{Indicator, Outcome};
use super::options::ReviewOptions;
use super::order::Ordered;
use super::period_chart::{self, Parts, PeriodChart};
use super::periods::{Grain, Segment};
use super::versions::Versions;
use crate::measures::results::{NoCusum, VolumeFrom};
use crate::model::TOLERANCE;
use crate::stats::ChartStage;
use std::borrow::Cow;

/// Fewer events a period than this are expected of an event that is watched by a CUSUM.
const RARE: f64 = 1.0;

/// Gaps are drawn where fewer courses than these have the event.
const GAPS_BELOW: f64 = 0.1;

/// Above this proportion a rise cannot be told from chance.
const GREATEST_PROPORTION: f64 = 0.8;

/// Courses a year, and where that comes from.
pub(super) fn volume(ordered: &Ordered, options: &ReviewOptions) -> (f64, VolumeFrom) {
    match (ordered.courses_a_year(), options.courses_a_year) {
        (_, Some(given)) => (given, VolumeFrom::Given),
        (Some(counted), None) => (counted, VolumeFrom::Counted),
        (None, None) => (ASSUMED_VOLUME, VolumeFrom::Assumed),
    }
}

/// Periods a year: those of the calendar, or blocks of a year's courses.
fn periods_a_year(ordered: &Ordered, courses_a_year: f64) -> f64 {
    match ordered.periods.grain {
        Grain::Quarter => 4.0,
        Grain::Year => 1.0,
        Grain::Block(size) => courses_a_year / size as f64,
    }
}

/// The charts of one indicator. Courses that were graded by another version than their period are left out.
pub(super) fn charts<'a>(
    indicator: &'a Indicator,
    ordered: &'a Ordered,
    segments: &'a [Segment],
    versions: &Versions,
    options: &ReviewOptions,
) -> Charts<'a> {
    let has_others = indicator.is_graded() && versions.n_others() > 0;
    let outcome = if has_others {
        Cow::Owned(indicator.outcome.without(|index| versions.is_other(index)))
    } else {
        Cow::Borrowed(&indicator.outcome)
    };
    let present = segments.last().expect("the first period begins a segment");
    let baseline = counts(&outcome, ordered.indices(&present.baseline));
    let (a_year, from) = volume(ordered, options);
    let rate = rate(indicator, baseline, options);
    let is_event = indicator.is_event();
    let is_rare = is_rare(&outcome, ordered, present);
    let charted = |has_limits: bool| -> Vec<(&Segment, Option<PeriodChart>)> {
        let parts = Parts {
            rules: options.rules,
            has_limits,
            has_center: !(is_event && is_rare),
        };
        let chart = |segment: &'a Segment| period_chart::chart(&outcome, ordered, segment, parts);
        segments
            .iter()
            .map(|segment| (segment, chart(segment)))
            .collect()
    };
    let mut by_period = charted(!(is_event && is_rare));
    let present_chart = by_period.last().and_then(|(_, chart)| chart.as_ref());
    let total = counts(&outcome, 0..ordered.courses.len());
    let units_a_course = total.map_or(1.0, |(_, units)| {
        units as f64 / ordered.courses.len() as f64
    });
    let units_a_year = a_year * units_a_course;
    let is_slow = present_chart.is_none_or(|chart| is_slow(chart, units_a_year));
    // A given probability calls for the chart that watches it, and where none can watch, this says why.
    let has_cusum = match rate {
        Ok(watched) => watched.limits.is_none() || is_rare || is_slow,
        Err(NoCusum::AboveFourFifths | NoCusum::EveryCourse) => true,
        Err(_) => is_rare || is_slow,
    };
    let has_cusum = is_event && has_cusum;
    if has_cusum && !is_rare {
        by_period = charted(false);
    }
    let periods_a_year = periods_a_year(ordered, a_year);
    let cusum = has_cusum.then(|| {
        if present.baseline.is_empty() {
            return Err(NoCusum::NoBaseline);
        }
        let watched = present.watched();
        if ordered.is_order_known {
            course_chart::cusum(&outcome, ordered.indices(&watched), rate?, units_a_year)
        } else {
            grouped_cusum(&outcome, ordered, watched, rate?, periods_a_year)
        }
    });
    let p0 = rate.ok().map(|watched| watched.p0);
    let has_gaps = has_cusum
        && ordered.is_order_known
        && !matches!(rate, Err(NoCusum::EveryCourse | NoCusum::AboveFourFifths))
        && p0.is_none_or(|p0| p0 < GAPS_BELOW);
    // No gap goes across a period from which on charts begin anew.
    let gaps = has_gaps
        .then(|| course_chart::gaps(&outcome, ordered.indices(&present.all), p0))
        .flatten();
    let is_dated = from != VolumeFrom::Assumed;
    Charts {
        indicator,
        ordered,
        by_period,
        cusum,
        gaps,
        units_a_year: is_dated.then_some(units_a_year),
        periods_a_year: is_dated.then_some(periods_a_year),
        units_a_course: if is_event { 1.0 } else { units_a_course },
        outcome,
    }
}

/// Whether a chart by period has no limits, or needs longer than a false alarm of a CUSUM to signal a doubling by them.
/// Courses with an unknown outcome do not count as units of a chart.
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
) -> Result<WatchedRate, NoCusum> {
    let key = indicator.key();
    let given = options.rates.iter().find(|(of, _)| *of == key);
    let watched = match (given, baseline) {
        (Some((_, rate)), _) => WatchedRate::given(*rate),
        (None, None | Some((_, 0))) => return Err(NoCusum::NoCourse),
        (None, Some((0, _))) => return Err(NoCusum::NoEvent),
        (None, Some((events, units))) if events == units => return Err(NoCusum::EveryCourse),
        (None, Some((events, units))) => WatchedRate::of_baseline(events, units),
    };
    if watched.p0 > GREATEST_PROPORTION + TOLERANCE {
        return Err(NoCusum::AboveFourFifths);
    }
    Ok(watched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::ChartKind;
    use crate::measures::safety::chart_lines::Lines;
    use crate::stats::UnitsToSignal;

    #[test]
    fn how_soon_a_chart_notices_is_held_against_years_of_its_own_units() {
        let chart = PeriodChart {
            kind: ChartKind::P,
            stage: ChartStage::Limits,
            lines: Lines::None,
            points: 20,
            center: Some(0.1),
            marks: Vec::new(),
            has_rules: true,
            flags: Vec::new(),
            expected_signals: None,
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
