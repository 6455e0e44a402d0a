//! How groups are told apart: by color and, for readers who do not distinguish these, by dashes and marks.

use super::canvas::{ACCENT, Anchor, Canvas, INK, SMALL, WHITE};
use super::error::FigureError;
use super::text::{flow, shortened, text_width};
use super::width::FigureWidth;
use plotters::style::{Color, RGBColor};

/// A figure tells no more groups apart.
pub(super) const MOST_GROUPS: usize = 6;

/// How one group is drawn.
pub(super) struct Style {
    pub(super) color: RGBColor,
    /// Lengths of dashes and of the gaps between them; a whole line without any.
    pub(super) dashes: &'static [f64],
    mark: Mark,
}

/// A mark at an estimate.
#[derive(Clone, Copy)]
enum Mark {
    Dot,
    Square,
    Up,
    Ring,
    Frame,
    Down,
}

static STYLES: [Style; MOST_GROUPS] = [
    style(ACCENT, &[], Mark::Dot),
    style(RGBColor(0xb5, 0x4a, 0x1a), &[7.0, 3.0], Mark::Square),
    style(RGBColor(0x3f, 0x75, 0x2f), &[2.0, 2.0], Mark::Up),
    style(
        RGBColor(0x7a, 0x3d, 0x8f),
        &[9.0, 2.5, 2.0, 2.5],
        Mark::Ring,
    ),
    style(RGBColor(0x85, 0x68, 0x00), &[14.0, 4.0], Mark::Frame),
    style(
        RGBColor(0x4a, 0x4a, 0x4a),
        &[7.0, 2.0, 2.0, 2.0, 2.0, 2.0],
        Mark::Down,
    ),
];

const fn style(color: RGBColor, dashes: &'static [f64], mark: Mark) -> Style {
    Style {
        color,
        dashes,
        mark,
    }
}

/// The style of a group by its position.
pub(super) fn style_of(group: usize) -> &'static Style {
    &STYLES[group % MOST_GROUPS]
}

/// How opaque the bands of this many curves are: the more of them, the lighter.
pub(super) const fn band_opacity(curves: usize) -> f64 {
    match curves {
        1 => 0.18,
        2 | 3 => 0.12,
        _ => 0.07,
    }
}

/// The width of a piece of line that stands for a group.
pub(super) const SWATCH: f64 = 30.0;
/// Between a swatch and its label.
pub(super) const SWATCH_GAP: f64 = 6.0;

impl Style {
    /// A piece of its line.
    pub(super) fn draw_swatch(
        &self,
        canvas: &Canvas<'_>,
        (x, y): (f64, f64),
    ) -> Result<(), FigureError> {
        canvas.dashed(&[(x, y), (x + SWATCH, y)], self.color, 1.6, self.dashes)
    }

    /// Its mark.
    pub(super) fn draw_mark(
        &self,
        canvas: &Canvas<'_>,
        (x, y): (f64, f64),
    ) -> Result<(), FigureError> {
        let color = self.color;
        let r = 3.4;
        let square = |canvas: &Canvas<'_>, r: f64, color| {
            canvas.rectangle((x - r, y - r), (x + r, y + r), color)
        };
        match self.mark {
            Mark::Dot => canvas.dot((x, y), 3.6, color),
            Mark::Ring => {
                canvas.dot((x, y), 3.6, color)?;
                canvas.dot((x, y), 2.2, WHITE)
            }
            Mark::Square => square(canvas, r, color),
            Mark::Frame => {
                square(canvas, r, color)?;
                square(canvas, r - 1.4, WHITE)
            }
            Mark::Up => canvas.area(
                &[(x, y - 4.4), (x - 4.2, y + 3.4), (x + 4.2, y + 3.4)],
                color.to_rgba(),
            ),
            Mark::Down => canvas.area(
                &[(x, y + 4.4), (x - 4.2, y - 3.4), (x + 4.2, y - 3.4)],
                color.to_rgba(),
            ),
        }
    }
}

/// What stands for a group in a legend.
#[derive(Clone, Copy)]
pub(super) enum Sample {
    Line,
    Mark,
}

/// The height of a line of a legend.
pub(super) const LEGEND_LINE: f64 = 17.0;
const WIDEST_NAME: f64 = 300.0;

/// Where the names of groups stand in a legend from this x on: x and the line of each.
fn legend_positions(
    left: f64,
    names: &[&str],
    sample: f64,
    width: FigureWidth,
) -> Vec<(f64, usize)> {
    let of_name = |name: &&str| sample + SWATCH_GAP + text_width(&shown(name, width), SMALL);
    flow(names.iter().map(of_name), (left, width.units() - 8.0), 20.0)
}

const fn width_of(sample: Sample) -> f64 {
    match sample {
        Sample::Line => SWATCH,
        Sample::Mark => 9.0,
    }
}

fn shown(name: &str, width: FigureWidth) -> String {
    shortened(name, SMALL, width.choose(WIDEST_NAME - 10.0, WIDEST_NAME))
}

/// The height of a legend of these groups; one group needs none.
pub(super) fn legend_height(left: f64, names: &[&str], sample: Sample, width: FigureWidth) -> f64 {
    if names.len() < 2 {
        return 0.0;
    }
    let positions = legend_positions(left, names, width_of(sample), width);
    let lines = positions.last().map_or(0, |(_, line)| line + 1);
    lines as f64 * LEGEND_LINE
}

/// Draws the legend with its first line at this height.
pub(super) fn draw_legend(
    canvas: &Canvas<'_>,
    (left, top): (f64, f64),
    names: &[&str],
    sample: Sample,
    width: FigureWidth,
) -> Result<(), FigureError> {
    if names.len() < 2 {
        return Ok(());
    }
    let wide = width_of(sample);
    let positions = legend_positions(left, names, wide, width);
    for (group, (name, (x, line))) in names.iter().zip(positions).enumerate() {
        let y = top + (line as f64 + 0.5) * LEGEND_LINE;
        match sample {
            Sample::Line => style_of(group).draw_swatch(canvas, (x, y))?,
            Sample::Mark => style_of(group).draw_mark(canvas, (x + wide / 2.0, y))?,
        }
        let at = (x + wide + SWATCH_GAP, y);
        canvas.text(at, &shown(name, width), SMALL, Anchor::Start, INK)?;
    }
    Ok(())
}
