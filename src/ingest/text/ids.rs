//! Identifiers as they are read, and what two of them have in common that are not the same.

use super::cells::{parse_decimal, trim_blanks};
use crate::ingest::options::DecimalMark;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A trimmed cell as an identifier: without characters that nobody sees, and without blanks at the ends of what is left.
pub(in crate::ingest) fn plain_id(cell: &[u8]) -> Cow<'_, [u8]> {
    if cell.is_ascii() {
        return Cow::Borrowed(cell);
    }
    let Ok(text) = std::str::from_utf8(cell) else {
        return Cow::Borrowed(cell);
    };
    if !text.contains(is_invisible) {
        return Cow::Borrowed(cell);
    }
    let seen: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    Cow::Owned(trim_blanks(seen.as_bytes()).to_vec())
}

/// The name of a site as that of rows is read; as it is where nothing is seen of it.
pub(in crate::ingest) fn site_name(name: &str) -> String {
    let plain = String::from_utf8_lossy(&plain_id(trim_blanks(name.as_bytes()))).into_owned();
    if plain.is_empty() {
        name.to_owned()
    } else {
        plain
    }
}

/// Whether a character has no width of its own: zero-width, byte-order mark, soft hyphen, word joiner, marks of direction,
/// selectors of a variant. They are those that Unicode calls default ignorable (`DerivedCoreProperties.txt`, 16.0).
pub(in crate::ingest) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The digits of an identifier that is written as a decimal number without decimals, such as `101.0`: what programs make of
/// whole numbers where a column has an absent value. `None` for any other.
pub(in crate::ingest) fn whole_number(id: &[u8], mark: DecimalMark) -> Option<&[u8]> {
    let at = id.iter().position(|&byte| byte == mark.byte())?;
    let (digits, zeros) = (&id[..at], &id[at + 1..]);
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    (is_number && zeros.iter().all(|&byte| byte == b'0')).then_some(digits)
}

/// The identifiers of a column of a file, as they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct IdColumn {
    /// Whether all of them are numbers.
    pub(in crate::ingest) are_numbers: bool,
    /// The number of rows that have one.
    pub(in crate::ingest) rows: u64,
    /// The number of rows in which it is a decimal number and was read as a whole one.
    pub(in crate::ingest) decimals: u64,
    /// The number of rows in which it is another one than that of another row, and looks nearly the same.
    pub(in crate::ingest) alike: u64,
}

impl IdColumn {
    /// A column before its first row.
    pub(in crate::ingest) const fn new() -> Self {
        Self {
            are_numbers: true,
            rows: 0,
            decimals: 0,
            alike: 0,
        }
    }

    /// Notes the form of an identifier.
    pub(in crate::ingest) fn note(&mut self, id: &[u8], mark: DecimalMark) {
        self.are_numbers = self.are_numbers && parse_decimal(id, mark).is_some();
    }

    /// Adds those of another piece of the file.
    pub(in crate::ingest) fn add(&mut self, other: Self) {
        self.are_numbers &= other.are_numbers;
        self.rows += other.rows;
        self.decimals += other.decimals;
        self.alike += other.alike;
    }
}

/// An identifier without what often differs between two spellings of one: case, width and other compatible characters,
/// blanks and leading zeros.
pub(in crate::ingest) fn folded(id: &str) -> String {
    let compatible: String = id.nfkc().collect();
    without_zeros(&without_blanks(&in_one_case(&compatible)))
}

pub(in crate::ingest) fn in_one_case(text: &str) -> String {
    text.to_lowercase()
}

pub(in crate::ingest) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Full-width letters, digits and marks as those of ASCII.
pub(in crate::ingest) fn in_one_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// Each number in the text without the zeros before it.
pub(in crate::ingest) fn without_zeros(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    let mut is_in_number = false;
    while let Some(c) = signs.next() {
        let is_followed = signs.peek().is_some_and(char::is_ascii_digit);
        if c != '0' || is_in_number || !is_followed {
            plain.push(c);
            is_in_number = c.is_ascii_digit();
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_part_of_an_identifier() {
        for (cell, id) in [
            ("\u{feff}C1", "C1"),
            ("C\u{ad}1\u{200b}", "C1"),
            ("\u{2060} C1 \u{200e}", "C1"),
            ("C 1", "C 1"),
            ("Ä\u{200d}1", "Ä1"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(plain_id(cell.as_bytes()), id.as_bytes(), "{cell:?}");
        }
    }

    #[test]
    fn a_whole_number_has_zeros_alone_behind_its_mark() {
        for (id, digits) in [("101.0", "101"), ("001.00", "001"), ("7.", "7")] {
            let whole = whole_number(id.as_bytes(), DecimalMark::Point);
            assert_eq!(whole, Some(digits.as_bytes()), "{id}");
        }
        for id in [
            "101", "101.5", "A1.0", ".0", "1.0.0", "101,0", "1e2", "-1.0",
        ] {
            assert_eq!(
                whole_number(id.as_bytes(), DecimalMark::Point),
                None,
                "{id}"
            );
        }
        assert_eq!(
            whole_number(b"101,0", DecimalMark::Comma),
            Some(&b"101"[..])
        );
    }

    #[test]
    fn spellings_of_one_identifier_fold_to_the_same() {
        for (a, b) in [
            ("001", "1"),
            ("P-007", "p-7"),
            ("ＡＢ１２", "ab12"),
            ("A 1", "A1"),
            ("100", "0100"),
            ("A10B00", "a10b0"),
            ("P\u{2460}", "p1"),
            ("E\u{301}1", "\u{e9}1"),
            ("\u{fb01}1", "FI1"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        for (a, b) in [("A1", "A10"), ("10", "1"), ("A-1", "A1"), ("0", "")] {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
    }
}
