//! Patients by the highest grade of toxicity, for each organ system: stacked bars.
//!
//! The bars begin with grade 5, so that what is severe stands on the axis and its lengths compare.

use super::canvas::{AXIS, Anchor, Canvas, INK, LABEL, MUTED, SMALL, WHITE, WIDTH, draw_svg};
use super::error::FigureError;
use super::error::RowFault;
use super::figure::Figure;
use super::row_plot::{GAP, RowPlot, RowPlotParts};
use super::rows::{fault, items, overall, share};
use super::text::text_width;
use super::words::{counted, list, n_of, organ_label, percent};
use crate::measures::results::{Level, Row, Statistic, Status, Unit};
use crate::measures::toxicity;
use plotters::style::RGBColor;
use std::cmp::Reverse;

/// The highest grades as levels of the measure, in the order of the bars, with what readers call them and their color.
/// One hue from dark to light, so that the order is seen without telling hues apart; `unknown` is an empty frame.
const GRADES: [(Level, &str, RGBColor); 6] = [
    (Level::number(5.0), "Grade 5", RGBColor(0x08, 0x24, 0x36)),
    (Level::number(4.0), "4", RGBColor(0x1f, 0x5a, 0x7a)),
    (Level::number(3.0), "3", RGBColor(0x4f, 0x8f, 0xb0)),
    (Level::number(2.0), "2", RGBColor(0x9a, 0xc1, 0xd5)),
    (Level::number(1.0), "1", RGBColor(0xd2, 0xe3, 0xec)),
    (Level::Unknown, "grade unknown", WHITE),
];
/// How many of them are of grade ≥ 3.
const SEVERE: usize = 3;
/// Where `unknown` is among them.
const UNKNOWN: usize = 5;

/// One organ system.
struct System {
    label: String,
    /// Patients by highest grade, as in [`GRADES`].
    patients: [i64; 6],
    /// Patients in whom it was assessed.
    assessed: i64,
}

impl System {
    fn any(&self) -> i64 {
        self.patients.iter().sum()
    }

    fn severe(&self) -> i64 {
        self.patients[..SEVERE].iter().sum()
    }

    /// A part of the assessed as a whole number, by which parts sort.
    fn per_billion(&self, patients: i64) -> i128 {
        i128::from(patients) * 1_000_000_000 / i128::from(self.assessed)
    }

    fn share(&self, patients: i64) -> f64 {
        patients as f64 / self.assessed as f64
    }

    fn n(&self) -> String {
        format!("{}/{}", self.any(), self.assessed)
    }
}

/// The organ systems of the rows, and those that have no bar.
#[derive(Default)]
struct Systems {
    shown: Vec<System>,
    without_event: Vec<String>,
    not_assessed: Vec<String>,
    /// Those of which a grade's numbers are absent: a bar without it would be read as the whole.
    incomplete: Vec<String>,
}

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let rows = overall(
        rows,
        toxicity::ORGAN_SYSTEM,
        Unit::Patient,
        Statistic::Proportion,
    );
    let systems = systems(&rows)?;
    if systems.shown.is_empty() {
        return Ok(None);
    }
    Ok(Some(Figure {
        svg: drawing(&systems)?,
        alt: words(&systems),
    }))
}

fn systems(rows: &[&Row]) -> Result<Systems, FigureError> {
    let mut systems = Systems::default();
    for item in items(rows) {
        let label = organ_label(item);
        let of_item: Vec<&Row> = rows
            .iter()
            .copied()
            .filter(|row| row.item == item)
            .collect();
        if of_item.iter().all(|row| row.status == Status::NotEstimable) {
            systems.not_assessed.push(label);
        } else if let Some((patients, assessed)) = highest_grades(&of_item)? {
            systems.shown.push(System {
                label,
                patients,
                assessed,
            });
        } else {
            systems.incomplete.push(label);
        }
    }
    // The sort keeps the rows' order among equals.
    systems.shown.sort_by_key(|system| {
        Reverse((
            system.per_billion(system.severe()),
            system.per_billion(system.any()),
        ))
    });
    // Where no organ system has an event, the empty rows are what there is to show.
    if systems.shown.iter().any(|system| system.any() > 0) {
        let (shown, without) = std::mem::take(&mut systems.shown)
            .into_iter()
            .partition(|system: &System| system.any() > 0);
        systems.shown = shown;
        systems.without_event = without.into_iter().map(|system| system.label).collect();
    }
    Ok(systems)
}

/// The patients of an organ system by highest grade, and all of them; `None` where a grade's row does not stand.
fn highest_grades(rows: &[&Row]) -> Result<Option<([i64; 6], i64)>, FigureError> {
    let mut patients = [0; 6];
    let mut assessed = None;
    for (grade, (level, ..)) in GRADES.iter().enumerate() {
        let Some(row) = rows.iter().find(|row| row.level == *level) else {
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
    Ok(assessed.map(|assessed| (patients, assessed)))
}

fn drawing(systems: &Systems) -> Result<String, FigureError> {
    let shown = &systems.shown;
    let head = "Any grade, n/N";
    let widest = shown
        .iter()
        .map(|system| text_width(&system.n(), LABEL))
        .fold(text_width(head, SMALL), f64::max);
    let n = n_of(shown.iter().map(|system| system.assessed), "patient");
    let plot = RowPlot::new(&RowPlotParts {
        labels: shown.iter().map(|system| system.label.clone()).collect(),
        most: 1.0,
        top: 46.0,
        right: widest + 3.0 * GAP,
        axis_title: format!("Patients by highest grade (%); {n}"),
        notes: notes(systems),
    });
    let right = WIDTH - GAP;
    draw_svg(plot.height(), |canvas| {
        draw_legend(canvas, plot.x.pixels.0)?;
        plot.draw_frame(canvas)?;
        canvas.text((right, 36.0), head, SMALL, Anchor::End, MUTED)?;
        for (row, system) in shown.iter().enumerate() {
            let y = plot.middle(row);
            draw_bar(canvas, &plot, y, system)?;
            canvas.text((right, y), &system.n(), LABEL, Anchor::End, INK)?;
        }
        Ok(())
    })
}

fn draw_bar(
    canvas: &Canvas<'_>,
    plot: &RowPlot,
    y: f64,
    system: &System,
) -> Result<(), FigureError> {
    let mut before = 0;
    for (grade, &patients) in system.patients.iter().enumerate() {
        if patients == 0 {
            continue;
        }
        let from = plot.x.at(system.share(before) * 100.0);
        before += patients;
        let to = plot.x.at(system.share(before) * 100.0);
        draw_swatch(canvas, grade, (from, y - 7.0), (to, y + 7.0))?;
        if from > plot.x.pixels.0 && grade != UNKNOWN {
            // A thin gap keeps neighbours apart in print.
            canvas.line(&[(from, y - 7.0), (from, y + 7.0)], WHITE, 0.6)?;
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

fn draw_legend(canvas: &Canvas<'_>, left: f64) -> Result<(), FigureError> {
    let mut x = left;
    for (grade, (_, label, _)) in GRADES.iter().enumerate() {
        draw_swatch(canvas, grade, (x, 7.0), (x + 16.0, 17.0))?;
        canvas.text((x + 21.0, 12.0), label, SMALL, Anchor::Start, INK)?;
        x += 21.0 + text_width(label, SMALL) + 16.0;
    }
    Ok(())
}

fn notes(systems: &Systems) -> Vec<String> {
    [
        ("No event", &systems.without_event),
        ("Not assessed in any patient", &systems.not_assessed),
        ("Not shown, as numbers are absent", &systems.incomplete),
    ]
    .into_iter()
    .filter(|(_, labels)| !labels.is_empty())
    .map(|(what, labels)| format!("{what}: {}.", list(labels)))
    .collect()
}

fn words(systems: &Systems) -> String {
    let of_system = |system: &System| {
        format!(
            "{} {} ({} %), of grade 3 or higher {} ({} %)",
            system.label,
            system.n(),
            percent(system.share(system.any())),
            system.severe(),
            percent(system.share(system.severe())),
        )
    };
    let most = systems.shown.iter().map(|system| system.assessed).max();
    let mut sentences = vec![format!(
        "Stacked bars: patients by highest grade of toxicity, by organ system, of {}.",
        counted(most.unwrap_or(0), "patient")
    )];
    if systems.shown.iter().all(|system| system.any() == 0) {
        sentences.push("No event in any organ system.".to_owned());
    } else {
        let shown: Vec<String> = systems.shown.iter().map(of_system).collect();
        sentences.push(format!("{}.", shown.join("; ")));
    }
    sentences.extend(notes(systems));
    sentences.join(" ")
}
