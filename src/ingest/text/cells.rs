//! One cell's text made into a value.

use crate::ingest::options::DecimalMark;
use crate::model::TOLERANCE;
use crate::terminology::key;

/// A cell without blanks around it, a no-break space and a vertical tab among them.
#[inline]
pub(in crate::ingest) fn trim_blanks(cell: &[u8]) -> &[u8] {
    // Nearly all cells begin and end with a sign that is seen.
    if let ([b'!'..=b'~', ..], [.., b'!'..=b'~']) = (cell, cell) {
        return cell;
    }
    trim_any_blanks(cell)
}

fn trim_any_blanks(cell: &[u8]) -> &[u8] {
    let trimmed = cell.trim_ascii();
    let may_be_blank = |byte: &u8| !byte.is_ascii() || *byte == b'\x0b';
    match (trimmed.first(), trimmed.last()) {
        (Some(first), Some(last)) if may_be_blank(first) || may_be_blank(last) => {
            std::str::from_utf8(trimmed).map_or(trimmed, |text| text.trim().as_bytes())
        }
        _ => trimmed,
    }
}

/// A decimal number: sign, digits with the decimal mark, exponent. No separator of thousands, no `inf`.
pub(in crate::ingest) fn parse_decimal(text: &[u8], mark: DecimalMark) -> Option<f64> {
    let mark = mark.byte();
    if let Some(value) = parse_short_decimal(text, mark) {
        return Some(value);
    }
    let digits = text.iter().any(u8::is_ascii_digit);
    let plain = text
        .iter()
        .all(|b| b.is_ascii_digit() || *b == mark || matches!(b, b'+' | b'-' | b'e' | b'E'));
    if !digits || !plain {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let value = if mark == b',' {
        text.replace(',', ".").parse()
    } else {
        text.parse()
    };
    value.ok().filter(|value: &f64| value.is_finite())
}

/// Powers of ten that a float holds exactly, for the numbers of [`parse_short_decimal`].
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// A decimal of at most 15 digits without an exponent, which is nearly every one; `None` where it is another.
///
/// Its digits are a whole number below 2^53 and its power of ten is exact, so that one division rounds once, as the
/// parser of the standard library does (Clinger, *How to read floating point numbers accurately*, PLDI 1990). It takes
/// 13 ns a cell, the standard library 28 ns with the checks that it needs: 2 % of an ingest.
fn parse_short_decimal(text: &[u8], mark: u8) -> Option<f64> {
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut number, mut n_digits, mut decimals) = (0_u64, 0_usize, None);
    for &byte in digits {
        if byte == mark && decimals.is_none() {
            decimals = Some(n_digits);
        } else if byte.is_ascii_digit() {
            number = 10 * number + u64::from(byte - b'0');
            n_digits += 1;
        } else {
            return None;
        }
    }
    if !(1..=15).contains(&n_digits) {
        return None;
    }
    let value = number as f64 / POWERS[n_digits - decimals.unwrap_or(n_digits)];
    Some(if is_negative { -value } else { value })
}

/// A whole number; it may be written `3.0`, with a sign or an exponent. What a program that counts in binary makes of it,
/// such as `2.9999999999`, is the number.
pub(in crate::ingest) fn parse_integer(text: &[u8], mark: DecimalMark) -> Option<i64> {
    if !text.is_empty() && text.len() <= 18 && text.iter().all(u8::is_ascii_digit) {
        return Some(
            text.iter()
                .fold(0, |number, digit| number * 10 + i64::from(digit - b'0')),
        );
    }
    let value = parse_decimal(text, mark)?;
    let whole = value.round();
    // Above 2^53 not every whole number is a float: such a number is none that a chart holds.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value is whole and within 2^53"
    )]
    ((value - whole).abs() <= TOLERANCE && whole.abs() <= 9_007_199_254_740_992.0)
        .then_some(whole as i64)
}

/// Whether a cell says 90 years and over: `90+`, `>89`, `>=90` or `≥90`; a blank may follow the sign.
pub(in crate::ingest) fn stands_for_ninety(cell: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(cell) else {
        return false;
    };
    let after = |sign: &str| text.strip_prefix(sign).map(str::trim_start);
    after(">") == Some("89")
        || after(">=").or_else(|| after("≥")) == Some("90")
        || text.strip_suffix('+').map(str::trim_end) == Some("90")
}

/// Yes or no, in the spellings of the data model.
pub(in crate::ingest) fn parse_boolean(text: &[u8]) -> Option<bool> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word.as_bytes());
    if ["true", "t", "yes", "y", "1"].iter().any(is) {
        return Some(true);
    }
    ["false", "f", "no", "n", "0"]
        .iter()
        .any(is)
        .then_some(false)
}

/// The entry of a closed list that this text names.
pub(in crate::ingest) fn parse_choice(
    text: &str,
    choices: &[&'static str],
) -> Option<&'static str> {
    let wanted = key(text);
    choices.iter().find(|choice| key(choice) == wanted).copied()
}

/// A diagnosis: the synonyms of melanoma and renal cell carcinoma as these two names, any other as it is.
pub(in crate::ingest) fn parse_diagnosis(text: &str) -> &str {
    match key(text).as_ref() {
        "melanoma" | "metastaticmelanoma" | "malignantmelanoma" | "cutaneousmelanoma" => "melanoma",
        "renalcellcarcinoma"
        | "metastaticrenalcellcarcinoma"
        | "renalcellcancer"
        | "clearcellrenalcellcarcinoma"
        | "rcc"
        | "mrcc"
        | "metastaticrcc"
        | "ccrcc" => "renal_cell_carcinoma",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_be_written_as_decimals() {
        assert_eq!(parse_integer(b"3.0", DecimalMark::Point), Some(3));
        assert_eq!(parse_integer(b"+1e2", DecimalMark::Point), Some(100));
        assert_eq!(parse_integer(b"-5", DecimalMark::Point), Some(-5));
        for wrong in ["3.5", "1,5", "III+", "", "1e999", "0x10", "1_000"] {
            assert_eq!(
                parse_integer(wrong.as_bytes(), DecimalMark::Point),
                None,
                "{wrong}"
            );
        }
    }

    #[test]
    fn ninety_and_over_has_several_spellings_and_no_other_bound_is_one() {
        for age in [
            "90+",
            "90 +",
            ">89",
            "> 89",
            ">=90",
            ">= 90",
            "≥90",
            "≥ 90",
            "≥\u{a0}90",
        ] {
            assert!(stands_for_ninety(age.as_bytes()), "{age}");
        }
        for age in [
            "90", "91+", ">90", ">=89", "≥91", "<90", "> = 90", "9 0+", "90++", "+90", "89+", "",
        ] {
            assert!(!stands_for_ninety(age.as_bytes()), "{age}");
        }
    }

    #[test]
    fn short_decimals_are_read_to_the_last_bit() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let digits = format!("{:015}", (state >> 14) % 1_000_000_000_000_000);
            let (from, point) = ((state >> 4) as usize % 14, (state >> 9) as usize % 15);
            let sign = ["", "-", "+"][(state >> 60) as usize % 3];
            let (whole, decimals) = digits.split_at(point.max(from));
            let text = format!("{sign}{}.{decimals}", &whole[from..]);
            let expected: f64 = text.parse().unwrap();
            let read = parse_short_decimal(text.as_bytes(), b'.').unwrap();
            assert_eq!(read.to_bits(), expected.to_bits(), "{text}");
        }
        for other in ["", "-", ".", "1e5", "1.2.3", "--1", "1234567890123456"] {
            assert_eq!(parse_short_decimal(other.as_bytes(), b'.'), None, "{other}");
        }
    }

    #[test]
    fn with_a_decimal_comma_a_point_makes_no_number() {
        let parse = |text: &str| parse_decimal(text.as_bytes(), DecimalMark::Comma);
        assert_eq!(parse("-1,5e-1"), Some(-0.15));
        assert_eq!(parse("600000"), Some(600_000.0));
        for wrong in ["1.5", "1.000,5", "1,000,5", "1,2,3", ","] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse_integer(b"3,0", DecimalMark::Comma), Some(3));
    }

    #[test]
    fn a_decimal_comma_and_infinity_are_no_numbers() {
        assert_eq!(parse_decimal(b"-1.5e-1", DecimalMark::Point), Some(-0.15));
        assert_eq!(parse_decimal(b".5", DecimalMark::Point), Some(0.5));
        for wrong in [
            "1,5",
            "inf",
            "-infinity",
            "1e999",
            "1.2.3",
            "e5",
            "--1",
            "1 000",
        ] {
            assert_eq!(
                parse_decimal(wrong.as_bytes(), DecimalMark::Point),
                None,
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_binary_makes_of_a_whole_number_is_the_number() {
        let parse = |text: &str| parse_integer(text.as_bytes(), DecimalMark::Point);
        assert_eq!(parse("2.9999999999"), Some(3));
        assert_eq!(parse("3.0000000001"), Some(3));
        assert_eq!(parse("-0.0000000001"), Some(0));
        assert_eq!(parse("2.99999999"), None);
    }
}
