//! The review of a cohort: its numbers, the points of its charts, its sentinel events.

use super::chart_rows::{Charts, row};
use super::definitions::{COURSES, EVENT};
use super::indicators::{Indicator, indicators};
use super::options::{ReviewError, ReviewOptions};
use super::order::Ordered;
use super::periods::{Grain, Segment, segments};
use super::sentinel::{Lack, SentinelEvent};
use super::warnings::{ReviewWarning, warnings};
use super::watch::{charts, volume};
use super::{completeness, eras, estimate, published, sentinel, sites};
use crate::facts::SafetyFacts;
use crate::measures::cohort::Cohort;
use crate::measures::results::{Level, ReviewPart, Row, Statistic, Stratum};
use rayon::prelude::*;
use std::ops::Range;

/// A safety review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Its numbers.
    pub rows: Vec<Row>,
    /// The points of its charts.
    pub series: Vec<Row>,
    /// Its sentinel events; they never leave the site.
    pub sentinel: Vec<SentinelEvent>,
    /// What sites did not collect, so that the sentinel events lack it.
    pub sentinel_lacks: Vec<Lack>,
    /// What sites did not collect of support.
    pub support_lacks: Vec<Lack>,
    /// Where it says less, or something else, than its options suggest.
    pub warnings: Vec<ReviewWarning>,
}

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
        sentinel_lacks: sentinel::lacks(cohort, &sentinel::OF_EVENTS),
        support_lacks: sentinel::lacks(cohort, &sentinel::OF_SUPPORT),
        ..Review::default()
    };
    if ordered.courses.is_empty() {
        made.warnings.push(ReviewWarning::NothingToReview);
        return Ok(made);
    }
    let segments = segments(
        &ordered.periods,
        &options.rebase,
        options.baseline.as_deref(),
    )?;
    let present = present(&segments);
    let eras = eras::eras(&ordered, &options.eras)?;
    let sites = sites::sites(cohort, &ordered);
    let periods = &ordered.periods;
    let mut strata = vec![(
        Stratum::Overall,
        (0..ordered.courses.len()).collect::<Vec<_>>(),
    )];
    let mut add = |part, indices: &Range<usize>| {
        if !indices.is_empty() {
            let stratum = Stratum::Part(part, periods.range(indices));
            strata.push((stratum, ordered.indices(indices).collect()));
        }
    };
    add(ReviewPart::Baseline, &present.baseline);
    if !present.baseline.is_empty() {
        add(ReviewPart::SinceBaseline, &present.watched());
    }
    add(ReviewPart::Latest, &(periods.n - 1..periods.n));
    for era in &eras {
        add(ReviewPart::Era, era);
    }
    strata.extend(sites.iter().cloned());
    let left_out = (ordered.without_period, eras::outside(&ordered, &eras));
    made.rows
        .extend(course_rows(&ordered, &strata, left_out, options));
    made.warnings = warnings(periods, left_out, options);
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
        let Some(range) = periods.parse(when) else {
            continue;
        };
        let stratum = Stratum::period(periods.period(range.start));
        made.series.push(row(
            EVENT,
            stratum,
            label,
            Level::Event,
            Statistic::Count,
            Some(1.0),
        ));
    }
    Ok(made)
}

/// An indicator in every stratum; where nobody collected it, one row says so.
fn of_strata(
    indicator: &Indicator,
    cohort: &Cohort,
    ordered: &Ordered,
    strata: &[(Stratum, Vec<usize>)],
) -> Vec<Row> {
    let n = if indicator.is_collected {
        strata.len()
    } else {
        1
    };
    strata[..n]
        .iter()
        .map(|(name, indices)| estimate::row(indicator, cohort, ordered, name, indices))
        .collect()
}

/// How many courses there are, and how many a year.
fn course_rows(
    ordered: &Ordered,
    strata: &[(Stratum, Vec<usize>)],
    (without_period, in_no_era): (usize, usize),
    options: &ReviewOptions,
) -> Vec<Row> {
    let count = |(name, indices): &(Stratum, Vec<usize>)| {
        let n = Some(indices.len() as f64);
        row(
            COURSES,
            name.clone(),
            "all",
            Level::All,
            Statistic::Count,
            n,
        )
    };
    let mut rows: Vec<Row> = strata.iter().map(count).collect();
    let mut of_all = |level, statistic, value: f64| {
        rows.push(row(
            COURSES,
            Stratum::Overall,
            "all",
            level,
            statistic,
            Some(value),
        ));
    };
    for (level, n) in [
        (Level::WithoutPeriod, without_period),
        (Level::InNoEra, in_no_era),
    ] {
        if n > 0 {
            of_all(level, Statistic::Count, n as f64);
        }
    }
    let (a_year, from) = volume(ordered, options);
    of_all(Level::CoursesAYear(from), Statistic::Mean, a_year);
    let periods = &ordered.periods;
    let level = match periods.grain {
        Grain::Quarter => Level::Quarters,
        Grain::Year => Level::Years,
        Grain::Block(_) => Level::Blocks,
    };
    let stratum = Stratum::Part(ReviewPart::Period, periods.range(&(0..periods.n)));
    rows.push(row(
        COURSES,
        stratum,
        "all",
        level,
        Statistic::Count,
        Some(periods.n as f64),
    ));
    rows
}

fn check_rates(indicators: &[Indicator], rates: &[(String, f64)]) -> Result<(), ReviewError> {
    let watched: Vec<String> = indicators
        .iter()
        .filter(|indicator| indicator.is_watched_by_course())
        .map(Indicator::key)
        .collect();
    for (index, (key, rate)) in rates.iter().enumerate() {
        let key = key.clone();
        if rates[..index].iter().any(|(other, _)| *other == key) {
            return Err(ReviewError::RateTwice { key });
        }
        if !watched.contains(&key) {
            return Err(ReviewError::NoCusum { key, watched });
        }
        if !(*rate > 0.0 && *rate < 1.0) {
            return Err(ReviewError::NoProbability { key });
        }
    }
    Ok(())
}

/// The last of the segments.
fn present(segments: &[Segment]) -> &Segment {
    segments.last().expect("the first period begins a segment")
}
