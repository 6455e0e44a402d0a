//! How soon severe toxicity resolved: a small step curve with its band for each organ system.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, TINY, WIDTH, draw_svg};
use super::curve::{Curve, Frame, curves};
use super::error::FigureError;
use super::figure::Figure;
use super::scale::Scale;
use super::text::{shortened, text_width, wrap};
use super::words::{counted, list, organ_label, percent, percent_and_interval};
use crate::measures::curves::RESOLVED_BY_CURVE;
use crate::measures::results::{Row, Stratum, Unit};

/// Panels side by side.
const COLUMNS: usize = 3;
const MARGIN: f64 = 8.0;
/// Left of the first panel, where the ticks of the row have their numbers.
const LEFT: f64 = 58.5;
/// Right of each panel, where the share at its end stands.
const RIGHT: f64 = 54.0;
const TOP: f64 = 26.0;
/// From the top of a panel's title to its plot, the plot, and from there to the next title.
const TITLE: f64 = 24.0;
const PLOT: f64 = 104.0;
const FOOT: f64 = 30.0;
const BAND_OPACITY: f64 = 0.18;
const LAST_DAY: f64 = 30.0;
const TICKS: [f64; 5] = [0.0, 7.0, 14.0, 21.0, 30.0];
const NOTE_LINE: f64 = 15.0;

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let curves = curves(rows, RESOLVED_BY_CURVE, Unit::Course)?;
    let (systems, without): (Vec<&Curve<'_>>, Vec<&Curve<'_>>) = curves
        .iter()
        .filter(|curve| *curve.stratum == Stratum::Overall)
        .partition(|curve| !curve.points.is_empty());
    if systems.is_empty() {
        return Ok(None);
    }
    let without: Vec<String> = without
        .iter()
        .map(|curve| organ_label(curve.item))
        .collect();
    let note = (!without.is_empty()).then(|| {
        format!(
            "No event of grade ≥ 3 whose course in time is known: {}.",
            list(&without)
        )
    });
    Ok(Some(Figure {
        svg: drawing(&systems, note.as_deref())?,
        alt: words(&systems, note),
    }))
}

fn drawing(systems: &[&Curve<'_>], note: Option<&str>) -> Result<String, FigureError> {
    let notes = note.map_or_else(Vec::new, |note| wrap(note, SMALL, WIDTH - 2.0 * MARGIN));
    let lines = systems.len().div_ceil(COLUMNS) as f64;
    let foot = TOP + lines * (TITLE + PLOT + FOOT);
    let height = foot + 24.0 + notes.len() as f64 * NOTE_LINE;
    let has_interval = systems.iter().any(|system| system.has_interval());
    let interval = if has_interval {
        ", with 95 % interval"
    } else {
        ""
    };
    draw_svg(height.ceil(), |canvas| {
        let title = format!(
            "Courses in which the first event of grade ≥ 3 had resolved (%), death before it competing (Aalen–Johansen){interval}"
        );
        canvas.text((MARGIN, 12.0), &title, SMALL, Anchor::Start, INK)?;
        for (index, system) in systems.iter().enumerate() {
            draw_panel(canvas, system, index)?;
        }
        let at = (MARGIN, foot + 6.0);
        let axis =
            "Days from the onset of the event; n = courses with such an event that was followed";
        canvas.text(at, axis, SMALL, Anchor::Start, INK)?;
        for (line, note) in notes.iter().enumerate() {
            let at = (MARGIN, foot + 6.0 + (line as f64 + 1.0) * NOTE_LINE);
            canvas.text(at, note, SMALL, Anchor::Start, MUTED)?;
        }
        Ok(())
    })
}

fn draw_panel(canvas: &Canvas<'_>, system: &Curve<'_>, index: usize) -> Result<(), FigureError> {
    let (line, column) = (index / COLUMNS, index % COLUMNS);
    let pitch = (WIDTH - LEFT) / COLUMNS as f64;
    let left = (LEFT + column as f64 * pitch).floor() + 0.5;
    let top = TOP + line as f64 * (TITLE + PLOT + FOOT) + TITLE;
    let frame = Frame {
        x: Scale {
            numbers: (0.0, LAST_DAY),
            pixels: (left, left + pitch - RIGHT),
        },
        y: Scale {
            numbers: (0.0, 100.0),
            pixels: (top + PLOT + 0.5, top),
        },
    };
    let n = format!("(n = {})", system.units);
    let room = pitch - 10.0 - text_width(&n, TINY);
    let title = shortened(&organ_label(system.item), SMALL, room);
    let title_at = (left, top - 13.0);
    canvas.text(title_at, &title, SMALL, Anchor::Start, INK)?;
    let n_at = (left + text_width(&title, SMALL) + 4.0, top - 13.0);
    canvas.text(n_at, &n, TINY, Anchor::Start, MUTED)?;
    draw_axes(canvas, frame, column == 0)?;
    frame.draw_band(canvas, &system.points, ACCENT, BAND_OPACITY)?;
    frame.draw_steps(canvas, 0.0, &system.points, ACCENT, &[])?;
    if let Some(end) = system.at(LAST_DAY) {
        let at = (frame.x.pixels.1 + 5.0, frame.y.at(end.value * 100.0));
        let share = format!("{} %", percent(end.value));
        canvas.text(at, &share, TINY, Anchor::Start, ACCENT)?;
    }
    Ok(())
}

fn draw_axes(canvas: &Canvas<'_>, frame: Frame, is_first: bool) -> Result<(), FigureError> {
    let (left, right) = frame.x.pixels;
    let bottom = frame.y.pixels.0;
    for tick in [0, 50, 100] {
        let at = frame.y.at(f64::from(tick));
        canvas.line(&[(left, at), (right, at)], GRID, 0.8)?;
        if is_first {
            let label = (left - 7.0, at);
            canvas.text(label, &tick.to_string(), TINY, Anchor::End, MUTED)?;
        }
    }
    canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
    for day in TICKS {
        let at = frame.x.at(day);
        canvas.line(&[(at, bottom), (at, bottom + 3.0)], AXIS, 0.8)?;
        let label = (at, bottom + 11.0);
        canvas.text(label, &format!("{day}"), TINY, Anchor::Middle, MUTED)?;
    }
    Ok(())
}

fn words(systems: &[&Curve<'_>], note: Option<String>) -> String {
    let of_system = |system: &&Curve<'_>| {
        let days = [7, 14, 30].into_iter().filter_map(|day| {
            let point = system.at(f64::from(day))?;
            let share = percent_and_interval(point.value, point.interval);
            Some(format!("by day {day} {share}"))
        });
        let parts: Vec<String> = days.collect();
        let n = counted(system.units, "course");
        let label = organ_label(system.item);
        if parts.is_empty() {
            format!("{label}, {n}: not followed for 7 days.")
        } else {
            format!("{label}, {n}: {}.", parts.join("; "))
        }
    };
    let mut sentences = vec![
        "Small step curves, one for each organ system: courses in which the first event of grade 3 or higher had resolved, by days from its onset."
            .to_owned(),
    ];
    sentences.extend(systems.iter().map(of_system));
    sentences.extend(note);
    sentences.join(" ")
}
