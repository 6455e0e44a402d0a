//! What gives a chart by period its limits, and what follows from them.

use super::estimate::{PER, Point, counts};
use super::indicators::Outcome;
use super::order::Ordered;
use super::periods::Segment;
use crate::stats::{Exposure, Limits, PChart, Period, TAIL_OF_3_SIGMA, UChart, XmrChart};

/// One period of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub(super) point: Option<Point>,
    pub(super) limits: Option<Limits>,
}

/// What gives a chart its limits.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lines {
    P(PChart),
    U(UChart),
    Xmr(XmrChart),
    None,
}

impl Lines {
    pub(super) fn limits(&self, outcome: &Outcome, point: Point) -> Option<Limits> {
        match self {
            Self::P(chart) => {
                let limits = chart.exact(point.denominator, TAIL_OF_3_SIGMA)?;
                Some(limits.rates(point.denominator as f64))
            }
            Self::U(chart) => {
                let area = area(outcome, point);
                Some(chart.exact(area, TAIL_OF_3_SIGMA)?.rates(area))
            }
            Self::Xmr(chart) => Some(chart.limits),
            Self::None => None,
        }
    }

    /// How far a point is from the center line, in σ.
    pub(super) fn distance(&self, outcome: &Outcome, point: Point) -> Option<f64> {
        let events = || point.numerator.expect("a proportion or a rate has counts");
        match self {
            Self::P(chart) => chart.distance(Period {
                events: events(),
                units: point.denominator,
            }),
            Self::U(chart) => chart.distance(Exposure {
                events: events(),
                area: area(outcome, point),
            }),
            Self::Xmr(chart) => chart.distance(point.value),
            Self::None => None,
        }
    }

    /// The probability that a point of these units is beyond the limits as long as nothing changes; of an `XmR` chart that
    /// of a normal distribution.
    pub(super) fn probability_beyond(&self, outcome: &Outcome, point: Point) -> Option<f64> {
        match self {
            Self::P(chart) => {
                let limits = chart.exact(point.denominator, TAIL_OF_3_SIGMA)?;
                Some(chart.probability_beyond(&limits, point.denominator, chart.center()))
            }
            Self::U(chart) => {
                let area = area(outcome, point);
                let limits = chart.exact(area, TAIL_OF_3_SIGMA)?;
                Some(chart.probability_beyond(&limits, area, chart.center()))
            }
            Self::Xmr(_) => Some(2.0 * TAIL_OF_3_SIGMA),
            Self::None => Some(0.0),
        }
    }

    /// The probability that a period with this number of units is beyond the limits once the odds have doubled.
    pub(super) fn power(&self, units: f64) -> Option<f64> {
        #[expect(clippy::cast_possible_truncation, reason = "units of a period")]
        let whole = units.round() as i64;
        match self {
            Self::P(chart) => {
                let p = chart.center();
                let limits = chart.exact(whole, TAIL_OF_3_SIGMA)?;
                Some(chart.probability_beyond(&limits, whole, 2.0 * p / (1.0 + p)))
            }
            Self::U(chart) => {
                let area = units / PER;
                let limits = chart.exact(area, TAIL_OF_3_SIGMA)?;
                Some(chart.probability_beyond(&limits, area, 2.0 * chart.center()))
            }
            Self::Xmr(_) | Self::None => None,
        }
    }
}

/// The area of opportunity, in hundreds of doses for a rate.
fn area(outcome: &Outcome, point: Point) -> f64 {
    let per = if matches!(outcome, Outcome::Rate(_)) {
        PER
    } else {
        1.0
    };
    point.denominator as f64 / per
}

/// The center line and what follows from it, of the baseline.
pub(super) fn lines(
    outcome: &Outcome,
    ordered: &Ordered,
    segment: &Segment,
    baseline: &[Option<Point>],
) -> Lines {
    let totals = counts(outcome, ordered.indices(&segment.baseline));
    // About a rate of 0 or of 1 every other outcome would be beyond the limits, and no false alarm ever: a baseline
    // without the event does not give its rate.
    let made = match (outcome, totals) {
        (Outcome::Event(_), Some((events, units))) if 0 < events && events < units => {
            PChart::about(events as f64 / units as f64).map(Lines::P)
        }
        (Outcome::Rate(_), Some((events, units))) if events > 0 && units > 0 => {
            UChart::about(PER * events as f64 / units as f64).map(Lines::U)
        }
        (Outcome::Mean(_) | Outcome::Share(_), _) => {
            let values: Vec<Option<f64>> = baseline
                .iter()
                .map(|point| point.map(|point| point.value))
                .collect();
            XmrChart::fit(&values).map(Lines::Xmr)
        }
        _ => None,
    };
    made.unwrap_or(Lines::None)
}
