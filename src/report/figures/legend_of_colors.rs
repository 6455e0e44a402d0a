//! A legend of colors: a swatch for each with its name, in as many lines as they need.

use super::canvas::{Anchor, Canvas, INK, SMALL};
use super::error::FigureError;
use super::text::{flow, text_width};
use super::width::FigureWidth;

const SWATCH: f64 = 16.0;
const SWATCH_GAP: f64 = 5.0;
const APART: f64 = 16.0;
const LINE: f64 = 16.0;
const MARGIN: f64 = 8.0;

/// Names in their order, after a word that leads to them, which may be empty.
pub(super) struct ColorLegend<'a> {
    pub(super) lead: &'a str,
    pub(super) names: &'a [&'a str],
    /// Where it begins.
    pub(super) left: f64,
    pub(super) width: FigureWidth,
}

impl ColorLegend<'_> {
    fn lead_width(&self) -> f64 {
        if self.lead.is_empty() {
            return 0.0;
        }
        text_width(self.lead, SMALL) + 8.0
    }

    fn positions(&self) -> Vec<(f64, usize)> {
        let swatch = SWATCH + SWATCH_GAP;
        let mut widths: Vec<f64> = self
            .names
            .iter()
            .map(|name| swatch + text_width(name, SMALL))
            .collect();
        // The lead is of the first name's line.
        if let Some(first) = widths.first_mut() {
            *first += self.lead_width();
        }
        let mut positions = flow(
            widths.into_iter(),
            (self.left, self.width.units() - MARGIN),
            APART,
        );
        if let Some((x, _)) = positions.first_mut() {
            *x += self.lead_width();
        }
        positions
    }

    /// How many units its lines take.
    pub(super) fn height(&self) -> f64 {
        let lines = self.positions().last().map_or(0, |(_, line)| line + 1);
        lines as f64 * LINE
    }

    /// Draws it from this height on; `swatch` draws that of a name, by its index, between two corners.
    pub(super) fn draw(
        &self,
        canvas: &Canvas<'_>,
        top: f64,
        swatch: impl Fn(usize, (f64, f64), (f64, f64)) -> Result<(), FigureError>,
    ) -> Result<(), FigureError> {
        let middle = |line: usize| top + (line as f64 + 0.5) * LINE;
        if !self.lead.is_empty() {
            let at = (self.left, middle(0));
            canvas.text(at, self.lead, SMALL, Anchor::Start, INK)?;
        }
        for (index, (name, (x, line))) in self.names.iter().zip(self.positions()).enumerate() {
            let y = middle(line);
            swatch(index, (x, y - 5.0), (x + SWATCH, y + 5.0))?;
            let at = (x + SWATCH + SWATCH_GAP, y);
            canvas.text(at, name, SMALL, Anchor::Start, INK)?;
        }
        Ok(())
    }
}
