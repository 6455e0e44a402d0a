//! The safety review: what a quality committee reads each quarter.
//!
//! Indicators of treated courses in the order in which they were begun, by period, by era and by site; charts that hold
//! at small numbers; and how complete the record is from which all this is counted. The rows are measures like those of
//! the book, `quality.…`; the points of charts are rows of the same shape, in a file of their own.

mod chart_lines;
mod chart_rows;
mod completeness;
mod course_chart;
mod definitions;
mod eras;
mod estimate;
mod indicators;
mod order;
mod period_chart;
mod periods;
mod published;
mod rules;
mod sentinel;
mod sites;

pub(super) use definitions::DEFINITIONS;
pub use periods::ReviewError;
pub use rules::Rules;
pub use sentinel::{SentinelEvent, sentinel_csv};

pub use crate::facts::{SentinelKind, SentinelOutcome};

use super::cohort::Cohort;
use super::results::{Row, Statistic};
use super::strata::OVERALL;
use crate::facts::SafetyFacts;
use crate::stats::ChartStage;
use crate::terminology::published_rate;
use chart_rows::{Charts, row};
use course_chart::{ASSUMED_VOLUME, RateFrom, YEARS_TO_FALSE_ALARM};
use estimate::counts;
use indicators::{Indicator, Outcome, indicators};
use order::Ordered;
use period_chart::PeriodChart;
use periods::{Segment, segments};
use rayon::prelude::*;

/// What a review is asked for, as it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewOptions {
    /// `FROM..TO`: the periods that center lines come from; else the first half.
    pub baseline: Option<String>,
    /// Periods from which on center lines are drawn anew.
    pub rebase: Vec<String>,
    /// Rules that look for runs.
    pub rules: Rules,
    /// `FROM..TO`, several: the eras; else thirds.
    pub eras: Vec<String>,
    /// Indicators with the probability that their CUSUM watches, in place of the baseline's.
    pub rates: Vec<(String, f64)>,
    /// Courses a year, in place of those that dates tell.
    pub courses_a_year: Option<f64>,
    /// What happened, and when: a period or a date.
    pub events: Vec<(String, String)>,
}

/// A safety review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Its numbers.
    pub rows: Vec<Row>,
    /// The points of its charts.
    pub series: Vec<Row>,
    /// Its sentinel events; they never leave the site.
    pub sentinel: Vec<SentinelEvent>,
    /// Annotations that lie outside its periods.
    pub events_outside: usize,
}

/// Fewer events a period than this are expected of an event that is watched course by course.
const RARE: f64 = 1.0;

/// Gaps are drawn where fewer courses than these have the event.
const GAPS_BELOW: f64 = 0.1;

/// Makes the review of a cohort. The same cohort gives the same review for any number of threads.
///
/// # Errors
///
/// Where an option names a period or an indicator that there is not.
pub fn review(
    cohort: &Cohort,
    facts: &SafetyFacts,
    options: &ReviewOptions,
) -> Result<Review, ReviewError> {
    let ordered = Ordered::of(cohort, facts);
    let indicators = indicators(cohort, facts, &ordered.courses);
    check_rates(&indicators, &options.rates)?;
    let mut made = Review {
        rows: completeness::rows(cohort, facts, &ordered),
        sentinel: sentinel::events(cohort, facts, &ordered),
        ..Review::default()
    };
    if ordered.courses.is_empty() {
        return Ok(made);
    }
    let segments = segments(
        &ordered.periods,
        &options.rebase,
        options.baseline.as_deref(),
    )?;
    let Some(present) = segments.last() else {
        return Ok(made);
    };
    let eras = eras::eras(&ordered, &options.eras)?;
    let sites = sites::sites(cohort, &ordered);
    let periods = &ordered.periods;
    let mut strata = vec![(OVERALL.to_owned(), all(0..ordered.courses.len()))];
    if !present.baseline.is_empty() {
        let name = format!("baseline={}", periods.range_label(&present.baseline));
        strata.push((name, all(ordered.places(&present.baseline))));
    }
    let last = periods.n - 1..periods.n;
    strata.push((
        format!("latest={}", periods.label(last.start)),
        all(ordered.places(&last)),
    ));
    strata.extend(eras.iter().map(|era| {
        let name = format!("era={}", periods.range_label(era));
        (name, all(ordered.places(era)))
    }));
    strata.extend(sites.iter().cloned());
    made.rows.extend(course_rows(&ordered, &strata, options));
    let by_indicator: Vec<Vec<Row>> = indicators
        .par_iter()
        .map(|indicator| of_strata(indicator, cohort, &ordered, &strata))
        .collect();
    made.rows.extend(by_indicator.iter().flatten().cloned());
    // The first stratum is that of all courses.
    let overall = by_indicator.iter().filter_map(|rows| rows.first());
    for (indicator, own) in indicators.iter().zip(overall) {
        made.rows
            .extend(published::difference(&indicator.key(), own));
    }
    let charts: Vec<Charts<'_>> = indicators
        .par_iter()
        .filter(|indicator| indicator.is_collected)
        .map(|indicator| charts(indicator, &ordered, &segments, options))
        .collect();
    made.rows
        .extend(charts.iter().flat_map(Charts::summary_rows));
    made.rows
        .extend(charts.iter().flat_map(Charts::signal_rows));
    made.rows.extend(charts.iter().flat_map(Charts::gap_rows));
    made.rows.extend(eras::trends(&indicators, &ordered, &eras));
    made.rows.extend(sites::tails(&indicators, &sites));
    made.series = charts.iter().flat_map(Charts::series_rows).collect();
    for (when, label) in &options.events {
        match periods.parse(when) {
            Some(range) => {
                let stratum = format!("period={}", periods.label(range.start));
                let event = row(
                    "quality.event",
                    stratum,
                    label,
                    "event",
                    Statistic::Count,
                    Some(1.0),
                );
                made.series.push(event);
            }
            None => made.events_outside += 1,
        }
    }
    Ok(made)
}

fn all(places: std::ops::Range<usize>) -> Vec<usize> {
    places.collect()
}

/// An indicator in every stratum; where nobody collected it, one row says so.
fn of_strata(
    indicator: &Indicator,
    cohort: &Cohort,
    ordered: &Ordered,
    strata: &[(String, Vec<usize>)],
) -> Vec<Row> {
    let n = if indicator.is_collected {
        strata.len()
    } else {
        1
    };
    strata[..n]
        .iter()
        .map(|(name, places)| estimate::row(indicator, cohort, ordered, name, places))
        .collect()
}

/// How many courses there are, and how many a year.
fn course_rows(
    ordered: &Ordered,
    strata: &[(String, Vec<usize>)],
    options: &ReviewOptions,
) -> Vec<Row> {
    let count = |(name, places): &(String, Vec<usize>)| {
        let n = Some(places.len() as f64);
        row(
            "quality.courses",
            name.clone(),
            "all",
            "all",
            Statistic::Count,
            n,
        )
    };
    let mut rows: Vec<Row> = strata.iter().map(count).collect();
    let (a_year, from) = volume(ordered, options);
    let level = format!("a_year.{from}");
    rows.push(row(
        "quality.courses",
        OVERALL.to_owned(),
        "all",
        &level,
        Statistic::Mean,
        Some(a_year),
    ));
    let periods = &ordered.periods;
    let level = format!("periods.{}", periods.noun());
    let stratum = format!("period={}", periods.range_label(&(0..periods.n)));
    rows.push(row(
        "quality.courses",
        stratum,
        "all",
        &level,
        Statistic::Count,
        Some(periods.n as f64),
    ));
    rows
}

/// Courses a year, and where that comes from.
fn volume(ordered: &Ordered, options: &ReviewOptions) -> (f64, &'static str) {
    match (ordered.courses_a_year(), options.courses_a_year) {
        (_, Some(given)) => (given, "given"),
        (Some(counted), None) => (counted, "counted"),
        (None, None) => (ASSUMED_VOLUME, "assumed"),
    }
}

fn check_rates(indicators: &[Indicator], rates: &[(String, f64)]) -> Result<(), ReviewError> {
    let watched: Vec<String> = indicators
        .iter()
        .filter(|indicator| indicator.is_watched_by_course())
        .map(Indicator::key)
        .collect();
    for (key, rate) in rates {
        let message = if !watched.contains(key) {
            format!("`{key}` has no CUSUM: there are {}", watched.join(", "))
        } else if *rate > 0.0 && *rate < 1.0 {
            continue;
        } else {
            format!("the probability of `{key}` is not between 0 and 1")
        };
        return Err(ReviewError {
            option: "--p0",
            message,
        });
    }
    Ok(())
}

/// The charts of one indicator.
fn charts<'a>(
    indicator: &'a Indicator,
    ordered: &'a Ordered,
    segments: &'a [Segment],
    options: &ReviewOptions,
) -> Charts<'a> {
    let outcome = &indicator.outcome;
    let present = &segments[segments.len() - 1];
    let baseline = counts(outcome, ordered.places(&present.baseline));
    let (a_year, from) = volume(ordered, options);
    let charted = |has_limits: bool| -> Vec<(&Segment, Option<PeriodChart>)> {
        let chart = |segment: &'a Segment| {
            period_chart::chart(outcome, ordered, segment, options.rules, has_limits)
        };
        segments
            .iter()
            .map(|segment| (segment, chart(segment)))
            .collect()
    };
    let is_watchable = indicator.is_watched_by_course();
    let is_rare = is_rare(outcome, ordered, present);
    let mut by_period = charted(!(is_watchable && is_rare));
    let present_chart = by_period.last().and_then(|(_, chart)| chart.as_ref());
    let is_slow = present_chart.is_none_or(|chart| is_slow(chart, a_year));
    let is_by_course = is_watchable && (is_rare || is_slow);
    if is_by_course && !is_rare {
        by_period = charted(false);
    }
    let rate = rate(indicator, baseline, options);
    let total = counts(outcome, 0..ordered.courses.len());
    let units_a_course = total.map_or(1.0, |(_, units)| {
        units as f64 / ordered.courses.len() as f64
    });
    let watched = ordered.places(&present.watched());
    let cusum = rate
        .filter(|_| is_by_course && !present.baseline.is_empty())
        .and_then(|rate| course_chart::cusum(outcome, watched, rate, a_year * units_a_course));
    Charts {
        indicator,
        ordered,
        by_period,
        cusum,
        gaps: (is_by_course && rate.is_none_or(|(p0, _)| p0 < GAPS_BELOW))
            .then(|| course_chart::gaps(outcome, rate.map(|(p0, _)| p0)))
            .flatten(),
        is_by_course,
        units_a_year: (from != "assumed").then_some(a_year * units_a_course),
        units_a_course: if matches!(outcome, Outcome::Event(_)) {
            1.0
        } else {
            units_a_course
        },
    }
}

/// Whether a chart by period has no limits, or needs longer than a false alarm of a CUSUM to notice a doubling by them.
fn is_slow(chart: &PeriodChart, courses_a_year: f64) -> bool {
    let most = YEARS_TO_FALSE_ALARM * courses_a_year;
    chart.stage == ChartStage::RunChart
        || chart
            .notice
            .is_none_or(|notice| notice.four_in_five as f64 > most)
}

/// Whether fewer than one event is expected in a period, by the baseline.
fn is_rare(outcome: &Outcome, ordered: &Ordered, segment: &Segment) -> bool {
    let Some((events, units)) = counts(outcome, ordered.places(&segment.baseline)) else {
        return false;
    };
    let with_course = |period: &usize| !ordered.places(&(*period..period + 1)).is_empty();
    let periods = segment.baseline.clone().filter(with_course).count();
    units == 0 || (events as f64) < RARE * periods as f64
}

/// The probability that a CUSUM watches: what was asked for, else the baseline's, else a published one.
fn rate(
    indicator: &Indicator,
    baseline: Option<(i64, i64)>,
    options: &ReviewOptions,
) -> Option<(f64, RateFrom)> {
    let key = indicator.key();
    if let Some((_, rate)) = options.rates.iter().find(|(of, _)| *of == key) {
        return Some((*rate, RateFrom::Asked));
    }
    let (events, units) = baseline?;
    if units == 0 {
        return None;
    }
    if events > 0 {
        return Some((events as f64 / units as f64, RateFrom::Baseline));
    }
    let published = published_rate(&key)?.proportion?;
    (published > 0.0).then_some((published, RateFrom::Published))
}
