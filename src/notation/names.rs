//! Names that come from files, as they may be printed.

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
        let turns_round = matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        if c.is_control() || turns_round {
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
