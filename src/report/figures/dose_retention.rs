//! The share of courses that received at least so many doses, of those planned for as many: steps with an interval.
//!
//! The step of k runs from k − ½ to k + ½, so that the tick of k stands in its middle.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, WIDTH, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::rows::{Share, at_least};
use super::scale::{Scale, dose_ticks};
use super::text::text_width;
use super::words::{n_of, percent, percent_and_interval};
use crate::measures::results::Row;
use plotters::style::Color;

const HEIGHT: f64 = 344.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 270.5;
const RIGHT_MARGIN: f64 = 60.0;
const BAND_OPACITY: f64 = 0.18;
const PLANNED: &str = "planned for ≥ k";

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let shares = at_least(rows)?;
    if shares.is_empty() {
        return Ok(None);
    }
    Ok(Some(Figure {
        svg: drawing(&shares)?,
        alt: words(&shares),
    }))
}

fn drawing(shares: &[Option<Share>]) -> Result<String, FigureError> {
    let left = (8.0 + text_width(PLANNED, SMALL) + 24.0).ceil() + 0.5;
    let x = Scale {
        numbers: (0.5, shares.len() as f64 + 0.5),
        pixels: (left, WIDTH - RIGHT_MARGIN),
    };
    let y = Scale {
        numbers: (0.0, 100.0),
        pixels: (BOTTOM, TOP),
    };
    let has_interval = shares
        .iter()
        .flatten()
        .any(|share| share.interval.is_some());
    let interval = if has_interval {
        ", with 95 % interval"
    } else {
        ""
    };
    draw_svg(HEIGHT, |canvas| {
        let title =
            format!("Courses with at least k doses given, of those planned for ≥ k (%){interval}");
        canvas.text((8.0, 12.0), &title, SMALL, Anchor::Start, INK)?;
        for tick in [0, 20, 40, 60, 80, 100] {
            let at = y.at(f64::from(tick));
            canvas.line(&[(left, at), (x.pixels.1, at)], GRID, 0.8)?;
            let label = (left - 8.0, at);
            canvas.text(label, &tick.to_string(), SMALL, Anchor::End, MUTED)?;
        }
        for run in runs(shares, |share| share.interval) {
            draw_band(canvas, &run, x, y)?;
        }
        for run in runs(shares, |share| Some((share.value, share.value))) {
            let steps = steps(&run, |(value, _)| value, x, y);
            canvas.line(&steps, ACCENT, 1.6)?;
        }
        if let Some(Some(last)) = shares.last() {
            let at = (x.pixels.1 + 6.0, y.at(last.value * 100.0));
            let label = format!("{} %", percent(last.value));
            canvas.text(at, &label, SMALL, Anchor::Start, ACCENT)?;
        }
        draw_axis(canvas, shares, x)
    })
}

/// The levels that follow each other and have these numbers: for each run, its levels with the numbers.
fn runs<T>(
    shares: &[Option<Share>],
    numbers: impl Fn(&Share) -> Option<T>,
) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    for (level, share) in (1..).zip(shares) {
        let Some(found) = share.as_ref().and_then(&numbers) else {
            continue;
        };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(before, _)| before + 1 == level) => {
                run.push((level, found));
            }
            _ => runs.push(vec![(level, found)]),
        }
    }
    runs
}

/// The corners of the steps of a run, from left to right.
fn steps(
    run: &[(usize, (f64, f64))],
    number: impl Fn((f64, f64)) -> f64,
    x: Scale,
    y: Scale,
) -> Vec<(f64, f64)> {
    run.iter()
        .flat_map(|&(level, numbers)| {
            let at = y.at(number(numbers) * 100.0);
            let level = level as f64;
            [(x.at(level - 0.5), at), (x.at(level + 0.5), at)]
        })
        .collect()
}

fn draw_band(
    canvas: &Canvas<'_>,
    run: &[(usize, (f64, f64))],
    x: Scale,
    y: Scale,
) -> Result<(), FigureError> {
    let mut outline = steps(run, |(_, upper)| upper, x, y);
    outline.extend(steps(run, |(lower, _)| lower, x, y).into_iter().rev());
    canvas.area(&outline, ACCENT.mix(BAND_OPACITY))
}

fn draw_axis(canvas: &Canvas<'_>, shares: &[Option<Share>], x: Scale) -> Result<(), FigureError> {
    let (left, right) = x.pixels;
    canvas.line(&[(left, BOTTOM), (right, BOTTOM)], AXIS, 0.8)?;
    let planned_at = BOTTOM + 58.0;
    let row = (8.0, planned_at);
    canvas.text(row, PLANNED, SMALL, Anchor::Start, MUTED)?;
    for tick in ticks(shares) {
        let at = x.at(tick as f64);
        canvas.line(&[(at, BOTTOM), (at, BOTTOM + 4.0)], AXIS, 0.8)?;
        let label = (at, BOTTOM + 13.0);
        canvas.text(label, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
        if let Some(share) = shares[tick - 1] {
            let planned = share.denominator.to_string();
            canvas.text((at, planned_at), &planned, SMALL, Anchor::Middle, INK)?;
        }
    }
    let courses = shares
        .iter()
        .flatten()
        .take(1)
        .map(|share| share.denominator);
    let title = (f64::midpoint(left, right), BOTTOM + 33.0);
    let text = format!("Doses given per course, k ({})", n_of(courses, "course"));
    canvas.text(title, &text, SMALL, Anchor::Middle, INK)
}

/// The numbers of doses at the ticks.
fn ticks(shares: &[Option<Share>]) -> Vec<usize> {
    dose_ticks(shares.len() as i64)
        .into_iter()
        .filter_map(|tick| usize::try_from(tick).ok())
        .collect()
}

fn words(shares: &[Option<Share>]) -> String {
    let mut levels = ticks(shares);
    if levels.last() != Some(&shares.len()) {
        levels.push(shares.len());
    }
    let parts: Vec<String> = levels
        .into_iter()
        .filter_map(|level| Some((level, shares[level - 1]?)))
        .map(|(level, share)| {
            format!(
                "{level}: {}/{} ({})",
                share.numerator,
                share.denominator,
                percent_and_interval(share.value, share.interval)
            )
        })
        .collect();
    format!(
        "Step curve: share of courses with at least so many doses given, of those planned for as many. {}.",
        parts.join("; ")
    )
}
