//! Names that come from files, as they may be printed.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// A name as it may be shown on one line: what would move, color, hide or turn round text on a terminal is written as an
/// escape.
///
/// ```
/// use il2_outcomes::notation::shown;
/// assert_eq!(shown("\u{1b}[31mdoses\n"), r"\u{1b}[31mdoses\n");
/// assert_eq!(shown("Fièvre – 38 °C"), "Fièvre – 38 °C");
/// ```
#[must_use]
pub fn shown(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() || turns_round(c) {
            text.extend(c.escape_debug());
        } else {
            text.push(c);
        }
    }
    text
}

/// A path as it may be shown, on one line: its name, like that of [`shown`].
///
/// ```
/// use il2_outcomes::notation::shown_path;
/// use std::path::Path;
/// assert_eq!(shown_path(Path::new("exports/elm\nhint: none")), r"exports/elm\nhint: none");
/// ```
#[must_use]
pub fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// A text as a page or a figure may hold it: a control character, or one that turns text round, is named by its code point.
/// Line ends and tabs stay.
///
/// ```
/// use il2_outcomes::notation::visible;
/// assert_eq!(visible("\u{1b}[31mdoses\n"), "[U+001B][31mdoses\n");
/// assert_eq!(visible("a\u{202e}b"), "a[U+202E]b");
/// assert_eq!(visible("Fièvre – 38 °C"), "Fièvre – 38 °C");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| (c.is_control() && !['\n', '\t'].contains(&c)) || turns_round(c);
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_raw(c) {
            let _ = write!(shown, "[U+{:04X}]", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character changes the direction of text, or ends a line.
const fn turns_round(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether a character leaves no mark of its own: marks of direction, blanks without width, fillers, variation selectors.
pub(super) const fn is_invisible(c: char) -> bool {
    turns_round(c)
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{2065}'
                | '\u{206a}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
