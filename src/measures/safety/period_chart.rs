//! Charts by period: p, u and `XmR` charts and run charts, about a center line that the baseline gave.

use super::chart_lines::{Lines, Mark, lines};
use super::estimate::{Point, point};
use super::indicators::Outcome;
use super::options::Rules;
use super::order::Ordered;
use super::periods::Segment;
use super::rules::{Flag, flags};
use crate::measures::results::{ChartKind, Method};
use crate::stats::{ChartStage, UnitsToSignal, summarize, units_to_signal};

/// How the limits of a chart were made; `None` where it has none.
pub(super) const fn limits_method(kind: ChartKind) -> Option<Method> {
    match kind {
        ChartKind::P => Some(Method::BinomialLimits),
        ChartKind::U => Some(Method::PoissonLimits),
        ChartKind::Xmr => Some(Method::XmrLimits),
        ChartKind::Run => None,
    }
}

/// The chart of one segment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PeriodChart {
    pub(super) kind: ChartKind,
    pub(super) stage: ChartStage,
    /// What its limits come from.
    pub(super) lines: Lines,
    /// Periods with a point.
    pub(super) points: usize,
    pub(super) center: Option<f64>,
    /// Each period of the segment.
    pub(super) marks: Vec<Mark>,
    /// Whether rules apply to the periods after the baseline.
    pub(super) has_rules: bool,
    /// What the rules say of these periods.
    pub(super) flags: Vec<Flag>,
    /// The number of these periods that are expected beyond the limits where nothing has changed; `None` without limits.
    pub(super) expected_signals: Option<f64>,
    /// In units of the chart, from a doubling of the odds (of a rate: of the rate) on.
    pub(super) units_to_signal: Option<UnitsToSignal>,
}

/// What a chart by period may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    pub(super) rules: Rules,
    /// Whether it may have limits, and signal.
    pub(super) has_limits: bool,
    /// Whether a run chart has a center line: about less than one event a period it has none.
    pub(super) has_center: bool,
}

/// The chart of a segment; `None` where no period has a point.
pub(super) fn chart(
    outcome: &Outcome,
    ordered: &Ordered,
    segment: &Segment,
    parts: Parts,
) -> Option<PeriodChart> {
    let Parts {
        rules,
        has_limits,
        has_center,
    } = parts;
    let of_period = |period: usize| point(outcome, ordered.indices(&(period..period + 1)));
    let points: Vec<Option<Point>> = segment.all.clone().map(of_period).collect();
    let n = points.iter().flatten().count();
    if n == 0 {
        return None;
    }
    let stage = ChartStage::of(n);
    let from = segment.all.start;
    let baseline = &points[segment.baseline.start - from..segment.baseline.end - from];
    let lines = if has_limits && stage != ChartStage::RunChart {
        lines(outcome, ordered, segment, baseline)
    } else {
        Lines::None
    };
    let kind = match lines {
        Lines::P(_) => ChartKind::P,
        Lines::U(_) => ChartKind::U,
        Lines::Xmr(_) => ChartKind::Xmr,
        Lines::None => ChartKind::Run,
    };
    let center = match &lines {
        Lines::P(chart) => Some(chart.center()),
        Lines::U(chart) => Some(chart.center()),
        Lines::Xmr(chart) => Some(chart.mean),
        Lines::None if !has_center => None,
        Lines::None => {
            let mut values: Vec<f64> = baseline.iter().flatten().map(|p| p.value).collect();
            summarize(&mut values).map(|summary| summary.median)
        }
    };
    let marks: Vec<Mark> = points
        .iter()
        .map(|&point| Mark {
            point,
            limits: point.and_then(|point| lines.limits(outcome, point)),
        })
        .collect();
    let watched = segment.watched();
    let watched_marks = &marks[watched.start - from..];
    // Runs about the line of an event that is watched course by course would signal twice, and wrongly where it is rare.
    let may_signal = has_limits && stage != ChartStage::RunChart;
    let flags = match (may_signal, center) {
        (false, _) | (_, None) => Vec::new(),
        (true, Some(center)) => {
            let distances: Vec<Option<f64>> = watched_marks
                .iter()
                .map(|mark| mark.point.and_then(|point| lines.distance(outcome, point)))
                .collect();
            flags(watched_marks, &distances, center, rules, watched.start)
        }
    };
    // A run chart has no limits, and no σ: of all rules Anhøj's alone apply to it.
    let has_rules = may_signal
        && center.is_some()
        && watched_marks.iter().any(|mark| mark.point.is_some())
        && (kind != ChartKind::Run || rules == Rules::Anhoej);
    let beyond = |point: Point| lines.probability_beyond(outcome, point);
    let watched_points = watched_marks.iter().filter_map(|mark| mark.point);
    let expected_signals: Option<f64> = watched_points.map(beyond).sum();
    let units = points
        .iter()
        .flatten()
        .map(|point| point.denominator)
        .sum::<i64>() as f64
        / n as f64;
    Some(PeriodChart {
        kind,
        stage,
        points: n,
        center,
        marks,
        has_rules,
        flags,
        expected_signals: expected_signals.filter(|_| has_rules && kind != ChartKind::Run),
        units_to_signal: lines
            .power(units)
            .and_then(|power| units_to_signal(power, units)),
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::SignalRule;
    use crate::stats::RunRule;

    /// Periods of ten courses each, but for one that is a gap.
    fn ordered(periods: usize, gap: usize) -> Ordered {
        let courses = |period| if period == gap { 0 } else { 10 };
        Ordered::by_year(2000, &(0..periods).map(courses).collect::<Vec<usize>>())
    }

    fn all(rules: Rules) -> Parts {
        Parts {
            rules,
            has_limits: true,
            has_center: true,
        }
    }

    fn events(of_period: &[usize]) -> Outcome {
        Outcome::Event(
            of_period
                .iter()
                .flat_map(|&events| (0..10).map(move |index| Some(index < events)))
                .collect(),
        )
    }

    #[test]
    fn a_gap_is_no_zero_and_the_baseline_gives_the_line() {
        // Eleven points of ten; the baseline 2 2 2 2 2, a gap, then 2 2 9 2 2 2.
        let ordered = ordered(12, 5);
        let outcome = events(&[2, 2, 2, 2, 2, 2, 2, 9, 2, 2, 2]);
        let segment = Segment {
            all: 0..12,
            baseline: 0..6,
        };
        let chart = chart(&outcome, &ordered, &segment, all(Rules::None)).unwrap();
        assert_eq!(
            (chart.kind, chart.points, chart.center),
            (ChartKind::P, 11, Some(0.2))
        );
        assert_eq!(chart.stage, ChartStage::TrialLimits);
        assert_eq!(
            chart.marks[5],
            Mark {
                point: None,
                limits: None
            }
        );
        // P(X ≥ 7) = .00086 at ten of 2 in 10, P(X ≥ 6) = .0064: six is the greatest that is no signal.
        assert!((chart.marks[0].limits.unwrap().upper - 0.6).abs() < 1e-12);
        let flag = Flag {
            rule: SignalRule::Run(RunRule::BeyondLimits),
            period: 8,
            is_up: Some(true),
        };
        assert_eq!(chart.flags, [flag]);
        // Six periods, each with P(X ≥ 7); to below no count is beyond.
        assert!((chart.expected_signals.unwrap() - 6.0 * 0.000_864_358_4).abs() < 1e-9);
    }

    #[test]
    fn fewer_than_ten_points_are_a_run_chart_about_the_median_of_the_baseline() {
        let ordered = ordered(8, 99);
        let outcome = events(&[1, 2, 6, 3, 9, 9, 9, 9]);
        let segment = Segment {
            all: 0..8,
            baseline: 0..4,
        };
        let chart = chart(&outcome, &ordered, &segment, all(Rules::Anhoej)).unwrap();
        assert_eq!((chart.kind, chart.center), (ChartKind::Run, Some(0.25)));
        assert!(
            chart.flags.is_empty()
                && chart.expected_signals.is_none()
                && chart.units_to_signal.is_none()
        );
        assert!(!chart.has_rules);
        let rare = Parts {
            has_center: false,
            ..all(Rules::Anhoej)
        };
        let without = super::chart(&outcome, &ordered, &segment, rare).unwrap();
        assert_eq!(without.center, None);
    }

    #[test]
    fn rules_that_flag_nothing_apply_all_the_same() {
        let ordered = ordered(12, 99);
        let segment = Segment {
            all: 0..12,
            baseline: 0..6,
        };
        let apply = |outcome: &Outcome, rules| {
            let chart = chart(outcome, &ordered, &segment, all(rules)).unwrap();
            assert!(chart.flags.is_empty());
            (chart.has_rules, chart.expected_signals.is_some())
        };
        let quiet = events(&[2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
        assert_eq!(apply(&quiet, Rules::Anhoej), (true, true));
        assert_eq!(apply(&quiet, Rules::None), (true, true));
        assert_eq!(apply(&quiet, Rules::Nelson), (true, true));
        assert_eq!(apply(&quiet, Rules::WesternElectric), (true, true));
        // About a median there are no limits and no σ.
        let hours = |period: usize| [Some(if period.is_multiple_of(2) { 20.0 } else { 22.0 }); 10];
        let median = Outcome::Median((0..12).flat_map(hours).collect());
        assert_eq!(apply(&median, Rules::Anhoej), (true, false));
        assert_eq!(apply(&median, Rules::Nelson), (false, false));
        assert_eq!(apply(&median, Rules::None), (false, false));
    }

    #[test]
    fn a_mean_has_limits_of_the_baseline_s_moving_ranges() {
        // The vector of Wheeler and Chambers as the baseline; then one value beyond 16.089.
        let ordered = ordered(11, 99);
        let values = [7.0, 9.0, 8.0, 10.0, 6.0, 11.0, 8.0, 9.0, 7.0, 12.0, 17.0];
        let outcome = Outcome::Mean(values.iter().flat_map(|&v| [Some(v); 10]).collect());
        let segment = Segment {
            all: 0..11,
            baseline: 0..10,
        };
        let chart = chart(&outcome, &ordered, &segment, all(Rules::Anhoej)).unwrap();
        let limits = chart.marks[0].limits.unwrap();
        assert_eq!(
            format!("{:.3} {:.3}", limits.lower, limits.upper),
            "1.311 16.089"
        );
        assert_eq!(chart.flags[0].rule, SignalRule::Run(RunRule::BeyondLimits));
        assert_eq!(chart.kind, ChartKind::Xmr);
    }

    #[test]
    fn six_points_on_one_side_cross_too_seldom() {
        let ordered = ordered(10, 99);
        let outcome = events(&[2, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
        let segment = Segment {
            all: 0..10,
            baseline: 0..4,
        };
        let chart = chart(&outcome, &ordered, &segment, all(Rules::Anhoej)).unwrap();
        // Of six points a run may be 6 (log₂ 6 = 2.6, rounded, and 3); five coins all but never show no crossing.
        let flag = Flag {
            rule: SignalRule::FewCrossings,
            period: 9,
            is_up: None,
        };
        assert_eq!(chart.flags, [flag]);
    }
}
