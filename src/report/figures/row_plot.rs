//! The frame of a forest: a row per organ system with its label at the left, numbers at the right, shares between.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL};
use super::error::FigureError;
use super::scale::{Scale, percent_ticks, spaced};
use super::text::{shortened, text_width, wrap};
use super::width::FigureWidth;
use plotters::style::RGBColor;

/// Between a text and what it stands beside.
pub(super) const GAP: f64 = 8.0;
/// The height of one line of notes.
const NOTE_LINE: f64 = 15.0;
/// Labels never take more than this; only one from outside the terminology is so long.
const WIDEST_LABEL: f64 = 300.0;
/// The height of a label above its row, where a narrow figure has no room for it at the left.
const LABEL_LINE: f64 = 15.0;

/// Where everything of such a figure stands.
pub(super) struct RowPlot {
    labels: Vec<String>,
    row: f64,
    /// The height of the label above each row; 0 where it stands at the left.
    label_line: f64,
    top: f64,
    ticks: Vec<i64>,
    /// From shares in percent to pixels.
    pub(super) x: Scale,
    axis_title: Vec<String>,
    notes: Vec<String>,
}

/// What a figure with rows is made of.
pub(super) struct RowPlotParts {
    /// The rows' labels, top down.
    pub(super) labels: Vec<String>,
    /// The height of a row.
    pub(super) row: f64,
    /// The greatest share that is shown.
    pub(super) most: f64,
    /// The height above the rows.
    pub(super) top: f64,
    /// The width kept for numbers at the right.
    pub(super) right: f64,
    /// What the axis shows.
    pub(super) axis_title: String,
    /// What stands beneath.
    pub(super) notes: Vec<String>,
}

impl RowPlot {
    pub(super) fn new(parts: &RowPlotParts, width: FigureWidth) -> Self {
        let label_line = width.choose(LABEL_LINE, 0.0);
        let labels: Vec<String> = parts
            .labels
            .iter()
            .map(|label| shortened(label, LABEL, WIDEST_LABEL))
            .collect();
        let widest = labels
            .iter()
            .map(|label| text_width(label, LABEL))
            .fold(0.0, f64::max);
        // The left half of the first tick's number is kept too.
        let left = if width.is_narrow() {
            2.0 * GAP + 0.5
        } else {
            (widest + 2.0 * GAP).max(4.0 * GAP).ceil() + 0.5
        };
        let right = (width.units() - parts.right.max(2.0 * GAP)).floor() + 0.5;
        let ticks = spaced(percent_ticks(parts.most), right - left);
        let last = ticks.last().copied().unwrap_or(100) as f64;
        Self {
            labels,
            row: parts.row + label_line,
            label_line,
            top: parts.top,
            ticks,
            x: Scale {
                numbers: (0.0, last),
                pixels: (left, right),
            },
            axis_title: wrap(&parts.axis_title, SMALL, width.units() - left - GAP),
            notes: parts
                .notes
                .iter()
                .flat_map(|note| wrap(note, SMALL, width.units() - 2.0 * GAP))
                .collect(),
        }
    }

    /// Where the rows end and the axis is.
    fn bottom(&self) -> f64 {
        self.top + self.labels.len() as f64 * self.row + 0.5
    }

    /// The height of the whole figure.
    pub(super) fn height(&self) -> f64 {
        let titles = self.axis_title.len() as f64 * NOTE_LINE;
        let notes = if self.notes.is_empty() {
            0.0
        } else {
            GAP + self.notes.len() as f64 * NOTE_LINE
        };
        (self.bottom() + 20.0 + titles + notes + GAP).ceil()
    }

    /// Where a row begins, with its label.
    pub(super) fn begin_of(&self, row: usize) -> f64 {
        self.top + row as f64 * self.row
    }

    /// Where what a row shows begins.
    pub(super) fn top_of(&self, row: usize) -> f64 {
        self.begin_of(row) + self.label_line
    }

    /// A line through the rows; where labels are above them it leaves these free.
    fn draw_upright(
        &self,
        canvas: &Canvas<'_>,
        x: f64,
        color: RGBColor,
    ) -> Result<(), FigureError> {
        if self.label_line <= 0.0 {
            return canvas.line(&[(x, self.top), (x, self.bottom())], color, 0.8);
        }
        (0..self.labels.len()).try_for_each(|row| {
            let ends = [(x, self.top_of(row)), (x, self.begin_of(row + 1))];
            canvas.line(&ends, color, 0.8)
        })
    }

    /// Labels, grid, axis, ticks, axis title and notes; what the rows show is drawn over it.
    pub(super) fn draw_frame(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let (left, right) = self.x.pixels;
        let bottom = self.bottom();
        for (row, label) in self.labels.iter().enumerate() {
            if self.label_line > 0.0 {
                let at = (GAP, self.begin_of(row) + self.label_line / 2.0 + 2.0);
                canvas.text(at, label, SMALL, Anchor::Start, INK)?;
            } else {
                let at = (left - GAP, self.begin_of(row) + self.row / 2.0);
                canvas.text(at, label, LABEL, Anchor::End, INK)?;
            }
        }
        for &tick in &self.ticks[1..] {
            let x = self.x.at(tick as f64);
            self.draw_upright(canvas, x, GRID)?;
        }
        self.draw_upright(canvas, left, AXIS)?;
        canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
        for &tick in &self.ticks {
            let x = self.x.at(tick as f64);
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], AXIS, 0.8)?;
            let at = (x, bottom + 12.0);
            canvas.text(at, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
        }
        let mut y = bottom + 20.0;
        for line in &self.axis_title {
            let at = (left, y + NOTE_LINE / 2.0);
            canvas.text(at, line, SMALL, Anchor::Start, INK)?;
            y += NOTE_LINE;
        }
        y += GAP;
        for line in &self.notes {
            let at = (GAP, y + NOTE_LINE / 2.0);
            canvas.text(at, line, SMALL, Anchor::Start, MUTED)?;
            y += NOTE_LINE;
        }
        Ok(())
    }
}
