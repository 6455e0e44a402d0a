//! Step curves: read from rows, and drawn with their bands.

use super::canvas::Canvas;
use super::error::FigureError;
use super::error::RowFault;
use super::rows::fault;
use super::scale::Scale;
use crate::measures::curves::AT_RISK;
use crate::measures::results::{Row, Statistic, Status, Stratum, Unit};
use plotters::style::{Color, RGBColor};

/// A curve from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Days.
    pub(super) time: f64,
    /// In 0…1.
    pub(super) value: f64,
    /// Its 95 % interval, where it has one.
    pub(super) interval: Option<(f64, f64)>,
}

/// One curve of one stratum.
#[derive(Debug)]
pub(super) struct Curve<'a> {
    pub(super) stratum: &'a Stratum,
    pub(super) item: &'a str,
    /// What is known of it, by time. Without a point there is nothing to draw.
    pub(super) points: Vec<Point>,
    /// How many were at risk, by time.
    at_risk: Vec<(f64, i64)>,
    /// How many it is made of.
    pub(super) units: i64,
    /// Events up to its last point.
    pub(super) events: i64,
}

/// The curves of a measure, in the order of their rows. What was not collected is a curve without a point.
pub(super) fn curves<'a>(
    rows: &'a [Row],
    measure: &'static str,
    unit: Unit,
) -> Result<Vec<Curve<'a>>, FigureError> {
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row.measure == measure && row.unit == unit)
        .collect();
    // Counts of survival have items of their own, and belong to the curve before them.
    let is_count = |row: &Row| [AT_RISK, "events", "censored"].contains(&row.item.as_str());
    rows.chunk_by(|a, b| a.stratum == b.stratum && (a.item == b.item || is_count(b)))
        .map(curve)
        .collect()
}

fn curve<'a>(rows: &[&'a Row]) -> Result<Curve<'a>, FigureError> {
    let mut curve = Curve {
        stratum: &rows[0].stratum,
        item: &rows[0].item,
        points: Vec::new(),
        at_risk: Vec::new(),
        units: 0,
        events: 0,
    };
    for row in rows.iter().filter(|row| row.status == Status::Ok) {
        let time = row.level.as_number().filter(|time| *time >= 0.0);
        let time = time.ok_or_else(|| fault(row, RowFault::LevelNoNumber))?;
        let value = row
            .value
            .ok_or_else(|| fault(row, RowFault::NumberAbsent))?;
        if row.statistic == Statistic::Count {
            if row.item != rows[0].item && row.item != AT_RISK {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a count")]
            curve.at_risk.push((time, value.round() as i64));
            continue;
        }
        let counts = row.numerator.zip(row.denominator);
        (curve.events, curve.units) = counts.ok_or_else(|| fault(row, RowFault::NumberAbsent))?;
        if !(0.0..=1.0).contains(&value) || curve.events > curve.units {
            return Err(fault(row, RowFault::NumbersDisagree));
        }
        curve.points.push(Point {
            time,
            value,
            interval: row.lower.zip(row.upper),
        });
    }
    Ok(curve)
}

impl Curve<'_> {
    /// The last time at which it is known.
    pub(super) fn last(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.time)
    }

    /// The curve at a time at which it is known.
    pub(super) fn at(&self, time: f64) -> Option<Point> {
        let known = self.points.iter().take_while(|point| point.time <= time);
        known.last().copied().filter(|_| time <= self.last())
    }

    /// How many were at risk at a time: nobody beyond the last time.
    pub(super) fn at_risk(&self, time: f64) -> Option<i64> {
        let counted = self
            .at_risk
            .iter()
            .find(|(counted, _)| (counted - time).abs() < 1e-6);
        let nobody = (time > self.last()).then_some(0);
        counted.map(|(_, count)| *count).or(nobody)
    }

    /// Whether any of it has an interval.
    pub(super) fn has_interval(&self) -> bool {
        self.points.iter().any(|point| point.interval.is_some())
    }
}

/// What curves are drawn in: days and percent to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) x: Scale,
    pub(super) y: Scale,
}

impl Frame {
    /// The band of a curve, where it has one.
    pub(super) fn draw_band(
        &self,
        canvas: &Canvas<'_>,
        points: &[Point],
        color: RGBColor,
        opacity: f64,
    ) -> Result<(), FigureError> {
        for (index, run) in runs(points) {
            // The last point of a run holds until the next of the curve.
            let until = points.get(index + run.len()).map(|next| next.time);
            let bound = |choose: fn((f64, f64)) -> f64| -> Vec<(f64, f64)> {
                let of_point = |point: &Point| Some((point.time, choose(point.interval?)));
                let mut bounds: Vec<(f64, f64)> = run.iter().filter_map(of_point).collect();
                let last = bounds.last().map(|(_, value)| *value);
                bounds.extend(until.zip(last));
                self.corners(&bounds)
            };
            let mut outline = bound(|(_, upper)| upper);
            outline.extend(bound(|(lower, _)| lower).into_iter().rev());
            canvas.area(&outline, color.mix(opacity))?;
        }
        Ok(())
    }

    /// The curve itself from the share that it has before all events, drawn and left out by these lengths in turn; without
    /// any it is whole. One without a length is a dot.
    pub(super) fn draw_steps(
        &self,
        canvas: &Canvas<'_>,
        before: f64,
        points: &[Point],
        color: RGBColor,
        lengths: &[f64],
    ) -> Result<(), FigureError> {
        let values = points.iter().map(|point| (point.time, point.value));
        let values: Vec<(f64, f64)> = std::iter::once((0.0, before)).chain(values).collect();
        match self.corners(&values).as_slice() {
            [only] => canvas.dot(*only, 2.4, color),
            corners => canvas.dashed(corners, color, 1.6, lengths),
        }
    }

    /// The corners of a step curve through these times and shares. Nothing lies beyond the frame's last day.
    fn corners(&self, steps: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut corners: Vec<(f64, f64)> = Vec::new();
        let mut before: Option<f64> = None;
        for (index, &(time, value)) in steps.iter().enumerate() {
            let is_last = index + 1 == steps.len();
            if before == Some(value) && !is_last {
                continue;
            }
            let is_beyond = time > self.x.numbers.1;
            let x = self.x.at(time.min(self.x.numbers.1));
            // From the value before, level, then straight to the new one.
            for value in before.into_iter().chain((!is_beyond).then_some(value)) {
                let at = (x, self.y.at(value * 100.0));
                if corners.last() != Some(&at) {
                    corners.push(at);
                }
            }
            if is_beyond {
                break;
            }
            before = Some(value);
        }
        corners
    }
}

/// Points that follow each other and have an interval, each run with its index.
fn runs(points: &[Point]) -> Vec<(usize, &[Point])> {
    let mut index = 0;
    let mut runs = Vec::new();
    for run in points.chunk_by(|a, b| a.interval.is_some() == b.interval.is_some()) {
        if run[0].interval.is_some() {
            runs.push((index, run));
        }
        index += run.len();
    }
    runs
}
