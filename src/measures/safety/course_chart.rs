//! Charts in the order of courses, for events that are too rare for periods: a Bernoulli CUSUM and the gaps between
//! events.

use super::cusum::{
    CusumChart, CusumPath, CusumStep, ODDS_RATIO, WatchedRate, YEARS_TO_FALSE_ALARM,
};
use super::indicators::Outcome;
use crate::measures::results::NoCusum;
use crate::stats::{
    BernoulliCusum, CountLimits, CusumPoint, GChart, Gaps, TAIL_OF_3_SIGMA, cusum_units_to_signal,
};
use std::ops::Range;

/// The chart of these indices, or why there is none.
pub(super) fn cusum(
    outcome: &Outcome,
    indices: Range<usize>,
    watched: WatchedRate,
    courses_a_year: f64,
) -> Result<CusumChart, NoCusum> {
    let Outcome::Event(had) = outcome else {
        return Err(NoCusum::NoCourse);
    };
    let courses = YEARS_TO_FALSE_ALARM * courses_a_year;
    let known: Vec<(usize, bool)> = indices
        .filter_map(|index| Some((index, had[index]?)))
        .collect();
    if known.is_empty() {
        return Err(NoCusum::NothingToWatch);
    }
    let chart = BernoulliCusum::with_run_length(watched.p0, ODDS_RATIO, courses)
        .ok_or(NoCusum::NoThreshold)?;
    let path = chart.path(known.iter().map(|&(_, had)| had));
    let run_length = chart.run_length(watched.p0);
    Ok(CusumChart {
        watched,
        threshold: chart.threshold(),
        alternative: chart.alternative(),
        run_lengths: watched.each(|p| chart.average_run_length(p)),
        expected_signals: run_length.map(|length| length.expected_signals(known.len())),
        units_to_signal: cusum_units_to_signal(&chart, chart.alternative()),
        points: known.len(),
        path: CusumPath::Courses(chart, bends(&known, &path)),
    })
}

/// The steps at which the line bends: each event and the course before it, the first course at which the sum is 0 again and
/// the one before it (the step between is a part of one), the course after a signal, and the last.
fn bends(known: &[(usize, bool)], path: &[CusumPoint]) -> Vec<CusumStep> {
    let step = |i: usize| CusumStep {
        index: known[i].0,
        sum: path[i].sum,
        had_event: known[i].1,
        is_signal: path[i].is_signal,
    };
    let is_bend = |i: usize| {
        let is_event = |i: usize| known.get(i).is_some_and(|&(_, had)| had);
        let is_positive = |i: usize| path[i].sum > 0.0;
        let reaches_zero = |i: usize| !is_positive(i) && i > 0 && is_positive(i - 1);
        let follows_signal = i > 0 && path[i - 1].is_signal;
        i == 0
            || i + 1 == known.len()
            || is_event(i)
            || is_event(i + 1)
            || reaches_zero(i)
            || reaches_zero(i + 1)
            || follows_signal
    };
    (0..known.len()).filter(|&i| is_bend(i)).map(step).collect()
}

/// The gaps between events in the courses of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GapChart {
    pub(super) gaps: Gaps,
    pub(super) has_event: bool,
    /// About the baseline's probability, where there is one: the mean gap, the exact limits, and the probability of
    /// at least this number of courses without the event.
    pub(super) about: Option<(f64, CountLimits, f64)>,
}

/// The gaps of an event in the courses at these indices.
pub(super) fn gaps(outcome: &Outcome, indices: Range<usize>, p0: Option<f64>) -> Option<GapChart> {
    let Outcome::Event(had) = outcome else {
        return None;
    };
    let had = &had[indices];
    let gaps = Gaps::of(had.iter().flatten().copied());
    let about = p0.and_then(GChart::about).and_then(|chart| {
        let limits = chart.exact(TAIL_OF_3_SIGMA)?;
        Some((
            chart.mean(),
            limits,
            chart.probability_of_at_least(gaps.since_last),
        ))
    });
    Some(GapChart {
        gaps,
        has_event: had.contains(&Some(true)),
        about,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_bends_at_events_at_zero_and_after_a_signal() {
        let had = [false, false, true, false, false, false, true, false];
        let known: Vec<(usize, bool)> = had.iter().copied().enumerate().collect();
        let chart = BernoulliCusum::new(0.25, 2.0, 3.0).unwrap();
        // ln(2/1.25) = .47 up, ln 1.25 = .22 down: the sum is .02 two courses after an event, and 0 three after.
        let path = chart.path(known.iter().map(|&(_, had)| had));
        let indices: Vec<usize> = bends(&known, &path).iter().map(|step| step.index).collect();
        assert_eq!(indices, [0, 1, 2, 4, 5, 6, 7]);
    }

    #[test]
    fn what_has_no_chart_says_why() {
        let outcome = Outcome::Event(vec![Some(false), None, Some(true)]);
        let why = |indices, p0| cusum(&outcome, indices, WatchedRate::given(p0), 40.0).unwrap_err();
        assert_eq!(why(1..2, 0.1), NoCusum::NothingToWatch);
        assert_eq!(why(0..3, 1.0), NoCusum::NoThreshold);
    }

    #[test]
    fn a_chart_of_rare_events_sees_a_cluster() {
        // One in fifty, forty courses a year: 200 courses with one event in 50, then four in a row.
        let mut had: Vec<Option<bool>> = (0..200).map(|index| Some(index % 50 == 0)).collect();
        had.extend([Some(true); 4]);
        had.push(None);
        let outcome = Outcome::Event(had);
        let watched = WatchedRate::of_baseline(2, 100);
        let chart = cusum(&outcome, 100..205, watched, 40.0).unwrap();
        let [at_p0, at_lower, at_upper] = chart.run_lengths.map(Option::unwrap);
        // The 80 % limits of 2 of 100 are .0053 and .0523.
        assert!(at_p0 >= 400.0 && at_lower > at_p0 && at_upper < at_p0);
        let CusumPath::Courses(_, steps) = &chart.path else {
            panic!("a chart course by course")
        };
        assert!(steps.iter().any(|step| step.is_signal && step.index > 199));
        assert_eq!(chart.points, 104);
        // From a sum of 0 signals are fewer than in the long run.
        let expected = chart.expected_signals.unwrap();
        assert!(
            expected > 0.5 * 104.0 / at_p0 && expected < 104.0 / at_p0,
            "{expected}"
        );
        let gaps = |indices| gaps(&outcome, indices, Some(0.02)).unwrap().gaps;
        assert_eq!(gaps(0..205).between, [49, 49, 49, 49, 0, 0, 0]);
        assert_eq!(gaps(0..205).since_last, 0);
        // A chart that begins later has no gap from before.
        assert_eq!(gaps(101..205).between, [49, 0, 0, 0]);
    }
}
