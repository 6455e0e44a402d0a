//! Signals by chance: how many all charts together are expected to have given, and how probable at least one was.

use super::chart_lines::Lines;
use super::chart_rows::{Charts, row};
use super::cusum::CusumPath;
use super::definitions::EXPECTED_SIGNALS;
use super::estimate::{counts, point};
use super::indicators::Outcome;
use super::order::Ordered;
use super::rules::is_beyond;
use crate::measures::results::{Level, Row, Statistic, Stratum};
use crate::measures::rows::ALL;
use crate::stats::{CusumPeriod, Random};
use rayon::prelude::*;
use std::ops::Range;

/// The fewest courses from whose outcomes together series are drawn.
const ENOUGH_COURSES: usize = 100;
/// How many series are drawn: a probability of one half is then known to within 0.016, with 95 %.
const SERIES: u64 = 4_000;

/// The rows of expected signals: their sum over all charts that can signal, and the probability of at least one. `baseline`
/// has the indices of the courses that series are drawn from. None where no chart can signal.
pub(super) fn rows(charts: &[Charts<'_>], ordered: &Ordered, baseline: Range<usize>) -> Vec<Row> {
    let expected: Vec<f64> = charts.iter().filter_map(Charts::expected_signals).collect();
    if expected.is_empty() {
        return Vec::new();
    }
    let one = |level, statistic, value| {
        row(
            EXPECTED_SIGNALS,
            Stratum::Overall,
            ALL,
            level,
            statistic,
            Some(value),
        )
    };
    let mut rows = vec![one(Level::All, Statistic::Sum, expected.iter().sum())];
    if ordered.courses.len() >= ENOUGH_COURSES && !baseline.is_empty() {
        let can_signal = charts
            .iter()
            .filter(|chart| chart.expected_signals().is_some());
        let charts: Vec<Simulated<'_>> = can_signal
            .map(|chart| Simulated::of(chart, &baseline))
            .collect();
        let probability = probability_of_any(&charts, baseline);
        rows.push(one(Level::AtLeastOne, Statistic::Probability, probability));
    }
    rows
}

/// The share of series in which at least one chart signals. A series draws a course of the baseline for each course that
/// is watched, with all its outcomes, so that what goes together in a course does so there.
fn probability_of_any(charts: &[Simulated<'_>], baseline: Range<usize>) -> f64 {
    let from = charts.iter().map(|chart| chart.watched.start).min();
    let to = charts.iter().map(|chart| chart.watched.end).max();
    let (Some(from), Some(to)) = (from, to) else {
        return 0.0;
    };
    let signals = |series: &u64| {
        let mut random = Random::from_seed(*series);
        let n = baseline.len() as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index below the number of courses"
        )]
        let mut draw = || baseline.start + (random.uniform() * n) as usize;
        let drawn: Vec<usize> = (from..to).map(|_| draw()).collect();
        charts
            .iter()
            .any(|chart| chart.signals(|index| drawn[index - from], &mut random))
    };
    let n = (0..SERIES).into_par_iter().filter(signals).count();
    n as f64 / SERIES as f64
}

/// A chart of which series are simulated.
struct Simulated<'a> {
    chart: &'a Charts<'a>,
    /// The indices of the courses that are watched.
    watched: Range<usize>,
    /// The proportion of the courses that are drawn, where the chart is of events.
    proportion: Option<f64>,
    /// The proportion that the chart watches.
    p0: Option<f64>,
}

impl<'a> Simulated<'a> {
    fn of(chart: &'a Charts<'a>, baseline: &Range<usize>) -> Self {
        let present = chart.present_segment();
        let center = chart.present().and_then(|chart| chart.center);
        let p0 = match &chart.cusum {
            Some(Ok(cusum)) => Some(cusum.watched.p0),
            _ => center,
        };
        let drawn = counts(&chart.indicator.outcome, baseline.clone());
        Self {
            watched: chart.ordered.indices(&present.watched()),
            proportion: drawn
                .filter(|(_, units)| *units > 0)
                .map(|(events, units)| events as f64 / units as f64),
            p0: p0.filter(|_| chart.indicator.is_event()),
            chart,
        }
    }

    /// Whether the chart signals in a series; `drawn` gives the course that is drawn for the one at an index.
    fn signals(&self, drawn: impl Fn(usize) -> usize, random: &mut Random) -> bool {
        let outcome = self.outcome(drawn, random);
        let known =
            |index: &usize| matches!(&outcome, Outcome::Event(had) if had[*index].is_some());
        let had =
            |index: usize| matches!(&outcome, Outcome::Event(had) if had[index] == Some(true));
        match &self.chart.cusum {
            Some(Ok(cusum)) => match &cusum.path {
                CusumPath::Courses(chart, _) => {
                    let path = chart.path(self.watched.clone().filter(known).map(had));
                    path.iter().any(|point| point.is_signal)
                }
                CusumPath::Periods(chart, steps) => {
                    let of_period = |period: usize| {
                        let indices = self.chart.ordered.indices(&(period..period + 1));
                        let (events, units) =
                            counts(&outcome, indices).expect("a CUSUM is of events");
                        CusumPeriod { events, units }
                    };
                    let path = chart.path(steps.iter().map(|step| of_period(step.period)));
                    path.iter().any(|point| point.is_signal)
                }
            },
            _ => self.is_any_beyond(&outcome),
        }
    }

    /// Whether a period of the chart is beyond its limits.
    fn is_any_beyond(&self, outcome: &Outcome) -> bool {
        let lines = self
            .chart
            .present()
            .map_or(&Lines::None, |chart| &chart.lines);
        self.chart.present_segment().watched().any(|period| {
            let indices = self.chart.ordered.indices(&(period..period + 1));
            let point = point(outcome, indices);
            let limits = point.and_then(|point| lines.limits(outcome, point));
            point
                .zip(limits)
                .is_some_and(|(point, limits)| is_beyond(point, limits).is_some())
        })
    }

    /// The outcomes of a series: of those courses alone of which the outcome is known. Where the chart watches another
    /// proportion than that of the courses that are drawn, events are taken away or added by chance.
    fn outcome(&self, drawn: impl Fn(usize) -> usize, random: &mut Random) -> Outcome {
        let n = self.chart.ordered.courses.len();
        let (own, source) = (&*self.chart.outcome, &self.chart.indicator.outcome);
        let watched = self.watched.clone();
        match (own, source) {
            (Outcome::Event(own), Outcome::Event(source)) => {
                let of = |index| Some(self.had(source[drawn(index)], random));
                Outcome::Event(redraw(n, watched, own, of))
            }
            (Outcome::Mean(own), Outcome::Mean(source)) => {
                Outcome::Mean(redraw(n, watched, own, |index| source[drawn(index)]))
            }
            (Outcome::Median(own), Outcome::Median(source)) => {
                Outcome::Median(redraw(n, watched, own, |index| source[drawn(index)]))
            }
            (Outcome::Share(own), Outcome::Share(source)) => {
                Outcome::Share(redraw(n, watched, own, |index| source[drawn(index)]))
            }
            (Outcome::Rate(own), Outcome::Rate(source)) => {
                Outcome::Rate(redraw(n, watched, own, |index| source[drawn(index)]))
            }
            _ => unreachable!("a chart shows the outcome of its own indicator"),
        }
    }

    /// Whether a course has the event, where the one that was drawn had it or not, or where that is not known.
    fn had(&self, drawn: Option<bool>, random: &mut Random) -> bool {
        let p0 = self.p0.expect("a chart of events watches a proportion");
        let (Some(had), Some(proportion)) = (drawn, self.proportion) else {
            return random.uniform() < p0;
        };
        if p0 < proportion {
            had && random.uniform() < p0 / proportion
        } else if p0 > proportion {
            had || random.uniform() < (p0 - proportion) / (1.0 - proportion)
        } else {
            had
        }
    }
}

/// The values of `n` courses: of those that are watched and known, what `of` gives.
fn redraw<T: Copy>(
    n: usize,
    watched: Range<usize>,
    own: &[Option<T>],
    of: impl FnMut(usize) -> Option<T>,
) -> Vec<Option<T>> {
    let mut values = vec![None; n];
    let known: Vec<usize> = watched.filter(|&index| own[index].is_some()).collect();
    for (index, value) in known.iter().zip(known.iter().copied().map(of)) {
        values[*index] = value;
    }
    values
}
