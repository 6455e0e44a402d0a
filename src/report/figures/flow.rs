//! The flow of patients, as STROBE has it: from the database to those who received a dose, with those excluded at the right,
//! and the same of each group beneath.

use super::canvas::{Anchor, Canvas, INK, LABEL, MUTED, SMALL, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{groups, keep_most};
use super::statement::{NOTE_LINE, note_lines};
use super::text::wrap;
use super::width::FigureWidth;
use super::words::counted;
use crate::measures::flow::FLOW;
use crate::measures::results::{Level, Statistic, Status, Unit};
use crate::report::tables::{Lookup, Split};
use plotters::style::Color;

const MARGIN: f64 = 8.0;
const PAD: f64 = 8.0;
const LINE: f64 = 15.0;
/// Between a box and the next below.
const BETWEEN: f64 = 24.0;
/// Between boxes side by side.
const APART: f64 = 16.0;
const ARROW: f64 = 5.0;
/// The boxes of a narrow figure hang on a line at this place.
const SPINE: f64 = 18.0;

/// Patients and courses.
#[derive(Clone, Copy)]
struct Counts {
    patients: i64,
    courses: i64,
}

impl Counts {
    fn words(self) -> String {
        let patients = counted(self.patients, "patient");
        format!("{patients}, {}", counted(self.courses, "course"))
    }

    const fn less(self, other: Self) -> Self {
        Self {
            patients: self.patients - other.patients,
            courses: self.courses - other.courses,
        }
    }
}

/// How many are in the database, eligible, and received a dose.
struct Flow {
    name: String,
    stages: [Counts; 3],
}

/// The stages: the item of each, and its name.
const STAGES: [(&str, &str); 3] = [
    ("stored", "In database"),
    ("selected", "Eligible"),
    ("treated", "Received ≥ 1 dose"),
];
/// Those who are not in the next stage.
const EXCLUDED: [&str; 2] = ["Excluded: not eligible", "Excluded: no dose given"];

impl Flow {
    /// `None` where a count is absent.
    fn of(name: &str, results: Lookup<'_>) -> Option<Self> {
        let count = |unit, item| {
            let row = results.row(FLOW, unit, item, Level::All, Statistic::Count)?;
            #[expect(clippy::cast_possible_truncation, reason = "a count")]
            let count = row.value.filter(|_| row.status == Status::Ok)?.round() as i64;
            Some(count)
        };
        let stage = |(item, _)| {
            Some(Counts {
                patients: count(Unit::Patient, item)?,
                courses: count(Unit::Course, item)?,
            })
        };
        let stages: Option<Vec<Counts>> = STAGES.into_iter().map(stage).collect();
        Some(Self {
            name: name.to_owned(),
            stages: stages?.try_into().ok()?,
        })
    }

    fn excluded(&self, stage: usize) -> Counts {
        self.stages[stage].less(self.stages[stage + 1])
    }

    /// What the box of a group says beneath its name. A patient whose first course had no dose given may be in the group
    /// of a later one: of a group courses are excluded.
    fn of_group(&self) -> [String; 3] {
        let [_, eligible, treated] = self.stages.map(Counts::words);
        let excluded = counted(self.excluded(1).courses, "course");
        [
            format!("Eligible: {eligible}"),
            format!("{}: {excluded}", EXCLUDED[1]),
            format!("{}: {treated}", STAGES[2].1),
        ]
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let Some(all) = Flow::of("All patients", results) else {
        return Ok(None);
    };
    let groups = groups(results, Split::ByRegimen);
    let mut shown: Vec<Flow> = if groups.len() > 1 {
        let flows = groups.iter();
        flows
            .filter_map(|group| Flow::of(&group.name, group.results))
            .collect()
    } else {
        Vec::new()
    };
    let mut notes = Vec::new();
    if !shown.is_empty() {
        notes.push(
            "Patients are in the group of their first course among those counted.".to_owned(),
        );
    }
    notes.extend(keep_most(&mut shown));
    Ok(Some(Figure {
        svg: drawing(&all, &shown, &notes, width)?,
        alt: words(&all, &shown, &notes),
        width,
    }))
}

/// A box: its place and its lines, the first of them its head.
struct Block {
    left: f64,
    top: f64,
    wide: f64,
    high: f64,
    head: Vec<String>,
    lines: Vec<String>,
}

impl Block {
    fn new((left, top): (f64, f64), wide: f64, head: &str, lines: &[String]) -> Self {
        let room = wide - 2.0 * PAD;
        let head = wrap(head, LABEL, room);
        let lines: Vec<String> = lines
            .iter()
            .flat_map(|line| wrap(line, SMALL, room))
            .collect();
        Self {
            left,
            top,
            wide,
            high: 2.0 * PAD - 4.0 + (head.len() + lines.len()) as f64 * LINE,
            head,
            lines,
        }
    }

    fn bottom(&self) -> f64 {
        self.top + self.high
    }

    fn center(&self) -> (f64, f64) {
        (self.left + self.wide / 2.0, self.top + self.high / 2.0)
    }

    fn draw(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let corner = (self.left + self.wide, self.bottom());
        canvas.frame((self.left, self.top), corner, MUTED)?;
        let at = (self.left + PAD, self.top + PAD - 2.0 + LINE / 2.0);
        canvas.lines(at, &self.head, (LABEL, LINE), (Anchor::Start, INK))?;
        let at = (at.0, at.1 + self.head.len() as f64 * LINE);
        canvas.lines(at, &self.lines, (SMALL, LINE), (Anchor::Start, INK))
    }
}

fn drawing(
    all: &Flow,
    shown: &[Flow],
    notes: &[String],
    width: FigureWidth,
) -> Result<String, FigureError> {
    let units = width.units();
    let main = width.choose(160.0, 300.0);
    let side = width.choose(units - 2.0 * MARGIN - main - APART, 240.0);
    let (mut blocks, mut excluded) = (Vec::new(), Vec::new());
    let mut top = 4.0;
    for (stage, (_, name)) in STAGES.into_iter().enumerate() {
        let block = Block::new((MARGIN, top), main, name, &[all.stages[stage].words()]);
        let below = block.bottom();
        blocks.push(block);
        top = below + BETWEEN;
        if let Some(name) = EXCLUDED.get(stage) {
            let left = MARGIN + main + APART;
            let lines = [all.excluded(stage).words()];
            let block = Block::new((left, below + 6.0), side, name, &lines);
            // The box of the next stage begins below this one.
            top = block.bottom() + 6.0;
            excluded.push(block);
        }
    }
    let of_groups = group_blocks(shown, top, width);
    let bottom = of_groups.iter().chain(blocks.last());
    let bottom = bottom.map(Block::bottom).fold(0.0, f64::max);
    let notes = note_lines(notes, width);
    let height = bottom + 10.0 + notes.len() as f64 * NOTE_LINE;
    draw_svg(width, height.ceil(), |canvas| {
        for (pair, excluded) in blocks.windows(2).zip(&excluded) {
            let x = pair[0].center().0;
            draw_arrow(canvas, &[(x, pair[0].bottom()), (x, pair[1].top)])?;
            let y = excluded.center().1;
            draw_arrow(canvas, &[(x, y), (excluded.left, y)])?;
        }
        if let Some(last) = blocks.last() {
            draw_branches(canvas, last, &of_groups, width)?;
        }
        for block in blocks.iter().chain(&excluded).chain(&of_groups) {
            block.draw(canvas)?;
        }
        let at = (MARGIN, bottom + 8.0 + NOTE_LINE / 2.0);
        canvas.lines(at, &notes, (SMALL, NOTE_LINE), (Anchor::Start, MUTED))
    })
}

/// The boxes of groups below this height: side by side, or one below the other in a narrow figure.
fn group_blocks(shown: &[Flow], top: f64, width: FigureWidth) -> Vec<Block> {
    let columns = match shown.len() {
        _ if width.is_narrow() => 1,
        n @ 0..=3 => n.max(1),
        4 => 2,
        _ => 3,
    };
    let left = width.choose(SPINE + APART, MARGIN);
    let room = width.units() - MARGIN - left;
    let wide = (room - APART * (columns as f64 - 1.0)) / columns as f64;
    let mut blocks: Vec<Block> = Vec::new();
    let mut top = top;
    for row in shown.chunks(columns) {
        let begin = blocks.len();
        for (column, flow) in row.iter().enumerate() {
            let at = (left + column as f64 * (wide + APART), top);
            blocks.push(Block::new(at, wide, &flow.name, &flow.of_group()));
        }
        let high = blocks[begin..].iter().map(|block| block.high);
        let high = high.fold(0.0, f64::max);
        for block in &mut blocks[begin..] {
            block.high = high;
        }
        top += high + width.choose(10.0, BETWEEN);
    }
    blocks
}

/// From the last stage to the groups.
fn draw_branches(
    canvas: &Canvas<'_>,
    from: &Block,
    groups: &[Block],
    width: FigureWidth,
) -> Result<(), FigureError> {
    if width.is_narrow() {
        for block in groups {
            let y = block.center().1;
            draw_arrow(
                canvas,
                &[(SPINE, from.bottom()), (SPINE, y), (block.left, y)],
            )?;
        }
        return Ok(());
    }
    // Only the first row hangs on the last stage: a line to a second one would cross it.
    let Some(top) = groups.first().map(|block| block.top) else {
        return Ok(());
    };
    let x = from.center().0;
    let y = f64::midpoint(from.bottom(), top);
    for block in groups.iter().filter(|block| block.top <= top) {
        let to = block.center().0;
        draw_arrow(canvas, &[(x, from.bottom()), (x, y), (to, y), (to, top)])?;
    }
    Ok(())
}

/// A line through these points with a head at its end.
fn draw_arrow(canvas: &Canvas<'_>, points: &[(f64, f64)]) -> Result<(), FigureError> {
    canvas.line(points, MUTED, 1.0)?;
    let [.., before, end] = points else {
        return Ok(());
    };
    let is_down = (end.0 - before.0).abs() < 1e-9;
    let (x, y) = *end;
    let head = if is_down {
        [
            (x, y),
            (x - ARROW * 0.6, y - ARROW),
            (x + ARROW * 0.6, y - ARROW),
        ]
    } else {
        [
            (x, y),
            (x - ARROW, y - ARROW * 0.6),
            (x - ARROW, y + ARROW * 0.6),
        ]
    };
    canvas.area(&head, MUTED.to_rgba())
}

fn words(all: &Flow, shown: &[Flow], notes: &[String]) -> String {
    let [stored, eligible, treated] = all.stages.map(Counts::words);
    let mut sentences = vec![format!(
        "Flow of patients: in database {stored}; not eligible {}; eligible {eligible}; no dose given {}; received ≥ 1 dose {treated}.",
        all.excluded(0).words(),
        all.excluded(1).words(),
    )];
    for flow in shown {
        sentences.push(format!("{}: {}.", flow.name, flow.of_group().join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
