//! How many courses had how many given doses: a histogram with the median.
//!
//! The courses with exactly k given doses are those with at least k less those with at least k + 1. No course has more
//! given doses than planned, so that the numerators of `exposure.at_least` count all courses.

use super::canvas::{
    ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, TINY, WHITE, WIDTH, draw_svg,
};
use super::error::FigureError;
use super::error::RowFault;
use super::figure::Figure;
use super::rows::{at_least, fault, overall};
use super::scale::{Scale, count_ticks, dose_ticks};
use super::text::text_width;
use super::words::counted;
use crate::measures::exposure;
use crate::measures::results::{Level, Row, Statistic, Status, Unit};
use crate::notation::plain_decimal;

const HEIGHT: f64 = 316.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 266.5;

/// The courses by number of given doses.
struct Histogram {
    /// The number of doses of the first bar: 0 where a course without a given dose was counted, else 1.
    first: usize,
    courses: Vec<i64>,
    median: Option<f64>,
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
}

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let Some(histogram) = histogram(rows)? else {
        return Ok(None);
    };
    Ok(Some(Figure {
        svg: drawing(&histogram)?,
        alt: words(&histogram),
    }))
}

/// `None` where a level's numbers are absent: the bars beside it would have no height.
fn histogram(rows: &[Row]) -> Result<Option<Histogram>, FigureError> {
    let levels = at_least(rows)?;
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
        let at_fault = overall(
            rows,
            exposure::AT_LEAST,
            Unit::Course,
            Statistic::Proportion,
        )
        .into_iter()
        .find(|row| row.level == level);
        return match at_fault {
            Some(row) => Err(fault(row, RowFault::MoreThanLevelBefore)),
            None => Ok(None),
        };
    }
    let first = usize::from(courses[0] == 0);
    let median = overall(rows, exposure::DOSES_GIVEN, Unit::Course, Statistic::Median)
        .into_iter()
        .find(|row| row.status == Status::Ok)
        .and_then(|row| row.value);
    Ok(Some(Histogram {
        first,
        courses: courses.split_off(first),
        median,
    }))
}

fn drawing(histogram: &Histogram) -> Result<String, FigureError> {
    let most = histogram.courses.iter().copied().max().unwrap_or(0);
    let ticks = count_ticks(most);
    let top_tick = ticks.last().copied().unwrap_or(1);
    let left = (text_width(&top_tick.to_string(), SMALL) + 22.0).ceil() + 0.5;
    let x = Scale {
        numbers: (histogram.first as f64 - 0.5, histogram.last() as f64 + 0.5),
        pixels: (left, WIDTH - 15.5),
    };
    let y = Scale {
        numbers: (0.0, top_tick as f64),
        pixels: (BOTTOM, TOP),
    };
    draw_svg(HEIGHT, |canvas| {
        let title = format!("Courses (n = {})", histogram.total());
        canvas.text((8.0, 12.0), &title, SMALL, Anchor::Start, INK)?;
        for tick in ticks {
            let at = y.at(tick as f64);
            canvas.line(&[(left, at), (x.pixels.1, at)], GRID, 0.8)?;
            let label = (left - 8.0, at);
            canvas.text(label, &tick.to_string(), SMALL, Anchor::End, MUTED)?;
        }
        if let Some(median) = histogram.median {
            draw_median(canvas, x, median)?;
        }
        draw_bars(canvas, histogram, x, y)?;
        draw_axis(canvas, histogram, x)
    })
}

/// The bars, each with its number where all numbers fit above their bars.
fn draw_bars(
    canvas: &Canvas<'_>,
    histogram: &Histogram,
    x: Scale,
    y: Scale,
) -> Result<(), FigureError> {
    let step = x.at(1.0) - x.at(0.0);
    let half = (step * 0.4).min(20.0);
    let number_width = |courses: i64| text_width(&courses.to_string(), TINY);
    let numbers_fit = histogram
        .courses
        .iter()
        .all(|&courses| number_width(courses) + 2.0 <= step);
    for (doses, courses) in histogram.bars().filter(|(_, courses)| *courses > 0) {
        let middle = x.at(doses as f64);
        let top = y.at(courses as f64);
        canvas.rectangle((middle - half, top), (middle + half, BOTTOM), ACCENT)?;
        if numbers_fit {
            // The ground of the number keeps grid and median off it.
            let reach = number_width(courses) / 2.0 + 1.0;
            let ground = ((middle - reach, top - 13.0), (middle + reach, top));
            canvas.rectangle(ground.0, ground.1, WHITE)?;
            let at = (middle, top - 7.0);
            canvas.text(at, &courses.to_string(), TINY, Anchor::Middle, MUTED)?;
        }
    }
    Ok(())
}

/// A thin line from above the bars down to the axis, with its label on the side that has room.
fn draw_median(canvas: &Canvas<'_>, x: Scale, median: f64) -> Result<(), FigureError> {
    let at = x.at(median);
    canvas.line(&[(at, 26.0), (at, BOTTOM)], INK, 0.8)?;
    let label = format!("median {}", plain_decimal(median));
    if at + 6.0 + text_width(&label, SMALL) < WIDTH - 8.0 {
        canvas.text((at + 6.0, 32.0), &label, SMALL, Anchor::Start, INK)
    } else {
        canvas.text((at - 6.0, 32.0), &label, SMALL, Anchor::End, INK)
    }
}

fn draw_axis(canvas: &Canvas<'_>, histogram: &Histogram, x: Scale) -> Result<(), FigureError> {
    let (left, right) = x.pixels;
    canvas.line(&[(left, BOTTOM), (right, BOTTOM)], AXIS, 0.8)?;
    let mut ticks = dose_ticks(histogram.last() as i64);
    if histogram.first == 0 {
        ticks.insert(0, 0);
    }
    for tick in ticks {
        let at = x.at(tick as f64);
        canvas.line(&[(at, BOTTOM), (at, BOTTOM + 4.0)], AXIS, 0.8)?;
        let label = (at, BOTTOM + 13.0);
        canvas.text(label, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
    }
    let title = (f64::midpoint(left, right), BOTTOM + 33.0);
    canvas.text(title, "Doses given per course", SMALL, Anchor::Middle, INK)
}

fn words(histogram: &Histogram) -> String {
    let mut sentences = vec![format!(
        "Histogram: doses given per course, of {}.",
        counted(histogram.total(), "course")
    )];
    if let Some(median) = histogram.median {
        sentences.push(format!("Median {}.", plain_decimal(median)));
    }
    let seen = || histogram.bars().filter(|(_, courses)| *courses > 0);
    if let (Some((least, _)), Some((greatest, _))) = (seen().next(), seen().last()) {
        sentences.push(format!("Least {least}, most {greatest}."));
    }
    let most = histogram.courses.iter().copied().max().unwrap_or(0);
    let mut commonest = seen().filter(|(_, courses)| *courses == most);
    if let (Some((doses, _)), None) = (commonest.next(), commonest.next()) {
        sentences.push(format!(
            "Commonest: {}, in {}.",
            counted(doses as i64, "dose"),
            counted(most, "course")
        ));
    }
    sentences.join(" ")
}
