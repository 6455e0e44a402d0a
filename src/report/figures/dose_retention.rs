//! The share of courses with at least k doses given, of those planned for as many: for each group steps with an interval.
//!
//! The step of k runs from k − ½ to k + ½, so that the tick of k is in its middle.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, regimens_pooled};
use super::rows::{Share, at_least};
use super::scale::{Scale, dose_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::styles::{
    SWATCH, SWATCH_GAP, Sample, Style, band_opacity, draw_legend, legend_height, style_of,
};
use super::text::{shortened, text_width, wrap};
use super::width::FigureWidth;
use super::words::{count, list, percent_and_interval};
use crate::measures::exposure::AT_LEAST;
use crate::measures::results::Unit;
use crate::report::tables::{Lookup, Split};
use plotters::style::Color;

const LEGEND_TOP: f64 = 22.0;
const PLOT_HEIGHT: f64 = 230.0;
const RIGHT_MARGIN: f64 = 24.0;
const MARGIN: f64 = 8.0;
const LINE: f64 = 16.0;
const WIDEST_LABEL: f64 = 150.0;
/// Where fewer courses of a group of at least as many were planned for k doses, its line says little.
const LEAST_PLANNED: i64 = 10;
const PLANNED: &str = "Planned for ≥ k";

/// The shares of one group, from at least one dose on.
struct Line {
    name: String,
    shares: Vec<Option<Share>>,
    style: &'static Style,
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, AT_LEAST, Unit::Course) {
        return Ok(None);
    }
    if groups.iter().any(Group::pools_regimens) {
        return statement(&[regimens_pooled("courses with at least k doses")], width);
    }
    let mut lines = Vec::new();
    let mut without = Vec::new();
    let mut is_cut = false;
    for group in groups {
        let mut shares = at_least(group.results)?;
        is_cut |= cut(&mut shares);
        if shares.is_empty() {
            without.push(group.name);
        } else {
            lines.push((group.name, shares));
        }
    }
    let mut notes = Vec::new();
    if !without.is_empty() {
        notes.push(format!(
            "No plan of doses that can be drawn: {}.",
            list(&without)
        ));
    }
    if is_cut {
        notes.push(format!(
            "Lines end where fewer than {LEAST_PLANNED} courses were planned for k doses."
        ));
    }
    notes.extend(keep_most(&mut lines));
    if lines.is_empty() {
        return statement(&notes, width);
    }
    let lines: Vec<Line> = (0..)
        .zip(lines)
        .map(|(index, (name, shares))| Line {
            name,
            shares,
            style: style_of(index),
        })
        .collect();
    Ok(Some(Figure {
        svg: drawing(&lines, &notes, width)?,
        alt: words(&lines, &notes),
        width,
    }))
}

/// Cuts the levels for which too few of many courses were planned; says whether there are any.
fn cut(shares: &mut Vec<Option<Share>>) -> bool {
    let planned = |share: &Option<Share>| share.map_or(0, |share| share.denominator);
    if shares.first().map_or(0, planned) < LEAST_PLANNED {
        return false;
    }
    let before = shares.len();
    while shares
        .last()
        .is_some_and(|last| planned(last) < LEAST_PLANNED)
    {
        shares.pop();
    }
    shares.len() < before
}

fn drawing(lines: &[Line], notes: &[String], width: FigureWidth) -> Result<String, FigureError> {
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let widest = lines
        .iter()
        .map(|line| SWATCH + SWATCH_GAP + text_width(&short(line, width), SMALL))
        .filter(|_| lines.len() > 1)
        .fold(planned_width(lines.len(), width), f64::max);
    let left = (MARGIN + widest + 22.0).ceil() + 0.5;
    let most = lines.iter().map(|line| line.shares.len()).max();
    let most = most.unwrap_or(1);
    let has_interval = lines
        .iter()
        .flat_map(|line| line.shares.iter().flatten())
        .any(|share| share.interval.is_some());
    let interval = if has_interval { "; bands, 95% CI" } else { "" };
    let title =
        format!("Courses with at least k doses given (%), of those planned for ≥ k{interval}");
    let title = wrap(&title, SMALL, width.units() - 2.0 * MARGIN);
    let legend_top = LEGEND_TOP + (title.len() as f64 - 1.0) * NOTE_LINE;
    let top = legend_top + legend_height(MARGIN, &names, Sample::Line, width) + 12.0;
    let bottom = top + PLOT_HEIGHT + 0.5;
    let x = Scale {
        numbers: (0.5, most as f64 + 0.5),
        pixels: (left, width.units() - RIGHT_MARGIN),
    };
    let y = Scale {
        numbers: (0.0, 100.0),
        pixels: (bottom, top),
    };
    let notes = note_lines(notes, width);
    let planned_lines = lines.len() + usize::from(lines.len() > 1);
    let notes_top = bottom + 48.0 + planned_lines as f64 * LINE + 6.0;
    let height = notes_top + notes.len() as f64 * NOTE_LINE;
    draw_svg(width, height.ceil(), |canvas| {
        let style = (Anchor::Start, INK);
        canvas.lines((MARGIN, 12.0), &title, (SMALL, NOTE_LINE), style)?;
        draw_legend(canvas, (MARGIN, legend_top), &names, Sample::Line, width)?;
        for tick in [0, 20, 40, 60, 80, 100] {
            let at = y.at(f64::from(tick));
            canvas.line(&[(left, at), (x.pixels.1, at)], GRID, 0.8)?;
            let label = (left - 8.0, at);
            canvas.text(label, &tick.to_string(), SMALL, Anchor::End, MUTED)?;
        }
        draw_axis(canvas, lines, x, bottom, width)?;
        for line in lines {
            for run in runs(&line.shares, |share| share.interval) {
                let color = line.style.color.mix(band_opacity(lines.len()));
                let mut outline = steps(&run, |(_, upper)| upper, x, y);
                outline.extend(steps(&run, |(lower, _)| lower, x, y).into_iter().rev());
                canvas.area(&outline, color)?;
            }
        }
        for line in lines {
            for run in runs(&line.shares, |share| Some((share.value, share.value))) {
                let steps = steps(&run, |(value, _)| value, x, y);
                canvas.dashed(&steps, line.style.color, 1.6, line.style.dashes)?;
            }
        }
        let at = (MARGIN, notes_top + 0.5 * NOTE_LINE - 4.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

/// The levels that follow each other and have these numbers: for each run, its levels with the numbers.
fn runs<T>(
    shares: &[Option<Share>],
    numbers: impl Fn(&Share) -> Option<T>,
) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    for (level, share) in (1..).zip(shares) {
        let Some(found) = share.as_ref().and_then(&numbers) else {
            continue;
        };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(before, _)| before + 1 == level) => {
                run.push((level, found));
            }
            _ => runs.push(vec![(level, found)]),
        }
    }
    runs
}

/// The corners of the steps of a run, from left to right.
fn steps(
    run: &[(usize, (f64, f64))],
    number: impl Fn((f64, f64)) -> f64,
    x: Scale,
    y: Scale,
) -> Vec<(f64, f64)> {
    run.iter()
        .flat_map(|&(level, numbers)| {
            let at = y.at(number(numbers) * 100.0);
            let level = level as f64;
            [(x.at(level - 0.5), at), (x.at(level + 0.5), at)]
        })
        .collect()
}

fn draw_axis(
    canvas: &Canvas<'_>,
    lines: &[Line],
    x: Scale,
    bottom: f64,
    width: FigureWidth,
) -> Result<(), FigureError> {
    let (left, right) = x.pixels;
    canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
    let longest = lines.iter().map(|line| line.shares.len()).max();
    let ticks = ticks(longest.unwrap_or(1));
    for &tick in &ticks {
        let at = x.at(tick as f64);
        canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
        let label = (at, bottom + 13.0);
        canvas.text(label, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
    }
    let title = (f64::midpoint(left, right), bottom + 31.0);
    canvas.text(
        title,
        "k, doses given per course",
        SMALL,
        Anchor::Middle,
        INK,
    )?;
    let mut at = bottom + 48.0 + LINE / 2.0;
    canvas.text((MARGIN, at), PLANNED, SMALL, Anchor::Start, MUTED)?;
    if lines.len() > 1 {
        at += LINE;
    }
    for line in lines {
        if lines.len() > 1 {
            line.style.draw_swatch(canvas, (MARGIN, at))?;
            let label = (MARGIN + SWATCH + SWATCH_GAP, at);
            canvas.text(label, &short(line, width), SMALL, Anchor::Start, INK)?;
        }
        // A number that would touch the one before is left out.
        let mut free = 0.0;
        for &tick in &ticks {
            if let Some(Some(share)) = line.shares.get(tick - 1) {
                let (n, middle) = (count(share.denominator), x.at(tick as f64));
                let half = text_width(&n, SMALL) / 2.0;
                if middle - half > free {
                    canvas.text((middle, at), &n, SMALL, Anchor::Middle, INK)?;
                    free = middle + half + 5.0;
                }
            }
        }
        at += LINE;
    }
    Ok(())
}

/// The width that the head of the numbers takes at their left: above them where there are several lines of them.
fn planned_width(lines: usize, width: FigureWidth) -> f64 {
    if lines > 1 && width.is_narrow() {
        0.0
    } else {
        text_width(PLANNED, SMALL)
    }
}

/// The name where numbers follow it; a narrow figure has room for its line alone.
fn short(line: &Line, width: FigureWidth) -> String {
    if width.is_narrow() {
        return String::new();
    }
    shortened(&line.name, SMALL, WIDEST_LABEL)
}

/// The numbers of doses at the ticks.
fn ticks(most: usize) -> Vec<usize> {
    dose_ticks(most as i64)
        .into_iter()
        .filter_map(|tick| usize::try_from(tick).ok())
        .collect()
}

fn words(lines: &[Line], notes: &[String]) -> String {
    let mut sentences = vec![
        "Step curves: courses with at least k doses given, of those planned for k or more."
            .to_owned(),
    ];
    for line in lines {
        let mut levels = ticks(line.shares.len());
        if levels.last() != Some(&line.shares.len()) {
            levels.push(line.shares.len());
        }
        let parts: Vec<String> = levels
            .into_iter()
            .filter_map(|level| Some((level, line.shares[level - 1]?)))
            .map(|(level, share)| {
                format!(
                    "{level}: {}/{}, {}",
                    count(share.numerator),
                    count(share.denominator),
                    percent_and_interval(share.value, share.interval)
                )
            })
            .collect();
        sentences.push(format!("{}, by k: {}.", line.name, parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
