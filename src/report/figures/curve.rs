//! Step curves: read from rows, and drawn with their bands.

use super::canvas::Canvas;
use super::error::FigureError;
use super::error::RowFault;
use super::rows::fault;
use super::scale::Scale;
use crate::measures::curves::{AT_RISK, CENSORED, EVENTS};
use crate::measures::results::{Row, Statistic, Status};
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
    /// Events up to then.
    events: i64,
}

/// The curve of one stratum.
#[derive(Debug, Default)]
pub(super) struct Curve {
    /// What is known of it, by time. Without a point there is nothing to draw.
    pub(super) points: Vec<Point>,
    /// How many were at risk, and how many had an event or were censored so far, by time.
    at_risk: Vec<(f64, i64)>,
    events: Vec<(f64, i64)>,
    censored: Vec<(f64, i64)>,
    /// How many it is made of.
    pub(super) units: i64,
}

/// The curve of these rows of one stratum.
pub(super) fn curve<'a>(rows: impl Iterator<Item = &'a Row>) -> Result<Curve, FigureError> {
    let mut curve = Curve::default();
    for row in rows {
        if row.statistic != Statistic::Count {
            curve.units = row.denominator.unwrap_or(curve.units);
        }
        if row.status != Status::Ok {
            continue;
        }
        let time = row.level.as_number().filter(|time| *time >= 0.0);
        let time = time.ok_or_else(|| fault(row, RowFault::LevelNoNumber))?;
        let value = row
            .value
            .ok_or_else(|| fault(row, RowFault::NumberAbsent))?;
        if row.statistic == Statistic::Count {
            let counts = match row.item.as_str() {
                AT_RISK => &mut curve.at_risk,
                EVENTS => &mut curve.events,
                CENSORED => &mut curve.censored,
                _ => continue,
            };
            #[expect(clippy::cast_possible_truncation, reason = "a count")]
            counts.push((time, value.round() as i64));
            continue;
        }
        let counts = row.numerator.zip(row.denominator);
        let (events, units) = counts.ok_or_else(|| fault(row, RowFault::NumberAbsent))?;
        if !(0.0..=1.0).contains(&value) || events > units {
            return Err(fault(row, RowFault::NumbersDisagree));
        }
        curve.points.push(Point {
            time,
            value,
            interval: row.lower.zip(row.upper),
            events,
        });
    }
    Ok(curve)
}

/// The times at which a count grew, and by how much.
fn growth(counts: impl Iterator<Item = (f64, i64)>) -> Vec<(f64, i64)> {
    let mut before = 0;
    let grown = counts.map(|(time, count)| {
        let by = count - before;
        before = count;
        (time, by)
    });
    grown.filter(|(_, by)| *by > 0).collect()
}

/// A count at a time at which it was made.
fn at(counts: &[(f64, i64)], time: f64) -> Option<i64> {
    let mut counts = counts.iter();
    let made = counts.find(|(counted, _)| (counted - time).abs() < 1e-6);
    made.map(|(_, count)| *count)
}

impl Curve {
    /// The last time at which it is known.
    pub(super) fn last(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.time)
    }

    /// The curve at a time at which it is known.
    pub(super) fn at(&self, time: f64) -> Option<Point> {
        let known = self.points.iter().take_while(|point| point.time <= time);
        known.last().copied().filter(|_| time <= self.last())
    }

    /// Events up to its last point.
    pub(super) fn all_events(&self) -> i64 {
        self.points.last().map_or(0, |point| point.events)
    }

    /// Those at risk, and the events and censorings so far, at a time of the table beneath; beyond the last time nobody
    /// is at risk.
    pub(super) fn counts(&self, time: f64) -> [Option<i64>; 3] {
        let events = self.all_events();
        let beyond = (time > self.last()).then_some([0, events, self.units - events]);
        let counts = [&self.at_risk, &self.events, &self.censored];
        let mut index = 0;
        counts.map(|counts| {
            let after_all = beyond.map(|beyond| beyond[index]);
            index += 1;
            at(counts, time).or(after_all)
        })
    }

    /// The times at which somebody was censored.
    pub(super) fn censorings(&self) -> impl Iterator<Item = f64> {
        growth(self.censored.iter().copied())
            .into_iter()
            .map(|(time, _)| time)
    }

    /// The last time at which at least so many are at risk; `None` where they never are.
    pub(super) fn last_with_at_risk(&self, least: i64) -> Option<f64> {
        let events = self.points.iter().map(|point| (point.time, point.events));
        let mut ends = growth(events);
        ends.extend(growth(self.censored.iter().copied()));
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut left = self.units;
        if left < least {
            return None;
        }
        let end = ends.into_iter().find(|(_, ended)| {
            left -= ended;
            left < least
        });
        end.map(|(time, _)| time)
    }

    /// The curve up to a time.
    pub(super) fn up_to(&self, time: f64) -> Vec<Point> {
        let end = self.at(time).map(|point| Point { time, ..point });
        let before = self.points.iter().copied();
        before
            .filter(|point| point.time < time)
            .chain(end)
            .collect()
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
