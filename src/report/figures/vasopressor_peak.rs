//! The peak of vasopressor support: for each group a box of median and quartiles, with a whisker to the maximum.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL, draw_svg};
use super::error::{FigureError, RowFault};
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, notes_of_groups};
use super::rows::fault;
use super::scale::{Scale, decimal_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::styles::style_of;
use super::text::{shortened, wrap};
use super::width::FigureWidth;
use super::words::{count, list};
use crate::measures::results::{Level, Statistic, Status, Unit};
use crate::measures::vasopressor::{PEAK_NEE, USE};
use crate::report::tables::{Lookup, Split};
use crate::report::wording::fixed;
use plotters::style::Color;

const MARGIN: f64 = 8.0;
/// The title of a group, its numbers, and its box.
const TITLE: f64 = 18.0;
const NUMBERS: f64 = 15.0;
const BOX: f64 = 16.0;
const BETWEEN: f64 = 12.0;
/// A peak is written with this many decimals.
const DECIMALS: usize = 2;
const STATISTICS: [Statistic; 4] = [
    Statistic::Q1,
    Statistic::Median,
    Statistic::Q3,
    Statistic::Max,
];

/// The peaks of one group: quartiles and maximum, in µg/kg/min.
struct Peaks {
    name: String,
    /// The courses whose peak is known, of how many with a vasopressor.
    courses: i64,
    of: i64,
    numbers: [f64; 4],
}

/// Of fewer courses, each is a point: quartiles of so few say nothing.
const LEAST_FOR_BOX: i64 = 5;

impl Peaks {
    /// `n = 77 of 84; median 0.07 (IQR, 0.04–0.12); maximum 0.26`.
    fn words(&self) -> String {
        let known = format!("n = {} of {}", count(self.courses), count(self.of));
        if let Some(points) = self.points() {
            let points: Vec<String> = points.iter().map(|peak| fixed(*peak, DECIMALS)).collect();
            return format!("{known}; {}", list(&points));
        }
        let [q1, median, q3, most] = self.numbers.map(|number| fixed(number, DECIMALS));
        format!("{known}; median {median} (IQR, {q1}–{q3}); maximum {most}")
    }

    /// The peak of each course, where they are few: type 7 quartiles and the maximum of at most four numbers give them.
    fn points(&self) -> Option<Vec<f64>> {
        let [q1, median, q3, most] = self.numbers;
        // The number whose mixture with `other`, of which it has this share, is the quartile.
        let of_mixture = |quartile: f64, other: f64, share: f64| {
            ((quartile - (1.0 - share) * other) / share).max(0.0)
        };
        match self.courses {
            1 => Some(vec![most]),
            2 => Some(vec![of_mixture(q1, most, 0.75), most]),
            3 => Some(vec![of_mixture(q1, median, 0.5), median, most]),
            4 => {
                let third = of_mixture(q3, most, 0.75);
                let second = of_mixture(median, third, 0.5);
                Some(vec![of_mixture(q1, second, 0.25), second, third, most])
            }
            n => {
                debug_assert!(n >= LEAST_FOR_BOX, "a group without a course is not drawn");
                None
            }
        }
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, PEAK_NEE, Unit::Course) {
        return Ok(None);
    }
    let mut notes = notes_of_groups(&groups, Split::ByRegimen);
    let (mut shown, mut without) = (Vec::new(), Vec::new());
    for group in &groups {
        match peaks(group)? {
            Some(peaks) => shown.push(peaks),
            None => without.push(group.name.clone()),
        }
    }
    if !without.is_empty() {
        notes.push(format!("No peak rate known: {}.", list(&without)));
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

fn peaks(group: &Group<'_>) -> Result<Option<Peaks>, FigureError> {
    let mut numbers = Vec::new();
    let mut courses = 0;
    for statistic in STATISTICS {
        let row = group.results.only(PEAK_NEE, Unit::Course, statistic);
        let Some(row) = row.filter(|row| row.status == Status::Ok) else {
            return Ok(None);
        };
        let value = row.value.filter(|value| *value >= 0.0);
        let absent = || fault(row, RowFault::NumberAbsent);
        let value = value.ok_or_else(absent)?;
        if numbers.last().is_some_and(|before| value < *before) {
            return Err(fault(row, RowFault::NumbersDisagree));
        }
        numbers.push(value);
        courses = row.denominator.ok_or_else(absent)?;
    }
    let (all, share) = (Level::All, Statistic::Proportion);
    let used = group.results.row(USE, Unit::Course, "all", all, share);
    let of = used.and_then(|row| row.numerator).unwrap_or(courses);
    let numbers = numbers.try_into().ok();
    Ok(numbers.map(|numbers| Peaks {
        name: group.name.clone(),
        courses,
        of,
        numbers,
    }))
}

fn drawing(shown: &[Peaks], notes: &[String], width: FigureWidth) -> Result<String, FigureError> {
    let most = shown.iter().map(|peaks| peaks.numbers[3]);
    let (ticks, n_decimals) = decimal_ticks(most.fold(0.0, f64::max));
    let last = ticks.last().copied().unwrap_or(1.0);
    let x = Scale {
        numbers: (0.0, last),
        pixels: (MARGIN + 8.5, width.units() - 20.0),
    };
    let block = TITLE + NUMBERS + BOX + BETWEEN;
    let bottom = 4.0 + shown.len() as f64 * block;
    let title = "Highest norepinephrine equivalent of a course with a vasopressor (µg/kg/min); n, courses in which it is known; box, median and interquartile range; line, to the maximum";
    let has_points = shown.iter().any(|peaks| peaks.points().is_some());
    let of_points = format!("; dots, courses, where fewer than {LEAST_FOR_BOX}");
    let title = format!("{title}{}", if has_points { &of_points } else { "" });
    let title = wrap(&title, SMALL, width.units() - 2.0 * MARGIN);
    let notes = note_lines(notes, width);
    let title_top = bottom + 24.0;
    let notes_top = title_top + title.len() as f64 * NOTE_LINE + 4.0;
    let height = notes_top + notes.len() as f64 * NOTE_LINE;
    draw_svg(width, height.ceil(), |canvas| {
        for &tick in &ticks {
            let at = x.at(tick);
            for index in 0..shown.len() {
                let top = 4.0 + index as f64 * block + TITLE + NUMBERS;
                canvas.line(&[(at, top - 2.0), (at, top + BOX + 6.0)], GRID, 0.8)?;
            }
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 13.0);
            canvas.text(
                label,
                &fixed(tick, n_decimals),
                SMALL,
                Anchor::Middle,
                MUTED,
            )?;
        }
        canvas.line(&[(x.pixels.0, bottom), (x.pixels.1, bottom)], AXIS, 0.8)?;
        for (index, peaks) in shown.iter().enumerate() {
            let top = 4.0 + index as f64 * block;
            draw_box(canvas, peaks, (index, top), x)?;
        }
        let at = (MARGIN, title_top + NOTE_LINE / 2.0);
        canvas.lines(at, &title, (SMALL, NOTE_LINE), (Anchor::Start, INK))?;
        let at = (MARGIN, notes_top + NOTE_LINE / 2.0 - 2.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

fn draw_box(
    canvas: &Canvas<'_>,
    peaks: &Peaks,
    (group, top): (usize, f64),
    x: Scale,
) -> Result<(), FigureError> {
    let room = x.pixels.1 - MARGIN;
    let name = shortened(&peaks.name, LABEL, room);
    canvas.text((MARGIN, top + 9.0), &name, LABEL, Anchor::Start, INK)?;
    let at = (MARGIN, top + TITLE + 6.0);
    canvas.text(at, &peaks.words(), SMALL, Anchor::Start, MUTED)?;
    let top = top + TITLE + NUMBERS + 2.0;
    let (bottom, middle) = (top + BOX, top + BOX / 2.0);
    let color = style_of(group).color;
    if let Some(points) = peaks.points() {
        for peak in points {
            canvas.dot((x.at(peak), middle), 3.5, color)?;
        }
        return Ok(());
    }
    let [q1, median, q3, most] = peaks.numbers.map(|number| x.at(number));
    canvas.line(&[(q3, middle), (most, middle)], INK, 1.0)?;
    canvas.line(&[(most, middle - 4.0), (most, middle + 4.0)], INK, 1.0)?;
    let outline = [(q1, top), (q3, top), (q3, bottom), (q1, bottom)];
    canvas.area(&outline, color.mix(0.3))?;
    canvas.frame((q1, top), (q3, bottom), color)?;
    canvas.line(&[(median, top), (median, bottom)], INK, 2.0)
}

fn words(shown: &[Peaks], notes: &[String]) -> String {
    let mut sentences = vec![
        "Boxes: highest norepinephrine equivalent (µg/kg/min) of courses with a vasopressor; n, courses in which it is known."
            .to_owned(),
    ];
    for peaks in shown {
        sentences.push(format!("{}: {}.", peaks.name, peaks.words()));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
