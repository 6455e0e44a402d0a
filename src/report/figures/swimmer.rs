//! The course of each patient in time: treatment, response, progression, death. It stays at the site.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, INK, MUTED, PALE, SMALL, TINY, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::legend_of_colors::ColorLegend;
use super::patients::{PatientGroup, by_regimen, is_named, keep_first, row_height, widest_name};
use super::scale::{Scale, month_ticks};
use super::statement::{NOTE_LINE, note_lines};
use super::text::{shortened, wrap};
use super::width::FigureWidth;
use super::words::counted;
use crate::measures::PatientLine;
use crate::measures::curves::QUARTER;
use plotters::style::{Color, RGBColor};

const MARGIN: f64 = 8.0;
const TITLE_LINE: f64 = 16.0;
const BETWEEN: f64 = 14.0;
/// A course is drawn at least so wide.
const LEAST_COURSE: f64 = 2.4;
const MOST_TICKS: (i64, i64) = (5, 8);
const RESPONSE: RGBColor = RGBColor(0x3f, 0x75, 0x2f);
const PROGRESSION: RGBColor = RGBColor(0xb5, 0x4a, 0x1a);

/// A mark on a patient's line.
#[derive(Clone, Copy)]
enum Mark {
    Response,
    Progression,
    Death,
    Alive,
}

const NAMES: [&str; 6] = [
    "treated course",
    "follow-up",
    "first objective response",
    "first progression",
    "death",
    "alive at last contact",
];
const MARKS: [Mark; 4] = [Mark::Response, Mark::Progression, Mark::Death, Mark::Alive];

/// The last day that is known of a patient, counted from the start of the first treated course.
fn last_day(patient: &PatientLine) -> f64 {
    let days = [
        patient.response,
        patient.progression,
        patient.death,
        patient.last_contact.filter(|_| patient.death.is_none()),
    ];
    let courses = patient
        .courses
        .iter()
        .filter_map(|course| Some(course.start? as f64 + course.days.unwrap_or(0.0)));
    let days = days.into_iter().flatten().map(|day| day as f64);
    days.chain(courses).fold(0.0, f64::max)
}

/// Draws the lines of treated patients; `None` where there are none.
pub(in crate::report) fn draw(
    lines: &[PatientLine],
    width: FigureWidth,
) -> Result<Option<Figure>, FigureError> {
    let mut groups = by_regimen(lines);
    if groups.is_empty() {
        return Ok(None);
    }
    for group in &mut groups {
        // The longest first; the order of the courses stays among equals.
        group
            .patients
            .sort_by(|a, b| last_day(b).total_cmp(&last_day(a)));
    }
    let titles: Vec<String> = groups.iter().map(title).collect();
    let mut notes: Vec<String> = groups.iter_mut().filter_map(keep_first).collect();
    let undated = lines
        .iter()
        .flat_map(|line| &line.courses)
        .filter(|course| course.start.is_none())
        .count();
    if undated > 0 {
        let courses = counted(undated as i64, "course");
        notes.push(format!(
            "Not drawn, since the start is not known: {courses}."
        ));
    }
    let said: Vec<String> = titles.iter().chain(&notes).cloned().collect();
    Ok(Some(Figure {
        svg: drawing(&groups, &titles, &notes, width)?,
        alt: format!(
            "Lines: treated courses, response, progression and death of single patients, in months. {}",
            said.join(" ")
        ),
        width,
    }))
}

/// `HD IL-2: 128 patients, 186 courses, 30 with a response, 120 with a progression, 101 deaths.`
fn title(group: &PatientGroup<'_>) -> String {
    let patients = &group.patients;
    let with = |day: fn(&PatientLine) -> Option<i64>| {
        patients.iter().filter(|line| day(line).is_some()).count() as i64
    };
    let courses: usize = patients.iter().map(|line| line.courses.len()).sum();
    format!(
        "{}: {}, {}; dated: {}, {}, {}.",
        group.name,
        counted(patients.len() as i64, "patient"),
        counted(courses as i64, "course"),
        counted(with(|line| line.response), "response"),
        counted(with(|line| line.progression), "progression"),
        counted(with(|line| line.death), "death"),
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
    let names = if is_named(row) {
        widest_name(width)
    } else {
        0.0
    };
    let patients = || groups.iter().flat_map(|group| &group.patients);
    let last = patients().map(|patient| last_day(patient));
    let last = last.fold(QUARTER, f64::max);
    let x = Scale {
        numbers: (0.0, last),
        pixels: (MARGIN + names + 4.5, width.units() - 20.0),
    };
    let legend = ColorLegend {
        lead: "",
        names: &NAMES,
        left: MARGIN,
        width,
    };
    let notes = note_lines(notes, width);
    let of_group = |(group, title): (&PatientGroup<'_>, &Vec<String>)| {
        title.len() as f64 * TITLE_LINE + group.patients.len() as f64 * row + BETWEEN
    };
    let top = 10.0 + legend.height();
    let bottom = top + groups.iter().zip(&titles).map(of_group).sum::<f64>() - BETWEEN / 2.0;
    let notes_top = bottom + 42.0;
    let height = notes_top + notes.len() as f64 * NOTE_LINE;
    draw_svg(width, height.ceil(), |canvas| {
        legend.draw(canvas, 2.0, |index, from, to| {
            draw_sample(canvas, index, from, to)
        })?;
        let mut y = top;
        for (group, title) in groups.iter().zip(&titles) {
            let at = (MARGIN, y + TITLE_LINE / 2.0);
            canvas.lines(at, title, (SMALL, TITLE_LINE), (Anchor::Start, INK))?;
            y += title.len() as f64 * TITLE_LINE;
            let end = y + group.patients.len() as f64 * row;
            for (days, _) in month_ticks(last, width.choose(MOST_TICKS.0, MOST_TICKS.1)) {
                canvas.line(&[(x.at(days), y), (x.at(days), end)], GRID, 0.8)?;
            }
            for patient in &group.patients {
                draw_patient(canvas, patient, (y, row), x)?;
                y += row;
            }
            y += BETWEEN;
        }
        canvas.line(&[(x.pixels.0, bottom), (x.pixels.1, bottom)], AXIS, 0.8)?;
        for (days, months) in month_ticks(last, width.choose(MOST_TICKS.0, MOST_TICKS.1)) {
            let at = x.at(days);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 13.0);
            canvas.text(label, &months.to_string(), SMALL, Anchor::Middle, MUTED)?;
        }
        let title = "Months since the start of the first treated course";
        let at = (width.units() / 2.0, bottom + 30.0);
        canvas.text(at, title, SMALL, Anchor::Middle, INK)?;
        let at = (MARGIN, notes_top + NOTE_LINE / 2.0 - 2.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

/// What the legend shows of a name.
fn draw_sample(
    canvas: &Canvas<'_>,
    index: usize,
    from: (f64, f64),
    to: (f64, f64),
) -> Result<(), FigureError> {
    let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    match index {
        0 => canvas.rectangle((from.0, middle.1 - 2.0), (to.0, middle.1 + 2.0), ACCENT),
        1 => canvas.line(&[(from.0, middle.1), (to.0, middle.1)], PALE, 1.2),
        _ => draw_mark(canvas, MARKS[index - 2], middle, 3.4),
    }
}

fn draw_mark(
    canvas: &Canvas<'_>,
    mark: Mark,
    (x, y): (f64, f64),
    r: f64,
) -> Result<(), FigureError> {
    match mark {
        Mark::Response => canvas.area(
            &[(x, y - r), (x - r, y + r), (x + r, y + r)],
            RESPONSE.to_rgba(),
        ),
        Mark::Progression => canvas.rectangle(
            (x - r * 0.8, y - r * 0.8),
            (x + r * 0.8, y + r * 0.8),
            PROGRESSION,
        ),
        Mark::Death => {
            canvas.line(&[(x - r, y - r), (x + r, y + r)], INK, 1.1)?;
            canvas.line(&[(x - r, y + r), (x + r, y - r)], INK, 1.1)
        }
        Mark::Alive => canvas.area(
            &[(x - r, y - r), (x + r, y), (x - r, y + r)],
            MUTED.to_rgba(),
        ),
    }
}

fn draw_patient(
    canvas: &Canvas<'_>,
    patient: &PatientLine,
    (top, row): (f64, f64),
    x: Scale,
) -> Result<(), FigureError> {
    let y = top + row / 2.0;
    let left = x.pixels.0;
    if is_named(row) {
        let name = shortened(&patient.patient_id, TINY, left - 2.0 * MARGIN);
        canvas.text((left - 6.0, y), &name, TINY, Anchor::End, INK)?;
    }
    let end = x.at(last_day(patient));
    if end > left {
        canvas.line(&[(left, y), (end, y)], PALE, 1.2)?;
    }
    let half = (row * 0.36).min(4.0);
    for course in &patient.courses {
        let Some(start) = course.start.filter(|start| *start >= 0) else {
            continue;
        };
        let from = x.at(start as f64);
        let to = x.at(start as f64 + course.days.unwrap_or(0.0));
        let to = to.max(from + LEAST_COURSE);
        canvas.rectangle((from, y - half), (to, y + half), ACCENT)?;
    }
    let alive = patient.last_contact.filter(|_| patient.death.is_none());
    let days = [patient.response, patient.progression, patient.death, alive];
    let r = (row * 0.45).clamp(1.8, 3.4);
    for (mark, day) in MARKS.into_iter().zip(days) {
        if let Some(day) = day.filter(|day| *day >= 0) {
            draw_mark(canvas, mark, (x.at(day as f64), y), r)?;
        }
    }
    Ok(())
}
