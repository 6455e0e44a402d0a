//! The strata of a review, and how many courses each has.

use super::chart_rows::row;
use super::definitions::COURSES;
use super::options::ReviewOptions;
use super::order::Ordered;
use super::periods::{Grain, Segment};
use super::watch::volume;
use crate::measures::results::{Level, ReviewPart, Row, Statistic, Stratum};
use crate::measures::rows::ALL;
use std::ops::Range;

/// A stratum and the indices of its courses in the order of the review.
pub(super) type StratumIndices = (Stratum, Vec<usize>);

/// All courses, the parts of the segment that the review is about, eras and sites.
pub(super) fn strata(
    ordered: &Ordered,
    present: &Segment,
    eras: &[Range<usize>],
    sites: &[StratumIndices],
) -> Vec<StratumIndices> {
    let periods = &ordered.periods;
    let mut strata = vec![(Stratum::Overall, (0..ordered.courses.len()).collect())];
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
    for era in eras {
        add(ReviewPart::Era, era);
    }
    strata.extend(sites.iter().cloned());
    strata
}

/// How many courses there are, and how many a year.
pub(super) fn course_rows(
    ordered: &Ordered,
    strata: &[StratumIndices],
    (without_period, in_no_era): (usize, usize),
    options: &ReviewOptions,
) -> Vec<Row> {
    let one = |stratum: &Stratum, level, statistic, value: f64| {
        row(COURSES, stratum.clone(), ALL, level, statistic, Some(value))
    };
    let count = |n: usize, level| one(&Stratum::Overall, level, Statistic::Count, n as f64);
    let mut rows: Vec<Row> = strata
        .iter()
        .map(|(name, indices)| one(name, Level::All, Statistic::Count, indices.len() as f64))
        .collect();
    let (a_year, from) = volume(ordered, options);
    rows.push(one(
        &Stratum::Overall,
        Level::CoursesAYear(from),
        Statistic::Mean,
        a_year,
    ));
    let periods = &ordered.periods;
    let grain = match periods.grain {
        Grain::Quarter => Level::Quarters,
        Grain::Year => Level::Years,
        Grain::Block(_) => Level::Blocks,
    };
    rows.push(count(periods.n, grain));
    for (level, n) in [
        (Level::WithoutPeriod, without_period),
        (Level::InNoEra, in_no_era),
    ] {
        if n > 0 {
            rows.push(count(n, level));
        }
    }
    rows
}
