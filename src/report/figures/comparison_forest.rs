//! What separates two groups: for each risk the difference with its interval, a forest.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, draw_svg};
use super::error::{FigureError, RowFault};
use super::figure::Figure;
use super::groups::keep_most;
use super::rows::fault;
use super::scale::{Scale, signed_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::text::{shortened, text_width, wrap};
use super::width::FigureWidth;
use super::words::list;
use crate::measures::results::{Row, Stratum, Unit};
use crate::report::tables::{Lookup, compared_risks, sides};
use crate::report::wording::{head, points, units_of};
use plotters::style::RGBColor;

const MARGIN: f64 = 8.0;
const ROW: f64 = 18.0;
/// A row of a narrow figure has its label above.
const NARROW_ROW: f64 = 31.0;
const WIDEST_LABEL: f64 = 250.0;
const HEAD: &str = "Points (95% CI)";
const BETWEEN: f64 = 18.0;

/// A risk and what separates the two groups in it, in percentage points.
struct Difference {
    label: String,
    value: f64,
    interval: Option<(f64, f64)>,
    /// `−12.3 (−20.1 to −4.4)`.
    text: String,
}

/// Two groups that are compared.
struct Comparison {
    /// `TIL (15 patients) less HD IL-2 (127 patients)`.
    name: String,
    differences: Vec<Difference>,
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let mut notes = Vec::new();
    let mut shown = Vec::new();
    for compared in results.comparisons() {
        let mut differences = Vec::new();
        let mut without = Vec::new();
        for risk in compared_risks() {
            let Some(row) = risk.difference(compared) else {
                continue;
            };
            if row.numerator == Some(0) {
                without.push(risk.label);
            } else if let Some(difference) = difference(risk.label, row)? {
                differences.push(difference);
            }
        }
        let strata = sides(compared.stratum());
        let names = [0, 1].map(|side| named(results, &strata[side]));
        let name = format!("{} less {}", names[0], names[1]);
        if !without.is_empty() {
            let pair = format!("{} and {}", head(&strata[0]), head(&strata[1]));
            notes.push(format!("No event in {pair}: {}.", list(&without)));
        }
        if !differences.is_empty() {
            shown.push(Comparison { name, differences });
        }
    }
    notes.extend(keep_most(&mut shown));
    if shown.is_empty() {
        return if notes.is_empty() {
            Ok(None)
        } else {
            statement(&notes, width)
        };
    }
    Ok(Some(Figure {
        svg: drawing(&shown, &notes, width)?,
        alt: words(&shown, &notes),
        width,
    }))
}

/// A group with the number of its patients.
fn named(results: Lookup<'_>, stratum: &Stratum) -> String {
    let mut strata = results.strata().iter();
    let known = strata.find(|known| **known == stratum);
    let patients = known.and_then(|known| results.of_stratum(known).treated(Unit::Patient));
    let n = patients.map(|n| format!(" (n = {n} {})", units_of(Unit::Patient, n)));
    head(stratum) + &n.unwrap_or_default()
}

fn difference(label: String, row: &Row) -> Result<Option<Difference>, FigureError> {
    let Some(value) = row.value else {
        return Ok(None);
    };
    let interval = row.lower.zip(row.upper);
    let holds = interval.is_none_or(|(lower, upper)| lower <= value && value <= upper);
    if !(-1.0..=1.0).contains(&value) || !holds {
        return Err(fault(row, RowFault::NumbersDisagree));
    }
    let lines = points(row);
    let bounds = lines.get(1).map_or_else(String::new, |line| {
        format!(" ({})", line.trim_start_matches("95% CI "))
    });
    Ok(Some(Difference {
        label,
        value: value * 100.0,
        interval: interval.map(|(lower, upper)| (lower * 100.0, upper * 100.0)),
        text: format!("{}{bounds}", lines[0]),
    }))
}

/// Where everything stands.
struct Layout {
    x: Scale,
    ticks: Vec<i64>,
    row: f64,
    /// The right end of the numbers.
    right: f64,
    is_narrow: bool,
}

impl Layout {
    fn new(shown: &[Comparison], width: FigureWidth) -> Self {
        let all = || shown.iter().flat_map(|comparison| &comparison.differences);
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let labels = widest(&mut all().map(|it| text_width(&it.label, SMALL))).min(WIDEST_LABEL);
        let numbers = widest(&mut all().map(|it| text_width(&it.text, SMALL)));
        let numbers = numbers.max(text_width(HEAD, SMALL));
        let right = width.units() - MARGIN;
        let left = width.choose(2.0 * MARGIN, labels + 3.0 * MARGIN).ceil() + 0.5;
        let reach = |it: &Difference| it.interval.unwrap_or((it.value, it.value));
        let least = all().map(|it| reach(it).0).fold(0.0, f64::min);
        let most = all().map(|it| reach(it).1).fold(0.0, f64::max);
        let ticks = signed_ticks(least, most);
        let ends = (ticks[0] as f64, ticks[ticks.len() - 1] as f64);
        Self {
            x: Scale {
                numbers: ends,
                pixels: (left, right - numbers - 2.0 * MARGIN),
            },
            ticks,
            row: width.choose(NARROW_ROW, ROW),
            right,
            is_narrow: width.is_narrow(),
        }
    }

    /// A line through the rows; where labels are above them it leaves these free.
    fn draw_upright(
        &self,
        canvas: &Canvas<'_>,
        (x, top, bottom): (f64, f64, f64),
        color: RGBColor,
    ) -> Result<(), FigureError> {
        if !self.is_narrow {
            return canvas.line(&[(x, top), (x, bottom)], color, 0.8);
        }
        let mut end = top + self.row;
        while end < bottom + 1.0 {
            canvas.line(&[(x, end - ROW + 2.0), (x, end)], color, 0.8)?;
            end += self.row;
        }
        Ok(())
    }

    fn draw(
        &self,
        canvas: &Canvas<'_>,
        comparison: &Comparison,
        top: f64,
    ) -> Result<f64, FigureError> {
        let bottom = top + comparison.differences.len() as f64 * self.row + 0.5;
        for &tick in &self.ticks {
            let at = self.x.at(tick as f64);
            let color = if tick == 0 { MUTED } else { GRID };
            self.draw_upright(canvas, (at, top, bottom), color)?;
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = tick.to_string().replace('-', "−");
            canvas.text((at, bottom + 12.0), &label, SMALL, Anchor::Middle, MUTED)?;
        }
        let ends = [(self.x.pixels.0, bottom), (self.x.pixels.1, bottom)];
        canvas.line(&ends, AXIS, 0.8)?;
        for (row, difference) in comparison.differences.iter().enumerate() {
            let begin = top + row as f64 * self.row;
            let y = begin + self.row - ROW / 2.0;
            if self.is_narrow {
                let room = self.right - MARGIN;
                let label = shortened(&difference.label, SMALL, room);
                canvas.text((MARGIN, begin + 8.0), &label, SMALL, Anchor::Start, INK)?;
            } else {
                let label = shortened(&difference.label, SMALL, WIDEST_LABEL);
                let at = (self.x.pixels.0 - MARGIN, y);
                canvas.text(at, &label, SMALL, Anchor::End, INK)?;
            }
            if let Some((lower, upper)) = difference.interval {
                let ends = [(self.x.at(lower), y), (self.x.at(upper), y)];
                canvas.line(&ends, ACCENT, 1.2)?;
            }
            canvas.dot((self.x.at(difference.value), y), 3.4, ACCENT)?;
            canvas.text((self.right, y), &difference.text, SMALL, Anchor::End, INK)?;
        }
        Ok(bottom + 18.0)
    }
}

fn drawing(
    shown: &[Comparison],
    notes: &[String],
    width: FigureWidth,
) -> Result<String, FigureError> {
    let layout = Layout::new(shown, width);
    let room = width.units() - 2.0 * MARGIN;
    let names: Vec<Vec<String>> = shown
        .iter()
        .map(|comparison| wrap(&comparison.name, SMALL, room))
        .collect();
    let title = "Difference of risks in percentage points, with 95% CI (patients, Newcombe; courses, MOVER of Rao–Scott limits); right of 0: more in the group named first";
    let title = wrap(title, SMALL, room);
    let notes = note_lines(notes, width);
    let of_comparison = |(comparison, name): (&Comparison, &Vec<String>)| {
        (name.len() + 1) as f64 * NOTE_LINE
            + comparison.differences.len() as f64 * layout.row
            + 18.0
            + BETWEEN
    };
    let panels: f64 = shown.iter().zip(&names).map(of_comparison).sum();
    let texts = (title.len() + notes.len()) as f64 * NOTE_LINE;
    let height = 4.0 + panels - BETWEEN + 8.0 + texts + 8.0;
    draw_svg(width, height.ceil(), |canvas| {
        let mut y = 4.0;
        for (comparison, name) in shown.iter().zip(&names) {
            let at = (MARGIN, y + NOTE_LINE / 2.0);
            canvas.lines(at, name, (SMALL, NOTE_LINE), (Anchor::Start, INK))?;
            y += (name.len() + 1) as f64 * NOTE_LINE;
            let head = (layout.right, y - NOTE_LINE / 2.0 - 2.0);
            canvas.text(head, HEAD, SMALL, Anchor::End, MUTED)?;
            y = layout.draw(canvas, comparison, y)? + BETWEEN;
        }
        let at = (MARGIN, y - BETWEEN + 8.0 + NOTE_LINE / 2.0);
        canvas.lines(at, &title, (SMALL, NOTE_LINE), (Anchor::Start, INK))?;
        let at = (MARGIN, at.1 + title.len() as f64 * NOTE_LINE + 4.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

fn words(shown: &[Comparison], notes: &[String]) -> String {
    let mut sentences =
        vec!["Marks with 95% CI: differences of risks, in percentage points.".to_owned()];
    for comparison in shown {
        let parts = comparison.differences.iter();
        let parts: Vec<String> = parts
            .map(|difference| format!("{} {}", difference.label, difference.text))
            .collect();
        sentences.push(format!("{}: {}.", comparison.name, parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
