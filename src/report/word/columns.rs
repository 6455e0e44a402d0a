//! The widths of a table's columns, in twentieths of a point: what is not to be broken fits, and the rest goes to texts that
//! wrap.

use crate::report::figures::text_width;

/// The size of a table's text, in points.
const SIZE: f64 = 8.5;
/// Bold heads are wider than the text whose width is known.
const BOLD: f64 = 1.09;
/// The margins of a cell, with a little to spare for the rounding of word processors.
const MARGINS: f64 = 2.0 * 57.0 + 30.0;
/// What a column of numbers has beside them where there is room, so that columns do not touch.
const APART: f64 = 140.0;
/// A text that wraps need not be wider than this.
const WIDEST: f64 = 3_400.0;

/// What a column needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// So that nothing unbreakable is broken.
    least: f64,
    /// So that nothing wraps.
    whole: f64,
}

impl Need {
    /// Of a column with these heads, which wrap, and these lines, which wrap where the column is one of words, all of them
    /// indented by this.
    pub(super) fn of<'a>(
        heads: impl Iterator<Item = &'a str>,
        lines: impl Iterator<Item = &'a str>,
        wraps: bool,
        indent: f64,
    ) -> Self {
        let mut need = Self {
            least: 0.0,
            whole: 0.0,
        };
        for head in heads {
            need.take(widest_word(head) * BOLD, twips(head) * BOLD);
        }
        for line in lines {
            let whole = twips(line);
            need.take(if wraps { widest_word(line) } else { whole }, whole);
        }
        let around = MARGINS + indent;
        Self {
            least: need.least + around,
            whole: need.whole.min(WIDEST).max(need.least)
                + around
                + if wraps { 0.0 } else { APART },
        }
    }

    fn take(&mut self, least: f64, whole: f64) {
        self.least = self.least.max(least);
        self.whole = self.whole.max(whole);
    }
}

fn twips(text: &str) -> f64 {
    20.0 * text_width(text, SIZE)
}

fn widest_word(text: &str) -> f64 {
    text.split(' ').map(twips).fold(0.0, f64::max)
}

/// Whether columns do not fit into this width without breaking what is not to be broken.
pub(super) fn overflow(needs: &[Need], width: u32) -> bool {
    needs.iter().map(|need| need.least).sum::<f64>() > f64::from(width)
}

/// The width of each column of a table that is at most so wide.
pub(super) fn widths(needs: &[Need], width: u32) -> Vec<u32> {
    let width = f64::from(width);
    let sum = |of: fn(&Need) -> f64| needs.iter().map(of).sum::<f64>();
    let (least, whole) = (sum(|need| need.least), sum(|need| need.whole));
    let fitted = needs.iter().map(|need| {
        if whole <= width {
            need.whole
        } else if least <= width {
            need.least + (width - least) * (need.whole - need.least) / (whole - least)
        } else {
            need.least * width / least
        }
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width is small and not negative"
    )]
    fitted.map(|width| width.floor() as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(line: &str, wraps: bool) -> Need {
        Need::of(std::iter::empty(), std::iter::once(line), wraps, 0.0)
    }

    #[test]
    fn columns_that_fit_have_the_width_of_their_texts() {
        let needs = [need("Any", true), need("12 (34.5%)", false)];
        let widths = widths(&needs, 9_000);
        assert!(widths[0] < widths[1], "{widths:?}");
        assert!(widths.iter().sum::<u32>() < 3_000, "{widths:?}");
    }

    #[test]
    fn what_wraps_gives_way_to_what_is_not_broken() {
        let long = "a text of many words that can be broken where the column is narrow";
        let number = "1,234/5,678 (21.7%) 95% CI 20.6–22.8";
        let needs = [need(long, true), need(number, false)];
        let fitted = widths(&needs, 4_500);
        assert!(f64::from(fitted[1]) >= needs[1].least.floor());
        assert!(fitted.iter().sum::<u32>() <= 4_500);
        assert!(!overflow(&needs, 4_500));
        assert!(overflow(&[needs[1]; 4], 4_500));
        assert!(widths(&[needs[1]; 4], 4_500).iter().sum::<u32>() <= 4_500);
    }
}
