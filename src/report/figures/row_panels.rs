//! The frame of figures with a row per organ system or reason and a panel per group: labels at the left, in each panel bars
//! and a column of numbers at their right.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL, WIDTH};
use super::error::FigureError;
use super::scale::{Scale, percent_ticks};
use super::statement::{NOTE_LINE, note_lines};
use super::text::{shortened, text_width, wrap};
use super::words::system_labels;

const MARGIN: f64 = 8.0;
const GAP: f64 = 8.0;
/// The height of one row.
const ROW: f64 = 21.0;
/// Half the height of a bar.
pub(super) const HALF_BAR: f64 = 7.0;
/// A line of a panel's title, and beneath it the head of its numbers.
const TITLE_LINE: f64 = 15.0;
const HEAD: f64 = 21.0;
/// No title has more lines.
const MOST_TITLE_LINES: usize = 2;
/// Beneath them: the numbers of the axis.
const FOOT: f64 = 26.0;
const WIDEST_LABEL: f64 = 220.0;

/// The texts of one panel.
pub(super) struct Panel {
    /// The group.
    pub(super) title: String,
    /// How many it is of.
    pub(super) n: String,
    /// Its numbers, by row.
    pub(super) numbers: Vec<String>,
}

/// What such a figure is made of.
pub(super) struct RowPanelsParts {
    /// The rows' labels, top down.
    pub(super) labels: Vec<String>,
    /// The panels.
    pub(super) panels: Vec<Panel>,
    /// What the numbers are.
    pub(super) head: &'static str,
    /// The greatest share that is shown.
    pub(super) most: f64,
    /// The height above the panels.
    pub(super) top: f64,
    /// What the axis shows.
    pub(super) axis_title: String,
    /// What stands beneath.
    pub(super) notes: Vec<String>,
}

impl RowPanelsParts {
    /// Of a figure with a legend above its panels and a row for each of these organ systems, whose bars end at 100%.
    pub(super) fn of_organ_systems(
        systems: &[usize],
        panels: impl Iterator<Item = Panel>,
        (head, axis_title): (&'static str, &str),
        notes: Vec<String>,
    ) -> Self {
        Self {
            labels: system_labels(systems),
            panels: panels.collect(),
            head,
            most: 1.0,
            top: 26.0,
            axis_title: axis_title.to_owned(),
            notes,
        }
    }
}

/// Where everything of such a figure stands.
pub(super) struct RowPanels {
    parts: RowPanelsParts,
    columns: usize,
    /// Where the first panel begins, and from one to the next.
    left: f64,
    pitch: f64,
    /// The width of a plot.
    plot: f64,
    ticks: Vec<i64>,
    /// The lines of each panel's title, and the height above its rows.
    titles: Vec<Vec<String>>,
    head: f64,
    axis_title: Vec<String>,
    notes: Vec<String>,
}

impl RowPanels {
    pub(super) fn new(mut parts: RowPanelsParts) -> Self {
        for label in &mut parts.labels {
            *label = shortened(label, LABEL, WIDEST_LABEL);
        }
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let labels = widest(&mut parts.labels.iter().map(|label| text_width(label, LABEL)));
        let numbers = parts.panels.iter().flat_map(|panel| &panel.numbers);
        let numbers = widest(&mut numbers.map(|number| text_width(number, SMALL)));
        let numbers = numbers.max(text_width(parts.head, SMALL));
        let columns = match parts.panels.len() {
            n @ 1..=3 => n,
            4 => 2,
            _ => 3,
        };
        // The left half of the first tick's number is kept too.
        let left = (MARGIN + labels + GAP).max(20.0).ceil() + 0.5;
        let between = if columns > 1 { 14.0 } else { 0.0 };
        let pitch = ((WIDTH - MARGIN - left + between) / columns as f64).floor();
        let plot = (pitch - between - numbers - GAP).max(40.0).floor();
        let ticks = spaced(percent_ticks(parts.most), plot);
        let room = pitch - between;
        let titles: Vec<Vec<String>> = parts
            .panels
            .iter()
            .map(|panel| title_lines(&panel.title, room))
            .collect();
        Self {
            columns,
            left,
            pitch,
            plot,
            ticks,
            head: HEAD + TITLE_LINE * titles.iter().map(Vec::len).max().unwrap_or(1) as f64,
            titles,
            axis_title: wrap(&parts.axis_title, SMALL, WIDTH - left - MARGIN),
            notes: note_lines(&parts.notes),
            parts,
        }
    }

    fn lines(&self) -> usize {
        self.parts.panels.len().div_ceil(self.columns)
    }

    /// The height of a line of panels.
    fn block(&self) -> f64 {
        self.head + self.parts.labels.len() as f64 * ROW + FOOT
    }

    /// Where the rows of a panel begin.
    fn top(&self, panel: usize) -> f64 {
        self.parts.top + (panel / self.columns) as f64 * self.block() + self.head
    }

    /// From shares in percent to pixels.
    pub(super) fn x(&self, panel: usize) -> Scale {
        let left = self.left + (panel % self.columns) as f64 * self.pitch;
        let last = self.ticks.last().copied().unwrap_or(100) as f64;
        Scale {
            numbers: (0.0, last),
            pixels: (left, left + self.plot),
        }
    }

    /// The middle height of a row.
    pub(super) fn middle(&self, panel: usize, row: usize) -> f64 {
        self.top(panel) + (row as f64 + 0.5) * ROW
    }

    /// The height of the whole figure.
    pub(super) fn height(&self) -> f64 {
        let panels = self.parts.top + self.lines() as f64 * self.block();
        let texts = self.axis_title.len() + self.notes.len();
        (panels + texts as f64 * NOTE_LINE + GAP).ceil()
    }

    /// Titles, labels, grid, axes, numbers and notes; what the rows show is drawn over it.
    pub(super) fn draw_frame(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        for panel in 0..self.parts.panels.len() {
            self.draw_panel(canvas, panel)?;
        }
        let mut y = self.parts.top + self.lines() as f64 * self.block();
        for line in &self.axis_title {
            let at = (self.left, y + NOTE_LINE / 2.0);
            canvas.text(at, line, SMALL, Anchor::Start, INK)?;
            y += NOTE_LINE;
        }
        y += GAP / 2.0;
        for line in &self.notes {
            let at = (MARGIN, y + NOTE_LINE / 2.0);
            canvas.text(at, line, SMALL, Anchor::Start, MUTED)?;
            y += NOTE_LINE;
        }
        Ok(())
    }

    fn draw_panel(&self, canvas: &Canvas<'_>, panel: usize) -> Result<(), FigureError> {
        let Panel { n, numbers, .. } = &self.parts.panels[panel];
        let x = self.x(panel);
        let (left, right) = x.pixels;
        let top = self.top(panel);
        let bottom = top + self.parts.labels.len() as f64 * ROW + 0.5;
        let numbers_at = if self.columns > 1 {
            left + self.pitch - 14.0
        } else {
            WIDTH - MARGIN
        };
        for (line, title) in self.titles[panel].iter().enumerate() {
            let y = top - self.head + (line as f64 + 0.5) * TITLE_LINE + 2.0;
            canvas.text((left, y), title, LABEL, Anchor::Start, INK)?;
        }
        canvas.text((left, top - 8.0), n, SMALL, Anchor::Start, MUTED)?;
        let head_at = (numbers_at, top - 8.0);
        canvas.text(head_at, self.parts.head, SMALL, Anchor::End, MUTED)?;
        if panel.is_multiple_of(self.columns) {
            for (row, label) in self.parts.labels.iter().enumerate() {
                let at = (left - GAP, self.middle(panel, row));
                canvas.text(at, label, LABEL, Anchor::End, INK)?;
            }
        }
        for &tick in &self.ticks {
            let at = x.at(tick as f64);
            if tick > 0 {
                canvas.line(&[(at, top), (at, bottom)], GRID, 0.8)?;
            }
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], AXIS, 0.8)?;
            let label = (at, bottom + 12.0);
            canvas.text(label, &tick.to_string(), SMALL, Anchor::Middle, MUTED)?;
        }
        canvas.line(&[(left, top), (left, bottom)], AXIS, 0.8)?;
        canvas.line(&[(left, bottom), (right, bottom)], AXIS, 0.8)?;
        for (row, number) in numbers.iter().enumerate() {
            let at = (numbers_at, self.middle(panel, row));
            canvas.text(at, number, SMALL, Anchor::End, INK)?;
        }
        Ok(())
    }
}

/// A title in lines that have this room.
fn title_lines(title: &str, room: f64) -> Vec<String> {
    let lines = wrap(title, LABEL, room);
    let (first, rest) = lines.split_at(lines.len().min(MOST_TITLE_LINES - 1));
    let rest = (!rest.is_empty()).then(|| rest.join(" "));
    let lines = first.iter().cloned().chain(rest);
    lines.map(|line| shortened(&line, LABEL, room)).collect()
}

/// The ticks that have room on so many pixels: every one, every second one, or the ends.
fn spaced(ticks: Vec<i64>, width: f64) -> Vec<i64> {
    let steps = ticks.len() - 1;
    if width / steps as f64 >= 26.0 {
        return ticks;
    }
    let every = if steps.is_multiple_of(2) && width >= 52.0 {
        steps / 2
    } else {
        steps
    };
    ticks.into_iter().step_by(every).collect()
}
