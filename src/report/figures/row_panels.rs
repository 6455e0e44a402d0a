//! The frame of figures with a row per organ system or reason and a panel per group: labels at the left, in each panel bars
//! and a column of numbers at their right.

use super::canvas::{AXIS, Anchor, Canvas, GRID, INK, LABEL, MUTED, SMALL};
use super::error::FigureError;
use super::scale::{Scale, percent_ticks, spaced};
use super::statement::{NOTE_LINE, note_lines};
use super::text::{text_width, wrap, wrapped};
use super::width::FigureWidth;
use super::words::system_labels;

const MARGIN: f64 = 8.0;
const GAP: f64 = 8.0;
/// The height of a row with one line of its label, and with two; in one column panels are above one another.
const ROWS: [f64; 2] = [21.0, 28.0];
const NARROW_ROWS: [f64; 2] = [17.0, 25.5];
/// The height of a line of a label.
const LABEL_LINE: f64 = 12.5;
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
/// In a narrow figure labels take two lines.
const WIDEST_NARROW_LABEL: f64 = 116.0;

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
        (head, axis_title, legend): (&'static str, &str, f64),
        notes: Vec<String>,
    ) -> Self {
        Self {
            labels: system_labels(systems),
            panels: panels.collect(),
            head,
            most: 1.0,
            top: 10.0 + legend,
            axis_title: axis_title.to_owned(),
            notes,
        }
    }
}

/// Where everything of such a figure stands.
pub(super) struct RowPanels {
    parts: RowPanelsParts,
    width: FigureWidth,
    /// The lines of each row's label, and their size.
    labels: Vec<Vec<String>>,
    label: f64,
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
    pub(super) fn new(parts: RowPanelsParts, width: FigureWidth) -> Self {
        let label = width.choose(SMALL, LABEL);
        let of_label = |text: &String| match width {
            FigureWidth::OneColumn => wrapped(text, label, WIDEST_NARROW_LABEL, ROWS.len()),
            FigureWidth::TwoColumns => wrapped(text, label, WIDEST_LABEL, 1),
        };
        let lines_of_labels: Vec<Vec<String>> = parts.labels.iter().map(of_label).collect();
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let lines = lines_of_labels.iter().flatten();
        let labels = widest(&mut lines.map(|line| text_width(line, label)));
        let numbers = parts.panels.iter().flat_map(|panel| &panel.numbers);
        let numbers = widest(&mut numbers.map(|number| text_width(number, SMALL)));
        let numbers = numbers.max(text_width(parts.head, SMALL));
        let columns = match parts.panels.len() {
            _ if width.is_narrow() => 1,
            n @ 1..=3 => n,
            4 => 2,
            _ => 3,
        };
        // The left half of the first tick's number is kept too.
        let left = (MARGIN + labels + GAP).max(20.0).ceil() + 0.5;
        let between = if columns > 1 { 14.0 } else { 0.0 };
        let pitch = ((width.units() - MARGIN - left + between) / columns as f64).floor();
        let plot = (pitch - between - numbers - GAP).max(40.0).floor();
        let ticks = spaced(percent_ticks(parts.most), plot);
        let room = pitch - between;
        let titles: Vec<Vec<String>> = parts
            .panels
            .iter()
            .map(|panel| wrapped(&panel.title, LABEL, room, MOST_TITLE_LINES))
            .collect();
        Self {
            width,
            labels: lines_of_labels,
            label,
            columns,
            left,
            pitch,
            plot,
            ticks,
            head: HEAD + TITLE_LINE * titles.iter().map(Vec::len).max().unwrap_or(1) as f64,
            titles,
            axis_title: wrap(
                &parts.axis_title,
                SMALL,
                width.units() - MARGIN - width.choose(MARGIN, left),
            ),
            notes: note_lines(&parts.notes, width),
            parts,
        }
    }

    fn lines(&self) -> usize {
        self.parts.panels.len().div_ceil(self.columns)
    }

    /// The height of a line of panels.
    fn block(&self) -> f64 {
        self.head + self.rows_before(self.labels.len()) + FOOT
    }

    /// The height of the rows before one.
    fn rows_before(&self, row: usize) -> f64 {
        self.labels[..row]
            .iter()
            .map(|lines| row_height(lines, self.width))
            .sum()
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
        self.top(panel) + self.rows_before(row) + row_height(&self.labels[row], self.width) / 2.0
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
            let at = (self.width.choose(MARGIN, self.left), y + NOTE_LINE / 2.0);
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
        let bottom = top + self.rows_before(self.labels.len()) + 0.5;
        let numbers_at = if self.columns > 1 {
            left + self.pitch - 14.0
        } else {
            self.width.units() - MARGIN
        };
        for (line, title) in self.titles[panel].iter().enumerate() {
            let y = top - self.head + (line as f64 + 0.5) * TITLE_LINE + 2.0;
            canvas.text((left, y), title, LABEL, Anchor::Start, INK)?;
        }
        canvas.text((left, top - 8.0), n, SMALL, Anchor::Start, MUTED)?;
        let head_at = (numbers_at, top - 8.0);
        canvas.text(head_at, self.parts.head, SMALL, Anchor::End, MUTED)?;
        if panel.is_multiple_of(self.columns) {
            for (row, lines) in self.labels.iter().enumerate() {
                let above = (lines.len() as f64 - 1.0) / 2.0 * LABEL_LINE;
                let at = (left - GAP, self.middle(panel, row) - above);
                canvas.lines(at, lines, (self.label, LABEL_LINE), (Anchor::End, INK))?;
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

/// The height of a row with these lines of its label.
fn row_height(lines: &[String], width: FigureWidth) -> f64 {
    width.choose(NARROW_ROWS, ROWS)[lines.len().clamp(1, ROWS.len()) - 1]
}
