//! The curves that a figure of survival shows: how each is drawn, and what its legend says.

use super::canvas::{ACCENT, Anchor, Canvas, INK, MUTED, SMALL};
use super::curve::Curve;
use super::error::FigureError;
use super::text::{shortened, text_width};
use super::words::stratum_words;
use crate::measures::results::{Row, Statistic};
use crate::measures::{curves, survival};
use crate::report::wording::rounded;
use plotters::style::RGBColor;

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
}

pub(super) const OVERALL: Kind = Kind {
    curve: curves::OVERALL_SURVIVAL_CURVE,
    median: survival::OVERALL_SURVIVAL_MEDIAN,
    title: "Patients alive (%)",
    name: "overall survival",
    event: "death",
    events: "Deaths",
};

pub(super) const PROGRESSION_FREE: Kind = Kind {
    curve: curves::PROGRESSION_FREE_SURVIVAL_CURVE,
    median: survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
    title: "Patients alive without progression (%)",
    name: "progression-free survival",
    event: "event",
    events: "Events",
};

/// Lines distinguish no more strata.
pub(super) const MOST_STRATA: usize = 6;
/// Colors and, for readers who do not distinguish these, lengths of dashes and of the gaps between them.
const STYLES: [(RGBColor, &[f64]); MOST_STRATA] = [
    (ACCENT, &[]),
    (RGBColor(0xb5, 0x4a, 0x1a), &[7.0, 3.0]),
    (RGBColor(0x3f, 0x75, 0x2f), &[2.0, 2.0]),
    (RGBColor(0x7a, 0x3d, 0x8f), &[9.0, 2.5, 2.0, 2.5]),
    (RGBColor(0x85, 0x68, 0x00), &[14.0, 4.0]),
    (RGBColor(0x4a, 0x4a, 0x4a), &[7.0, 2.0, 2.0, 2.0, 2.0, 2.0]),
];
/// The width of a piece of line that stands for a curve.
pub(super) const SWATCH: f64 = 30.0;
/// Between a swatch and its label.
pub(super) const SWATCH_GAP: f64 = 6.0;
/// The height of a line of the legend, and of numbers at risk.
pub(super) const LINE: f64 = 16.0;
/// Days of a month: a twelfth of 365.
const MONTH: f64 = 365.0 / 12.0;

/// A curve that is shown.
pub(super) struct Shown<'a> {
    pub(super) curve: &'a Curve<'a>,
    /// `All patients`, or the levels of its stratum.
    pub(super) label: String,
    /// In months, with its interval.
    pub(super) median: String,
    pub(super) color: RGBColor,
    pub(super) dashes: &'static [f64],
}

impl<'a> Shown<'a> {
    pub(super) fn new(curve: &'a Curve<'a>, index: usize, kind: &Kind, results: &[Row]) -> Self {
        let (color, dashes) = STYLES[index % MOST_STRATA];
        let median = results.iter().find(|row| {
            row.measure == kind.median
                && row.stratum == *curve.stratum
                && row.statistic == Statistic::Median
        });
        let (_, levels) = stratum_words(curve.stratum);
        Self {
            curve,
            label: if levels.is_empty() {
                "All patients".to_owned()
            } else {
                levels
            },
            median: median.map_or_else(String::new, median_months),
            color,
            dashes,
        }
    }

    /// A piece of its line.
    pub(super) fn draw_swatch(
        &self,
        canvas: &Canvas<'_>,
        (x, y): (f64, f64),
    ) -> Result<(), FigureError> {
        canvas.dashed(&[(x, y), (x + SWATCH, y)], self.color, 1.6, self.dashes)
    }
}

/// `14.2 (9.9–18.0)`; a bound that is not reached is a dash.
fn median_months(row: &Row) -> String {
    let months = |days: f64| rounded(days / MONTH, 1);
    let open = |days: Option<f64>| days.map_or_else(|| "–".to_owned(), months);
    let bounds = match (row.lower, row.upper) {
        (None, None) => String::new(),
        (Some(lower), Some(upper)) => format!(" ({}–{})", months(lower), months(upper)),
        (lower, upper) => format!(" ({} to {})", open(lower), open(upper)),
    };
    let median = row.value.map_or_else(|| "not reached".to_owned(), months);
    format!("{median}{bounds}")
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

/// The height of the legend of so many curves.
pub(super) fn legend_height(curves: usize) -> f64 {
    (curves as f64 + 1.0) * LINE
}

/// Draws the legend with its first line at this height.
pub(super) fn draw_legend(
    canvas: &Canvas<'_>,
    top: f64,
    shown: &[Shown<'_>],
    kind: &Kind,
) -> Result<(), FigureError> {
    let (heading, _) = stratum_words(shown[0].curve.stratum);
    let heading = shortened(&heading, SMALL, WIDEST_LABEL);
    let labels: Vec<String> = shown
        .iter()
        .map(|shown| shortened(&shown.label, SMALL, WIDEST_LABEL))
        .collect();
    let widest = labels
        .iter()
        .chain([&heading])
        .map(|label| text_width(label, SMALL))
        .fold(0.0, f64::max);
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
    let interval = if has_interval { " (95 % interval)" } else { "" };
    let median = format!("Median, months{interval}");
    let text = |x, y, text: &str, anchor, color| canvas.text((x, y), text, SMALL, anchor, color);
    let y = top + LINE / 2.0;
    text(columns.label, y, &heading, Anchor::Start, MUTED)?;
    text(columns.patients, y, PATIENTS, Anchor::End, MUTED)?;
    text(columns.events, y, kind.events, Anchor::End, MUTED)?;
    text(columns.median, y, &median, Anchor::Start, MUTED)?;
    for (line, (shown, label)) in shown.iter().zip(&labels).enumerate() {
        let y = y + (line as f64 + 1.0) * LINE;
        shown.draw_swatch(canvas, (LEFT, y))?;
        text(columns.label, y, label, Anchor::Start, INK)?;
        let (units, events) = (shown.curve.units, shown.curve.events);
        text(columns.patients, y, &units.to_string(), Anchor::End, INK)?;
        text(columns.events, y, &events.to_string(), Anchor::End, INK)?;
        text(columns.median, y, &shown.median, Anchor::Start, INK)?;
    }
    Ok(())
}
