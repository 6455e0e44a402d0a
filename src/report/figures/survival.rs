//! Survival: Kaplan–Meier step curves with bands and marks of censorings, and beneath the axis those at risk, events and
//! censorings so far.
//!
//! One curve for each group, drawn as long as [`LEAST_AT_RISK`] patients are at risk.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, MUTED, SMALL, draw_svg};
use super::curve::{Curve, Frame, Point, curve};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{Group, few_patients, groups, keep_most, pooled_groups};
use super::scale::{Scale, month_ticks};
use super::statement::{NOTE_LINE, note_lines, statement};
use super::styles::{SWATCH, SWATCH_GAP, band_opacity};
use super::survival_legend::{Kind, LINE, Shown, draw_legend, legend_height};
use super::text::{shortened, text_width, wrap};
use super::width::FigureWidth;
use super::words::{count, counted, list, percent_and_interval};
use crate::measures::curves::QUARTER;
use crate::measures::results::{Row, Statistic, Status, Unit};
use crate::measures::survival::PROGRESSION_UNDATED;
use crate::report::tables::{FEW, LEAST_AT_RISK, Lookup, Split};

const MARGIN: f64 = 8.0;
const LEGEND_TOP: f64 = 24.0;
const PLOT_HEIGHT: f64 = 236.0;
const RIGHT_MARGIN: f64 = 24.0;
const WIDEST_LABEL: f64 = 150.0;
const COUNTS: [&str; 3] = ["At risk", "Events", "Censored"];
/// The axis has no more ticks after the first: in one column, and in two.
const MOST_TICKS: (i64, i64) = (5, 8);
/// A curve has no more marks of censorings.
const MOST_STROKES: usize = 150;
/// Of more patients without a day of progression, there is no progression-free survival.
const MOST_UNDATED: f64 = 0.05;
/// The years at which the words read the curves off, in days.
const YEARS: [f64; 4] = [365.0, 730.0, 1095.0, 1825.0];

pub(super) fn draw(
    kind: &Kind,
    results: Lookup<'_>,
    width: FigureWidth,
) -> Result<Option<Figure>, FigureError> {
    let mut shown = Vec::new();
    let mut why_not = WhyNot::default();
    let mut is_collected = false;
    let groups = groups(results, Split::ByDisease);
    let pooled = pooled_groups(&groups, Split::ByDisease);
    for group in groups {
        let rows: Vec<&Row> = group.results.of(kind.curve, Unit::Patient).collect();
        if rows.iter().all(|row| row.status == Status::NotCollected) {
            why_not.not_collected.push(group.name);
            continue;
        }
        is_collected = true;
        let curve = curve(rows.into_iter())?;
        match curve.last_with_at_risk(LEAST_AT_RISK) {
            _ if curve.points.is_empty() && curve.units > 0 => why_not.withheld(kind, group),
            None if curve.units == 0 => why_not.no_follow_up.push(group.name),
            None => why_not.few.push(group.name),
            Some(until) => shown.push((group, curve, until)),
        }
    }
    if !is_collected {
        return Ok(None);
    }
    let mut notes = why_not.notes(kind);
    let more = keep_most(&mut shown);
    notes.extend(left_out(kind, &shown));
    notes.extend(pooled);
    // A group that has no curve is named already.
    notes.extend(few_patients(shown.iter().map(|(group, ..)| group)));
    notes.extend(more);
    if shown.is_empty() {
        return statement(&notes, width);
    }
    let is_cut = shown
        .iter()
        .any(|(_, curve, until)| *until < curve.last() - 1e-6);
    if is_cut {
        notes.insert(
            0,
            format!("Curves end where fewer than {LEAST_AT_RISK} patients are at risk."),
        );
    }
    let shown: Vec<Shown<'_>> = shown
        .into_iter()
        .enumerate()
        .map(|(index, (group, curve, until))| Shown::new(group, curve, until, index, kind))
        .collect();
    if shown.iter().any(|shown| shown.median.contains(FEW)) {
        notes.insert(
            1,
            format!("{FEW} Median beyond the end of the curve: fewer than {LEAST_AT_RISK} patients at risk."),
        );
    }
    Ok(Some(Figure {
        svg: Layout::new(&shown, &notes, kind, width).drawing(kind)?,
        alt: words(kind, &shown, &notes),
        width,
    }))
}

/// Who is not in a curve of the figure, and why; `None` where everybody is.
fn left_out(kind: &Kind, shown: &[(Group<'_>, Curve, f64)]) -> Option<String> {
    let groups = shown.iter().filter_map(|(group, curve, _)| {
        let treated = group.results.treated(Unit::Patient)?;
        let n = treated - curve.units;
        (n > 0).then(|| format!("{}, {} of {}", group.name, count(n), count(treated)))
    });
    let groups: Vec<String> = groups.collect();
    let undated = if kind.needs_progression {
        ", or day of progression"
    } else {
        ""
    };
    (!groups.is_empty()).then(|| {
        format!(
            "Not in the curve (start of treatment, or days of death and last contact{undated}, not known): {}.",
            groups.join("; ")
        )
    })
}

/// The groups that have no curve, by why.
#[derive(Default)]
struct WhyNot {
    not_collected: Vec<String>,
    no_follow_up: Vec<String>,
    few: Vec<String>,
    undated: Vec<String>,
    immortal: Vec<String>,
}

impl WhyNot {
    /// A group whose curve may not be estimated.
    fn withheld(&mut self, kind: &Kind, group: Group<'_>) {
        let mut undated = group.results.of(PROGRESSION_UNDATED, Unit::Patient);
        let is_undated = undated.any(|row| {
            row.statistic == Statistic::Proportion
                && row.value.is_some_and(|share| share > MOST_UNDATED + 1e-9)
        });
        if kind.needs_progression && is_undated {
            self.undated.push(group.name);
        } else {
            self.immortal.push(group.name);
        }
    }

    fn notes(&self, kind: &Kind) -> Vec<String> {
        [
            (
                &self.immortal,
                format!(
                    "{} is not estimable where groups or patients are chosen by what is known only after treatment began (immortal time)",
                    kind.name
                ),
            ),
            (
                &self.undated,
                format!(
                    "{} is not estimable where more than 5% of patients progressed without a date",
                    kind.name
                ),
            ),
            (
                &self.few,
                format!("No curve of fewer than {LEAST_AT_RISK} patients"),
            ),
            (&self.no_follow_up, "No follow-up known".to_owned()),
            (&self.not_collected, "Not collected".to_owned()),
        ]
        .into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, why)| format!("{why}: {}.", list(names)))
        .collect()
    }
}

/// Where everything stands.
struct Layout<'a> {
    width: FigureWidth,
    title: Vec<String>,
    legend_top: f64,
    shown: &'a [Shown<'a>],
    frame: Frame,
    /// Days and months.
    ticks: Vec<(f64, i64)>,
    /// Lines beneath the figure.
    notes: Vec<String>,
}

impl<'a> Layout<'a> {
    fn new(shown: &'a [Shown<'a>], notes: &[String], kind: &Kind, width: FigureWidth) -> Self {
        let last = shown.iter().map(|shown| shown.until);
        let last = last.fold(QUARTER, f64::max);
        let labels = if shown.len() > 1 {
            let labels = shown
                .iter()
                .map(|shown| SWATCH + SWATCH_GAP + text_width(&short(shown, width), SMALL));
            labels.fold(0.0, f64::max)
        } else {
            text_width(COUNTS[2], SMALL)
        };
        let most = shown.iter().map(|shown| shown.curve.units).max();
        let number = text_width(&count(most.unwrap_or(0)), SMALL);
        let left = (MARGIN + labels + 12.0 + number / 2.0).max(52.0).ceil() + 0.5;
        let has_interval = shown.iter().any(|shown| shown.curve.has_interval());
        let interval = if has_interval {
            "; bands, 95% CI (log–log)"
        } else {
            ""
        };
        let title = format!("{}, Kaplan–Meier{interval}; strokes, censored", kind.title);
        let title = wrap(&title, SMALL, width.units() - 2.0 * MARGIN);
        let legend_top = LEGEND_TOP + (title.len() as f64 - 1.0) * NOTE_LINE;
        let top = legend_top + legend_height(shown, kind, width) + 14.0;
        Self {
            width,
            title,
            legend_top,
            shown,
            frame: Frame {
                x: Scale {
                    numbers: (0.0, last),
                    pixels: (left, width.units() - RIGHT_MARGIN),
                },
                y: Scale {
                    numbers: (0.0, 100.0),
                    pixels: (top + PLOT_HEIGHT + 0.5, top),
                },
            },
            ticks: month_ticks(last, width.choose(MOST_TICKS.0, MOST_TICKS.1)),
            notes: note_lines(notes, width),
        }
    }

    fn drawing(&self, kind: &Kind) -> Result<String, FigureError> {
        let counts_top = self.frame.y.pixels.0 + 46.0;
        let notes_top = counts_top + self.count_lines() * LINE + 8.0;
        let height = notes_top + self.notes.len() as f64 * NOTE_LINE;
        draw_svg(self.width, height.ceil(), |canvas| {
            let style = (Anchor::Start, INK);
            canvas.lines((MARGIN, 12.0), &self.title, (SMALL, NOTE_LINE), style)?;
            draw_legend(canvas, self.legend_top, self.shown, kind, self.width)?;
            self.draw_axes(canvas)?;
            self.draw_curves(canvas)?;
            self.draw_counts(canvas, counts_top)?;
            let at = (MARGIN, notes_top + 0.5 * NOTE_LINE - 4.0);
            let style = (Anchor::Start, MUTED);
            canvas.lines(at, &self.notes, (SMALL, NOTE_LINE), style)
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
        for &(days, months) in &self.ticks {
            let at = x.at(days);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 13.0);
            canvas.text(label, &months.to_string(), SMALL, Anchor::Middle, MUTED)?;
        }
        let title = "Months since the start of the first treated course";
        let at = (f64::midpoint(left, right), bottom + 31.0);
        canvas.text(at, title, SMALL, Anchor::Middle, INK)
    }

    /// Bands first, so that no line lies under one.
    fn draw_curves(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let opacity = band_opacity(self.shown.len());
        let drawn: Vec<Vec<Point>> = self
            .shown
            .iter()
            .map(|shown| shown.curve.up_to(shown.until))
            .collect();
        for (shown, points) in self.shown.iter().zip(&drawn) {
            self.frame
                .draw_band(canvas, points, shown.style.color, opacity)?;
        }
        let has_strokes = self.has_strokes();
        for (shown, points) in self.shown.iter().zip(&drawn) {
            let style = shown.style;
            self.frame
                .draw_steps(canvas, 1.0, points, style.color, style.dashes)?;
            for time in shown.strokes().filter(|_| has_strokes) {
                let Some(point) = shown.curve.at(time) else {
                    continue;
                };
                let (x, y) = (self.frame.x.at(time), self.frame.y.at(point.value * 100.0));
                canvas.line(&[(x, y - 3.5), (x, y + 3.5)], style.color, 0.9)?;
            }
        }
        Ok(())
    }

    /// Whether censorings are marked: more strokes than can be told apart hide the curves.
    fn has_strokes(&self) -> bool {
        let n = self.shown.iter().map(|shown| shown.strokes().count()).max();
        n.is_some_and(|n| (1..=MOST_STROKES).contains(&n))
    }

    /// Lines that the counts take: those of groups have headings.
    fn count_lines(&self) -> f64 {
        let of_one = if self.shown.len() > 1 {
            self.shown.len() + 1
        } else {
            1
        };
        (COUNTS.len() * of_one) as f64
    }

    fn draw_counts(&self, canvas: &Canvas<'_>, top: f64) -> Result<(), FigureError> {
        let mut y = top + LINE / 2.0;
        for (which, heading) in COUNTS.into_iter().enumerate() {
            canvas.text((MARGIN, y), heading, SMALL, Anchor::Start, MUTED)?;
            if self.shown.len() > 1 {
                y += LINE;
            }
            for shown in self.shown {
                if self.shown.len() > 1 {
                    shown.style.draw_swatch(canvas, (MARGIN, y))?;
                    let at = (MARGIN + SWATCH + SWATCH_GAP, y);
                    canvas.text(at, &short(shown, self.width), SMALL, Anchor::Start, INK)?;
                }
                for (days, _) in &self.ticks {
                    if let Some(n) = shown.curve.counts(*days)[which] {
                        let at = (self.frame.x.at(*days), y);
                        canvas.text(at, &count(n), SMALL, Anchor::Middle, INK)?;
                    }
                }
                y += LINE;
            }
        }
        Ok(())
    }
}

/// The label where numbers follow it; a narrow figure has room for its line alone.
fn short(shown: &Shown<'_>, width: FigureWidth) -> String {
    if width.is_narrow() {
        return String::new();
    }
    shortened(&shown.group.name, SMALL, WIDEST_LABEL)
}

fn words(kind: &Kind, shown: &[Shown<'_>], notes: &[String]) -> String {
    let curves = if shown.len() == 1 {
        "Step curve"
    } else {
        "Step curves by group"
    };
    let mut sentences = vec![format!(
        "{curves}: {}, Kaplan–Meier estimate.",
        kind.name.to_lowercase()
    )];
    for shown in shown {
        let curve = &shown.curve;
        let mut parts = vec![format!(
            "{}: {}, {}",
            shown.group.name,
            counted(curve.units, "patient"),
            counted(curve.all_events(), kind.event)
        )];
        if !shown.median.is_empty() {
            parts.push(format!("median, months: {}", shown.median));
        }
        let years = YEARS.into_iter().filter(|days| *days <= shown.until);
        parts.extend(years.filter_map(|days| {
            let point = curve.at(days)?;
            let share = percent_and_interval(point.value, point.interval);
            Some(format!("at {:.0} months {share}", days / 365.0 * 12.0))
        }));
        sentences.push(format!("{}.", parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
