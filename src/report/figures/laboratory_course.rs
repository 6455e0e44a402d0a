//! Laboratory values by day of the course: for each analyte a panel with the median and the interquartile range of each
//! group.
//!
//! A day is drawn where enough courses of the group have a value, and joined to the day before it where that is drawn too:
//! between two cycles lines are broken.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL, TINY, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{groups, is_collected, keep_most, notes_of_toxicity};
use super::scale::{Scale, day_ticks, value_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::styles::{SWATCH, Sample, band_opacity, draw_legend, legend_height, style_of};
use super::text::{text_width, wrap};
use super::width::FigureWidth;
use super::words::{count, counted, list};
use crate::facts::{FOLLOWED, LOWEST};
use crate::measures::laboratory::BY_DAY;
use crate::measures::results::Unit;
use crate::report::tables::{LEAST_AT_RISK, LaboratoryDay, Lookup, Split, laboratory_days};
use crate::report::wording::{analyte_label, analyte_with_unit, decimals_of_analyte, fixed};
use plotters::style::Color;

const MARGIN: f64 = 8.0;
/// Between two panels.
const GAP: f64 = 22.0;
/// The title of a panel, the labels beneath its axis, a line of counts, and what is free below them.
const TITLE: f64 = 22.0;
const FOOT: f64 = 19.0;
const COUNTS: f64 = 13.5;
const BELOW: f64 = 14.0;
/// The height of a plot: in one column, and in two.
const PLOTS: (f64, f64) = (84.0, 104.0);
/// An axis has no more ticks after the first.
const MOST_TICKS: usize = 8;
/// Between the numbers at two ticks.
const APART: f64 = 9.0;

/// One group: its days of each analyte, in the order of [`FOLLOWED`].
struct GroupDays {
    name: String,
    analytes: Vec<Vec<LaboratoryDay>>,
}

impl GroupDays {
    /// The days of an analyte that are drawn.
    fn shown(&self, analyte: usize) -> impl Iterator<Item = &LaboratoryDay> {
        self.analytes[analyte].iter().filter(|day| day.is_shown())
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, BY_DAY, Unit::Course) {
        return Ok(None);
    }
    let mut notes = notes_of_toxicity(&groups);
    let of_groups = groups.into_iter().map(|group| GroupDays {
        name: group.name,
        analytes: FOLLOWED
            .iter()
            .map(|analyte| laboratory_days(group.results, analyte))
            .collect(),
    });
    let is_drawn = |group: &GroupDays| (0..FOLLOWED.len()).any(|it| group.shown(it).count() > 0);
    let (mut shown, without): (Vec<GroupDays>, Vec<GroupDays>) = of_groups.partition(is_drawn);
    notes.extend(keep_most(&mut shown));
    let (analytes, absent): (Vec<usize>, Vec<usize>) =
        (0..FOLLOWED.len()).partition(|&it| shown.iter().any(|group| group.shown(it).count() > 0));
    let few = format!("no day with values of at least {LEAST_AT_RISK} courses");
    if analytes.is_empty() {
        notes.insert(0, format!("No figure of laboratory values by day: {few}."));
        return statement(&notes, width);
    }
    let absent = absent.into_iter().map(|it| analyte_label(FOLLOWED[it]));
    let absent: Vec<String> = without
        .into_iter()
        .map(|group| group.name)
        .chain(absent)
        .collect();
    if !absent.is_empty() {
        notes.push(format!("Not drawn, {few}: {}.", list(&absent)));
    }
    notes.insert(
        0,
        "Different days have different courses: a line does not follow one patient.".to_owned(),
    );
    let mut days = shown.iter().flat_map(|group| &group.analytes).flatten();
    if days.any(|day| !day.is_shown()) {
        notes.insert(
            0,
            format!("Days with values of fewer than {LEAST_AT_RISK} courses are not drawn."),
        );
    }
    Ok(Some(Figure {
        svg: Layout::new(&shown, &analytes, &notes, width).drawing()?,
        alt: words(&shown, &analytes, &notes),
        width,
    }))
}

/// The positions of all parts.
struct Layout<'a> {
    shown: &'a [GroupDays],
    analytes: &'a [usize],
    width: FigureWidth,
    title: Vec<String>,
    notes: Vec<String>,
    columns: usize,
    /// From the first day to the last, in a panel that begins at 0.
    x: Scale,
    ticks: Vec<f64>,
    plot: f64,
}

impl<'a> Layout<'a> {
    fn new(
        shown: &'a [GroupDays],
        analytes: &'a [usize],
        notes: &[String],
        width: FigureWidth,
    ) -> Self {
        let columns = width.choose(1, 2).min(analytes.len());
        let wide = (width.units() - 2.0 * MARGIN - GAP * (columns as f64 - 1.0)) / columns as f64;
        let drawn = || {
            let of_analytes = analytes.iter();
            of_analytes.flat_map(|&it| shown.iter().flat_map(move |group| group.shown(it)))
        };
        let last = drawn().map(|day| day.day as f64).fold(1.0, f64::max);
        let n_widest = drawn().map(|day| text_width(&count(day.courses), TINY));
        let n_widest = n_widest.fold(text_width("99", SMALL), f64::max);
        let left = (SWATCH + 12.0 + n_widest / 2.0).ceil() + 0.5;
        let pixels = (left, wide - n_widest / 2.0 - 2.0);
        let fitting = (1..=MOST_TICKS)
            .rev()
            .find(|&n| (pixels.1 - pixels.0) / n as f64 >= n_widest + APART);
        let title = "Median (line) and interquartile range (band) of courses with a value of that day; dot, a day without neighbors. Numbers under each axis: courses with a value. Day 0, baseline; day 1, the first 24 h from the first dose given";
        Self {
            shown,
            analytes,
            width,
            title: wrap(title, SMALL, width.units() - 2.0 * MARGIN),
            notes: note_lines(notes, width),
            columns,
            x: Scale {
                numbers: (0.0, last),
                pixels,
            },
            ticks: day_ticks(last, fitting.unwrap_or(1)),
            plot: width.choose(PLOTS.0, PLOTS.1),
        }
    }

    /// The height of a panel with its counts.
    fn block(&self) -> f64 {
        TITLE + self.plot + FOOT + self.shown.len() as f64 * COUNTS + BELOW
    }

    fn drawing(&self) -> Result<String, FigureError> {
        let names: Vec<&str> = self.shown.iter().map(|group| group.name.as_str()).collect();
        let legend_top = 6.0 + self.title.len() as f64 * NOTE_LINE;
        let legend = legend_height(MARGIN, &names, Sample::Line, self.width);
        let top = legend_top + legend + 8.0;
        let rows = self.analytes.len().div_ceil(self.columns);
        let notes_top = top + rows as f64 * self.block();
        let height = notes_top + self.notes.len() as f64 * NOTE_LINE + 4.0;
        let pitch = (self.width.units() - 2.0 * MARGIN + GAP) / self.columns as f64;
        draw_svg(self.width, height.ceil(), |canvas| {
            let style = (Anchor::Start, INK);
            canvas.lines((MARGIN, 12.0), &self.title, (SMALL, NOTE_LINE), style)?;
            draw_legend(
                canvas,
                (MARGIN, legend_top),
                &names,
                Sample::Line,
                self.width,
            )?;
            for (index, &analyte) in self.analytes.iter().enumerate() {
                let left = MARGIN + (index % self.columns) as f64 * pitch;
                let top = top + (index / self.columns) as f64 * self.block();
                self.draw_panel(canvas, analyte, (left, top))?;
            }
            let at = (MARGIN, notes_top + NOTE_LINE / 2.0);
            let style = (Anchor::Start, MUTED);
            canvas.lines(at, &self.notes, (SMALL, NOTE_LINE), style)
        })
    }

    fn draw_panel(
        &self,
        canvas: &Canvas<'_>,
        analyte: usize,
        (left, top): (f64, f64),
    ) -> Result<(), FigureError> {
        let bounds = self
            .shown
            .iter()
            .flat_map(|group| group.shown(analyte))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), day| {
                (least.min(day.quartiles[0]), most.max(day.quartiles[2]))
            });
        let (ticks, n_decimals) = value_ticks(bounds.0, bounds.1);
        let x = Scale {
            pixels: (left + self.x.pixels.0, left + self.x.pixels.1),
            ..self.x
        };
        let (from, bottom) = (x.pixels.0 - 4.0, top + TITLE + self.plot + 0.5);
        let y = Scale {
            numbers: (ticks[0], ticks[ticks.len() - 1]),
            pixels: (bottom, top + TITLE),
        };
        let title = analyte_with_unit(FOLLOWED[analyte]);
        canvas.text((left, top + 7.0), &title, LABEL, Anchor::Start, INK)?;
        for &tick in &ticks {
            let at = y.at(tick);
            canvas.line(&[(from, at), (x.pixels.1, at)], GRID, 0.8)?;
            let label = (from - 5.0, at);
            canvas.text(label, &fixed(tick, n_decimals), SMALL, Anchor::End, MUTED)?;
        }
        self.draw_lines(canvas, analyte, x, y)?;
        canvas.line(&[(from, bottom), (x.pixels.1, bottom)], AXIS, 0.8)?;
        for &tick in &self.ticks {
            let at = x.at(tick);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 12.0);
            canvas.text(label, &fixed(tick, 0), SMALL, Anchor::Middle, MUTED)?;
        }
        canvas.text((left, bottom + 12.0), "Day", SMALL, Anchor::Start, MUTED)?;
        for (index, group) in self.shown.iter().enumerate() {
            let middle = bottom + FOOT + 7.0 + index as f64 * COUNTS;
            if self.shown.len() > 1 {
                style_of(index).draw_swatch(canvas, (left, middle))?;
            } else {
                canvas.text((left, middle), "n", SMALL, Anchor::Start, MUTED)?;
            }
            for &tick in &self.ticks {
                let mut days = group.analytes[analyte].iter();
                let day = days.find(|day| (day.day as f64 - tick).abs() < 0.5);
                let courses = count(day.map_or(0, |day| day.courses));
                let at = (x.at(tick), middle);
                canvas.text(at, &courses, TINY, Anchor::Middle, INK)?;
            }
        }
        Ok(())
    }

    /// Bands first, so that no line lies under one. A day without neighbors is a dot with a line from quartile to quartile.
    fn draw_lines(
        &self,
        canvas: &Canvas<'_>,
        analyte: usize,
        x: Scale,
        y: Scale,
    ) -> Result<(), FigureError> {
        let point =
            |day: &LaboratoryDay, which: usize| (x.at(day.day as f64), y.at(day.quartiles[which]));
        for (index, group) in self.shown.iter().enumerate() {
            let color = style_of(index).color;
            for run in runs(group.shown(analyte)) {
                if let [only] = run[..] {
                    canvas.line(&[point(only, 0), point(only, 2)], color, 0.8)?;
                    continue;
                }
                let upper = run.iter().map(|day| point(day, 2));
                let lower = run.iter().rev().map(|day| point(day, 0));
                let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
                canvas.area(&outline, color.mix(band_opacity(self.shown.len())))?;
            }
        }
        for (index, group) in self.shown.iter().enumerate() {
            let style = style_of(index);
            for run in runs(group.shown(analyte)) {
                let medians: Vec<(f64, f64)> = run.iter().map(|day| point(day, 1)).collect();
                match medians[..] {
                    [only] => canvas.dot(only, 2.4, style.color)?,
                    _ => canvas.dashed(&medians, style.color, 1.6, style.dashes)?,
                }
            }
        }
        Ok(())
    }
}

/// Days that follow each other.
fn runs<'a>(days: impl Iterator<Item = &'a LaboratoryDay>) -> Vec<Vec<&'a LaboratoryDay>> {
    let mut runs: Vec<Vec<&LaboratoryDay>> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| day.day == last.day + 1) => run.push(day),
            _ => runs.push(vec![day]),
        }
    }
    runs
}

fn words(shown: &[GroupDays], analytes: &[usize], notes: &[String]) -> String {
    let mut sentences = vec![
        "Lines with bands: median and interquartile range of laboratory values by day of the course."
            .to_owned(),
    ];
    for &analyte in analytes {
        let of_groups = shown.iter().filter_map(|group| {
            let parts = of_group(group, analyte)?;
            Some(format!("{}: {parts}", group.name))
        });
        let of_groups: Vec<String> = of_groups.collect();
        let name = analyte_with_unit(FOLLOWED[analyte]);
        sentences.push(format!("{name}: {}.", of_groups.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}

/// `baseline 0.91 (IQR, 0.80–1.02; 179 courses), highest median 1.87 on day 5 (IQR, 1.40–2.32; 140 courses)`.
fn of_group(group: &GroupDays, analyte: usize) -> Option<String> {
    let name = FOLLOWED[analyte];
    let is_low = LOWEST.contains(&name);
    let described = |day: &LaboratoryDay| {
        let [q1, median, q3] = day
            .quartiles
            .map(|value| fixed(value, decimals_of_analyte(name)));
        let courses = counted(day.courses, "course");
        (median, format!("(IQR, {q1}–{q3}; {courses})"))
    };
    let baseline = group.shown(analyte).find(|day| day.day == 0);
    let baseline = baseline.map(|day| {
        let (median, spread) = described(day);
        format!("baseline {median} {spread}")
    });
    let farther = |a: &&LaboratoryDay, b: &&LaboratoryDay| {
        let order = a.quartiles[1].total_cmp(&b.quartiles[1]);
        // Of equal medians the earliest.
        let order = if is_low { order.reverse() } else { order };
        order.then(b.day.cmp(&a.day))
    };
    let on_treatment = group.shown(analyte).filter(|day| day.day > 0);
    let extreme = on_treatment.max_by(farther).map(|day| {
        let (median, spread) = described(day);
        let which = if is_low { "lowest" } else { "highest" };
        format!("{which} median {median} on day {} {spread}", day.day)
    });
    let parts: Vec<String> = baseline.into_iter().chain(extreme).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
