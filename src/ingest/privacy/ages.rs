//! Ages that identify.

use super::plain::whole;
use crate::ingest::options::DecimalMark;
use crate::ingest::text::cells::{parse_decimal, stands_for_ninety};

/// Words before an age.
const BEFORE: [&str; 5] = ["approx", "about", "aged", "age", "ca"];

/// Words and letters behind an age that say years.
const BEHIND: [&str; 17] = [
    "years of age",
    "years old",
    "year old",
    "years",
    "year",
    "yrs",
    "yr",
    "yo",
    "y/o",
    "y.o",
    "y",
    "a",
    "ans",
    "jahre",
    "años",
    "anos",
    "old",
];

/// Whether a cell says an age of more than 90 years; `90+`, `>89`, `>=90` and `≥90` stand for 90.
pub(super) fn is_identifying_age(cell: &[u8]) -> bool {
    if stands_for_ninety(cell) {
        return false;
    }
    let text = String::from_utf8_lossy(cell);
    if is_number_above(text.trim()) {
        return true;
    }
    // Two digits or more are an age.
    if cell.len() < 2 {
        return false;
    }
    let plain = bare(&text);
    if stands_for_ninety(plain.as_bytes()) {
        return false;
    }
    let parts = plain.split_once('-').filter(|(from, _)| !from.is_empty());
    is_number_above(&plain)
        || parts.is_some_and(|(from, to)| [from, to].into_iter().any(is_number_above))
}

/// An age without words and blanks, with the sign before it.
fn bare(text: &str) -> String {
    let sign: String = text
        .trim()
        .chars()
        .take_while(|c| "<>=≥".contains(*c))
        .collect();
    let mut plain = whole(
        text.trim()
            .trim_start_matches(['<', '>', '=', '≥', '≈', '~', ' ']),
    );
    // Several words may follow one another.
    for _ in 0..3 {
        let trimmed = plain.trim_matches([' ', '-', '~', '≈', '.', ':']);
        let behind = BEHIND.iter().find_map(|word| trimmed.strip_suffix(word));
        let before = || BEFORE.iter().find_map(|word| trimmed.strip_prefix(word));
        let without = behind
            .or_else(before)
            .map(|rest| rest.trim_matches([' ', '-', '.', ':']));
        let Some(without) = without else { break };
        plain = without.to_owned();
    }
    format!("{sign}{}", plain.replace(' ', ""))
}

/// Whether a number, or the bound that it is, is an age above 90, whatever the export's decimal mark is.
fn is_number_above(text: &str) -> bool {
    let plain = text.replace(' ', "");
    let decimal = |text: &str| {
        let cell = text.as_bytes();
        parse_decimal(cell, DecimalMark::Point).or_else(|| parse_decimal(cell, DecimalMark::Comma))
    };
    let starts = [">=", "≥", ">"];
    let bare = starts.iter().find_map(|start| plain.strip_prefix(start));
    match bare.or_else(|| plain.strip_suffix('+')) {
        Some(bound) => decimal(bound).is_some_and(|bound| bound > 89.0),
        None => decimal(&plain).is_some_and(|years| years > 90.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_above_ninety_identify() {
        for age in [
            "91",
            "93.5",
            ">90",
            "> 95",
            "91+",
            "90.5",
            ">=91",
            "≥91",
            "≥ 95",
            "0091",
            "9.1e1",
            "90,5",
            "91 y",
            "91 years",
            "92 yo",
            "92yo",
            "92 y/o",
            "103-year-old",
            "91-95",
            "85-95",
            "≈93",
            "~93",
            "９１",
            "aged 92",
            "95 ans",
            "≥91 y",
            "91 y.",
        ] {
            assert!(is_identifying_age(age.as_bytes()), "{age}");
        }
        for age in [
            "90", "90+", "> 89", ">89", ">=90", ">= 90", "≥90", "18", "old", "", "90 y", "≥90 y",
            "80-90", "64 years", "-95", "9", "unknown",
        ] {
            assert!(!is_identifying_age(age.as_bytes()), "{age}");
        }
    }
}
