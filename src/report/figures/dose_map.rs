//! The planned doses of each patient, one cell each, by what became of them. It stays at the site.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, INK, MUTED, SMALL, TINY, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::legend_of_colors::ColorLegend;
use super::patients::{PatientGroup, by_regimen, is_named, keep_first, row_height, widest_name};
use super::statement::{NOTE_LINE, note_lines};
use super::text::{shortened, wrap};
use super::width::FigureWidth;
use super::words::{counted, n_and_percent};
use crate::facts::DoseDisposition;
use crate::measures::PatientLine;
use plotters::style::RGBColor;
use std::cmp::Reverse;

const MARGIN: f64 = 8.0;
const TITLE_LINE: f64 = 16.0;
const BETWEEN: f64 = 14.0;
/// Between cycles, and between courses, in cells.
const CYCLE_GAP: f64 = 0.7;
const COURSE_GAP: f64 = 1.8;
const WIDEST_CELL: f64 = 12.0;
const HELD: RGBColor = RGBColor(0xe0, 0x8a, 0x3c);
const AFTER: RGBColor = RGBColor(0xd5, 0xda, 0xde);
const NAMES: [&str; 4] = [
    "given",
    "held, then resumed",
    "after the end of the cycle",
    "cycle not begun",
];

/// The doses of a patient: where each cell begins, in cells.
struct Cells {
    cells: Vec<(f64, DoseDisposition)>,
    end: f64,
}

fn cells(patient: &PatientLine) -> Cells {
    let mut at = 0.0;
    let mut cells = Vec::new();
    for course in &patient.courses {
        for cycle in &course.cycles {
            for &dose in cycle {
                cells.push((at, dose));
                at += 1.0;
            }
            at += CYCLE_GAP;
        }
        at += COURSE_GAP - CYCLE_GAP;
    }
    let end = cells.last().map_or(0.0, |(at, _)| at + 1.0);
    Cells { cells, end }
}

/// How many doses of patients have each disposition.
fn tally<'a>(patients: impl Iterator<Item = &'a PatientLine>) -> [i64; 4] {
    let mut counts = [0; 4];
    let courses = patients.flat_map(|patient| &patient.courses);
    for dose in courses.flat_map(|course| course.cycles.iter().flatten()) {
        counts[*dose as usize] += 1;
    }
    counts
}

/// Draws the doses of treated patients; `None` where nobody has a planned one.
pub(in crate::report) fn draw(
    lines: &[PatientLine],
    width: FigureWidth,
) -> Result<Option<Figure>, FigureError> {
    let mut groups = by_regimen(lines);
    for group in &mut groups {
        group
            .patients
            .retain(|patient| tally(std::iter::once(*patient)).iter().any(|n| *n > 0));
        // The order of the courses stays among equals.
        group.patients.sort_by_cached_key(|patient| {
            let counts = tally(std::iter::once(*patient));
            (Reverse(counts[0]), Reverse(counts.iter().sum::<i64>()))
        });
    }
    groups.retain(|group| !group.patients.is_empty());
    if groups.is_empty() {
        return Ok(None);
    }
    let titles: Vec<String> = groups.iter().map(title).collect();
    let notes: Vec<String> = groups.iter_mut().filter_map(keep_first).collect();
    let alt = format!(
        "Cells: planned doses of single patients, by disposition. {}",
        titles
            .iter()
            .chain(&notes)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    );
    Ok(Some(Figure {
        svg: drawing(&groups, &titles, &notes, width)?,
        alt,
        width,
    }))
}

/// `HD IL-2 (128 patients, 5,120 planned doses): given 3,386 (66.1%); …`
fn title(group: &PatientGroup<'_>) -> String {
    let counts = tally(group.patients.iter().copied());
    let all = counts.iter().sum();
    let parts: Vec<String> = NAMES
        .into_iter()
        .zip(counts)
        .map(|(name, n)| format!("{name} {}", n_and_percent(n, all)))
        .collect();
    format!(
        "{} ({}, {}): {}.",
        group.name,
        counted(group.patients.len() as i64, "patient"),
        counted(all, "planned dose"),
        parts.join("; ")
    )
}

fn drawing(
    groups: &[PatientGroup<'_>],
    titles: &[String],
    notes: &[String],
    width: FigureWidth,
) -> Result<String, FigureError> {
    let room = width.units() - 2.0 * MARGIN;
    let titles: Vec<Vec<String>> = titles.iter().map(|text| wrap(text, SMALL, room)).collect();
    let row = row_height(groups);
    let left = MARGIN
        + if is_named(row) {
            widest_name(width)
        } else {
            0.0
        };
    let patients = || groups.iter().flat_map(|group| &group.patients);
    let longest = patients().map(|patient| cells(patient).end);
    let longest = longest.fold(1.0, f64::max);
    let cell = ((width.units() - MARGIN - left) / longest).min(WIDEST_CELL);
    let legend = ColorLegend {
        lead: "",
        names: &NAMES,
        left: MARGIN,
        width,
    };
    let foot = "Planned doses of all treated courses in their order, with gaps between cycles and wider ones between courses; a row per patient, by doses given";
    let foot = wrap(foot, SMALL, room);
    let notes = note_lines(notes, width);
    let of_group = |(group, title): (&PatientGroup<'_>, &Vec<String>)| {
        title.len() as f64 * TITLE_LINE + group.patients.len() as f64 * row + BETWEEN
    };
    let top = 10.0 + legend.height();
    let bottom = top + groups.iter().zip(&titles).map(of_group).sum::<f64>();
    let texts = (foot.len() + notes.len()) as f64 * NOTE_LINE;
    draw_svg(width, (bottom + texts + 4.0).ceil(), |canvas| {
        legend.draw(canvas, 2.0, |index, from, to| {
            draw_cell(canvas, DoseDisposition::ALL[index], from, to)
        })?;
        let mut y = top;
        for (group, title) in groups.iter().zip(&titles) {
            let at = (MARGIN, y + TITLE_LINE / 2.0);
            canvas.lines(at, title, (SMALL, TITLE_LINE), (Anchor::Start, INK))?;
            y += title.len() as f64 * TITLE_LINE;
            for patient in &group.patients {
                draw_patient(canvas, patient, (left, y), (cell, row))?;
                y += row;
            }
            y += BETWEEN;
        }
        let at = (MARGIN, bottom + NOTE_LINE / 2.0 - 4.0);
        canvas.lines(at, &foot, (SMALL, NOTE_LINE), (Anchor::Start, INK))?;
        let at = (MARGIN, at.1 + foot.len() as f64 * NOTE_LINE);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

fn draw_patient(
    canvas: &Canvas<'_>,
    patient: &PatientLine,
    (left, top): (f64, f64),
    (cell, row): (f64, f64),
) -> Result<(), FigureError> {
    if is_named(row) {
        let name = shortened(&patient.patient_id, TINY, left - 2.0 * MARGIN);
        let at = (left - MARGIN, top + row / 2.0);
        canvas.text(at, &name, TINY, Anchor::End, INK)?;
    }
    let gap = if cell > 3.0 { 0.6 } else { 0.1 };
    for (at, dose) in cells(patient).cells {
        let x = left + at * cell;
        let to = (x + cell - gap, top + row - 0.6);
        draw_cell(canvas, dose, (x, top), to)?;
    }
    Ok(())
}

fn draw_cell(
    canvas: &Canvas<'_>,
    dose: DoseDisposition,
    from: (f64, f64),
    to: (f64, f64),
) -> Result<(), FigureError> {
    match dose {
        DoseDisposition::Given => canvas.rectangle(from, to, ACCENT),
        DoseDisposition::HeldThenResumed => canvas.rectangle(from, to, HELD),
        DoseDisposition::AfterTheEnd => canvas.rectangle(from, to, AFTER),
        DoseDisposition::NotBegun => canvas.frame(from, to, AXIS),
    }
}
