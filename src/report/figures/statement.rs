//! What stands in place of a figure that would mislead: a sentence that says why it is not drawn.

use super::canvas::{Anchor, MUTED, SMALL, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::text::wrap;
use super::width::FigureWidth;

const MARGIN: f64 = 8.0;
/// The height of one line of notes.
pub(super) const NOTE_LINE: f64 = 15.0;

/// The sentences as a figure.
pub(super) fn statement(
    sentences: &[String],
    width: FigureWidth,
) -> Result<Option<Figure>, FigureError> {
    let lines = note_lines(sentences, width);
    let height = 2.0 * MARGIN + lines.len() as f64 * NOTE_LINE;
    let svg = draw_svg(width, height, |canvas| {
        for (line, text) in lines.iter().enumerate() {
            let at = (MARGIN, MARGIN + (line as f64 + 0.5) * NOTE_LINE);
            canvas.text(at, text, SMALL, Anchor::Start, MUTED)?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        svg,
        alt: sentences.join(" "),
        width,
    }))
}

/// Notes in lines as wide as a figure.
pub(super) fn note_lines(notes: &[String], width: FigureWidth) -> Vec<String> {
    let lines = notes.iter();
    lines
        .flat_map(|note| wrap(note, SMALL, width.units() - 2.0 * MARGIN))
        .collect()
}
