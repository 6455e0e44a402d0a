//! Small charts side by side, three in a row: what a safety review is drawn as.

use super::axis_labels::{draw_labels, draw_names};
use super::canvas::{
    ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, PALE, SMALL, THIN, TINY, draw_svg,
};
use super::error::FigureError;
use super::figure::Figure;
use super::panel_legend::{MARGIN, SIGNAL, draw_legend, draw_shape, legend_height};
pub(in crate::report) use super::panel_legend::{Sample, Shape};
use super::scale::Scale;
use super::text::{shortened, text_width, wrapped};
use super::width::FigureWidth;

/// Panels in a row: in one column of a journal, and in two.
const COLUMNS: (usize, usize) = (2, 3);
const GAP: f64 = 18.0;
const HEIGHT: f64 = 150.0;
/// Above the plot of a panel: a line of its title and one of its note; and another line of them.
const HEAD: f64 = 34.0;
const HEAD_LINE: f64 = 13.0;
/// A title and a note have no more lines: in one column of a journal, and in two.
const MOST_LINES: (usize, usize) = (2, 1);
/// Beneath it: the labels of the axis.
const FOOT: f64 = 22.0;
/// The height of a row of names beneath the labels.
const NAMES: f64 = 12.0;
/// No label of a point is wider.
const WIDEST_LABEL: f64 = 80.0;

/// A point of a panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Spot {
    pub(in crate::report) x: f64,
    pub(in crate::report) y: f64,
    pub(in crate::report) shape: Option<Shape>,
}

/// One small chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::report) struct Panel {
    pub(in crate::report) title: String,
    pub(in crate::report) note: String,
    /// The range of the x axis.
    pub(in crate::report) x: (f64, f64),
    /// Labels beneath the axis.
    pub(in crate::report) x_labels: Vec<(f64, String)>,
    /// Points that a line joins; each list is a line of its own, broken at gaps.
    pub(in crate::report) lines: Vec<Vec<Spot>>,
    /// Points that no line joins, each with a label, which may be empty.
    pub(in crate::report) scattered: Vec<(Spot, String)>,
    /// Center lines.
    pub(in crate::report) centers: Vec<Vec<(f64, f64)>>,
    /// Limits.
    pub(in crate::report) limits: Vec<Vec<(f64, f64)>>,
    /// Where an axis begins that is shaded: the baseline.
    pub(in crate::report) shaded: Vec<(f64, f64)>,
    /// Annotations, by number.
    pub(in crate::report) marks: Vec<(f64, String)>,
    /// Where what the axis shows begins to be counted in another way, each with a name.
    pub(in crate::report) changes: Vec<(f64, String)>,
    /// Where years begin, on an axis of courses in their order.
    pub(in crate::report) boundaries: Vec<f64>,
    /// Small strokes on the axis: events.
    pub(in crate::report) strokes: Vec<f64>,
    /// Whether the y axis may begin above 0.
    pub(in crate::report) is_free: bool,
    /// Whether y is a share.
    pub(in crate::report) is_share: bool,
    /// The greatest y that is possible.
    pub(in crate::report) ceiling: Option<f64>,
}

/// Draws panels under a legend; `None` where there is none.
pub(in crate::report) fn draw(
    panels: &[Panel],
    legend: &[(Sample, &str)],
    alt: String,
    width: FigureWidth,
) -> Result<Option<Figure>, FigureError> {
    if panels.is_empty() {
        return Ok(None);
    }
    let columns = width.choose(COLUMNS.0, COLUMNS.1).min(panels.len());
    let wide = (width.units() - 2.0 * MARGIN - GAP * (columns as f64 - 1.0)) / columns as f64;
    let heads: Vec<[Vec<String>; 2]> = panels.iter().map(|panel| panel.head(wide, width)).collect();
    // Panels of a row begin at one height.
    let lines = |which: usize| {
        heads
            .iter()
            .map(|head| head[which].len())
            .max()
            .unwrap_or(1)
            .max(1)
    };
    let head_lines = [lines(0), lines(1)];
    let more = HEAD_LINE * (head_lines[0] + head_lines[1] - 2) as f64;
    let rows = panels.len().div_ceil(columns);
    let legend_height = legend_height(legend, width);
    let height = legend_height + (HEIGHT + more) * rows as f64;
    // All panels are as high as one with names beneath its axis.
    let has_names = panels.iter().any(|panel| !panel.changes.is_empty());
    let foot = if has_names { FOOT + NAMES } else { FOOT };
    let svg = draw_svg(width, height, |canvas| {
        draw_legend(canvas, legend, width)?;
        for (index, panel) in panels.iter().enumerate() {
            let left = MARGIN + (index % columns) as f64 * (wide + GAP);
            let top = legend_height + (index / columns) as f64 * (HEIGHT + more);
            let [title, note] = &heads[index];
            let style = (Anchor::Start, INK);
            canvas.lines((left, top + 7.0), title, (SMALL, HEAD_LINE), style)?;
            let y = top + 21.0 + HEAD_LINE * (head_lines[0] - 1) as f64;
            canvas.lines((left, y), note, (TINY, HEAD_LINE), (Anchor::Start, MUTED))?;
            panel.draw(canvas, (left, top + more), wide, foot)?;
        }
        Ok(())
    })?;
    Ok(Some(Figure { svg, alt, width }))
}

/// Three ticks of an axis from 0: its greatest is a round number at or above `most`.
fn ticks(most: f64, ceiling: Option<f64>) -> [f64; 3] {
    let most = if most > 0.0 {
        most
    } else {
        1e-9_f64.max(ceiling.unwrap_or(1.0))
    };
    let decade = 10_f64.powf(most.log10().floor());
    let round = [1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let top = round
        .into_iter()
        .map(|step| step * decade)
        .find(|&top| top >= most * (1.0 - 1e-9))
        .unwrap_or(10.0 * decade);
    let top = ceiling.map_or(top, |ceiling| top.min(ceiling));
    [0.0, top / 2.0, top]
}

impl Panel {
    /// The least and the greatest y.
    fn range(&self) -> (f64, f64) {
        let spots = self.lines.iter().flatten().map(|spot| spot.y);
        let scattered = self.scattered.iter().map(|(spot, _)| spot.y);
        let lines = self.centers.iter().chain(&self.limits).flatten();
        let all = spots.chain(scattered).chain(lines.map(|point| point.1));
        let range = all.fold((f64::INFINITY, 0.0_f64), |(least, most), y| {
            (least.min(y), most.max(y))
        });
        (range.0.min(range.1), range.1)
    }

    /// The lines of its title and of its note.
    fn head(&self, wide: f64, width: FigureWidth) -> [Vec<String>; 2] {
        let most = width.choose(MOST_LINES.0, MOST_LINES.1);
        [(&self.title, SMALL), (&self.note, TINY)]
            .map(|(text, size)| wrapped(text, size, wide, most))
    }

    fn ticks(&self) -> [f64; 3] {
        let (least, most) = self.range();
        let span = most - least;
        if self.is_free && span > 0.0 && least > 0.0 {
            // Steps so wide that two of them reach from a multiple below the least to above the greatest.
            let decade = 10_f64.powf(span.log10().floor());
            let steps = [0.5, 1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * decade);
            let from = |step: f64| (least / step).floor() * step;
            let fits = |step: &f64| from(*step) + 2.0 * step >= most;
            if let Some(step) = steps.into_iter().find(fits) {
                return [from(step), from(step) + step, from(step) + 2.0 * step];
            }
        }
        ticks(most, self.ceiling)
    }

    fn draw(
        &self,
        canvas: &Canvas<'_>,
        (left, top): (f64, f64),
        wide: f64,
        foot: f64,
    ) -> Result<(), FigureError> {
        let ticks = self.ticks();
        let label = |tick: f64| {
            if self.is_share {
                format!("{}%", short(100.0 * tick))
            } else {
                short(tick)
            }
        };
        let labels = ticks.map(label);
        let widest = labels
            .iter()
            .map(|text| text_width(text, TINY))
            .fold(0.0, f64::max);
        let y = Scale {
            numbers: (ticks[0], ticks[2]),
            pixels: (top + HEIGHT - foot, top + HEAD + 4.0),
        };
        let x = Scale {
            numbers: self.x,
            pixels: (left + widest + 10.0, left + wide - 6.0),
        };
        let (from, to) = (left + widest + 5.0, left + wide);
        for &(start, end) in &self.shaded {
            canvas.rectangle(
                (x.at(start).max(from), y.pixels.1),
                (x.at(end).min(to), y.pixels.0),
                GRID,
            )?;
        }
        for (tick, text) in ticks.into_iter().zip(&labels) {
            let at = y.at(tick);
            let color = if tick > ticks[0] { GRID } else { AXIS };
            canvas.line(&[(from, at), (to, at)], color, THIN)?;
            canvas.text((from - 4.0, at), text, TINY, Anchor::End, MUTED)?;
        }
        let labels = self.x_labels.iter();
        let labels: Vec<(f64, &str)> = labels.map(|(at, text)| (x.at(*at), &**text)).collect();
        draw_labels(canvas, &labels, y.pixels.0, (left, to))?;
        let placed = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            points
                .iter()
                .map(|&(a, b)| (x.at(a), y.at(b.clamp(ticks[0], ticks[2]))))
                .collect()
        };
        for &boundary in &self.boundaries {
            let at = x.at(boundary);
            canvas.line(&[(at, y.pixels.0), (at, y.pixels.1)], GRID, THIN)?;
        }
        let names = self.changes.iter();
        let names: Vec<(f64, String)> = names.map(|(at, name)| (x.at(*at), name.clone())).collect();
        for &(at, _) in &names {
            canvas.line(&[(at, y.pixels.0), (at, y.pixels.1)], INK, 0.8)?;
        }
        draw_names(canvas, &names, y.pixels.0, (left, to))?;
        for limit in &self.limits {
            canvas.dashed(&placed(limit), SIGNAL, 0.9, &[3.0, 2.0])?;
        }
        for center in &self.centers {
            canvas.line(&placed(center), MUTED, 1.0)?;
        }
        for &stroke in &self.strokes {
            let at = x.at(stroke);
            canvas.line(&[(at, y.pixels.0), (at, y.pixels.0 - 5.0)], INK, 1.2)?;
        }
        for line in &self.lines {
            let points: Vec<(f64, f64)> = line.iter().map(|spot| (spot.x, spot.y)).collect();
            if points.len() > 1 {
                canvas.line(
                    &placed(&points),
                    if line.iter().any(|s| s.shape.is_some()) {
                        PALE
                    } else {
                        ACCENT
                    },
                    1.1,
                )?;
            }
        }
        for spot in self.lines.iter().flatten() {
            if let Some(shape) = spot.shape {
                draw_shape(canvas, (x.at(spot.x), y.at(spot.y)), shape)?;
            }
        }
        self.draw_scattered(canvas, x, y, to)?;
        for (position, text) in &self.marks {
            let at = x.at(*position);
            canvas.dashed(
                &[(at, y.pixels.1), (at, y.pixels.0)],
                AXIS,
                0.8,
                &[1.5, 2.0],
            )?;
            canvas.text((at, y.pixels.1 - 5.0), text, TINY, Anchor::Middle, MUTED)?;
        }
        Ok(())
    }

    /// Points with labels: one that would lie on another moves up or down.
    fn draw_scattered(
        &self,
        canvas: &Canvas<'_>,
        x: Scale,
        y: Scale,
        to: f64,
    ) -> Result<(), FigureError> {
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        for (spot, text) in &self.scattered {
            let at = (x.at(spot.x), y.at(spot.y));
            if let Some(shape) = spot.shape {
                draw_shape(canvas, at, shape)?;
            }
            if text.is_empty() {
                continue;
            }
            let text = shortened(text, TINY, WIDEST_LABEL);
            let wide = text_width(&text, TINY);
            // To the left where there is no room to the right.
            let left = if at.0 + 6.0 + wide > to {
                at.0 - 6.0 - wide
            } else {
                at.0 + 6.0
            };
            let is_free = |middle: f64| {
                let is_apart = |&(from, end, other): &(f64, f64, f64)| {
                    left > end || left + wide < from || (middle - other).abs() >= TINY
                };
                taken.iter().all(is_apart)
            };
            let shifts = [0.0, -TINY, TINY, -2.0 * TINY, 2.0 * TINY, -3.0 * TINY];
            let middles = shifts.map(|shift| (at.1 + shift).min(y.pixels.0 - 4.0));
            let middle = middles
                .into_iter()
                .find(|&middle| is_free(middle))
                .unwrap_or(at.1);
            canvas.text((left, middle), &text, TINY, Anchor::Start, INK)?;
            taken.push((left, left + wide, middle));
        }
        Ok(())
    }
}

/// A number of an axis with as many digits as it needs.
fn short(value: f64) -> String {
    crate::report::wording::at_most(value, if value >= 10.0 { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_begins_at_zero_and_ends_at_a_round_number() {
        let shown = |most, ceiling| ticks(most, ceiling).map(|tick| format!("{tick:.3}"));
        assert_eq!(shown(0.43, Some(1.0)), ["0.000", "0.250", "0.500"]);
        assert_eq!(shown(0.97, Some(1.0)), ["0.000", "0.500", "1.000"]);
        assert_eq!(shown(0.0, None), ["0.000", "0.500", "1.000"]);
        assert_eq!(shown(21.0, None), ["0.000", "15.000", "30.000"]);
    }

    #[test]
    fn a_panel_without_points_is_drawn_all_the_same_and_no_panel_is_no_figure() {
        assert_eq!(
            draw(&[], &[], String::new(), FigureWidth::TwoColumns).unwrap(),
            None
        );
        let panel = Panel {
            title: "Dialysis".to_owned(),
            x: (0.0, 1.0),
            ..Panel::default()
        };
        let figure = draw(
            &[panel],
            &[(Sample::Center, "baseline")],
            "x".to_owned(),
            FigureWidth::TwoColumns,
        )
        .unwrap();
        let svg = figure.unwrap().svg;
        assert!(svg.contains("Dialysis") && !svg.contains("NaN"));
    }
}
