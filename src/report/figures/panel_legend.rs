//! The legend of small charts, and the shapes of their points.

use super::canvas::{ACCENT, Anchor, Canvas, GRID, INK, MUTED, TINY, WHITE};
use super::error::FigureError;
use super::text::{flow, text_width};
use super::width::FigureWidth;
use plotters::prelude::Color;
use plotters::style::RGBColor;

/// A point beyond a limit; it has a shape of its own, too.
pub(super) const SIGNAL: RGBColor = RGBColor(0xb5, 0x4a, 0x1a);
/// Around the charts.
pub(super) const MARGIN: f64 = 8.0;
/// The height of a line of the legend at the top, and below it.
const LEGEND_LINE: f64 = 16.0;
const BELOW_LEGEND: f64 = 6.0;

/// How a point is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Shape {
    /// A ring: it made the center line.
    Ring,
    /// A dot.
    Dot,
    /// A triangle that points up: a signal.
    Up,
    /// A triangle that points down: a signal.
    Down,
}

/// What an item of the legend looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Sample {
    Shape(Shape),
    Center,
    Limit,
    Shade,
    Stroke,
    Change,
}

/// Where the items of the legend stand: x and the line of each.
fn legend_positions(legend: &[(Sample, &str)], width: FigureWidth) -> Vec<(f64, usize)> {
    let widths = legend.iter().map(|(_, text)| 18.0 + text_width(text, TINY));
    flow(widths, (MARGIN, width.units() - MARGIN), 14.0)
}

/// The height of the legend.
pub(super) fn legend_height(legend: &[(Sample, &str)], width: FigureWidth) -> f64 {
    let positions = legend_positions(legend, width);
    let lines = positions.last().map_or(1, |(_, line)| line + 1);
    lines as f64 * LEGEND_LINE + BELOW_LEGEND
}

/// Draws it at the top.
pub(super) fn draw_legend(
    canvas: &Canvas<'_>,
    legend: &[(Sample, &str)],
    width: FigureWidth,
) -> Result<(), FigureError> {
    let positions = legend_positions(legend, width);
    for ((sample, text), (x, line)) in legend.iter().zip(positions) {
        let y = 9.0 + line as f64 * LEGEND_LINE;
        match sample {
            Sample::Shape(shape) => draw_shape(canvas, (x + 5.0, y), *shape)?,
            Sample::Center => canvas.line(&[(x, y), (x + 14.0, y)], MUTED, 1.0)?,
            Sample::Limit => canvas.dashed(&[(x, y), (x + 14.0, y)], SIGNAL, 0.9, &[3.0, 2.0])?,
            Sample::Shade => canvas.rectangle((x, y - 5.0), (x + 14.0, y + 5.0), GRID)?,
            Sample::Change => canvas.line(&[(x + 6.0, y - 5.0), (x + 6.0, y + 5.0)], INK, 0.8)?,
            Sample::Stroke => canvas.line(&[(x + 6.0, y - 4.0), (x + 6.0, y + 4.0)], INK, 1.2)?,
        }
        let from = x + 18.0;
        canvas.text((from, y), text, TINY, Anchor::Start, MUTED)?;
    }
    Ok(())
}

/// Draws a point of this shape.
pub(super) fn draw_shape(
    canvas: &Canvas<'_>,
    (x, y): (f64, f64),
    shape: Shape,
) -> Result<(), FigureError> {
    let r = 4.2;
    match shape {
        Shape::Ring => {
            canvas.dot((x, y), 2.5, ACCENT)?;
            canvas.dot((x, y), 1.5, WHITE)
        }
        Shape::Dot => canvas.dot((x, y), 2.4, ACCENT),
        Shape::Up => canvas.area(
            &[(x, y - r), (x - r, y + r), (x + r, y + r)],
            SIGNAL.to_rgba(),
        ),
        Shape::Down => canvas.area(
            &[(x, y + r), (x - r, y - r), (x + r, y - r)],
            SIGNAL.to_rgba(),
        ),
    }
}
