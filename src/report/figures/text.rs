//! How wide a text is, and texts broken or cut to a width.

use crate::report::fonts::REGULAR;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

/// The embedded font: its glyphs by character, their advances, and the units of its size.
static FONT: LazyLock<(Charmap<'static>, GlyphMetrics<'static>, f64)> = LazyLock::new(|| {
    let font = FontRef::new(REGULAR).expect("the embedded font is a font");
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let units = font.metrics(size, location).units_per_em;
    (
        font.charmap(),
        font.glyph_metrics(size, location),
        f64::from(units),
    )
});

/// The width of a text in Liberation Sans, which has the widths of Arial and Helvetica.
pub(in crate::report) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The advance of a character at size 1. One that the font lacks comes from another font: it is taken to be as wide as
/// it is high, as Chinese, Japanese and Korean ones are, and few are wider.
fn advance(character: char) -> f64 {
    let (glyphs, advances, units) = &*FONT;
    let glyph = glyphs.map(character);
    let advance = glyph.and_then(|glyph| advances.advance_width(glyph));
    advance.map_or(1.0, |advance| f64::from(advance) / units)
}

/// The words of a text in lines no wider than this, where the words allow it.
pub(super) fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The words of a text in at most so many lines, the last cut where it is wider than this.
pub(super) fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let lines = wrap(text, size, width);
    let (first, rest) = lines.split_at(lines.len().min(most - 1));
    let rest = (!rest.is_empty()).then(|| rest.join(" "));
    let lines = first.iter().cloned().chain(rest);
    lines.map(|line| shortened(&line, size, width)).collect()
}

/// Where things of these widths lie one after the other between `left` and `right`, so far apart, in lines: x and line of
/// each.
pub(super) fn flow(
    widths: impl Iterator<Item = f64>,
    (left, right): (f64, f64),
    apart: f64,
) -> Vec<(f64, usize)> {
    let (mut x, mut line) = (left, 0);
    widths
        .map(|width| {
            if x > left && x + width > right {
                (x, line) = (left, line + 1);
            }
            let at = (x, line);
            x += width + apart;
            at
        })
        .collect()
}

/// The text, cut where it is wider than this.
pub(super) fn shortened(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if text_width(&short, size) + 2.0 * size > width {
            break;
        }
        short.push(character);
    }
    short.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_the_font_sets_it() {
        let width = |text| text_width(text, 2048.0);
        // Advances of 2048 units: i 455, m 1706, u and ü 1139.
        assert!((width("im") - (455.0 + 1706.0)).abs() < 1e-9);
        assert!((width("Zürich") - width("Zurich")).abs() < 1e-9);
        assert!((width("≥") - 1124.0).abs() < 1e-9);
        assert!((width("病") - 2048.0).abs() < 1e-9);
    }

    #[test]
    fn a_text_that_is_too_wide_is_cut() {
        assert_eq!(shortened("renal", 10.0, 100.0), "renal");
        assert_eq!(shortened("mmmmmmmmmmmmmmmm", 10.0, 60.0), "mmmmm…");
    }
}
