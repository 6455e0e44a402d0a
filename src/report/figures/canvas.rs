//! The one place that writes SVG: units of which 1.46 are a point in print, drawn at ten times their size.
//!
//! The drawing library takes whole numbers. Drawn ten times as large, with the `viewBox` scaled back, a tenth of a
//! unit is a whole number. It also cannot measure text, so that every text is set by its own anchor.

use super::error::FigureError;
use super::width::FigureWidth;
use crate::notation::visible;
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color, DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, PathElement,
    Polygon, RGBAColor, RGBColor, Rectangle, SVGBackend, ShapeStyle, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The size of labels: 8.2 pt in print.
pub(super) const LABEL: f64 = 12.0;
/// The size of ticks, axis titles and notes: 7.5 pt.
pub(super) const SMALL: f64 = 11.0;
/// The size of numbers inside the plot: 7.1 pt. No text is smaller.
pub(super) const TINY: f64 = 10.4;
/// The width of the thinnest line: 0.55 pt.
pub(super) const THIN: f64 = 0.8;

/// Text that is read first.
pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Text that is read second.
pub(super) const MUTED: RGBColor = RGBColor(0x5f, 0x64, 0x68);
/// Axes.
pub(super) const AXIS: RGBColor = RGBColor(0x9a, 0xa0, 0xa6);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xe8, 0xea, 0xec);
/// What the figure is about.
pub(super) const ACCENT: RGBColor = RGBColor(0x1f, 0x5a, 0x7a);
/// What stands beside the accent without being it.
pub(super) const PALE: RGBColor = RGBColor(0xa9, 0xb4, 0xbb);
/// The page.
pub(super) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// From one stroke of a hatched area to the next.
const HATCH: f64 = 4.0;
const SCALE: f64 = 10.0;
const FAMILY: &str = "Liberation Sans, Arial, Helvetica, sans-serif";
/// The library divides text sizes by this before it writes them.
const LIBRARY_TEXT_FACTOR: f64 = 1.24;

/// Where a text stands relative to its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// What is drawn on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// The SVG of this width and height on which `paint` has drawn.
pub(super) fn draw_svg(
    width: FigureWidth,
    height: f64,
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), FigureError>,
) -> Result<String, FigureError> {
    let units = width.units();
    let (wide, high) = (tenths(units).unsigned_abs(), tenths(height).unsigned_abs());
    let mut svg = String::new();
    {
        let backend = SVGBackend::with_string(&mut svg, (wide, high));
        let canvas = Canvas {
            area: backend.into_drawing_area(),
        };
        canvas.area.fill(&WHITE).map_err(fault)?;
        paint(&canvas)?;
        canvas.area.present().map_err(fault)?;
    }
    let drawn = format!("<svg width=\"{wide}\" height=\"{high}\"");
    let shown = format!("<svg width=\"{units}\" height=\"{height}\"");
    match svg.strip_prefix(&drawn) {
        Some(rest) => Ok(shown + rest),
        None => Err(FigureError::Svg {
            message: "the drawing has no size".to_owned(),
        }),
    }
}

impl Canvas<'_> {
    /// A filled rectangle between two corners.
    pub(super) fn rectangle(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        color: RGBColor,
    ) -> Result<(), FigureError> {
        let corners = [scaled(from), scaled(to)];
        self.area
            .draw(&Rectangle::new(corners, color.filled()))
            .map_err(fault)
    }

    /// The outline of a rectangle, within its corners. The library gives the outline of its rectangles no width, so that
    /// it is drawn as a line.
    pub(super) fn frame(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        color: RGBColor,
    ) -> Result<(), FigureError> {
        let inset = 0.4;
        let (left, top) = (from.0 + inset, from.1 + inset);
        let (right, bottom) = ((to.0 - inset).max(left), to.1 - inset);
        let corners = [
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
        ];
        self.line(&corners, color, 0.8)
    }

    /// A line through these points.
    pub(super) fn line(
        &self,
        points: &[(f64, f64)],
        color: RGBColor,
        width: f64,
    ) -> Result<(), FigureError> {
        let points: Vec<_> = points.iter().copied().map(scaled).collect();
        self.area
            .draw(&PathElement::new(points, stroke(color, width)))
            .map_err(fault)
    }

    /// A line through these points, broken: of each of these lengths in turn, one is drawn and the next left out.
    pub(super) fn dashed(
        &self,
        points: &[(f64, f64)],
        color: RGBColor,
        width: f64,
        lengths: &[f64],
    ) -> Result<(), FigureError> {
        if lengths.is_empty() {
            return self.line(points, color, width);
        }
        dashes(points, lengths)
            .iter()
            .try_for_each(|dash| self.line(dash, color, width))
    }

    /// A filled area within these points.
    pub(super) fn area(&self, points: &[(f64, f64)], color: RGBAColor) -> Result<(), FigureError> {
        let points: Vec<_> = points.iter().copied().map(scaled).collect();
        self.area.draw(&Polygon::new(points, color)).map_err(fault)
    }

    /// A dot.
    pub(super) fn dot(
        &self,
        center: (f64, f64),
        radius: f64,
        color: RGBColor,
    ) -> Result<(), FigureError> {
        let dot = Circle::new(scaled(center), tenths(radius), color.filled());
        self.area.draw(&dot).map_err(fault)
    }

    /// A rectangle with strokes across it, which differs from a plain one in gray too.
    pub(super) fn hatched(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        (color, strokes): (RGBColor, RGBColor),
    ) -> Result<(), FigureError> {
        self.rectangle(from, to, color)?;
        let high = to.1 - from.1;
        // Each stroke rises from the lower edge to the upper one, or as far as the sides allow.
        let mut start = from.0 - high + HATCH / 2.0;
        while start < to.0 {
            let (left, right) = (start.max(from.0), (start + high).min(to.0));
            if right - left > 0.3 {
                let at = |x: f64| (x, to.1 - (x - start));
                self.line(&[at(left), at(right)], strokes, THIN)?;
            }
            start += HATCH;
        }
        Ok(())
    }

    /// Lines of text, one below the other.
    pub(super) fn lines(
        &self,
        (x, y): (f64, f64),
        lines: &[String],
        (size, pitch): (f64, f64),
        (anchor, color): (Anchor, RGBColor),
    ) -> Result<(), FigureError> {
        for (line, text) in lines.iter().enumerate() {
            self.text((x, y + line as f64 * pitch), text, size, anchor, color)?;
        }
        Ok(())
    }

    /// A text whose middle height is at `at`; control characters in it are named, since XML may not hold them.
    pub(super) fn text(
        &self,
        at: (f64, f64),
        text: &str,
        size: f64,
        anchor: Anchor,
        color: RGBColor,
    ) -> Result<(), FigureError> {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // The library sets a text with its top 0.76 em above the baseline. Capitals and digits are about
        // 0.7 em high: with the baseline 0.35 em below that position, their middle is there.
        let top = at.1 + (0.35 - 0.76) * size;
        let font = (FAMILY, size * SCALE * LIBRARY_TEXT_FACTOR).into_font();
        let style = TextStyle::from(font)
            .color(&color)
            .pos(Pos::new(h_pos, VPos::Top));
        self.area
            .draw(&Text::new(
                visible(text).into_owned(),
                scaled((at.0, top)),
                style,
            ))
            .map_err(fault)
    }
}

/// The pieces of a line through these points that are drawn, where `lengths` are drawn and left out in turn.
fn dashes(points: &[(f64, f64)], lengths: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut dashes: Vec<Vec<(f64, f64)>> = points
        .first()
        .map(|&first| vec![first])
        .into_iter()
        .collect();
    let mut turns = lengths.iter().copied().cycle().enumerate();
    let mut turn = turns.next();
    for ends in points.windows(2) {
        let (from, to) = (ends[0], ends[1]);
        let whole = (to.0 - from.0).hypot(to.1 - from.1);
        let mut walked = 0.0;
        while let Some((turns_before, left)) = turn {
            let is_drawn = turns_before % 2 == 0;
            if walked + left > whole {
                turn = Some((turns_before, left - (whole - walked)));
                if let Some(dash) = dashes.last_mut().filter(|_| is_drawn && walked < whole) {
                    dash.push(to);
                }
                break;
            }
            walked += left;
            let part = walked / whole;
            let at = (
                from.0 + part * (to.0 - from.0),
                from.1 + part * (to.1 - from.1),
            );
            match dashes.last_mut().filter(|_| is_drawn) {
                Some(dash) => dash.push(at),
                None => dashes.push(vec![at]),
            }
            turn = turns.next();
        }
    }
    dashes.retain(|dash| dash.len() > 1);
    dashes
}

fn stroke(color: RGBColor, width: f64) -> ShapeStyle {
    color.stroke_width(tenths(width).unsigned_abs())
}

fn scaled((x, y): (f64, f64)) -> (i32, i32) {
    (tenths(x), tenths(y))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a figure is some hundreds of pixels wide and high"
)]
fn tenths(pixels: f64) -> i32 {
    (pixels * SCALE).round() as i32
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn fault(error: DrawingAreaErrorKind<std::io::Error>) -> FigureError {
    FigureError::Svg {
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_goes_on_around_a_corner() {
        let line = [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)];
        // Drawn from 0 to 2, from 3 to 5 and from 6 to 8 of the way; the corner is at 5.
        assert_eq!(
            dashes(&line, &[2.0, 1.0]),
            [
                vec![(0.0, 0.0), (2.0, 0.0)],
                vec![(3.0, 0.0), (5.0, 0.0)],
                vec![(5.0, 1.0), (5.0, 3.0)],
                vec![(5.0, 4.0), (5.0, 5.0)],
            ]
        );
        assert_eq!(
            dashes(&line, &[6.0, 9.0]),
            [[(0.0, 0.0), (5.0, 0.0), (5.0, 1.0)]]
        );
    }
}
