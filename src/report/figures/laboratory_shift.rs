//! Shift from the grade of the baseline to the highest grade on treatment: for each group a grid of each key term, whose
//! cells are counts of courses.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, INK, LABEL, MUTED, SMALL, WHITE, draw_svg};
use super::error::{FigureError, RowFault};
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_at_most, notes_of_toxicity};
use super::rows::fault;
use super::statement::{NOTE_LINE, note_lines, statement};
use super::styles::MOST_GROUPS;
use super::text::{wrap, wrapped};
use super::width::FigureWidth;
use super::words::{count, counted, list, n_and_percent};
use crate::measures::laboratory::{SHIFT, VERSION};
use crate::measures::results::{Level, Statistic, Status, Unit};
use crate::report::tables::{LEAST_AT_RISK, Lookup, Split};
use crate::terminology::laboratory_terms;
use plotters::style::RGBColor;

/// Grades 0 to 4: no value shows grade 5.
const GRADES: usize = 5;
const MARGIN: f64 = 8.0;
/// Labels of terms; beside them the grades of the baseline: in one column, and in two.
const LABELS: (f64, f64) = (112.0, 202.0);
const BASELINES: f64 = 26.0;
/// A row of cells, and the lines of a label.
const ROW: f64 = 19.0;
const LABEL_LINE: f64 = 12.5;
const BETWEEN_TERMS: f64 = 7.0;
/// The head of a panel: the group, what the columns are, and their grades.
const HEAD: f64 = 48.0;
const BELOW: f64 = 16.0;
/// The greatest width of a cell, that of the column of totals, and what is between two panels.
const WIDEST_CELL: f64 = 44.0;
const TOTALS: f64 = 34.0;
const GAP: f64 = 18.0;
/// In one column, groups lie below each other: so many fit a page.
const MOST_BELOW: usize = 2;
/// How much of the accent a cell with all courses of its term has: its number can be read on it.
const DARKEST: f64 = 0.65;

/// Courses of a term, by the grade of the baseline and the highest on treatment.
type Grid = [[i64; GRADES]; GRADES];

/// The grids of one group, in the order of the terminology's terms.
struct GroupGrids {
    name: String,
    of_terms: Vec<Grid>,
}

/// A term, and the baseline grades that occur.
struct ShownTerm {
    row: usize,
    baselines: Vec<usize>,
    label: Vec<String>,
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, SHIFT, Unit::Course) {
        return Ok(None);
    }
    let mut notes = notes_of_toxicity(&groups);
    let grids: Vec<GroupGrids> = groups.iter().map(grids).collect::<Result<_, _>>()?;
    let is_large = |group: &GroupGrids| {
        group
            .of_terms
            .iter()
            .any(|grid| of_grid(grid) >= LEAST_AT_RISK)
    };
    let (mut shown, few): (Vec<GroupGrids>, Vec<GroupGrids>) = if grids.iter().any(is_large) {
        grids.into_iter().partition(is_large)
    } else {
        (grids, Vec::new())
    };
    if !few.is_empty() {
        let names: Vec<String> = few.into_iter().map(|group| group.name).collect();
        notes.push(format!(
            "Not drawn, fewer than {LEAST_AT_RISK} courses with both grades of any term: {}.",
            list(&names)
        ));
    }
    notes.extend(keep_at_most(
        width.choose(MOST_BELOW, MOST_GROUPS),
        &mut shown,
    ));
    let size = width.choose(SMALL, LABEL);
    let of_label = |name: &str| {
        let (room, lines) = (width.choose(LABELS.0, LABELS.1), width.choose(2, 1));
        wrapped(name, size, room, lines)
    };
    let terms: Vec<ShownTerm> = laboratory_terms()
        .iter()
        .enumerate()
        .map(|(row, term)| ShownTerm {
            row,
            baselines: (0..GRADES)
                .filter(|&from| {
                    let mut grids = shown.iter();
                    grids.any(|group| total(&group.of_terms[row][from]) > 0)
                })
                .collect(),
            label: of_label(&term.name),
        })
        .filter(|term| !term.baselines.is_empty())
        .collect();
    if terms.is_empty() {
        let none = "No figure of shifts from baseline: no course has a graded baseline and a graded value on treatment of a key term.";
        notes.insert(0, none.to_owned());
        return statement(&notes, width);
    }
    let graded = graded(results);
    Ok(Some(Figure {
        svg: drawing(&shown, &terms, &graded, &notes, width)?,
        alt: words(&shown, &terms, &graded, &notes),
        width,
    }))
}

/// `from values by CTCAE 5.0 (a lower bound)`.
fn graded(results: Lookup<'_>) -> String {
    let mut versions = results.of(VERSION, Unit::Course);
    let version = versions.find(|row| row.value.is_some());
    let version = version.map_or(String::new(), |row| format!(" by CTCAE {}", row.item));
    let bound = if results.assumes_clinical() {
        "with what only a clinician sees taken as present"
    } else {
        "a lower bound"
    };
    format!("from values{version} ({bound})")
}

fn total(cells: &[i64; GRADES]) -> i64 {
    cells.iter().sum()
}

fn of_grid(grid: &Grid) -> i64 {
    grid.iter().map(total).sum()
}

/// The grids of a group.
fn grids(group: &Group<'_>) -> Result<GroupGrids, FigureError> {
    let mut of_terms = vec![Grid::default(); laboratory_terms().len()];
    for row in group.rows(SHIFT, Unit::Course, Statistic::Count) {
        let Level::Shift(from, to) = row.level else {
            continue;
        };
        if row.status != Status::Ok {
            continue;
        }
        let absent = || fault(row, RowFault::NumberAbsent);
        let courses = row.value.filter(|n| *n >= 0.0).ok_or_else(absent)?;
        let term = laboratory_terms()
            .iter()
            .position(|term| term.name == row.item);
        let cell = term.and_then(|term| {
            let of_baseline = of_terms[term].get_mut(usize::from(from))?;
            of_baseline.get_mut(usize::from(to))
        });
        let cell = cell.ok_or_else(|| fault(row, RowFault::LevelNoNumber))?;
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        let courses = courses.round() as i64;
        *cell = courses;
    }
    Ok(GroupGrids {
        name: group.name.clone(),
        of_terms,
    })
}

impl ShownTerm {
    fn height(&self) -> f64 {
        let rows = self.baselines.len() as f64 * ROW;
        rows.max(self.label.len() as f64 * LABEL_LINE) + BETWEEN_TERMS
    }
}

fn drawing(
    shown: &[GroupGrids],
    terms: &[ShownTerm],
    graded: &str,
    notes: &[String],
    width: FigureWidth,
) -> Result<String, FigureError> {
    let left = MARGIN + width.choose(LABELS.0, LABELS.1) + BASELINES;
    let columns = width.choose(1, 2).min(shown.len());
    let room = (width.units() - MARGIN - left - GAP * (columns as f64 - 1.0)) / columns as f64;
    let cell = ((room - TOTALS) / GRADES as f64).floor().min(WIDEST_CELL);
    let title = format!(
        "Courses by grade of the baseline (rows) and highest grade on treatment (columns), both {graded}. The darker, the larger the share of the courses of the term; framed, the same grade as at baseline; n, courses with both grades"
    );
    let title = wrap(&title, SMALL, width.units() - 2.0 * MARGIN);
    let notes = note_lines(notes, width);
    let top = 14.0 + title.len() as f64 * NOTE_LINE;
    let grids: f64 = terms.iter().map(ShownTerm::height).sum();
    let block = HEAD + grids + BELOW;
    let lines = shown.len().div_ceil(columns);
    let notes_top = top + lines as f64 * block;
    let height = notes_top + notes.len() as f64 * NOTE_LINE + 4.0;
    draw_svg(width, height.ceil(), |canvas| {
        let style = (Anchor::Start, INK);
        canvas.lines((MARGIN, 12.0), &title, (SMALL, NOTE_LINE), style)?;
        for line in 0..lines {
            let top = top + line as f64 * block;
            draw_labels(canvas, terms, (left, top), width)?;
        }
        for (index, group) in shown.iter().enumerate() {
            let at = (
                left + (index % columns) as f64 * (cell * GRADES as f64 + TOTALS + GAP),
                top + (index / columns) as f64 * block,
            );
            draw_group(canvas, group, terms, at, cell)?;
        }
        let at = (MARGIN, notes_top + NOTE_LINE / 2.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

/// The terms, and the grades of their baselines.
fn draw_labels(
    canvas: &Canvas<'_>,
    terms: &[ShownTerm],
    (left, top): (f64, f64),
    width: FigureWidth,
) -> Result<(), FigureError> {
    let size = width.choose(SMALL, LABEL);
    let head = (left - 6.0, top + HEAD - 9.0);
    canvas.text(head, "Baseline grade", SMALL, Anchor::End, MUTED)?;
    let mut y = top + HEAD;
    for term in terms {
        let at = (MARGIN, y + ROW / 2.0);
        let style = (Anchor::Start, INK);
        canvas.lines(at, &term.label, (size, LABEL_LINE), style)?;
        for (row, from) in term.baselines.iter().enumerate() {
            let at = (left - 8.0, y + (row as f64 + 0.5) * ROW);
            canvas.text(at, &from.to_string(), SMALL, Anchor::End, MUTED)?;
        }
        y += term.height();
    }
    Ok(())
}

fn draw_group(
    canvas: &Canvas<'_>,
    group: &GroupGrids,
    terms: &[ShownTerm],
    (left, top): (f64, f64),
    cell: f64,
) -> Result<(), FigureError> {
    let right = left + cell * GRADES as f64;
    let name = wrapped(&group.name, LABEL, right - left + TOTALS, 1);
    let style = (Anchor::Start, INK);
    canvas.lines((left, top + 7.0), &name, (LABEL, LABEL_LINE), style)?;
    let what = (left, top + 24.0);
    canvas.text(
        what,
        "Highest grade on treatment",
        SMALL,
        Anchor::Start,
        MUTED,
    )?;
    for grade in 0..GRADES {
        let at = (left + (grade as f64 + 0.5) * cell, top + HEAD - 9.0);
        canvas.text(at, &grade.to_string(), SMALL, Anchor::Middle, MUTED)?;
    }
    let totals = right + TOTALS;
    canvas.text((totals, top + HEAD - 9.0), "n", SMALL, Anchor::End, MUTED)?;
    let mut y = top + HEAD;
    for term in terms {
        let grid = &group.of_terms[term.row];
        let all = of_grid(grid);
        for (row, &from) in term.baselines.iter().enumerate() {
            let y = y + row as f64 * ROW;
            for (to, &courses) in grid[from].iter().enumerate() {
                let x = left + to as f64 * cell;
                let share = if all > 0 {
                    courses as f64 / all as f64
                } else {
                    0.0
                };
                canvas.rectangle((x, y), (x + cell, y + ROW), tint(share))?;
                canvas.frame((x, y), (x + cell, y + ROW), WHITE)?;
            }
            for (to, &courses) in grid[from].iter().enumerate() {
                let x = left + to as f64 * cell;
                if from == to {
                    canvas.frame((x, y), (x + cell, y + ROW), AXIS)?;
                }
                let color = if courses > 0 { INK } else { MUTED };
                let at = (x + cell / 2.0, y + ROW / 2.0);
                canvas.text(at, &count(courses), SMALL, Anchor::Middle, color)?;
            }
            let at = (totals, y + ROW / 2.0);
            canvas.text(at, &count(total(&grid[from])), SMALL, Anchor::End, INK)?;
        }
        y += term.height();
    }
    Ok(())
}

/// The color of a cell with this share of the courses: from nearly white to a blue on which ink can be read.
fn tint(share: f64) -> RGBColor {
    let amount = 0.04 + (DARKEST - 0.04) * share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between two bytes"
    )]
    let mixed = |paper: u8, ink: u8| {
        (f64::from(paper) * (1.0 - amount) + f64::from(ink) * amount).round() as u8
    };
    RGBColor(
        mixed(WHITE.0, ACCENT.0),
        mixed(WHITE.1, ACCENT.1),
        mixed(WHITE.2, ACCENT.2),
    )
}

fn words(shown: &[GroupGrids], terms: &[ShownTerm], graded: &str, notes: &[String]) -> String {
    let mut sentences = vec![format!(
        "Grids: courses by grade of the baseline and highest grade on treatment, both {graded}."
    )];
    for group in shown {
        let of_terms = terms.iter().filter_map(|term| {
            let grid = &group.of_terms[term.row];
            let all = of_grid(grid);
            let cells = || (0..GRADES).flat_map(|from| (0..GRADES).map(move |to| (from, to)));
            let sum = |is_it: fn((usize, usize)) -> bool| -> i64 {
                let cells = cells().filter(|&cell| is_it(cell));
                cells.map(|(from, to)| grid[from][to]).sum()
            };
            let worse = n_and_percent(sum(|(from, to)| to > from), all);
            let severe = n_and_percent(sum(|(from, to)| from < 3 && to >= 3), all);
            (all > 0).then(|| {
                format!(
                    "{} ({}): above the baseline {worse}, from below grade 3 to grade ≥ 3 {severe}",
                    laboratory_terms()[term.row].name,
                    counted(all, "course"),
                )
            })
        });
        let of_terms: Vec<String> = of_terms.collect();
        if !of_terms.is_empty() {
            sentences.push(format!("{}: {}.", group.name, of_terms.join("; ")));
        }
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
