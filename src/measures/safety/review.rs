//! The review of a cohort: its numbers, the points of its charts, its sentinel events.

use super::chart_rows::{Charts, row};
use super::definitions::{DEFINITIONS, EVENT};
use super::indicators::{Indicator, indicators};
use super::lacks::{self, Lack};
use super::options::{ReviewError, ReviewOptions};
use super::order::Ordered;
use super::periods::{Periods, Segment, segments, segments_of_versions};
use super::population::Population;
use super::review_strata::{course_rows, strata};
use super::sentinel::SentinelEpisode;
use super::versions::Versions;
use super::warnings::{ReviewWarning, warnings};
use super::watch::charts;
use super::{case_mix, chance, completeness, eras, estimate, published, sentinel, sites};
use crate::facts::SafetyFacts;
use crate::measures::cohort::Cohort;
use crate::measures::results::{Level, PeriodRange, ReviewPeriod, Row, Statistic, Stratum, Unit};
use crate::model::Regimen;
use rayon::prelude::*;

/// A safety review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Its numbers.
    pub rows: Vec<Row>,
    /// The points of its charts.
    pub series: Vec<Row>,
    /// Its sentinel events by episode; they never leave the site.
    pub sentinel: Vec<SentinelEpisode>,
    /// What sites did not collect, so that the sentinel events lack it.
    pub sentinel_lacks: Vec<Lack>,
    /// What sites did not collect of support.
    pub support_lacks: Vec<Lack>,
    /// Where it says less, or something else, than its options suggest.
    pub warnings: Vec<ReviewWarning>,
    /// How many courses it is of.
    pub courses: usize,
    /// The sites of these courses, in the order of their names.
    pub site_ids: Vec<String>,
    /// Its periods; `None` where it has no course.
    pub periods: Option<PeriodRange>,
    /// Whether the order of courses within a period is known.
    pub is_order_known: bool,
    /// The year of the last start and, where it is known, its month; `None` where no course has a year.
    pub last_start: Option<(i64, Option<i64>)>,
    /// The CTCAE versions of its courses.
    pub versions: Versions,
    /// The periods from which on charts of graded indicators follow another CTCAE version, each with that version.
    pub version_changes: Vec<(ReviewPeriod, String)>,
    /// The indicators that charts watch, in the order of the rows.
    pub watched: Vec<String>,
    /// Of each indicator with a published number beside it: its name, patients with the event in a course, and all.
    pub patients: Vec<(String, i64, i64)>,
    /// Courses of other regimens, where it covers HD IL-2 alone.
    pub apart: Option<OtherRegimens>,
    /// The charts of each site with courses enough, where it has several.
    pub sites: Vec<SiteReview>,
}

/// Courses of other regimens than HD IL-2.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherRegimens {
    /// A review of IL-2 after TIL, with its own periods; its numbers are in no file.
    pub til: Box<Review>,
    /// Courses of any other regimen: they are in no number.
    pub others: usize,
}

/// The review of one site's courses.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteReview {
    /// The site.
    pub site_id: String,
    /// Its numbers and charts, which are in no file.
    pub review: Review,
}

/// The fewest courses of a part that has charts of its own: a site's, and those after TIL.
const CHARTS_OF_SITE: usize = 40;
const CHARTS_AFTER_TIL: usize = 20;

impl Review {
    /// Its sentinel events and those of other regimens.
    pub fn all_sentinel(&self) -> impl Iterator<Item = &SentinelEpisode> {
        let apart = self.apart.iter().flat_map(|apart| &apart.til.sentinel);
        self.sentinel.iter().chain(apart)
    }
}

/// Makes the review of a cohort: of HD IL-2 alone, where the cohort has several regimens and nothing was selected. The same
/// cohort gives the same review for any number of threads.
///
/// # Errors
///
/// Where an option names a period or an indicator that there is not.
pub fn review(
    cohort: &Cohort,
    facts: &SafetyFacts,
    options: &ReviewOptions,
) -> Result<Review, ReviewError> {
    let selection = Population::of(cohort);
    let is_apart = !options.has_selection && selection.pools_hd_il2();
    let population = if is_apart {
        selection.of_regimen(Regimen::HighDose)
    } else {
        selection.clone()
    };
    // A part whose order is known has no chart course by course either where the order of all is not.
    let mut made = of_population(&population, facts, options, (0, true))?;
    // Their periods are others, which the options do not name.
    let of_part = ReviewOptions {
        watched: options.watched.clone(),
        rules: options.rules,
        ..ReviewOptions::default()
    };
    if is_apart {
        let til = selection.of_regimen(Regimen::AfterTil);
        let others = selection.of_regimen(Regimen::Other).courses().count();
        let til = of_population(
            &til,
            facts,
            &of_part,
            (CHARTS_AFTER_TIL, made.is_order_known),
        )?;
        made.apart = Some(OtherRegimens {
            til: Box::new(til),
            others,
        });
    }
    made.sites = of_sites(&population, facts, (options, &of_part), made.is_order_known)?;
    Ok(made)
}

/// The review of each site with courses enough, in the order of their names; none where there is one site.
fn of_sites(
    population: &Population<'_>,
    facts: &SafetyFacts,
    (options, of_part): (&ReviewOptions, &ReviewOptions),
    is_order_known: bool,
) -> Result<Vec<SiteReview>, ReviewError> {
    let mut names: Vec<&str> = population
        .courses()
        .map(|course| population.site_id(course))
        .collect();
    names.sort_unstable();
    let of_sites: Vec<&[&str]> = names.chunk_by(|a, b| a == b).collect();
    let mut made = Vec::new();
    if of_sites.len() < 2 {
        return Ok(made);
    }
    for names in of_sites
        .into_iter()
        .filter(|names| names.len() >= CHARTS_OF_SITE)
    {
        let site_id = names[0];
        let own = population.only(|course| population.site_id(course) == site_id);
        let own_options = ReviewOptions {
            p_values: false,
            eras: Vec::new(),
            events: Vec::new(),
            ..options.clone()
        };
        // A site that has none of the periods that options name is charted by its own.
        let limits = (CHARTS_OF_SITE, is_order_known);
        let review = of_population(&own, facts, &own_options, limits)
            .or_else(|_| of_population(&own, facts, of_part, limits))?;
        made.push(SiteReview {
            site_id: site_id.to_owned(),
            review,
        });
    }
    Ok(made)
}

/// The review of a population; without charts where it has fewer courses than `least`. Without an order that may be used
/// nothing in it depends on one.
fn of_population(
    population: &Population<'_>,
    facts: &SafetyFacts,
    options: &ReviewOptions,
    (least, may_use_order): (usize, bool),
) -> Result<Review, ReviewError> {
    let mut ordered = Ordered::of(population, facts);
    if !may_use_order {
        ordered.forget_order(population);
    }
    let indicators = indicators(population, facts, &ordered.courses);
    let watched = check_names(&indicators, options)?;
    let mut made = Review {
        rows: completeness::rows(population, facts, &ordered),
        sentinel: sentinel::episodes(population, facts, &ordered),
        sentinel_lacks: lacks::lacks(population, &lacks::OF_EVENTS),
        support_lacks: lacks::lacks(population, &lacks::OF_SUPPORT),
        courses: ordered.courses.len(),
        site_ids: sites::site_ids(population.cohort, &ordered),
        is_order_known: ordered.is_order_known,
        last_start: ordered.last_start(population.cohort, facts),
        versions: Versions::of(&ordered, facts),
        watched: watched.iter().map(|indicator| indicator.key()).collect(),
        ..Review::default()
    };
    if ordered.courses.is_empty() {
        made.warnings.push(ReviewWarning::NothingToReview);
        return Ok(made);
    }
    let periods = &ordered.periods;
    made.periods = Some(periods.range(&(0..periods.n)));
    made.version_changes = made.versions.named_changes(periods);
    let (rebase, baseline) = (&options.rebase, options.baseline.as_deref());
    let of_all = segments(periods, rebase, baseline)?;
    let changes = made.versions.changes();
    let of_graded = segments_of_versions(periods, &changes, rebase, baseline)?;
    let segments = |indicator: &Indicator| {
        if indicator.is_graded() {
            &of_graded
        } else {
            &of_all
        }
    };
    let eras = eras::eras(&ordered, &options.eras)?;
    let sites = sites::sites(population.cohort, &ordered);
    let strata = |segments: &[Segment]| strata(&ordered, present(segments), &eras, &sites);
    let (strata_of_all, strata_of_graded) = (strata(&of_all), strata(&of_graded));
    let left_out = (ordered.without_period, eras::outside(&ordered, &eras));
    made.rows
        .extend(course_rows(&ordered, &strata_of_all, left_out, options));
    made.warnings = warnings(periods, left_out, options);
    let keys = population.cohort.courses.integers("patient_key");
    let patients: Vec<i64> = ordered.courses.iter().map(|&course| keys[course]).collect();
    let of_strata = |indicator: &Indicator| -> Vec<Row> {
        let strata = if indicator.is_graded() {
            &strata_of_graded
        } else {
            &strata_of_all
        };
        let strata = strata.iter();
        strata
            .map(|(name, indices)| estimate::row(indicator, &patients, name, indices))
            .collect()
    };
    let by_indicator: Vec<Vec<Row>> = indicators.par_iter().map(of_strata).collect();
    made.rows.extend(by_indicator.into_iter().flatten());
    let mixes = strata_of_all.iter();
    made.rows
        .extend(mixes.flat_map(|(name, indices)| {
            case_mix::rows(population.cohort, &ordered, name, indices)
        }));
    let of_papers = |indicator: &Indicator| published::difference(indicator, &patients);
    for (row, of_patients) in indicators.iter().filter_map(of_papers) {
        made.rows.push(row);
        made.patients.push(of_patients);
    }
    let charted = watched
        .par_iter()
        .filter(|indicator| indicator.is_collected && ordered.courses.len() >= least);
    let charts: Vec<Charts<'_>> = charted
        .map(|indicator| {
            charts(
                indicator,
                &ordered,
                segments(indicator),
                &made.versions,
                options,
            )
        })
        .collect();
    let baseline = ordered.indices(&present(&of_all).baseline);
    for of_chart in [Charts::summary_rows, Charts::signal_rows, Charts::gap_rows] {
        made.rows.extend(charts.iter().flat_map(of_chart));
    }
    made.rows.extend(chance::rows(&charts, &ordered, baseline));
    if options.p_values {
        made.rows.extend(eras::trends(&watched, &ordered, &eras));
    }
    made.rows.extend(sites::tails(&indicators, &sites));
    made.series = charts.iter().flat_map(Charts::series_rows).collect();
    made.series.extend(event_rows(periods, &options.events));
    made.series
        .extend(mixes_of_periods(population.cohort, &ordered));
    in_order(&mut made.rows);
    // Points of one measure lie together, as they were made.
    made.series.sort_by_key(|row| rank(row.measure));
    Ok(made)
}

/// What happened in periods of the review.
fn event_rows(periods: &Periods, events: &[(String, String)]) -> Vec<Row> {
    let one = |(when, label): &(String, String)| {
        let stratum = Stratum::period(periods.period(periods.parse(when)?.start));
        let count = Statistic::Count;
        Some(row(EVENT, stratum, label, Level::Event, count, Some(1.0)))
    };
    events.iter().filter_map(one).collect()
}

/// The case mix of each period with a course.
fn mixes_of_periods(cohort: &Cohort, ordered: &Ordered) -> Vec<Row> {
    let of_period = |period: usize| {
        let indices: Vec<usize> = ordered.indices(&(period..period + 1)).collect();
        let stratum = Stratum::period(ordered.periods.period(period));
        if indices.is_empty() {
            Vec::new()
        } else {
            case_mix::rows(cohort, ordered, &stratum, &indices)
        }
    };
    (0..ordered.periods.n).flat_map(of_period).collect()
}

/// The watched indicators, in the order of the rows; names that options give to no indicator are wrong.
fn check_names<'a>(
    indicators: &'a [Indicator],
    options: &ReviewOptions,
) -> Result<Vec<&'a Indicator>, ReviewError> {
    let is_known = |key: &&String| indicators.iter().any(|indicator| indicator.key() == **key);
    if let Some(key) = options.watched.iter().find(|key| !is_known(key)) {
        return Err(ReviewError::NoIndicator { key: key.clone() });
    }
    let is_watched = |indicator: &&Indicator| options.watched.contains(&indicator.key());
    let watched: Vec<&Indicator> = indicators.iter().filter(is_watched).collect();
    let rates = &options.rates;
    for (index, (key, rate)) in rates.iter().enumerate() {
        let key = key.clone();
        if rates[..index].iter().any(|(other, _)| *other == key) {
            return Err(ReviewError::RateTwice { key });
        }
        let events = watched.iter().filter(|indicator| indicator.is_event());
        let events: Vec<String> = events.map(|indicator| indicator.key()).collect();
        if !events.contains(&key) {
            return Err(ReviewError::NoCusum {
                key,
                watched: events,
            });
        }
        if !(*rate > 0.0 && *rate < 1.0) {
            return Err(ReviewError::NoProbability { key });
        }
    }
    Ok(watched)
}

/// The last of the segments.
fn present(segments: &[Segment]) -> &Segment {
    segments.last().expect("the first period begins a segment")
}

/// Puts rows in the order of results: by measure, unit and stratum, items and levels as they were made. Of the items of a
/// measure that was not collected one row is left.
fn in_order(rows: &mut Vec<Row>) {
    rows.sort_by_cached_key(|row| {
        let stratum = (row.stratum != Stratum::Overall).then(|| row.stratum.to_string());
        (rank(row.measure), row.unit != Unit::Course, stratum)
    });
    rows.dedup();
}

/// The rank of a measure among those of a review.
fn rank(measure: &str) -> usize {
    let mut all = DEFINITIONS.iter();
    let rank = all.position(|definition| definition.name == measure);
    rank.expect("each measure has a definition")
}
