//! Patients by the worst grade of adverse events, for each organ system: stacked bars, the severe grades first.

use super::canvas::{AXIS, Canvas, THIN, WHITE, draw_svg};
use super::error::FigureError;
use super::error::RowFault;
use super::figure::Figure;
use super::groups::{groups, is_collected, keep_most, notes_of_toxicity};
use super::legend_of_colors::ColorLegend;
use super::row_panels::{HALF_BAR, Panel, RowPanels, RowPanelsParts};
use super::rows::{fault, share};
use super::statement::statement;
use super::width::FigureWidth;
use super::words::{counted, list, n_and_percent, system_labels};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::toxicity;
use crate::report::tables::{Lookup, Split};
use crate::terminology::organ_systems;
use plotters::style::RGBColor;

/// The highest grades as levels of the measure, in the order of the bars, with what readers call them and their color.
/// One hue from dark to light, so that the order is seen without telling hues apart; `unknown` is an empty frame.
const GRADES: [(Level, &str, RGBColor); 6] = [
    (Level::number(5.0), "Grade 5", RGBColor(0x08, 0x24, 0x36)),
    (Level::number(4.0), "4", RGBColor(0x1f, 0x5a, 0x7a)),
    (Level::number(3.0), "3", RGBColor(0x4f, 0x8f, 0xb0)),
    (Level::number(2.0), "2", RGBColor(0x9f, 0xc5, 0xd8)),
    (Level::number(1.0), "1", RGBColor(0xe2, 0xed, 0xf3)),
    (Level::Unknown, "unknown", WHITE),
];
/// How many of them are of grade ≥ 3.
const SEVERE: usize = 3;
/// Where `unknown` is among them.
const UNKNOWN: usize = 5;

/// The patients of one organ system in one group.
#[derive(Clone, Copy)]
struct Bar {
    /// Patients by worst grade, as in [`GRADES`].
    patients: [i64; 6],
    /// Patients in whom it was assessed.
    assessed: i64,
}

impl Bar {
    fn any(&self) -> i64 {
        self.patients.iter().sum()
    }

    fn severe(&self) -> i64 {
        self.patients[..SEVERE].iter().sum()
    }

    fn share(&self, patients: i64) -> f64 {
        patients as f64 / self.assessed as f64
    }
}

/// The bars of one group, one for each organ system of the terminology; `None` where a grade's numbers are absent, so that
/// a bar would be read as the whole.
struct GroupBars {
    name: String,
    /// Most patients that were assessed for an organ system.
    n: String,
    of_systems: Vec<Option<Bar>>,
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, toxicity::ORGAN_SYSTEM, Unit::Patient) {
        return Ok(None);
    }
    let mut notes = notes_of_toxicity(&groups);
    let mut shown = Vec::new();
    let mut without = Vec::new();
    for group in groups {
        let rows = group.rows(toxicity::ORGAN_SYSTEM, Unit::Patient, Statistic::Proportion);
        let bars: Result<Vec<Option<Bar>>, FigureError> = organ_systems()
            .iter()
            .map(|system| bar(&rows, &system.name))
            .collect();
        let bars = bars?;
        match bars.iter().flatten().map(|bar| bar.assessed).max() {
            Some(most) => shown.push(GroupBars {
                name: group.name,
                n: counted(most, "patient"),
                of_systems: bars,
            }),
            None => without.push(group.name),
        }
    }
    if !without.is_empty() {
        notes.push(format!("No patient assessed: {}.", list(&without)));
    }
    notes.extend(keep_most(&mut shown));
    let systems: Vec<usize> = (0..organ_systems().len())
        .filter(|&system| bars(&shown, system).any(|bar| bar.any() > 0))
        .collect();
    if systems.is_empty() {
        notes.insert(0, "No adverse event in any organ system.".to_owned());
        return statement(&notes, width);
    }
    notes.extend(absent(&shown, &systems));
    Ok(Some(Figure {
        alt: words(&shown, &systems, &notes),
        svg: drawing(&shown, &systems, notes, width)?,
        width,
    }))
}

/// The bars of an organ system.
fn bars(shown: &[GroupBars], system: usize) -> impl Iterator<Item = Bar> {
    shown
        .iter()
        .filter_map(move |group| group.of_systems[system])
}

/// What is said of the organ systems without a row.
fn absent(shown: &[GroupBars], systems: &[usize]) -> Vec<String> {
    let (no_event, not_assessed): (Vec<usize>, Vec<usize>) = (0..organ_systems().len())
        .filter(|system| !systems.contains(system))
        .partition(|&system| bars(shown, system).next().is_some());
    [("No event", no_event), ("Not assessed", not_assessed)]
        .into_iter()
        .filter(|(_, systems)| !systems.is_empty())
        .map(|(what, systems)| format!("{what}: {}.", list(&system_labels(&systems))))
        .collect()
}

/// The bar of an organ system; `None` where a grade's row has no numbers.
fn bar(rows: &[&Row], system: &str) -> Result<Option<Bar>, FigureError> {
    let mut patients = [0; 6];
    let mut assessed = None;
    for (grade, (level, ..)) in GRADES.iter().enumerate() {
        let Some(row) = rows
            .iter()
            .find(|row| row.item == system && row.level == *level)
        else {
            return Ok(None);
        };
        let Some(share) = share(row)? else {
            return Ok(None);
        };
        if *assessed.get_or_insert(share.denominator) != share.denominator {
            return Err(fault(row, RowFault::OtherDenominator));
        }
        patients[grade] = share.numerator;
    }
    Ok(assessed.map(|assessed| Bar { patients, assessed }))
}

fn drawing(
    shown: &[GroupBars],
    systems: &[usize],
    notes: Vec<String>,
    width: FigureWidth,
) -> Result<String, FigureError> {
    let numbers = |group: &GroupBars| {
        systems
            .iter()
            .map(|&system| number(group.of_systems[system]))
            .collect()
    };
    let panels = shown.iter().map(|group| Panel {
        title: group.name.clone(),
        n: group.n.clone(),
        numbers: numbers(group),
    });
    let axis_title =
        "Patients by worst grade (%), of those assessed; at the right, No. (%) of grade ≥ 3";
    let names = GRADES.map(|(_, name, _)| name);
    let legend = ColorLegend {
        lead: "",
        names: &names,
        left: 8.0,
        width,
    };
    let texts = ("Grade ≥ 3", axis_title, legend.height());
    let parts = RowPanelsParts::of_organ_systems(systems, panels, texts, notes);
    let plot = RowPanels::new(parts, width);
    draw_svg(width, plot.height(), |canvas| {
        legend.draw(canvas, 2.0, |grade, from, to| {
            draw_swatch(canvas, grade, from, to)
        })?;
        plot.draw_frame(canvas)?;
        for (panel, group) in shown.iter().enumerate() {
            for (row, &system) in systems.iter().enumerate() {
                if let Some(bar) = group.of_systems[system] {
                    draw_bar(canvas, &plot, (panel, row), bar)?;
                }
            }
        }
        Ok(())
    })
}

/// The patients of grade ≥ 3.
fn number(bar: Option<Bar>) -> String {
    bar.map_or_else(
        || "–".to_owned(),
        |bar| n_and_percent(bar.severe(), bar.assessed),
    )
}

fn draw_bar(
    canvas: &Canvas<'_>,
    plot: &RowPanels,
    (panel, row): (usize, usize),
    bar: Bar,
) -> Result<(), FigureError> {
    let x = plot.x(panel);
    let y = plot.middle(panel, row);
    let (top, bottom) = (y - HALF_BAR, y + HALF_BAR);
    let mut before = 0;
    for (grade, &patients) in bar.patients.iter().enumerate() {
        if patients == 0 {
            continue;
        }
        let from = x.at(bar.share(before) * 100.0);
        before += patients;
        let to = x.at(bar.share(before) * 100.0);
        draw_swatch(canvas, grade, (from, top), (to, bottom))?;
        if from > x.pixels.0 && grade != UNKNOWN {
            // A thin gap keeps neighbors apart in print.
            canvas.line(&[(from, top), (from, bottom)], WHITE, THIN)?;
        }
    }
    Ok(())
}

fn draw_swatch(
    canvas: &Canvas<'_>,
    grade: usize,
    from: (f64, f64),
    to: (f64, f64),
) -> Result<(), FigureError> {
    let (_, _, color) = GRADES[grade];
    canvas.rectangle(from, to, color)?;
    if grade == UNKNOWN {
        canvas.frame(from, to, AXIS)?;
    }
    Ok(())
}

fn words(shown: &[GroupBars], systems: &[usize], notes: &[String]) -> String {
    let mut sentences = vec![
        "Stacked bars: patients by worst grade of adverse events, by organ system.".to_owned(),
    ];
    for group in shown {
        let parts: Vec<String> = systems
            .iter()
            .filter_map(|&system| Some((system, group.of_systems[system]?)))
            .map(|(system, bar)| {
                format!(
                    "{} {}, of grade 3 or higher {}",
                    organ_systems()[system].label,
                    n_and_percent(bar.any(), bar.assessed),
                    n_and_percent(bar.severe(), bar.assessed),
                )
            })
            .collect();
        sentences.push(format!(
            "{} ({}): {}.",
            group.name,
            group.n,
            parts.join("; ")
        ));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
