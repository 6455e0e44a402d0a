//! Rounding: half away from zero, on decimal digits.

use crate::notation::plain_decimal;

/// A number with this many decimals, half away from zero on its decimal digits.
pub(in crate::report) fn rounded(value: f64, n_decimals: usize) -> String {
    let text = plain_decimal(value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let text = rounded_digits(whole, decimals, n_decimals);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("-{text}")
    } else {
        text
    }
}

/// The digits before and after a decimal point, with this many of the latter, half away from zero.
fn rounded_digits(whole: &str, decimals: &str, n_decimals: usize) -> String {
    let kept = decimals
        .chars()
        .chain(std::iter::repeat('0'))
        .take(n_decimals);
    let mut digits: Vec<u8> = whole.bytes().chain(kept.map(|digit| digit as u8)).collect();
    if decimals
        .as_bytes()
        .get(n_decimals)
        .is_some_and(|&digit| digit >= b'5')
    {
        let nines = digits
            .iter()
            .rev()
            .take_while(|&&digit| digit == b'9')
            .count();
        let kept = digits.len() - nines;
        digits[kept..].fill(b'0');
        match kept.checked_sub(1) {
            Some(last) => digits[last] += 1,
            None => digits.insert(0, b'1'),
        }
    }
    let mut text: String = digits.iter().map(|&digit| char::from(digit)).collect();
    if n_decimals > 0 {
        text.insert(text.len() - n_decimals, '.');
    }
    text
}

/// A number with at most this many decimals.
pub(in crate::report) fn at_most(value: f64, n_decimals: usize) -> String {
    let text = rounded(value, n_decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share as a percentage with one decimal, without the sign: `31.4` of 0.31372….
pub(in crate::report) fn percent(share: f64) -> String {
    percent_to(share, 1)
}

/// A share as a percentage with this many decimals, without the sign.
///
/// The decimal point moves on the digits of the share, and these never become a float again: what lies just below a
/// half stays below it.
pub(super) fn percent_to(share: f64, n_decimals: usize) -> String {
    let text = plain_decimal(share.max(0.0));
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let padded = format!("{decimals:0<2}");
    let (hundreds, rest) = padded.split_at(2);
    let moved = rounded_digits(&format!("{whole}{hundreds}"), rest, n_decimals);
    let plain = moved.trim_start_matches('0');
    if plain.is_empty() || plain.starts_with('.') {
        format!("0{plain}")
    } else {
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero_on_decimal_digits() {
        assert_eq!(rounded(2.675, 2), "2.68");
        assert_eq!(rounded(0.995, 2), "1.00");
        assert_eq!(rounded(99.95, 1), "100.0");
        assert_eq!(rounded(-0.001, 2), "0.00");
        assert_eq!(rounded(-1.25, 1), "-1.3");
        assert_eq!(rounded(6.0, 0), "6");
    }

    #[test]
    fn quantiles_lose_their_empty_decimals() {
        assert_eq!(at_most(7.5, 1), "7.5");
        assert_eq!(at_most(6.0, 1), "6");
        assert_eq!(at_most(100.0, 0), "100");
    }

    #[test]
    fn a_share_is_a_percentage_with_one_decimal() {
        assert_eq!(percent(0.0), "0.0");
        assert_eq!(percent(0.0125), "1.3");
        assert_eq!(percent(0.0005), "0.1");
        assert_eq!(percent(0.000_49), "0.0");
        assert_eq!(percent(48.0 / 153.0), "31.4");
        assert_eq!(percent(0.9999), "100.0");
        // One float below the half, which as a percentage would be the half itself.
        assert_eq!(percent(0.012_499_999_999_999_999), "1.2");
        assert_eq!(percent(0.003_499_999_999_999_999_6), "0.3");
        assert_eq!(percent(1.0), "100.0");
    }
}
