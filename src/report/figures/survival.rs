//! Survival: Kaplan–Meier step curves with bands, and patients at risk beneath the axis.
//!
//! One curve for each stratum, or one for all where there are none, or more than lines can distinguish.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, WIDTH, draw_svg};
use super::curve::{Curve, Frame, curves};
use super::error::FigureError;
use super::figure::Figure;
use super::scale::{FollowUpTicks, QUARTER, Scale, follow_up_ticks};
use super::survival_legend::{
    Kind, LINE, MOST_STRATA, SWATCH, SWATCH_GAP, Shown, draw_legend, legend_height,
};
use super::text::{shortened, text_width, wrap};
use super::words::{counted, list, percent_and_interval, stratum_words};
use crate::measures::results::{Row, Stratum, Unit};

const MARGIN: f64 = 8.0;
const LEGEND_TOP: f64 = 24.0;
const PLOT_HEIGHT: f64 = 236.0;
const RIGHT_MARGIN: f64 = 24.0;
const WIDEST_LABEL: f64 = 130.0;
const AT_RISK: &str = "At risk";
const NOTE_LINE: f64 = 15.0;
/// No axis is longer: 100 years. A last contact may be a slip of the pen.
const MOST_DAYS: f64 = 400.0 * QUARTER;

pub(super) fn draw(
    kind: &Kind,
    rows: &[Row],
    curve_rows: &[Row],
) -> Result<Option<Figure>, FigureError> {
    let curves = curves(curve_rows, kind.curve, Unit::Patient)?;
    let (overall, strata): (Vec<&Curve<'_>>, Vec<&Curve<'_>>) = curves
        .iter()
        .partition(|curve| *curve.stratum == Stratum::Overall);
    let Some(overall) = overall.into_iter().find(|curve| !curve.points.is_empty()) else {
        return Ok(None);
    };
    let (known, unknown): (Vec<&Curve<'_>>, Vec<&Curve<'_>>) = strata
        .into_iter()
        .partition(|curve| !curve.points.is_empty());
    let mut notes = Vec::new();
    let drawn = if known.is_empty() {
        vec![overall]
    } else if known.len() > MOST_STRATA {
        let (columns, _) = stratum_words(known[0].stratum);
        notes.push(format!(
            "{} strata by {} are too many to be told apart here; curves.csv has their curves.",
            known.len(),
            columns.to_lowercase()
        ));
        vec![overall]
    } else {
        known
    };
    if !unknown.is_empty() {
        let labels = unknown.iter().map(|curve| stratum_words(curve.stratum).1);
        let labels: Vec<String> = labels.collect();
        notes.push(format!(
            "Not estimable, so that there is no curve: {}.",
            list(&labels)
        ));
    }
    let shown: Vec<Shown<'_>> = drawn
        .into_iter()
        .enumerate()
        .map(|(index, curve)| Shown::new(curve, index, kind, rows))
        .collect();
    Ok(Some(Figure {
        svg: Layout::new(&shown, &notes).drawing(kind)?,
        alt: words(kind, &shown, &notes),
    }))
}

/// Where everything stands.
struct Layout<'a> {
    shown: &'a [Shown<'a>],
    frame: Frame,
    ticks: FollowUpTicks,
    /// Lines beneath the figure.
    notes: Vec<String>,
}

impl<'a> Layout<'a> {
    fn new(shown: &'a [Shown<'a>], notes: &[String]) -> Self {
        let last = shown.iter().map(|shown| shown.curve.last());
        let last = last.fold(QUARTER, f64::max).min(MOST_DAYS);
        let labels = shown
            .iter()
            .map(|shown| SWATCH + SWATCH_GAP + text_width(&short(shown), SMALL));
        let labels = if shown.len() > 1 {
            labels.fold(0.0, f64::max)
        } else {
            text_width(AT_RISK, SMALL)
        };
        let most = shown.iter().map(|shown| shown.curve.units).max();
        let number = text_width(&most.unwrap_or(0).to_string(), SMALL);
        let left = (MARGIN + labels + 12.0 + number / 2.0).max(52.0).ceil() + 0.5;
        let top = LEGEND_TOP + legend_height(shown.len()) + 14.0;
        Self {
            shown,
            frame: Frame {
                x: Scale {
                    numbers: (0.0, last),
                    pixels: (left, WIDTH - RIGHT_MARGIN),
                },
                y: Scale {
                    numbers: (0.0, 100.0),
                    pixels: (top + PLOT_HEIGHT + 0.5, top),
                },
            },
            ticks: follow_up_ticks(last),
            notes: notes
                .iter()
                .flat_map(|note| wrap(note, SMALL, WIDTH - 2.0 * MARGIN))
                .collect(),
        }
    }

    fn drawing(&self, kind: &Kind) -> Result<String, FigureError> {
        let risk_top = self.frame.y.pixels.0 + 50.0;
        let risk_lines = self.risk_lines();
        let notes_top = risk_top + risk_lines as f64 * LINE + 8.0;
        let height = notes_top + self.notes.len() as f64 * NOTE_LINE;
        draw_svg(height.ceil(), |canvas| {
            let has_interval = self.shown.iter().any(|shown| shown.curve.has_interval());
            let interval = if has_interval {
                " with 95 % interval"
            } else {
                ""
            };
            let title = format!("{}, Kaplan–Meier estimate{interval}", kind.title);
            canvas.text((MARGIN, 12.0), &title, SMALL, Anchor::Start, INK)?;
            draw_legend(canvas, LEGEND_TOP, self.shown, kind)?;
            self.draw_axes(canvas)?;
            self.draw_curves(canvas)?;
            self.draw_at_risk(canvas, risk_top)?;
            for (line, note) in self.notes.iter().enumerate() {
                let at = (MARGIN, notes_top + (line as f64 + 0.5) * NOTE_LINE - 4.0);
                canvas.text(at, note, SMALL, Anchor::Start, MUTED)?;
            }
            Ok(())
        })
    }

    fn draw_axes(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let Frame { x, y } = self.frame;
        let (left, right) = x.pixels;
        for tick in [0, 25, 50, 75, 100] {
            let at = y.at(f64::from(tick));
            canvas.line(&[(left, at), (right, at)], GRID, 0.8)?;
            let label = (left - 8.0, at);
            canvas.text(label, &tick.to_string(), SMALL, Anchor::End, MUTED)?;
        }
        let bottom = y.pixels.0;
        canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
        for (days, number) in self.ticks.days_and_numbers() {
            let at = x.at(days);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 13.0);
            canvas.text(label, &number.to_string(), SMALL, Anchor::Middle, MUTED)?;
        }
        let title = format!(
            "{} from the start of the first treated course (a year is 365 days)",
            self.ticks.unit
        );
        let at = (f64::midpoint(left, right), bottom + 32.0);
        canvas.text(at, &title, SMALL, Anchor::Middle, INK)
    }

    /// Bands first, so that no line lies under one; the more of them, the lighter.
    fn draw_curves(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let opacity = match self.shown.len() {
            1 => 0.18,
            2 | 3 => 0.12,
            _ => 0.07,
        };
        for shown in self.shown {
            self.frame
                .draw_band(canvas, &shown.curve.points, shown.color, opacity)?;
        }
        for shown in self.shown {
            self.frame
                .draw_steps(canvas, 1.0, &shown.curve.points, shown.color, shown.dashes)?;
        }
        Ok(())
    }

    /// Lines that the numbers at risk take: strata have a heading.
    fn risk_lines(&self) -> usize {
        self.shown.len() + usize::from(self.shown.len() > 1)
    }

    fn draw_at_risk(&self, canvas: &Canvas<'_>, top: f64) -> Result<(), FigureError> {
        let at = (MARGIN, top + LINE / 2.0);
        canvas.text(at, AT_RISK, SMALL, Anchor::Start, MUTED)?;
        let first = self.risk_lines() - self.shown.len();
        for (line, shown) in self.shown.iter().enumerate() {
            let y = top + ((first + line) as f64 + 0.5) * LINE;
            if self.shown.len() > 1 {
                shown.draw_swatch(canvas, (MARGIN, y))?;
                let at = (MARGIN + SWATCH + SWATCH_GAP, y);
                canvas.text(at, &short(shown), SMALL, Anchor::Start, INK)?;
            }
            for (days, _) in self.ticks.days_and_numbers() {
                if let Some(patients) = shown.curve.at_risk(days) {
                    let at = (self.frame.x.at(days), y);
                    canvas.text(at, &patients.to_string(), SMALL, Anchor::Middle, INK)?;
                }
            }
        }
        Ok(())
    }
}

/// The label where numbers follow it.
fn short(shown: &Shown<'_>) -> String {
    shortened(&shown.label, SMALL, WIDEST_LABEL)
}

fn words(kind: &Kind, shown: &[Shown<'_>], notes: &[String]) -> String {
    let (columns, _) = stratum_words(shown[0].curve.stratum);
    let (curves, by) = if columns.is_empty() {
        ("Step curve", String::new())
    } else {
        ("Step curves", format!(" by {}", columns.to_lowercase()))
    };
    let mut sentences = vec![format!(
        "{curves}: {}{by}, Kaplan–Meier estimate.",
        kind.name
    )];
    for shown in shown {
        let curve = shown.curve;
        let mut parts = vec![format!(
            "{}: {}, {}",
            shown.label,
            counted(curve.units, "patient"),
            counted(curve.events, kind.event)
        )];
        if !shown.median.is_empty() {
            parts.push(format!("median in months {}", shown.median));
        }
        parts.extend([1, 2, 3, 5].into_iter().filter_map(|years| {
            let point = curve.at(365.0 * f64::from(years))?;
            let share = percent_and_interval(point.value, point.interval);
            Some(format!(
                "after {} {share}",
                counted(i64::from(years), "year")
            ))
        }));
        sentences.push(format!("{}.", parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
