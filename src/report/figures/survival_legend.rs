//! The curves that a figure of survival shows: how each is drawn, and what its legend says.

use super::canvas::{Anchor, Canvas, INK, MUTED, SMALL};
use super::curve::Curve;
use super::error::FigureError;
use super::groups::Group;
use super::statement::NOTE_LINE;
use super::styles::{SWATCH, SWATCH_GAP, Style, style_of};
use super::text::{shortened, text_width, wrap};
use super::width::FigureWidth;
use super::words::{count, counted};
use crate::measures::results::{Statistic, Unit};
use crate::measures::{curves, survival};
use crate::report::tables::FEW;
use crate::report::wording::days_as_months;

/// Which survival is drawn.
pub(super) struct Kind {
    /// The measure of its curve.
    pub(super) curve: &'static str,
    /// The measure of its median.
    pub(super) median: &'static str,
    /// What the curve shows.
    pub(super) title: &'static str,
    /// Its name in a sentence.
    pub(super) name: &'static str,
    /// What ends it, in the singular, and as a heading.
    pub(super) event: &'static str,
    pub(super) events: &'static str,
    /// Whether a progression ends it.
    pub(super) needs_progression: bool,
}

pub(super) const OVERALL: Kind = Kind {
    curve: curves::OVERALL_SURVIVAL_CURVE,
    median: survival::OVERALL_SURVIVAL_MEDIAN,
    title: "Patients alive (%)",
    name: "Overall survival",
    event: "death",
    events: "Deaths",
    needs_progression: false,
};

pub(super) const PROGRESSION_FREE: Kind = Kind {
    curve: curves::PROGRESSION_FREE_SURVIVAL_CURVE,
    median: survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
    title: "Patients alive without progression (%)",
    name: "Progression-free survival",
    event: "event",
    events: "Events",
    needs_progression: true,
};

/// The height of a line of the legend, and of the counts.
pub(super) const LINE: f64 = 16.0;

/// A curve that is shown.
pub(super) struct Shown<'a> {
    pub(super) group: Group<'a>,
    pub(super) curve: Curve,
    /// The last day that is drawn.
    pub(super) until: f64,
    /// In months, with its interval.
    pub(super) median: String,
    pub(super) style: &'static Style,
}

impl<'a> Shown<'a> {
    pub(super) fn new(
        group: Group<'a>,
        curve: Curve,
        until: f64,
        index: usize,
        kind: &Kind,
    ) -> Self {
        let median = group
            .results
            .only(kind.median, Unit::Patient, Statistic::Median);
        let median = median.map_or_else(String::new, |row| {
            // `16.0 (11.6–NR)`.
            let lines = days_as_months(row);
            let bounds = lines.get(1).map_or_else(String::new, |line| {
                format!(" ({})", line.trim_start_matches("95% CI "))
            });
            // The curve is not drawn so far.
            let is_beyond = row.value.is_some_and(|days| days > until);
            let few = if is_beyond { FEW } else { "" };
            format!("{}{few}{bounds}", lines[0])
        });
        Self {
            group,
            curve,
            until,
            median,
            style: style_of(index),
        }
    }

    /// The times at which somebody was censored, as far as the curve is drawn.
    pub(super) fn strokes(&self) -> impl Iterator<Item = f64> {
        self.curve.censorings().filter(|time| *time <= self.until)
    }
}

/// Where the columns of the legend stand.
struct Columns {
    label: f64,
    /// Their right ends.
    patients: f64,
    events: f64,
    median: f64,
}

const PATIENTS: &str = "Patients";
const LEFT: f64 = 8.0;
const GAP: f64 = 18.0;
const WIDEST_LABEL: f64 = 300.0;

/// The height of the legend of these curves.
pub(super) fn legend_height(shown: &[Shown<'_>], kind: &Kind, width: FigureWidth) -> f64 {
    if width.is_narrow() {
        return shown
            .iter()
            .map(|shown| in_lines(shown, kind, width).len())
            .sum::<usize>() as f64
            * NOTE_LINE;
    }
    (shown.len() as f64 + 1.0) * LINE
}

/// What a narrow legend says of a curve: its name, and below it the numbers.
fn in_lines(shown: &Shown<'_>, kind: &Kind, width: FigureWidth) -> Vec<String> {
    let room = width.units() - 2.0 * LEFT - SWATCH - SWATCH_GAP;
    let events = counted(shown.curve.all_events(), kind.event);
    let mut numbers = format!("{}, {events}", counted(shown.curve.units, "patient"));
    if !shown.median.is_empty() {
        let median = shown.median.replace('(', "(95% CI, ");
        numbers = format!("{numbers}; median, months: {median}");
    }
    std::iter::once(shortened(&shown.group.name, SMALL, room))
        .chain(wrap(&numbers, SMALL, room))
        .collect()
}

fn draw_narrow(
    canvas: &Canvas<'_>,
    top: f64,
    shown: &[Shown<'_>],
    kind: &Kind,
    width: FigureWidth,
) -> Result<(), FigureError> {
    let mut y = top + NOTE_LINE / 2.0;
    for shown in shown {
        let lines = in_lines(shown, kind, width);
        shown.style.draw_swatch(canvas, (LEFT, y))?;
        let x = LEFT + SWATCH + SWATCH_GAP;
        let (name, numbers) = lines.split_at(1);
        canvas.lines((x, y), name, (SMALL, NOTE_LINE), (Anchor::Start, INK))?;
        let at = (x, y + NOTE_LINE);
        canvas.lines(at, numbers, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))?;
        y += lines.len() as f64 * NOTE_LINE;
    }
    Ok(())
}

/// Draws the legend with its first line at this height.
pub(super) fn draw_legend(
    canvas: &Canvas<'_>,
    top: f64,
    shown: &[Shown<'_>],
    kind: &Kind,
    width: FigureWidth,
) -> Result<(), FigureError> {
    if width.is_narrow() {
        return draw_narrow(canvas, top, shown, kind, width);
    }
    let heading = "Group";
    let labels: Vec<String> = shown
        .iter()
        .map(|shown| shortened(&shown.group.name, SMALL, WIDEST_LABEL))
        .collect();
    let widest = labels
        .iter()
        .map(|label| text_width(label, SMALL))
        .fold(text_width(heading, SMALL), f64::max);
    let label = LEFT + SWATCH + SWATCH_GAP;
    let patients = label + widest + GAP + text_width(PATIENTS, SMALL);
    let events = patients + GAP + text_width(kind.events, SMALL);
    let columns = Columns {
        label,
        patients,
        events,
        median: events + GAP,
    };
    let has_interval = shown.iter().any(|shown| shown.median.contains('('));
    let interval = if has_interval { " (95% CI)" } else { "" };
    let median = format!("Median, months{interval}");
    let text = |x, y, text: &str, anchor, color| canvas.text((x, y), text, SMALL, anchor, color);
    let y = top + LINE / 2.0;
    if shown.len() > 1 {
        text(columns.label, y, heading, Anchor::Start, MUTED)?;
    }
    text(columns.patients, y, PATIENTS, Anchor::End, MUTED)?;
    text(columns.events, y, kind.events, Anchor::End, MUTED)?;
    text(columns.median, y, &median, Anchor::Start, MUTED)?;
    for (line, (shown, label)) in shown.iter().zip(&labels).enumerate() {
        let y = y + (line as f64 + 1.0) * LINE;
        shown.style.draw_swatch(canvas, (LEFT, y))?;
        text(columns.label, y, label, Anchor::Start, INK)?;
        let [units, events] = [shown.curve.units, shown.curve.all_events()].map(count);
        text(columns.patients, y, &units, Anchor::End, INK)?;
        text(columns.events, y, &events, Anchor::End, INK)?;
        text(columns.median, y, &shown.median, Anchor::Start, INK)?;
    }
    Ok(())
}
