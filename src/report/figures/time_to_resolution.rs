//! How soon severe events resolved: for each organ system and group one bar of the share resolved by 7, 14 and 30 days, and
//! from the other end of those who died before.

use super::canvas::{AXIS, Canvas, PALE, WHITE, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, notes_of_groups};
use super::legend_of_colors::ColorLegend;
use super::row_panels::{HALF_BAR, Panel, RowPanels, RowPanelsParts};
use super::statement::statement;
use super::width::FigureWidth;
use super::words::{count, counted, list, percent_and_interval, percentage_of, system_labels};
use crate::measures::resolution::{DIED_UNRESOLVED_BY, RESOLVED_BY};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::report::tables::{Lookup, Split};
use crate::report::wording::NE;
use crate::terminology::organ_systems;
use plotters::style::RGBColor;

/// Of fewer events, shares say little.
const LEAST_EVENTS: i64 = 10;
const DAYS: [f64; 3] = [7.0, 14.0, 30.0];
/// Resolved by each of these days, from dark to light.
const RESOLVED: [(&str, RGBColor); 3] = [
    ("by day 7", RGBColor(0x1f, 0x5a, 0x7a)),
    ("by day 14", RGBColor(0x6f, 0xa5, 0xc1)),
    ("by day 30", RGBColor(0xc4, 0xdb, 0xe6)),
];
const DIED: (&str, RGBColor) = ("died unresolved by day 30", RGBColor(0x8a, 0x2f, 0x12));
const UNRESOLVED: &str = "unresolved at day 30";

/// The events of one organ system in one group.
#[derive(Clone, Copy)]
struct Events<'a> {
    units: i64,
    /// Resolved by each of [`DAYS`], where it can be estimated.
    resolved: [Option<&'a Row>; 3],
    died: Option<f64>,
}

/// One group: the events of each organ system of the terminology, where there are any.
struct Systems<'a> {
    name: String,
    of: Vec<Option<Events<'a>>>,
}

impl<'a> Systems<'a> {
    /// The events of an organ system that has enough of them.
    fn enough(&self, system: usize) -> Option<Events<'a>> {
        self.of[system].filter(|events| events.units >= LEAST_EVENTS)
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, RESOLVED_BY, Unit::Course) {
        return Ok(None);
    }
    let n_systems = organ_systems().len();
    let has_any = |group: &Systems<'_>| (0..n_systems).any(|system| group.enough(system).is_some());
    let (mut shown, without): (Vec<Systems<'_>>, Vec<Systems<'_>>) =
        groups.iter().map(systems).partition(has_any);
    let mut notes = notes_of_groups(&groups, Split::ByRegimen);
    notes.extend(keep_most(&mut shown));
    let names: Vec<String> = without.into_iter().map(|group| group.name).collect();
    if !names.is_empty() {
        notes.push(format!(
            "No organ system with {LEAST_EVENTS} events or more: {}.",
            list(&names)
        ));
    }
    if shown.is_empty() {
        return statement(&notes, width);
    }
    let (rows, few): (Vec<usize>, Vec<usize>) = (0..n_systems)
        .filter(|&system| {
            shown
                .iter()
                .any(|group| group.of[system].is_some_and(|events| events.units > 0))
        })
        .partition(|&system| shown.iter().any(|group| group.enough(system).is_some()));
    if !few.is_empty() {
        let labels = system_labels(&few);
        notes.push(format!(
            "Fewer than {LEAST_EVENTS} events: {}.",
            list(&labels)
        ));
    }
    let cells = || {
        shown
            .iter()
            .flat_map(|group| rows.iter().map(move |&system| (group, system)))
    };
    if cells().any(|(group, system)| {
        let events = group.of[system].filter(|events| events.units > 0);
        events.is_some() && group.enough(system).is_none()
    }) {
        notes.push(format!(
            "No bar for fewer than {LEAST_EVENTS} events: (n) alone."
        ));
    }
    if cells()
        .filter_map(|(group, system)| group.enough(system))
        .any(|events| events.resolved[2].is_none())
    {
        notes.push(format!(
            "{NE}, not estimable: follow-up ended before day 30."
        ));
    }
    Ok(Some(Figure {
        alt: words(&shown, &rows, &notes),
        svg: drawing(&shown, &rows, notes, width)?,
        width,
    }))
}

fn systems<'a>(group: &Group<'a>) -> Systems<'a> {
    let of_system = |name: &str| -> Option<Events<'a>> {
        let row = |measure, days| {
            let (level, statistic) = (Level::number(days), Statistic::Probability);
            group
                .results
                .row(measure, Unit::Course, name, level, statistic)
        };
        Some(Events {
            units: row(RESOLVED_BY, DAYS[2])?.denominator?,
            resolved: DAYS.map(|days| row(RESOLVED_BY, days).filter(|row| row.value.is_some())),
            died: row(DIED_UNRESOLVED_BY, DAYS[2]).and_then(|row| row.value),
        })
    };
    Systems {
        name: group.name.clone(),
        of: organ_systems()
            .iter()
            .map(|system| of_system(&system.name))
            .collect(),
    }
}

fn drawing(
    shown: &[Systems<'_>],
    rows: &[usize],
    notes: Vec<String>,
    width: FigureWidth,
) -> Result<String, FigureError> {
    let numbers = |group: &Systems<'_>| rows.iter().map(|&system| number(group, system)).collect();
    let panels = shown.iter().map(|group| Panel {
        title: group.name.clone(),
        n: String::new(),
        numbers: numbers(group),
    });
    let head = "By day 30 (n)";
    let axis_title = "Courses whose first grade ≥ 3 event had resolved (%), by days from onset; n, courses observed; Aalen–Johansen (death, a competing event)";
    let [by_7, by_14, by_30] = RESOLVED.map(|(name, _)| name);
    let legend = ColorLegend {
        lead: "Resolved",
        names: &[by_7, by_14, by_30, UNRESOLVED, DIED.0],
        left: 8.0,
        width,
    };
    let texts = (head, axis_title, legend.height());
    let parts = RowPanelsParts::of_organ_systems(rows, panels, texts, notes);
    let plot = RowPanels::new(parts, width);
    draw_svg(width, plot.height(), |canvas| {
        legend.draw(canvas, 2.0, |index, from, to| match index {
            3 => canvas.frame(from, to, AXIS),
            4 => canvas.hatched(from, to, (DIED.1, WHITE)),
            _ => canvas.rectangle(from, to, RESOLVED[index].1),
        })?;
        plot.draw_frame(canvas)?;
        for (panel, group) in shown.iter().enumerate() {
            for (row, &system) in rows.iter().enumerate() {
                if let Some(events) = group.enough(system) {
                    draw_bar(canvas, &plot, (panel, row), &events)?;
                }
            }
        }
        Ok(())
    })
}

/// `97.9% (47)`; of too few events their number alone.
fn number(group: &Systems<'_>, system: usize) -> String {
    match (group.of[system], group.enough(system)) {
        (_, Some(events)) => {
            let resolved = events.resolved[2]
                .and_then(|row| row.value)
                .map_or_else(|| NE.to_owned(), |share| percentage_of(share, events.units));
            format!("{resolved} ({})", count(events.units))
        }
        (Some(events), None) if events.units > 0 => format!("({})", count(events.units)),
        _ => "–".to_owned(),
    }
}

fn draw_bar(
    canvas: &Canvas<'_>,
    plot: &RowPanels,
    (panel, row): (usize, usize),
    events: &Events<'_>,
) -> Result<(), FigureError> {
    let x = plot.x(panel);
    let y = plot.middle(panel, row);
    let (top, bottom) = (y - HALF_BAR, y + HALF_BAR);
    if events.resolved[2].is_some() {
        canvas.frame((x.at(0.0), top), (x.at(100.0), bottom), PALE)?;
    }
    let mut from = 0.0;
    for ((_, color), resolved) in RESOLVED.into_iter().zip(events.resolved) {
        let Some(to) = resolved.and_then(|row| row.value) else {
            break;
        };
        if to > from {
            let corners = (x.at(from * 100.0), x.at(to * 100.0));
            canvas.rectangle((corners.0, top), (corners.1, bottom), color)?;
        }
        from = to;
    }
    if let Some(died) = events.died.filter(|died| *died > 0.0) {
        let start = x.at((1.0 - died) * 100.0);
        let (from, to) = ((start, top), (x.at(100.0), bottom));
        canvas.hatched(from, to, (DIED.1, WHITE))?;
    }
    Ok(())
}

fn words(shown: &[Systems<'_>], rows: &[usize], notes: &[String]) -> String {
    let mut sentences = vec![
        "Bars: courses in which the first event of grade 3 or higher had resolved by 7, 14 and 30 days from its onset, and those in which the patient died before, by organ system."
            .to_owned(),
    ];
    for group in shown {
        let parts: Vec<String> = rows
            .iter()
            .filter_map(|&system| Some((system, group.enough(system)?)))
            .map(|(system, events)| {
                let label = &organ_systems()[system].label;
                format!("{label}, {}", in_words(&events))
            })
            .collect();
        sentences.push(format!("{}: {}.", group.name, parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}

fn in_words(events: &Events<'_>) -> String {
    let by_day = DAYS.into_iter().zip(events.resolved).map(|(day, row)| {
        let share = row.and_then(|row| Some((row.value?, row.lower.zip(row.upper))));
        let share = share.map_or_else(
            || "not estimable".to_owned(),
            |(value, interval)| percent_and_interval(value, interval),
        );
        format!("by day {day} {share}")
    });
    let parts: Vec<String> = std::iter::once(counted(events.units, "course"))
        .chain(by_day)
        .chain(
            events
                .died
                .filter(|died| *died > 0.0)
                .map(|died| format!("died unresolved {}", percentage_of(died, events.units))),
        )
        .collect();
    parts.join(", ")
}
