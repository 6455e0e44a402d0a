//! How many courses had how many given doses: for each group a histogram with median and interquartile range.
//!
//! The courses with exactly k given doses are those with at least k less those with at least k + 1. No course has more
//! given doses than planned, so that the numerators of `exposure.at_least` count all courses that have a plan.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL, draw_svg};
use super::error::FigureError;
use super::error::RowFault;
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, regimens_pooled};
use super::rows::{at_least, fault};
use super::scale::{Scale, count_ticks, dose_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::text::{shortened, wrap};
use super::width::FigureWidth;
use super::words::{count, counted, list};
use crate::measures::exposure;
use crate::measures::results::{Level, Statistic, Unit};
use crate::report::tables::{Lookup, Split};
use crate::report::wording::{decimals_of_quantiles, fixed};

const MARGIN: f64 = 8.0;
/// The title at the top, and of each panel its two titles, the line of the quartiles, the plot and the numbers of the axis.
const TOP: f64 = 24.0;
const TITLE: f64 = 32.0;
const QUARTILES: f64 = 14.0;
const PLOT: f64 = 118.0;
const FOOT: f64 = 30.0;
const BETWEEN: f64 = 22.0;

/// The courses of a group by number of given doses.
struct Histogram {
    name: String,
    /// The number of doses of the first bar: 0 where a course without a given dose was counted, else 1.
    first: usize,
    courses: Vec<i64>,
    /// First quartile, median and third quartile, of the same courses.
    quartiles: Option<[f64; 3]>,
}

impl Histogram {
    fn total(&self) -> i64 {
        self.courses.iter().sum()
    }

    fn last(&self) -> usize {
        self.first + self.courses.len() - 1
    }

    /// Each number of doses with its courses.
    fn bars(&self) -> impl Iterator<Item = (usize, i64)> {
        (self.first..).zip(self.courses.iter().copied())
    }

    /// `median 20 (IQR, 17–22)`.
    fn median(&self) -> Option<String> {
        let quartiles = self.quartiles?;
        let n_decimals = decimals_of_quantiles(quartiles.into_iter());
        let [lower, median, upper] = quartiles.map(|value| fixed(value, n_decimals));
        Some(format!("median {median} (IQR, {lower}–{upper})"))
    }

    /// `183 courses, median 20 (IQR, 17–22)`.
    fn numbers(&self) -> String {
        let median = self.median().map(|median| format!(", {median}"));
        let n = counted(self.total(), "course");
        format!("{n}{}", median.unwrap_or_default())
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, exposure::AT_LEAST, Unit::Course) {
        return Ok(None);
    }
    if groups.iter().any(Group::pools_regimens) {
        return statement(&[regimens_pooled("doses given per course")], width);
    }
    let mut shown = Vec::new();
    let mut without = Vec::new();
    for group in groups {
        match histogram(&group)? {
            Some(histogram) => shown.push(histogram),
            None => without.push(group.name),
        }
    }
    let mut notes = Vec::new();
    if !without.is_empty() {
        notes.push(format!(
            "No plan of doses that can be drawn: {}.",
            list(&without)
        ));
    }
    notes.extend(keep_most(&mut shown));
    if shown.is_empty() {
        return statement(&notes, width);
    }
    Ok(Some(Figure {
        svg: drawing(&shown, &notes, width)?,
        alt: words(&shown, &notes),
        width,
    }))
}

/// `None` where a level's numbers are absent: the bars beside it would have no height.
fn histogram(group: &Group<'_>) -> Result<Option<Histogram>, FigureError> {
    let levels = at_least(group.results)?;
    let Some(shares) = levels.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let Some(first) = shares.first() else {
        return Ok(None);
    };
    // With at least 0 doses: all that had a dose planned.
    let mut reached = vec![first.denominator];
    reached.extend(shares.iter().map(|share| share.numerator));
    let mut courses: Vec<i64> = reached.windows(2).map(|pair| pair[0] - pair[1]).collect();
    courses.extend(reached.last());
    if let Some(doses) = courses.iter().position(|&n| n < 0) {
        let level = Level::number(doses as f64 + 1.0);
        let (unit, statistic) = (Unit::Course, Statistic::Proportion);
        let at_fault = group
            .results
            .row(exposure::AT_LEAST, unit, "all", level, statistic);
        return match at_fault {
            Some(row) => Err(fault(row, RowFault::MoreThanLevelBefore)),
            None => Ok(None),
        };
    }
    let quartile = |statistic| {
        let row = group
            .results
            .only(exposure::DOSES_GIVEN, Unit::Course, statistic)?;
        // Courses without a plan have doses too: quartiles of others than those in the bars are not shown.
        row.value
            .filter(|_| row.denominator == Some(first.denominator))
    };
    let quartiles = [Statistic::Q1, Statistic::Median, Statistic::Q3].map(quartile);
    let quartiles: Option<Vec<f64>> = quartiles.into_iter().collect();
    let from = usize::from(courses[0] == 0);
    Ok(Some(Histogram {
        name: group.name.clone(),
        first: from,
        courses: courses.split_off(from),
        quartiles: quartiles.and_then(|quartiles| quartiles.try_into().ok()),
    }))
}

/// The numbers of doses that all panels show, so that they can be compared.
fn range(shown: &[Histogram]) -> (usize, usize) {
    let first = shown.iter().map(|histogram| histogram.first).min();
    let last = shown.iter().map(Histogram::last).max();
    (first.unwrap_or(1), last.unwrap_or(1))
}

fn drawing(
    shown: &[Histogram],
    notes: &[String],
    width: FigureWidth,
) -> Result<String, FigureError> {
    let columns = if shown.len() > 2 {
        width.choose(1, 2)
    } else {
        1
    };
    let rows = shown.len().div_ceil(columns);
    let block = TITLE + QUARTILES + PLOT + FOOT;
    let notes = note_lines(notes, width);
    let foot = TOP + rows as f64 * block;
    let title = "Doses given per course; line, interquartile range; stroke, median";
    let title = wrap(title, SMALL, width.units() - 2.0 * MARGIN);
    let notes_top = foot + 7.0 + title.len() as f64 * NOTE_LINE;
    let height = notes_top + notes.len() as f64 * NOTE_LINE;
    let pitch = (width.units() - MARGIN + BETWEEN) / columns as f64;
    let (first, last) = range(shown);
    draw_svg(width, height.ceil(), |canvas| {
        canvas.text((MARGIN, 12.0), "Courses", SMALL, Anchor::Start, INK)?;
        for (index, histogram) in shown.iter().enumerate() {
            let left = MARGIN + (index % columns) as f64 * pitch;
            let top = TOP + (index / columns) as f64 * block;
            let x = Scale {
                numbers: (first as f64 - 0.5, last as f64 + 0.5),
                pixels: (left + 38.5, left + pitch - BETWEEN - 8.0),
            };
            let from = x.pixels.0;
            let title = shortened(&histogram.name, LABEL, x.pixels.1 - from);
            canvas.text((from, top + 7.0), &title, LABEL, Anchor::Start, INK)?;
            let numbers = histogram.numbers();
            canvas.text((from, top + 22.0), &numbers, SMALL, Anchor::Start, MUTED)?;
            let plot_top = top + TITLE + QUARTILES;
            draw_panel(canvas, histogram, (first, last), x, plot_top)?;
        }
        let at = (width.units() / 2.0, foot + 8.0);
        canvas.lines(at, &title, (SMALL, NOTE_LINE), (Anchor::Middle, INK))?;
        let at = (MARGIN, notes_top + 0.5 * NOTE_LINE - 2.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

fn draw_panel(
    canvas: &Canvas<'_>,
    histogram: &Histogram,
    (first, last): (usize, usize),
    x: Scale,
    top: f64,
) -> Result<(), FigureError> {
    let most = histogram.courses.iter().copied().max().unwrap_or(0);
    let ticks = count_ticks(most);
    let bottom = top + PLOT + 0.5;
    let y = Scale {
        numbers: (0.0, ticks.last().copied().unwrap_or(1) as f64),
        pixels: (bottom, top),
    };
    let (left, right) = x.pixels;
    for tick in ticks {
        let at = y.at(tick as f64);
        canvas.line(&[(left, at), (right, at)], GRID, 0.8)?;
        let label = (left - 7.0, at);
        canvas.text(label, &count(tick), SMALL, Anchor::End, MUTED)?;
    }
    let half = ((x.at(1.0) - x.at(0.0)) * 0.4).min(20.0);
    for (doses, courses) in histogram.bars().filter(|(_, courses)| *courses > 0) {
        let middle = x.at(doses as f64);
        let corner = (middle - half, y.at(courses as f64));
        canvas.rectangle(corner, (middle + half, bottom), ACCENT)?;
    }
    if let Some([lower, median, upper]) = histogram.quartiles {
        let y = top - QUARTILES / 2.0;
        canvas.line(&[(x.at(lower), y), (x.at(upper), y)], INK, 1.2)?;
        let at = x.at(median);
        canvas.line(&[(at, y - 4.5), (at, y + 4.5)], INK, 2.0)?;
    }
    canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
    let mut ticks = dose_ticks(last as i64);
    if first == 0 {
        ticks.insert(0, 0);
    }
    for tick in ticks {
        let at = x.at(tick as f64);
        canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
        let label = (at, bottom + 13.0);
        canvas.text(label, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
    }
    Ok(())
}

fn words(shown: &[Histogram], notes: &[String]) -> String {
    let mut sentences = vec!["Histograms: doses given per course.".to_owned()];
    for histogram in shown {
        let seen = || histogram.bars().filter(|(_, courses)| *courses > 0);
        let mut parts = vec![histogram.numbers()];
        if let (Some((least, _)), Some((greatest, _))) = (seen().next(), seen().last()) {
            parts.push(format!("range {least}–{greatest}"));
        }
        let most = histogram.courses.iter().copied().max().unwrap_or(0);
        let mut commonest = seen().filter(|(_, courses)| *courses == most);
        if let (Some((doses, _)), None) = (commonest.next(), commonest.next()) {
            parts.push(format!(
                "most often {} (in {})",
                counted(doses as i64, "dose"),
                counted(most, "course")
            ));
        }
        sentences.push(format!("{}: {}.", histogram.name, parts.join(", ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
